"""Linear algebra kept to the thread that calls it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

_lock = threading.Lock()
_inside: list[threadpool_limits] = []


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Within it, linear algebra stays on the thread that calls it.

    A product of a few hundred rows is no work for two threads, which wait for each other longer than they calculate: on
    a busy machine 25 times as long. The setting is the process's: whoever comes first makes it, and whoever leaves last
    takes it back.
    """
    with _lock:
        # Of those who come later each finds it made, and would take back what is still wanted.
        _inside.append(_inside[0] if _inside else threadpool_limits(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            made = _inside.pop()
            if not _inside:
                made.restore_original_limits()
