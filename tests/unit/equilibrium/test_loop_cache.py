"""Compiled loops are kept in a folder of their own for every state of the sources, and no failing disk stops them."""

import errno
import os
import warnings
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from foedus.equilibrium import loop_cache, sources
from foedus.equilibrium.backend import jax, keep_compiled
from foedus.equilibrium.compiled import entry
from foedus.equilibrium.loop_cache import keep_loops

VARIABLE = "NUMBA_CACHE_DIR"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")  # so that what a test sets is taken back
    monkeypatch.delenv(VARIABLE)


def kept_in(folder: Path) -> Path:
    keep_loops(folder)
    return Path(os.environ.pop(VARIABLE))


def test_the_folder_is_made_below_the_one_given(tmp_path: Path) -> None:
    kept = kept_in(tmp_path / "cache")
    assert kept.is_dir()
    assert kept.parent == tmp_path / "cache"
    assert kept_in(tmp_path / "cache") == kept


def test_other_sources_have_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba would go on with the code of an inlined function that has changed in another file."""
    room = tmp_path / "foedus"
    (room / "equilibrium").mkdir(parents=True)
    source = room / "equilibrium" / "simd.py"
    source.write_text("one = 1\n", encoding="utf-8")
    monkeypatch.setattr(sources, "__file__", str(room / "equilibrium" / "sources.py"))
    before = kept_in(tmp_path)
    source.write_text("one = 2\n", encoding="utf-8")
    assert kept_in(tmp_path) != before


def test_a_folder_that_the_user_has_named_holds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "named"
    monkeypatch.setenv(VARIABLE, str(named))
    keep_loops(tmp_path)
    kept = kept_in(tmp_path)  # called again it is the same
    assert kept.parent == named
    assert kept.name == kept_in(tmp_path).name


@pytest.mark.parametrize("is_there", [True, False])
def test_where_nothing_can_be_written_nothing_is_kept(
    is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    if is_there:

        def refused(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(loop_cache, "TemporaryFile", refused)
    else:
        folder.write_text("a file", encoding="utf-8")
    with pytest.raises(OSError, match="Permission denied" if is_there else "."):
        keep_loops(folder)
    assert VARIABLE not in os.environ


def test_where_a_name_can_be_written_and_nothing_in_it_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None: ...

        def write(self, _: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(loop_cache, "TemporaryFile", lambda **_: Full())
    with pytest.raises(OSError, match="No space"):
        keep_loops(tmp_path)
    assert VARIABLE not in os.environ


def doubled(number: float) -> float:
    return 2.0 * number


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what is compiled now is kept."""
    keep_loops(tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", os.environ[VARIABLE])
    return Path(os.environ[VARIABLE])


def files(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.rglob(f"*{ending}"))


def hits(function: Any) -> int:
    """How often it was taken from the disk."""
    return sum(function.stats.cache_hits.values())


@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.parametrize("content", [b"", b"no such thing"])
def test_what_is_damaged_is_compiled_and_kept_again(ending: str, content: bytes, kept: Path) -> None:
    assert entry(doubled)(2.0) == 4.0
    (damaged,) = files(kept, ending)
    damaged.write_bytes(content)
    compiled: Any = entry(doubled)
    assert compiled(2.0) == 4.0
    assert hits(compiled) == 0
    again: Any = entry(doubled)
    assert again(2.0) == 4.0
    assert hits(again) == 1


def test_on_a_full_disk_nothing_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert entry(doubled)(2.0) == 4.0
    assert not files(kept, ".nbi")
    assert not files(kept, ".nbc")


def test_where_no_folder_can_be_made_nothing_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(kept / "file"))
    (kept / "file").write_text("no folder", encoding="utf-8")
    assert entry(doubled)(2.0) == 4.0
    assert not files(Path(__file__).parent, ".nbi")


def test_empty_files_of_the_other_compiler_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes what a full disk has left for written, and would compile in every process."""
    monkeypatch.setattr(jax.config, "update", lambda *_: None)
    empty, full = tmp_path / "jit_one-cache", tmp_path / "jit_two-cache"
    empty.touch()
    full.write_bytes(b"code")
    with warnings.catch_warnings(record=True) as told:
        keep_compiled(tmp_path)
        warnings.warn("Error reading persistent compilation cache entry for 'jit_one'", stacklevel=1)
    assert not told
    assert not empty.exists()
    assert full.exists()


def test_a_damaged_index_on_a_full_disk_stops_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can neither be read nor be written over."""
    assert entry(doubled)(2.0) == 4.0
    (index,) = files(kept, ".nbi")
    index.write_bytes(b"")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert entry(doubled)(2.0) == 4.0


def test_code_that_was_compiled_for_other_arguments_is_not_taken(kept: Path) -> None:
    """Two processes that keep their first loops at once both name them 1; the later file is under the other's name."""
    function: Any = entry(doubled)
    assert function(2.0) == 4.0
    assert function(np.ones(2)).shape == (2,)
    first, second = files(kept, ".nbc")
    second.write_bytes(first.read_bytes())
    again: Any = entry(doubled)
    np.testing.assert_array_equal(again(np.ones(2)), [2.0, 2.0])


def test_the_library_keeps_nothing_that_other_sources_would_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a user has named a folder and nobody has called `keep_loops`: inlined functions may be old there."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert entry(doubled)(2.0) == 4.0
    assert all("loops-" in str(file.relative_to(tmp_path)) for file in files(tmp_path, ".nbc"))
