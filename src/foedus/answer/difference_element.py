"""One thing in which two cases differ, and how it is put in the place of the other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from foedus.case import Case, Stated, inputs

Path = tuple[str, ...]
Change = Callable[[Case], Case]
NOTHING: Any = object()
"""in place of an entry: takes it out"""


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


def put(whole: Any, path: Path, value: Any) -> Any:
    """The model, mapping or tuple of items with ids, with the value at a path; `NOTHING` takes the entry out."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if isinstance(whole, BaseModel):
        return whole.model_copy(update={name: put(getattr(whole, name), rest, value)})
    if isinstance(whole, tuple):
        others = [item for item in whole if item.id != name]
        if not rest and len(others) < len(whole) and value is not NOTHING:
            return tuple(value if item.id == name else item for item in whole)
        return tuple(others) if value is NOTHING else (*others, value)
    entries = dict(whole or {})
    if not rest and value is NOTHING:
        entries.pop(name, None)
    else:
        entries[name] = put(entries.get(name), rest, value)
    return entries


def putting(path: Path, value: Any) -> Change:
    return lambda case: put(case, path, value)


def content(value: Any) -> Any:
    """What a number means, whatever it rests on and however it is written."""
    return value.quantity.distribution if isinstance(value, Stated) else value


def written(path: str, number: Any, case: Case) -> str:
    """A number as the case has it, or its default."""
    if isinstance(number, Stated):
        return number.quantity.text
    default = inputs(case).get(path)
    return "none" if default is None else f"{default.quantity.text} (default)"
