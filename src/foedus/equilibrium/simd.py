"""Vectors of draws in compiled loops: one number per lane, as wide as the widest registers.

Games are small and draws are many, so a vector holds the same number of eight draws (sixteen in single precision) and
every operation is done on all of them. The compiler would find such loops by itself only where it can prove that no two
arrays overlap; said outright, they are what it makes of them on any processor, in halves or quarters where registers
are narrower.

A row of an array (row, lane) is a vector: `load(array, row)`, `store(array, row, vector)`. Between vectors, and between
vectors and numbers, + − · / and comparisons work lane by lane; a comparison gives a `Mask`, for `where`, &, | and ~.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.extending import lower_builtin, register_model
from numba.core.typing.templates import AbstractTemplate, infer_global, signature

from foedus.equilibrium.compiled import operation

BYTES = 64
"""of a vector"""
FLAGS = ("contract", "nsz")
"""what the compiler may do with arithmetic: multiply and add in one rounding, and not care for the sign of 0"""


class Lanes(types.Type):
    """The type of a vector of floating-point numbers."""

    def __init__(self, dtype: types.Float) -> None:
        self.dtype = dtype
        self.count = BYTES * 8 // dtype.bitwidth
        super().__init__(name=f"Lanes({dtype})")


class Mask(types.Type):
    """The type of a vector of truth values."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(name=f"Mask({count})")


SINGLE, DOUBLE = Lanes(types.float32), Lanes(types.float64)


def lanes_of(dtype: Any) -> Lanes:
    """The vectors of an array of this type."""
    return SINGLE if dtype == types.float32 else DOUBLE


def vector_of(lanes: Lanes) -> ir.VectorType:
    return ir.VectorType(ir.FloatType() if lanes is SINGLE else ir.DoubleType(), lanes.count)


def vectors(count: int, dtype: Any) -> np.ndarray[Any, Any]:
    """Zeros of shape (count, lane), each row where a vector is read at once; elsewhere it takes twice as long."""
    size = count * BYTES
    room = np.zeros(size + BYTES, np.uint8)
    first = -room.ctypes.data % BYTES
    rows: np.ndarray[Any, Any] = room[first : first + size].view(dtype).reshape(count, -1)
    return rows


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, vector_of(lanes))  # type: ignore[no-untyped-call]


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, mask: Mask) -> None:
        super().__init__(manager, mask, ir.VectorType(ir.IntType(1), mask.count))  # type: ignore[no-untyped-call]


