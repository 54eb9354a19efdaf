"""What is being written in LLVM's language, and where: each thread writes one function at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from llvmlite import ir

BYTES = 64
"""of a vector"""
FLAGS = ("contract", "nsz")
"""what the compiler may do with arithmetic: multiply and add in one rounding, and not care for the sign of 0"""
WHOLE = ir.IntType(64)
GIVEN = 3
"""arguments of every function: the rows, whole numbers, and numbers that the loop is given"""
Bits = Any
"""an instruction, argument or constant of LLVM's"""


@dataclass
class Writing:
    """What is being written: a module, and where in which of its functions."""

    module: Any
    number: Any
    """the type of a number, single or double"""
    builder: Any = None
    rows: Any = None
    """the thread's block"""
    routines: dict[str, Any] = field(default_factory=dict)
    """by name: the function, and what it was given that is known while it is written"""

    @property
    def is_single(self) -> bool:
        return isinstance(self.number, ir.FloatType)

    @property
    def vector(self) -> Any:
        return ir.VectorType(self.number, BYTES // (4 if self.is_single else 8))


class _Current(threading.local):
    writing: Writing | None = None


_current = _Current()


@contextmanager
def written_to(writing: Writing) -> Iterator[None]:
    """What operations write to, on this thread."""
    before, _current.writing = _current.writing, writing
    try:
        yield
    finally:
        _current.writing = before


def writing() -> Writing:
    """What is being written on this thread.

    Raises:
        RuntimeError: nothing is.
    """
    if _current.writing is None:
        raise RuntimeError("an operation on vectors outside a function that a Loop writes")
    return _current.writing


def begin(now: Writing, function: Any) -> None:
    """Write into this function from now on; its first arguments are the rows and what the loop is given."""
    for argument in function.args[:GIVEN]:
        argument.add_attribute("noalias")
    function.attributes.add("nounwind")
    now.rows = function.args[0]
    now.builder = ir.IRBuilder(function.append_basic_block("entry"))
