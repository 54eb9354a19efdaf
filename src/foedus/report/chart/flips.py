"""The tornado of flips: how far one input must move to change the answer, in units of its own 90 % interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from foedus.case import inputs
from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import number_range, one_line, shortened, two_digits

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import FlipRow
    from foedus.case import Input

NAME = "Flips: the smallest move of one input that changes the answer, in units of its own 90 % interval"
LARGEST = 3.0
MOST = 16
"""Rows of the chart; the table has all of them."""
_Labels = Mapping[str, Mapping[str, str]]


def flips_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar a flip from where the input is to where the answer changes, the smallest move first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = answer.flips
    if rows is None:
        return nothing(NAME, "What would change the answer was not looked for in this run", "flips")
    if not rows:
        return nothing(NAME, "No move of a single input that was tried changes the answer", "flips")
    ranked = sorted(rows, key=lambda row: abs(row.move) if math.isfinite(row.move) else math.inf)
    first = ranked[0]
    labels = {
        "request": {row.id: row.label for row in answer.requests},
        "response": {row.id: row.label for row in answer.responses},
    }
    inside = sum(row.is_inside for row in ranked)
    finding = (
        f"{inside or 'No'} input{'' if inside == 1 else 's'} {'changes' if inside == 1 else 'change'}"
        f" the answer within {'its' if inside == 1 else 'their'} own interval{'' if inside == 1 else 's'};"
        f" nearest: {one_line(first.input)} {'above' if first.move >= 0 else 'below'} {two_digits(first.at)}"
        f" ({_after(first, labels)})"
    )
    return Exhibit(
        "flips",
        finding,
        NAME,
        "Grey: the input's own interval. Line: from its median to the point where the answer changes; filled where all"
        " draws solved again agree, hollow where it rests on the subsample.",
        ("input", "now", "its interval", "changes at", "move", "figure", "from", "to", "confirmed"),
        tuple(
            (one_line(row.input), two_digits(row.now), number_range(row.low, row.high), two_digits(row.at),
             two_digits(row.move), _figure(row), _named(row, row.before, labels), _named(row, row.after, labels),
             "yes" if row.is_confirmed else "on the subsample")
            for row in ranked
        ),
        tuple((f"input:{row.input}",) for row in ranked),
        lambda width: _draw(ranked[:MOST], labels, inputs(answer.case), width),
    )  # fmt: skip


def _named(row: FlipRow, name: str, labels: _Labels) -> str:
    """The label of a request or a response, which may have the same id; of a claim its verdict."""
    return shortened(labels.get(row.figure, {}).get(name, name), 50)


def _figure(row: FlipRow) -> str:
    return {"request": "leading request", "response": "leading reply"}.get(row.figure, f"claim {shortened(row.figure)}")


def _after(row: FlipRow, labels: _Labels) -> str:
    after = _named(row, row.after, labels)
    if row.figure in ("request", "response"):
        return f"“{after}” then leads"
    return f"claim {shortened(row.figure)}: {after}"


def _draw(ranked: list[FlipRow], labels: _Labels, numbers: Mapping[str, Input], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, FAINT, INK, MUTED
    from foedus.report.chart.sheet import Row, Sheet, number_axis, reach

    def own(row: FlipRow, value: float) -> float:
        span = row.high - row.low
        return (value - row.now) / span if span else 0.0

    end = reach((row.move for row in ranked), least=0.75, most=LARGEST)
    sheet = Sheet(
        [
            Row(f"{row.input}{basis_of(row.input, numbers)}: {_after(row, labels)}",
                f"{two_digits(row.now)} → {two_digits(row.at)}",
                {"move": max(-end, min(end, row.move)), "zero": 0.0, "low": own(row, row.low),
                 "high": own(row, row.high), "sure": row.is_confirmed})
            for row in ranked
        ],
        width, (-end, end), number_axis(signed=True), "now → at", number_width=100, label_width=320,
    )  # fmt: skip
    sheet.span("low", "high", 13, FAINT)
    sheet.upright(0.0, MUTED)
    sheet.span("zero", "move", 3, ACCENT)
    for is_sure in (True, False):
        of = [row for row in sheet.data if row["sure"] is is_sure]
        sheet.dots("move", "circle", ACCENT if is_sure else INK, is_sure, 80, of)
    return sheet.finished()


def basis_of(path: str, numbers: Mapping[str, Input]) -> str:
    """Whether a number is known, judged or assumed, beside its path: " (judged)"."""
    return f" ({numbers[path].basis})" if path in numbers else ""
