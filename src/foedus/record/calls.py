"""Called commitments: a state attacked, an ally that owed it defence, and what the ally did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.attack import attackers_of, attacks
from foedus.record.catalogue import data_set
from foedus.record.connection import library
from foedus.record.directed import known_or_null
from foedus.record.sides import check_level, sides
from foedus.record.surroundings import surroundings
from foedus.record.ties import DAYS_TO_ANSWER, OBLIGATIONS, ties
from foedus.record.treaty import CONDITIONS, conditions

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["HINDSIGHT", "KEYS", "call_table", "needed_for_calls"]

KEYS = ("conflict", "call_kind", "target", "ally")
NEEDED = (
    "states", "major_powers", "national_capabilities", "atop_directed_dyad_year", "members_v4_01", "contiguity_spells",
    "min_distance_dyad_year", "capitals", "rivalries_thompson_sakuwa_suhas", "igo_shared_dyad_year",
    "interstate_war_participants", "gml_participants",
)  # fmt: skip
"""data sets without which no call can be derived; regimes are null where their files are missing"""
HINDSIGHT = "hindsight_"
"""begins the name of everything known only afterwards; `joined`, `joined_ever` and `days_to_join` are labels as well"""
POST_WAR = 1945
WAR = 5  # hostility level


def call_table(record: Record, level: str) -> Any:
    """Every call on a commitment to defend, one row for each conflict, target and ally; docs/record.md has the columns.

    `called` and, given that, `joined` are two outcomes. A commitment is called (`called` 1) where the ally was free to
    answer or not: its promise was in force on the day before, and it was neither attacked on the same day nor in the
    war already. Of the others the table keeps why they are no calls. `called` is null where the treaty record ends.

    Arguments:
        level: "war" (inter-state wars) or "dispute" (militarised disputes).

    Raises:
        InputError: there is no such level; a file is missing or wrong.
    """
    check_level(level)
    record.require(needed_for_calls(level))
    return record.once(f"calls {level}", lambda: _calls(record, level))


def needed_for_calls(level: str) -> tuple[str, ...]:
    """Names of the data sets without which no call of a level can be derived."""
    return NEEDED if level == "war" else (*NEEDED, "gml_disputes")


def _calls(record: Record, level: str) -> Any:
    there, found = sides(record, level), attacks(record, level)
    promised = record.keep("promised", _promised(record, level, found, there))
    rows = record.keep("outcomes", _outcomes(promised, there))
    rows = record.keep("obligations", _obligations(record, rows))
    said = record.keep("said", conditions(record, rows))
    rows = _attach(rows, said, list(KEYS))
    rows = record.keep("treaties", _called(rows))
    rows = surroundings(record, rows, level, there)
    rows = _past(record, rows)
    rows = _hindsight(record, rows, there) if level == "dispute" else _war_hindsight(record, rows, found)
    return rows.mutate(level=library().literal(level)).select(*_order(rows, level)).order_by("call_date", *KEYS)


def _promised(record: Record, level: str, found: Any, there: Any) -> Any:
    """Allies that owed a target defence in the year, without those who were among its attackers."""
    every = ties(record, level)
    owed = every.filter((every.role == "target") & (every.defense == 1)).rename(target="principal")
    attackers = attackers_of(found, there).select("conflict", "call_kind", "target", ally="attacker").distinct()
    free = owed.anti_join(record.keep("attackers", attackers), list(KEYS))
    about = found.select("conflict", "call_kind", "target", "challenger", "n_attackers", "n_targets", "attackers_cinc")
    joined = free.inner_join(about, ["conflict", "call_kind", "target"])
    promised = record.keep("free", joined)
    named = _names(record, level)
    if named is not None:
        promised = record.keep("named", _attach(promised, named, ["conflict"]))
    dyads = record.table("atop_directed_dyad_year")
    owing = dyads.filter(dyads.defense == 1).select(ally="ccode1", target="ccode2", year="year")
    openings = found.mutate(year=found.call_date.year()).inner_join(owing, ["target", "year"])
    every_ally = openings.anti_join(record.keep("attackers", attackers), list(KEYS))
    counted = every_ally.group_by(["conflict", "call_kind", "target"]).aggregate(
        n_allies_called=every_ally.ally.nunique()
    )
    return _attach(promised, record.keep("counted", counted), ["conflict", "call_kind", "target"])


def _names(record: Record, level: str) -> Any:
    if level != "war":
        return None
    table = record.table("interstate_war_participants")
    return record.keep(
        "names", table.group_by("warnum").aggregate(conflict_name=table.war_name.min()).rename(conflict="warnum")
    )


def _outcomes(promised: Any, there: Any) -> Any:
    """What the ally did. `joined`: on the target's side in time; the rest says why a row may be no call."""
    days = promised.days_to_join
    same_day = there.select("conflict", ally="ccode", side="side", began="first_day", day_one="is_original")
    there_too = promised.left_join(same_day, ["conflict", "ally", "side"])
    attacked = (there_too.call_kind == "opening") & there_too.day_one
    rows = there_too.select(*promised.columns, ally_attacked_too=attacked.fill_null(False).cast("int64"))
    days = rows.days_to_join
    rows = rows.mutate(
        joined=(days <= DAYS_TO_ANSWER).fill_null(False).cast("int64"),
        joined_ever=rows["joined"].cast("int64"),
        ally_in_war_already=(days < 0).fill_null(False).cast("int64"),
        ally_on_other_side_already=(rows.days_to_fight < 0).fill_null(False).cast("int64"),
        hindsight_joined_other_side=(rows.days_to_fight >= 0).fill_null(False).cast("int64"),
        era=(rows.year < POST_WAR).ifelse("pre1945", "post1945"),
    )
    return rows.drop("is_original", "fought", "days_to_fight", "role", "defense").rename(
        **{f"obliged_{name}": name for name in OBLIGATIONS[1:]}
    )


