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
from foedus.answer.weighing import Part, posterior_weight
from foedus.answer.world import Solved, part, places_by_weight, read_draws, subset
from foedus.case import Input
from foedus.equilibrium.first_order import FirstOrder, most_draws
from foedus.request.solve import REQUEST_GAME

Draws = NDArray[np.float64]
Figure = Callable[[Quantities], Sequence[Part]]
"""what a figure is the sum of the means of"""

BLOCK = 1600
"""draws that are built at a time"""
LEAST_CHANGE = 1e-9
"""what moves a figure by less does not move it, and what varies by less does not: equilibria are solved no closer"""
GLANCE, KEPT = 8, 12
"""draws of a first look at every input, and the inputs per figure that a second look, on all draws, goes on with"""


def leading(changes: Draws, count: int) -> NDArray[np.int64]:
    """Places of the largest of one figure's changes, (input,): the largest first, of equal ones the earlier input."""
    return np.argsort(-np.abs(changes), kind="stable")[:count]


def screen(
    base: Solved,
    moving: Mapping[str, Input],
    figures: Sequence[Figure],
    scale: Draws | None = None,
    apart: int = 0,
) -> Draws:
    """Change of each figure from each input's 5 to its 95 % point, the equilibria to first order, (figure, input).

    Inputs that move no figure much at a first glance are left at 0.

    Arguments:
        base: a small solved world; its draws are all certified.
        moving: the inputs, by path.
        figures: how each figure is read.
        scale: what a change is multiplied by where the inputs of a figure are compared, (figure, input); default 1.
        apart: of the first so many figures only the inputs that each itself leads with are kept: what is said of them
            does not depend on which others are screened beside them.
    """
    swings = np.zeros((len(figures), len(moving)))
    if not swings.size:
        return swings
    whole = subset(base, most_draws(len(base.iterate)))
    near = FirstOrder.at(REQUEST_GAME, whole.world.game, whole.iterate)
    few = places_by_weight(posterior_weight(whole.reading), GLANCE)
    # As many copies of the few side by side as fill the whole: one shape, which is compiled once.
    copies = np.tile(few, max(1, len(whole.draws) // len(few)))
    near_few = FirstOrder(REQUEST_GAME, near.iterate[:, copies], near.inverse[copies])
    glance = first_order_swings(part(whole, few), near_few, moving, figures)
    own = [leading(row, KEPT) for row in (glance if scale is None else glance * scale)]
    kept = np.unique(own)
    paths = list(moving)
    swings[:, kept] = first_order_swings(whole, near, {paths[place]: moving[paths[place]] for place in kept}, figures)
    for row, places in zip(swings[:apart], own[:apart], strict=True):
        row[np.setdiff1d(kept, places)] = 0.0
    return swings


def first_order_swings(base: Solved, near: FirstOrder, moving: Mapping[str, Input], figures: Sequence[Figure]) -> Draws:
    """The change of each figure from each input on these draws, (figure, input).

    Arguments:
        base: the draws.
        near: of them, or of several copies of them side by side.
        moving: the inputs, by path.
        figures: how each figure is read.
    """
    swings = np.zeros((len(figures), len(moving)))
    n = base.world.n_draws
    per_block = max(1, BLOCK // (2 * n))
    paths = list(moving)
    for first in range(0, len(paths), per_block):
        block = [(path, moving[path].quantity) for path in paths[first : first + per_block]]
        ends = [{path: given.low} for path, given in block] + [{path: given.high} for path, given in block]
        unmoved: list[dict[str, float]] = [{}] * (-len(ends) % (near.iterate.shape[-1] // n))
        world = tile(base, ends + unmoved)
        reading = read_draws(world, near.towards(world.game), np.arange(n * len(ends)))
        quantities = Quantities(world.case, reading, facts(world).take(slice(n * len(ends))))
        for row, figure in enumerate(figures):
            low, high = np.split(sum(_means(each, n) for each in figure(quantities)), 2)
            swings[row, first : first + len(block)] = high - low
    return swings


def _means(summand: Part, n_draws: int) -> Draws:
    """The weighted mean in each copy, (copy,); not a number where no draw of it has weight."""
    weight = np.reshape(summand.weight, (-1, n_draws))
    value = np.where(weight > 0, np.reshape(summand.value, weight.shape), 0.0)
    total = weight.sum(axis=-1)
    mean: Draws = (weight * value).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return mean
