"""Dated questions with their chances; how they were resolved is no part of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import one_line, percent, percent_range, shortened, written_date
from foedus.report.sentence import in_numbers

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer

NAME = "Forecasts: questions that a later day will settle"


def forecasts_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A dot with its interval a question, in the order of the case.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = answer.forecasts
    if not rows:
        return nothing(NAME, "The case asks no dated question", "forecasts")
    likeliest = max(rows, key=lambda row: row.probability.value)
    return Exhibit(
        "forecasts",
        f"{'Likeliest' if len(rows) > 1 else 'One question'} ({in_numbers(likeliest.probability)}):"
        f" {shortened(likeliest.ask, 110)}",
        NAME,
        "Dot: chance. Line: 90 % interval.",
        ("question", "what is asked", "chance", "range", "resolves"),
        tuple(
            (row.id, one_line(row.ask), percent(row.probability.value),
             percent_range(row.probability.low, row.probability.high), written_date(row.resolves))
            for row in rows
        ),
        make=lambda width: _draw(answer, width),
    )  # fmt: skip


def _draw(answer: Answer, width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    rows = [
        Row(f"{row.id}: {row.ask}",
            f"{percent(row.probability.value)}  {percent_range(row.probability.low, row.probability.high)}",
            {"at": row.probability.value, "low": row.probability.low, "high": row.probability.high})
        for row in answer.forecasts
    ]  # fmt: skip
    sheet = Sheet(rows, width, (0.0, 1.0), percent_axis(), "chance  range", label_width=300)
    sheet.span("low", "high", 2.5, ACCENT)
    sheet.dots("at", "circle", ACCENT, size=90)
    return sheet.finished()
