"""Anderson acceleration at the full precision, from wherever a draw stands: how what lies near is finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foedus.equilibrium.anderson import Memory
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import Points, distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class StraightState:
    iterate: Array
    is_done: Array
    is_over: Array
    steps: Array
    begun: Array
    """where it began, (unknown, draw)"""
    previous: Array
    residual: Array
    memory: Memory
    best: Array
    """smallest distance so far, (draw,)"""
    idle: Array
    """steps since the distance last fell by half, (draw,)"""


@dataclass(frozen=True)
class Straight:
    """Anderson acceleration with a short memory, at t = 1 throughout.

    A draw is done at `tolerance`, or at `floor` once the distance has stopped falling: the arithmetic of a stiff draw
    does not always allow the last digit. The certificate is checked apart, and does not ask which.
    """

    max_steps: int = 1500
    full_steps: int = 160
    """after so many a draw begins again, with damped steps"""
    damping: float = 0.2
    """share of the residual that a damped step follows: it tames most draws on which the full step overshoots"""
    memory: int = 6
    tolerance: float = 2e-13
    floor: float = 1e-11
    patience: int = 6
    regularisation: float = 1e-10

    is_hot: ClassVar[bool] = True

    def begin(self, points: Points) -> StraightState:
        """At the points, whatever share of the precision they belong to."""
        y, zero = points.iterate, jnp.zeros_like(points.scale)
        memory = Memory.empty(self.memory, y)
        return StraightState(
            y, zero > 1, zero > 1, zero, y, y, jnp.zeros_like(y), memory, jnp.full_like(zero, jnp.inf), zero
        )

    def left_at(self, state: StraightState) -> None:
        """It does not follow the branch: the next method begins where this one began."""

    def advance(self, problem: FixedPoint, game: Game, state: StraightState, turn: Array) -> StraightState:
        y = state.iterate
        residual = problem.step(game, y, jnp.ones(y.shape[-1], y.dtype)) - y
        gap = distance(y, y + residual)
        idle = jnp.where(gap < 0.5 * state.best, 0.0, state.idle + 1)
        is_done = (gap <= self.tolerance) | ((gap <= self.floor) & (idle >= self.patience))
        keeps = (state.steps > 0) & (state.steps != self.full_steps)
        none = jnp.zeros_like(gap)
        memory = state.memory.with_pair(
            turn % self.memory, y - state.previous, residual - state.residual, none, keeps & jnp.isfinite(gap), keeps
        )
        begins_again = state.steps + 1 == self.full_steps
        damping = jnp.where(state.steps >= self.full_steps, self.damping, 1.0).astype(y.dtype)
        mixing = memory.mixing(residual, self.regularisation, jnp.zeros_like(memory.shifts), none)
        proposal = y + memory.step(mixing, residual, damping)
        return StraightState(
            iterate=jnp.where(is_done, y, jnp.where(begins_again, state.begun, proposal)),
            is_done=is_done,
            is_over=is_done | ~jnp.isfinite(gap),
            steps=state.steps + 1,
            begun=state.begun,
            previous=y,
            residual=residual,
            memory=memory,
            best=jnp.where(begins_again, jnp.inf, jnp.minimum(gap, state.best)),
            idle=idle,
        )
