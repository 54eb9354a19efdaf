"""Many small changes of one solved world side by side, so that they are built and solved as one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Facts, Quantities
from foedus.answer.reading import Reading
from foedus.answer.settle import settle
from foedus.answer.world import Solved, World, build
from foedus.equilibrium.chunk import take

Draws = NDArray[np.float64]


def tile(base: Solved, changes: Sequence[Mapping[str, Any]]) -> World:
    """A world of len(changes) copies of the base's draws, copy after copy, each with its inputs changed.

    A change gives some inputs by path, each a number or an array (draw,).
    """
    n = base.world.n_draws
    values = {path: np.tile(row, len(changes)) for path, row in base.world.values.items()}
    for number, change in enumerate(changes):
        for path, value in change.items():
            values[path][number * n : (number + 1) * n] = value
    return build(base.world.case, values, np.tile(base.world.observation.thinning, len(changes)))


@dataclass(frozen=True)
class Tiles:
    """What the copies say once solved again."""

    world: World
    reading: Reading
    certified: NDArray[np.int64]
    size: int

    @cached_property
    def _facts(self) -> Facts:
        return facts(self.world)

    def common(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """Draws of the base that are certified in each of some copies: what a comparison of them may rest on."""
        is_certified = np.zeros(self.world.n_draws, dtype=bool)
        is_certified[self.certified] = True
        by_copy = is_certified.reshape(-1, self.size)
        return np.flatnonzero(np.all(by_copy[list(numbers)], axis=0))

    def quantities(self, number: int, draws: NDArray[np.int64]) -> Quantities:
        """Some draws of one copy, all certified, for figures."""
        places = number * self.size + draws
        reading = take(self.reading, np.searchsorted(self.certified, places))
        return Quantities(self.world.case, reading, self._facts.take(places))


def solve_tiles(base: Solved, world: World) -> Tiles:
    """The copies of `tile` solved from the base's equilibria."""
    n = base.world.n_draws
    reading, certified = settle(world, np.tile(base.iterate, world.n_draws // n))
    return Tiles(world, reading, certified, n)


def without_evidence(base: Solved, items: Sequence[str]) -> World:
    """Copies of the base in each of which one item of evidence was never published."""
    world = tile(base, [{} for _ in items])
    case, table = base.world.case, base.world.evidence
    until = case.seen.date if case.seen is not None else None
    public = [table.likelihood(without=item, until=until) for item in items]
    everything = [table.likelihood(without=item) for item in items]
    return replace(
        world,
        game=replace(world.game, evidence=np.concatenate(public, axis=-1)),
        observation=replace(world.observation, likelihood=np.concatenate(everything, axis=-1)),
    )
