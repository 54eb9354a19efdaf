"""What a compiled loop is given: whole numbers, numbers and arrays by name, laid out in two arrays.

A `NamedTuple` says what there is, by the annotations of its fields: `int`, `Truth`, `float`, `Wholes` and `Reals`.
`packed` lays instances of it out for a call; `named` makes one whose fields are read where they are used, in the
function being written.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, get_type_hints

import numpy as np
from llvmlite import ir

from foedus.equilibrium.simd_value import Mask, Real, Whole, reals, whole
from foedus.equilibrium.simd_writing import WHOLE, Bits, writing

# To whoever calls a loop these are what they say, in the function being written they stand for it.
Truth = Annotated[Any, "truth"]
"""True or False"""
Wholes = Annotated[Any, "wholes"]
"""an array of int64, of one or two axes"""
Reals = Annotated[Any, "reals"]
"""an array in the precision of the loop, of one or two axes"""
_ENTRIES: dict[Any, int] = {int: 1, Truth: 1, Wholes: 3, Reals: 3}


def packed(given: Iterable[tuple[Any, ...]], dtype: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Whole numbers (int64) and numbers (float64) of some named tuples, in order.

    Of an array they hold where it stands, its length and that of its rows: whoever calls keeps it alive.

    Arguments:
        given: the named tuples.
        dtype: the precision of the loop.

    Raises:
        ValueError: an array is not of int64 (`Wholes`) or of that precision (`Reals`), or not of one or two axes in C's
            order.
    """
    wholes: list[int] = []
    numbers: list[float] = []
    for one in given:
        for kind, value in zip(_kinds(type(one)), one, strict=True):
            if kind is float:
                numbers.append(value)
            elif _ENTRIES[kind] > 1:
                expected = np.dtype(np.int64 if kind is Wholes else dtype)
                if value.dtype != expected or not value.flags.c_contiguous or value.ndim not in (1, 2):
                    raise ValueError(
                        f"expected an array of {expected} in C's order, of one or two axes, found {value.dtype} "
                        f"{value.shape}, strides {value.strides}"
                    )
                wholes += [value.ctypes.data, len(value), value.shape[1] if value.ndim > 1 else 1]
            else:
                wholes.append(int(value))
    return np.array(wholes, np.int64), np.array(numbers, np.float64)


def named(layouts: Iterable[Any]) -> list[Any]:
    """An instance of each named tuple: its fields are what stands in the arguments of the function being written."""
    found, at_whole, at_number = [], 0, 0
    for layout in layouts:
        fields: list[Any] = []
        for kind in _kinds(layout):
            if kind is float:
                fields.append(_Number(at_number))
                at_number += 1
                continue
            fields.append(_MAKES[kind](at_whole))
            at_whole += _ENTRIES[kind]
        found.append(layout(*fields))
    return found


@cache
def _kinds(layout: Any) -> list[Any]:
    """The annotations of a named tuple's fields."""
    return list(get_type_hints(layout, include_extras=True).values())


def _read(argument: int, place: int) -> Bits:
    builder = writing().builder
    return builder.load(builder.gep(builder.function.args[argument], [ir.Constant(WHOLE, place)]))


class _Given:
    def __init__(self, place: int) -> None:
        self._at = place


class _WholeNumber(_Given, Whole):
    @property
    def bits(self) -> Bits:
        return _read(1, self._at)


class _Truth(_Given, Mask):
    @property
    def bits(self) -> Bits:
        return writing().builder.icmp_signed("!=", _read(1, self._at), ir.Constant(WHOLE, 0))


class _Number(_Given, Real):
    @property
    def bits(self) -> Bits:
        now, bits = writing(), _read(2, self._at)
        return now.builder.fptrunc(bits, now.number) if now.is_single else bits


class _Table(_Given):
    """An array: `[i]`, `[i, j]`, and its `length` and `width`."""

    @property
    def length(self) -> Whole:
        return _WholeNumber(self._at + 1)

    @property
    def width(self) -> Whole:
        return _WholeNumber(self._at + 2)

    def _place(self, index: Any, kind: Any) -> Bits:
        builder = writing().builder
        flat = index[0] * self.width + index[1] if isinstance(index, tuple) else index
        return builder.gep(builder.inttoptr(_read(1, self._at), kind.as_pointer()), [whole(flat)])


class WholeTable(_Table):
    """Of whole numbers."""

    def __getitem__(self, index: Any) -> Whole:
        return Whole(writing().builder.load(self._place(index, WHOLE)))

    def __setitem__(self, index: Any, value: Any) -> None:
        writing().builder.store(whole(value), self._place(index, WHOLE))

    def claimed(self, index: Any = 0) -> Whole:
        """What stands there, which is one more for whoever asks next, on whatever thread."""
        place = self._place(index, WHOLE)
        return Whole(writing().builder.atomic_rmw("add", place, ir.Constant(WHOLE, 1), "monotonic"))


class RealTable(_Table):
    """Of numbers in the loop's precision."""

    def __getitem__(self, index: Any) -> Real:
        return Real(writing().builder.load(self._place(index, writing().number)))

    def __setitem__(self, index: Any, value: Any) -> None:
        writing().builder.store(reals(value)[0], self._place(index, writing().number))


_MAKES: dict[Any, Any] = {int: _WholeNumber, Truth: _Truth, Wholes: WholeTable, Reals: RealTable}
