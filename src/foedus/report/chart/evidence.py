"""Evidence in bits: how far each item moves the leading request, and which pull the other way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import bits, one_line, shortened, two_digits, written_date
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, EvidenceRow

NAME = "Evidence: log2 odds of the leading request with each item less without it"
LEAST_BITS = 0.005


def evidence_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar an item, those that tell most first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.evidence, key=lambda row: -_size(row))
    if not rows:
        return nothing(NAME, "The case has no evidence of what was asked", "evidence")
    labels = {row.id: row.label for row in answer.requests}
    leading = within(labels.get(answer.split.request, answer.split.request), parties(answer))
    towards = {row.id: row.towards for row in answer.conflict}
    raised = {key: within(labels.get(name, name), parties(answer)) for key, name in towards.items()}
    first = rows[0]
    direction = "for" if first.bits > 0 else "against"
    finding = (
        f"No item says much for or against {leading}"
        if _size(first) < LEAST_BITS
        else f"What tells most {direction} {leading} ({bits(first.bits)} bits): {shortened(first.says, 75)}"
    )
    return Exhibit(
        "evidence",
        finding,
        NAME,
        "Right: for it. Left: against it. ◆ the item that tells most." + (
            " Raises: the request that an opposing item raises most." if towards else ""
        ),
        ("date", "item", "bits", "raises most", "source", "reliability", "origin"),
        tuple(
            (written_date(row.date), one_line(row.says), bits(row.bits),
             shortened(labels.get(towards[row.id], towards[row.id])) if row.id in towards else "",
             shortened(row.source), two_digits(row.reliability), "" if row.origin == row.id else shortened(row.origin))
            for row in rows
        ),
        tuple((f"source:{row.source}",) for row in rows),
        lambda width: _draw(rows, raised, width),
    )  # fmt: skip


def _size(row: EvidenceRow) -> float:
    return abs(row.bits) if math.isfinite(row.bits) else -1.0


def _draw(rows: list[EvidenceRow], towards: dict[str, str], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, AGAINST, INK, MUTED
    from foedus.report.chart.sheet import Row, Sheet, number_axis, reach

    end = reach((row.bits for row in rows), least=0.1) * 1.15
    sheet = Sheet(
        [
            Row(row.says, bits(row.bits) + (f"\nraises {shortened(towards[row.id], 22)}" if row.id in towards else ""),
                {"bits": row.bits, "zero": 0.0})
            for row in rows
        ],
        width, (-end, end), number_axis(signed=True), "bits", number_width=150 if towards else 56, label_width=310,
    )  # fmt: skip
    known = [row for row in sheet.data if row["bits"] is not None]
    sheet.span("zero", "bits", 10, ACCENT, rows=[row for row in known if row["bits"] >= 0])
    sheet.span("zero", "bits", 10, AGAINST, rows=[row for row in known if row["bits"] < 0])
    sheet.upright(0.0, MUTED)
    sheet.dots("bits", "diamond", INK, size=70, rows=[row for row in known[:1] if abs(row["bits"]) >= LEAST_BITS])
    return sheet.finished()
