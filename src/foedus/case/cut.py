"""The as-of cut: what could not be known on the day the answer is given for is left out, and said."""

import dataclasses
import datetime
from typing import Any

from foedus.case.account import Indicator
from foedus.case.case import Case


def cut(case: Case) -> Case:
    """The case without what is dated after its `as_of`, and a warning for each thing left out.

    Favours and earlier calls dated after `asked_on` are left out as well: nobody could act on them when asking. So are
    indicators for a day that has come: they were seen, and are evidence, or they were not.
    """
    warnings: list[str] = []
    changes: dict[str, Any] = {}
    evidence = [item for item in case.evidence if not _is_late(f"evidence.{item.id}", item.date, case, warnings)]
    if len(evidence) < len(case.evidence):
        changes["evidence"] = tuple(evidence)
    ledger = [
        entry
        for number, entry in enumerate(case.ledger, 1)
        if not _is_late(f"ledger[{number}]", entry.date.day, case, warnings, before_asking=True)
    ]
    if len(ledger) < len(case.ledger):
        changes["ledger"] = tuple(ledger)
    history = [
        episode
        for episode in case.history
        if not _is_late(f"history.{episode.id}", episode.date.day, case, warnings, before_asking=True)
    ]
    if len(history) < len(case.history):
        changes["history"] = tuple(history)
    indicators = [item for item in case.indicators if not _is_past(item, case, warnings)]
    if len(indicators) < len(case.indicators):
        changes["indicators"] = tuple(indicators)
    if case.seen is not None and case.seen.date is not None and _is_late("seen", case.seen.date, case, warnings):
        changes["seen"] = None
    if case.as_of < case.asked_on:
        if case.seen is not None:
            changes["seen"] = None
        warnings.append(f"as_of {case.as_of} is before asked_on {case.asked_on}: nothing of the reply can be seen yet")
    if not warnings:
        return case
    shorter = case.model_copy(update=changes)
    shorter._reading = dataclasses.replace(case._reading, warnings=(*case.warnings, *warnings))
    return shorter


def _is_past(item: Indicator, case: Case, warnings: list[str]) -> bool:
    """Whether it is known by now that an indicator was seen, or was not: if seen it belongs under evidence."""
    if item.by > case.as_of:
        return False
    warnings.append(f"indicators.{item.id} is for {item.by}, not after as_of {case.as_of}: ignored")
    return True


def _is_late(path: str, day: datetime.date, case: Case, warnings: list[str], before_asking: bool = False) -> bool:
    if day > case.as_of:
        warnings.append(f"{path} is dated {day}, after as_of {case.as_of}: ignored")
        return True
    if before_asking and day > case.asked_on:
        warnings.append(f"{path} is dated {day}, after asked_on {case.asked_on}: ignored")
        return True
    return False
