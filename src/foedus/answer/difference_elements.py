"""Where two cases differ: the elements that are replaced one by one, each with what it does to a case.

Only what a figure can depend on counts: labels, reasons, titles, claims and forecasts do not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from foedus.answer.difference_dated import dated
from foedus.answer.difference_element import NOTHING, Change, Element, Path, content, putting, written
from foedus.case import Case, Stated

STRUCTURE = ("requests", "responses", "types", "need", "third_parties", "stock")
"""sections whose entries refer to one another: what enters or leaves them does so at once"""
NUMBERS = (
    "precision", "sharpness", "leak", "harm", "entanglement", "disappointment", "memory", "urgency", "patience",
    "duty", "obligation",
)  # fmt: skip
# For the reader only, or the subject of figures that are no headline.
UNREAD = ("label", "why", "source", "judgement", "rest", "unit", "state", "groups", "role")


def elements(before: Case, after: Case) -> list[Element]:
    """The elements in which two cases differ, in the order in which they are replaced (`difference.ORDER`)."""
    is_retyped = list(before.types) != list(after.types)
    is_rebuilt = is_retyped or any(set(getattr(before, name)) != set(getattr(after, name)) for name in STRUCTURE)
    found = [*_undated(before, after), *dated(before, after)]
    tied = [row for row in found if row.kind == "structure" or (is_rebuilt and _is_tied(row, before, after))]
    if is_retyped:  # what a type has by default, and what takes the rest, hangs on its place among them
        tied += [row for row in found if row not in tied and row.path.startswith("types.")]
    loose = [row for row in found if row not in tied]
    by_day = sorted((row for row in loose if row.date is not None), key=lambda row: row.date or datetime.date.min)
    return [*_grouped(tied), *by_day, *(row for row in loose if row.date is None)]


def with_sources(before: Case, after: Case) -> Case:
    """The first case with the sources of both, so that evidence of the second finds its own."""
    return before.model_copy(update={"sources": {**after.sources, **before.sources}})


def _undated(before: Case, after: Case) -> Iterator[Element]:
    """Everything but what has a day: numbers, menus, the audience, sources."""
    # In the order of `inputs`: that of the file as far as it has one.
    for name in NUMBERS:
        yield from _value((name,), getattr(before, name), getattr(after, name), before, after)
    parties = [(case.client.state or case.client.label, case.guarantor.state or case.guarantor.label)
               for case in (before, after)]  # fmt: skip
    if parties[0] != parties[1]:
        for name in ("client", "guarantor"):
            yield _structural((name,), "changes", getattr(after, name))
    if before.fallback_id != after.fallback_id:
        yield _structural(("fallback",), "changes", after.fallback_id)
    yield from _value(("challenger",), before.challenger, after.challenger, before, after)
    for section in ("types", "need", "requests", "responses", "third_parties", "stock", "audience"):
        yield from _value((section,), getattr(before, section), getattr(after, section), before, after)
    if [*before.types, *(name for name in after.types if name not in before.types)] != list(after.types):
        yield Element("types", "structure", "changes", "which comes first and which last", _like_those_of(after))
    for name in before.sources:
        if name in after.sources and before.sources[name].grade != after.sources[name].grade:
            grades = [case.sources[name].grade or "none" for case in (before, after)]
            path = ("sources", name, "grade")
            apply = putting(path, after.sources[name].grade)
            yield Element(".".join(path), "source", "changes", after.sources[name].title, apply, None, *grades)


def _value(path: Path, old: Any, new: Any, before: Case, after: Case) -> Iterator[Element]:
    """Elements at a path and below it."""
    name = ".".join(path)
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        for key in type(new).model_fields:
            if not _is_unread(path[0], key):
                yield from _value((*path, key), getattr(old, key), getattr(new, key), before, after)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and not _is_exact(new):
        for key in [*old, *(key for key in new if key not in old)]:
            if key in old and key in new:
                yield from _value((*path, key), old[key], new[key], before, after)
            else:
                yield _entry((*path, key), old.get(key), new.get(key, NOTHING))
    elif _is_number(old) and _is_number(new):
        if content(old) != content(new):
            texts = [written(name, number, case) for number, case in ((old, before), (new, after))]
            yield Element(name, "input", "changes", "", putting(path, new), None, *texts)
    elif old != new:
        yield _structural(path, "changes", new)


def _is_unread(section: str, key: str) -> bool:
    """Whether no headline figure depends on a field; the state of a watcher says which earlier calls were its own."""
    return (key in UNREAD and (section, key) != ("audience", "state")) or (section, key) == ("requests", "units")


def _is_exact(table: Mapping[str, Any]) -> bool:
    """Whether it is a table of exact shares, which add up to one and are replaced together."""
    return bool(table) and all(isinstance(share, float) for share in table.values())


def _entry(path: Path, old: Any, new: Any) -> Element:
    """An entry that only one of the two has."""
    what = "leaves" if new is NOTHING else "enters"
    label = str(getattr(old if new is NOTHING else new, "label", ""))
    if path[0] != "audience" or len(path) > 2:
        return _structural(path, what, new, label)
    return Element(".".join(path), "audience", what, label, putting(path, new))


def _structural(path: Path, what: str, value: Any, label: str = "") -> Element:
    return Element(".".join(path), "structure", what, label, putting(path, value))


def _like_those_of(after: Case) -> Change:
    """The types in the order of another case: first and last have defaults, and one probability is the first's."""

    def apply(case: Case) -> Case:
        names = [*(name for name in after.types if name in case.types), *case.types]
        return case.model_copy(update={"types": {name: case.types[name] for name in names}})

    return apply


def _grouped(tied: list[Element]) -> list[Element]:
    """What can only be replaced together, as one element."""
    if len(tied) < 2:
        return tied
    paths = [row.path for row in tied]
    listed = ", ".join(paths[:4]) + (f" and {len(paths) - 4} more" if len(paths) > 4 else "")

    def apply(case: Case) -> Case:
        for row in tied:
            case = row.apply(case)
        return case

    return [Element("structure", "structure", "changes", listed, apply)]


def _is_tied(row: Element, before: Case, after: Case) -> bool:
    """Whether an element refers to entries that only one of the two menus has."""
    if row.kind == "evidence":
        requests = {*before.requests, *after.requests}
        items = [item for case in (before, after) for item in case.evidence if row.path.split(".")[1] == item.id]
        tables = [item.likelihood or item.odds or {} for item in items]
        return any("others" not in table and not requests <= set(table) for table in tables)
    if row.path.startswith("audience."):
        members = [case.audience.get(row.path.split(".")[1]) for case in (before, after)]
        return ".prior" in row.path or (
            row.kind == "audience" and any(getattr(member, "prior", None) is not None for member in members)
        )
    return row.kind in ("reply", "history")


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, Stated)
