"""The families that an uncertain number may follow, each fixed by its ends as the author wrote them.

Every family is a frozen record with its own quantile function and distribution function. The ends are stored rather
than a location and a scale, so that the 5 % and 95 % points are what was written, to the last digit.

A family that starts on the bound of its field knows only one end: the other is a 95 % bound. There `lower_end` (or
`upper_end`) is the bound as written and `low` (or `high`) the 5 % (95 %) point, which lies inside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

# Points of the standard normal. Written out because importing scipy to read a case file would cost more than the file.
NORMAL_95 = 1.6448536269514722
NORMAL_975 = 1.959963984540054
NORMAL_525 = 0.06270677794321385
LARGEST_EXPONENT = 709.0  # exp of more overflows a float64


class Distribution(Protocol):
    """What every family offers; `quantile` and `cumulative` take and return arrays of any shape."""

    @property
    def family(self) -> str:
        """Name of the family, as printed."""

    @property
    def low(self) -> float:
        """The 5 % point."""

    @property
    def high(self) -> float:
        """The 95 % point."""

    @property
    def lower_end(self) -> float:
        """The lower end as written: the 5 % point, or the bound of the field."""

    @property
    def upper_end(self) -> float:
        """The upper end as written: the 95 % point, or the bound of the field."""

    def quantile(self, u: FloatArray) -> FloatArray:
        """Value below which a share `u` of the probability lies, `u` in (0, 1)."""

    def cumulative(self, x: FloatArray) -> FloatArray:
        """Probability of a value of at most `x`."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number known exactly."""

    value: float

    @property
    def family(self) -> str:
        return "point"

    @property
    def low(self) -> float:
        return self.value

    @property
    def high(self) -> float:
        return self.value

    @property
    def lower_end(self) -> float:
        return self.value

    @property
    def upper_end(self) -> float:
        return self.value

    def quantile(self, u: FloatArray) -> FloatArray:
        import numpy as np

        return np.full(np.shape(u), self.value)

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        return np.where(x >= self.value, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any number between 0 and 1 as likely as any other: what "0 to 1" says."""

    @property
    def family(self) -> str:
        return "uniform"

    @property
    def low(self) -> float:
        return 0.05

    @property
    def high(self) -> float:
        return 0.95

    @property
    def lower_end(self) -> float:
        return 0.0

    @property
    def upper_end(self) -> float:
        return 1.0

    def quantile(self, u: FloatArray) -> FloatArray:
        import numpy as np

        return np.array(u, dtype=np.float64)

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        return np.clip(x, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal with 5 % and 95 % points at `low` and `high`."""

    low: float
    high: float

    @property
    def family(self) -> str:
        return "normal"

    @property
    def lower_end(self) -> float:
        return self.low

    @property
    def upper_end(self) -> float:
        return self.high

    def quantile(self, u: FloatArray) -> FloatArray:
        return _between(self.low, self.high, u)

    def cumulative(self, x: FloatArray) -> FloatArray:
        return _share_below(self.low, self.high, x)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Log-normal with 5 % and 95 % points at `low` and `high`, both above 0."""

    low: float
    high: float

    @property
    def family(self) -> str:
        return "log-normal"

    @property
    def lower_end(self) -> float:
        return self.low

    @property
    def upper_end(self) -> float:
        return self.high

    def quantile(self, u: FloatArray) -> FloatArray:
        import numpy as np

        return np.exp(np.minimum(_between(math.log(self.low), math.log(self.high), u), LARGEST_EXPONENT))

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        with np.errstate(divide="ignore"):  # log 0 = −∞ is meant: nothing lies below it
            return _share_below(math.log(self.low), math.log(self.high), np.log(np.maximum(x, 0.0)))


@dataclass(frozen=True, slots=True)
class LogitNormal:
    """Normal in log odds, with 5 % and 95 % points at `low` and `high`, both inside (0, 1)."""

    low: float
    high: float

    @property
    def family(self) -> str:
        return "logit-normal"

    @property
    def lower_end(self) -> float:
        return self.low

    @property
    def upper_end(self) -> float:
        return self.high

    def quantile(self, u: FloatArray) -> FloatArray:
        from scipy.special import expit

        values: FloatArray = expit(_between(log_odds(self.low), log_odds(self.high), u))
        return values

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np
        from scipy.special import logit

        return _share_below(log_odds(self.low), log_odds(self.high), logit(np.clip(x, 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class BetaFromZero:
    """Beta(1, k) with its 95 % point at `high`, inside (0, 1): most likely nothing, hardly more than `high`."""

    high: float

    @property
    def family(self) -> str:
        return "beta(1, k)"

    @property
    def shape(self) -> float:
        """The k of beta(1, k)."""
        return math.log(0.05) / math.log1p(-self.high)

    @property
    def low(self) -> float:
        return -math.expm1(math.log(0.95) / self.shape)

    @property
    def lower_end(self) -> float:
        return 0.0

    @property
    def upper_end(self) -> float:
        return self.high

    def quantile(self, u: FloatArray) -> FloatArray:
        import numpy as np

        return -np.expm1(np.log1p(-u) / self.shape)

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        with np.errstate(divide="ignore"):
            return -np.expm1(self.shape * np.log1p(-np.clip(x, 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class BetaToOne:
    """Beta(k, 1) with its 5 % point at `low`, inside (0, 1): most likely everything, hardly less than `low`."""

    low: float

    @property
    def family(self) -> str:
        return "beta(k, 1)"

    @property
    def shape(self) -> float:
        """The k of beta(k, 1)."""
        return math.log(0.05) / math.log(self.low)

    @property
    def high(self) -> float:
        return math.exp(math.log(0.95) / self.shape)

    @property
    def lower_end(self) -> float:
        return self.low

    @property
    def upper_end(self) -> float:
        return 1.0

    def quantile(self, u: FloatArray) -> FloatArray:
        import numpy as np

        return np.exp(np.log(u) / self.shape)

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np

        with np.errstate(divide="ignore"):
            return np.exp(self.shape * np.log(np.clip(x, 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class HalfNormal:
    """The upper half of a normal at 0, with its 95 % point at `high`, above 0."""

    high: float

    @property
    def family(self) -> str:
        return "half-normal"

    @property
    def low(self) -> float:
        return self.high * NORMAL_525 / NORMAL_975

    @property
    def lower_end(self) -> float:
        return 0.0

    @property
    def upper_end(self) -> float:
        return self.high

    def quantile(self, u: FloatArray) -> FloatArray:
        from scipy.special import ndtri

        values: FloatArray = self.high / NORMAL_975 * ndtri((1.0 + u) / 2.0)
        return values

    def cumulative(self, x: FloatArray) -> FloatArray:
        import numpy as np
        from scipy.special import ndtr

        below: FloatArray = 2.0 * ndtr(np.maximum(x, 0.0) * NORMAL_975 / self.high) - 1.0
        return below


def log_odds(probability: float) -> float:
    """Log odds of a probability inside (0, 1)."""
    return math.log(probability) - math.log1p(-probability)


def _between(low: float, high: float, u: FloatArray) -> FloatArray:
    """Quantile of the normal with 5 % and 95 % points at `low` and `high`."""
    from scipy.special import ndtri

    # Half sums of halves: low + high may overflow where neither does.
    values: FloatArray = (low / 2 + high / 2) + (high / 2 - low / 2) / NORMAL_95 * ndtri(u)
    return values


def _share_below(low: float, high: float, x: FloatArray) -> FloatArray:
    """Distribution function of the normal with 5 % and 95 % points at `low` and `high`."""
    from scipy.special import ndtr

    below: FloatArray = ndtr((x - (low / 2 + high / 2)) * NORMAL_95 / (high / 2 - low / 2))
    return below
