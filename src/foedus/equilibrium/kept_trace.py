"""What JAX has traced, kept between processes: for a small function tracing takes longer than all that follows.

JAX keeps compiled code by itself, but finds it by what it has traced, and to trace and write down three thousand
operations takes half a second. Kept here is JAX's portable form of a trace (`jax.export`), under the state of the
sources, the release of JAX, the kind of processor, and the shapes it was traced for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from foedus.equilibrium.backend import compiled_folder, jax
from foedus.equilibrium.kept_file import read_kept, write_kept
from foedus.equilibrium.sources import sources_digest

_SOURCES = ("equilibrium/*.py", "request/*.py", "reputation/*.py", "answer/*.py")
Function = Callable[[Any], Any]


def kept_trace(name: str, work: Function, like: jax.ShapeDtypeStruct, told: list[Any]) -> Function:
    """A function of one array that is not traced again where an earlier process has done so.

    Arguments:
        name: of the function and of all that its trace hangs on but for the sources.
        work: the function, which puts into `told` what is known of its result once it has been traced.
        like: shape and kind of the array.
        told: empty; then what `work` puts there, which has to be plain data.

    Returns:
        `work` itself where compiled code is not kept (`keep_compiled`).
    """
    folder = compiled_folder()
    if folder is None:
        return work
    key = hashlib.sha256(f"{_sources()} {jax.default_backend()} {name} {like}".encode()).hexdigest()
    file = folder / f"trace-{key[:32]}"
    with suppress(Exception):  # whatever is wrong with the file, what it should hold can be traced
        if kept := read_kept(file):
            first, content = kept.split(b"\n", 1)
            told[:] = json.loads(first)
            return jax.export.deserialize(bytearray(content)).call
    try:
        exported = jax.export.export(jax.jit(work))(like)
    except Exception:  # what has no portable form may be compiled all the same
        return work
    with suppress(Exception):  # what cannot be written down is traced anew
        write_kept(file, json.dumps(told).encode() + b"\n" + bytes(exported.serialize()))
    return exported.call


@cache
def _sources() -> str:
    return sources_digest(jax.__version__, _SOURCES)
