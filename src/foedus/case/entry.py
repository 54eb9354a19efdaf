"""What every mapping of a case shares: text, ids, flags, labels and the mark of what it rests on."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from foedus.case.document import quote
from foedus.case.number import mistake
from foedus.case.state import nearest_state, state_name, state_names

LONGEST_ID = 80
LONGEST_LABEL = 20_000
_NAME = re.compile(r"[^\W\d][\w-]*")
_SLUG = re.compile(r"\w[\w-]*")


def read_text(raw: Any) -> str:
    """Text that is not blank, or a PydanticCustomError."""
    if isinstance(raw, str) and raw.strip():
        if len(raw) > LONGEST_LABEL:
            raise mistake(f"is a text of {len(raw):,} characters: expected at most {LONGEST_LABEL:,}")
        return raw
    hint = "Put it in quotes." if isinstance(raw, bool | int | float) else ""
    raise mistake(f"is {quote(raw)}: expected text", hint)


def read_flag(raw: Any) -> bool:
    """True or false, or a PydanticCustomError."""
    if isinstance(raw, bool):
        return raw
    raise mistake(f"is {quote(raw)}: expected true or false")


def _read_id(raw: Any, form: re.Pattern[str], begins: str) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str) or not form.fullmatch(raw) or len(raw) > LONGEST_ID:
        raise mistake(
            f"is {quote(raw)}: expected an id of at most {LONGEST_ID} letters, digits, hyphens and underscores"
            f" that begins with {begins}"
        )
    return raw


def read_name(raw: Any) -> str:
    """An id that formulas may use: it begins with a letter."""
    return _read_id(raw, _NAME, "a letter")


def read_slug(raw: Any) -> str:
    """An id of something that is only cited: it may begin with a digit."""
    return _read_id(raw, _SLUG, "a letter or digit")


def read_state(raw: Any) -> str:
    """A state's alpha-3 code, or a PydanticCustomError."""
    if isinstance(raw, str) and raw in state_names():
        return raw
    hint = nearest_state(raw) if isinstance(raw, str) and len(raw) <= LONGEST_ID else ""
    raise mistake(f"is {quote(raw)}: expected the ISO 3166 alpha-3 code of a state, as RUS", hint)


def read_names(raw: Any) -> tuple[str, ...]:
    """A list of ids, or one id alone."""
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise mistake(f"is {quote(raw)}: expected a list of ids, as [front, homeland]")
    names = tuple(read_name(item) for item in items)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise mistake(f"names {quote(twice)} twice: expected each id once")
    return names


Text = Annotated[str, PlainValidator(read_text), WithJsonSchema({"type": "string"})]
Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Name = Annotated[str, PlainValidator(read_name), WithJsonSchema({"type": "string"})]
Slug = Annotated[str, PlainValidator(read_slug), WithJsonSchema({"type": ["string", "integer"]})]
Names = Annotated[
    tuple[str, ...],
    PlainValidator(read_names),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
StateCode = Annotated[str, PlainValidator(read_state), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]


class Entry(BaseModel):
    """A mapping with known keys only; immutable once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Marked(Entry):
    """A mapping that may say what the numbers inside it rest on."""

    source: Slug | None = Field(None, description="id of the source that the numbers here rest on")
    judgement: Flag = Field(False, description="true where the numbers here are the analyst's judgement")
    why: Text | None = Field(None, description="why these numbers")


class Party(Entry):
    """A state or other actor with the name readers know."""

    label: Text = Field(description="the name readers know")
    state: StateCode | None = Field(None, description="ISO 3166 alpha-3 code")


def read_party(raw: Any) -> Any:
    """A state code alone stands for {label: its name, state: the code}."""
    if isinstance(raw, str):
        return {"label": state_name(read_state(raw)), "state": raw}
    if raw is None or not isinstance(raw, dict | Party):
        raise mistake(f"is {quote(raw)}: expected the alpha-3 code of a state, as IRN, or {{label: …, state: …}}")
    return raw


PartyOrCode = Annotated[
    Party,
    BeforeValidator(read_party, json_schema_input_type=Annotated[Any, WithJsonSchema({"type": ["string", "object"]})]),
]
