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
    steps: Array
    previous: Array
    residual: Array
    moves: Array
    """differences of iterates, (memory, unknown, draw), the newest last"""
    changes: Array
    """differences of residuals, (memory, unknown, draw)"""
    best: Array
    """smallest distance so far, (draw,)"""
    idle: Array
    """steps since the distance last fell by half, (draw,)"""


@dataclass(frozen=True)
class Accelerated:
    """Anderson acceleration with a short memory, from reference play.

    A draw is done at `tolerance`, or at `floor` once the distance has stopped falling: the arithmetic of a stiff draw
    does not always allow the last digit. The certificate is checked apart, and does not ask which it was.
    """

    max_steps: int = 160
    memory: int = 8
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
        nothing = jnp.zeros_like(iterate)
        return AcceleratedState(
            iterate, zero > 1, zero, iterate, nothing, history, history, jnp.full_like(zero, jnp.inf), zero
        )

    def advance(self, problem: FixedPoint, game: Game, state: AcceleratedState) -> AcceleratedState:
        y = state.iterate
        residual = problem.step(game, y, jnp.ones(y.shape[-1])) - y
        gap = distance(y, y + residual)
        has_history = state.steps > 0
        newest_move = jnp.where(has_history, y - state.previous, 0.0)
        newest_change = jnp.where(has_history, residual - state.residual, 0.0)
        moves = jnp.concatenate([state.moves[1:], newest_move[None]])
        changes = jnp.concatenate([state.changes[1:], newest_change[None]])

        gram = jnp.sum(changes[:, None] * changes[None], axis=2)
        ridge = self.regularisation * jnp.trace(gram) / self.memory + 1e-300
        gram = gram + ridge * jnp.eye(self.memory)[:, :, None]
        mixing = solve_small(gram, jnp.sum(changes * residual, axis=1))
        proposal = y + residual - jnp.sum(mixing[:, None] * (moves + changes), axis=0)
        proposal = jnp.where(jnp.all(jnp.isfinite(proposal), axis=0), proposal, y + residual)

        idle = jnp.where(gap < 0.5 * state.best, 0.0, state.idle + 1)
        is_done = (gap <= self.tolerance) | ((gap <= self.floor) & (idle >= self.patience))
        return AcceleratedState(
            jnp.where(is_done, y, proposal),
            is_done,
            state.steps + 1,
            y,
            residual,
            moves,
            changes,
            jnp.minimum(gap, state.best),
            idle,
        )


def solve_small(matrix: Array, right: Array) -> Array:
    """x with matrix · x = right for a small symmetric positive matrix in each draw, by elimination.

    Shapes (size, size, draw) and (size, draw). Written out because a batched call to LAPACK wants the batch first.
    """
    size = right.shape[0]
    rows = [[matrix[i, j] for j in range(size)] for i in range(size)]
    sides = [right[i] for i in range(size)]
    for pivot in range(size):
        for i in range(pivot + 1, size):
            factor = rows[i][pivot] / rows[pivot][pivot]
            for j in range(pivot + 1, size):
                rows[i][j] = rows[i][j] - factor * rows[pivot][j]
            sides[i] = sides[i] - factor * sides[pivot]
    solution: list[Array] = [None] * size
    for i in reversed(range(size)):
        known = sum((rows[i][j] * solution[j] for j in range(i + 1, size)), start=jnp.zeros(()))
        solution[i] = (sides[i] - known) / rows[i][i]
    return jnp.stack(solution)
