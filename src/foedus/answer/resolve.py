"""What the references of a case to the public record come to: resolved before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.case import Case
from foedus.case.case import DUTIES
from foedus.case.reference import Reference, Resolved
from foedus.errors import Finding, InputError, listed, nearest

if TYPE_CHECKING:
    from foedus.record import Record

ERAS = {"pre-1945": "before 1945", "post-1945": "from 1945"}
OBLIGATIONS = (("defense", "written defence"), ("consul", "consultation"), ("neutral", "neutrality"))
"""columns of ATOP and the duty that each is, the strongest first"""
ATOP = "atop_directed_dyad_year"
ALIKE = 5
"""letters with which names begin alike: Czechia, Czechoslovakia"""
PARTS = ("North", "South", "Republic", "United", "Saint", "Equatorial")
"""with which names begin that are not alike"""


def resolve(case: Case, folder: str | Path | None) -> Case:
    """The case with every reference replaced by what the record in `folder` says.

    Without a folder a reference keeps the value that stands beside it.

    Raises:
        InputError: no folder and no value beside; the folder lacks a file; the record has no such figure.
    """
    # A reference to a fit was resolved when the case was read, or keeps its value and says so.
    waiting = {path: stated for path, stated in case.references.items() if stated.reference.kind != "fit"}  # type: ignore[union-attr]
    if not waiting:
        return case
    if folder is None:
        findings = [
            Finding(
                case.place(path), path, f"refers to the record ({stated.reference}) and has no value beside it",
                "Name the folder of the record (--record FOLDER), or write a value for where there is none.",
            )
            for path, stated in waiting.items() if not stated.has_value
        ]  # fmt: skip
        if findings:
            raise InputError(findings)
        first, number = next(iter(waiting)), len(waiting)
        kept = "1 number that refers to the record keeps its" if number == 1 else (
            f"{number} numbers that refer to the record keep their"
        )  # fmt: skip
        return case.with_warnings([f"{kept} own value, as {first}: no record was named (--record FOLDER)"])
    from foedus.record import Record

    record = Record(folder)
    resolved, findings = {}, []
    for path, stated in waiting.items():
        assert stated.reference is not None
        try:
            resolved[path] = _FIGURES[stated.reference.kind](record, case, stated.reference)
        except InputError as error:
            findings += [
                Finding(case.place(path), path, f"({stated.reference}): {each.place} {each.message}", each.hint)
                for each in error.findings
            ]
    if findings:
        raise InputError(findings)
    return case.with_resolved(resolved)


def _honour_rate(record: Record, case: Case, reference: Reference) -> Resolved:
    """A rate of honour, its interval the wider of the exact one and the one that draws whole conflicts."""
    from foedus.record import honour_rates

    asked = {key: reference.get(key) for key in ("era", "obligation", "guarantor") if reference.get(key)}
    if "era" in asked:
        asked["era"] = ERAS[asked["era"]]
    levels = [reference.get("level")] if reference.get("level") else None
    rates = honour_rates(record, by=[*asked], definitions=[reference.get("definition")], levels=levels)
    fitting = [one for one in rates if all(one.group[key].casefold() == asked[key].casefold() for key in asked)]
    if not fitting:
        known = sorted({one.group[key] for one in rates for key in ("guarantor",) if key in one.group})
        hint = f"{nearest(asked.get('guarantor', ''), known)} Guarantors: {listed(known)}.".strip() if known else ""
        raise InputError.at(str(record.folder), f"has no case for {reference}: expected one at least", hint=hint)
    if len(fitting) > 1:
        kinds = " or ".join(one.level for one in fitting)
        raise InputError.at(str(record.folder), f"has several rates for {reference}", hint=f"Say level: {kinds}.")
    one = fitting[0]
    group = "".join(f", {value}" for value in one.group.values())
    return _counted(one.rate, f"{one.level}s{group}: {one.definition.sentence}", "conflicts")


def _events(record: Record, case: Case, reference: Reference) -> Resolved:
    """The share of first events that something followed, by pair of states."""
    from foedus.record import event_set, events, following
    from foedus.record.country import iso3
    from foedus.record.following import read_days
    from foedus.record.ontology import check_kind

    after, row = check_kind(reference.get("after"), "after"), check_kind(reference.get("row"), "row")
    within = read_days(reference.get("within", "30 days"))
    who = {key: iso3(reference.get(key), key) for key in ("actor", "other") if reference.get(key)}
    found = following(events(record, event_set(record)), after, [row], within, **who)
    direction = reference.get("direction", "actor to other")
    fitting = [one for one in found if one.direction == direction]
    if not fitting:
        known = [one.direction for one in found]
        raise InputError.at(str(record.folder), f'has no direction "{direction}"', hint=nearest(direction, known))
    one = fitting[0]
    usual = "unknown" if one.same_pair is None else f"{one.same_pair:.1%}"
    said = f"{row} within {within} days after a {after}, {direction}; in other weeks of the same pairs {usual}"
    return _counted(one.rate, said, "pairs")


def _counted(rate: Any, said: str, clusters: str) -> Resolved:
    ends = [end for end in (rate.low, rate.cluster_low) if end is not None]
    tops = [end for end in (rate.high, rate.cluster_high) if end is not None]
    low, high = min(ends), max(tops)
    counts = f"{rate.hits} of {rate.cases}, {rate.clusters} {clusters}"
    text = f"{low:.4g} to {high:.4g}" if low < high else f"{low:.4g}"
    return Resolved(text, f"{counts}; {said}", rate.hits, rate.cases, rate.clusters)


def _atop(record: Record, case: Case, reference: Reference) -> Resolved:
    """The strongest obligation that the guarantor owed the client in a year."""
    from foedus.record import frame_of
    from foedus.record.country import iso3

    year = reference.get("year")
    if not year.isdecimal():
        raise InputError.at(str(record.folder), f'is of the year "{year}": expected a year')
    table = record.table(ATOP)
    span = frame_of(table.aggregate(first=table.year.min(), last=table.year.max())).iloc[0]
    if not int(span["first"]) <= int(year) <= int(span["last"]):
        message = f"knows nothing of {year}: expected a year from {span['first']} to {span['last']}"
        raise InputError.at(str(record.folder), message, hint="After the data end an obligation is unknown, not none.")
    owes, owed = (
        ccode_of(record, iso3(str(party), "duty"), int(year)) for party in (case.guarantor.state, case.client.state)
    )
    rows = frame_of(table.filter((table.ccode1 == owes) & (table.ccode2 == owed) & (table.year == int(year))))
    between = f"{case.guarantor.state} owed {case.client.state} by treaty in {year} (ATOP)"
    for column, duty in OBLIGATIONS:
        if bool((rows[column] == 1).any()):
            return Resolved(f"{DUTIES[duty]:g}", f"{duty}, the most that {between}")
    return Resolved("0", f"none of defence, consultation and neutrality is what {between}")


def ccode_of(record: Record, code: str, year: int) -> int:
    """The code of the Correlates of War project for a state, as its list of states has it in a year.

    Raises:
        InputError: the list does not have it then; the message says when it does, and which state instead.
    """
    from foedus.record import frame_of
    from foedus.record.country import CONTINUED, cow_state_of

    states = frame_of(record.table("states"))
    # The list ends years before the other tables: the last spell goes on.
    last = int(states.end_year.max())
    coded = states.assign(code=states.state_name.map(cow_state_of)).sort_values(["start_year", "end_year"])
    is_then = (coded.start_year <= year) & ((coded.end_year >= year) | (coded.end_year == last))
    named = coded[coded.code == CONTINUED.get(code, code)]
    there = named[is_then[named.index]]
    if there.empty:
        hint = f"{_when(code, named, year, last)} {_alike(code, named, coded[is_then], year)}".strip()
        message = f"has no state {code} in {year}: expected one that its list has then"
        raise InputError.at(str(record.folder), message, hint=hint)
    return int(there.ccode.iloc[0])


def _when(code: str, named: Any, year: int, last: int) -> str:
    """The years in which a code existed, by the name that it had, and the nearest of them, in a sentence."""
    if named.empty:
        return f"Its list never has {code}."
    spells: dict[str, list[str]] = {}
    for row in named.itertuples():
        years = f"from {row.start_year}" if row.end_year == last else f"{row.start_year}–{row.end_year}"
        spells.setdefault(row.state_name, []).append(years)
    said = ", ".join(f"{name} {' and '.join(years)}" for name, years in spells.items())
    ends = [end for row in named.itertuples() for end in (row.start_year, row.end_year)]
    return f"{code} is {said} there: the nearest year is {min(ends, key=lambda end: abs(end - year))}."


def _alike(code: str, named: Any, then: Any, year: int) -> str:
    """The state of the year whose name begins as one that the code ever had, in a sentence; "" for none."""
    from foedus.case.state import state_name, state_names

    begins = {name[:ALIKE] for name in (state_name(code), *named.state_name)} - {part[:ALIKE] for part in PARTS}
    for row in then.itertuples():
        if row.state_name[:ALIKE] in begins and row.code in state_names():
            return f'In {year} it has "{row.code}" ({row.state_name}).'
    return ""


_FIGURES: dict[str, Callable[[Any, Case, Reference], Resolved]] = {
    "honour-rate": _honour_rate,
    "events": _events,
    "atop": _atop,
}
