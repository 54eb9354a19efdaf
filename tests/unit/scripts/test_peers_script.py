"""The comparison with pygambit says what to do where that cannot be had, and compares action by action."""

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from foedus.equilibrium.solve_game import solve
from foedus.game import load_game

PEERS = Path(__file__).parents[3] / "benchmarks" / "peers"


@pytest.fixture
def peers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("against_pygambit", PEERS / "against_pygambit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_installation_that_fails_says_why_and_what_else_would_do(
    peers: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(command: list[str]) -> str:
        raise subprocess.CalledProcessError(1, command, stderr="a warning\nERROR: No matching distribution found")

    monkeypatch.setattr(peers, "run", fails)
    with pytest.raises(peers.MissingPeerError) as caught:
        peers.installed(None, tmp_path / "peers")
    assert "could not be installed: ERROR: No matching distribution found" in str(caught.value)
    assert "--python INTERPRETER" in str(caught.value)


def test_an_interpreter_without_pygambit_is_refused(peers: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(peers.MissingPeerError, match="has no pygambit"):
        peers.installed(str(tmp_path / "python"))


def test_strategies_that_agree_are_not_apart_and_others_by_their_largest_difference(peers: ModuleType) -> None:
    solution = solve(load_game("beer-quiche"), precision=3.0)
    strategies: dict[str, Any] = json.loads(json.dumps(solution.strategies()))
    assert peers.apart(solution, strategies) == 0.0
    strategies["Receiver"]["saw beer"]["duel"] += 0.25
    assert peers.apart(solution, strategies) == pytest.approx(0.25)


def test_make_has_it_apart_from_the_other_benchmarks() -> None:
    makefile = (PEERS.parents[1] / "Makefile").read_text(encoding="utf-8")
    assert "bench-peers: setup\n\t@$(BIN)/python benchmarks/peers/against_pygambit.py" in makefile
    assert not list(PEERS.parent.glob("*pygambit*"))


def test_the_script_that_pygambit_runs_needs_nothing_of_foedus() -> None:
    """It is run by an interpreter that has pygambit and nothing else."""
    text = (PEERS / "gambit_times.py").read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"pygambit"}
