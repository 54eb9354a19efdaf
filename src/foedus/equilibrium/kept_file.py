"""Files in which compiled code is kept between processes. Whatever is wrong with one, its content can be made again."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from foedus.files import write_atomically

_loops: list[Path] = []


def keep_loops(folder: Path) -> None:
    """Keep compiled loops in `folder` from now on, and take from there what an earlier process left.

    Raises:
        OSError: there can be no such folder; nothing is kept then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _loops[:] = [folder]


def loops_folder() -> Path | None:
    """Where compiled loops are kept, None where they are not."""
    return _loops[0] if _loops else None


def read_kept(file: Path) -> bytes | None:
    """What was kept in a file, None where there is none or not all of it is as it was written."""
    with suppress(OSError, ValueError):
        digest, content = file.read_bytes().split(b"\n", 1)
        if digest == _digest(file, content):  # what is damaged further on would be found when it is called
            return content
    return None


def write_kept(file: Path, content: bytes) -> None:
    """Keep it, if it can be written."""
    with suppress(Exception):
        write_atomically(file, _digest(file, content) + b"\n" + content, may_replace=True)


def _digest(file: Path, content: bytes) -> bytes:
    """Of the name, too: it says what the content is of."""
    return hashlib.sha256(file.name.encode() + b"\n" + content).hexdigest().encode()
