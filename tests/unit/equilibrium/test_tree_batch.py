"""Draws of a tree: order, company and names change nothing, and wrong numbers are refused with what was expected."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from game_trees import played, random_game, relabelled

from foedus.equilibrium.link import Link
from foedus.equilibrium.solve_game import solve
from foedus.errors import InputError
from foedus.game import Game, chance, decision, leaf, make_game

SEEDS = [0, 3, 7]


def batch_of(game: Game, n_draws: int) -> np.ndarray:
    random = np.random.default_rng(1)
    return game.tree.payoffs[..., None] + random.normal(size=(*game.tree.payoffs.shape, n_draws))


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_order_and_company_change_no_draw(seed: int) -> None:
    """Not a digit where as many draws run side by side; 1e-13 where the compiler lays its loops out otherwise."""
    game = random_game(seed, n_players=2, depth=4)
    payoffs = batch_of(game, 40)
    order = np.random.default_rng(2).permutation(40)
    straight, shuffled = solve(game, payoffs=payoffs), solve(game, payoffs=payoffs[..., order])
    assert straight.is_solved.all()
    assert np.array_equal(straight.log_probability[:, order], shuffled.log_probability)
    alone = solve(game, payoffs=payoffs[..., 17])
    assert np.abs(alone.probability[:, 0] - straight.probability[:, 17]).max() <= 1e-13


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("precision", [1.0, 4.0])
def test_relabelling_relabels_the_solution_and_nothing_else(seed: int, precision: float) -> None:
    game = random_game(seed, n_players=2 + seed % 2, depth=4)
    one, other = solve(game, precision=precision), solve(relabelled(game, seed), precision=precision)
    assert one.is_solved.all()
    assert other.is_solved.all()
    again = other.strategies()
    for player, sets in one.strategies().items():
        for label, odds in sets.items():
            assert again[player][label] == pytest.approx(odds, abs=1e-12)
    assert other.value() == pytest.approx(one.value(), abs=1e-12)


def test_payoffs_and_precision_trade_off() -> None:
    """λ is in units of one over payoff."""
    game = random_game(5, depth=4)
    one = solve(game, precision=2.0)
    other = solve(game, payoffs=4.0 * game.tree.payoffs, precision=0.5)
    assert other.probability == pytest.approx(one.probability, abs=1e-12)


def test_a_payoff_added_to_all_of_a_players_leaves_changes_no_strategy() -> None:
    game = random_game(5, depth=4)
    moved = game.tree.payoffs + np.array([[3.0], [-7.0]])
    assert solve(game, payoffs=moved).probability == pytest.approx(solve(game).probability, abs=1e-12)


def test_at_precision_zero_play_is_uniform() -> None:
    solution = solve(random_game(5, depth=4), precision=0.0)
    assert solution.is_solved.all()
    for odds in played(solution):
        assert odds == pytest.approx([1.0 / len(odds)] * len(odds), abs=1e-15)


def test_precisions_by_player_are_those_of_scaled_payoffs() -> None:
    game = random_game(5, depth=4)
    first, second = game.players
    one = solve(game, precision={first: 3.0, second: np.array([0.5, 2.0])})
    for draw, other in enumerate((0.5, 2.0)):
        scaled = solve(game, payoffs=game.tree.payoffs * np.array([[3.0], [other]]), precision=1.0)
        assert one.probability[:, draw] == pytest.approx(scaled.probability[:, 0], abs=1e-12)


def test_chance_may_differ_between_draws() -> None:
    def bluff(p: Fraction) -> Game:
        after = [decision("B", {"yield": [1, 0], "fight": [v, u]}, label="b") for v, u in ((-1, "1/2"), ("1/3", -1))]
        strong, weak = (decision("A", {"bluff": node, "fold": [0, 1]}, label=f"a{i}") for i, node in enumerate(after))
        return make_game("bluff", ["A", "B"], chance({"strong": (p, strong), "weak": (1 - p, weak)}))

    games = [bluff(Fraction(1, 4)), bluff(Fraction(2, 3))]
    both = solve(games[0], chance=np.stack([game.tree.chance for game in games], axis=-1), precision=2.0)
    for draw, game in enumerate(games):
        assert both.probability[:, draw] == pytest.approx(solve(game, precision=2.0).probability[:, 0], abs=1e-12)


def test_a_player_who_cannot_choose_and_a_game_without_choices_are_solved() -> None:
    forced = make_game("forced", ["A", "B"], decision("A", {"go": decision("B", {"x": [1, 2], "y": [3, 4]})}))
    solution = solve(forced, precision=2.0)
    assert solution.is_solved.all()
    assert solution.value() == pytest.approx(
        {"A": 1 + 2 * solution.probability[2, 0], "B": 2 + 2 * solution.probability[2, 0]}
    )
    nothing = solve(make_game("nothing", ["A"], leaf([5])), precision=2.0)
    assert nothing.is_solved.all()
    assert nothing.value() == {"A": 5.0}


def test_a_bare_tree_is_solved_with_numbers_for_names() -> None:
    game = random_game(5, depth=4)
    bare = solve(game.tree)
    assert bare.names.players == ("1", "2")
    assert bare.probability == pytest.approx(solve(game).probability, abs=1e-15)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"precision": -1.0}, "precision is -1: expected a number from 0 to 1e+09, or inf"),
        ({"precision": math.nan}, "precision is nan"),
        ({"precision": np.array([1.0, math.inf])}, "inf for some and finite for others"),
        ({"precision": {"player 0": 1.0}}, "precision lacks player 1"),
        ({"precision": {"player 0": 1.0, "player 1": 1.0, "plaer": 2.0}}, 'names "plaer", who is no player'),
        ({"precision": "sharp"}, "is no array of numbers"),
        ({"payoffs": np.zeros((3, 2))}, "payoffs has shape (3, 2)"),
        ({"chance": np.array([0.7])}, "chance has shape (1,)"),
        ({"link": "loggit"}, 'Did you mean "logit"?'),
    ],
)
def test_wrong_numbers_are_refused_with_what_was_expected(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        solve(random_game(5, depth=4), **arguments)
    assert said in str(caught.value)


def test_payoffs_that_are_no_numbers_and_draws_that_do_not_match_are_refused_together() -> None:
    game = random_game(5, depth=4)
    payoffs = batch_of(game, 3)
    payoffs[0, 0, 0] = math.nan
    with pytest.raises(InputError) as caught:
        solve(game, payoffs=payoffs, precision=np.ones(2), chance=game.tree.chance * 0.5)
    assert "payoffs are not all finite numbers" in str(caught.value)
    assert "expected one number" in str(caught.value)


def test_links_have_their_names_as_text() -> None:
    assert [str(link) for link in Link] == ["logit", "probit-agent", "probit-private"]
