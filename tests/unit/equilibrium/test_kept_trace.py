"""What has been traced is not traced again, in this process or another; and whatever is wrong with a file, it works."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foedus.answer import reading
from foedus.answer.world import build, drawn
from foedus.equilibrium import kept_file, sources
from foedus.equilibrium import kept_trace as keeping
from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.packed import Packed
from foedus.request import iterate as iterating
from foedus.request.certificate import certificate_at
from foedus.request.iterate import n_unknowns
from oracles.small_cases import read
from small_worlds import account

N = 6
TIMES: list[int] = []


def work(tree: dict[str, Any]) -> dict[str, Any]:
    TIMES.append(1)
    return {"double": 2.0 * tree["a"], "is_large": jnp.sum(tree["a"], axis=0) > 3.0}


def result(double: Any, is_large: Any) -> dict[str, Any]:
    return {"double": double, "is_large": is_large}


@pytest.fixture(autouse=True)
def _not_kept() -> Iterator[None]:
    """Whatever a command has set in this process before."""
    before = jax.config.jax_compilation_cache_dir
    jax.config.update("jax_compilation_cache_dir", None)
    yield
    jax.config.update("jax_compilation_cache_dir", before)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    return tmp_path


def traced(rows: int = 3) -> int:
    """How often it is traced by somebody who has not called it before; its results are checked."""
    TIMES.clear()
    a = np.arange(rows * N).reshape(rows, N) / 10.0
    found = Packed(work, result, COMPILE).over(({"a": a},), np.array([4, 0, 5]), 2)
    np.testing.assert_array_equal(found["double"], 2.0 * a[:, [4, 0, 5]])
    np.testing.assert_array_equal(found["is_large"], a.sum(axis=0)[[4, 0, 5]] > 3.0)
    assert found["is_large"].dtype == bool
    return len(TIMES)


def traces(folder: Path) -> list[Path]:
    return sorted(folder.glob("trace-*"))


def test_what_has_been_traced_is_not_traced_again(kept: Path) -> None:
    assert traced() == 1
    assert len(traces(kept)) == 1
    assert traced() == 0


def test_other_shapes_are_traced_for_themselves(kept: Path) -> None:
    assert [traced(3), traced(4), traced(3), traced(4)] == [1, 1, 0, 0]
    assert len(traces(kept)) == 2


def test_nothing_is_taken_for_what_it_is_not(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another function of equal arrays, other arrays of as many rows, another size, another machine: each its own."""

    def halved(tree: dict[str, Any]) -> dict[str, Any]:
        return {"double": tree["a"] / 2.0, "is_large": tree["a"][0] > 3.0}

    def first(tree: dict[str, Any]) -> dict[str, Any]:
        return {"double": tree["a"], "is_large": tree["a"][0] > 3.0}

    whole = {"a": np.arange(3.0 * N).reshape(3, N)}
    parted = {"a": whole["a"][:1], "b": whole["a"][1:]}
    other = {"a": whole["a"][:2], "b": whole["a"][2:]}
    draws = np.arange(N)
    assert traced() == 1
    np.testing.assert_array_equal(Packed(halved, result, COMPILE).over((whole,), draws, 2)["double"], whole["a"] / 2.0)
    for tree in (whole, parted, other):
        np.testing.assert_array_equal(Packed(first, result, COMPILE).over((tree,), draws, 2)["double"], tree["a"])
    np.testing.assert_array_equal(Packed(first, result, COMPILE).over((whole,), draws, 3)["double"], whole["a"])
    assert len(traces(kept)) == 6
    monkeypatch.setattr(jax, "default_backend", lambda: "another")
    assert traced() == 1
    assert len(traces(kept)) == 7


def test_where_compiled_code_is_not_kept_nothing_is(tmp_path: Path) -> None:
    assert [traced(), traced()] == [1, 1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"[]", b"no JSON\nnothing", b'[[[3], "float64"]]\nnothing', b"\xff\n\xff"])
def test_a_damaged_file_is_written_anew(content: bytes, kept: Path) -> None:
    assert traced() == 1
    (file,) = traces(kept)
    file.write_bytes(content)
    assert traced() == 1
    assert traces(kept) == [file]
    assert traced() == 0


def test_a_file_with_a_hole_is_written_anew(kept: Path) -> None:
    """JAX reads what stands in it only when it is called."""
    assert traced() == 1
    (file,) = traces(kept)
    content = file.read_bytes()
    file.write_bytes(content[:-400] + bytes(400))
    assert [traced(), traced()] == [1, 0]
    assert bytes(400) not in file.read_bytes()


def test_what_cannot_be_written_is_traced_and_works(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_file, "write_atomically", full)
    assert [traced(), traced()] == [1, 1]
    assert not traces(kept)


def test_other_sources_are_traced_anew(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "foedus" / "answer" / "reading.py"
    source.parent.mkdir(parents=True)
    source.write_text("one = 1\n", encoding="utf-8")
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "foedus" / "equilibrium" / "sources.py"))
    for text, times in (("one = 1\n", 1), ("one = 1\n", 0), ("one = 2\n", 1)):
        source.write_text(text, encoding="utf-8")
        keeping._sources.cache_clear()
        assert traced() == times
    keeping._sources.cache_clear()


def test_whatever_runs_while_the_answer_is_traced_is_among_the_sources() -> None:
    """A change of a file that is not would go on giving the old trace."""
    world = build(case := read(account()), drawn(case, 2, 1))
    iterate, room = np.zeros((n_unknowns(world.game), 2)), Path(keeping.__file__).parents[1]
    ran: set[Path] = set()

    def note(frame: Any, event: str, argument: Any) -> None:
        ran.add(Path(frame.f_code.co_filename))

    sys.setprofile(note)
    try:
        jax.make_jaxpr(reading.read)(world.game, world.observation, iterate, np.ones(2))
        jax.make_jaxpr(certificate_at)(world.game, iterate)
    finally:
        sys.setprofile(None)
    traced_here = {file for file in ran if room in file.parents}
    hashed = {source for pattern in keeping._SOURCES for source in room.glob(pattern)}
    assert {reading.__file__, iterating.__file__} <= set(map(str, traced_here))
    assert traced_here <= hashed
