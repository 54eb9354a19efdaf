"""Wars and disputes with their sides in one form: who was in it, on which side, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import InputError, nearest
from foedus.record.system import date_of

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["LEVELS", "check_level", "sides"]

LEVELS = ("war", "dispute")


def check_level(level: str) -> None:
    """Raise InputError where a level is none of `LEVELS`."""
    if level not in LEVELS:
        raise InputError.at("--level", f'is "{level}": expected war or dispute', hint=nearest(level, LEVELS))


def sides(record: Record, level: str) -> Any:
    """Who was in it: conflict, ccode, side, first_day, last_day, is_initiator, is_original, action.

    One row for each state and side, from its first day on that side to its last. `is_original`: there on the first day
    of the conflict (wars), or coded so by the owner (disputes). `is_initiator`: coded so (wars), an original member of
    the side of the first militarised act (disputes). `action` is the highest action of a dispute, null for wars. The
    first of the month stands for a day that is not known.
    """
    return record.once(f"sides {level}", lambda: _war_sides(record) if level == "war" else _dispute_sides(record))


def _war_sides(record: Record) -> Any:
    table = record.table("interstate_war_participants")
    began = date_of(table, "start", "1")
    ended = date_of(table, "end", "2").fill_null(date_of(table, "end", "1"))
    rows = table.select(
        conflict=table.warnum, ccode=table.ccode, side=table.side, first_day=began, last_day=ended,
        is_initiator=(table.initiator == 1).fill_null(False),
    )  # fmt: skip
    first = rows.group_by("conflict").aggregate(opened=rows.first_day.min())
    joined = rows.inner_join(first, "conflict")
    return joined.select(
        *rows.columns, is_original=joined.first_day == joined.opened, action=joined.side.nullif(joined.side)
    )


def _dispute_sides(record: Record) -> Any:
    table = record.table("gml_participants")
    rows = table.select(
        "ccode", "originator",
        conflict=table.dispnum, side=table.side_a, first_day=date_of(table, "start"),
        last_day=date_of(table, "end", unknown_day=28), action=table.highest_action,
    )  # fmt: skip
    spans = rows.group_by(["conflict", "ccode", "side"]).aggregate(
        first_day=rows.first_day.min(), last_day=rows.last_day.max(), is_original=(rows.originator == 1).any(),
        action=rows.action.max(),
    )  # fmt: skip
    return spans.select(
        "conflict", "ccode", "side", "first_day", "last_day",
        is_initiator=(spans.side == 1) & spans.is_original, is_original=spans.is_original, action=spans.action,
    )  # fmt: skip
