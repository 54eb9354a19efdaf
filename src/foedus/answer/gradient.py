"""How figures of the answer move with its inputs, by the implicit derivative: a screen, not the last word.

One adjoint solve per figure gives its derivative with respect to every array of the game; what an input does to those
arrays is measured by building the game again with the input moved. Together: the first-order effect of every input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.answer.reading import Observation, Reading, read
from foedus.answer.tiled import tile
from foedus.answer.world import Solved, World
from foedus.equilibrium.backend import QUICK_COMPILE, jax, jnp
from foedus.equilibrium.chunk import over_chunks, take
from foedus.equilibrium.implicit import Adjoint, at_equilibrium
from foedus.request.game import RequestGame
from foedus.request.solve import REQUEST_GAME

Array = Any
Draws = NDArray[np.float64]
CHUNK = 64
SCREEN = Adjoint(tolerance=1e-4, directions=30, restarts=2)
BLOCK = 3200
"""draws that are built at a time while inputs are moved"""


def _moving(game: RequestGame) -> dict[str, Array]:
    """The arrays of a game that have a derivative: all but the whole numbers."""
    kept = {}
    for item in fields(game):
        leaf = getattr(game, item.name)
        if not item.metadata.get("static") and jnp.issubdtype(jnp.asarray(leaf).dtype, jnp.floating):
            kept[item.name] = leaf
    return kept


@partial(jax.jit, compiler_options=QUICK_COMPILE)
def _pull_back(game: RequestGame, observation: Observation, iterate: Array, towards: Reading) -> tuple[Any, Any]:
    """Derivative of Σ towards · reading with respect to the game's arrays and the observation."""

    def reading(moving: dict[str, Array], observation: Observation) -> Reading:
        moved = replace(game, **moving)
        return read(moved, observation, at_equilibrium(REQUEST_GAME, moved, iterate, SCREEN), jnp.ones(game.n_draws))

    pulled: tuple[Any, Any] = jax.vjp(reading, _moving(game), observation)[1](towards)
    return pulled


@dataclass(frozen=True)
class Gradients:
    """Derivatives of K figures with respect to everything the game and the analyst are given.

    Each leaf is (…, K · draw), figure after figure.
    """

    game: dict[str, Array]
    observation: Observation
    count: int

    def swings(self, low: World, high: World, n_draws: int) -> Draws:
        """First-order change of each figure from world `low` to world `high`, (figure, copy)."""
        copies = low.n_draws // n_draws
        total = np.zeros((self.count, copies))
        pairs = [(self.game[name], getattr(low.game, name), getattr(high.game, name)) for name in self.game]
        for item in fields(self.observation):
            pairs.append(
                tuple(getattr(side, item.name) for side in (self.observation, low.observation, high.observation))
            )
        for slope, start, end in pairs:
            moved = np.asarray(end) - np.asarray(start)
            by_figure = np.asarray(slope).reshape(-1, self.count, n_draws)
            by_copy = moved.reshape(-1, copies, n_draws)
            total += np.einsum("fkd,fcd->kc", by_figure, by_copy, optimize=True)
        return total


def gradients(base: Solved, figures: Callable[[Reading], Array], count: int) -> Gradients:
    """Derivatives of `figures` (Reading → (K,), in JAX) at the base's equilibria.

    Arguments:
        base: a small solved world; its draws are all certified.
        figures: the K numbers.
        count: K.
    """
    n = base.world.n_draws
    slope_of = jax.jit(jax.jacrev(figures), compiler_options=QUICK_COMPILE)
    slopes = slope_of(jax.tree_util.tree_map(jnp.asarray, base.reading))
    # (K, …, draw) to (…, K · draw): figures become further draws, so that they share one batched adjoint solve.
    towards = jax.tree_util.tree_map(
        lambda leaf: np.moveaxis(np.asarray(leaf), 0, -2).reshape(*leaf.shape[1:-1], -1), slopes
    )
    again = np.tile(np.arange(n), count)
    trees = (take(base.world.game, again), take(base.world.observation, again), base.iterate[:, again], towards)
    game, observation = over_chunks(_pull_back, trees, np.arange(n * count), CHUNK)
    return Gradients(game, observation, count)


def first_order(base: Solved, slopes: Gradients, ends: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Draws:
    """First-order change of each figure between the two ends of each change of inputs, (figure, change)."""
    n = base.world.n_draws
    per_block = max(1, BLOCK // n)
    found = []
    for first in range(0, len(ends), per_block):
        block = ends[first : first + per_block]
        low, high = tile(base, [low for low, _ in block]), tile(base, [high for _, high in block])
        found.append(slopes.swings(low, high, n))
    return np.concatenate(found, axis=1) if found else np.zeros((slopes.count, 0))
