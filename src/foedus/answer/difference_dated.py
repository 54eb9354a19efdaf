"""Where two cases differ in what has a day: evidence, earlier calls, favours, and what is seen of the reply."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from foedus.answer.difference_element import NOTHING, Change, Element, content, putting, written
from foedus.case import Case, Evidence
from foedus.case.account import Episode, Favour


def dated(before: Case, after: Case) -> Iterator[Element]:
    """The elements that have a day, in the order of the file; what is seen of the reply comes last."""
    yield from _evidence(before, after)
    yield from _history(before, after)
    yield from _ledger(before, after)
    yield from _reply(before, after)


def _evidence(before: Case, after: Case) -> Iterator[Element]:
    old, new = ({item.id: item for item in case.evidence} for case in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        item = new.get(name, old.get(name))
        assert item is not None
        if name in old and name in new:
            yield from _changed_item(old[name], new[name], before, after)
        else:
            what, value = ("enters", item) if name in new else ("leaves", NOTHING)
            path = ("evidence", name)
            yield Element(".".join(path), "evidence", what, item.says, putting(path, value), item.date)


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
    moved = [path for path in paths if content(numbers[0].get(path)) != content(numbers[1].get(path))]
    if facts[0] == facts[1] and not moved:
        return
    path = f"evidence.{new.id}"
    texts: list[str | None] = [None, None]
    if facts[0] == facts[1] and len(moved) == 1:
        path = f"{path}.{moved[0]}"
        texts = [written(path, row.get(moved[0]), case) for row, case in zip(numbers, (before, after), strict=True)]
    yield Element(path, "evidence", "changes", new.says, putting(("evidence", new.id), new), new.date, *texts)


def _history(before: Case, after: Case) -> Iterator[Element]:
    old, new = ({episode.id: episode for episode in case.history} for case in (before, after))
    for name in [*new, *(name for name in old if name not in new)]:
        if name in old and name in new and _of_episode(old[name]) == _of_episode(new[name]):
            continue
        what = "changes" if name in old and name in new else "enters" if name in new else "leaves"
        episode = new.get(name, old.get(name))
        assert episode is not None
        path = ("history", name)
        apply = putting(path, new.get(name, NOTHING))
        yield Element(".".join(path), "history", what, episode.what or name, apply, episode.date.day)


def _of_episode(episode: Episode) -> tuple[Any, ...]:
    return (episode.date, episode.client, *map(content, (episode.asked, episode.given, episode.public)))


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
        days_written: list[str] | None = [text.isoformat() for text in texts]
    else:
        shown = after.seen or before.seen
        assert shown is not None
        case = after if after.seen is not None else before
        path, label = "seen", case.responses[shown.response].label
        what = "changes" if before.seen and after.seen else "enters" if after.seen else "leaves"
        day = shown.date or case.as_of
        days_written = None
        if what == "changes":
            days_written = [one.seen.response for one in (before, after) if one.seen]
    element = Element(path, "reply", what, label, lambda case: case.model_copy(update=changes), day)
    yield element if days_written is None else replace(element, before=days_written[0], after=days_written[1])
