"""Means, intervals and errors over weighted draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.result import Figure

Array = Any
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Part:
    """A number in each draw and the draws' weights, which need not sum to one; both (draw,)."""

    value: Array
    weight: Array

    def mean(self) -> Array:
        """Weighted mean; 0 where no draw has weight. What a draw of weight 0 says does not matter."""
        xp = self.weight.__array_namespace__()
        value = xp.where(self.weight > 0, self.value, 0.0)
        return ratio((self.weight * value).sum(), self.weight.sum())

    def scaled(self, factor: float) -> Part:
        """The same with every value times a number."""
        return Part(factor * self.value, self.weight)


@dataclass(frozen=True)
class Series:
    """A quantity of the answer: the sum of parts that may have weights of their own.

    `after` is a price before, averaged over ω, and a change, averaged over the draws that make the sight likely.
    """

    parts: tuple[Part, ...]
    per_draw: Array
    """value in each draw, (draw,)"""
    kind: str = "own"
    """"posterior" where every part has the weights ω, so that a sum can be taken draw by draw"""

    @classmethod
    def single(cls, value: Array, weight: Array, kind: str = "own") -> Series:
        return cls((Part(value, weight),), value, kind)

    def mean(self) -> Array:
        """The figure that is printed."""
        return sum(part.mean() for part in self.parts)

    def scaled(self, factor: float) -> Series:
        """The same quantity times a number, every draw with the weight it had."""
        return Series(tuple(part.scaled(factor) for part in self.parts), factor * self.per_draw, self.kind)

    def exists(self) -> bool:
        """Whether every part has a draw of some weight."""
        return all(float(part.weight.sum()) > 0.0 for part in self.parts)

    def figure(self, posterior: Array) -> Figure | None:
        """Mean, 5 and 95 % points, Monte-Carlo error; None where no draw has weight.

        A sum of quantities with different weights has no weights of its own: its points are those over `posterior`,
        the weights ω.
        """
        if not self.exists():
            return None
        mean = float(self.mean())
        last = self.parts[-1]
        if self.kind == "mixed":
            low, high = weighted_points(self.per_draw, posterior)
            return Figure(mean, low, high, mean_error(Part(self.per_draw, posterior)))
        rest = sum((float(part.mean()) for part in self.parts[:-1]), 0.0)
        low, high = weighted_points(last.value, last.weight)
        return Figure(mean, rest + low, rest + high, mean_error(last))


def ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, 0 / 1 where bottom is 0: a draw that cannot be weighs nothing and must not spoil the others."""
    xp = bottom.__array_namespace__()
    return top / xp.where(bottom > 0, bottom, 1.0)


def posterior_weight(reading: Reading) -> Array:
    """ω_i, not normalised: how likely the public record is in each draw, (draw,)."""
    return (reading.prior * reading.likelihood * reading.seen).sum(axis=0)


def weighted_points(values: Array, weights: Array, points: Sequence[float] = (LOW, HIGH)) -> tuple[float, ...]:
    """The least value below which a share of the weight lies, for each point."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    # Rounding may leave the total a hair under the last target.
    places = np.minimum(np.searchsorted(reached, np.asarray(points) * reached[-1] * (1.0 - 1e-12)), len(order) - 1)
    return tuple(float(value) for value in values[order][places])


def mean_error(part: Part) -> float:
    """Monte-Carlo standard error of a weighted mean."""
    weight = np.asarray(part.weight) / np.asarray(part.weight).sum()
    apart = np.where(weight > 0, np.asarray(part.value) - float(part.mean()), 0.0)
    return float(np.sqrt(np.sum((weight * apart) ** 2)))


def effective_draws(weight: Array) -> float:
    """1 / Σ ω², the number of equally weighted draws worth as much."""
    return float(weight.sum() ** 2 / (weight**2).sum())
