"""A small language for loops over vectors of draws: written as Python, turned into LLVM's, compiled once.

Games are small and draws are many, so a vector holds the same number of eight draws (sixteen in single precision) and
every operation is done on all of them. A compiler would find such loops by itself only where it can prove that no two
arrays overlap; said outright, they are what it makes of them on any processor, in halves or quarters where registers
are narrower.

A thread works on one block of rows, each a vector: `load(row)`, `store(row, vector)`. Inside a function that a `Loop`
(`simd_loop.py`) writes, + − · / and comparisons work on whole numbers, on numbers and, lane by lane, on vectors; a
comparison gives a `Mask`, for `where`, `when`, &, | and ~. What changes from one pass of a loop to the next is a
`variable`; `each` counts, and is not left before its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from llvmlite import ir

from foedus.equilibrium.simd_value import Mask, Real, Value, Whole, compared, everywhere, on_every_lane, reals, whole
from foedus.equilibrium.simd_writing import BYTES, WHOLE, Bits, writing


def largest(first: Any, second: Any) -> Real:
    """The larger of two, lane by lane; of what is not a number nothing is promised."""
    return where(compared(">", first, second), first, second)


def least(first: Any, second: Any) -> Real:
    """The smaller of two, likewise."""
    return where(compared("<", first, second), first, second)


def where(mask: Mask, first: Any, second: Any) -> Real:
    """The first where the mask is true, else the second."""
    one, other = reals(first, second)
    if one.type == writing().number and mask.bits.type != ir.IntType(1):
        one, other = on_every_lane(one), on_every_lane(other)
    return Real(writing().builder.select(mask.bits, one, other))


def any_lane(mask: Mask) -> Mask:
    """Whether the mask is true on some lane."""
    builder = writing().builder
    bits = builder.bitcast(mask.bits, ir.IntType(writing().vector.count))
    return Mask(builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0)))


def _place(row: Any) -> Bits:
    now = writing()
    first = now.builder.mul(whole(row), ir.Constant(WHOLE, now.vector.count))
    return now.builder.gep(now.rows, [first])


def load(row: Any) -> Real:
    """A row of the thread's block."""
    builder = writing().builder
    return Real(builder.load(builder.bitcast(_place(row), writing().vector.as_pointer()), align=BYTES))


def store(row: Any, value: Any) -> None:
    """Write a vector into a row of the thread's block; a number on every lane of it."""
    builder = writing().builder
    place = builder.bitcast(_place(row), writing().vector.as_pointer())
    builder.store(everywhere(value).bits, place, align=BYTES)


def load_lane(row: Any, lane: Whole) -> Real:
    """One lane of a row."""
    builder = writing().builder
    return Real(builder.load(builder.gep(_place(row), [lane.bits])))


def store_lane(row: Any, lane: Whole, value: Any) -> None:
    """Write a number into one lane of a row."""
    builder = writing().builder
    builder.store(reals(value)[0], builder.gep(_place(row), [lane.bits]))


class _Variable:
    """A place on the stack, which the compiler turns into a register."""

    def __init__(self, value: Value) -> None:
        builder = writing().builder
        bits = value.bits
        with builder.goto_entry_block():
            self._place = builder.alloca(bits.type)
        builder.store(bits, self._place)

    @property
    def bits(self) -> Bits:
        return writing().builder.load(self._place)

    def become(self, value: Any) -> None:
        """Hold this from now on."""
        writing().builder.store(value.bits, self._place)

    def __iadd__(self, other: Any) -> Any:
        self.become(self + other)
        return self


class WholeVariable(_Variable, Whole):
    """A whole number that changes."""


class RealVariable(_Variable, Real):
    """A number or vector that changes."""


def counter(value: Any) -> WholeVariable:
    """A whole number that changes, and what it is at first."""
    return WholeVariable(Whole.of(value))


def variable(value: Any) -> RealVariable:
    """A vector that changes, and what it is at first."""
    return RealVariable(everywhere(value))


def each(*bounds: Any) -> Iterator[Whole]:
    """The whole numbers of a `range` of as many bounds, by steps of 1: what stands in a `for` is done for each."""
    builder = writing().builder
    first, most = bounds if len(bounds) > 1 else (0, *bounds)
    low, high, before = whole(first), whole(most), builder.block
    head, body, after = (builder.append_basic_block(name) for name in ("head", "body", "after"))
    builder.branch(head)
    builder.position_at_end(head)
    index = builder.phi(WHOLE)
    index.add_incoming(low, before)
    builder.cbranch(builder.icmp_signed("<", index, high), body, after)
    builder.position_at_end(body)
    yield Whole(index)
    index.add_incoming(builder.add(index, ir.Constant(WHOLE, 1)), builder.block)
    builder.branch(head)
    builder.position_at_end(after)


@contextmanager
def when(condition: Mask) -> Iterator[None]:
    """Do what stands inside where the condition, one truth value, holds."""
    with writing().builder.if_then(condition.bits):
        yield


def vectors(count: int, dtype: Any) -> np.ndarray[Any, Any]:
    """Zeros of shape (count, lane), each row where a vector is read at once; elsewhere it takes twice as long."""
    size = count * BYTES
    room = np.zeros(size + BYTES, np.uint8)
    first = -room.ctypes.data % BYTES
    rows: np.ndarray[Any, Any] = room[first : first + size].view(dtype).reshape(count, -1)
    return rows
