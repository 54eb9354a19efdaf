"""What to watch: things that may be seen next, by how much each would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import MISSING, information, one_line, percent, shortened, two_digits, written_date
from foedus.report.sentence import parties, within
from foedus.report.watch_block import entropy

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import IndicatorRow

MOST = 16
"""Rows of the chart; the table has all of them."""
LEAST = 0.05
"""share of the bits that are open from which on something tells much"""
NAME = "Indicators: expected information about the request, in bits"


def indicators_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar an indicator, the most telling first; a stroke for what it would tell about the reply.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.indicators, key=lambda row: -row.bits)
    if not rows:
        return nothing(NAME, "The answer names nothing to watch", "indicators")
    first = rows[0]
    open_now = entropy(row.posterior.value for row in answer.requests)
    labels = {row.id: row.label for row in answer.requests}
    label = within(first.label, parties(answer))
    label = f"{label}, in sight" if first.kind == "signal" else label
    telling = (
        "Most telling to watch" if first.bits >= LEAST * open_now else "Nothing to watch would tell much, most of all"
    )

    def leading(posterior: object) -> str:
        found = dict(posterior) if isinstance(posterior, dict) else {}
        if not found:
            return MISSING
        name = max(found, key=lambda key: found[key])
        return f"{shortened(labels.get(name, name))} {percent(found[name])}"

    return Exhibit(
        "indicators",
        f"{telling}: {label} ({information(first.bits)} of the {two_digits(open_now)} bits open about what was asked;"
        f" chance {percent(first.probability)})",
        NAME,
        "Bar: about what was asked. | about what is carried out. In sight: the reply is seen for what it is.",
        ("what may be seen", "by", "chance", "bits", "bits about the reply", "leads if seen", "leads if not", "kind"),
        tuple(
            (_label(row), "" if row.by is None else written_date(row.by), percent(row.probability),
             information(row.bits), information(row.response_bits), leading(row.if_seen), leading(row.if_not), row.kind)
            for row in rows
        ),
        make=lambda width: _draw(rows[:MOST], width),
    )  # fmt: skip


def _label(row: IndicatorRow) -> str:
    return f"in sight: {one_line(row.label)}" if row.kind == "signal" else one_line(row.label)


def _draw(rows: list[IndicatorRow], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, INK
    from foedus.report.chart.sheet import TALL, Row, Sheet, number_axis, reach

    end = reach((value for row in rows for value in (row.bits, row.response_bits)), least=0.02)
    sheet = Sheet(
        [
            Row(_label(row) + ("" if row.by is None else f", by {written_date(row.by)}"),
                f"{information(row.bits)}  {percent(row.probability)}",
                {"bits": row.bits, "reply": row.response_bits, "zero": 0.0})
            for row in rows
        ],
        width, (0.0, end), number_axis(), "bits  chance", number_width=116, label_width=300,
    )  # fmt: skip
    sheet.span("zero", "bits", 10, ACCENT)
    sheet.dots("reply", TALL, INK, size=150 if sheet.is_narrow else 420)
    return sheet.finished()
