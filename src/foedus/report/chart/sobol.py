"""Sobol indices: which inputs the spread of a figure comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.input_name import OTHERS, figure_name, input_name, named
from foedus.report.phrase import capital, percent, percent_range
from foedus.report.sentence import as_share

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, Figure
    from foedus.answer.sensitivity import SobolRow
    from foedus.case import Case

NAME = "Sobol indices: shares of a figure's variance that an input accounts for"
MOST = 8
LEAST_TOTAL = 0.01
"""Shares of the chart; the table has all of them."""


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
    case = answer.case
    figures = list(dict.fromkeys(row.figure for row in answer.sobol))
    of_first = [row for row in answer.sobol if row.figure == figures[0]]
    first = max(of_first, key=lambda row: (row.input != OTHERS, row.total.value))
    ranked = [(figure, _ranked(answer.sobol, figure)) for figure in figures]
    value, span = _in_numbers(first.total)
    return Exhibit(
        "sobol",
        f"{capital(named(case, first.input))} accounts for {value} ({span}) of the variance of"
        f" {figure_name(case, first.figure)}, interactions included",
        NAME,
        "● alone   ○ with all its interactions. Lines: 90 % intervals.",
        ("figure", "input", "alone", "range", "with interactions", "range"),
        tuple(
            (figure_name(case, figure), input_name(case, row.input), *_in_numbers(row.first), *_in_numbers(row.total))
            for figure, rows in ranked for row in rows
        ),
        tuple(
            ((f"input:{row.input}",) if row.input != OTHERS else ()) for _, rows in ranked for row in rows
        ),
        lambda width: _draw(case, ranked, width),
    )  # fmt: skip


def _ranked(rows: tuple[SobolRow, ...], figure: str) -> list[SobolRow]:
    return sorted((row for row in rows if row.figure == figure), key=lambda row: -row.total.value)


def _in_numbers(figure: Figure) -> tuple[str, str]:
    share = as_share(figure)
    return percent(share.value), percent_range(share.low, share.high)


def _draw(case: Case, ranked: list[tuple[str, list[SobolRow]]], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, MUTED
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    def lines() -> Iterator[Row]:
        for figure, rows in ranked:
            yield Row(capital(figure_name(case, figure)), "", {}, is_head=True)
            for row in [row for row in rows if row.total.value >= LEAST_TOTAL][:MOST]:
                first, total = as_share(row.first), as_share(row.total)
                yield Row(
                    input_name(case, row.input), f"{percent(first.value)}  {percent(total.value)}",
                    {"first": first.value, "first_low": first.low, "first_high": first.high,
                     "total": total.value, "total_low": total.low, "total_high": total.high},
                )  # fmt: skip

    sheet = Sheet(list(lines()), width, (0.0, 1.0), percent_axis(), "alone  in all", label_width=320, most_lines=4)
    drawn = [row for row in sheet.data if not row["is_head"]]
    above = [{**row, "y": row["y"] - 4} for row in drawn]
    below = [{**row, "y": row["y"] + 4} for row in drawn]
    sheet.span("first_low", "first_high", 2, ACCENT, rows=above)
    sheet.span("total_low", "total_high", 2, MUTED, rows=below)
    sheet.dots("total", "circle", MUTED, False, 50, below)
    sheet.dots("first", "circle", ACCENT, True, 50, above)
    return sheet.finished()
