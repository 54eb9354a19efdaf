"""Which inputs move a figure of the answer most, to first order: a screen, not the last word.

Each input is set to the ends of its interval in every draw, the others as drawn. Menus, payoffs and evidence follow as
they are; the equilibria follow to first order, by the implicit function theorem, and are not solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.tiled import tile
from foedus.answer.weighing import Part
from foedus.answer.world import Solved, read_draws, subset
from foedus.case import Input
from foedus.equilibrium.first_order import FirstOrder, most_draws
from foedus.request.solve import REQUEST_GAME

Draws = NDArray[np.float64]
Figure = Callable[[Quantities], Sequence[Part]]
"""what a figure is the sum of the means of"""

BLOCK = 1600
"""draws that are built at a time"""
GLANCE, KEPT = 8, 12
"""draws of a first look at every input, and the inputs per figure that a second look, on all draws, goes on with"""


def leading(changes: Draws, count: int) -> NDArray[np.int64]:
    """Places of the largest of one figure's changes, (input,): the largest first, of equal ones the earlier input."""
    return np.argsort(-np.abs(changes), kind="stable")[:count]


def screen(base: Solved, moving: Mapping[str, Input], figures: Sequence[Figure], scale: Draws | None = None) -> Draws:
    """Change of each figure from each input's 5 to its 95 % point, the equilibria to first order, (figure, input).

    Inputs that move no figure much at a first glance are left at 0.

    Arguments:
        base: a small solved world; its draws are all certified.
        moving: the inputs, by path.
        figures: how each figure is read.
        scale: what a change is multiplied by where the inputs of a figure are compared, (figure, input); default 1.
    """
    swings = np.zeros((len(figures), len(moving)))
    if not swings.size:
        return swings
    glance = _swings(subset(base, min(GLANCE, most_draws(len(base.iterate)))), moving, figures)
    kept = np.unique([leading(row, KEPT) for row in (glance if scale is None else glance * scale)])
    paths = list(moving)
    some = {paths[place]: moving[paths[place]] for place in kept}
    swings[:, kept] = _swings(subset(base, most_draws(len(base.iterate))), some, figures)
    return swings


def _swings(base: Solved, moving: Mapping[str, Input], figures: Sequence[Figure]) -> Draws:
    swings = np.zeros((len(figures), len(moving)))
    near = FirstOrder.at(REQUEST_GAME, base.world.game, base.iterate)
    per_block = max(1, BLOCK // (2 * base.world.n_draws))
    paths = list(moving)
    for first in range(0, len(paths), per_block):
        block = [(path, moving[path].quantity) for path in paths[first : first + per_block]]
        world = tile(base, [{path: given.low} for path, given in block] + [{path: given.high} for path, given in block])
        reading = read_draws(world, near.towards(world.game), np.arange(world.n_draws))
        quantities = Quantities(world.case, reading, facts(world))
        for row, figure in enumerate(figures):
            low, high = np.split(sum(_means(part, base.world.n_draws) for part in figure(quantities)), 2)
            swings[row, first : first + len(block)] = high - low
    return swings


def _means(part: Part, n_draws: int) -> Draws:
    """The weighted mean in each copy, (copy,); not a number where no draw of it has weight."""
    weight = np.reshape(part.weight, (-1, n_draws))
    value = np.where(weight > 0, np.reshape(part.value, weight.shape), 0.0)
    total = weight.sum(axis=-1)
    mean: Draws = (weight * value).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return mean
