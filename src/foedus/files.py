"""Writing files whole or not at all."""

import os
import tempfile
from pathlib import Path

from foedus.errors import InputError

__all__ = ["write_atomically"]


def write_atomically(path: str | Path, text: str) -> Path:
    """The path written: `text` in UTF-8, whole or not at all, and never over an existing file.

    The text goes to a temporary file in the same folder, which is then linked to its name: a reader sees either
    nothing or everything, and two writers cannot both win.

    Raises:
        InputError: the path exists already, its folder does not, or the system refuses to write there.
    """
    target = Path(path)
    if os.path.lexists(target):
        raise _exists(target)
    if not target.parent.is_dir():
        raise InputError.at(str(target), f'cannot be written: there is no folder "{target.parent}"')
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        _publish(temporary, target)
    except FileExistsError:
        raise _exists(target) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError.at(str(target), f"cannot be written: {reason}") from error
    finally:
        if temporary and os.path.lexists(temporary):
            os.unlink(temporary)
    return target


def _publish(temporary: str, target: Path) -> None:
    """Give the temporary file its name, failing when the name is taken meanwhile."""
    try:
        # A hard link, not a rename: a rename would replace what another process wrote since the check.
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links. Claim the name first, then fill it in one step.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.replace(temporary, target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _exists(target: Path) -> InputError:
    return InputError.at(str(target), "exists already and is not overwritten", hint="Choose another name.")
