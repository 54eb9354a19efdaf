"""Functions of vectors of draws: exponential, logarithm, root, absolute value; each to the last digit or two.

The library's own work on one number at a time. Here they are what textbooks give (Muller 2016, Elementary Functions,
doi:10.1007/978-1-4899-7983-4): reduce the argument by a power of two, sum a short series, put the power back.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir

from foedus.equilibrium.simd import where
from foedus.equilibrium.simd_value import Real
from foedus.equilibrium.simd_writing import writing

_EXPONENT = {True: 80.0, False: 700.0}
"""beyond which an exponential stays what it is there, by whether it is single: no infinity, and nothing too small to be
written in full, which would take the processor a hundred times as long"""
_DIGITS = {True: 23, False: 52}
_BIAS = {True: 127, False: 1023}
_LOG_TWO = {True: (0.693359375, -2.12194440e-4), False: (6.93145751953125e-1, 1.42860682030941723212e-6)}
"""log 2 in two parts, the first so short that a whole number times it is exact"""


def exp(exponent: Real) -> Real:
    """e to the exponent, a vector, which is kept within ±700 (±80 in single precision)."""
    now, single = writing(), writing().is_single
    x = where(exponent < -_EXPONENT[single], -_EXPONENT[single], exponent)
    x = where(x > _EXPONENT[single], _EXPONENT[single], x)
    # x = n log 2 + r, |r| ≤ log(2)/2
    shifted = x * math.log2(math.e) + _rounder()
    n = shifted - _rounder()
    r = x
    for part in _LOG_TWO[single]:
        r = r - n * part
    degree = 6 if single else 12
    power = _series(r, [1.0 / math.factorial(k) for k in range(degree, -1, -1)])
    exponents = now.builder.add(now.builder.bitcast(shifted.bits, _kind()), _bits(_BIAS[single]))
    return power * Real(now.builder.bitcast(now.builder.shl(exponents, _bits(_DIGITS[single])), now.vector))


def log(argument: Real) -> Real:
    """The natural logarithm of a vector of numbers none too small to be written in full (1e-37 in single precision)."""
    now, single = writing(), writing().is_single
    digits = _bits(_DIGITS[single])
    # argument = 2^n m, m between √½ and √2
    bits = now.builder.bitcast(argument.bits, _kind())
    power = now.builder.ashr(now.builder.sub(bits, _bits(_bits_of(math.sqrt(0.5)))), digits)
    m = Real(now.builder.bitcast(now.builder.sub(bits, now.builder.shl(power, digits)), now.vector))
    counted = now.builder.bitcast(now.builder.add(power, _bits(_bits_of(_rounder()))), now.vector)
    n = Real(counted) - _rounder()
    # log m = 2 artanh t, |t| ≤ 0.172
    t = (m - 1.0) / (m + 1.0)
    square = t * t
    rest = _series(square, [2.0 / odd for odd in range(9 if single else 21, 2, -2)]) * square
    return n * math.log(2.0) + t * (rest + 2.0)


def absolute(value: Real) -> Real:
    """|value|, of a vector."""
    return _by_processor("fabs", value)


def root(value: Real) -> Real:
    """The square root of a vector of numbers that are not negative."""
    return _by_processor("sqrt", value)


def _by_processor(name: str, value: Real) -> Real:
    now = writing()
    full = f"llvm.{name}.v{now.vector.count}f{32 if now.is_single else 64}"
    function = now.module.globals.get(full) or ir.Function(now.module, ir.FunctionType(now.vector, [now.vector]), full)
    return Real(now.builder.call(function, [value.bits]))


def _kind() -> Any:
    """Vectors of the whole numbers that stand in the same bits."""
    return ir.VectorType(ir.IntType(32 if writing().is_single else 64), writing().vector.count)


def _bits(value: int) -> Any:
    kind = _kind()
    return ir.Constant(kind, [ir.Constant(kind.element, value)] * kind.count)


def _bits_of(value: float) -> int:
    return int(np.float32(value).view(np.int32) if writing().is_single else np.float64(value).view(np.int64))


def _rounder() -> float:
    """A number so large that what is added to it is rounded to a whole number, which stands in its last bits."""
    return float(1.5 * 2.0 ** _DIGITS[writing().is_single])


def _series(argument: Real, coefficients: list[float]) -> Real:
    """The polynomial with these coefficients, highest power first, by Horner's rule."""
    total: Any = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * argument + coefficient
    return total  # type: ignore[no-any-return]
