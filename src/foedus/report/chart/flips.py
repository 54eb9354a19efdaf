"""The tornado of flips: how far one input must move to change the answer, in units of its own 90 % interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from foedus.case import inputs
from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.flip_words import LEADERS, flip_sentence, leaders_first, leading_label, nearest
from foedus.report.input_name import input_name, input_range, input_value
from foedus.report.phrase import counted, shortened, two_digits
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import FlipRow
    from foedus.case import Input
    from foedus.report.chart.sheet import Row

NAME = "Flips: the smallest move of one input that changes the answer, in units of its own 90 % interval"
LARGEST = 3.0
MOST = 16
"""Rows of the chart; the table has all of them."""


def flips_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar a flip from where the input is to where the answer changes: of the leaders first, then of verdicts.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = answer.flips
    if rows is None:
        return nothing(NAME, "What would change the answer was not looked for in this run", "flips")
    first = nearest(rows)
    if first is None:
        return nothing(NAME, "No move of a single input that was tried changes the answer", "flips")
    ranked = leaders_first(rows)
    more = f" {len(ranked) - MOST} more in the table." if len(ranked) > MOST else ""
    case = answer.case
    return Exhibit(
        "flips",
        flip_sentence(answer, first),
        NAME,
        "Grey: the input's own interval. Line: from its median to the point where the answer changes; filled where a"
        f" larger sample, solved again, agrees, hollow where it rests on few draws. Costs and"
        f" worths: 1 is what keeping {within(case.client.label, parties(answer))} is worth.{more}",
        ("what changes", "from", "to", "input", "now", "its interval", "changes at", "move", "a larger sample"),
        tuple(
            (_figure(row), *(leading_label(answer, row.figure, name) for name in (row.before, row.after)),
             input_name(case, row.input), input_value(row.input, row.now),
             input_range(row.input, row.low, row.high), input_value(row.input, row.at), two_digits(row.move),
             f"{'agrees' if row.is_confirmed else 'not sure'} ({counted(row.draws)} draws)")
            for row in ranked
        ),
        tuple((f"input:{row.input}",) for row in ranked),
        lambda width: _draw(answer, ranked[:MOST], inputs(case), width),
    )  # fmt: skip


def _figure(row: FlipRow) -> str:
    return f"leading {LEADERS[row.figure]}" if row.figure in LEADERS else f"claim {shortened(row.figure)}"


def _draw(answer: Answer, ranked: list[FlipRow], numbers: Mapping[str, Input], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, FAINT, INK, MUTED
    from foedus.report.chart.sheet import Row, Sheet, number_axis, reach

    def own(row: FlipRow, value: float) -> float:
        span = row.high - row.low
        return (value - row.now) / span if span else 0.0

    def lines() -> Iterator[Row]:
        head = ""
        for row in ranked:
            kind = _head(row)
            if kind != head:
                head = kind
                yield Row(kind, is_head=True)
            after = leading_label(answer, row.figure, row.after)
            then = after if row.figure in LEADERS else f"{shortened(row.figure)} {after}"
            yield Row(
                f"{input_name(answer.case, row.input)}{basis_of(row.input, numbers)} → {then}",
                f"{two_digits(row.now)} → {input_value(row.input, row.at)}"
                if row.move
                else f"once known: {input_value(row.input, row.at)}",
                {"move": max(-end, min(end, row.move)), "zero": 0.0, "low": own(row, row.low),
                 "high": own(row, row.high), "sure": row.is_confirmed},
            )  # fmt: skip

    end = reach((row.move for row in ranked), least=0.75, most=LARGEST)
    sheet = Sheet(
        list(lines()), width, (-end, end), number_axis(signed=True), "now → at", number_width=130, label_width=340,
        most_lines=4,
    )  # fmt: skip
    drawn = [row for row in sheet.data if not row["is_head"] and "move" in row]
    sheet.span("low", "high", 13, FAINT, rows=drawn)
    sheet.upright(0.0, MUTED)
    sheet.span("zero", "move", 3, ACCENT, rows=drawn)
    for is_sure in (True, False):
        of = [row for row in drawn if row["sure"] is is_sure]
        sheet.dots("move", "circle", ACCENT if is_sure else INK, is_sure, 80, of)
    return sheet.finished()


def _head(row: FlipRow) -> str:
    return {"request": "Another request becomes the likeliest", "response": "Another reply becomes the likeliest"}.get(
        row.figure, "A verdict changes"
    )


def basis_of(path: str, numbers: Mapping[str, Input]) -> str:
    """Whether a number is known, judged or assumed, beside its name: " (judged)"."""
    return f" ({numbers[path].basis})" if path in numbers else ""
