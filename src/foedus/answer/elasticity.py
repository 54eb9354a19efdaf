"""Elasticities: by how many per cent a headline figure moves when an input grows by one per cent in every draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.result import Elasticity
from foedus.answer.screen import LEAST_CHANGE, leading
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.world import Solved
from foedus.case import Input
from foedus.case.expression import Name

Draws = NDArray[np.float64]

STEP = 0.02
"""relative, either way. In a draw near a turning point of its branch a figure leaps, and no step is small enough for a
derivative: over a step of this size a leap counts by how many draws it takes."""
MOST = 5
"""inputs per figure"""


def elasticities(
    base: Solved, headlines: Mapping[str, Name], swings: Draws, moving: Mapping[str, Input]
) -> tuple[Elasticity, ...]:
    """The inputs that move each headline figure most, per cent for per cent, the equilibria solved again.

    Arguments:
        base: a small solved world.
        headlines: the figures, by label.
        swings: their first-order change from end to end of each input's interval, (figure, input), which chooses the
            inputs.
        moving: the inputs, in the order of `swings`.
    """
    here = Quantities(base.world.case, base.reading, facts(base.world))
    levels = {label: float(here.series(name).mean()) for label, name in headlines.items()}
    names, relative = list(moving), levels_by_width(base, moving)
    wanted = {
        label: [names[place] for place in leading(row * relative, MOST)]
        for (label, level), row in zip(levels.items(), swings, strict=True)
        if level > 0.0
    }
    paths = list(dict.fromkeys(path for chosen in wanted.values() for path in chosen))
    if not paths:
        return ()
    tiles = solve_tiles(base, tile(base, [{path: end} for path in paths for end in _ends(base.world.values[path])]))
    rows = []
    for label, chosen in wanted.items():
        found = []
        for path in chosen:
            pair = (2 * paths.index(path), 2 * paths.index(path) + 1)
            draws = tiles.common(pair)
            if len(draws):
                low, high = (float(tiles.quantities(number, draws).series(headlines[label]).mean()) for number in pair)
                found.append(Elasticity(label, path, (high - low) / (2.0 * STEP) / levels[label]))
        rows.extend(sorted((row for row in found if abs(row.value) > LEAST_CHANGE), key=lambda row: -abs(row.value)))
    return tuple(rows)


def levels_by_width(base: Solved, moving: Mapping[str, Input]) -> Draws:
    """What makes a change from end to end of each input's interval one for a relative step: level / width, (input,)."""
    levels = [np.mean(np.abs(base.world.values[path])) for path in moving]
    widths = [given.quantity.high - given.quantity.low for given in moving.values()]
    found: Draws = np.asarray(levels) / np.asarray(widths)
    return found


def _ends(drawn: Draws) -> tuple[Draws, Draws]:
    # A probability near 1 cannot grow by two per cent: the step then ends at 1 and is as wide as elsewhere.
    upper = np.minimum(drawn * (1.0 + STEP), np.where(drawn <= 1.0, 1.0, np.inf))
    return upper - 2.0 * STEP * drawn, upper
