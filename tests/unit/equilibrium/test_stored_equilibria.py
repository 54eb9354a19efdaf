"""Equilibria that other programs found, game by game and λ by λ (1e-9: both are certified to 1e-10 or better)."""

import math

import numpy as np
import pytest
from game_trees import EXPECTED, expected, furthest, stored_names

from foedus.equilibrium.solve_game import solve
from foedus.game import read_efg, read_nfg

CLOSE = 1e-9


@pytest.mark.parametrize("name", stored_names("extensive"))
def test_every_stored_profile_of_a_tree_is_met(name: str) -> None:
    entry = expected("aqre.json")["extensive"][name]
    game = read_efg(EXPECTED / entry["file"])
    first = {}
    for stored in entry["solutions"]:
        first.setdefault(stored["lambda"], stored)  # where a branch passes λ more than once, the first time counts
    solution = solve(game, precision=np.array(list(first)))
    assert solution.is_solved.all()
    for draw, stored in enumerate(first.values()):
        assert furthest(solution, stored["profile"], draw) <= CLOSE
        assert solution.value(draw) == pytest.approx(stored["payoffs"], abs=CLOSE)


@pytest.mark.parametrize("name", stored_names("normal_form"))
def test_every_stored_profile_of_a_normal_form_is_met(name: str) -> None:
    entry = expected("aqre.json")["normal_form"][name]
    stored = entry["solutions"]
    solution = solve(read_nfg(EXPECTED / entry["file"]), precision=np.array([each["lambda"] for each in stored]))
    assert solution.is_solved.all()
    for draw, each in enumerate(stored):
        for player, sets in solution.strategies(draw).items():
            (odds,) = sets.values()
            assert list(odds.values()) == pytest.approx(each["profile"][player], abs=CLOSE)
        assert solution.value(draw) == pytest.approx(each["payoffs"], abs=CLOSE)


def test_every_stored_profile_of_the_larger_request_games_is_met() -> None:
    for entry in expected("games/perf/solutions.json")["games"].values():
        stored = entry["solutions"][0]
        solution = solve(read_efg(EXPECTED / entry["file"]), precision=stored["lambda"])
        assert solution.is_solved.all()
        assert furthest(solution, stored["profile"]) <= CLOSE


def test_a_branch_that_turns_back_counts_where_it_first_reaches_a_precision() -> None:
    """At λ = 2 three equilibria lie on the branch of this game, which folds at 2.585 and back at 1.576."""
    entry = expected("aqre.json")["extensive"]["random_two_player"]
    at_two = next(stored for stored in entry["solutions"] if stored["lambda"] == 2.0)
    assert len(at_two["later_solutions_on_the_same_branch"]) == 2
    game = read_efg(EXPECTED / entry["file"])
    solution = solve(game, precision=5.0, branch=True)
    assert solution.branch is not None
    path = solution.branch[0]
    assert path.has_arrived
    assert path.turning_precision == pytest.approx(entry["principal_branch_folds_at_lambda"], abs=1e-4)
    assert path.residual.max() <= CLOSE
    assert furthest(solve(game, precision=2.0), at_two["profile"]) <= CLOSE


def test_a_probe_finds_the_other_equilibria_on_a_folded_branch() -> None:
    entry = expected("aqre.json")["extensive"]["random_two_player"]
    at_two = next(stored for stored in entry["solutions"] if stored["lambda"] == 2.0)
    solution = solve(read_efg(EXPECTED / entry["file"]), precision=2.0, starts=150)
    assert solution.others is not None
    others = solution.others[0]
    assert others.probability.shape[-1] == 2
    assert others.on_branch + others.times.sum() == others.arrived
    labels = [label for _, label in solution.names.sets]
    for stored in at_two["later_solutions_on_the_same_branch"]:
        rows = np.concatenate([stored["profile"][label] for label in labels])
        assert np.abs(others.probability - rows[:, None]).max(axis=0).min() <= CLOSE


@pytest.mark.parametrize("name", [*stored_names("extensive")])
@pytest.mark.parametrize("precision", [1e3, 1e4])
def test_a_high_precision_is_certified_as_asked_or_not_called_solved(name: str, precision: float) -> None:
    """Another program silently returns the equilibrium of some lower λ here."""
    entry = expected("aqre.json")["extensive"][name]
    solution = solve(read_efg(EXPECTED / entry["file"]), precision=precision)
    assert (solution.precision == precision).all()
    assert bool(solution.is_solved[0]) == bool(solution.residual[0] <= CLOSE)
    if precision == 1e3:
        assert solution.is_solved.all()
    assert np.all(np.isfinite(solution.log_belief))


@pytest.mark.parametrize("name", stored_names("extensive"))
def test_the_limit_is_an_approximate_equilibrium_of_the_game_itself(name: str) -> None:
    entry = expected("aqre.json")["extensive"][name]
    game = read_efg(EXPECTED / entry["file"])
    solution = solve(game, precision=math.inf)
    assert solution.is_solved.all()
    assert solution.is_limit
    assert solution.raw_regret[0] <= 1e-3 * float(np.ptp(game.tree.payoffs, axis=1).max())
