"""What pygambit takes and finds: run by the interpreter that has it, which need not have foedus.

    python benchmarks/peers/gambit_times.py LAMBDA RUNS FILE.efg ...

Prints JSON: its version, and for each file the least seconds of some runs and the chance of every move, by player,
information set and action.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from typing import Any


def timed(gambit: Any, file: str, precision: float, runs: int) -> dict[str, Any]:
    """One game, read afresh before every run, so that nothing is remembered."""
    seconds, game, found = [], None, None
    for _ in range(runs):
        game = gambit.read_efg(file)
        begin = time.perf_counter()
        found = gambit.qre.logit_solve_lambda(game, lam=[precision])[-1]
        seconds.append(time.perf_counter() - begin)
    assert game is not None
    assert found is not None
    chances = iter(float(found[place]) for place in range(sum(len(each.actions) for each in game.infosets)))
    strategies: dict[str, dict[str, dict[str, float]]] = {}
    for player in game.players:
        for each in player.infosets:
            row = strategies.setdefault(player.label, {}).setdefault(each.label, {})
            row.update({action.label: next(chances) for action in each.actions})
    return {"seconds": min(seconds), "lambda": float(found.lam), "strategies": strategies}


def main() -> None:
    """Print the JSON."""
    import pygambit

    precision, runs, *files = sys.argv[1:]
    games = {file: timed(pygambit, file, float(precision), int(runs)) for file in files}
    print(json.dumps({"version": version("pygambit"), "games": games}))


if __name__ == "__main__":
    main()
