"""Public names: what is promised exists, and what is written down as promised is sorted and complete."""

import ast
import importlib
import tomllib
from pathlib import Path

import pytest
from rooms import PACKAGE, SOURCE, all_imports, folders, modules, room_of

import foedus

PROJECT = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What the pages tell people to use. To add a name here is a promise, to remove one goes into the changelog.
PROMISED = {
    "Answer",
    "Case",
    "ComputationError",
    "Difference",
    "Fit",
    "FoedusError",
    "Game",
    "InputError",
    "Solution",
    "__version__",
    "ask",
    "diff",
    "fit",
    "load_case",
    "load_game",
    "parse_case",
    "solve",
}


def written_all(path: Path) -> list[str] | None:
    """`__all__` as the module's source has it, or None."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def test_the_package_exports_what_the_pages_promise() -> None:
    assert set(foedus.__all__) == PROMISED
    assert set(foedus.__all__) <= set(dir(foedus))


@pytest.mark.parametrize("name", foedus.__all__)
def test_every_name_at_the_top_is_the_one_of_its_room(name: str) -> None:
    value = getattr(foedus, name)
    if name == "__version__":
        assert value == PROJECT["version"]
    else:
        assert value is getattr(importlib.import_module(value.__module__), name)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="solve_everything"):
        foedus.solve_everything  # type: ignore[attr-defined]  # noqa: B018


def test_every_room_says_what_it_exports() -> None:
    missing = [room for room in sorted(folders()) if f"foedus.{room}" not in modules()]
    silent = [name for name in modules() if name.count(".") == 1 and written_all(modules()[name]) is None]
    assert missing == []
    assert silent == []


@pytest.mark.parametrize("name", [name for name, path in modules().items() if written_all(path) is not None])
def test_exports_are_sorted_once_each_and_true(name: str) -> None:
    module = importlib.import_module(name)
    exported = written_all(modules()[name])
    assert exported is not None
    # Constants, then classes, then the rest, each by alphabet: the order that the linter keeps.
    assert exported == sorted(exported, key=lambda entry: (kind_of_name(entry), entry))
    assert len(set(exported)) == len(exported)
    assert [entry for entry in exported if not hasattr(module, entry)] == []


def kind_of_name(name: str) -> int:
    """0 for CONSTANTS, 1 for Classes, 2 for the rest."""
    if name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def test_the_types_travel_with_the_package() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_other_rooms_are_entered_by_their_public_names_or_by_whole_modules() -> None:
    """No room reaches for another room's underscored names."""
    reaching = [
        f"{item.module}:{item.line} {item.target}"
        for item in all_imports()
        if item.target.startswith("foedus.")
        and room_of(item.target) != room_of(item.module)
        and any(part.startswith("_") and part != "__version__" for part in item.target.split("."))
    ]
    assert reaching == []
