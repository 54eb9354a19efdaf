"""Where two cases differ: the elements that are replaced one by one, each with what it does to a case.

Only what a figure can depend on counts: labels, reasons, titles, claims and forecasts do not.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from foedus.case import Case, Evidence, Stated, inputs
from foedus.case.account import Episode, Favour

Path = tuple[str, ...]
Change = Callable[[Case], Case]

STRUCTURE = ("requests", "responses", "types", "need", "third_parties", "stock")
"""sections whose entries refer to one another: what enters or leaves them does so at once"""
NUMBERS = (
    "precision", "sharpness", "leak", "harm", "entanglement", "disappointment", "memory", "urgency", "patience",
    "duty", "obligation",
)  # fmt: skip
# For the reader only, or the subject of figures that are no headline.
UNREAD = ("label", "why", "source", "judgement", "rest", "unit", "state", "groups", "role")
_NOTHING: Any = object()


@dataclass(frozen=True)
class Element:
    """Something in which two cases differ, and what replaces the one's by the other's."""

    path: str
    kind: str
    what: str
    label: str
    apply: Change
    date: datetime.date | None = None
    before: str | None = None
    after: str | None = None


def elements(before: Case, after: Case) -> list[Element]:
    """The elements in which two cases differ, in the order in which they are replaced (`difference.ORDER`)."""
    is_rebuilt = any(set(getattr(before, name)) != set(getattr(after, name)) for name in STRUCTURE)
    found = [*_undated(before, after), *_evidence(before, after), *_history(before, after), *_ledger(before, after)]
    found += _reply(before, after)
    tied = [row for row in found if row.kind == "structure" or (is_rebuilt and _is_tied(row, before, after))]
    loose = [row for row in found if row not in tied]
    dated = sorted((row for row in loose if row.date is not None), key=lambda row: row.date or datetime.date.min)
    return [*_grouped(tied), *dated, *(row for row in loose if row.date is None)]


def with_sources(before: Case, after: Case) -> Case:
    """The first case with the sources of both, so that evidence of the second finds its own."""
    return before.model_copy(update={"sources": {**after.sources, **before.sources}})


def put(whole: Any, path: Path, value: Any) -> Any:
    """The model, mapping or tuple of items with ids, with the value at a path; `_NOTHING` takes the entry out."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if isinstance(whole, BaseModel):
        return whole.model_copy(update={name: put(getattr(whole, name), rest, value)})
    if isinstance(whole, tuple):
        others = [item for item in whole if item.id != name]
        if not rest and len(others) < len(whole) and value is not _NOTHING:
            return tuple(value if item.id == name else item for item in whole)
        return tuple(others) if value is _NOTHING else (*others, value)
    entries = dict(whole or {})
    if not rest and value is _NOTHING:
        entries.pop(name, None)
    else:
        entries[name] = put(entries.get(name), rest, value)
    return entries


def _putting(path: Path, value: Any) -> Change:
    return lambda case: put(case, path, value)


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
    for name in before.sources:
        if name in after.sources and before.sources[name].grade != after.sources[name].grade:
            grades = [case.sources[name].grade or "none" for case in (before, after)]
            path = ("sources", name, "grade")
            apply = _putting(path, after.sources[name].grade)
            yield Element(".".join(path), "source", "changes", after.sources[name].title, apply, None, *grades)


def _value(path: Path, old: Any, new: Any, before: Case, after: Case) -> Iterator[Element]:
    """Elements at a path and below it."""
    if path[-1] in UNREAD or (len(path) > 2 and path[0] == "requests" and path[2] == "units"):
        return
    name = ".".join(path)
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        for key in type(new).model_fields:
            yield from _value((*path, key), getattr(old, key), getattr(new, key), before, after)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and path[-1] != "looks_like":
        for key in [*old, *(key for key in new if key not in old)]:
            if key in old and key in new:
                yield from _value((*path, key), old[key], new[key], before, after)
            else:
                yield _entry((*path, key), old.get(key), new.get(key, _NOTHING))
    elif _is_number(old) and _is_number(new):
        if _content(old) != _content(new):
            texts = [_written(name, number, case) for number, case in ((old, before), (new, after))]
            yield Element(name, "input", "changes", "", _putting(path, new), None, *texts)
    elif old != new:
        yield _structural(path, "changes", new)


def _entry(path: Path, old: Any, new: Any) -> Element:
    """An entry that only one of the two has."""
    what = "leaves" if new is _NOTHING else "enters"
    label = str(getattr(old if new is _NOTHING else new, "label", ""))
    if path[0] != "audience" or len(path) > 2:
        return _structural(path, what, new, label)
    return Element(".".join(path), "audience", what, label, _putting(path, new))


def _structural(path: Path, what: str, value: Any, label: str = "") -> Element:
    return Element(".".join(path), "structure", what, label, _putting(path, value))


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
    return row.kind in ("reply", "history") or (row.kind == "audience" and ".prior" in row.path)


