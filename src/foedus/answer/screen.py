"""Which inputs move a figure of the answer most, to first order: a screen, not the last word.

Each input is set to the ends of its interval in every draw, the others as drawn. Menus, payoffs and evidence follow as
they are; the equilibria follow to first order, by the implicit function theorem, and are not solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.answer.facts import facts
from foedus.answer.figure_of import Quantities
from foedus.answer.slope import leading
from foedus.answer.tiled import tile
from foedus.answer.weighing import Part, posterior_weight
from foedus.answer.world import Solved, part, places_by_weight, read_draws, subset
from foedus.case import Input
from foedus.equilibrium.chunk import cores, threads
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


@dataclass(frozen=True)
class Linear:
    """Solved draws with what moves their equilibria to first order."""

    base: Solved
    """as many draws as matrices fit"""
    near: FirstOrder

    @classmethod
    def of(cls, base: Solved) -> Linear:
        """Of a small solved world whose draws are all certified."""
        whole = subset(base, most_draws(len(base.iterate)))
        return cls(whole, FirstOrder.at(REQUEST_GAME, whole.world.game, whole.iterate))


def screen(linear: Linear, moving: Mapping[str, Input], figures: Sequence[Figure]) -> Draws:
    """Change of each figure from each input's 5 to its 95 % point, the equilibria to first order, (figure, input).

    Inputs that move no figure much at a first glance are left at 0.

    Arguments:
        linear: the draws.
        moving: the inputs, by path.
        figures: how each figure is read.
    """
    swings = np.zeros((len(figures), len(moving)))
    if not swings.size:
        return swings
    whole, near = linear.base, linear.near
    few = places_by_weight(posterior_weight(whole.reading), GLANCE)
    # As many copies of the few side by side as fill the whole: one shape, which is compiled once.
    copies = np.tile(few, max(1, len(whole.draws) // len(few)))
    near_few = FirstOrder(REQUEST_GAME, near.iterate[:, copies], near.inverse[copies])
    glance = first_order_swings(part(whole, few), near_few, moving, figures)
    kept = np.unique([leading(row, KEPT) for row in glance])
    paths = list(moving)
    swings[:, kept] = first_order_swings(whole, near, {paths[place]: moving[paths[place]] for place in kept}, figures)
    return swings


def first_order_swings(base: Solved, near: FirstOrder, moving: Mapping[str, Input], figures: Sequence[Figure]) -> Draws:
    """The change of each figure from each input's 5 to its 95 % point on these draws, (figure, input).

    Arguments:
        base: the draws.
        near: of them, or of several copies of them side by side.
        moving: the inputs, by path.
        figures: how each figure is read.
    """
    ends = {path: (given.quantity.low, given.quantity.high) for path, given in moving.items()}
    changes = [{path: end[side]} for side in (0, 1) for path, end in ends.items()]
    low, high = np.split(first_order_levels(base, near, changes, figures), 2, axis=-1)
    swings: Draws = high - low
    return swings


def first_order_levels(
    base: Solved, near: FirstOrder, changes: Sequence[Mapping[str, Draws | float]], figures: Sequence[Figure]
) -> Draws:
    """Each figure on these draws after each change of inputs, the equilibria to first order, (figure, change).

    Arguments:
        base: the draws.
        near: of them, or of several copies of them side by side.
        changes: inputs by path, each a number or an array (draw,).
        figures: how each figure is read.
    """
    n = base.world.n_draws
    copies = near.iterate.shape[-1] // n
    levels = np.zeros((len(figures), len(changes)))
    per_block = max(1, BLOCK // n)

    def fill(first: int) -> None:
        block = list(changes[first : first + per_block])
        unmoved: list[Mapping[str, Draws | float]] = [{}] * (-len(block) % copies)
        world = tile(base, block + unmoved)
        reading = read_draws(world, near.towards(world.game), np.arange(n * len(block)))
        quantities = Quantities(world.case, reading, facts(world).take(slice(n * len(block))))
        for row, figure in enumerate(figures):
            levels[row, first : first + len(block)] = sum(_means(each, n) for each in figure(quantities))

    # What is Python's own in one block is done while the arrays of another are computed.
    with threads(cores()) as pool:
        list(pool.map(fill, range(0, len(changes), per_block)))
    return levels


def _means(summand: Part, n_draws: int) -> Draws:
    """The weighted mean in each copy, (copy,); not a number where no draw of it has weight."""
    weight = np.reshape(summand.weight, (-1, n_draws))
    value = np.where(weight > 0, np.reshape(summand.value, weight.shape), 0.0)
    total = weight.sum(axis=-1)
    mean: Draws = (weight * value).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return mean
