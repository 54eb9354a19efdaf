"""The same judgement with less confidence: a distribution made wider about its centre, and where it may lie.

Width is measured on the family's own scale: log odds on [0, 1], logarithms for positive numbers, the number itself
otherwise. A family that starts on the bound of its field widens away from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from foedus.quantity.distribution import (
    LARGEST_EXPONENT,
    BetaFromZero,
    BetaToOne,
    Distribution,
    HalfNormal,
    LogitNormal,
    LogNormal,
    Normal,
    Uniform,
    log_odds,
)
from foedus.quantity.mixture import Mixture

if TYPE_CHECKING:
    from foedus.quantity.distribution import FloatArray

Scale = Literal["log odds", "logarithm", "linear"]

WIDEST_FROM_BOUND = 0.95
"""95 % bound of beta(1, k) at which it is uniform: nothing in [0, 1] says less"""
_UNIT = (Uniform, LogitNormal, BetaFromZero, BetaToOne)
_POSITIVE = (LogNormal, HalfNormal)


def scale_of(distribution: Distribution) -> Scale | None:
    """The scale on which the family is as wide to the left as to the right; None for a number known exactly.

    A mixture has that of its uncertain parts, which belong to one field.
    """
    if isinstance(distribution, Mixture):
        return next((scale for part in distribution.components if (scale := scale_of(part)) is not None), None)
    if isinstance(distribution, _UNIT):
        return "log odds"
    if isinstance(distribution, _POSITIVE):
        return "logarithm"
    return "linear" if isinstance(distribution, Normal) else None


def bounds_of(distribution: Distribution) -> tuple[float, float]:
    """What the field of an uncertain number allows, as its family says; the ends as written where that says nothing."""
    scale = scale_of(distribution)
    if scale is None:
        return distribution.lower_end, distribution.upper_end
    return {"log odds": (0.0, 1.0), "logarithm": (0.0, math.inf), "linear": (-math.inf, math.inf)}[scale]


def widened(distribution: Distribution, factor: float) -> Distribution:
    """The distribution `factor` times as wide, about its centre and within its field.

    The 5 and 95 % points move away from their middle on the family's scale; those of a one-sided family from its bound,
    as far as uniform on [0, 1]. Every quantile moves the same way, so that a draw keeps its rank. What is exact stays
    exact; so does what is too close to a bound for wider ends to be told apart from it.
    """
    match distribution:
        case Normal(low, high):
            return Normal(*_apart(low, high, factor))
        case LogNormal(low, high):
            ends = _apart(math.log(low), math.log(high), factor)
            if ends[0] > -LARGEST_EXPONENT and ends[1] < LARGEST_EXPONENT:
                return LogNormal(math.exp(ends[0]), math.exp(ends[1]))
        case LogitNormal(low, high):
            lower, upper = (_probability(end) for end in _apart(log_odds(low), log_odds(high), factor))
            if 0.0 < lower < upper < 1.0:
                return LogitNormal(lower, upper)
        case HalfNormal(high):
            return HalfNormal(factor * high)
        case BetaFromZero(high):
            return BetaFromZero(_from_bound(high, factor))
        case BetaToOne(low):
            return BetaToOne(1.0 - _from_bound(1.0 - low, factor))
        case Mixture() if (scale := scale_of(distribution)) is not None:
            return Widened(distribution, scale, factor)
    return distribution


@dataclass(frozen=True, slots=True)
class Widened:
    """A mixture, `factor` times as wide on a scale, about the middle of its 5 and 95 % points there.

    It is stretched as a whole: parts that are each wider would not be twice as far from one another.
    """

    distribution: Distribution
    scale: Scale
    factor: float

    @property
    def family(self) -> str:
        return self.distribution.family

    @property
    def low(self) -> float:
        return self._point(self.distribution.low)

    @property
    def high(self) -> float:
        return self._point(self.distribution.high)

    @property
    def lower_end(self) -> float:
        return self._point(self.distribution.lower_end)

    @property
    def upper_end(self) -> float:
        return self._point(self.distribution.upper_end)

    def quantile(self, u: FloatArray) -> FloatArray:
        return self._stretched(self.distribution.quantile(u), self.factor)

    def cumulative(self, x: FloatArray) -> FloatArray:
        return self.distribution.cumulative(self._stretched(x, 1.0 / self.factor))

    def _stretched(self, x: FloatArray, factor: float) -> FloatArray:
        """Numbers moved away from the centre on the scale; a bound stays where it is."""
        import numpy as np
        from scipy.special import expit, logit

        ends = np.array([self.distribution.low, self.distribution.high])
        with np.errstate(divide="ignore", over="ignore"):
            if self.scale == "log odds":
                moved = expit(_about(logit(ends), logit(np.asarray(x)), factor))
            elif self.scale == "logarithm":
                moved = np.exp(np.minimum(_about(np.log(ends), np.log(np.asarray(x)), factor), LARGEST_EXPONENT))
            else:
                moved = _about(ends, np.asarray(x), factor)
        values: FloatArray = np.asarray(moved)
        return values

    def _point(self, x: float) -> float:
        import numpy as np

        return float(self._stretched(np.array([x]), self.factor)[0])


def _about(ends: FloatArray, x: FloatArray, factor: float) -> FloatArray:
    """x moved away from the middle of the ends, of those that are finite."""
    import numpy as np

    finite = ends[np.isfinite(ends)]
    centre = finite.mean() if len(finite) else 0.0
    values: FloatArray = centre + factor * (x - centre)
    return values


def _apart(low: float, high: float, factor: float) -> tuple[float, float]:
    """Two ends moved away from their middle."""
    middle, half = low / 2 + high / 2, factor * (high / 2 - low / 2)
    return middle - half, middle + half


def _from_bound(distance: float, factor: float) -> float:
    """A 95 % bound of a one-sided family moved away from its bound, never further than uniform if it was not."""
    return max(distance, min(factor * distance, WIDEST_FROM_BOUND))


def _probability(odds_logarithm: float) -> float:
    odds = math.exp(-min(abs(odds_logarithm), LARGEST_EXPONENT))
    return (odds if odds_logarithm < 0.0 else 1.0) / (1.0 + odds)
