"""Games in which a mover cannot tell earlier moves apart, or moves at the same time: the equilibrium of every row.

Strategies hang on one another there, and the principal branch is followed row by row to the equilibrium that it reaches
first. That happens outside of what is compiled; the likelihood takes the odds that were found as given and
differentiates them by the implicit function theorem (`tree_derivative.followed`): gradient and Hessian are exact.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from foedus.equilibrium.status import Status
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_probe import probe_tree
from foedus.equilibrium.tree_solve import Found, solve_tree
from foedus.errors import ComputationError
from foedus.estimate.likelihood import Data, Likelihood, Numbers
from foedus.estimate.maximum import maximise
from foedus.estimate.sequence import first_parameters, tallies_of_nodes

if TYPE_CHECKING:
    from foedus.estimate.model import GameModel

MOST_PROBED = 50
"""rows on which other equilibria are looked for"""
PROBES = 8
"""random profiles to look from in each of them"""
FARTHEST_START = 20.0
"""what a parameter may do to a usual row where a search begins, in standard deviations of a shock"""


def equilibria(model: GameModel, parameters: Numbers, data: Data) -> tuple[TreeNumbers, Found] | None:
    """The game of every row and its equilibrium on the principal branch; None where a payoff is not finite."""
    rows, first = [], 0
    for matrix in data["matrices"]:
        rows.append(parameters[first : first + len(matrix)] @ matrix)
        first += len(matrix)
    with np.errstate(all="ignore"):
        payoffs, log_chance, precision = model.numbers(np.stack(rows), data, np)
    by_set = np.stack([np.broadcast_to(each, payoffs.shape[-1:]) for each in precision])
    if not (np.isfinite(payoffs).all() and np.isfinite(by_set).all()):
        return None
    numbers = TreeNumbers(np.ascontiguousarray(payoffs), np.array(log_chance), np.ascontiguousarray(by_set))
    return numbers, solve_tree(model.engine, numbers)


def with_equilibria(model: GameModel, parameters: Numbers, data: Data) -> Data:
    """The data of a likelihood with the odds of the cut's sets in every row, at "odds"; NaN where none is certified."""
    found = equilibria(model, parameters, data)
    if found is None:
        shape = (model.engine.reduced.schedule.n_unknown, data["counts"].shape[-1])
        return {**data, "odds": np.full(shape, np.nan)}
    odds = np.array(found[1].odds[model.engine.cut_rows])
    odds[:, found[1].status > Status.STRAIGHT] = np.nan
    return {**data, "odds": odds}


def start_of(model: GameModel, likelihood: Likelihood) -> Numbers:
    """Where the search for parameters begins, (parameter,).

    Where strategies follow from one another, choice by choice from the last mover. Else with what everybody would do if
    the others were expected to do what they did on average over the table (a pseudo-likelihood with frequencies for a
    first stage, after Hotz and Miller 1993, doi:10.2307/2298122).
    """
    if not model.is_solved_by_row:
        return first_parameters(model, likelihood.data)
    nothing = np.zeros(len(likelihood.names))
    expected = np.repeat(_frequencies(model, likelihood.data)[:, None], likelihood.n_rows, axis=1)
    given = replace(likelihood, data={**likelihood.data, "expected": expected}, complete=None)
    try:
        begin = maximise(given, start=nothing).parameters
    except ComputationError:
        return nothing
    is_near = np.isfinite(begin).all() and np.abs(begin * likelihood.scale).max(initial=0.0) < FARTHEST_START
    return begin if is_near else nothing


def _frequencies(model: GameModel, data: Data) -> Numbers:
    """Odds of the cut's sets as often as their moves were seen over all rows, (unknown,)."""
    from scipy.special import ndtri

    structure = model.engine.structure
    taken = [float(np.sum(each)) for each in tallies_of_nodes(model, data["counts"])]
    odds: list[float] = []
    for number in model.engine.reduced.schedule.cut:
        count = np.full(int(structure.n_actions[number]), 0.5)
        for node in structure.nodes_of_set[number].tolist():
            count += [taken[int(child)] for child in structure.children[node]]
        share = count / count.sum()
        odds += [float(ndtri(share[1]))] if model.shocks.link.is_probit else np.log(share[1:] / share[0]).tolist()
    return np.array(odds)


def other_equilibria(model: GameModel, likelihood: Likelihood, parameters: Numbers, seed: int) -> tuple[str, ...]:
    """A sentence where random starts lead to other equilibria than the one that counts, on some of the rows.

    That none is found does not show that there is none.
    """
    if not model.is_solved_by_row:
        return ()
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.permutation(likelihood.n_rows)[:MOST_PROBED])
    found = equilibria(model, parameters, likelihood.rows(chosen).data)
    if found is None:
        return ()
    numbers, solved = found
    known = np.exp(np.asarray(solved.profile.log_probability))
    others = probe_tree(model.engine, numbers, known, PROBES, seed)
    several = sum(each.probability.shape[-1] > 0 for each in others)
    if not several:
        return ()
    return (
        f"{several:,} of {len(chosen):,} rows that were looked at have other equilibria at the estimates; every row "
        "counts with the one that the principal branch reaches first. Another choice is another likelihood.",
    )


__all__ = ["equilibria", "other_equilibria", "start_of", "with_equilibria"]
