"""Days, and dates known only to the month or the year."""

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from foedus.case.document import quote
from foedus.case.number import mistake

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as written, and the first day it may mean: what is dated 2022-08 counts from 1 August 2022."""

    text: str
    day: datetime.date

    def __str__(self) -> str:
        return self.text


def read_partial_date(raw: Any) -> PartialDate:
    """The date written as YYYY, YYYY-MM or YYYY-MM-DD, or a PydanticCustomError."""
    expected = "expected YYYY-MM-DD, YYYY-MM or YYYY"
    if isinstance(raw, PartialDate):
        return raw
    if isinstance(raw, datetime.date):
        return PartialDate(raw.isoformat(), raw)
    is_number = isinstance(raw, int) and not isinstance(raw, bool)
    text = str(raw) if is_number else raw
    form = _FORM.fullmatch(text) if isinstance(text, str) else None
    if form is None:
        raise mistake(f"is {quote(raw)}: {expected}")
    year, month, day = (int(part) if part else 1 for part in form.groups())
    try:
        return PartialDate(str(text), datetime.date(year, month, day))
    except ValueError:
        raise mistake(f"is {quote(text)}, a date no calendar has: {expected}") from None


def read_day(raw: Any) -> datetime.date:
    """The day written as YYYY-MM-DD, or a PydanticCustomError."""
    if isinstance(raw, datetime.date):
        return raw
    form = _FORM.fullmatch(raw) if isinstance(raw, str) else None
    if form is None or form[3] is None:
        raise mistake(f"is {quote(raw)}: expected a day, as YYYY-MM-DD")
    try:
        return datetime.date(int(form[1]), int(form[2]), int(form[3]))
    except ValueError:
        raise mistake(f"is {quote(raw)}, a date no calendar has: expected a day, as YYYY-MM-DD") from None


Day = Annotated[datetime.date, PlainValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})]
When = Annotated[
    PartialDate,
    PlainValidator(read_partial_date),
    WithJsonSchema({"type": ["string", "integer"], "description": "YYYY-MM-DD, YYYY-MM or YYYY"}),
]
