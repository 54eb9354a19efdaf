"""How loops over draws are compiled by Numba: no threads inside, no lock held, kept where `keep_loops` says so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from numba import njit, types
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.extending import intrinsic
from numba.core.sigutils import normalize_signature

from foedus.equilibrium.loop_cache import keeps_loops

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function as machine code for other such functions to call.

    Division by 0 gives an infinity, as in NumPy, and other threads may run beside it.
    """
    return _compile(function, no_cpython_wrapper=True)


def entry(function: Function) -> Function:
    """The same, to be called from Python. With it all that it calls is kept."""
    decorated: Any = _compile(function)
    if keeps_loops():
        with suppress(RuntimeError):  # no folder could be made there
            # In place of Numba's own, which `cache=True` would make.
            decorated._cache = Kept(function)  # type: ignore[no-untyped-call]
    kept: Function = decorated
    return kept


def inlined(function: Function) -> Function:
    """The same, written into whoever calls it."""
    return _compile(function, no_cpython_wrapper=True, forceinline=True)


def spliced(function: Function) -> Function:
    """The same, put line by line into whoever calls it before types are inferred: for what only calls others.

    Numba optimises a function with all that it calls, and then again inside its caller, however short it is itself.
    """
    return _compile(function, no_cpython_wrapper=True, inline="always")


class Named(CompileResultCacheImpl):
    """Where compiled code is kept: in the folder named, and nowhere else."""

    _locator_classes: list[type[object]] = [UserProvidedCacheLocator]  # noqa: RUF012 (as Numba has it)


class Kept(FunctionCache):
    """The compiled code of a function on disk, as Numba keeps it, but that a failing disk stops nothing.

    What cannot be read is forgotten and compiled, what cannot be written is not kept.
    """

    _impl_class = Named

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            found: Any = super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
            # Two processes that keep their first code at once may give it one name.
            if found is None or tuple(found.signature.args) == tuple(normalize_signature(sig)[0]):
                return found
        except Exception:  # what is damaged raises whatever it happens to say
            pass
        with suppress(OSError):
            self.flush()  # type: ignore[no-untyped-call]
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(Exception):  # it reads what is there first, which may be damaged
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def _compile(function: Function, **options: Any) -> Function:
    decorated: Any = njit(nogil=True, error_model="numpy", **(options | {"no_cfunc_wrapper": True}))(function)
    kept: Function = decorated
    return kept


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
