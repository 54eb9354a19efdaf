"""foedus beside pygambit itself, on this machine: how long one draw takes, and how far apart they end.

    python benchmarks/peers/against_pygambit.py [--draws 1024] [--python INTERPRETER]

pygambit is installed on demand into an environment of its own, build/peers, which takes minutes where it has to be
built from source; --python names an interpreter that has it already. The games are those of `trees.py` where
FOEDUS_SHARED (else ../shared) has them, games of the catalogue elsewhere; λ = 3, seconds of the clock, the best of
three runs. foedus solves a batch of draws, payoffs moved by normal noise of 0.1, and one game alone, both warm.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from foedus.equilibrium.solve_game import solve
from foedus.equilibrium.tree_solution import Solution
from foedus.game import Game, efg_text, load_game, read_efg

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "build" / "peers"
PERF = Path(os.environ.get("FOEDUS_SHARED", ROOT.parent / "shared")) / "expected" / "games" / "perf"
CATALOGUE = ("beer-quiche", "chain-store", "crisis-signalling", "selten-horse", "request")
PRECISION, RUNS = 3.0, 3
PATIENCE = 1800
"""seconds that an installation, or all of pygambit's runs, may take"""


class MissingPeerError(Exception):
    """pygambit cannot be had; the message says why and what to do."""


def installed(python: str | None, folder: Path = PEERS) -> str:
    """An interpreter that has pygambit.

    Raises:
        MissingPeerError: there is none, and none can be made.
    """
    if python is not None:
        if not has_pygambit(python):
            raise MissingPeerError(f"{python} has no pygambit: leave --python out, and it is installed apart")
        return python
    mine = str(folder / "bin" / "python")
    if has_pygambit(mine):
        return mine
    print(f"installing pygambit into {folder} (minutes, where it is built from source) ...", flush=True)
    try:
        run([sys.executable, "-m", "venv", str(folder)])
        run([mine, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pygambit"])
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise MissingPeerError(
            f"pygambit could not be installed: {said[-1] if said else error}\n"
            "It needs a network and, where there is no wheel for this Python, a C++ compiler. Where an interpreter has "
            "it already: python benchmarks/peers/against_pygambit.py --python INTERPRETER"
        ) from None
    if not has_pygambit(mine):
        raise MissingPeerError(
            f"pygambit was installed into {folder} but cannot be imported there: remove it and try again"
        )
    return mine


def has_pygambit(python: str) -> bool:
    """Whether an interpreter is there and has it."""
    try:
        return subprocess.run([python, "-c", "import pygambit"], capture_output=True, timeout=120).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def run(command: list[str]) -> str:
    """What a command prints.

    Raises:
        subprocess.SubprocessError: it failed, or took too long.
    """
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout


def games() -> dict[str, Game]:
    """The games to be measured."""
    files = sorted(PERF.glob("*.efg"))
    if files:
        return {file.stem: read_efg(file) for file in files}
    print(f"no stored games at {PERF}: games of the catalogue instead")
    return {name: load_game(name) for name in CATALOGUE}


def least_seconds(game: Game, **arguments: Any) -> tuple[float, Solution]:
    """Of some runs once everything is compiled, and the last solution."""
    solve(game, precision=PRECISION, **arguments)
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        solution = solve(game, precision=PRECISION, **arguments)
        seconds.append(time.perf_counter() - begin)
    if not solution.is_solved.all():
        raise SystemExit(f"{game.title}: {int((~solution.is_solved).sum())} draws have no certificate")
    return min(seconds), solution


def apart(solution: Solution, strategies: dict[str, dict[str, dict[str, float]]]) -> float:
    """The largest difference in a probability; sets and actions by their labels, which both read from one file."""
    return max(
        abs(strategies[player][label][action] - p)
        for player, sets in solution.strategies().items()
        for label, odds in sets.items()
        for action, p in odds.items()
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1024)
    parser.add_argument("--python", help="an interpreter that has pygambit")
    arguments = parser.parse_args()
    try:
        python = installed(arguments.python)
    except MissingPeerError as error:
        raise SystemExit(str(error)) from None
    measured = games()
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder) / f"{name}.efg") for name in measured}
        for name, game in measured.items():
            Path(files[name]).write_text(efg_text(game), encoding="utf-8")
        script = str(Path(__file__).with_name("gambit_times.py"))
        try:
            peer = json.loads(run([python, script, str(PRECISION), str(RUNS), *files.values()]))
        except subprocess.SubprocessError as error:
            said = (getattr(error, "stderr", None) or str(error)).strip()
            raise SystemExit(f"pygambit did not get through the games:\n{said}") from None
    print(f"pygambit {peer['version']}, λ = {PRECISION:g}; ms of the clock; foedus in batches of {arguments.draws}")
    print(f"{'game':18} {'leaves':>6} {'pygambit':>9} {'foedus':>9} {'times':>7} {'one':>8} {'times':>7} {'apart':>8}")
    for name, game in measured.items():
        its = peer["games"][files[name]]
        noise = np.random.default_rng(1).normal(size=(*game.tree.payoffs.shape, arguments.draws))
        batch, _ = least_seconds(game, payoffs=game.tree.payoffs[:, :, None] + 0.1 * noise)
        alone, solution = least_seconds(game)
        each = batch / arguments.draws
        print(
            f"{name:18} {game.n_leaves:6d} {1e3 * its['seconds']:9.2f} {1e3 * each:9.4f} {its['seconds'] / each:7.0f} "
            f"{1e3 * alone:8.2f} {its['seconds'] / alone:7.1f} {apart(solution, its['strategies']):8.0e}",
            flush=True,
        )


if __name__ == "__main__":
    main()
