"""What a verdict hinges on: the input whose move from its own 5 % to its 95 % point moves the figure most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import Tested, headline_value, mean_difference
from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.gradient import Gradients, first_order
from foedus.answer.tiled import solve_tiles, tile
from foedus.answer.world import Solved
from foedus.case import Input
from foedus.case.expression import Binary, Compare, Expression, Name

Array = Any
CANDIDATES = 2
"""inputs per claim that the screen passes on to be solved"""


@dataclass(frozen=True)
class Hinge:
    """The input and by how much the claim's figure moves from its 5 to its 95 % point, the others as drawn."""

    input: str
    swing: float


def smooth(quantities: Quantities, test: Tested) -> Array:
    """The claim's figure, or for a comparison its mean difference, which has a derivative."""
    if test.is_true_or_false:
        return mean_difference(quantities, test.expression)
    return quantities.evaluate(test.expression).mean()


def hinges(base: Solved, tests: Sequence[Tested], slopes: Gradients, moving: dict[str, Input]) -> list[Hinge | None]:
    """For each claim the input it hinges on, None where none of them moves it.

    Screened by the implicit gradient (`slopes`, its first rows one per claim), then the leading candidates are moved
    and the equilibria solved again.
    """
    if not tests or not moving:
        return [None] * len(tests)
    paths = list(moving)
    ends = [({path: given.quantity.low}, {path: given.quantity.high}) for path, given in moving.items()]
    screened = first_order(base, slopes, ends)[: len(tests)] + _beside_equilibrium(base, tests, ends)
    wanted = [[paths[place] for place in np.argsort(-np.abs(row), kind="stable")[:CANDIDATES]] for row in screened]
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
        beneath = float(smooth(high, test) - smooth(low, test))
        if np.isfinite(swing):
            found.append((abs(round(swing, 12)), abs(beneath), path, swing))
    best = max(found, default=None)
    return None if best is None or (best[0] == 0.0 and best[1] < 1e-12) else Hinge(best[2], best[3])


def _reads_facts(expression: Expression) -> bool:
    """Whether a formula reads what the stock or the record says beside the equilibrium."""
    match expression:
        case Name(parts):
            return parts[0] in ("history", "stock") or parts[-1] in ("feasible", "no_free_units")
        case Binary(_, left, right) | Compare(_, left, right):
            return _reads_facts(left) or _reads_facts(right)
    return False


def _beside_equilibrium(base: Solved, tests: Sequence[Tested], ends: Sequence[Any]) -> NDArray[np.float64]:
    """What inputs do to the figures through stock and history alone, the equilibrium held: (claim, input)."""
    total = np.zeros((len(tests), len(ends)))
    readers = [row for row, test in enumerate(tests) if _reads_facts(test.expression)]
    if not readers:
        return total
    everyone = np.arange(base.world.n_draws)
    n, per_block = base.world.n_draws, max(1, 3200 // base.world.n_draws)
    for first in range(0, len(ends), per_block):
        block = ends[first : first + per_block]
        for sign, side in ((-1.0, 0), (1.0, 1)):
            world = tile(base, [pair[side] for pair in block])
            every = facts(world)
            for number in range(len(block)):
                held = Quantities(world.case, base.reading, every.take(number * n + everyone))
                for row in readers:
                    total[row, first + number] += sign * float(smooth(held, tests[row]))
    return total
