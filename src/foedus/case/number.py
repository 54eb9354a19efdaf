"""Numbers in a case: a quantity, and what it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from foedus.case.document import quote
from foedus.errors import nearest
from foedus.quantity import Field, Quantity, QuantityError, parse_quantity

if TYPE_CHECKING:
    from foedus.case.reference import Reference

LONGEST_QUANTITY = 300
MARK_KEYS = ("source", "judgement", "why")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a number, or everything inside a mapping, rests on: a source of the case or the analyst's judgement."""

    source: str | None = None
    judgement: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as the case states it, with its own mark where it carries one."""

    quantity: Quantity
    mark: Mark | None = None
    reference: "Reference | None" = None
    """the figure of the public record that it is to be taken from"""
    has_value: bool = True
    """whether there is a number where no record is at hand"""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Opaque to pydantic: each field reads its own numbers."""
        return core_schema.is_instance_schema(cls)


def mistake(message: str, hint: str = "") -> PydanticCustomError:
    """An error for a pydantic validator to raise; `message` reads on from the path of the field."""
    return PydanticCustomError("foedus", "{message}", {"message": message, "hint": hint})


def read_number(raw: Any, field: Field, lexicon: str = "icd203", note: str = "") -> Stated:
    """The number written as `raw`: a quantity, or {value: quantity, source: …, judgement: …, why: …}.

    `note` explains the ends of the scale and is appended to what was expected.

    Raises:
        PydanticCustomError: it is not such a number.
    """
    mark = None
    if isinstance(raw, Mapping) and "from" in raw:
        from foedus.case.reference import read_referring

        return read_referring(raw, field, lambda value: read_quantity(value, field, lexicon, note))
    if isinstance(raw, Mapping) and "value" in raw:
        mark = read_mark(raw)
        raw = raw["value"]
    return Stated(read_quantity(raw, field, lexicon, note), mark)


def read_quantity(raw: Any, field: Field, lexicon: str = "icd203", note: str = "") -> Quantity:
    """The quantity written as `raw`, or a PydanticCustomError that says what was found and expected."""
    expected = f"expected {field.expects}{note}"
    if isinstance(raw, str) and len(raw) > LONGEST_QUANTITY:
        raise mistake(f"is a text of {len(raw):,} characters: {expected}")
    if raw is None or isinstance(raw, list):
        hint = "Leave the key out to take its default." if raw is None else _interval_hint(raw)
        raise mistake(f"is {quote(raw)}: {expected}", hint)
    try:
        return parse_quantity(raw, field, lexicon)
    except QuantityError as error:
        hint = "" if error.suggestion is None else f'Did you mean "{error.suggestion}"?'
        said = error.expected + (note if field.expects in error.expected else "")
        raise mistake(f"is {quote(raw)}: {said}", hint) from None


def _interval_hint(raw: list[Any]) -> str:
    ends = [end for end in raw if isinstance(end, int | float) and not isinstance(end, bool)]
    return f'Write an interval as "{ends[0]} to {ends[1]}".' if len(raw) == len(ends) == 2 else ""


def read_mark(raw: Mapping[str, Any]) -> Mark:
    """The mark of a number written as a mapping with a `value`, or a PydanticCustomError."""
    for key in raw:
        if key != "value" and key not in MARK_KEYS:
            raise mistake(
                f"has the unknown key {quote(key)}: expected value, source, judgement or why",
                nearest(str(key), ["value", *MARK_KEYS]),
            )
    return make_mark({key: raw[key] for key in MARK_KEYS if key in raw})


def make_mark(raw: Mapping[str, Any]) -> Mark:
    """A mark from its three keys, checked for their kinds."""
    source, judgement, why = raw.get("source"), raw.get("judgement", False), raw.get("why", "")
    if source is not None and not isinstance(source, str):
        raise mistake(f"has the source {quote(source)}: expected the id of a source")
    if not isinstance(judgement, bool):
        raise mistake(f"has the judgement {quote(judgement)}: expected true or false")
    if not isinstance(why, str):
        raise mistake(f"has the why {quote(why)}: expected text", "Put it in quotes.")
    if source is not None and judgement:
        raise mistake("has both a source and judgement: true: expected one of them")
    return Mark(source, judgement, why)


def reader(field: Field, note: str = "") -> Callable[[Any], Stated]:
    """A pydantic validator for numbers of the field."""

    def read(raw: Any) -> Stated:
        return raw if isinstance(raw, Stated) else read_number(raw, field, note=note)

    return read


# Stands for "$ref": "#/$defs/Number" until the whole schema is put together: pydantic knows no such definition.
NUMBER_SCHEMA = {"x-foedus": "number"}


def _schema(field: Field, note: str = "") -> dict[str, Any]:
    return {**NUMBER_SCHEMA, "description": f"{field.expects}{note}, e.g. {field.example}"}


LEVEL_NOTE = " (0 words, 1 fighting beside the client)"
LEVEL_FIELD = Field("a level", "unit")
PROBABILITY_FIELD = Field("a probability", "unit")
POSITIVE_FIELD = Field("a number", "positive")
WEIGHT_FIELD = Field("a number", "positive", is_above_zero=True)
TIME_FIELD = Field("a time", "positive", units="days")
CLOCK_FIELD = Field("a time", "positive", units="days", is_above_zero=True)
COUNT_FIELD = Field("a count", "positive")
RATE_FIELD = Field("a rate", "positive", units="per year")
SHARE_FIELD = Field("a share", "unit")
ODDS_FIELD = Field("odds", "positive", is_above_zero=True)

Level = Annotated[
    Stated, PlainValidator(reader(LEVEL_FIELD, LEVEL_NOTE)), WithJsonSchema(_schema(LEVEL_FIELD, LEVEL_NOTE))
]
Probability = Annotated[Stated, PlainValidator(reader(PROBABILITY_FIELD)), WithJsonSchema(_schema(PROBABILITY_FIELD))]
Share = Annotated[Stated, PlainValidator(reader(SHARE_FIELD)), WithJsonSchema(_schema(SHARE_FIELD))]
Positive = Annotated[Stated, PlainValidator(reader(POSITIVE_FIELD)), WithJsonSchema(_schema(POSITIVE_FIELD))]
Weight = Annotated[Stated, PlainValidator(reader(WEIGHT_FIELD)), WithJsonSchema(_schema(WEIGHT_FIELD))]
Time = Annotated[Stated, PlainValidator(reader(TIME_FIELD)), WithJsonSchema(_schema(TIME_FIELD))]
Clock = Annotated[Stated, PlainValidator(reader(CLOCK_FIELD)), WithJsonSchema(_schema(CLOCK_FIELD))]
Count = Annotated[Stated, PlainValidator(reader(COUNT_FIELD)), WithJsonSchema(_schema(COUNT_FIELD))]
Rate = Annotated[Stated, PlainValidator(reader(RATE_FIELD)), WithJsonSchema(_schema(RATE_FIELD))]
