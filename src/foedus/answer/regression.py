"""Weighted means over all draws, estimated from a sample of them on which an input was set.

The input as drawn explains much of how draws differ, and what a draw says with nothing set most of the rest; both are
known of all draws. So the sample is regressed on them, and the regression read off at the means of all draws (the
regression estimator of survey sampling). On a sample of all draws it is the plain mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.answer.weighing import Part

Draws = NDArray[np.float64]

PER_TERM = 4
"""draws there have to be for each number that is fitted"""


@dataclass(frozen=True)
class Means:
    """Weighted means over all draws as a sample tells them."""

    value: Draws
    """(part,); not a number where a part has no weight"""
    influence: Draws
    """by how much each draw of the sample moves each, (part, draw): the sum of their squares is the squared error"""


def means_of_all(
    moved: Sequence[Part],
    base: Sequence[Part],
    everything: Sequence[Part],
    thinning: Draws,
    drawn: Draws,
    drawn_all: Draws,
) -> Means:
    """The weighted mean of each part over all draws.

    Arguments:
        moved: value and weight in each draw of the sample with the input set.
        base: the same with nothing set.
        everything: the same in all draws with nothing set.
        thinning: what each draw of the sample counts for, (draw,); it is part of its weights.
        drawn: the input as drawn in the sample, (draw,).
        drawn_all: the same in all draws.
    """
    values, influences = [], []
    # Of a sample that leaves nobody out there is nothing to guess.
    unseen = max(0.0, 1.0 - len(drawn) / len(drawn_all)) ** 0.5
    for part, before, every in zip(moved, base, everything, strict=True):
        known = [_total(before) / thinning, before.weight / thinning, drawn, drawn**2]
        known_all = [_total(every), every.weight, drawn_all, drawn_all**2]
        fit = _Fit(known, known_all, thinning)
        top, top_left = fit.mean(_total(part) / thinning)
        weight, weight_left = fit.mean(part.weight / thinning)
        if not (weight > 0.0 and np.any(part.weight > 0)):
            weight = np.nan
        values.append(top / weight)
        influences.append(unseen * (top_left - top / weight * weight_left) / weight)
    return Means(np.array(values), np.array(influences))


def plain_means(parts: Sequence[Part]) -> Draws:
    """The weighted mean of each part, (part,); not a number where it has no weight."""
    return np.array([float(part.mean()) if np.any(part.weight > 0) else np.nan for part in parts])


def _total(part: Part) -> Draws:
    """Value times weight; what a draw of weight 0 says does not matter."""
    total: Draws = np.asarray(part.weight * np.where(part.weight > 0, part.value, 0.0))
    return total


class _Fit:
    """A weighted least-squares fit on some numbers known of every draw, read off at their means over all draws."""

    def __init__(self, known: Sequence[Draws], known_all: Sequence[Draws], thinning: Draws) -> None:
        centres = [float(np.mean(row)) for row in known_all]
        scales = [float(np.std(row)) for row in known_all]
        sizes = [float(np.max(np.abs(row))) for row in known_all]
        rows = [
            (row - centre) / scale
            for row, centre, scale, size in zip(known, centres, scales, sizes, strict=True)
            if scale > 1e-12 * size  # and not of 1: much evidence makes every weight small
        ]
        # Centred at the means of all draws, the fit's constant is what it says there.
        terms = [np.ones(len(thinning)), *rows]
        if len(thinning) < PER_TERM * len(terms):
            terms = terms[:1]
        self.root = np.sqrt(thinning)
        self.matrix = np.stack(terms, axis=1) * self.root[:, None]

    def mean(self, values: Draws) -> tuple[float, Draws]:
        """What the fit says, and what each draw's distance from it adds, (draw,)."""
        found = np.linalg.lstsq(self.matrix, values * self.root, rcond=1e-10)[0]
        left = (values * self.root - self.matrix @ found) * self.root
        return float(found[0]), np.asarray(left / np.sum(self.root**2))
