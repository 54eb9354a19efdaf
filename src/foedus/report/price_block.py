"""What the promise is worth: the price now and after the replies that tell most, by group and by member."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from foedus.report.layout import INDENT, NARROW, Column, Fitted, block, ledger, paragraph, with_more
from foedus.report.phrase import (
    MISSING,
    points,
    points_range,
    shortened,
    spoken_id,
    table_percent,
    table_range,
)

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table

    from foedus.answer.result import Answer, Figure, GroupRow, MemberRow, ResponseRow

EXTRAPOLATED = "†"
MOST_MEMBERS = 8
WIDEST_HEAD = 10
CLIENT = "client"

Line = tuple["RenderableType", list[Text | str]]


@dataclass(frozen=True)
class _Shown:
    """What of the price list is shown."""

    told: Sequence[ResponseRow]
    full: bool
    has_expected: bool
    has_stays: bool


def price_block(answer: Answer, full: bool) -> Group:
    """WHAT THE PROMISE IS WORTH: now, and by how many points each reply would move it."""
    if not answer.audience:
        return block("WHAT THE PROMISE IS WORTH", paragraph("Nobody is watching in this case.", "dim"))
    told = telling_responses(answer)
    notes = []
    if any(row.is_extrapolated for row in told):
        notes.append(
            f"{EXTRAPOLATED} an extrapolation: chosen less than a quarter as often as its weight alone would make it,"
            " so that the price rests on the model of error."
        )
    if any(row.after.get(response.id) is None for row in answer.audience for response in told):
        notes.append(f"{MISSING} no price: never seen as itself.")
    return block(
        "WHAT THE PROMISE IS WORTH",
        Fitted(lambda width: _table(answer, told, full, width)),
        Fitted(lambda width: paragraph(_note(full, width), "dim")),
        *(paragraph(note, "dim") for note in notes),
    )


def _note(full: bool, width: int) -> str:
    note = (
        "The chance, in the eyes of each, that its own call would be honoured; then its change in points, once the"
        " reply is seen and no request leaks"
    )
    if not full:
        note = (
            "The chance, in the eyes of each, that its own call would be honoured; then its change in points by reply"
        )
    if full:
        return f"{note}. stays: the chance that it does, or joins." if width >= NARROW else f"{note}."
    return f"{note}, and on average over replies (expected)." if width >= NARROW else f"{note}."


def telling_responses(answer: Answer) -> list[ResponseRow]:
    """At most four replies: what is seen (or the fallback), the likeliest help, the most help, the next likeliest."""
    case = answer.case
    first = case.fallback_id if case.seen is None else case.seen.response
    seen = [row for row in answer.responses if row.id == first]
    floor = min((row.level for row in answer.responses if row.id in (first, case.fallback_id)), default=0.0)
    helping = [row for row in answer.responses if row.level > floor and row.id != first and _has_price(answer, row)]
    by_chance = sorted(helping, key=lambda row: -row.probability.value)
    by_level = sorted(helping, key=lambda row: (-row.level, -row.probability.value))
    told: list[ResponseRow] = []
    for row in (*seen, *by_chance[:1], *by_level[:1], *by_chance[1:]):
        if row not in told and len(told) < 4:
            told.append(row)
    return told[:1] + sorted(told[1:], key=lambda row: row.level)


def _has_price(answer: Answer, response: ResponseRow) -> bool:
    return any(row.after.get(response.id) is not None for row in answer.audience)


def _table(answer: Answer, told: Sequence[ResponseRow], full: bool, width: int) -> Table:
    """As many replies as the width has room for; in full with a range below every price."""
    is_narrow = width < NARROW
    shown = _Shown(told[: 4 - full - is_narrow], full, has_expected=not full and not is_narrow, has_stays=not is_narrow)
    columns = [Column("now"), *(Column(_head(row)) for row in shown.told)]
    columns += [Column("expected")] if shown.has_expected else []
    columns += [Column("stays")] if full and shown.has_stays else []
    return ledger(columns, _lines(answer, shown))


def _head(row: ResponseRow) -> str:
    return textwrap.fill(f"if {spoken_id(row.id)}{EXTRAPOLATED if row.is_extrapolated else ''}", WIDEST_HEAD)


def _lines(answer: Answer, shown: _Shown) -> Iterator[Line]:
    """The client, each group with (in full) its members below it, and those who belong to none."""
    members = {row.id: row for row in answer.audience}
    if CLIENT in members:
        yield _member(members.pop(CLIENT), shown, f"{shortened(answer.case.client.label)} itself")
    for group in answer.groups:
        yield _group(group, shown)
        if shown.full:
            inside = [members.pop(name) for name in group.members if name in members]
            for row in _by_loss(inside, shown.told):
                yield _member(row, shown, shortened(row.label), INDENT)
    alone = _by_loss([row for row in members.values() if shown.full or not answer.groups], shown.told)
    most = len(alone) if shown.full or len(alone) <= MOST_MEMBERS + 1 else MOST_MEMBERS
    for row in alone[:most]:
        yield _member(row, shown, shortened(row.label))
    if alone[most:]:
        yield Text(f"{len(alone) - most} more: --full", style="dim"), []


def _by_loss(rows: Sequence[MemberRow], told: Sequence[ResponseRow]) -> list[MemberRow]:
    """The members who lose most faith after the first of the replies, first."""

    def loss(row: MemberRow) -> float:
        change = row.change.get(told[0].id) if told else None
        return 0.0 if change is None else change.value

    return sorted(rows, key=loss)


def _percent(figure: Figure, shown: _Shown) -> Text | str:
    text = table_percent(figure.value)
    return with_more(text, table_range(figure.low, figure.high)) if shown.full else text


def _change(change: Figure | None, shown: _Shown) -> Text | str:
    if change is None:
        return MISSING
    text = points(change.value)
    return with_more(text, points_range(change.low, change.high)) if shown.full else text


def _group(group: GroupRow, shown: _Shown) -> Line:
    cells = [_percent(group.before, shown), *(_change(group.change.get(row.id), shown) for row in shown.told)]
    cells += [points(group.expected_after.value - group.before.value)] if shown.has_expected else []
    label = shortened(group.label)
    return Text(f"{label[:1].upper()}{label[1:]} ({len(group.members)})"), cells


def _member(row: MemberRow, shown: _Shown, label: str, indent: int = 0) -> Line:
    cells = [_percent(row.before, shown), *(_change(row.change.get(response.id), shown) for response in shown.told)]
    cells += [points(row.expected_after.value - row.before.value)] if shown.has_expected else []
    cells += [_percent(row.stays, shown)] if shown.full and shown.has_stays else []
    return Padding(Text(label, overflow="fold"), (0, 0, 0, indent)), cells