def _place(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> ir.Instruction:
    """Where a row of an array begins."""
    array, row = signature.args[0], context.cast(builder, args[1], signature.args[1], types.intp)
    lanes = lanes_of(array.dtype)
    data = context.make_array(array)(context, builder, args[0]).data
    first = builder.gep(data, [builder.mul(row, ir.Constant(row.type, lanes.count))])
    return builder.bitcast(first, vector_of(lanes).as_pointer())


def _aligned(instruction: Any, array: Any) -> Any:
    instruction.align = array.dtype.bitwidth // 8  # NumPy's arrays may begin anywhere
    return instruction


@operation
def load(context: Any, array: Any, row: Any) -> Any:
    """A row of an array (row, lane)."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _aligned(builder.load(_place(context, builder, signature, args)), signature.args[0])

    return (lanes_of(array.dtype)(array, row), build) if isinstance(row, types.Integer) else None


@operation
def store(context: Any, array: Any, row: Any, value: Any) -> Any:
    """Write a vector into a row of an array (row, lane)."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        _aligned(builder.store(args[2], _place(context, builder, signature, args)), signature.args[0])
        return context.get_dummy_value()

    return (types.void(array, row, value), build) if isinstance(row, types.Integer) else None


def coerced(context: Any, builder: Any, lanes: Lanes, kind: Any, value: Any) -> Any:
    """A vector as it is, a number on every lane."""
    if isinstance(kind, Lanes):
        return value
    vector, number = vector_of(lanes), context.cast(builder, value, kind, lanes.dtype)
    nothing, first = ir.Constant(vector, ir.Undefined), ir.Constant(ir.IntType(32), 0)
    everywhere = ir.Constant(ir.VectorType(ir.IntType(32), lanes.count), [0] * lanes.count)
    return builder.shuffle_vector(builder.insert_element(nothing, number, first), nothing, everywhere)


@operation
def everywhere(context: Any, array: Any, value: Any) -> Any:
    """A number on every lane of a vector such as the array's rows are."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return coerced(context, builder, signature.return_type, signature.args[1], args[1])

    return lanes_of(array.dtype)(array, value), build


def _lane_by_lane(build: Callable[..., Any]) -> Callable[..., Any]:
    """What writes the instructions of an operation, its numbers put on every lane of the vectors beside them."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = next(kind for kind in signature.args if isinstance(kind, Lanes))
        vectors = [
            arg if isinstance(kind, Mask) else coerced(context, builder, lanes, kind, arg)
            for kind, arg in zip(signature.args, args, strict=True)
        ]
        return build(builder, *vectors)

    return generate


def _of_two(build: Callable[[Any, Any, Any], Any]) -> Any:
    """An operation on two vectors, or a vector and a number."""

    def typed(context: Any, first: Any, second: Any) -> Any:
        return (first if isinstance(first, Lanes) else second)(first, second), _lane_by_lane(build)

    return operation(typed)


largest = _of_two(lambda builder, x, y: builder.select(builder.fcmp_ordered(">", x, y), x, y))
"""the larger of two, lane by lane; of what is not a number nothing is promised"""
least = _of_two(lambda builder, x, y: builder.select(builder.fcmp_ordered("<", x, y), x, y))
"""the smaller of two"""


def _between(sign: Any, build: Callable[[Any, Any, Any], Any], gives_mask: bool = False) -> None:
    """Make an operator work between vectors, and between vectors and numbers."""

    class Between(AbstractTemplate):
        def generic(self, args: Any, keywords: Any) -> Any:
            vectors = [kind for kind in args if isinstance(kind, Lanes)]
            if not vectors:
                return None
            return signature(Mask(vectors[0].count) if gives_mask else vectors[0], *args)

    infer_global(sign)(Between)
    for kinds in ((Lanes, Lanes), (Lanes, types.Number), (types.Number, Lanes)):
        lower_builtin(sign, *kinds)(_lane_by_lane(build))


_between(operator.add, lambda builder, x, y: builder.fadd(x, y, flags=FLAGS))
_between(operator.sub, lambda builder, x, y: builder.fsub(x, y, flags=FLAGS))
_between(operator.mul, lambda builder, x, y: builder.fmul(x, y, flags=FLAGS))
_between(operator.truediv, lambda builder, x, y: builder.fdiv(x, y, flags=FLAGS))
_between(operator.gt, lambda builder, x, y: builder.fcmp_ordered(">", x, y), gives_mask=True)
_between(operator.ge, lambda builder, x, y: builder.fcmp_ordered(">=", x, y), gives_mask=True)
_between(operator.lt, lambda builder, x, y: builder.fcmp_ordered("<", x, y), gives_mask=True)
_between(operator.le, lambda builder, x, y: builder.fcmp_ordered("<=", x, y), gives_mask=True)
_between(operator.eq, lambda builder, x, y: builder.fcmp_ordered("==", x, y), gives_mask=True)


class _OfMasks(AbstractTemplate):
    def generic(self, args: Any, keywords: Any) -> Any:
        return signature(args[0], *args) if all(isinstance(kind, Mask) for kind in args) else None


for _sign in (operator.and_, operator.or_, operator.invert):
    infer_global(_sign)(type("_OfMasks", (_OfMasks,), {}))


lower_builtin(operator.and_, Mask, Mask)(lambda context, builder, signature, args: builder.and_(*args))
lower_builtin(operator.or_, Mask, Mask)(lambda context, builder, signature, args: builder.or_(*args))
lower_builtin(operator.invert, Mask)(lambda context, builder, signature, args: builder.not_(*args))


@operation
def where(context: Any, mask: Any, first: Any, second: Any) -> Any:
    """The first where the mask is true, else the second; one of them may be a number."""
    lanes = first if isinstance(first, Lanes) else second
    return lanes(mask, first, second), _lane_by_lane(lambda builder, *args: builder.select(*args))


@operation
def any_lane(context: Any, mask: Any) -> Any:
    """Whether the mask is true on some lane."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], ir.IntType(signature.args[0].count))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return types.boolean(mask), build
