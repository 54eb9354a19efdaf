"""Games at the edge: deep ones, payoffs far from 0, and arguments that are no game's."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from game_trees import random_game

from foedus.equilibrium import solve_game
from foedus.equilibrium.solve_game import solve
from foedus.errors import InputError
from foedus.game import Game, Tree, chance, decision, load_game, make_game


def take_or_pass(moves: int) -> Game:
    """Two players by turns; every node tells its owner everything."""
    node: Any = [1, 3]
    for turn in reversed(range(moves)):
        ends = [str(Fraction(100 + turn, 100)), str(Fraction(2000 - turn, 1000))]
        node = decision("AB"[turn % 2], {"take": ends, "pass": node}, f"turn {turn}")
    return make_game("take or pass", ["A", "B"], node)


def in_doubt(moves: int) -> Game:
    """The same where A may be kind, which B cannot see: what is played hangs together in circles."""

    def from_turn(kind: str, turn: int) -> Any:
        if turn == moves:
            return [6, 6]
        ends = ["0" if kind == "kind" else str(1 + Fraction(turn, 10)), str(1 + Fraction(turn, 10))]
        label = f"{kind} {turn}" if turn % 2 == 0 else f"B {turn}"
        return decision("AB"[turn % 2], {"take": ends, "pass": from_turn(kind, turn + 1)}, label)

    kinds = {"kind": ("1/4", from_turn("kind", 0)), "plain": ("3/4", from_turn("plain", 0))}
    return make_game("in doubt", ["A", "B"], chance(kinds))


def test_a_game_of_sixty_moves_one_after_another_is_backward_induction() -> None:
    """By hand: from the last node up, each logit choice after the values of the next."""
    moves, precision = 60, 2.0
    game = take_or_pass(moves)
    solution = solve(game, precision=precision)
    assert solution.is_solved.all()
    value = np.array([1.0, 3.0])
    for turn in reversed(range(moves)):
        ends = np.array([(100 + turn) / 100, (2000 - turn) / 1000])
        mover = turn % 2
        take = 1.0 / (1.0 + math.exp(precision * (value[mover] - ends[mover])))
        assert solution.of("AB"[mover], f"turn {turn}", "take")[0] == pytest.approx(take, abs=1e-12)
        value = take * ends + (1.0 - take) * value
    assert solution.payoffs[:, 0] == pytest.approx(value, abs=1e-12)


def test_a_deep_game_with_a_doubt_is_solved_in_the_odds_of_all_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut whose answers are too many stages away is given up, and the equilibrium is the same."""
    from foedus.equilibrium import tree_engine

    game = in_doubt(8)
    short = solve(game, precision=2.0)
    monkeypatch.setattr(tree_engine, "MOST_STAGES", 2)
    monkeypatch.setattr(tree_engine, "_kept", type(tree_engine._kept)())
    long = solve(game, precision=2.0)
    assert long.engine.reduced is long.engine.whole
    assert short.engine.reduced is not short.engine.whole
    assert long.is_solved.all()
    assert long.probability == pytest.approx(short.probability, abs=1e-12)


def test_a_game_too_deep_to_be_compiled_is_refused_and_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_game, "DEEPEST", 5)
    with pytest.raises(InputError, match="has 6 moves one after another: expected 5 at most"):
        solve(take_or_pass(6))


@pytest.mark.parametrize("level", [1e6, 1e9, -1e9, 2.0**40])
def test_payoffs_far_from_zero_have_the_strategies_of_those_near_it(level: float) -> None:
    """The level is exact in the numbers that are given: what it would round away is not lost by the sums."""
    game = load_game("beer-quiche")
    near = solve(game, precision=3.0, starts=3)
    far = solve(game, payoffs=game.tree.payoffs + np.array([[level], [0.0]]), precision=3.0, starts=3)
    assert far.is_solved.all()
    assert np.abs(far.probability - near.probability).max() <= 1e-14
    assert far.payoffs[:, 0] == pytest.approx(near.payoffs[:, 0] + np.array([level, 0.0]), rel=1e-15)
    by_move = [level if player == "Sender" else 0.0 for player, _, _ in far.names.moves]
    assert far.worth[:, 0] == pytest.approx(near.worth[:, 0] + np.array(by_move), rel=1e-15)


def test_other_equilibria_have_the_payoffs_of_the_game_that_was_given() -> None:
    """Chicken at a high λ has three; what they pay moves with a level as the solution's own does."""
    second = {
        action: decision("B", {"swerve": [a, b], "go": [c, d]}, "b")
        for action, a, b, c, d in (
            ("swerve", 2, 2, 1, 4),
            ("go", 3, 1, -3, -3),
        )
    }
    game = make_game("chicken", ["A", "B"], decision("A", second, "a"))
    near = solve(game, precision=4.0, starts=30)
    far = solve(game, payoffs=game.tree.payoffs + 1e6, precision=4.0, starts=30)
    assert near.others is not None
    assert far.others is not None
    assert near.others[0].payoffs.shape[-1] >= 1
    assert far.others[0].payoffs == pytest.approx(near.others[0].payoffs + 1e6, abs=1e-8)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"starts": -1}, "starts is -1: expected a whole number from 0"),
        ({"starts": 1.5}, "starts is 1.5: expected a whole number from 0"),
        ({"starts": 1, "seed": -3}, "seed is -3: expected a whole number from 0"),
        ({"precision": np.zeros(0)}, "precision has no draws"),
        ({"payoffs": np.zeros((2, 8, 0))}, "payoffs has no draws"),
        ({"payoffs": np.zeros((2, 8)) + 1j}, "payoffs is no array of numbers"),
        ({"precision": {"Sender": [1.0, 2.0], "Receiver": [1.0, 2.0, 3.0]}}, "precision has 2 and 3 draws"),
    ],
)
def test_arguments_that_no_game_can_have_are_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        solve(load_game("beer-quiche"), **arguments)
    assert str(caught.value).count(said) == 1


def test_the_precision_of_a_player_who_never_moves_has_to_be_one_all_the_same() -> None:
    game = make_game("idle", ["A", "Z"], decision("A", {"l": [0, 5], "r": [1, 5]}))
    assert solve(game, precision={"A": 1.0, "Z": 3.0}).is_solved.all()
    with pytest.raises(InputError, match="precision is nan"):
        solve(game, precision={"A": 1.0, "Z": math.nan})


def test_the_name_of_a_game_is_not_the_game() -> None:
    with pytest.raises(TypeError, match=r"expected a Game or a Tree, found str: foedus\.load_game reads one"):
        solve("beer-quiche")  # type: ignore[arg-type]


def test_a_chance_of_none_is_no_missing_draw() -> None:
    game = random_game(5, depth=4, is_public=True)
    tree: Tree = game.tree
    assert not len(tree.chance)
    assert solve(tree, chance=np.zeros((0, 3))).n_draws == 3
