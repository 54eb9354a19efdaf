"""The only loop: advance a method on one batch of draws until each is over or the steps are used up."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array, FixedPoint, Game

State = Any
"""a pytree whose leaves end in the draw axis, with `iterate` (unknown, draw) and, each (draw,), `steps`, `is_done`
(it has converged) and `is_over` (it has converged or given up)"""


class Method(Protocol):
    """A way to find the fixed point: a hashable record of tolerances with a start and a step."""

    @property
    def max_steps(self) -> int: ...

    def begin(self, problem: FixedPoint, game: Game) -> State: ...

    def advance(self, problem: FixedPoint, game: Game, state: State) -> State: ...


def distance(iterate: Array, image: Array) -> Array:
    """How far F(y) is from y, per draw: the largest difference, relative where |y| exceeds 1.

    Not finite counts as infinitely far.
    """
    gap = jnp.max(jnp.abs(image - iterate) / (1.0 + jnp.abs(iterate)), axis=0)
    return jnp.where(jnp.isfinite(gap), gap, jnp.inf)


@partial(jax.jit, static_argnums=(0, 1))
def begin(method: Method, problem: FixedPoint, game: Game) -> State:
    """The method's state before its first step."""
    return method.begin(problem, game)


@partial(jax.jit, static_argnums=(0, 1))
def advance(method: Method, problem: FixedPoint, game: Game, state: State, steps: int) -> State:
    """The state after at most `steps` further steps; a draw that is over stays as it is."""

    def is_unfinished(carry: tuple[Array, State]) -> Array:
        count, state = carry
        return (count < steps) & ~jnp.all(state.is_over)

    def one_step(carry: tuple[Array, State]) -> tuple[Array, State]:
        count, state = carry
        after = method.advance(problem, game, state)
        kept = jax.tree_util.tree_map(lambda new, old: jnp.where(state.is_over, old, new), after, state)
        return count + 1, kept

    return jax.lax.while_loop(is_unfinished, one_step, (jnp.zeros((), int), state))[1]
