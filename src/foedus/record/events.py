"""Events of every source as one table: on a day, a state did something of a kind to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import InputError
from foedus.record.connection import library
from foedus.record.country import GDELT_CODES, iso3_of
from foedus.record.ontology import kind_of_cameo, kind_of_phrase, kind_of_plover

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = [
    "EVENT_SETS",
    "daily_counts",
    "event_set",
    "events",
    "monthly_counts",
    "tidy_gdelt",
    "tidy_phrases",
    "tidy_polecat",
]

EVENT_SETS = ("icews14", "icews", "gdelt2", "polecat")
OFFICIAL = (
    "Minist|Foreign Affairs|Envoy|Cabinet|Head of Government|Royal Administration|Government|Lawmaker|Legislat|"
    "Member of Parliament|Congress|House of Representatives|Senate|National Security Advisor|Department|Governor|"
    "Undersecretary|Domestic Affairs|Military Advisor"
)
"""Offices that speak for a state, as ICEWS names them; a bare country does too"""
OFFICIAL_TYPES = ("GOV", "LEG", "MIL")
"""The same as types of GDELT and sectors of POLECAT"""
HOST = "Host a visit"
COLUMNS = ("date", "actor", "other", "code", "kind", "is_official")


def events(record: Record, name: str, keep: bool = True) -> Any:
    """Events between states: `date`, `actor` and `other` (ISO 3166), `code` (the owner's), `kind`, `is_official`.

    A visit has the visitor as actor, from whichever end it was coded. `is_official`: the actor speaks for its state.
    Events within a state, and those whose ends are no states, are left out.

    Arguments:
        keep: compute the table once; else it stays an expression over the file, for files larger than memory.

    Raises:
        InputError: the file is missing or wrong.
    """
    if name not in EVENT_SETS:
        raise InputError.at("--set", f'is "{name}": expected events, one of {", ".join(EVENT_SETS)}')
    return record.once(f"events {name}", lambda: _events(record, name)) if keep else _events(record, name)


def event_set(record: Record) -> str:
    """The first event data set that the folder has.

    Raises:
        InputError: it has none.
    """
    for name in EVENT_SETS:
        if record.has(name):
            return name
    raise InputError.at(
        str(record.folder), f"has no file of events: expected one of {', '.join(EVENT_SETS)}",
        hint="`foedus record describe icews` says where to get them.",
    )  # fmt: skip


def _events(record: Record, name: str) -> Any:
    table = record.table(name)
    if name == "gdelt2":
        return tidy_gdelt(table)
    if name == "polecat":
        return tidy_polecat(table)
    return tidy_phrases(table, _codes_of_names(record, table))


def _codes_of_names(record: Record, table: Any) -> Any:
    """Names of actors that hold a state, with its code and the office: `name`, `state`, `office`."""
    import pyarrow as pa

    if "subject_country" in table.columns:
        ends = [
            table.select(name=f"{end}_country", office=f"{end}_sectors").distinct() for end in ("subject", "object")
        ]
        rows = ends[0].union(ends[1], distinct=True).to_pyarrow().to_pylist()
        parts = [(row["name"], row["name"], row["office"]) for row in rows if row["name"]]
    else:
        ends = [table.select(name=end).distinct() for end in ("subject", "object")]
        names = ends[0].union(ends[1], distinct=True).name.to_pyarrow().to_pylist()
        parts = [_split(name) for name in names if name]
    found = [(name, iso3_of(state), office) for name, state, office in parts]
    known = [one for one in found if one[1]]
    columns = {"name": [n for n, _, _ in known], "state": [s for _, s, _ in known], "office": [o for _, _, o in known]}
    schema = pa.schema([("name", pa.string()), ("state", pa.string()), ("office", pa.string())])
    return record.keep("names", library().memtable(pa.table(columns, schema=schema)))


def _split(name: str) -> tuple[str, str, str | None]:
    """ "Foreign Affairs (Russia)" is an office of a state, "Russia" the state."""
    office, bracket, rest = name.rpartition(" (")
    return (name, rest.removesuffix(")"), office) if bracket and rest.endswith(")") else (name, name, None)


def tidy_phrases(table: Any, names: Any) -> Any:
    """Rows of ICEWS: CAMEO phrases, and actors whose states `names` gives (`name`, `state`, `office`)."""
    if "subject_country" in table.columns:
        named = names.select("name", "state").distinct()
        sources = named.select(subject_country="name", actor="state")
        targets = named.select(object_country="name", other="state")
        rows = table.inner_join(sources, "subject_country").inner_join(targets, "object_country")
        office, host_of = rows.subject_sectors, rows.object_sectors
    else:
        sources = names.select(subject="name", actor="state", office="office")
        targets = names.select(object="name", other="state", object_office="office").view()
        rows = table.inner_join(sources, "subject").inner_join(targets, "object")
        office, host_of = rows.office, rows.object_office
    is_host = rows.relation == HOST
    # The visitor is who acts in a visit, from whichever end it was coded: its office counts, not the host's.
    acting = is_host.ifelse(host_of, office).fill_null("Government")
    kept = rows.select("date", "actor", "other", code="relation", is_official=acting.re_search(OFFICIAL))
    kept = kept.mutate(kind=kind_of_phrase(kept.code))
    return _between_states(kept, kept.code == HOST)


def tidy_gdelt(table: Any) -> Any:
    """Rows of GDELT 2, with CAMEO codes of events and of countries."""
    acting = table.code.startswith("043").ifelse(table.object_type, table.subject_type)
    rows = table.select(
        "date", "code", *_counted(table), actor=_as_iso(table.subject_country), other=_as_iso(table.object_country),
        is_official=acting.isnull() | acting.isin(list(OFFICIAL_TYPES)),
    )  # fmt: skip
    rows = rows.mutate(kind=kind_of_cameo(rows.code))
    return _between_states(rows, rows.code.startswith("043"))


def tidy_polecat(table: Any) -> Any:
    """Rows of POLECAT, with PLOVER types, modes and contexts; its visits have the visitor as actor."""
    rows = table.select(
        "date", "code", actor=_as_iso(table.subject_country), other=_as_iso(table.object_country),
        is_official=table.subject_sector.isnull() | table.subject_sector.isin(list(OFFICIAL_TYPES)),
        kind=kind_of_plover(table.code, table["mode"].fill_null(""), table.contexts.fill_null("")),
    )  # fmt: skip
    return _between_states(rows, library().literal(False))


def _as_iso(code: Any) -> Any:
    return library().cases(*((code == old, new) for old, new in GDELT_CODES.items()), else_=code)


def _between_states(rows: Any, is_host: Any) -> Any:
    swapped = rows.mutate(actor=is_host.ifelse(rows.other, rows.actor), other=is_host.ifelse(rows.actor, rows.other))
    kept = swapped.filter(swapped.actor.notnull() & swapped.other.notnull() & (swapped.actor != swapped.other))
    return kept.select(*COLUMNS, *_counted(rows))


def _counted(table: Any) -> list[str]:
    """The column that says how many events a row stands for, where rows were counted before."""
    return ["n"] if "n" in table.columns else []


def monthly_counts(record: Record, name: str) -> Any:
    """Events by pair, month and kind, from the file without loading it: see `daily_counts`.

    Rows of GDELT are counted by country and code first, so that ten million of them are read once and looked up never.
    """
    if name != "gdelt2":
        return daily_counts(events(record, name))
    rows = record.table(name)
    keys = ["date", "subject_country", "object_country", "subject_type", "object_type", "code"]
    months = rows.mutate(date=rows.date.truncate("month"))
    return daily_counts(tidy_gdelt(months.group_by(keys).aggregate(n=months.count())))


def daily_counts(table: Any) -> Any:
    """Events by pair, month and kind: `actor`, `other`, `month`, `kind`, `n`; from any table of `events`' columns."""
    rows = table.filter(table.kind.notnull()).mutate(month=table.date.truncate("month"))
    return rows.group_by(["actor", "other", "month", "kind"]).aggregate(
        n=rows.n.sum() if _counted(rows) else rows.count()
    )
