"""Games written in Python and in YAML: what is short to write, and what is wrong is said."""

from fractions import Fraction

import numpy as np
import pytest

from foedus.errors import InputError
from foedus.game import (
    Formula,
    chance,
    decision,
    draw_payoffs,
    efg_text,
    leaf,
    leaf_payoffs,
    load_game,
    make_game,
    parse_efg,
    parse_yaml,
)
from foedus.quantity import Quantity


def refused(*arguments: object, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        make_game(*arguments, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_points_of_one_label_are_one_set_in_the_order_of_the_first() -> None:
    """The second point lists its actions the other way round: its children follow the set, not the listing."""
    first = decision("B", {"l": [0, 1], "r": [0, 2]}, "s")
    second = decision("B", {"r": [0, 4], "l": [0, 3]}, "s")
    game = make_game("x", ["A", "B"], decision("A", {"u": first, "d": second}))
    assert game.information_sets[1].actions == ("l", "r")
    assert game.tree.payoffs[1].tolist() == [1, 2, 3, 4]


def test_numbers_of_every_kind_are_exact() -> None:
    root = decision(
        "A", {"i": [2], "f": [0.1], "s": ["1/3"], "q": [Fraction(2, 7)], "e": ["1e-3"], "n": [np.float64(0.5)]}
    )
    totals = [each[0] for each in make_game("x", ["A"], root).leaf_totals]
    assert totals == [2, Fraction(1, 10), Fraction(1, 3), Fraction(2, 7), Fraction(1, 1000), Fraction(1, 2)]


def test_what_is_paid_on_the_way_counts_for_all_that_follows() -> None:
    root = chance(
        {"a": ("1/2", decision("A", {"x": [1], "y": [2]}, payoffs=[10])), "b": ("1/2", [5])}, payoffs={"A": 100}
    )
    assert make_game("x", ["A"], root).tree.payoffs.tolist() == [[111, 112, 105]]


def test_one_node_may_stand_in_several_places() -> None:
    end = leaf([1], "end")
    part = decision("A", {"x": end, "y": [2]})
    game = make_game(
        "x",
        [
            "A",
        ],
        chance({"l": ("1/2", part), "r": ("1/2", part)}),
    )
    assert [each.label for each in game.information_sets] == ["1", "2"]
    assert len(game.outcomes) == 2
    assert game.n_leaves == 4


def test_every_mistake_is_said_with_the_way_there() -> None:
    root = decision("A", {"in": decision("C", {"x": [1], "y": ["stkae", 0]}), "out": [0, True]})
    assert refused("Entry", ["A", "B"], root, parameters={"stake": None}).split("\n") == [
        'Entry  root.in.player is "C": expected one of the players. Players: A, B.',
        "Entry  root.in.x has 1 payoff: expected 2, one for each player.",
        'Entry  root.in.y.0 names "stkae": expected a utility, parameter or column of the game. Did you mean "stake"?',
        'Entry  root.out.1 is true: expected a number such as 3 or "1/3", an interval such as "-1 to 2", or a formula '
        'such as "u11 - cost".',
    ]


def test_sets_that_do_not_agree_are_refused() -> None:
    root = decision("A", {"u": decision("B", {"l": [0, 0]}, "s"), "d": decision("B", {"r": [0, 0]}, "s")})
    assert 'belongs to the set "s": expected its actions "l"' in refused("x", ["A", "B"], root)
    one, two = (chance({"h": (p, [0, 0]), "t": (q, [0, 0])}, "coin") for p, q in (("1/2", "1/2"), ("1/3", "2/3")))
    root = decision("A", {"u": one, "d": two})
    assert 'belongs to the chance set "coin": expected its probabilities' in refused("x", ["A", "B"], root)


def test_imperfect_recall_and_absent_mindedness_are_refused() -> None:
    forgets = decision("A", {"u": decision("A", {"x": [0]}, "s"), "d": decision("A", {"x": [0]}, "s")})
    assert "to recall what it did" in refused("x", ["A"], forgets)
    absent = decision("A", {"on": decision("A", {"on": [0], "off": [1]}, "s"), "off": [2]}, "s")
    assert "absent-mindedness" in refused("x", ["A"], absent)


@pytest.mark.parametrize("bad", ["", "a\0b", "\ud800"])
def test_names_that_no_file_could_hold_are_refused(bad: str) -> None:
    assert "expected readable text" in refused("x", [bad], decision(bad, {"l": [0]}))
    assert "expected readable text" in refused("x", ["A"], decision("A", {bad: [0]}))
    assert "expected readable text" in refused("x", ["A"], decision("A", {"l": [0]}, bad))
    assert "expected readable text" in refused("x", ["A"], decision("A", {"l": leaf([0], bad)}))


def test_a_player_twice_is_said_whatever_the_tree() -> None:
    assert refused("x", ["A", "A"], [0, 0]) == 'x  the player "A" is named twice: expected unique names.'


@pytest.mark.parametrize(
    ("odds", "message"),
    [
        ((0.5, 0.4), "sum to 9/10"),
        ((0, 1), "probability 0"),
        ((-0.5, 1.5), "negative probability -1/2"),
        (("nan", 1), 'is "nan": expected a number'),
        ((None, 1), "is empty: expected a probability"),
    ],
)
def test_chances_that_are_none_are_refused(odds: tuple[object, object], message: str) -> None:
    assert message in refused("x", ["A"], chance({"a": (odds[0], [0]), "b": (odds[1], [1])}))


def test_names_are_unique_among_columns_parameters_and_utilities() -> None:
    root = decision("A", {"x": ["u"], "y": [0]})
    said = refused("x", ["A"], root, columns=["u", "v"], parameters={"v": 1}, utilities={"u": "~ v"})
    assert 'parameters.v "v" is in columns already' in said
    assert 'utilities.u "u" is in columns already' in said


def test_intervals_are_drawn_each_from_its_own_stream() -> None:
    def game(second: str) -> object:
        return make_game("x", ["A"], decision("A", {"a": leaf(["0 to 1"], "a"), "b": leaf([second], "b"), "c": [3]}))

    one, other = game("2 to 4"), game("2 to 9")
    drawn, again = draw_payoffs(one, 400, 1), draw_payoffs(other, 400, 1)  # type: ignore[arg-type]
    assert drawn.shape == (1, 3, 400)
    np.testing.assert_array_equal(drawn[0, 0], again[0, 0])
    assert (drawn[0, 2] == 3).all()
    inside = ((drawn[0, 1] > 2) & (drawn[0, 1] < 4)).mean()
    assert abs(inside - 0.9) < 0.01  # strata: a 90 % interval holds nine tenths of the draws
    assert one.tree.payoffs[0].tolist() == pytest.approx([0.5, 3.0, 3.0])  # type: ignore[attr-defined]


def test_a_game_with_formulas_has_its_structure_but_no_payoffs() -> None:
    game = make_game("x", ["A"], decision("A", {"a": ["2 * k"], "b": [0]}), parameters={"k": None})
    assert game.has_formulas
    assert isinstance(game.outcomes[0].payoffs[0], Formula)
    assert game.structure.payoffs.tolist() == [[0, 0]]
    with pytest.raises(InputError, match="has payoffs that are formulas"):
        game.tree  # noqa: B018
    with pytest.raises(InputError, match="has payoffs that are formulas"):
        draw_payoffs(game, 3, 1)


def test_payoffs_at_leaves_are_sums_over_the_path() -> None:
    game = load_game("chain-store")
    outcome_payoffs = np.array([[float(p) for p in each.payoffs] for each in game.outcomes]).T
    np.testing.assert_array_equal(leaf_payoffs(game, outcome_payoffs), game.tree.payoffs)
    batch = np.repeat(outcome_payoffs[:, :, None], 5, axis=2)
    assert leaf_payoffs(game, batch).shape == (4, game.n_leaves, 5)


YAML = """
foedus-game: 1
title: "Named, nested: and quoted"
players: [A, B]
parameters: {cost: 0.5 to 1}
outcomes:
  peace: {B: 1, A: 0}
  war: ["-2 to -1", -1/3]
tree:
  chance: weather
  moves:
    fair: {probability: 0.25, then: crisis}
    foul: {probability: 3/4, then: crisis}
nodes:
  crisis:
    player: A
    outcome: peace
    moves:
      keep: [0, 0]
      go:
        player: B
        set: called
        payoffs: [-1, 0]
        moves: {yield: peace, fight: war}
"""


def test_named_points_are_copied_and_outcomes_shared() -> None:
    game = parse_yaml(YAML)
    assert game.title == "Named, nested: and quoted"
    assert [each.label for each in game.information_sets] == ["1", "2", "called"]
    assert [each.label for each in game.outcomes] == ["peace", "2", "3", "war"]
    assert isinstance(game.outcomes[3].payoffs[0], Quantity)
    assert game.tree.payoffs[1].tolist() == pytest.approx([1, 2, 2 / 3, 1, 2, 2 / 3])
    assert game.tree.chance.tolist() == [0.25, 0.75]


def test_a_tree_of_twenty_thousand_leaves_is_built_written_and_read() -> None:
    level: list[object] = [[n, -n] for n in range(19_683)]
    for depth in range(9):
        threes = zip(*[iter(level)] * 3, strict=True)
        level = [decision("AB"[depth % 2], dict(zip("xyz", three, strict=True))) for three in threes]  # type: ignore[arg-type]
    game = make_game("wide", ["A", "B"], level[0])  # type: ignore[arg-type]
    assert game.n_leaves == 19_683
    assert parse_efg(efg_text(game)).leaf_totals == game.leaf_totals
