"""A number as an analyst writes it: exact, an interval, a word or a mixture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from foedus.quantity.distribution import (
    BetaFromZero,
    BetaToOne,
    Distribution,
    HalfNormal,
    LogitNormal,
    LogNormal,
    Normal,
    Point,
    Uniform,
    log_odds,
)
from foedus.quantity.field import REAL, Field

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from foedus.quantity.lexicon import Word

Kind = Literal["point", "interval", "uniform", "word", "mixture", "judged odds"]
JUDGED_ODDS_FACTOR = 1.5


class QuantityError(ValueError):
    """A text or number that cannot stand in its field; the caller adds the place.

    The message begins with "expected"; `suggestion` is the nearest known phrase, already part of the message.
    """

    def __init__(self, expected: str, suggestion: str | None = None) -> None:
        self.expected = f"expected {expected}"
        self.suggestion = suggestion
        super().__init__(self.expected if suggestion is None else f'{self.expected}. Did you mean "{suggestion}"?')


@dataclass(frozen=True, slots=True)
class Quantity:
    """An uncertain (or exact) number: immutable, hashable, drawn only when asked.

    `low` and `high` are the 5 % and 95 % points. `lower_end` and `upper_end` are the ends as written; they differ where
    an end lies on the bound of the field: "0.55 to 1" has the ends 0.55 and 1, and a 95 % point just below 1. To ask
    whether a figure lies in a stated range use the ends; to move an input through its own range use `low` and `high`.

    Arguments:
        text: as the author wrote it.
        kind: how it was written.
        distribution: what it means.
        word: the phrase of the lexicon with its range, where it was a word.
    """

    text: str
    kind: Kind
    distribution: Distribution
    word: Word | None = None

    @property
    def family(self) -> str:
        """Name of the distribution's family, as printed: "logit-normal"."""
        return self.distribution.family

    @property
    def is_point(self) -> bool:
        """Whether the number is exact, so that nothing is drawn."""
        return isinstance(self.distribution, Point)

    @property
    def low(self) -> float:
        """The 5 % point."""
        return self.distribution.low

    @property
    def high(self) -> float:
        """The 95 % point."""
        return self.distribution.high

    @property
    def lower_end(self) -> float:
        """The lower end as written (of a mixture: the least of its parts)."""
        return self.distribution.lower_end

    @property
    def upper_end(self) -> float:
        """The upper end as written (of a mixture: the greatest of its parts)."""
        return self.distribution.upper_end

    @property
    def median(self) -> float:
        """The 50 % point."""
        return float(self.quantile(0.5))

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """Values below which shares `u` of the probability lie, in the shape of `u`; never falling in `u`.

        Raises:
            ValueError: a share outside (0, 1), ends excluded.
        """
        import numpy as np

        shares = np.asarray(u, dtype=np.float64)
        if not np.all((shares > 0.0) & (shares < 1.0)):
            raise ValueError("a quantile is asked at shares inside (0, 1)")
        return np.asarray(self.distribution.quantile(shares), dtype=np.float64)

    def cumulative(self, x: ArrayLike) -> NDArray[np.float64]:
        """Probabilities of values of at most `x`, in the shape of `x`."""
        import numpy as np

        return np.asarray(self.distribution.cumulative(np.asarray(x, dtype=np.float64)), dtype=np.float64)

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value that the field of an uncertain number allows, as far as its family says."""
        from foedus.quantity.widening import bounds_of

        return bounds_of(self.distribution)

    def widened(self, factor: float) -> Quantity:
        """The same number, `factor` times as uncertain: wider about its centre, on its family's own scale.

        Its quantiles move away from the centre (one-sided families: from the bound of the field), so that a draw keeps
        its rank. What is exact stays so, as does "0 to 1".

        Raises:
            ValueError: a factor below 1 or not finite.
        """
        from foedus.quantity.widening import widened

        if not 1.0 <= factor < math.inf:
            raise ValueError(f"expected a factor of at least 1, found {factor}")
        distribution = widened(self.distribution, factor)
        return self if distribution == self.distribution else replace(self, distribution=distribution)

    def __str__(self) -> str:
        """The text, with the range beside it where it is a word."""
        return self.text if self.word is None else f"{self.text} ({self.word.percent_range})"


def point(value: float, text: str | None = None) -> Quantity:
    """A number known exactly."""
    return Quantity(_plain(value) if text is None else text, "point", Point(float(value)))


def interval(low: float, high: float, field: Field = REAL, text: str | None = None) -> Quantity:
    """A 90 % interval in the family of its field; a point where the ends are equal.

    On a bound of the field the other end is a 95 % bound: beta(1, k) from 0 and beta(k, 1) to 1 in a unit field,
    half-normal from 0 in a positive one. "0 to 1" in a unit field is uniform.

    Raises:
        QuantityError: ends that are not finite, reversed or outside the field.
    """
    for end in (low, high):
        if not math.isfinite(end):
            raise QuantityError("finite numbers")
        if not field.allows(end):
            raise QuantityError(f"{field.expects}, at both ends")
    if low > high:
        raise QuantityError(f'the lower end first, such as "{field.example}"')
    if low == high:
        if field.is_above_zero and low == 0.0:
            raise QuantityError(field.expects)
        return point(low, text)
    written = f"{_plain(low)} to {_plain(high)}" if text is None else text
    distribution = _family(float(low), float(high), field)
    return Quantity(written, "uniform" if isinstance(distribution, Uniform) else "interval", distribution)


def judged_odds(probability: float, factor: float = JUDGED_ODDS_FACTOR, text: str | None = None) -> Quantity:
    """A probability judged by eye: its odds are uncertain by a 90 % factor of `factor` either way.

    0 and 1 have no finite log odds, and `factor` 1 no spread: they stay points. So does what is as near to 0 or 1 as
    numbers can be told apart.

    Raises:
        QuantityError: a probability outside [0, 1] or a factor below 1.
    """
    if not 0.0 <= probability <= 1.0:
        raise QuantityError("a probability between 0 and 1")
    if not (math.isfinite(factor) and factor >= 1.0):
        raise QuantityError("a factor of at least 1")
    written = _plain(probability) if text is None else text
    if probability in (0.0, 1.0) or factor == 1.0:
        return point(probability, written)
    centre, spread = log_odds(probability), math.log(factor)
    low, high = _probability(centre - spread), _probability(centre + spread)
    if not 0.0 < low < high < 1.0:
        return point(probability, written)
    return Quantity(written, "judged odds", LogitNormal(low, high))


def _family(low: float, high: float, field: Field) -> Distribution:
    """The distribution of the 90 % interval `low` to `high`, `low` < `high`, both within the field."""
    if field.family == "real":
        return Normal(low, high)
    if field.family == "positive":
        return LogNormal(low, high) if low > 0.0 else HalfNormal(high)
    if low == 0.0:
        return Uniform() if high == 1.0 else BetaFromZero(high)
    return BetaToOne(low) if high == 1.0 else LogitNormal(low, high)


def _probability(odds_logarithm: float) -> float:
    odds = math.exp(-abs(odds_logarithm))  # of the less likely side: the other way round they may overflow
    return (odds if odds_logarithm < 0.0 else 1.0) / (1.0 + odds)


def _plain(value: float) -> str:
    """Shortest text that reads back as the same number, whole numbers without a point."""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
