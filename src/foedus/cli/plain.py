"""Pieces of text that several pages use: safe to print whatever a file put into them."""

import datetime

from foedus.case import PartialDate
from foedus.errors import printable


def one_line(text: str) -> str:
    """The text on one line, runs of spaces made one, control characters escaped."""
    return printable(" ".join(text.split()))


def counted(n: int, one: str, many: str) -> str:
    """ "1 claim", "12 claims"."""
    return f"{n:,} {one if n == 1 else many}".replace(",", " ")


def written_day(day: datetime.date | PartialDate) -> str:
    """A day as readers write it, "23 Jun 2025"; a date known to the month or year as far as it is known."""
    if isinstance(day, datetime.date):
        return f"{day.day} {day:%b} {day.year}"
    parts = day.text.count("-")
    return written_day(day.day) if parts == 2 else f"{day.day:%b} {day.day.year}" if parts == 1 else str(day.day.year)


def percent_range(low: float, high: float) -> str:
    """ "5–35 %"."""
    return f"{100 * low:.4g}–{100 * high:.4g} %"
