"""What a verdict hinges on: the input whose move from its own 5 % to its 95 % point moves the figure most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import NINETY, Tested, difference, headline_parts, headline_value
from foedus.answer.figure_of import Quantities
from foedus.answer.slope import leading, regressed_swings
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.weighing import Part
from foedus.answer.world import Solved
from foedus.case import Input

Draws = NDArray[np.float64]
CANDIDATES = 4
"""inputs per claim that the screen passes on to be solved, at most"""
NEAR_THE_FIRST = 0.25
"""and only those of which the screen says that they move the figure by so large a share of what its first does"""
STILL = 1e-12
"""a figure that moves by less does not move"""


@dataclass(frozen=True)
class Hinge:
    """The input and by how much the claim's figure moves from its 5 to its 95 % point, the others as drawn."""

    input: str
    swing: float
    rivals: tuple[str, ...] = ()
    """inputs of which these draws cannot tell that they move it less, the largest swing first"""


@dataclass(frozen=True)
class Moved:
    """A claim's figure with an input at its two ends, on the draws that are certified at both."""

    path: str
    swing: float
    """of the printed figure"""
    beneath: float
    """of the smooth one beneath it, without its sign"""
    without: Draws
    """the size of the first with each draw of the base left out in turn, (draw,)"""


def smooth_parts(quantities: Quantities, test: Tested) -> Sequence[Part]:
    """What the claim's figure is the sum of the means of; for a comparison its difference, which varies where the
    comparison does not."""
    if test.is_true_or_false:
        return (difference(quantities, test.expression),)
    return headline_parts(quantities, test)


def hinges(
    solved: Solved, quantities: Quantities, base: Solved, tests: Sequence[Tested], moving: Mapping[str, Input]
) -> list[Hinge | None]:
    """For each claim the input it hinges on, None where none of them moves it.

    The inputs that lead by the slope of the claim's figure in them are moved and the equilibria solved again.

    Arguments:
        solved: the world of the answer.
        quantities: of its certified draws.
        base: a small part of it.
        tests: the claims.
        moving: the inputs, by path.
    """
    if not tests or not moving:
        return [None] * len(tests)
    paths = list(moving)
    wanted = [[paths[place] for place in places] for places in _leading_inputs(solved, quantities, tests, moving)]
    candidates = list(dict.fromkeys(path for row in wanted for path in row))
    changes = [{path: end} for path in candidates for end in (moving[path].quantity.low, moving[path].quantity.high)]
    tiles = solve_tiles(base, tile(base, changes))
    moved = {}
    for number, path in enumerate(candidates):
        pair = (2 * number, 2 * number + 1)
        draws = tiles.common(pair)
        if len(draws):
            moved[path] = (draws, tiles.quantities(pair[0], draws), tiles.quantities(pair[1], draws))
    size = base.world.n_draws
    by_claim = (
        [_moved(test, path, *moved[path], size) for path in row if path in moved]
        for test, row in zip(tests, wanted, strict=True)
    )
    return [largest([found for found in tried if found is not None]) for tried in by_claim]


def _leading_inputs(
    solved: Solved, quantities: Quantities, tests: Sequence[Tested], moving: Mapping[str, Input]
) -> list[NDArray[np.int64]]:
    """For each claim the places of the inputs that move its printed figure most, or where none does the smooth one."""
    swings = np.abs(regressed_swings(solved, moving, [headline_parts(quantities, test) for test in tests]))
    still = np.flatnonzero(np.all(swings < STILL, axis=-1)).tolist()
    beneath = [smooth_parts(quantities, tests[place]) for place in still]
    swings[still] = np.abs(regressed_swings(solved, moving, beneath))
    ranked = ((row, leading(row, CANDIDATES)) for row in swings)
    return [places[row[places] >= NEAR_THE_FIRST * row[places[0]]] for row, places in ranked]


def _moved(
    test: Tested, path: str, draws: NDArray[np.int64], low: Quantities, high: Quantities, size: int
) -> Moved | None:
    """None where the figure does not exist at both ends."""
    swing = headline_value(high, test) - headline_value(low, test)
    if not np.isfinite(swing):
        return None
    below, above = (sum(float(part.mean()) for part in smooth_parts(end, test)) for end in (low, high))
    first, last = (sum(part.means_without() for part in headline_parts(end, test)) for end in (low, high))
    without = np.full(size, swing)
    without[draws] = last - first
    return Moved(path, swing, abs(above - below), np.sign(swing) * without)


def largest(found: list[Moved]) -> Hinge | None:
    """The candidate with the largest swing of the printed figure; ties by the smooth one beneath it."""
    by_size = sorted(found, key=lambda one: (abs(round(one.swing, 12)), one.beneath, one.path), reverse=True)
    if not by_size:
        return None
    best, *others = by_size
    is_still = abs(best.swing) < STILL
    if is_still and best.beneath < STILL:
        return None
    rivals = () if is_still else tuple(other.path for other in others if _may_be_larger(other, best))
    return Hinge(best.path, best.swing, rivals)


def _may_be_larger(other: Moved, best: Moved) -> bool:
    """Whether the lead of the best is within 1.645 errors, by leaving out one draw at a time, of none."""
    lead = best.without - other.without
    error = np.sqrt((len(lead) - 1) / len(lead) * np.sum((lead - lead.mean()) ** 2))
    return bool(abs(best.swing) - abs(other.swing) <= NINETY * error)
