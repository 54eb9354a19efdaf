"""Sobol indices: which inputs the spread of a figure comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import one_line, percent, percent_range, shortened

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import SobolRow

NAME = "Sobol indices: shares of a figure's variance that an input accounts for"
MOST = 8


def sobol_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """Two dots an input: alone and with its interactions, by figure, the largest first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    if answer.sobol is None:
        return nothing(NAME, "Sobol indices were not asked for in this run", "sobol")
    if not answer.sobol:
        return nothing(NAME, "No figure has a variance to share out", "sobol")
    first = max(answer.sobol, key=lambda row: row.total.value)
    figures = list(dict.fromkeys(row.figure for row in answer.sobol))
    ranked = [(figure, _ranked(answer.sobol, figure)) for figure in figures]
    return Exhibit(
        "sobol",
        f"{one_line(first.input)} accounts for {percent(first.total.value)} of the variance of"
        f" {one_line(first.figure)}",
        NAME,
        "● alone   ○ with all its interactions. Lines: 90 % intervals.",
        ("figure", "input", "alone", "range", "with interactions", "range"),
        tuple(
            (one_line(figure), one_line(row.input), percent(row.first.value),
             percent_range(row.first.low, row.first.high), percent(row.total.value),
             percent_range(row.total.low, row.total.high))
            for figure, rows in ranked for row in rows
        ),
        tuple(
            ((f"input:{row.input}",) if row.input != "others" else ()) for _, rows in ranked for row in rows
        ),
        lambda width: _draw(ranked, width),
    )  # fmt: skip


def _ranked(rows: tuple[SobolRow, ...], figure: str) -> list[SobolRow]:
    return sorted((row for row in rows if row.figure == figure), key=lambda row: -row.total.value)


def _draw(ranked: list[tuple[str, list[SobolRow]]], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, MUTED
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    def lines() -> Iterator[Row]:
        for figure, rows in ranked:
            yield Row(shortened(figure, 80), "", {}, is_head=True)
            for row in rows[:MOST]:
                yield Row(
                    row.input, f"{percent(row.first.value)}  {percent(row.total.value)}",
                    {"first": row.first.value, "first_low": row.first.low, "first_high": row.first.high,
                     "total": row.total.value, "total_low": row.total.low, "total_high": row.total.high},
                )  # fmt: skip

    sheet = Sheet(list(lines()), width, (0.0, 1.0), percent_axis(), "alone  in all", label_width=320)
    drawn = [row for row in sheet.data if not row["is_head"]]
    above = [{**row, "y": row["y"] - 4} for row in drawn]
    below = [{**row, "y": row["y"] + 4} for row in drawn]
    sheet.span("first_low", "first_high", 2, ACCENT, rows=above)
    sheet.span("total_low", "total_high", 2, MUTED, rows=below)
    sheet.dots("total", "circle", MUTED, False, 50, below)
    sheet.dots("first", "circle", ACCENT, True, 50, above)
    return sheet.finished()
