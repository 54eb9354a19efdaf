"""What the columns of a condition hold, for one that holds in every row or in none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.case.document import quote, shorten
from foedus.errors import listed, nearest
from foedus.estimate.where import Comparison, Condition, Joined, parse_condition
from foedus.game.arithmetic import names_in

if TYPE_CHECKING:
    import pandas

MOST_COLUMNS = 3


def hint_of(table: pandas.DataFrame, text: str) -> str:
    """The nearest text that a column has in place of one that it has not; else what the condition's columns hold.

    Arguments:
        table: the rows on which the condition was tried.
        text: a condition that can be read, on columns of the table.
    """
    told: dict[str, str] = {}
    for each in _comparisons(parse_condition(text)):
        left, right = (each.right, each.left) if isinstance(each.left, str) else (each.left, each.right)
        names = names_in(left) if left is not None and not isinstance(left, str) else []
        names += names_in(right) if right is not None and not isinstance(right, str) else []
        if isinstance(right, str) and len(names) == 1 and right not in _texts(table, names[0]):
            close = nearest(right, _texts(table, names[0]))
            if close:
                return close
        told |= {name: _held(table, name) for name in names}
    return " ".join(list(told.values())[:MOST_COLUMNS])


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Joined):
        for part in condition.parts:
            yield from _comparisons(part)
    else:
        yield condition


def _texts(table: pandas.DataFrame, name: str) -> list[str]:
    """Different values as text, in the order of the alphabet."""
    return sorted({str(each) for each in table[name].dropna()})


def _held(table: pandas.DataFrame, name: str) -> str:
    """One sentence about the values of a column."""
    import pandas as pd

    column = table[name].dropna()
    place = shorten(name, 60)
    if not len(column):
        return f"{place} is missing in every row."
    if pd.api.types.is_numeric_dtype(column):
        low, high = float(column.min()), float(column.max())
        return f"{place} is {low:.6g} to {high:.6g}." if low < high else f"{place} is {low:.6g} in every row."
    return f"{place} is {listed([quote(shorten(each, 40)) for each in _texts(table, name)])}."


__all__ = ["hint_of"]
