"""Plain iteration y ← F(y) from reference play: the cheapest method, and enough where few are watching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import Points, distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class DirectState:
    iterate: Array
    is_done: Array
    is_over: Array
    steps: Array
    gaps: Array
    """distances of the last steps, the newest last, (look_back, draw)"""


@dataclass(frozen=True)
class Direct:
    """Plain iteration, for as long as it contracts fast enough to arrive within `max_steps`.

    With a large audience most draws cycle. That shows after a few steps: the distance has not fallen as it would have
    to, and the draw goes on to the next method.
    """

    max_steps: int = 30
    tolerance: float = 2e-13
    look_back: int = 4

    is_hot: ClassVar[bool] = True

    def begin(self, points: Points) -> DirectState:
        zero = jnp.zeros(points.iterate.shape[-1])
        return DirectState(
            points.iterate, zero > 1, zero > 1, zero, jnp.full((self.look_back, len(zero)), jnp.inf, zero.dtype)
        )

    def left_at(self, state: DirectState) -> None:
        """Plain iteration is not on the branch before it arrives: the next method begins where this one began."""

    def advance(self, problem: FixedPoint, game: Game, state: DirectState, turn: Array) -> DirectState:
        image = problem.step(game, state.iterate, jnp.ones(state.iterate.shape[-1]))
        gap = distance(state.iterate, image)
        gaps = jnp.concatenate([state.gaps[1:], gap[None]])
        is_done = gap <= self.tolerance
        # log gap falls by a like amount each step; what is left of it, at that rate, has to fit into what is left.
        span = self.look_back - 1
        fall = jnp.log(gaps[0] / gap) / span
        missing = jnp.log(jnp.maximum(gap, self.tolerance) / self.tolerance)
        is_slow = missing > fall * (self.max_steps - state.steps)
        is_over = is_done | ~jnp.isfinite(gap) | (jnp.isfinite(gaps[0]) & is_slow)
        return DirectState(image, is_done, is_over, state.steps + 1, gaps)
