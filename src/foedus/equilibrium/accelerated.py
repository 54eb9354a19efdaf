"""Anderson acceleration (Walker & Ni 2011, doi:10.1137/10078356X): a secant method on the last few iterates."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class AcceleratedState:
    iterate: Array
    is_done: Array
    is_over: Array
    steps: Array
    origin: Array
    """where it began"""
    previous: Array
    residual: Array
    moves: Array
    """differences of iterates, (memory, unknown, draw), the newest last"""
    changes: Array
    """differences of residuals, (memory, unknown, draw)"""
    products: Array
    """inner products of the changes, (memory, memory, draw)"""
    best: Array
    """smallest distance so far, (draw,)"""
    idle: Array
    """steps since the distance last fell by half, (draw,)"""


@dataclass(frozen=True)
class Accelerated:
    """Anderson acceleration with a short memory, from reference play; once more with short steps where that failed.

    A draw is done at `tolerance`, or at `floor` once the distance has stopped falling: the arithmetic of a stiff draw
    does not always allow the last digit. The certificate is checked apart, and does not ask which it was.
    """

    max_steps: int = 400
    full_steps: int = 160
    """after so many a draw begins again, with damped steps"""
    damping: float = 0.3
    """share of the residual that a damped step follows: it tames most draws on which the full step overshoots"""
    memory: int = 5
    tolerance: float = 2e-13
    floor: float = 1e-11
    patience: int = 6
    regularisation: float = 1e-10

    def begin(self, problem: FixedPoint, game: Game) -> AcceleratedState:
        return self.begin_at(problem.start(game))

    def begin_at(self, iterate: Array) -> AcceleratedState:
        """The state at a given iterate, for warm starts and probes."""
        zero = jnp.zeros(iterate.shape[-1])
        history = jnp.zeros((self.memory, *iterate.shape))
        return AcceleratedState(
            iterate=iterate,
            is_done=zero > 1,
            is_over=zero > 1,
            steps=zero,
            origin=iterate,
            previous=iterate,
            residual=jnp.zeros_like(iterate),
            moves=history,
            changes=history,
            products=jnp.zeros((self.memory, self.memory, iterate.shape[-1])),
            best=jnp.full_like(zero, jnp.inf),
            idle=zero,
        )

    def advance(self, problem: FixedPoint, game: Game, state: AcceleratedState) -> AcceleratedState:
        y = state.iterate
        residual = problem.step(game, y, jnp.ones(y.shape[-1])) - y
        gap = distance(y, y + residual)
        has_history = (state.steps > 0) & (state.steps != self.full_steps)
        kept = jnp.where(has_history, 1.0, 0.0)
        damping = jnp.where(state.steps < self.full_steps, 1.0, self.damping)
        newest_move = kept * (y - state.previous)
        newest_change = kept * (residual - state.residual)
        moves = jnp.concatenate([kept * state.moves[1:], newest_move[None]])
        changes = jnp.concatenate([kept * state.changes[1:], newest_change[None]])

        # Only the newest change has products that are not known yet.
        newest = jnp.sum(changes * newest_change, axis=1)
        older = jnp.concatenate([kept * state.products[1:, 1:], newest[:-1, None]], axis=1)
        products = jnp.concatenate([older, newest[None]])
        ridge = self.regularisation * jnp.trace(products) / self.memory + 1e-300
        mixing = solve_small(products + ridge * jnp.eye(self.memory)[:, :, None], jnp.sum(changes * residual, axis=1))
        # Term by term: as a reduction over the leading axis this sum alone costs as much as the map.
        learnt = sum(mixing[place] * (moves[place] + damping * changes[place]) for place in range(self.memory))
        proposal = y + damping * residual - learnt
        proposal = jnp.where(jnp.all(jnp.isfinite(proposal), axis=0), proposal, y + residual)
        begins_again = state.steps + 1 == self.full_steps
        proposal = jnp.where(begins_again, state.origin, proposal)

        idle = jnp.where(gap < 0.5 * state.best, 0.0, state.idle + 1)
        is_done = (gap <= self.tolerance) | ((gap <= self.floor) & (idle >= self.patience))
        return AcceleratedState(
            iterate=jnp.where(is_done, y, proposal),
            is_done=is_done,
            is_over=is_done | ~jnp.isfinite(gap),
            steps=state.steps + 1,
            origin=state.origin,
            previous=y,
            residual=residual,
            moves=moves,
            changes=changes,
            products=products,
            best=jnp.where(begins_again, jnp.inf, jnp.minimum(gap, state.best)),
            idle=idle,
        )


def solve_small(matrix: Array, right: Array) -> Array:
    """x with matrix · x = right for a small symmetric positive matrix in each draw, by elimination.

    Shapes (size, size, draw) and (size, draw). Written out because a batched call to LAPACK wants the batch first.
    """
    size = right.shape[0]
    rows = jnp.concatenate([matrix, right[:, None]], axis=1)
    pivots = []
    for _ in range(size):
        pivot, rows = rows[0], rows[1:]
        pivots.append(pivot)
        rows = rows[:, 1:] - (rows[:, 0] / pivot[0])[:, None] * pivot[1:]
    solution: list[Array] = []
    for pivot in reversed(pivots):
        known = sum((entry * value for entry, value in zip(pivot[1:-1], solution, strict=True)), start=jnp.zeros(()))
        solution.insert(0, (pivot[-1] - known) / pivot[0])
    return jnp.stack(solution)
