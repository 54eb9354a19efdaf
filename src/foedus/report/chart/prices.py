"""The price list as dumbbells: what the promise is worth to each member now, and once a reply is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import MISSING, points, points_range, shortened, table_percent, table_range
from foedus.report.price_block import CLIENT, telling_responses
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, Figure, GroupRow, MemberRow, ResponseRow

NAME = "The price of the promise: the chance, in the eyes of each, that its own call would be honoured"


@dataclass(frozen=True)
class _Line:
    """A member or a group in the list."""

    label: str
    row: MemberRow | GroupRow
    is_head: bool


def prices_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A dumbbell a member, by groups, those who lose most first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    told = telling_responses(answer)
    if not answer.audience or not told:
        return nothing(NAME, "Nobody is watching in this case", "prices")
    lines = list(_lines(answer, told))
    first, most = told[0], told[-1]
    helping = most if most is not first else None
    key = f"○ now   ● if all that is seen is “{shortened(first.label)}”"
    key += f"   ▲ if it is “{shortened(helping.label)}”" if helping else ""
    return Exhibit(
        "prices",
        _finding(answer, lines, first),
        NAME,
        f"{key}. Line: 90 % interval of the change.",
        ("who", "now", "range", *map(_head, told), "expected", "stays"),
        tuple(_cells(line, told) for line in lines),
        make=lambda width: _draw(lines, first, helping, width),
    )  # fmt: skip


def _finding(answer: Answer, lines: Sequence[_Line], first: ResponseRow) -> str:
    label = within(first.label, parties(answer))
    members = [line for line in lines if not _is_group(line.row) and line.row.change.get(first.id) is not None]
    if not members:
        return f"What {label} does to the promise cannot be told: it is never seen as itself"
    most = min(members, key=lambda line: _change(line.row.change, first.id))
    figure = most.row.change[first.id]
    if figure is None or figure.value >= -0.0005:
        return f"After {label} the promise is worth no less to anybody"
    change = f"{points(figure.value)} points, {points_range(figure.low, figure.high)}"
    return f"After {label} the promise loses most with {within(most.row.label, parties(answer))} ({change})"


def _head(row: ResponseRow) -> str:
    return f"if {shortened(row.label, 40)}{' †' if row.is_extrapolated else ''}"


def _change(change: Mapping[str, Figure | None], response: str) -> float:
    figure = change.get(response)
    return 0.0 if figure is None else figure.value


def _is_group(row: MemberRow | GroupRow) -> bool:
    return hasattr(row, "members")


def _lines(answer: Answer, told: Sequence[ResponseRow]) -> Iterator[_Line]:
    """The client, each group above its members that no group before it had, and those who belong to none."""
    rest = {row.id: row for row in answer.audience}

    def by_loss(rows: Sequence[MemberRow]) -> list[MemberRow]:
        return sorted(rows, key=lambda row: _change(row.change, told[0].id))

    if CLIENT in rest:
        yield _Line(f"{shortened(answer.case.client.label)} itself", rest.pop(CLIENT), True)
    empty = []
    for group in answer.groups:
        inside = by_loss([rest.pop(name) for name in group.members if name in rest])
        label = shortened(group.label)
        line = _Line(f"{label[:1].upper()}{label[1:]} ({len(group.members)})", group, True)
        if inside:
            yield line
        else:
            empty.append(line)  # all of its members stand in a group above: groups side by side close the list
        yield from (_Line(row.label, row, False) for row in inside)
    yield from (_Line(row.label, row, not answer.groups) for row in by_loss(list(rest.values())))
    yield from empty


def _cells(line: _Line, told: Sequence[ResponseRow]) -> tuple[str, ...]:
    row = line.row
    stays = getattr(row, "stays", None)
    changes = (row.change.get(response.id) for response in told)
    return (
        shortened(line.label), table_percent(row.before.value), table_range(row.before.low, row.before.high),
        *(MISSING if change is None else f"{points(change.value)} ({points_range(change.low, change.high)})"
          for change in changes),
        points(row.expected_after.value - row.before.value), MISSING if stays is None else table_percent(stays.value),
    )  # fmt: skip


def _draw(lines: Sequence[_Line], first: ResponseRow, helping: ResponseRow | None, width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, AGAINST, MUTED
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    rows = []
    for line in lines:
        now, change = line.row.before.value, line.row.change.get(first.id)
        more = line.row.change.get(helping.id) if helping else None
        values = {"now": now} | ({} if change is None else {
            "after": now + change.value, "low": now + change.low, "high": now + change.high,
        }) | ({} if more is None else {"more": now + more.value})  # fmt: skip
        number = f"{table_percent(now)}  {MISSING if change is None else points(change.value)}"
        rows.append(Row(line.label, number, values, is_head=line.is_head))
    known = [value for row in rows for value in row.values.values() if value == value]
    low, high = max(0.0, min(known, default=0.0) - 0.04), min(1.0, max(known, default=1.0) + 0.04)
    sheet = Sheet(rows, width, (low, high), percent_axis(), "now  points", label_width=220)
    drawn = [row for row in sheet.data if row.get("after") is not None]
    sheet.span("low", "high", 1.5, AGAINST, rows=drawn)
    sheet.span("now", "after", 4, AGAINST, rows=drawn, opacity=0.35)
    if helping:
        sheet.dots(
            "more", "triangle-up", ACCENT, size=55, rows=[row for row in sheet.data if row.get("more") is not None]
        )
    sheet.dots("now", "circle", MUTED, filled=False, size=60)
    sheet.dots("after", "circle", AGAINST, size=60, rows=drawn)
    return sheet.finished()
