"""Games by path or name: whatever format, by its extension, or the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from foedus.case.document import shorten
from foedus.errors import InputError, nearest
from foedus.game.catalogue import catalogue_game
from foedus.game.efg import read_efg
from foedus.game.efg_out import write_efg
from foedus.game.game import Game
from foedus.game.nfg import read_nfg
from foedus.game.nfg_out import write_nfg
from foedus.game.yaml_file import read_yaml
from foedus.game.yaml_out import write_yaml

READERS: dict[str, Callable[[str], Game]] = {
    ".efg": read_efg,
    ".nfg": read_nfg,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
WRITERS: dict[str, Callable[..., Path]] = {
    ".efg": write_efg,
    ".nfg": write_nfg,
    ".yaml": write_yaml,
    ".yml": write_yaml,
}
_EXPECTED = "expected a name that ends in .efg, .nfg, .yaml or .yml"


def load_game(path_or_name: str | Path, /, **numbers: Any) -> Game:
    """The game in a file, or the game of the catalogue of that name; a file goes first.

    Arguments:
        path_or_name: of an .efg, .nfg or .yaml file, or an address in the catalogue ("chain-store:entrants=4").
        numbers: of a game of the catalogue that has some, as `entrants=4`.

    Raises:
        InputError: neither, or with every mistake of the file.
    """
    text = str(path_or_name)
    if is_file_name(path_or_name):
        game = read_game(path_or_name)
        if numbers:
            raise InputError.at(text, f"is a file: {', '.join(numbers)} can be given to games of the catalogue only")
        return game
    return catalogue_game(text, **numbers)


def is_file_name(path_or_name: str | Path) -> bool:
    """Whether a file is meant rather than a name of the catalogue: there is one, or the name could only be one's."""
    text = str(path_or_name)
    path = Path(path_or_name)
    if isinstance(path_or_name, Path) or path.suffix.lower() in READERS or "/" in text.partition(":")[0]:
        return True
    try:
        return "\0" not in text and path.is_file()
    except OSError:
        return False


def read_game(path: str | Path) -> Game:
    """The game in a file, read by its extension.

    Raises:
        InputError: another extension, or with every mistake of the file.
    """
    text = str(path)
    suffix = Path(path).suffix.lower()
    if suffix in READERS:
        return READERS[suffix](text)
    if Path(path).is_dir():
        raise InputError.at(shorten(text, 400), "is a folder: expected a game file")
    raise InputError.at(
        shorten(text, 400), f"is of an unknown format: {_EXPECTED}", hint=nearest(suffix, list(READERS))
    )


def write_game(game: Game, path: str | Path, *, may_replace: bool = False) -> Path:
    """The path written, in the format of its extension.

    Raises:
        InputError: another extension, a game that the format cannot hold, or a file that cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix in WRITERS:
        return WRITERS[suffix](game, path, may_replace=may_replace)
    raise InputError.at(shorten(str(path), 400), f"is of an unknown format: {_EXPECTED}")
