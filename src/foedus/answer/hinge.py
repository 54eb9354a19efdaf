"""What a verdict hinges on: the input whose move from its own 5 % to its 95 % point moves the figure most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import Tested, difference, headline_value
from foedus.answer.figure_of import Quantities
from foedus.answer.screen import leading
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.weighing import Part
from foedus.answer.world import Solved
from foedus.case import Input

Draws = NDArray[np.float64]
CANDIDATES = 2
"""inputs per claim that the screen passes on to be solved"""


@dataclass(frozen=True)
class Hinge:
    """The input and by how much the claim's figure moves from its 5 to its 95 % point, the others as drawn."""

    input: str
    swing: float


def smooth(test: Tested) -> Callable[[Quantities], Sequence[Part]]:
    """What the claim's figure is the sum of the means of; for a comparison its difference, which has a derivative."""

    def parts(quantities: Quantities) -> Sequence[Part]:
        if test.is_true_or_false:
            return (difference(quantities, test.expression),)
        return quantities.evaluate(test.expression).parts

    return parts


def hinges(base: Solved, tests: Sequence[Tested], swings: Draws, moving: Mapping[str, Input]) -> list[Hinge | None]:
    """For each claim the input it hinges on, None where none of them moves it.

    The inputs that lead by the screen are moved and the equilibria solved again.

    Arguments:
        base: a small solved world.
        tests: the claims.
        swings: first-order change of each claim's figure, (claim, input).
        moving: the inputs, in the order of `swings`.
    """
    if not tests or not moving:
        return [None] * len(tests)
    paths = list(moving)
    wanted = [[paths[place] for place in leading(row, CANDIDATES)] for row in swings]
    candidates = list(dict.fromkeys(path for row in wanted for path in row))
    changes = [{path: end} for path in candidates for end in (moving[path].quantity.low, moving[path].quantity.high)]
    tiles = solve_tiles(base, tile(base, changes))
    moved = {}
    for number, path in enumerate(candidates):
        pair = (2 * number, 2 * number + 1)
        draws = tiles.common(pair)
        moved[path] = (tiles.quantities(pair[0], draws), tiles.quantities(pair[1], draws)) if len(draws) else None
    return [_largest(test, row, moved) for test, row in zip(tests, wanted, strict=True)]


def _largest(test: Tested, paths: list[str], moved: dict[str, tuple[Quantities, Quantities] | None]) -> Hinge | None:
    """The candidate with the largest swing of the printed figure; ties by the smooth one beneath it."""
    found = []
    for path in paths:
        ends = moved[path]
        if ends is None:
            continue
        low, high = ends
        swing = headline_value(high, test) - headline_value(low, test)
        below, above = (sum(float(part.mean()) for part in smooth(test)(end)) for end in ends)
        if np.isfinite(swing):
            found.append((abs(round(swing, 12)), abs(above - below), path, swing))
    best = max(found, default=None)
    return None if best is None or (best[0] == 0.0 and best[1] < 1e-12) else Hinge(best[2], best[3])
