"""Finding the file of a data set in a folder that somebody names."""

import os
from pathlib import Path

from foedus.errors import Finding, InputError
from foedus.record.data_set import DataSet

__all__ = ["ENDINGS", "default_folder", "files_of", "find_file", "where_to_put"]

ENDINGS = (".parquet", ".csv", ".tsv", ".tab", ".dta", ".csv.gz", ".tsv.gz", ".zip")
DEEPEST = 2  # folders below the one named
MOST_FILES = 20_000


def find_file(data: DataSet, folder: str | Path) -> Path:
    """The file of a data set in a folder or in its subfolders, by the name of the set or the owner's own.

    Raises:
        InputError: there is no such folder, no such file, or more than one.
    """
    found = files_of(data, folder)
    if not found:
        raise InputError([Finding(str(folder), "", f"has no file of {data.name} ({data.title})", where_to_put(data))])
    if len(found) > 1:
        listed = ", ".join(str(path.relative_to(folder)) for path in found)
        raise InputError.at(
            str(folder), f"has more than one file of {data.name}: {listed}", hint="Move all but one elsewhere."
        )
    return found[0]


def files_of(data: DataSet, folder: str | Path) -> list[Path]:
    """Every file that could be that of a data set.

    Raises:
        InputError: there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError.at(str(folder), "is no folder: expected the folder with the owners' files (--data FOLDER)")
    names = {f"{data.name}{ending}" for ending in ENDINGS} | {name.lower() for name in data.owner_files}
    by_folder = {f"{data.name}/{name.lower()}" for name in data.owner_files}
    found = [path for path in _files(root) if path.name.lower() in names]
    # A name such as events.parquet says little: it counts where its folder has the name of the set.
    return [
        path
        for path in found
        if path.stem.lower() == data.name
        or path.name.lower() not in GENERIC
        or f"{path.parent.name}/{path.name}".lower() in by_folder
    ]


def default_folder() -> Path:
    """Where `foedus record download` puts files, and where they are looked for if no folder is named."""
    import platformdirs

    return Path(platformdirs.user_data_dir("foedus", appauthor=False)) / "record"


GENERIC = ("events.parquet", "events.csv")


def where_to_put(data: DataSet) -> str:
    """How to place the file by hand, in a sentence or two."""
    file = f"{data.name}.parquet (or {', '.join(ENDINGS[1:4])}, .dta, .zip)"
    owned = f", or under the owner's name {data.owner_files[0]}" if data.owner_files else ""
    return f"Get it from {data.address} and put it there as {file}{owned}."


def _files(root: Path) -> list[Path]:
    """Files in the folder and `DEEPEST` levels below, sorted; a folder too large to be one of data is cut off."""
    found: list[Path] = []
    for place, folders, files in os.walk(root):
        depth = len(Path(place).relative_to(root).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEEPEST else []
        found.extend(Path(place) / name for name in sorted(files))
        if len(found) > MOST_FILES:
            break
    return found
