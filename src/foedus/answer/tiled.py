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
from foedus.answer.world import Solved, World, build, read_draws
from foedus.equilibrium.chunk import take
from foedus.request.solve import AFRESH, solve_request_game

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
    iterate: Draws
    """where the solver ended, (unknown, draw of all copies)"""

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


def solve_tiles(base: Solved, world: World, start: Draws | None = None, is_thorough: bool = False) -> Tiles:
    """The copies of `tile` solved from equilibria nearby.

    A draw that does not converge from there is tried once more from reference play, and else left out: a few such
    draws would cost more than all the others together, and a comparison can do without one draw on both sides.

    Arguments:
        base: what they are copies of.
        world: the copies.
        start: where to start, (unknown, draw of all copies); default the base's equilibria in each.
        is_thorough: whether such draws go through the whole chain instead. They are not like the others: for a share of
            draws far out they may be what counts.
    """
    n = base.world.n_draws
    near = np.tile(base.iterate, world.n_draws // n) if start is None else start
    found = solve_request_game(world.game, None if is_thorough else AFRESH, near=near)
    certified = np.flatnonzero(found.is_solved)
    return Tiles(world, read_draws(world, found.iterate, certified), certified, n, found.iterate)


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
