"""Functions of vectors of draws: exponential, logarithm, root, absolute value; each to the last digit or two.

The library's own work on one number at a time. Here they are what textbooks give (Muller 2016, Elementary Functions,
doi:10.1007/978-1-4899-7983-4): reduce the argument by a power of two, sum a short series, put the power back.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils

from foedus.equilibrium.compiled import operation
from foedus.equilibrium.simd import FLAGS, SINGLE, Lanes, vector_of

_EXPONENT = {True: 80.0, False: 700.0}
"""beyond which an exponential stays what it is there, by whether it is single: no infinity, and nothing too small to be
written in full, which would take the processor a hundred times as long"""
_DIGITS = {True: 23, False: 52}
_BIAS = {True: 127, False: 1023}
_LOG_TWO = {True: (0.693359375, -2.12194440e-4), False: (6.93145751953125e-1, 1.42860682030941723212e-6)}
"""log 2 in two parts, the first so short that a whole number times it is exact"""


def _whole(lanes: Lanes) -> ir.VectorType:
    return ir.VectorType(ir.IntType(lanes.dtype.bitwidth), lanes.count)


def _constant(lanes: Lanes, value: float) -> ir.Constant:
    kind = vector_of(lanes)
    number = float(np.float32(value)) if lanes is SINGLE else value
    return ir.Constant(kind, [ir.Constant(kind.element, number)] * lanes.count)


def _bits(lanes: Lanes, value: int) -> ir.Constant:
    kind = _whole(lanes)
    return ir.Constant(kind, [ir.Constant(kind.element, value)] * lanes.count)


def _bits_of(lanes: Lanes, value: float) -> int:
    return int(np.float32(value).view(np.int32) if lanes is SINGLE else np.float64(value).view(np.int64))


def _rounder(lanes: Lanes) -> float:
    """A number so large that what is added to it is rounded to a whole number, which stands in its last bits."""
    return float(1.5 * 2.0 ** _DIGITS[lanes is SINGLE])


def _series(builder: Any, lanes: Lanes, argument: Any, coefficients: list[float]) -> Any:
    """The polynomial with these coefficients, highest power first, by Horner's rule."""
    total = _constant(lanes, coefficients[0])
    for coefficient in coefficients[1:]:
        product = builder.fmul(total, argument, flags=FLAGS)
        total = builder.fadd(product, _constant(lanes, coefficient), flags=FLAGS)
    return total


@operation
def exp(context: Any, exponent: Any) -> Any:
    """e to the exponent, which is kept within ±700 (±80 in single precision)."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = signature.args[0]
        single = lanes is SINGLE
        low, high = _constant(lanes, -_EXPONENT[single]), _constant(lanes, _EXPONENT[single])
        x = builder.select(builder.fcmp_ordered("<", args[0], low), low, args[0])
        x = builder.select(builder.fcmp_ordered(">", x, high), high, x)
        # x = n log 2 + r, |r| ≤ log(2)/2
        rounder = _constant(lanes, _rounder(lanes))
        shifted = builder.fadd(builder.fmul(x, _constant(lanes, math.log2(math.e)), flags=FLAGS), rounder)
        n = builder.fsub(shifted, rounder)
        r = x
        for part in _LOG_TWO[single]:
            r = builder.fsub(r, builder.fmul(n, _constant(lanes, part), flags=FLAGS), flags=FLAGS)
        degree = 6 if single else 12
        power = _series(builder, lanes, r, [1.0 / math.factorial(k) for k in range(degree, -1, -1)])
        exponents = builder.add(builder.bitcast(shifted, _whole(lanes)), _bits(lanes, _BIAS[single]))
        two_to_n = builder.bitcast(builder.shl(exponents, _bits(lanes, _DIGITS[single])), vector_of(lanes))
        return builder.fmul(power, two_to_n, flags=FLAGS)

    return exponent(exponent), build


@operation
def log(context: Any, argument: Any) -> Any:
    """The natural logarithm of a number that is not too small to be written in full (1e-37 in single precision)."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = signature.args[0]
        single = lanes is SINGLE
        digits = _bits(lanes, _DIGITS[single])
        # argument = 2^n m, m between √½ and √2
        bits = builder.bitcast(args[0], _whole(lanes))
        n = builder.ashr(builder.sub(bits, _bits(lanes, _bits_of(lanes, math.sqrt(0.5)))), digits)
        m = builder.bitcast(builder.sub(bits, builder.shl(n, digits)), vector_of(lanes))
        rounder = _rounder(lanes)
        counted = builder.bitcast(builder.add(n, _bits(lanes, _bits_of(lanes, rounder))), vector_of(lanes))
        n = builder.fsub(counted, _constant(lanes, rounder))
        # log m = 2 artanh t, |t| ≤ 0.172
        one = _constant(lanes, 1.0)
        t = builder.fdiv(builder.fsub(m, one), builder.fadd(m, one))
        square = builder.fmul(t, t, flags=FLAGS)
        odds = range(9 if single else 21, 2, -2)
        rest = builder.fmul(_series(builder, lanes, square, [2.0 / odd for odd in odds]), square, flags=FLAGS)
        log_m = builder.fmul(t, builder.fadd(rest, _constant(lanes, 2.0), flags=FLAGS), flags=FLAGS)
        return builder.fadd(builder.fmul(n, _constant(lanes, math.log(2.0)), flags=FLAGS), log_m, flags=FLAGS)

    return argument(argument), build


def _by_processor(name: str) -> Any:
    def typed(context: Any, argument: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            lanes = signature.args[0]
            kind = vector_of(lanes)
            full = f"llvm.{name}.v{lanes.count}f{lanes.dtype.bitwidth}"
            function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind]), full)
            return builder.call(function, args)

        return argument(argument), build

    return operation(typed)


absolute = _by_processor("fabs")
root = _by_processor("sqrt")
"""the square root, of what is not negative"""
