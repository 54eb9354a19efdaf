"""The ladder of requests: strategy alone, with the evidence, with the reply, and the interval of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import shortened, table_percent, table_range
from foedus.report.sentence import in_numbers, parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, RequestRow

NAME = "Requests: what may have been asked, and how likely each is"
HALF = 0.5


def ladder_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """Three dots a request, the likeliest first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.requests, key=lambda row: -row.posterior.value)
    if not rows:
        return nothing(NAME, "The case lists nothing that may have been asked", "requests")
    first = rows[0].posterior
    label = within(rows[0].label, parties(answer))
    finding = (
        f"Most likely {label} was asked ({in_numbers(first)})"
        if first.value >= HALF
        else f"No one request stands out: the likeliest, {label}, has {in_numbers(first)}"
    )
    reply = "" if answer.case.seen is not None else "; nothing is seen of the reply yet"
    return Exhibit(
        "requests",
        finding,
        NAME,
        f"○ strategy alone   | with the evidence   ● with the reply{reply}. Line: 90 % interval.",
        ("request", "strategy", "evidence only", "+ evidence", "+ reply", "range"),
        tuple(
            (
                shortened(row.label, 120), table_percent(row.prior), table_percent(row.evidence_only),
                table_percent(row.with_evidence), table_percent(row.posterior.value),
                table_range(row.posterior.low, row.posterior.high),
            )
            for row in rows
        ),
        make=lambda width: _draw(rows, width),
    )  # fmt: skip


def _draw(rows: list[RequestRow], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, INK, MUTED
    from foedus.report.chart.sheet import TALL, Row, Sheet, percent_axis, reach

    ends = [value for row in rows for value in (row.posterior.high, row.prior, row.with_evidence)]
    sheet = Sheet(
        [
            Row(
                row.label,
                f"{table_percent(row.posterior.value)}  {table_range(row.posterior.low, row.posterior.high)}",
                {"prior": row.prior, "evidence": row.with_evidence, "at": row.posterior.value,
                 "low": row.posterior.low, "high": row.posterior.high},
            )
            for row in rows
        ],
        width,
        (0.0, reach(ends, least=0.05, most=1.0)),
        percent_axis(),
        "chance  range",
    )  # fmt: skip
    sheet.span("low", "high", 2.5, ACCENT)
    sheet.dots("prior", "circle", MUTED, filled=False)
    # A stroke, taller than the dot that may lie on it.
    sheet.dots("evidence", TALL, INK, size=420)
    sheet.dots("at", "circle", ACCENT, size=90)
    return sheet.finished()
