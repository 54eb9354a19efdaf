"""Numbers, vectors and truth values of a function being written: Python's operators, as LLVM's instructions."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir

from foedus.equilibrium.simd_writing import FLAGS, WHOLE, Bits, writing


class Value:
    """A number, or a vector of numbers, in a function being written."""

    def __init__(self, bits: Bits) -> None:
        self._bits = bits

    @property
    def bits(self) -> Bits:
        return self._bits

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise TypeError("what a loop computes is not known while it is written: expected `when` or `where`, found `if`")

    def __index__(self) -> int:
        raise TypeError("what a loop computes is not known while it is written: expected `each`, found `range`")


class Mask(Value):
    """A truth value, or a vector of them."""

    def __and__(self, other: Mask) -> Mask:
        return Mask(writing().builder.and_(self.bits, other.bits))

    def __or__(self, other: Mask) -> Mask:
        return Mask(writing().builder.or_(self.bits, other.bits))

    def __invert__(self) -> Mask:
        return Mask(writing().builder.not_(self.bits))


class Number(Value):
    """What can be compared."""

    def _compared(self, sign: str, other: Any) -> Mask:
        raise NotImplementedError

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]
        return self._compared("==", other)

    __hash__ = Value.__hash__

    def __lt__(self, other: Any) -> Mask:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Mask:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Mask:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Mask:
        return self._compared(">=", other)


class Whole(Number):
    """A whole number."""

    @classmethod
    def of(cls, value: Any) -> Whole:
        """A whole number computed or known."""
        return cls(whole(value))

    def __add__(self, other: Any) -> Whole:
        return Whole(writing().builder.add(self.bits, whole(other)))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Whole:
        return Whole(writing().builder.sub(self.bits, whole(other)))

    def __rsub__(self, other: Any) -> Whole:
        return Whole(writing().builder.sub(whole(other), self.bits))

    def __mul__(self, other: Any) -> Whole:
        return Whole(writing().builder.mul(self.bits, whole(other)))

    __rmul__ = __mul__

    def _compared(self, sign: str, other: Any) -> Mask:
        return Mask(writing().builder.icmp_signed(sign, self.bits, whole(other)))


class Real(Number):
    """A number in the loop's precision, or a vector of them."""

    def __add__(self, other: Any) -> Real:
        return _of_two("fadd", self, other)

    def __radd__(self, other: Any) -> Real:
        return _of_two("fadd", other, self)

    def __sub__(self, other: Any) -> Real:
        return _of_two("fsub", self, other)

    def __rsub__(self, other: Any) -> Real:
        return _of_two("fsub", other, self)

    def __mul__(self, other: Any) -> Real:
        return _of_two("fmul", self, other)

    def __rmul__(self, other: Any) -> Real:
        return _of_two("fmul", other, self)

    def __truediv__(self, other: Any) -> Real:
        return _of_two("fdiv", self, other)

    def __rtruediv__(self, other: Any) -> Real:
        return _of_two("fdiv", other, self)

    def _compared(self, sign: str, other: Any) -> Mask:
        return compared(sign, self, other)


def whole(value: Any) -> Bits:
    """The bits of a whole number, computed or known."""
    return value.bits if isinstance(value, Whole) else ir.Constant(WHOLE, operator.index(value))


def reals(*values: Any) -> list[Bits]:
    """The bits of some numbers and vectors: all of them vectors, where one is."""
    now = writing()
    bits = [value.bits if isinstance(value, Real) else _number(value) for value in values]
    if not any(one.type == now.vector for one in bits):
        return bits
    return [on_every_lane(one) for one in bits]


def _number(value: Any) -> Bits:
    now = writing()
    if isinstance(value, Whole):
        return now.builder.sitofp(value.bits, now.number)
    number = float(np.float32(value)) if now.is_single else float(value)
    return ir.Constant(now.number, number)


def on_every_lane(number: Bits) -> Bits:
    """The bits of a vector, of which each lane holds the number; of a vector the same."""
    now = writing()
    if number.type == now.vector:
        return number
    if isinstance(number, ir.Constant):
        return ir.Constant(now.vector, [number] * now.vector.count)
    nothing, first = ir.Constant(now.vector, ir.Undefined), ir.Constant(ir.IntType(32), 0)
    first_everywhere = ir.Constant(ir.VectorType(ir.IntType(32), now.vector.count), [0] * now.vector.count)
    return now.builder.shuffle_vector(now.builder.insert_element(nothing, number, first), nothing, first_everywhere)


def _of_two(operation: str, first: Any, second: Any) -> Real:
    return Real(getattr(writing().builder, operation)(*reals(first, second), flags=FLAGS))


def compared(sign: str, first: Any, second: Any) -> Mask:
    """A comparison of numbers or vectors, lane by lane; with what is no number it is false."""
    return Mask(writing().builder.fcmp_ordered(sign, *reals(first, second)))


def everywhere(value: Any) -> Real:
    """A number on every lane of a vector; a vector as it is."""
    (bits,) = reals(value)
    return Real(on_every_lane(bits))
