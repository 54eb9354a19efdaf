"""The response map of a tree, against a walk through the tree node by node."""

import numpy as np
import pytest
from game_trees import played, random_game

from foedus.equilibrium.link import Link, misfit
from foedus.equilibrium.solve_game import solve
from foedus.equilibrium.tree_engine import engine_of, profiled
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_structure import Structure
from foedus.game import Game
from oracles.tree_walk import Walk

CLOSE = 1e-11
SEEDS = range(8)


def numbers_of(game: Game, precision: float) -> TreeNumbers:
    tree = game.tree
    return TreeNumbers(tree.payoffs[..., None], np.log(tree.chance)[:, None], np.full((tree.n_sets, 1), precision))


def split(game: Game, rows: np.ndarray) -> list[list[float]]:
    first = game.tree.first_move
    return [rows[first[n] : first[n + 1]].tolist() for n in range(game.tree.n_sets)]


@pytest.mark.parametrize("seed", SEEDS)
def test_worths_beliefs_payoffs_and_regret_are_those_of_the_slow_walk(seed: int) -> None:
    """At a random profile, which is far from any equilibrium."""
    game = random_game(seed, n_players=2 + seed % 2, depth=4)
    engine, walk = engine_of(game.tree), Walk(game)
    odds = np.random.default_rng(seed).normal(size=(engine.whole.schedule.n_unknown, 1))
    found = profiled(engine, numbers_of(game, 1.7), odds)
    strategies = split(game, np.exp(np.asarray(found.log_probability))[:, 0])
    lam = [1.7] * len(game.players)

    worths = split(game, np.asarray(found.worth)[:, 0])
    beliefs = np.exp(np.asarray(found.log_belief))[:, 0]
    answers = walk.logit(strategies, lam)
    for number in range(game.tree.n_sets):
        assert worths[number] == pytest.approx(walk.worths(number, strategies), abs=CLOSE)
    assert beliefs == pytest.approx(
        [p for number in range(game.tree.n_sets) for p in walk.beliefs(number, strategies)], abs=CLOSE
    )
    assert np.asarray(found.payoffs)[:, 0] == pytest.approx(
        [walk.value(0, player, strategies) for player in range(len(game.players))], abs=CLOSE
    )
    gaps = [
        abs(p - q) for mine, theirs in zip(strategies, answers, strict=True) for p, q in zip(mine, theirs, strict=True)
    ]
    assert float(found.certificate.residual[0]) == pytest.approx(max(gaps), abs=CLOSE)
    assert float(found.certificate.regret[0]) == pytest.approx(walk.regret(strategies, lam), abs=CLOSE)
    assert float(found.certificate.raw_regret[0]) == pytest.approx(walk.raw_regret(strategies), abs=CLOSE)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_solution_is_an_equilibrium_to_the_slow_walk(seed: int) -> None:
    game = random_game(seed, n_players=2 + seed % 2, depth=4)
    precision = {name: 1.0 + player for player, name in enumerate(game.players)}
    solution = solve(game, precision=precision)
    assert solution.is_solved.all()
    strategies, walk = played(solution), Walk(game)
    answers = walk.logit(strategies, list(precision.values()))
    for mine, theirs in zip(strategies, answers, strict=True):
        assert mine == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("link", [Link.PROBIT_AGENT, Link.PROBIT_PRIVATE])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_probit_solution_is_an_equilibrium_to_the_slow_walk(seed: int, link: Link) -> None:
    is_private = link is Link.PROBIT_PRIVATE
    game = random_game(seed, n_players=3, depth=3, widest=2, is_public=is_private)
    precision = {name: 0.5 + player for player, name in enumerate(game.players)}
    solution = solve(game, precision=precision, link=link)
    assert solution.is_solved.all()
    strategies, walk = played(solution), Walk(game)
    for mine, theirs in zip(strategies, walk.probit(strategies, list(precision.values()), is_private), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cut_opens_every_circle_and_changes_no_equilibrium(seed: int) -> None:
    game = random_game(seed, n_players=3, depth=5)
    engine = engine_of(game.tree)
    structure = Structure(game.tree)
    depends = structure.depends_on()
    assert depends is not None
    left = set(range(game.tree.n_sets)) - set(structure.cut())
    while left:  # what depends on nothing that is left goes; a circle would stay
        free = {number for number in left if not depends[number] & left}
        assert free
        left -= free
    assert engine.reduced.schedule.n_unknown <= engine.whole.schedule.n_unknown


def test_with_every_move_seen_nothing_has_to_be_guessed() -> None:
    game = random_game(3, n_players=3, depth=4, is_public=True)
    assert Structure(game.tree).cut() == []


def test_a_probit_of_three_actions_and_private_shocks_behind_a_veil_are_refused() -> None:
    wide = Structure(random_game(1, depth=3, widest=3).tree)
    number, message = misfit(wide, Link.PROBIT_AGENT) or (None, "")
    assert wide.n_actions[number] == 3
    assert "a probit needs sets of two" in message
    hidden = next(
        structure
        for structure in (Structure(random_game(seed, depth=4, widest=2).tree) for seed in SEEDS)
        if any(len(nodes) > 1 for nodes in structure.nodes_of_set)
    )
    assert (
        "every move has to be seen" in (misfit(hidden, Link.PROBIT_PRIVATE) or (0, ""))[1]
        or "moved before" in (misfit(hidden, Link.PROBIT_PRIVATE) or (0, ""))[1]
    )
    assert misfit(hidden, Link.PROBIT_AGENT) is None
