"""Compile what finishes draws in a process of its own, while this one compiles the search.

An interpreter compiles one thing at a time, however many threads ask. Only what is kept on disk can be handed over.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from foedus.equilibrium.chunk import cores

PATIENCE = 120.0  # seconds


def compile_apart(method: Any, terms: Any, points: Any) -> None:
    """Run the method for one step in another Python, which keeps what it compiles, and wait for it.

    Where there is none, or no core for it, or it fails, nothing is kept: whoever calls compiles for itself.

    Arguments:
        method: a `Straight`.
        terms: of one draw.
        points: where it begins.
    """
    if not sys.executable or cores() < 2:
        return
    # Not from the folder it is called in, where a file may be named like a module.
    command = [sys.executable, "-P", "-m", __name__]
    given = pickle.dumps((method, terms, points))
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, input=given, capture_output=True, check=False, timeout=PATIENCE)


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # so that an interruption of both ends this one at once, too

    import numpy as np

    from foedus.request.vector_solve import run_vectors

    method, terms, points = pickle.load(sys.stdin.buffer)
    run_vectors(method, terms, np.zeros(1, dtype=int), points, 1)


if __name__ == "__main__":
    _main()
