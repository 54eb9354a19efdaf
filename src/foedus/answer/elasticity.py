"""Elasticities: by how many per cent a headline figure moves when an input grows by one per cent in every draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.result import Elasticity
from foedus.answer.screen import LEAST_CHANGE, Figure, Linear, first_order_levels
from foedus.answer.slope import leading
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.world import Solved
from foedus.case.expression import Name

Draws = NDArray[np.float64]

STEP = 0.02
"""relative, either way. In a draw near a turning point of its branch a figure leaps, and no step is small enough for a
derivative: over a step of this size a leap counts by how many draws it takes."""
MOST = 5
"""inputs per figure for which the equilibria are solved again"""


def elasticities(
    base: Solved, linear: Linear, headlines: Mapping[str, Name], paths: Iterable[str]
) -> tuple[Elasticity, ...]:
    """What every input moves each headline figure by, per cent for per cent, the strongest of a figure first.

    The equilibria follow to first order, and are solved again where the input is among those that move the figure
    most. An input that moves it by nothing has no row.

    Arguments:
        base: a small solved world.
        linear: the same, or a part of it, to first order.
        headlines: the figures, by label.
        paths: the inputs.
    """
    names = list(paths)
    here = Quantities(base.world.case, base.reading, facts(base.world))
    levels = {label: float(here.series(name).mean()) for label, name in headlines.items()}
    wanted = {label: name for label, name in headlines.items() if levels[label] > 0.0}
    if not wanted or not names:
        return ()
    rough = _to_first_order(linear, list(map(parts_of, wanted.values())), names)
    strongest = {
        label: [names[place] for place in leading(row, MOST)] for label, row in zip(wanted, rough, strict=True)
    }
    exact = _solved_again(base, wanted, strongest, levels)
    rows = []
    for label, row in zip(wanted, rough, strict=True):
        solved = exact[label]
        found = [
            Elasticity(label, path, solved.get(path, float(value)), path in solved)
            for path, value in zip(names, row, strict=True)
        ]
        rows.extend(
            sorted((each for each in found if abs(each.value) > LEAST_CHANGE), key=lambda each: -abs(each.value))
        )
    return tuple(rows)


def parts_of(name: Name) -> Figure:
    """How a named figure is followed to first order."""
    return lambda quantities: quantities.series(name).parts


def _to_first_order(linear: Linear, figures: list[Figure], paths: list[str]) -> Draws:
    """The elasticities of each figure, (figure, input), by a step down, which is possible wherever an input stands.

    A step one way instead of two is half the work, and wrong by half the step times the curvature.
    """
    values = linear.base.world.values
    unmoved: Mapping[str, Draws | float] = {}
    changes = [unmoved, *({path: values[path] * (1.0 - STEP)} for path in paths)]
    levels = first_order_levels(linear.base, linear.near, changes, figures)
    level, moved = levels[:, :1], levels[:, 1:]
    found: Draws = np.nan_to_num((level - moved) / STEP / level)
    return found


def _solved_again(
    base: Solved, headlines: Mapping[str, Name], strongest: Mapping[str, list[str]], levels: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """The elasticities by figure and path, central differences of the figures, the equilibria solved at both ends.

    Draws without a certificate at either end are left out of both; a path that has none left is not among them.
    """
    paths = list(dict.fromkeys(path for chosen in strongest.values() for path in chosen))
    tiles = solve_tiles(base, tile(base, [{path: end} for path in paths for end in _ends(base.world.values[path])]))
    found: dict[str, dict[str, float]] = {label: {} for label in headlines}
    for label, chosen in strongest.items():
        for path in chosen:
            pair = (2 * paths.index(path), 2 * paths.index(path) + 1)
            draws = tiles.common(pair)
            if len(draws):
                low, high = (float(tiles.quantities(number, draws).series(headlines[label]).mean()) for number in pair)
                found[label][path] = (high - low) / (2.0 * STEP) / levels[label]
    return found


def _ends(drawn: Draws) -> tuple[Draws, Draws]:
    # A probability near 1 cannot grow by two per cent: the step then ends at 1 and is as wide as elsewhere.
    upper = np.minimum(drawn * (1.0 + STEP), np.where(drawn <= 1.0, 1.0, np.inf))
    return upper - 2.0 * STEP * drawn, upper
