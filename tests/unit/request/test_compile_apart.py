"""What finishes draws is compiled by another process, kept, and taken from there."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from enumerated import crisis, stacked

from foedus.equilibrium import Straight
from foedus.equilibrium.chain import begin
from foedus.equilibrium.loop import Points
from foedus.equilibrium.loop_cache import is_kept, keep_loops
from foedus.request import REQUEST_GAME, compile_apart, vector_loop
from foedus.request.vector_loop import FINISH, VectorLoop
from foedus.request.vector_run import finish

TAKE = """
import pickle, sys
import numpy as np
from foedus.request.vector_run import finish
from foedus.request.vector_solve import run_vectors
ended = run_vectors(*pickle.loads(sys.stdin.buffer.read()), 1)
print(sum(finish.stats.cache_hits.values()), sum(finish.stats.cache_misses.values()))
"""


@pytest.fixture
def one() -> tuple:
    """A method, a game of one draw, and where it begins."""
    game, origin = begin(REQUEST_GAME, stacked([crisis(0)[0]]))
    return Straight(), game, Points.at(origin, 1.0)


@pytest.fixture(autouse=True)
def _not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_loop, "_not_tried", threading.Lock())


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    keep_loops(tmp_path)
    return Path(os.environ["NUMBA_CACHE_DIR"])


def test_another_process_compiles_and_a_third_one_takes_it(one: tuple, kept: Path) -> None:
    assert finish.py_func.__name__ == FINISH
    assert not is_kept(FINISH)
    compile_apart.compile_apart(*one)
    assert is_kept(FINISH)
    assert not is_kept("fin")
    method, game, points = one
    given = compile_apart.pickle.dumps((method, game, np.zeros(1, dtype=int), points))
    done = subprocess.run([sys.executable, "-c", TAKE], input=given, capture_output=True, check=True)
    assert done.stdout.split() == [b"1", b"0"]


@pytest.mark.parametrize("fails", ["no Python", "no such file", "an error", "no end"])
def test_a_process_that_fails_or_cannot_be_started_stops_nothing_and_says_nothing(
    fails: str, one: tuple, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\necho told; echo told >&2; [ -n "$ENDLESS" ] && exec sleep 60; exit 1\n', encoding="utf-8"
    )
    python.chmod(0o755)
    if fails == "no end":
        monkeypatch.setenv("ENDLESS", "1")
        monkeypatch.setattr(compile_apart, "PATIENCE", 0.2)
    named = {"no Python": "", "no such file": "/no/such/python"}.get(fails, str(python))
    monkeypatch.setattr(sys, "executable", named)
    VectorLoop().prepare(*one)
    assert not is_kept(FINISH)
    assert capfd.readouterr() == ("", "")


def test_no_process_is_started_where_nothing_is_kept_or_all_is(
    one: tuple, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = []
    monkeypatch.setattr(vector_loop, "compile_apart", lambda *_: started.append(1))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    VectorLoop().prepare(*one)
    assert not started
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    keep_loops(tmp_path)
    for _ in range(2):  # where it kept nothing it would not the next time either
        VectorLoop().prepare(*one)
    assert started == [1]
    monkeypatch.setattr(vector_loop, "_not_tried", threading.Lock())
    (Path(os.environ["NUMBA_CACHE_DIR"]) / "vector_run.finish-1.py311.nbi").touch()
    VectorLoop().prepare(*one)
    assert started == [1]


def test_a_file_of_the_folder_it_is_called_from_is_not_taken_for_a_module(
    one: tuple, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numba.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    compile_apart.compile_apart(*one)
    assert is_kept(FINISH)
