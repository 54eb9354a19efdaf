"""Tables of probabilities that must sum to one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.quantity.field import PROBABILITY, Field
from foedus.quantity.parse import parse_quantity
from foedus.quantity.quantity import Quantity, QuantityError

if TYPE_CHECKING:
    from foedus.quantity.distribution import FloatArray

SUM_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Table:
    """Probabilities of a list of cases, exactly one of which is so.

    Arguments:
        entries: quantity of each case that has one, by id.
        rest: id of the case that takes what the others leave, or None where every case has its own quantity.
    """

    entries: Mapping[str, Quantity]
    rest: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The cases in order, the one that takes the rest last."""
        return (*self.entries, self.rest) if self.rest is not None else tuple(self.entries)

    def normalise(self, draws: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Probabilities that sum to one in each draw, by id, each (draw,).

        Without `rest`, every draw is divided by its sum. With it, the rest is what the others leave; a draw in which
        they exceed one is divided by its sum and leaves nothing.

        Arguments:
            draws: value of each entry, by id, each (draw,); all zero in no draw.
        """
        import numpy as np

        values = {name: np.asarray(draws[name], dtype=np.float64) for name in self.entries}
        total = sum(values.values(), start=np.zeros(()))
        if self.rest is None:
            return {name: value / total for name, value in values.items()}
        excess = np.maximum(total, 1.0)
        shares = {name: value / excess for name, value in values.items()}
        shares[self.rest] = np.maximum(1.0 - total, 0.0)
        return shares


def make_table(entries: Mapping[str, Quantity], rest: str | None = None) -> Table:
    """A table of quantities already read, checked against the sum of one.

    Points alone must sum to one (1e-9), or to at most one where a rest is left. Where some are uncertain every draw is
    normalised, so only what no draw could meet is refused: ends as written that sum to more, or to less, than one.

    Raises:
        QuantityError: no case at all, `rest` among the entries, or a sum that cannot be one.
    """
    if rest is not None and rest in entries:
        raise QuantityError(f'the rest to be left to another case than "{rest}", which has a number')
    if not entries and rest is None:
        raise QuantityError("probabilities that sum to 1, found none")
    lowest = math.fsum(entry.lower_end for entry in entries.values())
    highest = math.fsum(entry.upper_end for entry in entries.values())
    if rest is not None:
        if lowest > 1.0 + SUM_TOLERANCE:
            raise QuantityError(f"probabilities that sum to at most 1, found a sum of at least {lowest:.6g}")
    elif all(entry.is_point for entry in entries.values()):
        if abs(lowest - 1.0) > SUM_TOLERANCE:
            raise QuantityError(f"probabilities that sum to 1, found a sum of {lowest:.10g}")
    elif lowest > 1.0 + SUM_TOLERANCE:
        raise QuantityError(f"probabilities that can sum to 1, found lower ends that sum to {lowest:.6g}")
    elif highest < 1.0 - SUM_TOLERANCE:
        raise QuantityError(f"probabilities that can sum to 1, found upper ends that sum to {highest:.6g}")
    return Table(dict(entries), rest)


def parse_table(
    mapping: Mapping[str, object], field: Field = PROBABILITY, lexicon: str = "icd203", rest: str | None = None
) -> Table:
    """A table read from texts and numbers.

    Raises:
        QuantityError: an entry that cannot be read (its id is named), or a sum that cannot be one.
    """
    entries: dict[str, Quantity] = {}
    for name, raw in mapping.items():
        try:
            entries[name] = parse_quantity(raw, field, lexicon)
        except QuantityError as error:
            message = error.expected.removeprefix("expected ")
            raise QuantityError(f'for "{name}" {message}', error.suggestion) from None
    return make_table(entries, rest)
