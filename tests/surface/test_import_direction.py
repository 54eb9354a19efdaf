"""Imports point one way: describe, compute, answer, show."""

import pytest
from rooms import ORDER, Import, all_imports, files, folders, imports_of, loaded_with, modules, room_of

# These describe a case or show an answer. They load in a moment, whatever is computed elsewhere.
LIGHT_ROOMS = ("errors", "files", "quantity", "case", "record", "game", "report", "web", "cli")
ONLY_DOOR_TO_JAX = "foedus.equilibrium.backend"
EXTRA_LIBRARIES = {
    "duckdb",
    "formulaic",
    "h5netcdf",
    "ibis",
    "pandas",
    "polars",
    "pooch",
    "pyarrow",
    "requests",
    "tqdm",
    "xarray",
}
JAX = {"jax", "jaxlib"}


def breaks_the_order(item: Import) -> bool:
    """Whether the import leads to a later room, or round by the door of the package."""
    if item.target.split(".")[0] != "foedus" or item.module == "foedus":
        return False
    target = room_of(item.target)
    if target == "__version__":
        return False
    return target not in ORDER or ORDER.index(target) > ORDER.index(room_of(item.module))


def shown(items: list[Import]) -> str:
    return "\n".join(f"{item.module}:{item.line} imports {item.target}" for item in sorted(items))


def test_every_module_has_a_place_in_the_order() -> None:
    assert (folders() | files()) <= set(ORDER)
    assert {"quantity", "case", "errors"} <= folders() | files()


def test_no_module_imports_from_a_later_room() -> None:
    assert shown([item for item in all_imports() if breaks_the_order(item)]) == ""


def test_only_one_module_imports_jax_and_the_others_take_it_from_there() -> None:
    """Precision, threads and the cache are set where jax is imported; a second door would leave them to chance."""
    doors = {item.module for item in all_imports() if item.target.split(".")[0] in JAX}
    assert doors == {ONLY_DOOR_TO_JAX}


@pytest.mark.parametrize("module", [name for name in modules() if room_of(name) in ("", *LIGHT_ROOMS)])
def test_describing_and_showing_load_no_jax(module: str) -> None:
    assert loaded_with(module) & {*JAX, ONLY_DOOR_TO_JAX} == set()


def test_libraries_of_an_extra_are_imported_when_used() -> None:
    """The light install has none of them, and a module that nobody asked to make a table must load without."""
    assert shown([i for i in all_imports() if i.target.split(".")[0] in EXTRA_LIBRARIES and not i.is_late]) == ""


SAMPLE = """
import numpy as np
from typing import TYPE_CHECKING
from foedus.case import Case
if TYPE_CHECKING:
    from foedus.answer import Answer
else:
    import json
class Room:
    from foedus.stock import parting
    def later(self):
        import foedus.cli.entry
        return lambda: __import__
try:
    import pandas
except ImportError:
    pass
"""


def test_the_reader_finds_every_import_and_knows_when_it_runs() -> None:
    found = {item.target: item.is_late for item in imports_of(SAMPLE, "foedus.case.sample")}
    assert found == {
        "numpy": False,
        "typing.TYPE_CHECKING": False,
        "foedus.case.Case": False,
        "foedus.answer.Answer": True,
        "json": False,
        "foedus.stock.parting": False,
        "foedus.cli.entry": True,
        "pandas": False,
    }


@pytest.mark.parametrize(
    ("module", "target", "is_wrong"),
    [
        ("foedus.case.sample", "foedus.quantity.draw", False),
        ("foedus.case.sample", "foedus.case.date", False),
        ("foedus.case.sample", "foedus.stock.parting", True),
        ("foedus.quantity.sample", "foedus.case.Case", True),
        ("foedus.errors", "foedus.files.write_atomically", True),
        ("foedus.stock.sample", "foedus.load_case", True),
        ("foedus.answer.sample", "foedus.__version__", False),
        ("foedus.cli.sample", "foedus.web.serve", False),
        ("foedus.web.sample", "foedus.cli.main", True),
        ("foedus", "foedus.answer.ask", False),
        ("foedus.case.sample", "numpy.random", False),
    ],
)
def test_the_order_is_read_as_it_is_meant(module: str, target: str, is_wrong: bool) -> None:
    assert breaks_the_order(Import(module, 1, target, False)) is is_wrong


def test_what_a_module_loads_includes_what_its_packages_load() -> None:
    loaded = loaded_with("foedus.case.loading")
    assert {"foedus", "foedus.case", "foedus.case.play", "foedus.quantity.parse", "pydantic"} <= loaded
    assert "pandas" not in loaded
    assert "jax" in loaded_with("foedus.equilibrium.backend")
