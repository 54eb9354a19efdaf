"""Means, intervals and errors over weighted draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import mul
from typing import Any, Literal

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.result import Figure

Array = Any
LOW, HIGH = 0.05, 0.95
Kind = Literal["number", "prior", "posterior", "own"]
"""What the weights of a quantity know: nothing, as it is the same in every draw; less than the record; the record (ω);
more, as what makes a sight likely"""
KINDS: tuple[Kind, ...] = ("number", "prior", "posterior", "own")


@dataclass(frozen=True)
class Part:
    """A number in each draw and the draws' weights, which need not sum to one; both (draw,)."""

    value: Array
    weight: Array
    kind: Kind = "own"

    def mean(self) -> Array:
        """Weighted mean; 0 where no draw has weight. What a draw of weight 0 says does not matter."""
        return self._mean

    @cached_property
    def _mean(self) -> Array:
        value = np.where(self.weight > 0, self.value, 0.0)
        return ratio((self.weight * value).sum(), self.weight.sum())

    def means_without(self) -> Array:
        """The same with each draw left out in turn, (draw,)."""
        weighed = self.weight * np.where(self.weight > 0, self.value, 0.0)
        return ratio(weighed.sum() - weighed, self.weight.sum() - self.weight)


@dataclass(frozen=True)
class Series:
    """A quantity of the answer: the sum of parts that may have weights of their own.

    `after` is a price before, averaged over ω, and a change, averaged over the draws that make the sight likely.
    """

    parts: tuple[Part, ...]
    per_draw: Array
    """value in each draw, (draw,)"""

    @classmethod
    def single(cls, value: Array, weight: Array, kind: Kind = "own") -> Series:
        return cls((Part(value, weight, kind),), value)

    @property
    def kind(self) -> Kind:
        """That of the parts whose weights know most."""
        return max((part.kind for part in self.parts), key=KINDS.index)

    @property
    def weight(self) -> Array:
        """Weights of its draws where it is taken draw by draw, (draw,): those that know most.

        Where parts are weighed by several sights it is their geometric mean, in which each has an equal say and a draw
        that rules one of them out has none.
        """
        kind = self.kind
        distinct = list({id(part.weight): part.weight for part in self.parts if part.kind == kind}.values())
        if len(distinct) == 1:
            return distinct[0]
        return reduce(mul, (weight ** (1.0 / len(distinct)) for weight in distinct))

    def mean(self) -> Array:
        """The figure that is printed."""
        return sum(part.mean() for part in self.parts)

    def scaled(self, factor: float) -> Series:
        """The same quantity times a number, every draw with the weight it had."""
        parts = tuple(Part(factor * part.value, part.weight, part.kind) for part in self.parts)
        return Series(parts, factor * self.per_draw)

    def plus(self, other: Series) -> Series:
        """The sum of two quantities, each part with the weights it had."""
        return Series(self.parts + other.parts, self.per_draw + other.per_draw)

    def exists(self) -> bool:
        """Whether every part has a draw of some weight."""
        return all(float(part.weight.sum()) > 0.0 for part in self.parts)

    def within(self, weight: Array) -> Array:
        """The weights less those of draws that rule out a part: there it says nothing."""
        for part in self.parts:
            weight = weight * (part.weight > 0) if part.kind == "own" else weight
        return weight

    def effective_draws(self) -> float:
        """The least number of equally weighted draws that any of its parts is worth."""
        counted = [part for part in self.parts if part.kind != "number"] or self.parts
        return min(effective_draws(part.weight) for part in counted)

    def figure(self) -> Figure | None:
        """Mean, 5 and 95 % points, Monte-Carlo error; None where no draw of any weight allows all of its parts.

        The points are those of the sum in each draw over its `weight`, moved to the mean that is printed. None as well
        where that mean is no number, as for a ratio by nothing in a draw that counts.
        """
        weight = self.weight
        if not self.exists() or not float(weight.sum()) > 0.0:
            return None
        mean = float(self.mean())
        if not np.isfinite(mean):
            return None
        moved = mean - float(Part(self.per_draw, weight).mean())
        low, high = weighted_points(self.per_draw, weight)
        return Figure(mean, low + moved, high + moved, mean_error(*self.parts))


def ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, 0 / 1 where bottom is 0: a draw that cannot be weighs nothing and must not spoil the others."""
    return top / np.where(bottom > 0, bottom, 1.0)


def record_chance(reading: Reading) -> Array:
    """How likely the public record is in each draw, (draw,)."""
    return (reading.prior * reading.likelihood * reading.seen).sum(axis=0)


def posterior_weight(reading: Reading) -> Array:
    """ω_i, not normalised: the chance of the public record, times what the draw counts for in a subsample, (draw,)."""
    return reading.thinning * record_chance(reading)


def weighted_points(values: Array, weights: Array, points: Sequence[float] = (LOW, HIGH)) -> tuple[float, ...]:
    """The least value below which a share of the weight lies, for each point."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    # Rounding may leave the total a hair under the last target.
    places = np.minimum(np.searchsorted(reached, np.asarray(points) * reached[-1] * (1.0 - 1e-12)), len(order) - 1)
    return tuple(float(value) for value in values[order][places])


def influence(parts: Sequence[Part]) -> Array:
    """By how much each draw moves the sum of the parts' weighted means, (draw,): its derivative to the log of a weight.

    A part that no draw has weight in moves nothing.
    """
    apart = np.zeros(len(parts[0].weight))
    for part in parts:
        if np.any(part.weight > 0):
            weight = np.asarray(part.weight) / np.asarray(part.weight).sum()
            apart = apart + weight * np.where(weight > 0, np.asarray(part.value) - float(part.mean()), 0.0)
    return apart


def mean_error(*parts: Part) -> float:
    """Monte-Carlo standard error of a sum of weighted means over the same draws."""
    return float(np.sqrt(np.sum(np.square(influence(parts)))))


def effective_draws(weight: Array) -> float:
    """1 / Σ ω², the number of equally weighted draws worth as much; 0 where none has any weight."""
    return float(ratio(weight.sum() ** 2, (weight**2).sum()))
