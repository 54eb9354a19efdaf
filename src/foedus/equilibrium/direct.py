"""Plain iteration y ← F(y) from reference play: the cheapest method, and enough where few are watching."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class DirectState:
    iterate: Array
    is_done: Array
    steps: Array


@dataclass(frozen=True)
class Direct:
    """Plain iteration. A third of the draws of a case with a large audience cycle and go on to the next method."""

    max_steps: int = 30
    tolerance: float = 2e-13

    def begin(self, problem: FixedPoint, game: Game) -> DirectState:
        iterate = problem.start(game)
        zero = jnp.zeros(iterate.shape[-1])
        return DirectState(iterate, zero > 1, zero)

    def advance(self, problem: FixedPoint, game: Game, state: DirectState) -> DirectState:
        image = problem.step(game, state.iterate, jnp.ones(state.iterate.shape[-1]))
        return DirectState(image, distance(state.iterate, image) <= self.tolerance, state.steps + 1)
