"""The state system: who was a member on which day, and codes that did not exist in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import Finding, InputError
from foedus.record.connection import library

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.record.data_set import DataSet

__all__ = ["check_codes", "check_state", "date_of", "member_spells", "name_of"]

MOST_NAMED = 5


def date_of(table: Any, prefix: str, suffix: str = "", unknown_day: int = 1) -> Any:
    """The day in the columns PREFIX_year, PREFIX_month, PREFIX_day; `unknown_day` of a month where none is known."""
    year, month, day = (table[f"{prefix}_{part}{suffix}"] for part in ("year", "month", "day"))
    return library().date(year, month, day.fill_null(unknown_day))


def member_spells(states: Any) -> Any:
    """Spells of membership from the table `states`: `ccode`, `state_name`, `first_day`, `last_day`, both included."""
    return states.select("ccode", "state_name", first_day=date_of(states, "start"), last_day=date_of(states, "end"))


def check_codes(table: Any, spells: Any, path: Path, data: DataSet) -> None:
    """Hold the codes of a table against the state system, by the year of the row where it has one.

    Raises:
        InputError: codes that no state had in that year; each is named with the years in which it existed.
    """
    year_column = data.year_column if data.year_column in table.columns else ""
    last_known = spells.last_day.max().as_scalar()
    findings = []
    for column in data.state_columns:
        used = table.select(ccode=table[column], **({"year": table[year_column]} if year_column else {})).distinct()
        used = used.filter(used.ccode.notnull())
        match = [used.ccode == spells.ccode]
        if year_column:
            used = used.filter(used.year <= last_known.year())
            match = [
                used.ccode == spells.ccode,
                used.year >= spells.first_day.year(),
                used.year <= spells.last_day.year(),
            ]
        foreign = used.anti_join(spells, match).order_by(used.columns).limit(MOST_NAMED).to_pyarrow().to_pylist()
        for row in foreign:
            when = f" in {row['year']}" if year_column else ""
            findings.append(
                Finding(
                    str(path), column, f"is {row['ccode']}, which no state had{when}", _existed(spells, row["ccode"])
                )
            )
    if findings:
        raise InputError(findings)


def check_state(spells: Any, code: int, year: int, place: str) -> None:
    """Stop where a code that somebody wrote is not that of a state in a year.

    Raises:
        InputError: it is not; the message says when it was, or which states are near.
    """
    alive = spells.filter((spells.ccode == code) & (spells.first_day.year() <= year) & (spells.last_day.year() >= year))
    if not alive.count().to_pyarrow().as_py():
        raise InputError.at(place, f"{code} is no state in {year}", hint=_existed(spells, code))


def name_of(spells: Any, code: int) -> str:
    """The name of a state, for people; its number where it never was one."""
    names = spells.filter(spells.ccode == code).state_name.to_pyarrow().to_pylist()
    return str(names[0]) if names else str(code)


def _existed(spells: Any, code: int) -> str:
    """When a code existed, in a sentence."""
    rows = spells.filter(spells.ccode == code).order_by("first_day").to_pyarrow().to_pylist()
    if not rows:
        return "No state ever had this Correlates of War number."
    years = " and ".join(f"{row['first_day'].year}–{row['last_day'].year}" for row in rows)
    return f"It is {rows[0]['state_name']}, a member of the state system {years}."
