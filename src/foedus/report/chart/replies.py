"""Responses as bars against what is feasible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import (
    MISSING,
    number_range,
    percent,
    shortened,
    table_percent,
    table_range,
    two_digits,
)
from foedus.report.sentence import in_numbers, parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, Figure, ResponseRow

NAME = "Responses: what will be given in the end, against what can be"
HALF, CERTAIN = 0.5, 0.995


def replies_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar a response inside the share of draws in which it is feasible, the likeliest first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.responses, key=lambda row: -row.probability.value)
    if not rows:
        return nothing(NAME, "The case lists nothing that may be given", "responses")
    first, label = rows[0].probability, within(rows[0].label, parties(answer))
    finding = (
        f"Expect {label} ({in_numbers(first)})"
        if first.value >= HALF
        else f"No reply stands out: {label} leads with {in_numbers(first)}"
    )
    key = "Bar: chance, with its 90 % interval. Pale track: share of draws in which there are units enough to give it."
    return Exhibit(
        "responses",
        finding,
        NAME,
        key,
        ("response", "chance", "range", "feasible", "no free units", "price", "range of price", "loss", "escalation"),
        tuple(
            (
                shortened(row.label, 120) + (" †" if row.is_extrapolated else ""), table_percent(row.probability.value),
                table_range(row.probability.low, row.probability.high), percent(row.feasible),
                MISSING if row.no_free_units is None else percent(row.no_free_units), *_values(row.cost),
                " ".join(_values(row.loss)[:1]), MISSING if row.escalation is None else in_numbers(row.escalation),
            )
            for row in rows
        ),
        make=lambda width: _draw(rows, width),
    )  # fmt: skip


def _values(figure: Figure | None) -> tuple[str, str]:
    return (MISSING, MISSING) if figure is None else (two_digits(figure.value), number_range(figure.low, figure.high))


def _draw(rows: list[ResponseRow], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, FAINT, INK
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    sheet = Sheet(
        [
            Row(
                row.label,
                f"{table_percent(row.probability.value)}  {table_range(row.probability.low, row.probability.high)}"
                + ("" if row.feasible >= CERTAIN else f"\nfeasible {percent(row.feasible)}"),
                {"at": row.probability.value, "low": row.probability.low, "high": row.probability.high,
                 "zero": 0.0, "feasible": row.feasible},
            )
            for row in rows
        ],
        width, (0.0, 1.0), percent_axis(), "chance  range",
    )  # fmt: skip
    sheet.span("zero", "feasible", 14, FAINT)
    sheet.span("zero", "at", 14, ACCENT)
    sheet.span("low", "high", 1.8, INK)
    return sheet.finished()
