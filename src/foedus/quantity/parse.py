"""Reading a number as it stands in a case file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from foedus.quantity.distribution import LogitNormal
from foedus.quantity.field import Field
from foedus.quantity.lexicon import lookup, words
from foedus.quantity.mixture import Mixture
from foedus.quantity.quantity import Quantity, QuantityError, interval, point

DAYS_PER = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
"""Days in a unit of time: a year is 365.25 days, a month its twelfth."""

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
# What follows the first number of an interval: perhaps a unit, then "to" or a dash, then the second number.
SECOND_END = re.compile(r"(?P<unit>[^-+–—.\d]*?)\s*(?:\bto\b|[-–—])\s*(?P<rest>[-+.\d].*)")
TIME_UNIT = re.compile(r"(day|week|month|year)s?")
RATE_UNIT = re.compile(r"(?:a\s+|an\s+|per\s+|each\s+|every\s+|/\s*)(day|week|month|year)")


def parse_quantity(raw: object, field: Field, lexicon: str = "icd203") -> Quantity:
    """The quantity that a number, text or mapping stands for.

    Arguments:
        raw: 0.3, "0.2 to 0.6", "20 % – 60 %", "likely", "3 to 10 weeks", "5 to 12 a year" or
            {"mixture": [[0.7, "0.1 to 0.2"], [0.3, "likely"]]}, where weights are relative.
        field: what may stand there.
        lexicon: whose words these are; read in unit fields only.

    Raises:
        QuantityError: (a ValueError) the message begins with "expected"; the caller adds the place.
    """
    if isinstance(raw, bool):
        raise QuantityError(f"{field.expects}, not {'true' if raw else 'false'}")
    if isinstance(raw, (int, float)):
        value = _finite(raw, field)
        _check_point(value, field)
        return point(value)
    if isinstance(raw, str):
        return _parse_text(raw, field, lexicon)
    if isinstance(raw, Mapping):
        return _parse_mixture(raw, field, lexicon)
    raise _refusal(field, lexicon)


def _parse_text(text: str, field: Field, lexicon: str) -> Quantity:
    # A true minus sign is a sign, not a dash between two ends.
    plain = text.strip().replace("−", "-")
    first = NUMBER.match(plain)
    if first is None:
        return _parse_word(plain, field, lexicon)
    rest = plain[first.end() :].strip()
    second = SECOND_END.fullmatch(rest)
    if second is None:
        value = _finite(first.group(), field) * _scale(rest, field)
        _check_point(value, field)
        return point(value, text.strip())
    upper = NUMBER.match(second["rest"])
    if upper is None:
        raise _refusal(field, lexicon)
    upper_unit = second["rest"][upper.end() :].strip()
    upper_scale = _scale(upper_unit, field)
    lower_unit = second["unit"].strip()
    if lower_unit and not upper_unit:
        raise QuantityError(f'the unit after the upper end, such as "{field.example}"')
    # "3 to 10 weeks", "20 to 60 %": a unit written once belongs to both ends.
    lower_scale = _scale(lower_unit, field) if lower_unit else upper_scale
    low, high = _finite(first.group(), field) * lower_scale, _finite(upper.group(), field) * upper_scale
    return interval(low, high, field, text.strip())


def _parse_word(text: str, field: Field, lexicon: str) -> Quantity:
    if not field.reads_words or not text:
        raise _refusal(field, lexicon)
    words(lexicon)  # an unknown lexicon is its own error, not an unknown word
    try:
        word = lookup(text, lexicon)
    except QuantityError as unknown:
        phrase = unknown.expected.removeprefix("expected ")
        expected = f'{field.expects}: a number, an interval such as "{field.example}" or {phrase}'
        raise QuantityError(expected, unknown.suggestion) from None
    return Quantity(text, "word", LogitNormal(word.low, word.high), word)


def _parse_mixture(raw: Mapping[object, object], field: Field, lexicon: str) -> Quantity:
    parts = raw.get("mixture")
    if set(raw) != {"mixture"} or isinstance(parts, str) or not isinstance(parts, Sequence) or not parts:
        raise QuantityError(
            f'{field.expects}, or a mapping with the one key "mixture": a list of [weight, quantity] pairs'
        )
    weights: list[float] = []
    quantities: list[Quantity] = []
    for number, part in enumerate(parts, start=1):
        if isinstance(part, str) or not isinstance(part, Sequence) or len(part) != 2:
            raise QuantityError(f"a pair [weight, quantity] as part {number} of the mixture")
        weight = part[0]
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0.0 < weight < math.inf:
            raise QuantityError(f"a weight above 0 in part {number} of the mixture")
        try:
            quantities.append(parse_quantity(part[1], field, lexicon))
        except QuantityError as error:
            message = error.expected.removeprefix("expected ")
            raise QuantityError(f"in part {number} of the mixture {message}", error.suggestion) from None
        weights.append(float(weight))
    if len(quantities) == 1:
        return quantities[0]
    total = math.fsum(weights)
    text = " + ".join(f"{weight:g} × ({part.text})" for weight, part in zip(weights, quantities, strict=True))
    shares = tuple(weight / total for weight in weights)
    return Quantity(text, "mixture", Mixture(shares, tuple(part.distribution for part in quantities)))


def _finite(number: float | str, field: Field) -> float:
    try:
        value = float(number)
    except OverflowError:  # a whole number past the largest float
        value = math.inf
    if not math.isfinite(value):
        raise QuantityError(f"{field.expects} that is finite")
    return value


def _check_point(value: float, field: Field) -> None:
    if not field.allows(value) or (field.is_above_zero and value == 0.0):
        raise QuantityError(field.expects)


def _scale(unit: str, field: Field) -> float:
    """What a number with this unit is multiplied by; no unit means the field's own."""
    if not unit:
        return 1.0
    if unit.startswith(","):
        raise QuantityError(f'{field.expects}, with a decimal point: "0.5", not "0,5"')
    if field.family == "unit" and unit in ("%", "percent", "per cent"):
        return 0.01
    if field.units == "days" and (time := TIME_UNIT.fullmatch(unit)):
        return DAYS_PER[time[1]]
    if field.units == "per year" and (rate := RATE_UNIT.fullmatch(unit)):
        return DAYS_PER["year"] / DAYS_PER[rate[1]]
    units = {
        "days": "in days, weeks, months or years",
        "per year": "a day, a week, a month or a year",
        "none": "with no unit but %" if field.family == "unit" else "without a unit",
    }[field.units]
    raise QuantityError(f'{field.expects}, {units}, such as "{field.example}", found the unit "{unit}"')


def _refusal(field: Field, lexicon: str) -> QuantityError:
    """The error that says everything that may stand in the field."""
    also = f" or a phrase of the {lexicon} lexicon" if field.reads_words else ""
    join = "," if also else " or"
    return QuantityError(f'{field.expects}: a number{join} an interval such as "{field.example}"{also}')
