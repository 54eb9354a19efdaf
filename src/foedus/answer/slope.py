"""How far each input moves a figure, told from the draws as they are: a screen that solves nothing.

A figure is a sum of weighted means, and by how much a draw moves it is that draw's influence. The slope of the
influences in the ranks of an input as drawn, times the nine tenths of them between its 5 and its 95 % point, is how far
the figure moves from the one to the other: on average over the other inputs, and so where a figure leaps as well. Ranks
and not values, so that the few largest draws of a skewed input do not decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from foedus.answer.weighing import Part, influence
from foedus.answer.world import Solved

Draws = NDArray[np.float64]
BETWEEN = 0.9
"""share of the draws between the two ends of an interval"""


def regressed_swings(solved: Solved, moving: Iterable[str], figures: Sequence[Sequence[Part]]) -> Draws:
    """Each figure's change from each input's 5 to its 95 % point, (figure, input).

    Arguments:
        solved: the draws; with n of them what is told is wrong by about 3.1 standard deviations of the figure over √n.
        moving: paths of the inputs.
        figures: what each is the sum of the means of, over the certified draws.
    """
    paths = list(moving)
    swings = np.zeros((len(figures), len(paths)))
    if not swings.size:
        return swings
    ranks = np.stack([centred_ranks(solved.world.values[path][solved.draws]) for path in paths])
    spread = np.square(ranks).sum(axis=-1)
    n = ranks.shape[-1]
    per_slope = BETWEEN * n * n / np.where(spread > 0, spread, np.inf)
    for row, parts in zip(swings, figures, strict=True):
        row[:] = np.nan_to_num(ranks @ influence(parts)) * per_slope  # a ratio by nothing is not moved
    return swings


def leading(changes: Draws, count: int) -> NDArray[np.int64]:
    """Places of the largest of one figure's changes, (input,): the largest first, of equal ones the earlier input."""
    return np.argsort(-np.abs(changes), kind="stable")[:count]


def centred_ranks(values: Draws) -> Draws:
    """The place of each value in their order, less the middle one, (draw,); equal ones share theirs."""
    order = np.argsort(values)
    ordered = values[order]
    middle = (len(values) - 1) / 2.0
    if np.any(ordered[1:] == ordered[:-1]):
        first, after = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
        return np.asarray((first + after - 1) / 2.0 - middle)
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values)) - middle
    return ranks
