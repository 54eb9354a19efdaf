"""What the promise is worth: the price now and after the replies that tell most, by group and by member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from foedus.report.layout import NARROW, Column, Fitted, block, ledger, paragraph, with_more
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
    from rich.console import Group
    from rich.table import Table

    from foedus.answer.result import Answer, Figure, GroupRow, MemberRow, ResponseRow

EXTRAPOLATED = "†"
MOST_MEMBERS = 8
CLIENT = "client"

Line = tuple[Text, list[str]]


def price_block(answer: Answer, full: bool) -> Group:
    """WHAT THE PROMISE IS WORTH: now, and by how many points each reply would move it."""
    if not answer.audience:
        return block("WHAT THE PROMISE IS WORTH", paragraph("Nobody is watching in this case.", "dim"))
    told = telling_responses(answer)
    notes = [
        "The chance, in the eyes of each, that its own call would be honoured; then its change in points, once the"
        " reply is seen and no request leaks; expected: over all that may be seen."
    ]
    if any(row.is_extrapolated for row in told):
        notes.append(
            f"{EXTRAPOLATED} an extrapolation: chosen less than a quarter as often as its weight alone would make it,"
            " so that the price rests on the model of error."
        )
    if any(row.after.get(response.id) is None for row in answer.audience for response in told):
        notes.append(f"{MISSING} no price: never seen as itself.")
    return block(
        "WHAT THE PROMISE IS WORTH",
        Fitted(lambda width: _table(answer, told if width >= NARROW - 2 else told[:3], full)),
        *(paragraph(note, "dim") for note in notes),
    )


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


def _table(answer: Answer, told: Sequence[ResponseRow], full: bool) -> Table:
    columns = [Column("now"), *(Column(_head(row)) for row in told), Column("expected")]
    lines = _lines(answer, told, full)
    return ledger("", columns, lines)


def _head(row: ResponseRow) -> str:
    return f"if {spoken_id(row.id)}{EXTRAPOLATED if row.is_extrapolated else ''}"


def _lines(answer: Answer, told: Sequence[ResponseRow], full: bool) -> Iterator[Line]:
    """The client, each group with (in full) its members below it, and those who belong to none."""
    members = {row.id: row for row in answer.audience}
    if CLIENT in members:
        yield _member(members.pop(CLIENT), told, full, f"{shortened(answer.case.client.label)} itself")
    for group in answer.groups:
        yield _group(group, told)
        if full:
            inside = [members.pop(name) for name in group.members if name in members]
            for row in _by_loss(inside, told):
                yield _member(row, told, full, f"  {shortened(row.label)}")
    alone = [row for row in members.values() if full or not answer.groups]
    shown = _by_loss(alone, told)[: None if full else MOST_MEMBERS]
    for row in shown:
        yield _member(row, told, full, shortened(row.label))
    if len(alone) > len(shown):
        yield Text(f"{len(alone) - len(shown)} more: --full", style="dim"), [""] * (len(told) + 2)


def _by_loss(rows: Sequence[MemberRow], told: Sequence[ResponseRow]) -> list[MemberRow]:
    """The members who lose most faith after the first of the replies, first."""

    def loss(row: MemberRow) -> float:
        change = row.change.get(told[0].id) if told else None
        return 0.0 if change is None else change.value

    return sorted(rows, key=loss)


def _group(group: GroupRow, told: Sequence[ResponseRow]) -> Line:
    cells = [table_percent(group.before), *(points(group.change.get(row.id)) for row in told)]
    cells.append(points(group.expected_after - group.before))
    return Text(f"{shortened(group.label)} ({len(group.members)})"), cells


def _member(row: MemberRow, told: Sequence[ResponseRow], full: bool, label: str) -> Line:
    cells = [table_percent(row.before.value), *(_change(row.change, response.id) for response in told)]
    cells.append(points(row.expected_after.value - row.before.value))
    if not full:
        return Text(label), cells
    more = [f"now {table_range(row.before.low, row.before.high)} %"]
    for response in told:
        change = row.change.get(response.id)
        if change is not None:
            more.append(f"if {spoken_id(response.id)} {points_range(change.low, change.high)}")
    more.append(f"stays {table_percent(row.stays.value)} ({table_range(row.stays.low, row.stays.high)})")
    return with_more(label, *(f"    {line}" for line in more)), cells


def _change(changes: Mapping[str, Figure | None], response: str) -> str:
    change = changes.get(response)
    return MISSING if change is None else points(change.value)
