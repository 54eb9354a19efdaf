"""How the command line sets up what computes: compiled code in the user's cache folder, one thread a matrix."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def one_thread_a_matrix() -> None:
    """Keep the library of linear algebra to one thread, unless the user has set how many; before NumPy is loaded.

    Draws are what runs at the same time. On a busy machine a second thread waits for the first one's core, and the
    inverses of a few matrices take twenty times as long.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave rings of objects that nobody holds any more where they are, for what is over in seconds.

    To look for them again and again among a million objects takes a twentieth of the time; they hold next to nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def use_compiled_code() -> None:
    """Keep compiled code in the user's cache folder; do without where nothing can be written there."""
    from importlib.metadata import version

    from platformdirs import user_cache_path

    from foedus.equilibrium.backend import keep_compiled
    from foedus.equilibrium.kept_file import keep_loops

    with suppress(OSError):
        folder = Path(user_cache_path("foedus", appauthor=False)) / f"compiled-{version('foedus')}"
        keep_compiled(folder)
        keep_loops(folder)
