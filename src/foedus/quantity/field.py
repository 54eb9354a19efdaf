"""What a number in a given place may be: its bounds, its family and the units it may carry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Family = Literal["unit", "positive", "real"]
Units = Literal["none", "days", "per year"]


@dataclass(frozen=True, slots=True)
class Field:
    """Bounds and family of a number: the family follows the field, never the numbers written there.

    Arguments:
        name: what the field holds, as an error names it ("a probability").
        family: "unit" for [0, 1] (logit-normal; words are read), "positive" for [0, ∞) (log-normal), "real" (normal).
        units: "days" reads days, weeks, months and years into days; "per year" reads "5 a month" into a year's rate.
        is_above_zero: whether 0 itself, as a point, is refused.
    """

    name: str
    family: Family
    units: Units = "none"
    is_above_zero: bool = False

    @property
    def lower(self) -> float:
        """Lower bound: 0, or −∞ for a real field."""
        return -math.inf if self.family == "real" else 0.0

    @property
    def upper(self) -> float:
        """Upper bound: 1 for a unit field, else ∞."""
        return 1.0 if self.family == "unit" else math.inf

    @property
    def reads_words(self) -> bool:
        """Whether "likely" and its kin may stand here."""
        return self.family == "unit"

    @property
    def expects(self) -> str:
        """What may stand here, as an error message says it: "a probability between 0 and 1"."""
        if self.family == "unit":
            return f"{self.name} between 0 and 1"
        if self.family == "positive":
            return f"{self.name} above 0" if self.is_above_zero else f"{self.name} of at least 0"
        return self.name

    @property
    def example(self) -> str:
        """An interval as it may be written here."""
        if self.units == "days":
            return "3 to 10 weeks"
        if self.units == "per year":
            return "5 to 12 a year"
        return {"unit": "0.2 to 0.6", "positive": "2 to 8", "real": "-1 to 2"}[self.family]

    def allows(self, value: float) -> bool:
        """Whether a finite number lies within the bounds."""
        return self.lower <= value <= self.upper


PROBABILITY = Field("a probability", "unit")
POSITIVE = Field("a number", "positive")
REAL = Field("a number", "real")
COUNT = Field("a count", "positive")
ODDS = Field("odds", "positive", is_above_zero=True)
DURATION_DAYS = Field("a time", "positive", units="days")
RATE_PER_YEAR = Field("a rate", "positive", units="per year")
