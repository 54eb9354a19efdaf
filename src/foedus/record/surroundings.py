"""What was known before a call: power, place, ties and load of ally, target and challenger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.catalogue import data_set
from foedus.record.connection import library
from foedus.record.directed import both_directions
from foedus.record.system import date_of

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["surroundings"]

EARTH_RADIUS = 6371.0  # km
NOT_CONTIGUOUS = 6
USE_OF_FORCE = 13  # highest action: 13 blockade and above; 7 to 12 are displays
PARTIES = ("ally", "target", "challenger")
PAIRS = (("ally", "target"), ("ally", "challenger"))


def surroundings(record: Record, rows: Any, level: str, there: Any) -> Any:
    """`rows` with what was known on the day before each call, or for the year before where the source has years.

    Null where a source does not cover the year, or has nothing where it would list what exists.

    Arguments:
        rows: one for each call and ally, with `conflict`, `call_date`, `year`, `ally`, `target`, `challenger`,
            `attackers_cinc`.
        level: "war" or "dispute".
        there: `sides` of that level.
    """
    for add in (_power, _place, _rivalry, _shared_organisations, _regimes):
        rows = record.keep(add.__name__, add(record, rows))
    rows = record.keep("busy", _busy(record, rows, level, there))
    return record.keep("load", _load(record, rows))


def _attach(rows: Any, other: Any, keys: list[str]) -> Any:
    """A left join that leaves no second copies of the keys behind."""
    joined = rows.left_join(other, keys)
    return joined.drop(*[name for name in joined.columns if name.endswith("_right")])


def _power(record: Record, rows: Any) -> Any:
    cinc = record.table("national_capabilities").select("ccode", "year", "cinc")
    for party in PARTIES:
        before = cinc.select(**{party: cinc.ccode, "year": cinc.year + 1, "power_before": cinc.cinc})
        same = cinc.select(**{party: cinc.ccode, "year": cinc.year, "power_same": cinc.cinc})
        rows = _attach(_attach(rows, before, [party, "year"]), same, [party, "year"])
        # A state that is new this year has no year before.
        rows = rows.mutate(**{f"{party}_cinc": rows.power_before.fill_null(rows.power_same)})
        rows = rows.drop("power_before", "power_same")
    ally, target, against = rows.ally_cinc, rows.target_cinc, rows.attackers_cinc
    rows = rows.mutate(
        target_share=target / (target + against), share_with_ally=(target + ally) / (target + ally + against),
        ally_share_against_attackers=ally / (ally + against),
    )  # fmt: skip
    majors = record.table("major_powers")
    spells = majors.select(code="ccode", first_major=date_of(majors, "start"), last_major=date_of(majors, "end"))
    for party in PARTIES:
        rows = _during(rows, spells.rename({party: "code"}), [party], "first_major", "last_major", f"major_{party}")
    return rows


def _during(rows: Any, spells: Any, keys: list[str], first: str, last: str, name: str) -> Any:
    """`rows` with 1 in `name` where a spell with the same keys covers the day of the call, else 0."""
    on = [*keys, rows.call_date >= spells[first], rows.call_date <= spells[last]]
    covered = rows.semi_join(spells, on).select("conflict", "call_kind", "target", "ally").mutate(**{name: 1})
    joined = rows.left_join(covered.distinct(), ["conflict", "call_kind", "target", "ally"])
    joined = joined.drop(*[column for column in joined.columns if column.endswith("_right")])
    return joined.mutate(**{name: joined[name].cast("int64").fill_null(0)})


def _place(record: Record, rows: Any) -> Any:
    spells = record.table("contiguity_spells")
    last = spells.end_date.max().as_scalar()
    capitals = record.table("capitals")
    distances = both_directions(record.table("min_distance_dyad_year"))
    for one, other in PAIRS:
        name = f"{one}_{other}"
        near = spells.select(
            **{one: spells.ccode1, other: spells.ccode2, "kind": spells.contiguity_type},
            first="start_date", last="end_date",
        )  # fmt: skip
        joined = rows.left_join(near, [one, other, rows.call_date >= near["first"], rows.call_date <= near["last"]])
        joined = joined.drop(*[column for column in joined.columns if column.endswith("_right")])
        # Pairs that are not contiguous are not listed, or as 0; after the data end nothing is known.
        kind = joined.kind.nullif(0).fill_null(NOT_CONTIGUOUS)
        keys = list(rows.columns)
        rows = joined.group_by(keys).aggregate(
            **{f"contiguity_{name}": (joined.call_date <= last).ifelse(kind, None).min()}
        )
        rows = _between_capitals(record.keep("near", rows), capitals, one, other)
        before = distances.select(
            **{one: distances.ccode1, other: distances.ccode2, "year": distances.year + 1},
            **{f"min_km_{name}": distances.min_distance_km},
        )
        rows = record.keep("place", _attach(rows, before, [one, other, "year"]))
    return rows


def _between_capitals(rows: Any, capitals: Any, one: str, other: str) -> Any:
    """`rows` with the great-circle distance between the capitals on the day, in km."""
    kept = list(rows.columns)
    for party, tag in ((one, "1"), (other, "2")):
        spells = capitals.select(
            **{party: capitals.ccode, f"lat{tag}": capitals.lat, f"lon{tag}": capitals.lon},
            first_day="start_date", last_day="end_date",
        )  # fmt: skip
        joined = rows.left_join(spells, [party, rows.call_date >= spells.first_day, rows.call_date <= spells.last_day])
        rows = joined.select(*rows.columns, f"lat{tag}", f"lon{tag}")
    lat1, lon1, lat2, lon2 = (rows[name].radians() for name in ("lat1", "lon1", "lat2", "lon2"))
    half = ((lat2 - lat1) / 2).sin() ** 2 + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2).sin() ** 2
    far = rows.mutate(**{f"capital_km_{one}_{other}": 2 * EARTH_RADIUS * half.sqrt().asin()})
    return far.group_by(kept).aggregate(**{f"capital_km_{one}_{other}": far[f"capital_km_{one}_{other}"].min()})


def _rivalry(record: Record, rows: Any) -> Any:
    """Rivals since an earlier year, so that a rivalry that the call itself began does not count."""
    data = data_set("rivalries_thompson_sakuwa_suhas")
    listed = both_directions(record.table(data.name))
    assert data.years is not None
    for one, other in (("ally", "challenger"), ("target", "challenger")):
        name = f"rivalry_{one}_{other}"
        spells = listed.select(
            **{one: listed.ccode1, other: listed.ccode2}, first=library().date(listed.start_year + 1, 1, 1),
            last=library().date(listed.end_year, 12, 31),
        )  # fmt: skip
        rows = _during(rows, spells, [one, other], "first", "last", name)
        rows = rows.mutate(**{name: (rows.year <= data.years[1]).ifelse(rows[name], None)})
    return rows


def _shared_organisations(record: Record, rows: Any) -> Any:
    shared = both_directions(record.table("igo_shared_dyad_year"))
    before = shared.select(ally="ccode1", target="ccode2", year=shared.year + 1, shared_igos_ally_target="shared_igos")
    return _attach(rows, before, ["ally", "target", "year"])


def _regimes(record: Record, rows: Any) -> Any:
    for name, source in (("polity2", "polity4_regime"), ("polyarchy", "vdem_polyarchy")):
        if not record.has(source):
            rows = rows.mutate(**{f"{name}_{party}": library().null("float64") for party in PARTIES})
            continue
        table = record.table(source)
        value = table.polity2 if name == "polity2" else table.vdem_polyarchy
        for party in PARTIES:
            before = table.select(**{party: table.ccode, "year": table.year + 1, f"{name}_{party}": value})
            rows = _attach(rows, before, [party, "year"])
    return rows


def _busy(record: Record, rows: Any, level: str, there: Any) -> Any:
    """`ally_at_war` and `ally_using_force`: in another war, or in a dispute elsewhere with use of force, since before.

    Elsewhere: none of those who attack or are attacked in the call is in it.
    """
    from foedus.record.sides import sides

    keys = ["conflict", "call_kind", "target", "ally"]
    for name, kind in (("ally_at_war", "war"), ("ally_using_force", "dispute")):
        every = sides(record, kind)
        spells = every.select(
            ally="ccode", other="conflict", first="first_day", last="last_day", action="action"
        ).view()
        used = spells.filter(spells.action >= USE_OF_FORCE) if kind == "dispute" else spells
        on = ["ally", rows.call_date > used["first"], rows.call_date <= used["last"]]
        if kind == level:
            on.append(rows.conflict != used.other)
        pairs = rows.select(*keys, "call_date").inner_join(used.select("ally", "other", "first", "last"), on)
        pairs = record.keep("pairs", pairs.select(*keys, "other").distinct())
        if kind == "dispute":
            parties = record.keep("parties", _parties(rows, there))
            about = ["conflict", "call_kind", "target"]
            shared = (
                parties.inner_join(spells.select("other", party="ally").view(), "party")
                .select(*about, "other")
                .distinct()
            )
            pairs = pairs.anti_join(record.keep("shared", shared), [*about, "other"])
        covered = pairs.select(*keys).distinct().mutate(**{name: 1})
        rows = _attach(rows, record.keep("covered", covered), keys)
        rows = record.keep("busy", rows.mutate(**{name: rows[name].cast("int64").fill_null(0)}))
    return rows


def _parties(rows: Any, there: Any) -> Any:
    """Who attacks and who is attacked: at an opening all who were there on the first day, later the two alone."""
    about = rows.select("conflict", "call_kind", "target", "challenger").distinct()
    original = there.filter(there.is_original).select("conflict", party="ccode")
    opening = about.filter(about.call_kind == "opening").inner_join(original, "conflict")
    later = about.filter(about.call_kind != "opening")
    keys = ["conflict", "call_kind", "target"]
    sets = [opening.select(*keys, "party"), *(later.select(*keys, party=end) for end in ("target", "challenger"))]
    return sets[0].union(sets[1], sets[2]).distinct()


def _load(record: Record, rows: Any) -> Any:
    """`ally_other_defense_commitments`: other states that the ally owed defence in the year before."""
    dyads = record.table("atop_directed_dyad_year")
    owed = dyads.filter(dyads.defense == 1).select(ally="ccode1", other="ccode2", before=dyads.year + 1)
    keys = ["conflict", "call_kind", "target", "ally"]
    joined = rows.inner_join(owed, [rows.ally == owed.ally, rows.year == owed.before, rows.target != owed.other])
    counted = joined.group_by(keys).aggregate(ally_other_defense_commitments=joined.other.nunique())
    rows = _attach(rows, record.keep("load", counted), keys)
    return rows.mutate(ally_other_defense_commitments=rows.ally_other_defense_commitments.fill_null(0))
