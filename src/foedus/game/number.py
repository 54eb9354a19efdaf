"""Numbers of game files, read exactly: 3, -0.25, 1.5e-3, 1/3."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from numbers import Rational, Real

from foedus.case.document import quote

LONGEST_NUMBER = 400
LONGEST_RATIO = 1_500  # what the longest decimal comes to as a ratio
LARGEST_EXPONENT = 320  # past what a float holds; a larger one would fill the memory with digits
EXPECTED = "expected a number such as 3, -0.25, 1.5e-3 or 1/3"
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE](?P<exponent>[+-]?\d+))?", re.ASCII)
_RATIO = re.compile(r"[+-]?\d+/\d+", re.ASCII)


class NumberError(ValueError):
    """What is wrong with a number; the message reads on from the place where it stands."""


def read_number(text: str) -> Fraction:
    """The number written in `text`, exactly.

    Raises:
        NumberError: it is none, or none that a float can hold.
    """
    if len(text) > (LONGEST_RATIO if "/" in text else LONGEST_NUMBER):
        raise NumberError(f"a number of {len(text):,} digits: expected at most {LONGEST_NUMBER}")
    decimal = _DECIMAL.fullmatch(text)
    if decimal is not None:
        exponent = decimal["exponent"]
        if exponent is not None and (len(exponent) > 5 or abs(int(exponent)) > LARGEST_EXPONENT):
            raise NumberError(f"{quote(text)}: expected an exponent between -{LARGEST_EXPONENT} and {LARGEST_EXPONENT}")
        return _finite(Fraction(text), text)
    if _RATIO.fullmatch(text) is not None:
        numerator, _, denominator = text.partition("/")
        if int(denominator) == 0:
            raise NumberError(f"{quote(text)} divides by zero: {EXPECTED}")
        return _finite(Fraction(int(numerator), int(denominator)), text)
    raise NumberError(f"{quote(text)}: {EXPECTED}")


def exact(raw: Real) -> Fraction:
    """A number of Python or NumPy, exactly as it is written: 0.1 is 1/10.

    Raises:
        NumberError: it is not finite, or larger than a float can be.
    """
    if isinstance(raw, Rational):
        return _finite(Fraction(int(raw.numerator), int(raw.denominator)), str(raw)[:LONGEST_NUMBER])
    return read_number(repr(float(raw)))


def _finite(number: Fraction, text: str) -> Fraction:
    try:
        is_finite = math.isfinite(float(number))
    except OverflowError:
        is_finite = False
    if not is_finite:
        raise NumberError(f"{quote(text)} is too large: expected a finite number")
    return number