def _evidence(before: Case, after: Case) -> Iterator[Element]:
    old, new = ({item.id: item for item in case.evidence} for case in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        item = new.get(name, old.get(name))
        assert item is not None
        if name in old and name in new:
            yield from _changed_item(old[name], new[name], before, after)
        else:
            what, value = ("enters", item) if name in new else ("leaves", _NOTHING)
            path = ("evidence", name)
            yield Element(".".join(path), "evidence", what, item.says, _putting(path, value), item.date)


def _changed_item(old: Evidence, new: Evidence, before: Case, after: Case) -> Iterator[Element]:
    """An item in both: one element, named by its number where a single one is another."""
    facts = [(item.date, item.origin or item.id, item.grade, item.source, item.exact) for item in (old, new)]
    numbers = [
        {
            **{f"likelihood.{request}": number for request, number in (item.likelihood or {}).items()},
            **{f"odds.{request}": number for request, number in (item.odds or {}).items()},
            "reliability": item.reliability,
        }
        for item in (old, new)
    ]
    paths = [*numbers[0], *(path for path in numbers[1] if path not in numbers[0])]
    moved = [path for path in paths if _content(numbers[0].get(path)) != _content(numbers[1].get(path))]
    if facts[0] == facts[1] and not moved:
        return
    path = f"evidence.{new.id}"
    texts: list[str | None] = [None, None]
    if facts[0] == facts[1] and len(moved) == 1:
        path = f"{path}.{moved[0]}"
        texts = [_written(path, row.get(moved[0]), case) for row, case in zip(numbers, (before, after), strict=True)]
    yield Element(path, "evidence", "changes", new.says, _putting(("evidence", new.id), new), new.date, *texts)


def _history(before: Case, after: Case) -> Iterator[Element]:
    old, new = ({episode.id: episode for episode in case.history} for case in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        if name in old and name in new and _of_episode(old[name]) == _of_episode(new[name]):
            continue
        what = "changes" if name in old and name in new else "enters" if name in new else "leaves"
        episode = new.get(name, old.get(name))
        assert episode is not None
        path = ("history", name)
        apply = _putting(path, new.get(name, _NOTHING))
        yield Element(".".join(path), "history", what, episode.what or name, apply, episode.date.day)


def _of_episode(episode: Episode) -> tuple[Any, ...]:
    return (episode.date, episode.client, *map(_content, (episode.asked, episode.given, episode.public)))


def _ledger(before: Case, after: Case) -> Iterator[Element]:
    """Favours that one of the two has more often: they have no ids, so each is known by its day, way and size."""
    counts = [Counter(_of_favour(favour, case) for favour in case.ledger) for case in (before, after)]
    for case, here, there, what in ((after, 1, 0, "enters"), (before, 0, 1, "leaves")):
        for key, number in (counts[here] - counts[there]).items():
            favours = [favour for favour in case.ledger if _of_favour(favour, case) == key]
            for favour in favours[len(favours) - number :]:
                path = f"ledger.{favour.date.text}"
                yield Element(path, "ledger", what, favour.what, _favour(favour, what), favour.date.day)


def _of_favour(favour: Favour, case: Case) -> tuple[datetime.date, float]:
    return favour.date.day, case.signed_size(favour)


def _favour(favour: Favour, what: str) -> Change:
    def apply(case: Case) -> Case:
        if what == "enters":
            return case.model_copy(update={"ledger": (*case.ledger, favour)})
        entries = list(case.ledger)
        entries.remove(favour)
        return case.model_copy(update={"ledger": tuple(entries)})

    return apply


def _reply(before: Case, after: Case) -> Iterator[Element]:
    """What is seen of the reply, with the days that say how much of it could be seen."""
    days = [(case.as_of, case.asked_on) for case in (before, after)]
    keys = ("response", "date", "leaked")
    seen = [case.seen and tuple(getattr(case.seen, key) for key in keys) for case in (before, after)]
    changes = {key: getattr(after, key) for key in ("as_of", "asked_on", "seen")}
    moves_clock = before.asked_on != after.asked_on
    # With nothing seen on either day, a later day alone shows nothing.
    if seen[0] == seen[1] and not moves_clock and (days[0] == days[1] or seen[0] is None):
        return
    if seen[0] == seen[1]:
        path, label = ("asked_on", "") if moves_clock else ("as_of", "time passes with no more to be seen")
        texts = [case.asked_on if moves_clock else case.as_of for case in (before, after)]
        what, day = "changes", None if moves_clock else after.as_of
        written: list[str] | None = [text.isoformat() for text in texts]
    else:
        shown = after.seen or before.seen
        assert shown is not None
        case = after if after.seen is not None else before
        path, label = "seen", case.responses[shown.response].label
        what = "changes" if before.seen and after.seen else "enters" if after.seen else "leaves"
        day = shown.date or case.as_of
        written = None
        if what == "changes":
            written = [one.seen.response for one in (before, after) if one.seen]
    element = Element(path, "reply", what, label, lambda case: case.model_copy(update=changes), day)
    yield element if written is None else replace(element, before=written[0], after=written[1])


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, Stated)


def _content(value: Any) -> Any:
    """What a number means, whatever it rests on and however it is written."""
    return value.quantity.distribution if isinstance(value, Stated) else value


def _written(path: str, number: Any, case: Case) -> str:
    """A number as the case has it, or its default."""
    if isinstance(number, Stated):
        return number.quantity.text
    default = inputs(case).get(path)
    return "none" if default is None else f"{default.quantity.text} (default)"
