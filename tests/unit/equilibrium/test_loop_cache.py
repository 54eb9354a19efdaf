"""Compiled loops are kept in a folder of their own for every state of the sources."""

import os
from pathlib import Path

import pytest

from foedus.equilibrium import loop_cache
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
    monkeypatch.setattr(loop_cache, "__file__", str(room / "equilibrium" / "loop_cache.py"))
    before = kept_in(tmp_path)
    source.write_text("one = 2\n", encoding="utf-8")
    assert kept_in(tmp_path) != before


def test_a_folder_that_the_user_has_named_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/somewhere/else")
    keep_loops(tmp_path)
    assert os.environ[VARIABLE] == "/somewhere/else"


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
