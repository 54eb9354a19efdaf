"""Anderson acceleration (Walker & Ni 2011, doi:10.1137/10078356X): a secant method on the last few iterates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import Points, distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class AcceleratedState:
    iterate: Array
    is_done: Array
    is_over: Array
    steps: Array
    rung: Array
    """which step of the precision, 1 to `rungs`, (draw,)"""
    rung_steps: Array
    """steps since it was reached, (draw,)"""
    below: Array
    """where the rung before ended, (unknown, draw)"""
    origin: Array
    """where this rung began, (unknown, draw)"""
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
    """Anderson acceleration with a short memory, along a ladder of precisions from reference play.

    Straight at the full precision it takes a third fewer steps, and in one draw of twenty ends on another equilibrium
    than the principal branch; along the ladder in one of three hundred. On each rung but the last a rough solution will
    do; the next begins where the last two point, and a draw that misses one is given up: its branch may have turned
    back. On the last rung a draw is done at `tolerance`, or at `floor` once the distance has stopped falling: the
    arithmetic of a stiff draw does not always allow the last digit. The certificate is checked apart, and does not ask
    which it was.
    """

    max_steps: int = 360
    rungs: int = 10
    rough: float = 1e-2
    """distance at which a rung but the last is left"""
    rung_limit: int = 30
    """steps after which a rung counts as missed"""
    full_steps: int = 160
    """after so many on the last rung a draw begins it again, with damped steps"""
    damping: float = 0.3
    """share of the residual that a damped step follows: it tames most draws on which the full step overshoots"""
    memory: int = 5
    tolerance: float = 2e-13
    floor: float = 1e-11
    patience: int = 6
    regularisation: float = 1e-10

    is_hot: ClassVar[bool] = True

    def begin(self, points: Points) -> AcceleratedState:
        """On the rung above the points; on the last one where they belong to the full precision."""
        iterate = points.iterate
        zero = jnp.zeros(iterate.shape[-1])
        rung = jnp.minimum(jnp.floor(points.scale * self.rungs + 1e-9) + 1.0, self.rungs)
        history = jnp.zeros((self.memory, *iterate.shape))
        return AcceleratedState(
            iterate=iterate,
            is_done=zero > 1,
            is_over=zero > 1,
            steps=zero,
            rung=rung,
            rung_steps=zero,
            below=iterate,
            origin=iterate,
            previous=iterate,
            residual=jnp.zeros_like(iterate),
            moves=history,
            changes=history,
            products=jnp.zeros((self.memory, self.memory, iterate.shape[-1])),
            best=jnp.full_like(zero, jnp.inf),
            idle=zero,
        )

    def left_at(self, state: AcceleratedState) -> tuple[Array, Array]:
        """The end of the last rung that a draw has climbed."""
        return state.below, (state.rung - 1.0) / self.rungs

    def advance(self, problem: FixedPoint, game: Game, state: AcceleratedState) -> AcceleratedState:
        y = state.iterate
        residual = problem.step(game, y, state.rung / self.rungs) - y
        gap = distance(y, y + residual)
        is_damped = state.rung_steps >= self.full_steps
        has_history = (state.rung_steps > 0) & (state.rung_steps != self.full_steps)
        kept = jnp.where(has_history, 1.0, 0.0)
        damping = jnp.where(is_damped, self.damping, 1.0)
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

        is_last = state.rung == self.rungs
        idle = jnp.where(gap < 0.5 * state.best, 0.0, state.idle + 1)
        is_done = is_last & ((gap <= self.tolerance) | ((gap <= self.floor) & (idle >= self.patience)))
        climbs = ~is_last & (gap <= self.rough)
        is_missed = ~is_last & ~climbs & (state.rung_steps + 1 >= self.rung_limit)
        begins_again = is_last & (state.rung_steps + 1 == self.full_steps)
        # The rungs are equally far apart, so that the last two ends point at the next.
        proposal = jnp.where(climbs, 2.0 * y - state.below, jnp.where(begins_again, state.origin, proposal))
        return AcceleratedState(
            iterate=jnp.where(is_done, y, proposal),
            is_done=is_done,
            is_over=is_done | ~jnp.isfinite(gap) | is_missed,
            steps=state.steps + 1,
            rung=jnp.where(climbs, state.rung + 1, state.rung),
            rung_steps=jnp.where(climbs, 0.0, state.rung_steps + 1),
            below=jnp.where(climbs, y, state.below),
            origin=jnp.where(climbs, proposal, state.origin),
            previous=y,
            residual=residual,
            moves=moves,
            changes=changes,
            products=products,
            best=jnp.where(begins_again | climbs, jnp.inf, jnp.minimum(gap, state.best)),
            idle=jnp.where(climbs, 0.0, idle),
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
