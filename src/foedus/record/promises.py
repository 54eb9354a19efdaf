"""Promises tested and untested: every ally of every state that another could have attacked in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import InputError
from foedus.record.attack import attackers_of, attacks
from foedus.record.calls import call_table
from foedus.record.catalogue import data_set
from foedus.record.connection import library
from foedus.record.directed import known_or_null
from foedus.record.sides import sides
from foedus.record.surroundings import NOT_CONTIGUOUS, surroundings

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["promise_table"]

KEYS = ("conflict", "call_kind", "target", "ally")
KNOWN_BEFORE = (
    "ally_at_war", "ally_cinc", "ally_other_defense_commitments", "ally_owes_challenger_defense", "ally_past_calls",
    "ally_past_honoured", "ally_share_against_attackers", "ally_using_force", "attackers_cinc",
    "capital_km_ally_challenger", "capital_km_ally_target", "challenger_cinc", "contiguity_ally_challenger",
    "contiguity_ally_target", "major_ally", "major_challenger", "major_target", "rivalry_ally_challenger",
    "rivalry_target_challenger", "share_with_ally", "target_cinc", "target_share",
)  # fmt: skip
OUTCOMES = ("untested", "abandoned", "honoured")
SCATTER = 1_000_003
"""a prime: remainders of squares modulo it scatter keys enough to draw a sample that is the same on every machine"""


def promise_table(record: Record, *, every: int = 50, until: int | None = None) -> Any:
    """Promises of defence that a challenger could have tested, one row for each challenger, target and ally.

    *Tested*: the calls of `call_table` at the level of disputes, with `abandoned` or `honoured` 1. *Untested*: in a
    year any state could have attacked any other that somebody owed defence; where it attacked the target in no dispute
    of the year, each of the target's allies is a row, as things stood on 1 July. These are millions, of which one in
    `every` is drawn, and `untested` counts `every`: tallies add up to about what there was, and a fit on them is a
    weighted one, whose standard errors should be by cluster.

    `near_target_challenger` is 1 where the two are contiguous, by land or across 400 miles of water at most. The rest
    are the columns of `call_table` that are known beforehand; `conflict` is a number below 0 for an untested row, the
    same for all allies of a target that one challenger leaves alone in a year.

    Arguments:
        every: one untested promise in so many is kept.
        until: the last year; by default the last of the calls.

    Raises:
        InputError: `every` is below 1; a file is missing or wrong.
    """
    if every < 1:
        raise InputError.at("every", f"is {every}: expected 1 or more")
    calls = call_table(record, "dispute")
    calls = calls.filter(calls.called == 1)
    if until is not None:
        calls = calls.filter(calls.year <= until)
    ibis = library()
    columns = [*KEYS, "call_date", "year", "challenger", *KNOWN_BEFORE]
    tested = calls.select(
        *columns, untested=ibis.literal(0, "int64"), abandoned=1 - calls.joined, honoured=calls.joined
    )
    tested = _near(record, record.keep("tested", tested))
    open_ = surroundings(record, _untested(record, every, until), "dispute", sides(record, "dispute"))
    open_ = _past(record, open_).mutate(
        untested=ibis.literal(every, "int64"), abandoned=ibis.literal(0, "int64"), honoured=ibis.literal(0, "int64")
    )
    names = [*columns, "near_target_challenger", *OUTCOMES]
    types = tested.schema()
    open_ = open_.select(**{name: open_[name].cast(types[name]) for name in names})
    return tested.select(*names).union(open_).order_by("year", *KEYS)


def _untested(record: Record, every: int, until: int | None) -> Any:
    """Who could have been attacked by whom and was not, in a year, with each ally; as things stood on 1 July."""
    ibis = library()
    dyads = record.table("atop_directed_dyad_year")
    last = until if until is not None else call_table(record, "dispute").year.max().to_pyarrow().as_py()
    owed = dyads.filter((dyads.defense == 1) & (dyads.year <= last))
    owed = owed.select(ally="ccode1", target="ccode2", year="year", call_date=ibis.date(owed.year, 7, 1))
    spells = record.member_spells().select(challenger="ccode", first="first_day", last="last_day")
    for party in ("target", "ally"):
        alive = spells.select(**{party: "challenger"}, first="first", last="last").view()
        owed = owed.semi_join(alive, [party, owed.call_date >= alive["first"], owed.call_date <= alive["last"]])
        owed = record.keep("alive", owed)
    pairs = owed.inner_join(spells, [owed.call_date >= spells["first"], owed.call_date <= spells["last"]])
    pairs = pairs.filter((pairs.challenger != pairs.target) & (pairs.challenger != pairs.ally))
    key = pairs.year * 7919 + pairs.challenger * 104_729 + pairs.target * 611_953 + pairs.ally * 15_485_863
    scattered = (key.cast("int64") % SCATTER) * ((key.cast("int64") + 1) % SCATTER) % SCATTER
    drawn = pairs.filter(scattered % every == 0).select("year", "call_date", "challenger", "target", "ally")
    drawn = record.keep("drawn", drawn)
    there = sides(record, "dispute")
    begun = attackers_of(attacks(record, "dispute"), there)
    begun = begun.select(year=begun.call_date.year(), challenger="attacker", target="target").distinct()
    rows = drawn.anti_join(record.keep("begun", begun), ["year", "challenger", "target"])
    number = -(rows.year.cast("int64") * 1_000_000 + rows.challenger * 1000 + rows.target)
    rows = rows.mutate(conflict=number, call_kind=ibis.literal("untested"))
    cinc = record.table("national_capabilities")
    before = cinc.select(challenger="ccode", year=cinc.year + 1, power_before="cinc")
    same = cinc.select(challenger="ccode", year="year", power_same="cinc")
    rows = _attach(_attach(rows, before, ["challenger", "year"]), same, ["challenger", "year"])
    # A state that is new this year has no year before.
    rows = rows.mutate(attackers_cinc=rows.power_before.fill_null(rows.power_same)).drop("power_before", "power_same")
    owes = dyads.select(ally="ccode1", challenger="ccode2", year="year", ally_owes_challenger_defense=dyads.defense)
    rows = _attach(rows, owes, ["ally", "challenger", "year"])
    value = known_or_null(rows.ally_owes_challenger_defense, rows.year, data_set("atop_directed_dyad_year"))
    return _near(record, record.keep("untested", rows.mutate(ally_owes_challenger_defense=value)))


def _near(record: Record, rows: Any) -> Any:
    """`rows` with 1 in `near_target_challenger` where a spell of contiguity covers the day of the call, else 0."""
    spells = record.table("contiguity_spells")
    spells = spells.filter(spells.contiguity_type.between(1, NOT_CONTIGUOUS - 1))
    near = spells.select(target=spells.ccode1, challenger=spells.ccode2, first="start_date", last="end_date").view()
    on = ["target", "challenger", rows.call_date >= near["first"], rows.call_date <= near["last"]]
    covered = rows.semi_join(near, on).select(*KEYS).distinct().mutate(near_target_challenger=1)
    joined = _attach(rows, record.keep("near_pairs", covered), list(KEYS))
    value = joined.near_target_challenger.cast("int64").fill_null(0)
    return record.keep("near_rows", joined.mutate(near_target_challenger=value))


def _past(record: Record, rows: Any) -> Any:
    """`ally_past_calls`, `ally_past_honoured`, as `call_table` counts them: calls on the ally in earlier years."""
    calls = call_table(record, "dispute")
    counting = record.keep("counting", calls.filter(calls.called == 1).select("ally", "joined", past="year"))
    asked = record.keep("asked", rows.select("ally", "year").distinct())
    earlier = asked.inner_join(counting, "ally").filter(lambda row: row.past < row.year)
    counted = earlier.group_by(["ally", "year"]).aggregate(
        ally_past_calls=earlier.count(), ally_past_honoured=earlier.joined.sum()
    )
    rows = _attach(rows, record.keep("past", counted), ["ally", "year"])
    return record.keep(
        "past_rows",
        rows.mutate(
            ally_past_calls=rows.ally_past_calls.fill_null(0), ally_past_honoured=rows.ally_past_honoured.fill_null(0)
        ),
    )


def _attach(rows: Any, other: Any, keys: list[str]) -> Any:
    joined = rows.left_join(other, keys)
    return joined.drop(*[name for name in joined.columns if name.endswith("_right")])
