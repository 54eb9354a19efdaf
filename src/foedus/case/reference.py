"""Numbers that a case takes from the public record or from a fit: which figure of it, and what it came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from foedus.case.document import quote
from foedus.case.number import MARK_KEYS, Mark, Stated, make_mark, mistake
from foedus.errors import nearest
from foedus.quantity import PROBABILITY, Field, Quantity, parse_quantity

ERAS = ("pre-1945", "post-1945")
LEVELS = ("war", "dispute")
OBLIGATIONS = ("defence", "offence", "neutrality", "non-aggression", "consultation")
KEYS: Mapping[str, tuple[str, ...]] = {
    "honour-rate": ("definition", "level", "era", "obligation", "guarantor"),
    "events": ("after", "row", "within", "actor", "other", "direction"),
    "atop": ("year",),
    "fit": ("file", "row"),
}
"""what a reference may say, by the figure that it refers to"""
_CHOICES = {"era": ERAS, "level": LEVELS, "obligation": OBLIGATIONS}


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure of the public record, or of a fit: `kind` is one of `KEYS`, `options` what was said of it.

    `field` is what may stand where it is cited.
    """

    kind: str
    options: tuple[tuple[str, str], ...]
    field: Field = PROBABILITY

    def get(self, key: str, otherwise: str = "") -> str:
        """What was said under a key."""
        return dict(self.options).get(key, otherwise)

    def __str__(self) -> str:
        """As in the file, in one line."""
        return ", ".join([f"from: {self.kind}", *(f"{key}: {value}" for key, value in self.options)])


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference came to: the number as a case would write it, and on what it rests, in a sentence."""

    text: str
    rests_on: str
    hits: int | None = None
    cases: int | None = None
    clusters: int | None = None
    """conflicts, or pairs of states, behind the cases"""
    taken_from: str = "the record"

    def __str__(self) -> str:
        """The number and what it rests on."""
        return f"{self.text}, from {self.taken_from}: {self.rests_on}"


def read_referring(raw: Mapping[str, Any], field: Field, read: Callable[[Any], Quantity]) -> Stated:
    """The number written as {from: …, …}, with a `value` beside it for where no record is at hand.

    Raises:
        PydanticCustomError: there is no such figure, or the field is no probability and the figure not of a fit.
    """
    kind = raw["from"]
    if field.family != "unit" and kind != "fit":
        raise mistake(f"refers to the record: expected {field.expects}", "Only probabilities can be taken from it.")
    if not isinstance(kind, str) or kind not in KEYS:
        raise mistake(f"is from {quote(kind)}: expected one of {', '.join(KEYS)}", nearest(str(kind), list(KEYS)))
    options = []
    for key, value in raw.items():
        if key in ("from", "value", *MARK_KEYS):
            continue
        if key not in KEYS[kind]:
            known = [*KEYS[kind], "value", *MARK_KEYS]
            raise mistake(f"has the unknown key {quote(key)}: expected {', '.join(known)}", nearest(str(key), known))
        if isinstance(value, list | dict) or value is None:
            raise mistake(f"has {key} as {quote(value)}: expected a word or a number")
        if key in _CHOICES and value not in _CHOICES[key]:
            listed = " or ".join(_CHOICES[key])
            raise mistake(f"has {key} as {quote(value)}: expected {listed}", nearest(str(value), list(_CHOICES[key])))
        options.append((key, str(value)))
    said = {key for key, _ in options}
    least = {"honour-rate": ("definition",), "events": ("after", "row"), "atop": ("year",), "fit": ("file", "row")}[
        kind
    ]
    missing = [key for key in least if key not in said]
    if missing and kind == "fit":
        raise mistake(f"refers to a fit without {' and '.join(missing)}: expected its prior file and a row of it")
    if missing:
        raise mistake(f"refers to {kind} without {' and '.join(missing)}: a figure of the record has a definition")
    reference = Reference(str(kind), tuple(options), field)
    mark = make_mark({key: raw[key] for key in MARK_KEYS if key in raw})
    # Stands for what is not known yet; nothing is drawn before every reference is resolved.
    unknown = "0 to 1" if field.family == "unit" else "1"
    quantity = read(raw["value"]) if "value" in raw else parse_quantity(unknown, field)
    return Stated(quantity, mark if mark != Mark() else None, reference, "value" in raw)


def references(case: BaseModel) -> dict[str, Stated]:
    """Every number of a case that refers to the record or to a fit, by its path."""
    return {path: stated for path, stated in _stated(case, "") if stated.reference is not None}


def with_resolved(case: Any, resolved: Mapping[str, Resolved]) -> Any:
    """The case with what references came to in their places, where they still stand."""

    def put(path: str, stated: Stated) -> Stated:
        if stated.reference is None or path not in resolved:
            return stated
        quantity = parse_quantity(resolved[path].text, stated.reference.field)
        return replace(stated, quantity=quantity, reference=None)

    return _changed(case, "", put)


def _parts(value: Any) -> Iterator[tuple[Any, str, Any]]:
    """Key, name in a path, and what stands there, of a model, mapping or list."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield name, name, getattr(value, name)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name, str(name), part
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield place, str(getattr(part, "id", place)), part


def _stated(value: Any, path: str) -> Iterator[tuple[str, Stated]]:
    if isinstance(value, Stated):
        yield path, value
        return
    for _, name, part in _parts(value):
        yield from _stated(part, f"{path}.{name}" if path else name)


def _changed(value: Any, path: str, put: Callable[[str, Stated], Stated]) -> Any:
    if isinstance(value, Stated):
        return put(path, value)
    after = {key: _changed(part, f"{path}.{name}" if path else name, put) for key, name, part in _parts(value)}
    if all(after[key] is part for key, _, part in _parts(value)):
        return value
    if isinstance(value, BaseModel):
        return value.model_copy(update=after)
    return after if isinstance(value, dict) else tuple(after.values())
