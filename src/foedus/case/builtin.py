"""The cases that ship with foedus, and the way from a name or path to a file."""

from functools import cache
from importlib import resources
from pathlib import Path

from foedus.case.document import shorten
from foedus.errors import InputError, nearest

_SUFFIXES = (".yaml", ".yml")


@cache
def _library() -> dict[str, Path]:
    folder = Path(str(resources.files("foedus.case").joinpath("library")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def builtin_ids() -> tuple[str, ...]:
    """Names of the built-in cases, in alphabetical order."""
    return tuple(_library())


def builtin_path(name: str) -> Path:
    """File of a built-in case.

    Raises:
        InputError: no built-in case has this name.
    """
    if name not in _library():
        raise _no_such_case(name)
    return _library()[name]


def find_case(path_or_id: str | Path) -> tuple[Path, str]:
    """The file meant, and what messages call it: the path as given, or the file name of a built-in case.

    Raises:
        InputError: no such file or built-in case.
    """
    text = str(path_or_id)
    if not text or "\0" in text:
        raise _no_such_case(text)
    path = Path(path_or_id)
    is_builtin = isinstance(path_or_id, str) and text in _library()
    try:
        # A folder that happens to have the name of a built-in case does not hide it; a file does.
        if path.is_file() or (path.exists() and not is_builtin):
            return path, shorten(text, 400)
    except OSError as error:
        raise InputError.at(shorten(text, 400), f"cannot be read: {error.strerror}") from error
    if is_builtin:
        return _library()[text], _library()[text].name
    raise _no_such_case(text)


def _no_such_case(text: str) -> InputError:
    shown = shorten(text, 400) or '""'
    known = list(_library())
    if Path(text).suffix in _SUFFIXES or "/" in text:
        return InputError.at(shown, "does not exist: expected a case file", hint=_nearby(text) or nearest(text, known))
    hint = nearest(text, known) or f"Built-in cases: {', '.join(known)}."
    return InputError.at(shown, "is neither a file nor a built-in case", hint=hint)


def _nearby(text: str) -> str:
    """A hint for a misspelt file name, from the files of its folder."""
    folder = Path(text).parent if "\0" not in text else Path()
    try:
        names = [path.name for path in folder.iterdir() if path.suffix in _SUFFIXES][:1000]
    except OSError:
        return ""
    hint = nearest(Path(text).name, names)
    if not hint or folder == Path():
        return hint
    return f'Did you mean "{folder / hint.split(chr(34))[1]}"?'
