"""How the request game of a case is solved: by which method, how often, how fast, and whether that is the only answer.

    python benchmarks/equilibria.py [--case moscow-2025] [--draws 512]

Three worlds from the same draws: the case as it stands, with every spillover 1, and with three times the precision.
Seconds are of the second run of each, so that compiling is apart; they hang on the machine, the shares do not.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from foedus.answer.world import build, drawn
from foedus.case import load_case
from foedus.equilibrium import Status
from foedus.request import RequestGame, solve_request_game
from foedus.request.probe import probe_request_game


def worlds(game: RequestGame) -> dict[str, RequestGame]:
    """The game as drawn, and its two harder relatives."""
    return {
        "as drawn": game,
        "every spillover 1": replace(game, spillover=np.ones_like(game.spillover)),
        "precision times 3": replace(game, precision=3.0 * np.asarray(game.precision)),
    }


def row(name: str, game: RequestGame, probe_draws: int) -> str:
    """One line of the table."""
    solve_request_game(game)  # compiles
    begun = time.perf_counter()
    found = solve_request_game(game)
    seconds = time.perf_counter() - begun
    status = np.asarray(found.solution.status)
    methods = (Status.DIRECT, Status.ACCELERATED, Status.HOMOTOPY, Status.STRAIGHT)
    shares = [np.mean(status == one) for one in methods]
    failed = np.mean(~found.is_solved)
    probe = probe_request_game(game, found, n_draws=probe_draws)
    worst = np.max(found.certificate.residual[found.is_solved])
    return (
        f"{name:18s} {shares[0]:7.1%} {shares[1]:11.1%} {shares[2]:8.1%} {shares[3]:8.2%} {failed:7.2%} "
        f"{probe.share:7.1%} {worst:9.1e} {game.n_draws / seconds:9.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="moscow-2025")
    parser.add_argument("--draws", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--probe", type=int, default=64, help="draws on which other equilibria are looked for")
    arguments = parser.parse_args()
    case = load_case(arguments.case)
    game = build(case, drawn(case, arguments.draws, arguments.seed)).game
    print(f"{arguments.case}, {arguments.draws} draws, seed {arguments.seed}, {game.n_members} members")
    print(
        f"{'':18s} {'direct':>7s} {'accelerated':>11s} {'homotopy':>8s} {'straight':>8s} {'failed':>7s} "
        f"{'another':>7s} {'residual':>9s} {'draws/s':>9s}"
    )
    for name, world in worlds(game).items():
        print(row(name, world, arguments.probe), flush=True)


if __name__ == "__main__":
    main()
