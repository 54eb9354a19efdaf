"""What can be counted in a folder: which definitions have their files, and why others are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.errors import Finding, InputError, listed
from foedus.record.calls import needed_for_calls
from foedus.record.definition import DEFINITIONS, Definition, definition
from foedus.record.sides import check_level
from foedus.record.ties import needed_for_ties

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["LeftOut", "countable", "data_sets_of", "left_out"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A definition that is not counted at a level, and why."""

    definition: str
    level: str
    reason: str


def data_sets_of(one: Definition, level: str) -> tuple[str, ...]:
    """Names of the data sets without which a definition cannot be counted at a level."""
    if one.source == "calls":
        return needed_for_calls(level)
    return needed_for_ties(level) if one.source == "ties" else (one.source,)


def left_out(
    record: Record,
    by: Sequence[str] = (),
    definitions: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> list[LeftOut]:
    """What `honour_rates`, asked the same, does not count: for want of files, or because a definition does not have it.

    Raises:
        InputError: a name is none; nothing can be counted.
    """
    return countable(record, by, definitions, levels)[1]


def countable(
    record: Record,
    by: Sequence[str] = (),
    definitions: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> tuple[list[tuple[Definition, str]], list[LeftOut]]:
    """The definitions and levels that can be counted, in order, and what is left out.

    A definition that somebody named is not left out for want of files.

    Raises:
        InputError: a name is none; a definition that was named lacks files, each of which is named; nothing can be
            counted, for each reason.
    """
    for level in levels or ():
        check_level(level)
    chosen = [definition(name) for name in dict.fromkeys(definitions)] if definitions else list(DEFINITIONS.values())
    missing: dict[str, bool] = {}
    counted: list[tuple[Definition, str]] = []
    left: list[LeftOut] = []
    for one in chosen:
        # Which definitions have no guarantor or no disputes is no news to whoever named none.
        if "guarantor" in by and one.unit == "treaty":
            if definitions:
                left.extend(LeftOut(one.name, level, "it counts treaties, not guarantors") for level in one.levels)
            continue
        if definitions and levels:
            reason = f"it counts {listed([f'{level}s' for level in one.levels])} only"
            left.extend(LeftOut(one.name, level, reason) for level in levels if level not in one.levels)
        for level in one.levels:
            if levels and level not in levels:
                continue
            sets = data_sets_of(one, level)
            if definitions:
                record.require(sets)
            lacks = [name for name in sets if missing.setdefault(name, not record.has(name))]
            if lacks:
                left.append(LeftOut(one.name, level, f"the folder has no file of {', '.join(lacks)}"))
            else:
                counted.append((one, level))
    if not counted:
        raise _nothing(record, by, levels, left, is_named=bool(definitions))
    return counted, left


def _nothing(
    record: Record, by: Sequence[str], levels: Sequence[str] | None, left: list[LeftOut], is_named: bool
) -> InputError:
    """What to raise where nothing can be counted: for each definition that was named, why, and which would do."""
    if not is_named:
        lacks = "; ".join(f"{one.definition} ({one.level}): {one.reason}" for one in left)
        who = " by guarantor" if "guarantor" in by else ""
        return InputError.at(
            str(record.folder), f"has no files that tell an honour rate{who}",
            hint=f"{lacks}. `foedus record list` says what there is and where to get it.",
        )  # fmt: skip
    others = [
        name for name, one in DEFINITIONS.items()
        if ("guarantor" not in by or one.unit != "treaty") and (not levels or set(levels) & set(one.levels))
    ]  # fmt: skip
    reasons = {one.definition: one.reason for one in left}
    place = "--by" if "guarantor" in by else "--level"
    value = "guarantor" if "guarantor" in by else ", ".join(levels or ())
    return InputError(
        Finding(place, "", f"is {value}, and {name} has none: {reason}", f"With it go {', '.join(others)}.")
        for name, reason in reasons.items()
    )
