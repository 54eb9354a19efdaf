"""What a player gets at an outcome: a number, an interval, or a formula over columns and named parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from foedus.case.document import quote
from foedus.game.arithmetic import Expression, parse_arithmetic
from foedus.game.linear import LinearFormula, parse_linear
from foedus.game.number import NumberError, exact, read_number
from foedus.game.word import FormulaError
from foedus.quantity import Field, Quantity, QuantityError, parse_quantity

PAYOFF = Field("a payoff", "real")
LONGEST_PAYOFF = 4_000
_INTERVAL = re.compile(r"[-+−]?[\d.][\d.eE+−-]*\s*(?:\bto\b|[–—]).*")
_NUMBER = re.compile(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?(?:/\d+)?")
_EXPECTED = 'expected a number such as 3 or "1/3", an interval such as "-1 to 2", or a formula such as "u11 - cost"'


@dataclass(frozen=True, slots=True)
class Formula:
    """A payoff that is worked out from columns, parameters and utilities."""

    text: str
    expression: Expression


Payoff = Fraction | Quantity | Formula
"""A number, exactly; an uncertain number; or a formula."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number that formulas use: fixed, an interval, or None where it is to be estimated."""

    name: str
    value: Fraction | Quantity | None = None


@dataclass(frozen=True, slots=True)
class Utility:
    """A named linear formula over columns; its coefficients are called `name:term`."""

    name: str
    formula: LinearFormula


class PayoffError(ValueError):
    """What is wrong with a payoff as written; `message` reads on from the place where it stands."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(f"{message}. {hint}".rstrip())


def read_payoff(raw: Any) -> Payoff | LinearFormula:
    """The payoff written as `raw`: a number, or text; "~ …" gives a linear formula.

    Raises:
        PayoffError: it is none.
    """
    if isinstance(raw, Quantity | Formula | LinearFormula):
        return raw
    try:
        if isinstance(raw, bool) or raw is None:
            raise PayoffError(f"is {quote(raw)}: {_EXPECTED}")
        if isinstance(raw, Real):
            return exact(raw)
        if isinstance(raw, str):
            return _read_text(raw)
    except NumberError as error:
        raise PayoffError(f"is {error}") from None
    except QuantityError as error:
        raise PayoffError(f"is {quote(raw)}: {error.expected}") from None
    except FormulaError as error:
        raise PayoffError(error.message, error.hint) from None
    hint = f'Write an interval as "{raw[0]} to {raw[1]}".' if isinstance(raw, list) and len(raw) == 2 else ""
    raise PayoffError(f"is {quote(raw)}: {_EXPECTED}", hint if len(hint) < 60 else "")


def read_parameter(raw: Any) -> Fraction | Quantity | None:
    """The value of a parameter written as `raw`: a number, an interval, or None and "free" for one to be estimated.

    Raises:
        PayoffError: it is none.
    """
    if raw is None or raw == "free":
        return None
    value = read_payoff(raw)
    if isinstance(value, Formula | LinearFormula):
        raise PayoffError(f'is {quote(raw)}: expected a number, an interval such as "-1 to 2", or free')
    return value


def read_utility(raw: Any) -> LinearFormula:
    """The linear formula written as `raw`, with "~" in front or without.

    Raises:
        PayoffError: it is none.
    """
    if isinstance(raw, LinearFormula):
        return raw
    if not isinstance(raw, str):
        raise PayoffError(f'is {quote(raw)}: expected a formula such as "~ 1 + balance"')
    try:
        return parse_linear(raw)
    except FormulaError as error:
        raise PayoffError(error.message, error.hint) from None


def _read_text(raw: str) -> Payoff | LinearFormula:
    text = raw.strip()
    if not text:
        raise PayoffError(f"is empty text: {_EXPECTED}")
    if len(text) > LONGEST_PAYOFF:
        raise PayoffError(f"is a text of {len(text):,} characters: {_EXPECTED}")
    if text.startswith("~"):
        return parse_linear(text)
    if _NUMBER.fullmatch(text):
        return read_number(text)
    if _INTERVAL.match(text):
        return parse_quantity(text, PAYOFF)
    return Formula(text, parse_arithmetic(text))


def written_payoff(payoff: Payoff) -> str:
    """The payoff as a file has it."""
    return str(payoff) if isinstance(payoff, Fraction) else payoff.text


def central(payoff: Payoff) -> Fraction:
    """The number that stands for a payoff: itself, or the median of an interval.

    Raises:
        ValueError: it is a formula.
    """
    if isinstance(payoff, Fraction):
        return payoff
    if isinstance(payoff, Quantity):
        return Fraction(repr(payoff.median))
    raise ValueError(f"the formula {payoff.text} has no value without data")
