"""Anderson acceleration (Walker & Ni 2011, doi:10.1137/10078356X): a secant method on the last few iterates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

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
    scale: Array
    """t of the rung under way, (draw,)"""
    height: Array
    """how far it is above the rung below, (draw,)"""
    rung_steps: Array
    """steps since it was begun, (draw,)"""
    below: Array
    """where the rung below ended, (unknown, draw)"""
    below_scale: Array
    """t there, (draw,)"""
    slope: Array
    """of y in t between the last two rungs, (unknown, draw)"""
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
    than the principal branch. On each rung but the last a rough solution will do; the next begins where the last two
    point, and is as much higher as the last one was easy. A rung that is missed is taken again from below at a third of
    its height; a draw for which the rungs become too low is given up: its branch may have turned back. On the last rung
    a draw is done at `tolerance`, or at `floor` once the distance has stopped falling: the arithmetic of a stiff draw
    does not always allow the last digit. The certificate is checked apart, and does not ask which it was.
    """

    max_steps: int = 360
    first: float = 0.2
    """height of the first rung"""
    highest: float = 0.4
    lowest: float = 0.05
    """height of a rung below which a draw is given up: closer to a turning point the homotopy has a harder start"""
    rough: float = 1e-2
    """distance at which a rung but the last is left"""
    rung_limit: int = 12
    """steps after which a rung counts as missed"""
    easy: int = 3
    """steps for which the next rung is twice as high, and above twice as many of which it is lower"""
    full_steps: int = 160
    """after so many on the last rung a draw begins it again, with damped steps"""
    damping: float = 0.3
    """share of the residual that a damped step follows: it tames most draws on which the full step overshoots"""
    memory: int = 5
    tolerance: float = 2e-13
    floor: float = 1e-11
    patience: int = 6
    regularisation: float = 1e-10
    hand_over: float = 0.0
    """distance at which a draw on the last rung is left to the next stage, to be finished there; 0 finishes it here"""

    is_hot: ClassVar[bool] = True

    def begin(self, points: Points) -> AcceleratedState:
        """On the first rung above the points; on the last one where they belong to the full precision."""
        iterate = points.iterate
        zero = jnp.zeros_like(points.scale)
        history = jnp.zeros((self.memory, *iterate.shape), iterate.dtype)
        height = jnp.minimum(self.first, 1.0 - points.scale)
        return AcceleratedState(
            iterate=iterate,
            is_done=zero > 1,
            is_over=zero > 1,
            steps=zero,
            scale=points.scale + height,
            height=height,
            rung_steps=zero,
            below=iterate,
            below_scale=points.scale,
            slope=jnp.zeros_like(iterate),
            origin=iterate,
            previous=iterate,
            residual=jnp.zeros_like(iterate),
            moves=history,
            changes=history,
            products=jnp.zeros((self.memory, self.memory, iterate.shape[-1]), iterate.dtype),
            best=jnp.full_like(zero, jnp.inf),
            idle=zero,
        )

    def left_at(self, state: AcceleratedState) -> tuple[Array, Array, Array]:
        """The end of the last rung that a draw has climbed."""
        return state.below, state.below_scale, 0.0 * state.below_scale + 1.0

    def advance(self, problem: FixedPoint, game: Game, state: AcceleratedState) -> AcceleratedState:
        y = state.iterate
        residual = problem.step(game, y, state.scale) - y
        gap = distance(y, y + residual)
        proposal, moves, changes, products = self._mixed(state, residual)

        steps = state.rung_steps + 1
        is_last = state.scale >= 1.0
        idle = jnp.where(gap < 0.5 * state.best, 0.0, state.idle + 1)
        has_settled = (gap <= self.tolerance) | ((gap <= self.floor) & (idle >= self.patience))
        is_done = is_last & has_settled & (self.hand_over == 0.0)
        is_handed = is_last & (gap <= self.hand_over)
        rung = state.height > 0.0  # none, where the draw began at the full precision
        climbs = rung & (gap <= self.rough) & (~is_last | is_handed)
        is_broken = ~jnp.isfinite(gap)
        is_missed = rung & ~climbs & (is_broken | ((steps >= self.rung_limit) & (state.best > self.rough)))
        begins_again = is_last & (steps == self.full_steps)

        # The next rung, or this one again from lower down.
        slope = jnp.where(climbs, (y - state.below) / jnp.where(rung, state.height, 1.0), state.slope)
        below = jnp.where(climbs | is_handed, y, state.below)
        below_scale = jnp.where(climbs, state.scale, state.below_scale)
        grown = jnp.where(steps <= self.easy, 2.0, jnp.where(steps <= 2 * self.easy, 1.0, 0.6)) * state.height
        height = jnp.where(climbs, jnp.minimum(grown, self.highest), state.height / 3.0)
        height = jnp.where(climbs | is_missed, jnp.minimum(height, 1.0 - below_scale), state.height)
        pointed = below + height * slope
        moves_on = climbs | is_missed
        scale = jnp.where(moves_on, jnp.where(height >= 1.0 - below_scale, 1.0, below_scale + height), state.scale)
        proposal = jnp.where(moves_on, pointed, jnp.where(begins_again, state.origin, proposal))
        is_lost = is_missed & (height < self.lowest)
        return AcceleratedState(
            iterate=jnp.where(is_done, y, proposal),
            is_done=is_done,
            is_over=is_done | is_handed | (is_broken & ~rung) | is_lost,
            steps=state.steps + 1,
            scale=scale,
            height=height,
            rung_steps=jnp.where(moves_on, 0.0, steps),
            below=below,
            below_scale=below_scale,
            slope=slope,
            origin=jnp.where(moves_on, proposal, state.origin),
            previous=y,
            residual=residual,
            moves=moves,
            changes=changes,
            products=products,
            best=jnp.where(begins_again | moves_on, jnp.inf, jnp.minimum(gap, state.best)),
            idle=jnp.where(moves_on, 0.0, idle),
        )

    def _mixed(self, state: AcceleratedState, residual: Array) -> tuple[Array, Array, Array, Array]:
        """Where the last few iterates point, and what is remembered of them."""
        y = state.iterate
        is_damped = state.rung_steps >= self.full_steps
        has_history = (state.rung_steps > 0) & (state.rung_steps != self.full_steps)
        kept = jnp.where(has_history, 1.0, 0.0).astype(y.dtype)
        damping = jnp.where(is_damped, self.damping, 1.0).astype(y.dtype)
        newest_move = kept * (y - state.previous)
        newest_change = kept * (residual - state.residual)
        moves = jnp.concatenate([kept * state.moves[1:], newest_move[None]])
        changes = jnp.concatenate([kept * state.changes[1:], newest_change[None]])

        # Only the newest change has products that are not known yet.
        newest = jnp.sum(changes * newest_change, axis=1)
        older = jnp.concatenate([kept * state.products[1:, 1:], newest[:-1, None]], axis=1)
        products = jnp.concatenate([older, newest[None]])
        limits = np.finfo(y.dtype)
        ridge = max(self.regularisation, float(limits.eps)) * jnp.trace(products) / self.memory + float(limits.tiny)
        ridge = ridge * jnp.eye(self.memory, dtype=y.dtype)[:, :, None]
        mixing = solve_small(products + ridge, jnp.sum(changes * residual, axis=1))
        # Term by term: as a reduction over the leading axis this sum alone costs as much as the map.
        learnt = sum(mixing[place] * (moves[place] + damping * changes[place]) for place in range(self.memory))
        proposal = y + damping * residual - learnt
        return jnp.where(jnp.all(jnp.isfinite(proposal), axis=0), proposal, y + residual), moves, changes, products


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
        left = pivot[-1]
        for entry, value in zip(pivot[1:-1], solution, strict=True):
            left = left - entry * value
        solution.insert(0, left / pivot[0])
    return jnp.stack(solution)
