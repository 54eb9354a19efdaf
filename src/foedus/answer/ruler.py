"""How far an input is moved, in units of its own 90 % interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.case import Input

LEAST_SHARE = 0.01
"""of the 5 % point of a number that has to be above zero: how near to zero it is moved"""


@dataclass(frozen=True)
class Ruler:
    """An input's own interval as the unit of its moves."""

    low: float
    now: float
    high: float
    least: float
    most: float

    @classmethod
    def of(cls, given: Input) -> Ruler:
        quantity = given.quantity
        least, most = quantity.bounds
        # Many a number above zero may not be zero (a clock, a weight), and play at precision 0 is no play at all.
        least = LEAST_SHARE * quantity.low if least == 0.0 and most == np.inf else least
        return cls(quantity.low, quantity.median, quantity.high, least, most)

    @property
    def width(self) -> float:
        return self.high - self.low

    def at(self, move: float) -> float:
        """The value that far from the median, within what the field allows."""
        return self.within(self.now + move * self.width)

    def within(self, value: float) -> float:
        """The value, or the bound of the field that it is beyond."""
        return float(min(self.most, max(self.least, value)))

    def move(self, value: float) -> float:
        return (value - self.now) / self.width
