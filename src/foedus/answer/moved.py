"""Inputs set to one value in every draw, as `--set PATH=VALUE` sets them, on a sample of the draws of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.weighing import posterior_weight
from foedus.answer.world import Solved, part, places_by_weight
from foedus.case import Case, Input, inputs, shared_streams
from foedus.equilibrium.chunk import take
from foedus.errors import InputError
from foedus.quantity import uniforms

Draws = NDArray[np.float64]
Place = tuple[str, float]
"""an input by its path and the value to which it is set"""

AT_ONCE = 4096
"""draws that are built and read together: what one of them says takes some ten thousand numbers"""


def movable(case: Case) -> dict[str, Input]:
    """The uncertain inputs that move figures and can be set to one value and mean the same by it.

    A default cost of asking is left out: the model scales it by the level of the request, a value set it does not.
    """
    return {
        path: given
        for path, given in inputs(case).items()
        if given.is_wide and not (given.scale_by_level or given.is_of_indicator)
    }


@dataclass(frozen=True)
class Moved:
    """What the sample says with one input set."""

    quantities: Quantities
    draws: NDArray[np.int64]
    """those that are certified, among the draws of the sample"""
    iterate: Draws
    """where to start from nearby, (unknown, draw of the sample)"""


@dataclass
class Sample:
    """Draws of an answer on which inputs are set and the equilibria solved again, each from the nearest one known."""

    base: Solved
    """the draws, all certified, as a world of their own"""
    origin: NDArray[np.int64]
    """their places among all draws of the answer"""
    n_draws: int
    """how many draws the answer has"""
    seed: int
    is_thorough: bool = False
    """whether draws that are hard to solve again are solved all the same"""
    known: dict[str, dict[float, Draws]] = field(default_factory=dict)
    """iterates that were found, by path and value"""
    solved: int = 0
    """draws that were solved again"""

    @classmethod
    def of(cls, solved: Solved, most: int, seed: int, is_thorough: bool = False) -> Sample:
        """All certified draws of an answer, or `most` of them taken systematically in proportion to ω."""
        if len(solved.draws) <= most:
            places = np.arange(len(solved.draws))
            base = part(solved, places, solved.reading.thinning)
        else:
            places = places_by_weight(posterior_weight(solved.reading), most)
            base = part(solved, places)
        return cls(base, solved.draws[places], solved.world.n_draws, seed, is_thorough)

    @property
    def case(self) -> Case:
        return self.base.world.case

    def unmoved(self, draws: NDArray[np.int64]) -> Quantities:
        """What some draws of the sample say with nothing set."""
        return Quantities(self.case, take(self.base.reading, draws), facts(self.base.world).take(draws))

    def row(self, place: Place) -> Draws | None:
        """The input in every draw of the sample once it is set, (draw,); None where `--set` would be refused.

        It need not be one number: a likelihood set to a plain probability still has odds that are uncertain, drawn from
        the stream of the input. Nor is a value good that would make another response the fallback.
        """
        path, value = place
        try:
            changed = self.case.with_settings({path: value})
        except InputError:
            return None
        if changed.fallback_id != self.case.fallback_id:
            return None
        quantity = inputs(changed)[path].quantity
        if quantity.is_point:
            return np.full(len(self.origin), quantity.low)
        stream = shared_streams(self.case).get(path, path)
        return quantity.quantile(uniforms(stream, self.n_draws, self.seed)[self.origin])

    def move(self, places: Sequence[Place]) -> dict[Place, Moved]:
        """What the sample says at each place; those are left out that cannot be set or where no draw is certified."""
        wanted = list(dict.fromkeys(places))
        rows = {place: row for place in wanted if (row := self.row(place)) is not None}
        size = max(1, AT_ONCE // len(self.origin))
        found: dict[Place, Moved] = {}
        for first in range(0, len(rows), size):
            found |= self._solve(dict(list(rows.items())[first : first + size]))
        return found

    def _solve(self, rows: Mapping[Place, Draws]) -> dict[Place, Moved]:
        n = len(self.origin)
        world = tile(self.base, [{path: row} for (path, _), row in rows.items()])
        start = np.concatenate([self._nearest(place) for place in rows], axis=1)
        tiles = solve_tiles(self.base, world, start, self.is_thorough)
        self.solved += n * len(rows)
        found = {}
        for number, place in enumerate(rows):
            draws = tiles.common([number])
            if not len(draws):
                continue
            iterate = self.base.iterate.copy()
            iterate[:, draws] = tiles.iterate[:, number * n + draws]
            self.known.setdefault(place[0], {})[place[1]] = iterate
            found[place] = Moved(tiles.quantities(number, draws), draws, iterate)
        return found

    def _nearest(self, place: Place) -> Draws:
        """The iterate of the same input set to the nearest value, else that of the answer."""
        path, value = place
        if path not in self.known:
            return self.base.iterate
        return self.known[path][min(self.known[path], key=lambda other: abs(other - value))]
