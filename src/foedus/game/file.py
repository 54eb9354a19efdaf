"""Game files as text, and where in them a mistake of the game stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from foedus.case.document import shorten
from foedus.errors import Finding, InputError, nearest
from foedus.files import read_limited
from foedus.game.check import mistakes
from foedus.game.game import Game
from foedus.game.token import LONGEST_TEXT, Tokens

SUFFIXES = (".efg", ".nfg", ".yaml", ".yml")


def read_text(path: str | Path, longest: int = LONGEST_TEXT) -> str:
    """The text of a game file.

    Raises:
        InputError: no regular file of at most `longest` bytes in UTF-8.
    """
    name = shorten(str(path), 400) or '""'
    file = Path(path)
    try:
        is_missing = not file.exists()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError.at(name, f"cannot be read: {reason}") from error
    if is_missing:
        raise InputError.at(name, "does not exist: expected a game file", hint=_nearby(file))
    return decoded(read_limited(file, name, "game", longest), name)


def _nearby(file: Path) -> str:
    """A hint for a misspelt name, from the files of its folder."""
    try:
        names = [path.name for path in islice(file.parent.iterdir(), 2000) if path.suffix in SUFFIXES]
    except OSError:
        return ""
    return nearest(file.name, names[:200])


def decoded(content: bytes, name: str) -> str:
    """The bytes as text.

    Raises:
        InputError: they are not UTF-8, or hold the character NUL.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError.at(
            f"{name}:{line}", f"byte {content[error.start]:#04x} is not UTF-8: expected a text file in UTF-8"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError.at(f"{name}:{line}", "the character NUL is not allowed: expected readable text")
    return text


def located(game: Game, tokens: Tokens, words: Mapping[str, Sequence[int]]) -> Game:
    """The game, if nothing is wrong with it.

    Arguments:
        game: as read.
        tokens: what it was read from.
        words: for each kind of thing (`Mistake.about`) the word where each stands; where none is known, the first line.

    Raises:
        InputError: with every mistake, by line; after `MOST_MISTAKES` there may be more.
    """
    found = mistakes(game)
    if not found:
        return game
    places = [words[each.about][each.index] if each.index < len(words[each.about]) else 0 for each in found]
    lines = tokens.lines(places)
    ordered = sorted(zip((lines[place] for place in places), found, strict=True), key=lambda pair: pair[0])
    findings = [Finding(f"{tokens.name}:{line}", "", each.message, each.hint) for line, each in ordered]
    raise InputError(findings)
