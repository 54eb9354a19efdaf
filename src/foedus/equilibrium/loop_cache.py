"""Where compiled loops are kept between processes. It loads nothing, as it has to come before everything compiled."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile

from foedus.equilibrium.sources import sources_digest

_SOURCES = ("equilibrium/*.py", "request/*.py")
_FOLDER = "NUMBA_CACHE_DIR"
_PREFIX = "loops-"
_ROOM = 2**21
"""bytes, more than the loops take"""


def keep_loops(folder: Path) -> None:
    """Keep compiled loops in `folder` from now on, and take from there what an earlier process left.

    Call it before anything is solved. Numba asks whether the file of a function has changed, not whether what the
    function calls has: so every state of the sources has a folder of its own, also where the user has named one by
    `NUMBA_CACHE_DIR`.

    Raises:
        OSError: nothing can be written there; nothing is kept then.
    """
    digest = sources_digest(version("numba"), _SOURCES)
    kept = Path(os.environ.get(_FOLDER) or folder)
    if kept.name != (name := f"{_PREFIX}{digest[:16]}"):  # as it is once this has been called
        kept /= name
    kept.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=kept, buffering=0) as trial:  # a full disk has room for a name and for nothing else
        trial.write(bytes(_ROOM))
    os.environ[_FOLDER] = str(kept)


def is_kept(name: str) -> bool:
    """Whether there is an index of kept code of a function of this name, be it for this processor or another."""
    return any(Path(os.environ[_FOLDER]).rglob(f"*.{name}-*.nbi")) if keeps_loops() else False


def keeps_loops() -> bool:
    """Whether `keep_loops` has been called.

    Where it has not, nothing is kept, though the user has named a folder: what is inlined there may be of old sources.
    """
    return Path(os.environ.get(_FOLDER, "")).name.startswith(_PREFIX)
