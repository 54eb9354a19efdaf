"""The timeline in three lanes: favours, earlier calls, evidence; and the day as of which the case is read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.report.chart.evidence import LEAST_BITS
from foedus.report.chart.exhibit import TURN, WIDE, Exhibit, nothing
from foedus.report.phrase import bits, one_line, percent, shortened, written_date, written_day

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer

NAME = "Timeline: favours, earlier calls, evidence"
HONOURED = 0.5
MOST = 18
"""Events of a lane in the chart, the last ones; the table has all of them."""
CLOSE_DAYS = 60
"""Days before the end that have a scale of their own, where most of the time shown lies before them."""
_SPLIT, _GAP = 0.54, 0.05
_DATE_PIXELS, _AS_OF_PIXELS = 40, 104
_EPOCH = datetime.date(1, 1, 1)


@dataclass(frozen=True)
class _Event:
    day: datetime.date
    written: str
    text: str
    number: str
    mark: str
    """which of the marks: gave, received, honoured, refused, for, against, nothing"""
    anchor: str = ""


@dataclass(frozen=True)
class Clock:
    """Days along an axis from 0 to 1, in two scales where the last weeks would otherwise be a point."""

    first: datetime.date
    turn: datetime.date
    last: datetime.date

    @classmethod
    def over(cls, days: list[datetime.date], last: datetime.date) -> Clock:
        """The clock that shows all these days up to the last, each scale with a little room."""
        first, end = min([*days, last]), max([*days, last])
        close = [day for day in days if (end - day).days <= CLOSE_DAYS]
        turn = min([*close, end]) - datetime.timedelta(days=1)
        is_split = (end - first).days > 8 * CLOSE_DAYS and len(close) > 1
        start = datetime.date(first.year, 1, 1) if is_split else _earlier(first, 2)
        return cls(start, turn if is_split else start, end)

    @property
    def is_split(self) -> bool:
        """Whether there are two scales."""
        return self.turn > self.first

    def at(self, day: datetime.date) -> float:
        """Where a day lies."""
        if not self.is_split:
            return 0.02 + 0.94 * _share(self.first, day, self.last)
        if day <= self.turn:
            return 0.01 + (_SPLIT - 0.01) * _share(self.first, day, self.turn)
        return _SPLIT + _GAP + (0.97 - _SPLIT - _GAP) * _share(self.turn, day, self.last)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Years on the long scale, the last days at the ends of the short one."""
        years = self.turn if self.is_split else self.last
        if (years - self.first).days > 700:
            step = max(1, -(-(years.year - self.first.year) // 4))
            for year in range(self.first.year, years.year + 1, step):
                day = datetime.date(year, 1, 1)
                # What would run into the gap between the scales is left out.
                if day >= self.first and not (self.is_split and self.at(day) > _SPLIT - 0.12):
                    yield self.at(day), str(year)
        else:
            yield self.at(self.first), written_day(self.first)
        if self.is_split:
            yield self.at(self.turn + datetime.timedelta(days=1)), f"{self.turn + datetime.timedelta(days=1):%-d %b}"


def timeline_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """Every dated thing of the case that the answer reads, lane by lane.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    lanes = [(name, sorted(events, key=lambda event: event.day)) for name, events in _lanes(answer)]
    lanes = [(name, events) for name, events in lanes if events]
    if not lanes:
        return nothing(NAME, "The case has no favours, no earlier calls and no evidence", "timeline")
    case = answer.case
    counts = {"Favours": "favour", "Earlier calls": "earlier call", "Evidence": "item of evidence"}
    named = [f"{len(events)} {_plural(counts[name], len(events))}" for name, events in lanes]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    honoured = [row for row in answer.history if row.degree >= HONOURED]
    calls = f"; of the calls {len(honoured)} got half or more of what was asked" if answer.history else ""
    return Exhibit(
        "timeline",
        f"The case rests on {listed}{calls}",
        NAME,
        f"Favours: filled if {one_line(case.client.label)} gave, hollow if it received. Calls: filled if half or more"
        " was given of what was asked. Evidence: up for the leading request, down against it. Dashed: the day as of"
        " which the case is read; nothing later counts.",
        ("lane", "date", "what", "size, share given, bits"),
        tuple(
            (name, event.written, one_line(event.text), event.number) for name, events in lanes for event in events
        ),
        tuple(((event.anchor,) if event.anchor else ()) for _, events in lanes for event in events),
        lambda width: _draw(answer, [(name, events[-MOST:]) for name, events in lanes], width),
    )  # fmt: skip


def _lanes(answer: Answer) -> Iterator[tuple[str, list[_Event]]]:
    case = answer.case
    yield "Favours", [
        _Event(favour.date.day, written_date(favour.date.text), favour.what, favour.size,
               "gave" if case.signed_size(favour) > 0 else "received",
               f"source:{favour.source}" if favour.source else "")
        for favour in case.ledger
    ]  # fmt: skip
    rows = {row.id: row for row in answer.history}
    yield "Earlier calls", [
        _Event(call.date.day, written_date(call.date.text), rows[call.id].label,
               f"{percent(rows[call.id].degree)} given",
               "honoured" if rows[call.id].degree >= HONOURED else "refused",
               f"source:{call.source}" if call.source else "")
        for call in case.history if call.id in rows
    ]  # fmt: skip
    yield "Evidence", [
        _Event(datetime.date.fromisoformat(row.date), written_date(row.date), row.says, f"{bits(row.bits)} bits",
               _direction(row.bits), f"source:{row.source}")
        for row in answer.evidence
    ]  # fmt: skip


def _direction(number: float) -> str:
    return "nothing" if not abs(number) >= LEAST_BITS else "for" if number > 0 else "against"


def _brief(event: _Event, clock: Clock) -> str:
    """The date for a label: without its year on the scale of the last weeks."""
    is_close = clock.is_split and event.day > clock.turn and event.written == written_day(event.day)
    return f"{event.day.day} {event.day:%b}" if is_close else event.written


def _plural(word: str, count: int) -> str:
    return word if count == 1 else "items of evidence" if word.startswith("item") else f"{word}s"


def _earlier(day: datetime.date, days: int) -> datetime.date:
    return day - datetime.timedelta(days=min(days, (day - _EPOCH).days))


def _share(first: datetime.date, day: datetime.date, last: datetime.date) -> float:
    return (day - first).days / max(1, (last - first).days)


def _draw(answer: Answer, lanes: list[tuple[str, list[_Event]]], width: int) -> LayerChart:
    import altair as alt

    from foedus.report.chart.palette import ACCENT, AGAINST, AMBER, INK, MUTED, RULE
    from foedus.report.chart.sheet import FONT_SIZE, TALL, Row, Sheet

    clock = Clock.over([event.day for _, events in lanes for event in events], answer.case.as_of)
    ends = {"a": 0.0, "b": _SPLIT, "c": _SPLIT + _GAP, "d": 1.0} if clock.is_split else {"a": 0.0, "b": 1.0}
    rows: list[Row] = []
    for name, events in lanes:
        rows.append(Row(name, "", {}, is_head=True))
        for event in events:
            label = f"{_brief(event, clock)}: {shortened(event.text, 110)}"
            rows.append(Row(label, event.number, {"at": clock.at(event.day), "mark": event.mark, **ends}))
    sheet = Sheet(rows, width, (0.0, 1.0), None, number_width=92, label_width=380, most_lines=2 if width < TURN else 1)
    drawn = [row for row in sheet.data if not row["is_head"]]
    sheet.span("a", "b", 1, RULE, rows=drawn)
    if clock.is_split:
        sheet.span("c", "d", 1, RULE, rows=drawn)
    as_of = clock.at(answer.case.as_of)
    sheet.upright(as_of, INK, dash=(4, 3), thickness=1.4)
    looks: dict[str, tuple[str, str, bool]] = {
        "gave": ("diamond", AMBER, True), "received": ("diamond", AMBER, False),
        "honoured": ("circle", ACCENT, True), "refused": ("circle", ACCENT, False),
        "for": ("triangle-up", ACCENT, True), "against": ("triangle-down", AGAINST, True),
        "nothing": (TALL, MUTED, True),
    }  # fmt: skip
    for mark, (shape, colour, filled) in looks.items():
        of = [row for row in sheet.data if row.get("mark") == mark]
        if of:
            sheet.dots("at", shape, colour, filled, 85, of)
    ticks: list[dict[str, Any]] = [{"at": at, "text": text, "y": 0.0} for at, text in clock.ticks()]
    # The day as of which the case is read has its label at the right end; ticks that would run into it are left out.
    begins = (sheet.numbers_at - _AS_OF_PIXELS - _DATE_PIXELS) / sheet.plot_width
    sheet.text([tick for tick in ticks if tick["at"] < begins], "at", dy=-10, color=MUTED, align="left")
    named = sheet.chart([{"text": f"as of {written_day(answer.case.as_of)}", "y": 0.0}])
    mark = named.mark_text(align="right", color=INK, fontSize=FONT_SIZE - 1, dy=-10)
    sheet.add(mark.encode(x=alt.value(sheet.numbers_at), y=sheet.y(), text="text:N"))
    if clock.is_split:
        sheet.text([{"at": _SPLIT + _GAP / 2, "text": "≈", "y": 0.0}], "at", dy=-10, color=MUTED)
    return sheet.finished()
