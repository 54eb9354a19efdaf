"""Every treaty tie of those who were in a conflict from its start: who owed them what, and what it then did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.attack import attacks
from foedus.record.connection import library
from foedus.record.sides import sides

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["DAYS_TO_ANSWER", "OBLIGATIONS", "needed_for_ties", "ties"]

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
DAYS_TO_ANSWER = 365


def ties(record: Record, level: str) -> Any:
    """Ties of any obligation: one row for each (conflict, call_kind, principal, ally).

    A principal was in the conflict from its first day, as `target` or as `challenger` (role), or was drawn in later by
    an attack. An ally owed it something in the year of the call and was a member of the state system on the day.

    Columns: `conflict`, `call_kind`, `call_date`, `year`, `principal`, `role`, the five obligations, and
    `is_original` (the ally was in it from the start, or before the call), `joined` and `fought` (on the principal's
    side and on the other, at any time), `days_to_join`, `days_to_fight` (negative: before the call; null: never).

    Raises:
        InputError: a file is missing or wrong.
    """
    record.require(needed_for_ties(level))
    return record.once(f"ties {level}", lambda: _ties(record, level))


def needed_for_ties(level: str) -> tuple[str, ...]:
    """Names of the data sets without which no tie of a level can be derived."""
    parties = "interstate_war_participants" if level == "war" else "gml_participants"
    return ("states", "national_capabilities", "atop_directed_dyad_year", parties)


def _ties(record: Record, level: str) -> Any:
    there = sides(record, level)
    principals = record.keep("principals", _principals(attacks(record, level), there))
    return _behaviour(record.keep("owed", _owed(record, principals)), there)


def _principals(found: Any, there: Any) -> Any:
    ibis = library()
    targets = found.select(
        "conflict", "call_kind", "call_date", principal="target", side="side", role=ibis.literal("target")
    )
    openings = found.filter(found.call_kind == "opening").select("conflict", "call_date", target_side="side").distinct()
    original = there.filter(there.is_original).select("conflict", "ccode", "side")
    challengers = original.inner_join(openings, "conflict").filter(lambda row: row.side != row.target_side)
    return targets.union(
        challengers.select(
            "conflict", call_kind=ibis.literal("opening"), call_date="call_date", principal="ccode", side="side",
            role=ibis.literal("challenger"),
        )
    )  # fmt: skip


def _owed(record: Record, principals: Any) -> Any:
    dyads = record.table("atop_directed_dyad_year")
    promised = dyads.select(ally="ccode1", principal="ccode2", year="year", **{name: name for name in OBLIGATIONS})
    in_year = principals.mutate(year=principals.call_date.year())
    spells = record.member_spells().select(ally="ccode", first_member="first_day", last_member="last_day")
    rows = in_year.inner_join(promised, ["principal", "year"]).inner_join(
        spells, ["ally", in_year.call_date >= spells.first_member, in_year.call_date <= spells.last_member]
    )
    return rows.select(*in_year.columns, "ally", *OBLIGATIONS)


def _behaviour(owed: Any, there: Any) -> Any:
    sided = there.select("conflict", ally="ccode", ally_side="side", began="first_day", ally_original="is_original")
    rows = owed.left_join(sided, ["conflict", "ally"])
    rows = rows.mutate(days=rows.began.delta(rows.call_date, unit="day"), with_it=rows.ally_side == rows.side)
    keys = [*owed.columns]
    return rows.group_by(keys).aggregate(
        is_original=(rows.ally_original | (rows.days < 0)).any().fill_null(False),
        joined=rows.with_it.any().fill_null(False),
        fought=(~rows.with_it).any().fill_null(False),
        days_to_join=rows.days.min(where=rows.with_it),
        days_to_fight=rows.days.min(where=~rows.with_it),
    )
