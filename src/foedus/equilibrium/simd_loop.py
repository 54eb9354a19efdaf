"""Loops over vectors of draws: written when they are first called, compiled, and kept where `keep_loops` says so."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from llvmlite import ir

from foedus.equilibrium.kept_file import loops_folder, read_kept, write_kept
from foedus.equilibrium.machine_code import ENTRY, Function, MachineCode, object_of, processor
from foedus.equilibrium.simd_given import named, packed
from foedus.equilibrium.simd_value import Mask, Real, Value, Whole
from foedus.equilibrium.simd_writing import BYTES, GIVEN, WHOLE, Writing, begin, writing, written_to
from foedus.equilibrium.sources import sources_digest

_SOURCES = ("equilibrium/*.py", "request/*.py")


def routine(function: Callable[..., None]) -> Callable[..., None]:
    """A function of its own in what is compiled, written once, where it is called first.

    Its arguments are what the loop is given, the same at every call, and what has been computed. The shorter the
    functions, the sooner they are compiled.
    """

    def call(*args: Any) -> None:
        now, outside = writing(), writing().builder
        values = [(place, arg) for place, arg in enumerate(args) if isinstance(arg, Value)]
        passed = [*outside.function.args[:GIVEN], *(value.bits for _, value in values)]
        name = f"{function.__module__}.{function.__qualname__}"
        known = [function, *(arg for arg in args if not isinstance(arg, Value))]
        before = now.routines.setdefault(name, known)
        if len(before) != len(known) or any(one is not other for one, other in zip(before, known, strict=True)):
            raise ValueError(f"{name} is written once: expected what it was first given, or what a loop computes")
        written = now.module.globals.get(name)
        if written is None:
            written = ir.Function(now.module, ir.FunctionType(ir.VoidType(), [one.type for one in passed]), name)
            written.linkage = "internal"
            written.attributes.add("noinline")
            inside = list(args)
            for (place, value), argument in zip(values, written.args[GIVEN:], strict=True):
                inside[place] = next(kind for kind in (Mask, Whole, Real) if isinstance(value, kind))(argument)
            begin(now, written)
            function(*inside)
            now.builder.ret_void()
            now.builder, now.rows = outside, outside.function.args[0]
        outside.call(written, passed)

    return call


class Loop:
    """A function of a thread's block of rows and of what it is given, in either precision."""

    def __init__(self, write: Callable[..., Any], *layouts: Any, kept_as: str | None = None) -> None:
        """Of what writes it.

        Arguments:
            write: called with an instance of each layout (`simd_given.named`); what it returns, a whole number, a
                truth value or nothing, a call of the loop returns.
            layouts: the named tuples that it is given.
            kept_as: a name that no other loop has, of a function all of whose sources are among `_SOURCES`; without one
                it is compiled in every process.
        """
        self._write = write
        self._layouts = layouts
        self._kept_as = kept_as
        self._loaded: dict[np.dtype[Any], MachineCode] = {}
        self._one_at_a_time = threading.Lock()

    def __call__(self, rows: np.ndarray[Any, Any], *given: Any) -> int:
        """Run it, without holding Python's lock.

        Arguments:
            rows: the thread's block, as `vectors` makes it.
            given: an instance of each layout, with its numbers and arrays.
        """
        return self.bound(rows, *given)()

    def bound(self, rows: np.ndarray[Any, Any], *given: Any) -> Callable[[], int]:
        """The loop with all that it is given, to be called again and again."""
        if rows.dtype not in (np.float32, np.float64) or not rows.flags.c_contiguous or rows.ctypes.data % BYTES:
            raise ValueError(f"a loop works on a block that `vectors` has made, found {rows.dtype} {rows.shape}")
        call = self.prepared(rows.dtype)
        wholes, numbers = packed(given, rows.dtype)

        at = [array.ctypes.data for array in (rows, wholes, numbers)]
        held = (self, rows, wholes, numbers, given)  # as long as it may be called

        def run(held: object = held) -> int:
            return call(*at)

        return run

    def prepared(self, dtype: Any) -> Function:
        """The loop in this precision, compiled or taken from where it is kept."""
        kind = np.dtype(dtype)
        with self._one_at_a_time:
            if kind not in self._loaded:
                self._loaded[kind] = self._made(kind)
            return self._loaded[kind].call

    def text(self, dtype: Any) -> str:
        """The loop as LLVM reads it."""
        number = ir.FloatType() if np.dtype(dtype) == np.float32 else ir.DoubleType()
        now = Writing(ir.Module(), number)
        pointers = [kind.as_pointer() for kind in (number, WHOLE, ir.DoubleType())]
        function = ir.Function(now.module, ir.FunctionType(WHOLE, pointers), ENTRY)
        with written_to(now):
            begin(now, function)
            found = self._write(*named(self._layouts))
            if isinstance(found, Mask):
                found = Whole(now.builder.zext(found.bits, WHOLE))
            now.builder.ret(ir.Constant(WHOLE, 0) if found is None else found.bits)
        return str(now.module)

    def _made(self, dtype: np.dtype[Any]) -> MachineCode:
        folder = loops_folder()
        if folder is None or self._kept_as is None:
            return MachineCode(object_of(self.text(dtype)))
        key = hashlib.sha256(f"{_sources()} {processor()} {self._kept_as} {dtype}".encode()).hexdigest()
        file = folder / f"loop-{key[:32]}"
        with suppress(Exception):  # of another linker's making
            if kept := read_kept(file):
                return MachineCode(kept)
        code = object_of(self.text(dtype))
        write_kept(file, code)
        return MachineCode(code)


@cache
def _sources() -> str:
    return sources_digest(version("llvmlite"), _SOURCES)
