"""Evidence as a matrix of bits: how far each item moves each request, and which item tells the requests apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import MISSING, bits, one_line, shortened, two_digits, written_date
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, EvidenceRow, RequestRow

NAME = "Evidence in bits: log2 odds of each request with the item less without it, the likeliest request first"
LEAST_BITS = 0.005
MOST_COLUMNS = 12
"""Requests of the chart; the table has all of them."""
LEAST_BREADTH = 30
"""Pixels of a cell that has room for its number."""
HEAD_HEIGHT, HEAD_LETTERS, HEAD_LINES = 122, 19, 2
FAINTEST, STRONGEST = 0.06, 0.5
"""how much colour a cell has: at no bits, and at the most bits of all"""


def evidence_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A row an item, those that tell most first; a column a request.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.evidence, key=lambda row: -_size(row.bits))
    if not rows:
        return nothing(NAME, "The case has no evidence of what was asked", "evidence")
    requests = sorted(answer.requests, key=lambda row: (row.id != answer.split.request, -row.posterior.value))
    labels = {row.id: row.label for row in requests}
    leading = within(labels.get(answer.split.request, answer.split.request), parties(answer))
    first = rows[0]
    finding = (
        f"No item says much for or against {leading}"
        if _size(first.bits) < LEAST_BITS
        else f"What tells most {'for' if first.bits > 0 else 'against'} {leading} ({bits(first.bits)} bits):"
        f" {shortened(first.says, 75)}"
    )
    apart = discriminating(answer)
    return Exhibit(
        "evidence",
        finding,
        NAME,
        "Blue: for it. Orange: against it. First column: the request that leads."
        + ("" if apart is None else " ◆ the item that tells the requests apart most."),
        ("date", "item", *(shortened(row.label, 40) for row in requests), "source", "reliability", "origin"),
        tuple(
            (written_date(row.date), f"{'◆ ' if row is apart else ''}{one_line(row.says)}",
             *(_written(_bits(answer, row).get(request.id)) for request in requests),
             shortened(row.source), two_digits(row.reliability), "" if row.origin == row.id else shortened(row.origin))
            for row in rows
        ),
        tuple((f"source:{row.source}",) for row in rows),
        lambda width: _draw(answer, rows, requests[:MOST_COLUMNS], apart, width),
    )  # fmt: skip


def discriminating(answer: Answer) -> EvidenceRow | None:
    """The item whose bits differ most from request to request; None where none tells them apart."""

    def spread(row: EvidenceRow) -> float:
        known = [value for value in _bits(answer, row).values() if math.isfinite(value)]
        return max(known, default=0.0) - min(known, default=0.0)

    most = max(answer.evidence, key=spread, default=None)
    return None if most is None or spread(most) < 2 * LEAST_BITS else most


def _bits(answer: Answer, row: EvidenceRow) -> Mapping[str, float]:
    """Bits by request; of an answer that has them for the leading request alone, those."""
    return row.by_request or {answer.split.request: row.bits}


def _size(value: float) -> float:
    return abs(value) if math.isfinite(value) else -1.0


def _written(value: float | None) -> str:
    return MISSING if value is None else bits(value)


def _draw(
    answer: Answer, rows: list[EvidenceRow], requests: list[RequestRow], apart: EvidenceRow | None, width: int
) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, AGAINST, INK, MUTED, RULE
    from foedus.report.chart.sheet import Row, Sheet, wrapped

    count = max(1, len(requests))
    label_width = min(310, max(200, width - 20 - 52 * count))
    sheet = Sheet(
        [
            Row(f"{'◆ ' if row is apart else ''}{row.says}", "", {"row": place, "cells": 1})
            for place, row in enumerate(rows)
        ],
        width, (0.0, float(count)), None, number_width=0, label_width=label_width, top=HEAD_HEIGHT,
    )  # fmt: skip
    most = max((_size(value) for row in rows for value in _bits(answer, row).values()), default=1.0)
    breadth = sheet.plot_width / count
    cells: list[dict[str, Any]] = []
    for line in sheet.data:
        if line.get("row") is None:
            continue
        found = _bits(answer, rows[line["row"]])
        for place, request in enumerate(requests):
            value = found.get(request.id)
            if value is None or not math.isfinite(value):
                continue
            room = (line["band_bottom"] - line["band_top"]) / 2
            middle, half = line["y"], 8.0 if sheet.is_narrow else min(15.0, room)
            cells.append({
                "at": place + 0.5, "left": place + 0.03, "right": place + 0.97, "y": middle,
                "top": middle - half + 1, "bottom": middle + half - 1, "is_for": value >= 0,
                "strength": 0.0 if abs(value) < LEAST_BITS else FAINTEST + (STRONGEST - FAINTEST) * abs(value) / most,
                "text": bits(value) if breadth >= LEAST_BREADTH else "",
                "weight": "bold" if place == 0 else "normal",
            })  # fmt: skip
    for is_for, colour in ((True, ACCENT), (False, AGAINST)):
        sheet.cells([cell for cell in cells if cell["is_for"] is is_for], colour)
    for weight in ("bold", "normal"):
        sheet.text([cell for cell in cells if cell["weight"] == weight], "at", fontWeight=weight, fontSize=10.5)
    marked = [line for line in sheet.data if apart is not None and line.get("row") == rows.index(apart)]
    sheet.frame([{**line, "left": 0.0, "right": float(count)} for line in marked], INK)
    for place, request in enumerate(requests):
        lines = wrapped(request.label, HEAD_LETTERS, HEAD_LINES if breadth >= LEAST_BREADTH else 1)
        heads = [
            {"at": place + 0.5 + (number - (len(lines) - 1) / 2) * 13 / breadth, "y": HEAD_HEIGHT - 6.0, "text": line}
            for number, line in enumerate(lines)
        ]
        weight, colour = ("bold", INK) if place == 0 else ("normal", MUTED)
        sheet.text(heads, "at", angle=270, align="left", fontWeight=weight, color=colour)
    sheet.upright(1.0, RULE)
    return sheet.finished()
