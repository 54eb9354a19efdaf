"""Certified equilibria a second, beside a plain loop over draws: the same map in NumPy, SciPy's root finder on each.

    python benchmarks/against_scipy.py [--draws 4000] [--loop 16]

Two games: `moscow-2025` with its whole audience, and one of five requests and six responses that nobody watches. The
loop gets the same draws, the same start and the same map, evaluated by NumPy on one draw at a time; of the methods of
SciPy's `root`, `broyden1` is the fastest that solves nearly all. What it does not solve from reference play within its
steps counts for the time it took and not as solved. Rates are of the second run: compiling is apart.
"""

from __future__ import annotations

import argparse
import time
import warnings
from typing import Any

import numpy as np
from scipy.optimize import root

from foedus.answer.world import build, drawn
from foedus.case import Case, load_case, parse_case
from foedus.equilibrium.chain import begin
from foedus.equilibrium.chunk import take
from foedus.request import RequestGame, solve_request_game
from foedus.request.iterate import step
from foedus.request.solve import REQUEST_GAME

UNWATCHED = """
foedus: 1
id: unwatched
question: How fast is a game that nobody watches?
as_of: 2000-01-01
client: {label: Client}
guarantor: {label: Guarantor}
challenger: {label: Challenger}
requests:
  statement: {label: A statement, level: 0.05}
  mediation: {label: Mediation, level: 0.2}
  supplies: {label: Supplies, level: 0.4}
  arms: {label: Arms, level: 0.6}
  forces: {label: Forces, level: 0.9}
responses:
  words: {label: Words, level: 0.05}
  mediate: {label: Mediation, level: 0.2}
  covert: {label: Covert aid, level: 0.4, visibility: 0.1 to 0.4, money: 0.01 to 0.05}
  supply: {label: Supplies, level: 0.4, money: 0.02 to 0.08}
  arm: {label: Arms, level: 0.6, money: 0.05 to 0.2, delay: 3 to 20 days}
  send: {label: Forces, level: 0.9, money: 0.2 to 0.8, delay: 3 to 20 days}
audience:
  client: {value: 0}
"""


def by_loop(game: RequestGame, draws: int) -> tuple[int, float]:
    """Draws solved, and seconds, of the loop over the first few draws."""
    prepared, origin = begin(REQUEST_GAME, game)
    begun, solved = time.perf_counter(), 0
    for place in range(draws):
        one = take(prepared, [place])

        def residual(y: Any, one: Any = one) -> Any:
            return step(one, y[:, None], np.ones(1))[:, 0] - y

        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what SciPy meets on its way
            found = root(residual, origin[:, place], method="broyden1", options={"fatol": 1e-10, "maxiter": 1000})
        solved += bool(found.success)
    return solved, time.perf_counter() - begun


def row(name: str, case: Case, draws: int, loop: int, seed: int) -> str:
    """One line of the table."""
    game = build(case, drawn(case, draws, seed)).game
    solve_request_game(game)  # compiles
    begun = time.perf_counter()
    found = solve_request_game(game)
    rate = int(found.is_solved.sum()) / (time.perf_counter() - begun)
    solved, seconds = by_loop(game, loop)
    there = max(solved, 1) / seconds  # none solved: at most as fast as this
    return (
        f"{name:24s} {found.iterate.shape[0]:8d} {rate:10.0f} {there:10.2f} {solved:4d} of {loop} {rate / there:8.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--loop", type=int, default=16, help="draws of the loop")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{arguments.draws} draws, seed {arguments.seed}; rates a second")
    print(f"{'game':24s} {'unknowns':>8s} {'foedus':>10s} {'loop':>10s} {'solved':>10s} {'ratio':>8s}")
    cases = {"moscow-2025": load_case("moscow-2025"), "5 × 6 × 2 × 2, unwatched": parse_case(UNWATCHED)}
    for name, case in cases.items():
        print(row(name, case, arguments.draws, arguments.loop, arguments.seed), flush=True)


if __name__ == "__main__":
    main()
