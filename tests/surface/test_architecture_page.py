"""The map of the house shows the house as it stands."""

import re

from rooms import ORDER, PACKAGE, SOURCE, files, folders

ROOT = SOURCE.parent
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def first_column(heading: str) -> list[str]:
    """Names in the first column of the table whose header begins so."""
    table = PAGE.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([\w.]+)` \|", table, flags=re.M)


def test_the_table_of_rooms_is_the_folders() -> None:
    assert sorted(first_column("room")) == sorted(folders())


def test_the_table_stands_in_the_order_of_imports() -> None:
    assert first_column("room") == [room for room in ORDER if room in first_column("room")]


def test_files_beside_the_rooms_are_on_the_page() -> None:
    assert sorted(first_column("file")) == sorted(f"{name}.py" for name in files())


def test_every_file_that_the_page_names_exists() -> None:
    """Paths stand as seen from the root, or from the package."""
    named = {name for name in re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:md|py))`", PAGE) if "*" not in name}
    linked = set(re.findall(r"\]\(([\w./-]+)\)", PAGE))
    rooms = [PACKAGE / room for room in folders()]
    missing = {
        name
        for name in named | linked
        if not any((base / name).exists() for base in (ROOT, PACKAGE, *rooms)) and not name.startswith("..")
    }
    assert missing == set()
    assert len(named) > 15


def test_the_page_fits_on_one_page() -> None:
    assert len(PAGE.splitlines()) <= 100
