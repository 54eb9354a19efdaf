"""What pydantic finds wrong, said the way foedus says it."""

from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from foedus.case.case import Case
from foedus.case.document import Path, quote
from foedus.case.mistake import Mistake
from foedus.case.structure import description, place_at
from foedus.errors import listed, nearest

MOST_HINTS = 300  # looking for the nearest name takes time, and nobody reads so many
_OTHERWISE = {
    ("indicators", "odds"): "An indicator may never be seen, so that it needs probabilities: write likelihood or given."
}
"""Keys that stand elsewhere in the format, with what is written here, by section and key."""
_MAPPING = {"model_type", "model_attributes_type", "dict_type", "dataclass_type"}
_LIST = {"tuple_type", "list_type"}


def explain(error: ValidationError) -> list[Mistake]:
    """Every mistake, in pydantic's order."""
    every = error.errors(include_url=False)
    return [_one(details, with_hint=number < MOST_HINTS) for number, details in enumerate(every)]


def _one(details: Any, with_hint: bool) -> Mistake:
    # Pydantic's location without the part that says it was the key that is wrong.
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    kind, found = details["type"], details.get("input")
    context = details.get("ctx") or {}
    if kind == "foedus":
        return Mistake(path, str(context["message"]), str(context["hint"]))
    if kind == "missing":
        return Mistake(path, f"is missing: expected {description(Case, path) or 'a value'}")
    if kind == "extra_forbidden":
        parent = place_at(Case, path[:-1])
        known = list(parent.keys) if parent is not None else []
        otherwise = _OTHERWISE.get((str(path[0]), str(path[-1])), "")
        hint = otherwise or (with_hint and nearest(str(path[-1]), known)) or f"Known keys here: {listed(known)}."
        return Mistake(path, "is not a key of the case format", hint)
    if kind in _MAPPING:
        return Mistake(path, f"is {quote(found)}: expected a mapping of keys and values")
    if kind in _LIST:
        return Mistake(path, f"is {quote(found)}: expected a list")
    return Mistake(path, f"is {quote(found)}: {details['msg']}")


def value_mistakes(path: Path, value: Any) -> list[tuple[str, str]]:
    """What is wrong with a single value at a path of the format, as (message, hint)."""
    for length in range(len(path) - 1, 0, -1):
        parent = place_at(Case, path[:length])
        if parent is not None and parent.kind == "entry" and parent.model is not None:
            for key in reversed(path[length + 1 :]):
                value = {key: value}
            validator = _value_validator(parent.model, str(path[length]))
            break
    else:
        validator = _value_validator(Case, str(path[0]))
        for key in reversed(path[1:]):
            value = {key: value}
    try:
        validator.validate_python(value)
    except ValidationError as error:
        return [(mistake.message, mistake.hint) for mistake in explain(error)]
    return []


@cache
def _value_validator(model: type[BaseModel], key: str) -> TypeAdapter[Any]:
    field = next(info for name, info in model.model_fields.items() if (info.alias or name) == key)
    return TypeAdapter(field.rebuild_annotation())
