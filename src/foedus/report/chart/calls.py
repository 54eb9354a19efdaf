"""Earlier calls: what each has done to the price of the promise, which is what it would be worth without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import one_line, percent, points, points_range, shortened, table_percent, written_date

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, EpisodeRow

NAME = "Earlier calls: what each has done to the price of the promise, in points"


def calls_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar a call, in the order of time; the table has the price of the promise had it not happened.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = sorted(answer.history, key=lambda row: row.date)
    if not rows:
        return nothing(NAME, "The case lists no earlier call on this guarantor", "calls")
    most = max(rows, key=lambda row: abs(row.effect.value))
    watchers = [row for row in answer.audience if row.without]
    worth = sum(row.value for row in watchers)
    whose = "on average over who watches" if answer.case.members else "in the client's eyes: nobody else watches"

    def without(row: EpisodeRow) -> str:
        told = [(member.value, member.without[row.id]) for member in watchers if row.id in member.without]
        weight = sum(value for value, _ in told)
        return table_percent(sum(value * price for value, price in told) / weight) if weight else "–"

    return Exhibit(
        "calls",
        f"Without “{_first_clause(most.label)}” the promise would be worth {_more(most.effect.value)}",
        NAME,
        f"{whose[:1].upper()}{whose[1:]}. Line: 90 % interval. Honoured: what was given, of the level that was asked.",
        ("date", "call", "honoured", "points", "range", *(("price without it",) if worth else ())),
        tuple(
            (written_date(row.date), one_line(row.label), percent(row.degree), points(row.effect.value),
             points_range(row.effect.low, row.effect.high), *((without(row),) if worth else ()))
            for row in rows
        ),
        make=lambda width: _draw(rows, width),
    )  # fmt: skip


def _first_clause(text: str) -> str:
    return shortened(text.split(";")[0], 70)


def _more(effect: float) -> str:
    size = points(abs(effect)).lstrip("+")
    return f"{size} points {'more' if effect < 0 else 'less'}" if abs(effect) >= 0.0005 else "the same"


def _draw(rows: list[EpisodeRow], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, AGAINST, MUTED
    from foedus.report.chart.sheet import Row, Sheet, points_axis, reach

    end = reach((value for row in rows for value in (row.effect.low, row.effect.high)), least=0.01)
    sheet = Sheet(
        [
            Row(f"{written_date(row.date)}: {row.label}", f"{points(row.effect.value)}  {percent(row.degree)}",
                {"at": row.effect.value, "low": row.effect.low, "high": row.effect.high, "zero": 0.0})
            for row in rows
        ],
        width, (-end, end), points_axis(), "points  honoured", number_width=126, label_width=290,
    )  # fmt: skip
    up = [row for row in sheet.data if (row["at"] or 0.0) >= 0]
    down = [row for row in sheet.data if (row["at"] or 0.0) < 0]
    sheet.upright(0.0, MUTED)
    for of, color, shape in ((up, ACCENT, "triangle-up"), (down, AGAINST, "triangle-down")):
        sheet.span("zero", "at", 9, color, rows=of, opacity=0.35)
        sheet.span("low", "high", 2, color, rows=of)
        sheet.dots("at", shape, color, size=75, rows=of)
    return sheet.finished()