def _obligations(record: Record, rows: Any) -> Any:
    """What else was owed: by the ally to the challenger, by the target to the ally, and since when."""
    data = data_set("atop_directed_dyad_year")
    dyads = record.table("atop_directed_dyad_year")
    owes = dyads.select(
        ally="ccode1", challenger="ccode2", year="year", **{f"owes_{name}": name for name in OBLIGATIONS}
    )
    rows = _attach(rows, owes, ["ally", "challenger", "year"])
    rows = rows.mutate(
        **{f"ally_owes_challenger_{name}": known_or_null(rows[f"owes_{name}"], rows.year, data) for name in OBLIGATIONS}
    ).drop(*(f"owes_{name}" for name in OBLIGATIONS))
    back = dyads.select(target="ccode1", ally="ccode2", year="year", mutual="defense")
    rows = _attach(rows, back, ["target", "ally", "year"])
    before = dyads.select(ally="ccode1", target="ccode2", year=dyads.year + 1, obliged_year_before="defense")
    rows = _attach(rows, before, ["ally", "target", "year"])
    rows = rows.mutate(
        mutual=known_or_null(rows.mutual, rows.year, data),
        obliged_year_before=known_or_null(rows.obliged_year_before, rows.year - 1, data),
    )
    rows = record.keep("owing", rows)
    # The years without a gap before this one: the last gap, counted back.
    owed = dyads.filter(dyads.defense == 1).select(ally="ccode1", target="ccode2", earlier="year")
    joined = rows.inner_join(owed, ["ally", "target"]).filter(lambda row: row.earlier < row.year)
    ibis = library()
    latest_first = ibis.window(group_by=list(KEYS), order_by=ibis.desc("earlier"))
    ranked = joined.mutate(steps=ibis.row_number().over(latest_first) + 1)
    unbroken = ranked.filter(ranked.year - ranked.earlier == ranked.steps)
    counted = unbroken.group_by(list(KEYS)).aggregate(years_obliged=unbroken.count())
    rows = _attach(rows, record.keep("years", counted), list(KEYS))
    return rows.mutate(years_obliged=rows.years_obliged.fill_null(0))


def _called(rows: Any) -> Any:
    free = (rows.ally_attacked_too == 0) & (rows.ally_in_war_already == 0) & (rows.ally_on_other_side_already == 0)
    return rows.mutate(called=free.ifelse(rows.in_force_day_before, 0))


def _past(record: Record, rows: Any) -> Any:
    """`ally_past_calls`, `ally_past_honoured`: calls on the ally in strictly earlier years, at this level."""
    counting = record.keep("counting", rows.filter(rows.called == 1).select("ally", "joined", past="year"))
    joined = rows.inner_join(counting, "ally").filter(lambda row: row.past < row.year)
    counted = joined.group_by(list(KEYS)).aggregate(
        ally_past_calls=joined.count(), ally_past_honoured=joined.joined_right.sum()
    )
    rows = _attach(rows, record.keep("past", counted), list(KEYS))
    return record.keep(
        "with_past",
        rows.mutate(
            ally_past_calls=rows.ally_past_calls.fill_null(0), ally_past_honoured=rows.ally_past_honoured.fill_null(0)
        ),
    )


def _war_hindsight(record: Record, rows: Any, found: Any) -> Any:
    """Whether the ally was attacked itself later in the same war, known only afterwards."""
    later = found.filter(found.call_kind == "later_attack").select("conflict", ally="target", attacked="call_date")
    joined = rows.left_join(record.keep("later", later), ["conflict", "ally"])
    is_later = (joined.attacked > joined.call_date).fill_null(False).cast("int64")
    return record.keep(
        "hindsight",
        joined.select(*rows.columns, hindsight_ally_attacked_later=is_later).mutate(
            hindsight_hostility_level=library().literal(WAR, "int64")
        ),
    )


def _hindsight(record: Record, rows: Any, there: Any) -> Any:
    """How far the dispute went, known only afterwards."""
    disputes = record.table("gml_disputes").select(conflict="dispnum", hindsight_hostility_level="hostility_level")
    rows = _attach(rows, disputes, ["conflict"])
    for party in ("ally", "challenger"):
        name = f"hindsight_{party}_highest_action"
        acts = there.select("conflict", "side", **{party: there.ccode, name: there.action})
        acts = acts if party == "ally" else acts.filter(acts.side == 1).drop("side")
        rows = _attach(
            rows, record.keep("acts", acts), [name for name in ("conflict", party, "side") if name in acts.columns]
        )
    return record.keep("hindsight", rows)


def _attach(rows: Any, other: Any, keys: list[str]) -> Any:
    joined = rows.left_join(other, keys)
    return joined.drop(*[name for name in joined.columns if name.endswith("_right")])


def _order(rows: Any, level: str) -> list[str]:
    first = [
        "level", "conflict", *(["conflict_name"] if level == "war" else []), "call_kind", "call_date", "year", "era",
        "target", "ally", "challenger", "n_attackers", "n_targets", "called", "joined", "joined_ever", "days_to_join",
        "hindsight_joined_other_side", "ally_attacked_too", "ally_in_war_already", "ally_on_other_side_already",
        "in_force_day_before", "atop_ids", *CONDITIONS,
    ]  # fmt: skip
    return [*first, *sorted(name for name in rows.columns if name not in (*first, "side"))]
