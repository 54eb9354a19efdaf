"""How loops over draws are compiled by Numba: no threads inside, no lock held, kept where `keep_loops` says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit, types
from numba.core.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function as machine code for other such functions to call.

    Division by 0 gives an infinity, as in NumPy, and other threads may run beside it.
    """
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry(function: Function) -> Function:
    """The same, to be called from Python."""
    return _compile(function, no_cfunc_wrapper=True)


def inlined(function: Function) -> Function:
    """The same, written into whoever calls it."""
    return _compile(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)


def _compile(function: Function, **options: Any) -> Function:
    keeps = bool(os.environ.get("NUMBA_CACHE_DIR"))
    decorated: Function = njit(nogil=True, error_model="numpy", cache=keeps, **options)(function)
    return decorated


def operation(typed: Callable[..., Any]) -> Any:
    """An operation inside compiled functions, from what gives its types and writes its instructions."""
    return intrinsic(typed)


@operation
def claimed(context: Any, counter: Any) -> Any:
    """What stands in an array of one whole number, which is one more for whoever asks next, on whatever thread."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.atomic_rmw("add", data, context.get_constant(types.int64, 1), "monotonic")

    return types.int64(counter), build
