"""Direction and absence: undirected pairs made directed on purpose, and "no" told apart from "not known"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.connection import library

if TYPE_CHECKING:
    from foedus.record.data_set import DataSet

__all__ = ["both_directions", "known_or_null"]


def both_directions(pairs: Any) -> Any:
    """An undirected table with each pair twice, as (ccode1, ccode2) and as (ccode2, ccode1).

    For data sets that are marked undirected: joined as they stand on a directed key, half of the pairs would be lost
    without a word.
    """
    swapped = pairs.select(**{name: _other(name) for name in pairs.columns})
    return pairs.union(swapped.filter(swapped.ccode1 != swapped.ccode2))


def _other(name: str) -> str:
    return {"ccode1": "ccode2", "ccode2": "ccode1"}.get(name, name)


def known_or_null(value: Any, year: Any, data: DataSet) -> Any:
    """`value`, with 0 where a list that is complete inside its years has no row, and null outside these years.

    Arguments:
        value: a column after a left join, null where the list has no row.
        year: the year of each row.
        data: the set that was joined, with its years.

    Raises:
        ValueError: the years that the set covers are not known.
    """
    if data.years is None:
        raise ValueError(f"nobody knows which years {data.name} covers: absence from it means nothing")
    first, last = data.years
    return library().cases((year.between(first, last), value.fill_null(0)), else_=library().null(value.type()))
