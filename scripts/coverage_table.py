"""Simulate, then recover: how often 90 % intervals hold the truth, for every template.

    python scripts/coverage_table.py [--sets N] [--seed N] [--only TEXT] [--write]

Columns and parameters are drawn once for each model, what happens N times (200 by default); every set is fitted as
`foedus fit` does, and each parameter counts as held where it lies within 1.645 standard errors. Prints the table of
docs/estimation.md, or with `--write` puts it there. Takes some forty minutes of processor time, nine tenths of it for
the crisis game. Of that `pl` is left out: its errors take the first stage as known, and are too small by construction.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import lambertw

from foedus.estimate import Likelihood, Shocks, crisis_rows, fit_crisis, fit_ultimatum, hessian_covariance, maximise
from foedus.estimate.crisis_likelihood import full_likelihood
from foedus.estimate.formula import read_game
from foedus.estimate.hidden_moves import start_of
from foedus.estimate.model import GameModel, model_of
from foedus.estimate.sample import likelihood_of
from foedus.estimate.ultimatum import ultimatum_likelihood

PAGE = Path(__file__).resolve().parents[1] / "docs" / "estimation.md"
BEGIN, END = "<!-- coverage -->", "<!-- end of coverage -->"
NINETY = 1.6448536269514722
LOW, HIGH = 0.85, 0.95
CRISIS = {
    "S_A:x": 0.4, "V_A:intercept": 1.0, "C_B:intercept": -0.8, "C_B:z": 0.5, "W_A:intercept": -1.2, "W_A:x": 0.6,
    "W_B:intercept": 0.3, "W_B:z": -0.4, "a:intercept": -1.0,
}  # fmt: skip
PAYOFFS = {"S_A": "~ x - 1", "V_A": "~ 1", "C_B": "~ z", "W_A": "~ x", "W_B": "~ z", "a": "~ 1"}
OFFERS = {"R1:intercept": 4.0, "R1:x": 2.0, "R2:intercept": 6.0, "R2:z": -1.0, "log(s1)": np.log(2.0), "log(s2)": 0.0}
HONOUR = {
    "prize:intercept": 0.5, "prize:near_target_challenger": 1.0, "prize:major_target": -0.7, "cost:intercept": 2.0,
    "resolve:intercept": -1.0, "resolve:major_ally": -0.5, "resolve:log1p(ally_past_honoured)": 0.8,
}  # fmt: skip
SHOCKS = {
    "agent error, probit": Shocks.PROBIT_AGENT, "private information, probit": Shocks.PROBIT_PRIVATE,
    "agent error, logit": Shocks.LOGIT,
}  # fmt: skip

Estimate = tuple[np.ndarray, np.ndarray]
"""estimates and standard errors, each (parameter,)"""


@dataclass(frozen=True)
class World:
    """A model with its truth, and what draws one set from it and fits that."""

    name: str
    size: str
    names: tuple[str, ...]
    truth: np.ndarray
    fitted: Callable[[np.random.Generator], Estimate]


def tree(name: str, label: str, model: GameModel, table: pd.DataFrame, truth: dict[str, float] | None) -> World:
    """A template with a tree, one play a row."""
    likelihood = likelihood_of(model, table, np.ones((len(model.outcomes), len(table))))
    number = np.arange(len(likelihood.names))
    values = np.where(number % 2 == 0, 0.2, 0.7)
    if truth is not None:
        values = np.array([truth.get(each, 0.0) for each in likelihood.names])
    chances = likelihood.probabilities(values)

    def fitted(rng: np.random.Generator) -> Estimate:
        happened = (rng.uniform(size=len(table)) > np.cumsum(chances, axis=0)[:-1]).sum(axis=0)
        counts = (happened == np.arange(len(model.outcomes))[:, None]).astype(float)
        drawn = replace(likelihood, data={**likelihood.data, "counts": counts})
        return estimate(replace(drawn, start=start_of(model, drawn)))

    return World(f"{name}, {label}", f"{len(table):,}", likelihood.names, values, fitted)


def estimate(likelihood: Likelihood) -> Estimate:
    """The maximum and its standard errors; NaN where there is none, which counts as an interval that fails."""
    found = maximise(likelihood)
    errors = np.sqrt(np.diag(hessian_covariance(found)))
    return found.parameters, errors if found.has_converged else np.full(len(errors), np.nan)


def templates() -> Iterator[World]:
    """egame12, egame122 and egame123 under every link, on standard normal columns."""
    for name in ("egame12", "egame122", "egame123"):
        rng = np.random.default_rng(7)
        utilities = {each.name: f"x{number}" for number, each in enumerate(read_game(name).utilities)}
        table = pd.DataFrame({f"x{number}": rng.normal(size=1000) for number in range(len(utilities))})
        for label, shocks in SHOCKS.items():
            yield tree(name, label, model_of(read_game(name, utilities), shocks), table, None)


def honour(rows: int = 4000) -> World:
    """The promise tested and honoured, on columns of the ranges that the record has."""
    rng = np.random.default_rng(3)
    game = read_game("honour")
    near = ("contiguity_ally_target", "contiguity_ally_challenger")
    table = pd.DataFrame({each: rng.integers(0, 2, rows) for each in game.columns})
    table = table.assign(**{each: rng.integers(1, 7, rows) for each in near})
    table = table.assign(**{f"{each}_cinc": rng.uniform(0, 0.2, rows) for each in ("challenger", "target", "ally")})
    table = table.assign(
        ally_other_defense_commitments=rng.integers(0, 20, rows), ally_past_calls=rng.integers(5, 40, rows),
        ally_past_honoured=rng.integers(0, 6, rows),
    )  # fmt: skip
    return tree("honour", "agent error, logit", model_of(game, Shocks.LOGIT), table, HONOUR)


def ultimatum(rows: int = 1000) -> World:
    """Offers of 0 to 15 with their answers."""
    x, z = np.random.default_rng(8).normal(size=(2, rows))
    truth = np.array(list(OFFERS.values()))
    s1, s2 = np.exp(truth[4:])

    def fitted(rng: np.random.Generator) -> Estimate:
        first = truth[0] + truth[1] * x + rng.logistic(scale=s1, size=rows)
        second = truth[2] + truth[3] * z
        # The proposer's condition 15 − y − R1 = s2 (1 + exp((y − R2)/s2)), whose solution is Lambert's W.
        left = 15.0 - first - s2
        offer = left - s2 * np.real(lambertw(np.exp(np.minimum((left - second) / s2, 50.0))))
        offer = np.clip(offer, 0.0, 15.0)
        accept = (offer >= second + rng.logistic(scale=s2, size=rows)).astype(int)
        table = pd.DataFrame({"x": x, "z": z, "offer": offer, "accept": accept})
        found = fit_ultimatum(
            ultimatum_likelihood({"R1": "~ x", "R2": "~ z"}, table, offer="offer", accept="accept", highest=15.0)
        )
        return found.parameters, found.standard_errors

    return World("ultimatum", f"{rows:,}", tuple(OFFERS), truth, fitted)


def crisis(method: str, games: int = 400, plays: int = 60) -> World:
    """Crisis signalling by one method, games played several times each."""
    x, z = np.random.default_rng(9).normal(size=(2, games))
    table = pd.DataFrame({"x": x, "z": z, **{each: np.ones(games, dtype=int) for each in ("sq", "cd", "sf", "bd")}})
    rows = crisis_rows(PAYOFFS, table)
    truth = np.array(list(CRISIS.values()))
    chances = full_likelihood(rows).probabilities(truth)
    chances = chances / chances.sum(axis=0)

    def fitted(rng: np.random.Generator) -> Estimate:
        counts = rng.multinomial(plays, chances.T).T.astype(float)
        found = fit_crisis(replace(rows, counts=counts), method)  # type: ignore[arg-type]
        return found.parameters, found.standard_errors

    return World(f"crisis-signalling, {method}", f"{games} × {plays}", tuple(CRISIS), truth, fitted)


def coverage(world: World, sets: int, seed: int = 1) -> np.ndarray:
    """(parameter,) in which share of the sets the 90 % interval holds the truth."""
    rng = np.random.default_rng(seed)
    held = []
    for _ in range(sets):
        found, errors = world.fitted(rng)
        held.append(np.abs(found - world.truth) < NINETY * errors)
    return np.mean(held, axis=0)


def worlds() -> list[Callable[[], World]]:
    """Every template, made when its turn comes."""
    made: list[Callable[[], World]] = [lambda each=each: each for each in templates()]  # type: ignore[misc]
    return [*made, honour, ultimatum, *(lambda method=method: crisis(method) for method in ("ml", "npl"))]


def told(world: World, found: np.ndarray, sets: int) -> str:
    """A line of the table."""
    low, high = int(np.argmin(found)), int(np.argmax(found))
    outside = [f"`{world.names[n]}` {100 * found[n]:.1f}" for n in np.flatnonzero((found < LOW) | (found > HIGH))]
    ends = f"{100 * found[low]:.1f} (`{world.names[low]}`) to {100 * found[high]:.1f} (`{world.names[high]}`)"
    what = f"| {world.name} | {world.size} | {sets} | {len(found)} | {100 * found.mean():.1f} |"
    return f"{what} {ends} | {', '.join(outside) or 'none'} |"


def main() -> None:
    """Print the table, line by line, or put it into the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="models whose name has this in it")
    options.add_argument("--write", action="store_true", help="into docs/estimation.md")
    chosen = options.parse_args()
    lines = [
        "| model | rows | sets | parameters | mean, % | lowest and highest, % | outside 85 to 95 % |",
        "|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    for make in worlds():
        world = make()
        if chosen.only in world.name:
            lines.append(told(world, coverage(world, chosen.sets, chosen.seed), chosen.sets))
            print(lines[-1], flush=True)
    if chosen.write:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        table = "\n".join(lines)
        PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
