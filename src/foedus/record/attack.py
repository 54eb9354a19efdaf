"""Attacks: who was attacked by whom on which day, which is what calls a promise of defence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.connection import library
from foedus.record.sides import sides

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["LATER_ATTACKS", "attackers_of", "attacks"]

LATER_ATTACKS = (
    (49, 160, 150),  # Paraguay into Argentina, 1865
    (64, 135, 155),  # Chile declares war on Peru, 1879
    (106, 365, 255),  # Germany declares war on Russia, 1 August 1914
    (106, 220, 255),  # on France
    (106, 211, 255),  # enters Belgium
    (106, 235, 255),  # declares war on Portugal, 1916
    (139, 385, 255),  # Germany into Norway, 1940
    (139, 210, 255),  # the Netherlands
    (139, 211, 255),  # Belgium
    (139, 350, 325),  # Italy into Greece, 1940
    (139, 345, 255),  # Germany into Yugoslavia, 1941
    (139, 365, 255),  # into the Soviet Union
    (139, 2, 740),  # Japan on the United States
)
"""War, state drawn in by an attack after the opening, and its attacker: coded by hand. Wars that grew have one row each
in the owner's list, and a state that enters one may have been attacked or have come to help: its tables do not say.
"""


def attacks(record: Record, level: str) -> Any:
    """Attacks of a level: conflict, call_kind, call_date, target and its side, challenger, and how many on either side.

    An opening: the target was there on the first day, on the side that did not begin (wars: without an initiator;
    disputes: not the side of the first militarised act). Wars have later attacks besides, see `LATER_ATTACKS`. Where
    several attack together the challenger is the one with the highest share of world capabilities, in the year before.
    """
    return record.once(f"attacks {level}", lambda: _attacks(record, level))


def _attacks(record: Record, level: str) -> Any:
    there = sides(record, level)
    opening = _openings(there)
    # Kept: an expression cannot be joined with what was made from itself.
    found = record.keep("attacks", opening if level != "war" else opening.union(_later(there)))
    power = record.keep("power", _power_of_attackers(record, attackers_of(found, there)))
    counted = found.inner_join(power, ["conflict", "call_kind", "target"])
    keep = [*found.columns, "challenger", "n_attackers", "attackers_cinc"]
    return counted.select(*keep)


def attackers_of(found: Any, there: Any) -> Any:
    """The attackers of each attack: `conflict`, `call_kind`, `call_date`, `target`, `attacker`.

    All who were there on the first day on the other side; of a later attack, the one that is coded.
    """
    ibis = library()
    other = there.select(
        "conflict", attacker="ccode", other_side="side", is_original="is_original", began="is_initiator"
    )
    joined = found.inner_join(other, "conflict").filter(lambda row: row.other_side != row.side)
    coded = ibis.memtable(
        {"conflict": [a[0] for a in LATER_ATTACKS], "target": [a[1] for a in LATER_ATTACKS],
         "attacker": [a[2] for a in LATER_ATTACKS]},
        schema={"conflict": "int64", "target": "int64", "attacker": "int64"},
    )  # fmt: skip
    opening = joined.filter((joined.call_kind == "opening") & joined.is_original)
    later = joined.filter(joined.call_kind == "later_attack").semi_join(coded, ["conflict", "target", "attacker"])
    both = opening.union(later)
    return both.select("conflict", "call_kind", "call_date", "target", "attacker", "began").distinct()


def _openings(there: Any) -> Any:
    opened = there.group_by("conflict").aggregate(call_date=there.first_day.min())
    begun = there.filter(there.is_initiator & there.is_original).select("conflict", first_side="side").distinct()
    # A side that holds no initiator, in a conflict that has one.
    joined = there.filter(there.is_original).inner_join(opened, "conflict").inner_join(begun, "conflict")
    targets = joined.filter(joined.side != joined.first_side)
    counted = targets.group_by(["conflict", "side"]).aggregate(n_targets=targets.ccode.nunique())
    rows = targets.inner_join(counted, ["conflict", "side"])
    return rows.select(
        "conflict", call_kind=library().literal("opening"), call_date="call_date", target="ccode", side="side",
        n_targets="n_targets",
    )  # fmt: skip


def _later(there: Any) -> Any:
    ibis = library()
    coded = ibis.memtable(
        {"conflict": [a[0] for a in LATER_ATTACKS], "ccode": [a[1] for a in LATER_ATTACKS],
         "attacker": [a[2] for a in LATER_ATTACKS]},
        schema={"conflict": "int64", "ccode": "int64", "attacker": "int64"},
    )  # fmt: skip
    attackers = there.select("conflict", attacker="ccode", attacker_side="side")
    # A state that changed sides has two rows: the one opposite its attacker is meant.
    rows = there.inner_join(coded, ["conflict", "ccode"]).inner_join(attackers, ["conflict", "attacker"])
    rows = rows.filter(rows.side != rows.attacker_side)
    return rows.select(
        "conflict", call_kind=ibis.literal("later_attack"), call_date="first_day", target="ccode", side="side",
        n_targets=ibis.literal(1, "int64"),
    )  # fmt: skip


def _power_of_attackers(record: Record, attackers: Any) -> Any:
    cinc = record.table("national_capabilities").select("ccode", "year", "cinc")
    joined = attackers.mutate(year=attackers.call_date.year())
    before = cinc.select(attacker="ccode", year=cinc.year + 1, cinc_before="cinc")
    same = cinc.select(attacker="ccode", year="year", cinc_same="cinc")
    joined = joined.left_join(before, ["attacker", "year"]).drop("attacker_right", "year_right")
    joined = joined.left_join(same, ["attacker", "year"]).drop("attacker_right", "year_right")
    cinc_then = joined.cinc_before.fill_null(joined.cinc_same)
    joined = joined.mutate(power=cinc_then, rank=joined.began.ifelse(1, 0) * 10 + cinc_then.fill_null(-1.0))
    return joined.group_by(["conflict", "call_kind", "target"]).aggregate(
        challenger=joined.attacker.argmax(joined.rank), n_attackers=joined.attacker.nunique(),
        attackers_cinc=joined.power.sum(),
    )  # fmt: skip
