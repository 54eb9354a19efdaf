"""Compiled loops are kept between processes, and no failing disk or damaged file stops them."""

import errno
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from foedus.equilibrium import kept_file, simd_loop, sources
from foedus.equilibrium.backend import jax, keep_compiled
from foedus.equilibrium.kept_file import keep_loops, loops_folder
from foedus.equilibrium.simd import load, store, vectors
from foedus.equilibrium.simd_loop import Loop


class Given(NamedTuple):
    factor: float


TIMES: list[int] = []


def _times(given: Given) -> None:
    TIMES.append(1)
    store(0, given.factor * load(0))


def written() -> int:
    """How often the loop is written by somebody who has not called it before; its result is checked."""
    TIMES.clear()
    loop, rows = Loop(_times, Given, kept_as="times"), vectors(1, float)
    for _ in range(2):
        rows[:] = 2.0
        loop(rows, Given(1.5))
        assert (rows == 3.0).all()
    return len(TIMES)


@pytest.fixture(autouse=True)
def _not_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a command has set in this process before."""
    monkeypatch.setattr(kept_file, "_loops", [])
    simd_loop._sources.cache_clear()
    yield
    simd_loop._sources.cache_clear()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    keep_loops(tmp_path / "cache")
    return tmp_path / "cache"


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("loop-*"))


def test_where_nothing_is_kept_it_is_compiled_anew() -> None:
    assert loops_folder() is None
    assert [written(), written()] == [1, 1]


def test_what_is_kept_is_not_written_again(kept: Path) -> None:
    assert [written(), written()] == [1, 0]
    assert len(files(kept)) == 1
    loop, rows = Loop(_times, Given, kept_as="times"), vectors(1, "float32")
    rows[:] = 2.0
    loop(rows, Given(0.5))
    assert (rows == 1.0).all()
    assert len(files(kept)) == 2  # of either precision


def test_another_process_takes_it(kept: Path) -> None:
    command = (
        "import sys; from pathlib import Path; from foedus.equilibrium.kept_file import keep_loops;"
        "from foedus.equilibrium import simd_loop; from foedus.request.vector_run import finish;"
        "keep_loops(Path(sys.argv[1])); made = [];"
        "real = simd_loop.object_of; simd_loop.object_of = lambda text: made.append(1) or real(text);"
        "finish.prepared(float); print(len(made))"
    )
    done = [
        subprocess.run([sys.executable, "-c", command, str(kept)], capture_output=True, check=True, text=True).stdout
        for _ in range(2)
    ]
    assert done == ["1\n", "0\n"]


@pytest.mark.parametrize("of", ["sources", "processor", "release"])
def test_of_other_sources_or_another_processor_or_release_nothing_is_taken(
    of: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written() == 1
    simd_loop._sources.cache_clear()
    if of == "processor":
        monkeypatch.setattr(simd_loop, "processor", lambda: "another")
    elif of == "release":
        monkeypatch.setattr(simd_loop, "version", lambda _: "another")
    else:
        room = tmp_path / "foedus" / "request"
        room.mkdir(parents=True)
        (room / "turn.py").write_text("one = 1\n", encoding="utf-8")
        monkeypatch.setattr(sources, "__file__", str(tmp_path / "foedus" / "equilibrium" / "sources.py"))
    assert written() == 1
    assert len(files(kept)) == 2


@pytest.mark.parametrize("damage", ["empty", "other", "cut", "one byte", "of another name", "no code", "a folder"])
def test_what_is_damaged_is_compiled_and_kept_again(damage: str, kept: Path) -> None:
    assert written() == 1
    (file,) = files(kept)
    whole = file.read_bytes()
    middle, code = len(whole) // 2, whole.split(b"\n", 1)[1]
    content = {
        "empty": b"",
        "other": b"no such thing",
        "cut": whole[:-100],
        "one byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "of another name": kept_file._digest(file.with_name("loop-0"), code) + b"\n" + code,
        "no code": kept_file._digest(file, b"code") + b"\ncode",
    }
    if damage == "a folder":
        file.unlink()
        file.mkdir()
        assert [written(), written()] == [1, 1]
        return
    file.write_bytes(content[damage])
    assert [written(), written()] == [1, 0]


def test_on_a_full_disk_nothing_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert [written(), written()] == [1, 1]
    assert not list(kept.iterdir())


def test_where_there_can_be_no_folder_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match=r"."):
        keep_loops(tmp_path / "file" / "cache")
    assert loops_folder() is None


def test_where_the_folder_is_gone_it_is_compiled(kept: Path) -> None:
    kept.rmdir()
    assert [written(), written()] == [1, 1]


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


def test_a_loop_without_a_name_is_not_kept(kept: Path) -> None:
    """Of functions written inside others several have one name, and those of other modules may have changed."""
    for factor in (2.0, 3.0):

        def work(factor: float = factor) -> None:
            store(0, factor * load(0))

        rows = vectors(1, float)
        rows[:] = 1.0
        Loop(work)(rows)
        assert (rows == factor).all()
    assert not list(kept.iterdir())


def test_loops_of_two_names_are_kept_apart(kept: Path) -> None:
    for factor in (2.0, 3.0):
        rows = vectors(1, float)
        rows[:] = 1.0
        Loop(lambda factor=factor: store(0, factor * load(0)), kept_as=f"by {factor}")(rows)
        assert (rows == factor).all()
    assert len(files(kept)) == 2
