"""Files written whole or not at all, and read up to a size."""

import os
import stat
from pathlib import Path

from foedus.errors import InputError

__all__ = ["check_writable", "read_limited", "write_atomically"]


def write_atomically(path: str | Path, text: str | bytes, *, may_replace: bool = False) -> Path:
    """The path written: text in UTF-8, bytes as they are; whole or not at all, never over an existing file unless told.

    The text goes to a temporary file in the same folder, which is then linked to its name: a reader sees either
    nothing or everything, and two writers cannot both win.

    Arguments:
        path: the file to write; its folder must exist.
        text: what to write, or bytes.
        may_replace: whether an existing regular file may give way, for what can be computed again. It keeps its rights,
            a link to it stays a link, and a reader sees the old text or the new one, never a part.

    Raises:
        InputError: the path exists already (with `may_replace`: as something other than a regular file), its folder
            does not, or the system refuses to write there.
    """
    import tempfile  # late: whoever only reads has no use for it

    target = check_writable(path) if may_replace else Path(path)
    if os.path.lexists(target) and not may_replace:
        raise _exists(target)
    _check_folder(target)
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text if isinstance(text, bytes) else text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        rights = stat.S_IMODE(target.stat().st_mode) if may_replace and target.exists() else 0o666 & ~_umask()
        os.chmod(temporary, rights)
        if may_replace:
            os.replace(temporary, target)
        else:
            _publish(temporary, target)
    except FileExistsError:
        raise _exists(target) from None
    except (OSError, ValueError) as error:
        raise _cannot_be_written(target, error) from error
    finally:
        if temporary and os.path.lexists(temporary):
            os.unlink(temporary)
    return target


def read_limited(path: Path, name: str, kind: str, longest: int) -> bytes:
    """The bytes of a regular file that is no longer than it may be: whatever is longer is not read.

    Arguments:
        path: the file.
        name: what messages call it.
        kind: what was expected there, as "case".
        longest: in bytes.

    Raises:
        InputError: there is no such file, it is too long, or the system refuses to read it.
    """
    too_long = f"is longer than {longest:,} bytes, the most a {kind} may have"
    try:
        if path.is_dir():
            raise InputError.at(name, f"is a folder: expected a {kind} file")
        if not path.is_file():
            raise InputError.at(name, f"is not a regular file: expected a {kind} file")
        if path.stat().st_size > longest:
            raise InputError.at(name, too_long)
        with path.open("rb") as stream:
            content = stream.read(longest + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError.at(name, f"cannot be read: {reason}") from error
    if len(content) > longest:
        raise InputError.at(name, too_long)
    return content


def check_writable(path: str | Path) -> Path:
    """The file that `write_atomically` would replace or make at a path, links followed: to be asked before long work.

    Raises:
        InputError: there is no folder for it, or something other than a regular file has the name.
    """
    target = Path(path)
    if "\0" in str(path):
        raise _cannot_be_written(target, ValueError("a name cannot hold the character NUL"))
    try:
        # The file behind a link gives way, not the link: replacing /dev/stdout would be no joke.
        target = target.resolve() if target.is_symlink() else target
        if os.path.lexists(target) and not target.is_file():
            raise InputError.at(str(path), "is not a regular file: expected a file to write")
    except (OSError, RuntimeError) as error:  # too long, a loop of links
        raise _cannot_be_written(Path(path), error) from error
    _check_folder(target)
    return target


def _check_folder(target: Path) -> None:
    if not target.parent.is_dir():
        raise InputError.at(str(target), f'cannot be written: there is no folder "{target.parent}"')


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


def _cannot_be_written(target: Path, error: Exception) -> InputError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return InputError.at(str(target), f"cannot be written: {reason}")


def _exists(target: Path) -> InputError:
    return InputError.at(str(target), "exists already and is not overwritten", hint="Choose another name.")
