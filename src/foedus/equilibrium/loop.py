"""The only loop: advance a method on one batch of draws until each is over or the steps are used up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from foedus.equilibrium.backend import COMPILE, COMPILE_HOT, jax, jnp
from foedus.equilibrium.problem import Array, FixedPoint, Game

State = Any
"""a pytree whose leaves end in the draw axis, with `iterate` (unknown, draw) and, each (draw,), `steps`, `is_done`
(it has converged) and `is_over` (it has converged, given up, or run out of steps). Leaves of three axes are what the
method remembers for its next step, and nobody reads them of a draw that is over."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Points:
    """Where a method begins: on the branch, or wherever a warm start or a probe puts it."""

    origin: Array
    """y of reference play, where the branch begins, (unknown, draw)"""
    iterate: Array
    """y to begin at, (unknown, draw)"""
    scale: Array
    """the share of the precision that y belongs to: 0 reference play, 1 the game as it stands, (draw,)"""
    heading: Array
    """1 where the branch goes on towards higher precision, −1 between two of its turning points, (draw,)"""

    @classmethod
    def at(cls, iterate: Array, scale: float, origin: Array | None = None) -> Points:
        """Every draw at one share of the precision; `origin` is y of reference play, where that is somewhere else."""
        n_draws = iterate.shape[-1]
        return cls(iterate if origin is None else origin, iterate, np.full(n_draws, scale), np.ones(n_draws))

    def with_some(self, places: Array, others: Points) -> Points:
        """These points with others in some places; of NumPy arrays."""

        def put(all_: Array, some: Array) -> Array:
            whole = np.array(all_)
            whole[..., places] = some
            return whole

        return jax.tree_util.tree_map(put, self, others)  # type: ignore[no-any-return]


class Method(Protocol):
    """A way to find the fixed point: a hashable record of tolerances with a start and a step."""

    @property
    def max_steps(self) -> int: ...

    @property
    def is_hot(self) -> bool:
        """Whether a step is little more than the map, run so often that longer compiling pays."""

    def begin(self, points: Points) -> State:
        """The state before the first step."""

    def advance(self, problem: FixedPoint, game: Game, state: State, turn: Array) -> State:
        """The state after one step; `turn` counts the steps of a round, in which all draws begin together."""

    def left_at(self, state: State) -> tuple[Array, Array, Array] | None:
        """Where another method may go on from (y, scale, heading); None for where this one began.

        The state comes as NumPy arrays, of any number of draws: an operation of JAX would be compiled for each number.
        """


def distance(iterate: Array, image: Array) -> Array:
    """How far F(y) is from y, per draw: the largest difference, relative where |y| exceeds 1.

    Not finite counts as infinitely far.
    """
    gap = jnp.max(jnp.abs(image - iterate) / (1.0 + jnp.abs(iterate)), axis=0)
    return jnp.where(jnp.isfinite(gap), gap, jnp.inf)


def advance(method: Method, problem: FixedPoint, game: Game, state: State, steps: int, most_steps: int) -> State:
    """The state after at most `steps` further steps.

    A draw that is over stays as it is; it is over, too, after `most_steps` in all.
    """
    compiled = _advance_hot if method.is_hot else _advance
    return compiled(method, problem, game, state, steps, most_steps)


def _advanced(method: Method, problem: FixedPoint, game: Game, state: State, steps: int, most_steps: int) -> State:

    def is_unfinished(carry: tuple[Array, State]) -> Array:
        count, state = carry
        return (count < steps) & ~jnp.all(state.is_over)

    def one_step(carry: tuple[Array, State]) -> tuple[Array, State]:
        count, state = carry
        after = method.advance(problem, game, state, count)
        after = replace(after, is_over=after.is_over | (after.steps >= most_steps))
        kept = jax.tree_util.tree_map(
            lambda new, old: new if new.ndim > 2 else jnp.where(state.is_over, old, new), after, state
        )
        return count + 1, kept

    return jax.lax.while_loop(is_unfinished, one_step, (jnp.zeros((), int), state))[1]


_advance = jax.jit(_advanced, static_argnums=(0, 1), compiler_options=COMPILE)
_advance_hot = jax.jit(_advanced, static_argnums=(0, 1), compiler_options=COMPILE_HOT)
