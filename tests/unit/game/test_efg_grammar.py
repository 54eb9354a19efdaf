"""Every construct of Gambit's files, and the checks of a game that is read."""

from fractions import Fraction

import pytest

from foedus.errors import InputError
from foedus.game import efg_text, parse_efg, parse_nfg

PLAIN = 'EFG 2 R "x" { "A" "B" }\n'


def payoffs(text: str) -> list[tuple[Fraction, ...]]:
    return list(parse_efg(text).leaf_totals)


def test_white_space_commas_and_line_ends_mean_nothing() -> None:
    spread = 'EFG\r\n2 R\t"x"{"A" "B"}p ""1 1 "s"{ "l"\n"r" }0\nt"" 1 ""{1 2}t "" 2 "" { 3,4 }\n\n'
    joined = 'EFG 2 R "x" { "A", "B" } p "" 1 1 "s" { "l", "r" } 0 t "" 1 "" { 1, 2, } t "" 2 "" { 3 , 4 }'
    assert parse_efg(spread) == parse_efg(joined)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1/3", Fraction(1, 3)),
        ("-7/2", Fraction(-7, 2)),
        ("+2", Fraction(2)),
        ("0.1", Fraction(1, 10)),
        (".25", Fraction(1, 4)),
        ("-3.", Fraction(-3)),
        ("1.5e-3", Fraction(3, 2000)),
        ("2E2", Fraction(200)),
        ("10.000000", Fraction(10)),
    ],
)
def test_numbers_are_read_exactly(written: str, value: Fraction) -> None:
    """Gambit's page on formats: 0.1 and 1/10 are the same quantity."""
    assert payoffs(f'{PLAIN}t "" 1 "" {{ {written} 0 }}')[0][0] == value


@pytest.mark.parametrize(
    ("written", "label"),
    [
        (r'"a \"b\" c"', 'a "b" c'),
        (r"'a b'", "a b"),
        (r"'it\'s'", "it's"),
        (r"'say \"hi\"'", 'say "hi"'),
        ('"it\'s"', "it's"),
        (r'"back\slash"', r"back\slash"),
        (r'"ends in \\"', "ends in \\"),
        ('"two\nlines"', "two\nlines"),
        ('"{ , }"', "{ , }"),
        ('"// no remark"', "// no remark"),
    ],
)
def test_labels_in_either_quotes(written: str, label: str) -> None:
    game = parse_efg(f'EFG 2 R {written} {{ "A" }} t "" 0')
    assert game.title == label
    assert parse_efg(efg_text(game)).title == label


def test_remarks_go_on_to_the_end_of_their_line() -> None:
    text = '// first\nEFG 2 R "x" { "A" } // { "B" }\n"said" t "" 0 // last'
    game = parse_efg(text)
    assert (game.players, game.comment) == (("A",), "said")


def test_what_is_described_once_may_be_left_out_later() -> None:
    """Events, sets and outcomes by their numbers; the sample of Gambit's page, one half of it."""
    text = """EFG 2 R "General Bayes game" { "Player 1" "Player 2" }
    c "ROOT" 1 "(0,1)" { "1G" 0.500000 "1B" 0.500000 } 0
    p "" 1 1 "(1,1)" { "H" "L" } 0
    t "" 1 "Outcome 1" { 10.000000 2.000000 }
    t "" 2 "Outcome 2" { 0.000000 10.000000 }
    p "" 1 1 0
    t "" 2
    t "" 1 "Outcome 1" { 10 2.0 }"""
    game = parse_efg(text)
    assert [each.label for each in game.information_sets] == ["(1,1)"]
    assert [float(first) for first, _ in game.leaf_totals] == [10, 0, 0, 10]


def test_what_has_no_label_is_called_by_its_number() -> None:
    text = PLAIN + 'p "" 1 7 { "" "b" } 0 t "" 4 { 1 2 } p "" 2 3 "" { "x" } 0 t "" 4'
    game = parse_efg(text)
    assert [(each.label, each.actions) for each in game.information_sets] == [("7", ("1", "b")), ("3", ("x",))]
    assert game.outcomes[0].label == "4"


def test_outcomes_of_one_name_are_told_apart() -> None:
    game = parse_efg(PLAIN + 'p "" 1 1 "s" { "l" "r" } 0 t "" 1 "o" { 1 2 } t "" 2 "o" { 3 4 }')
    assert [each.label for each in game.outcomes] == ["o", "o (2)"]


def test_sets_stand_player_by_player_in_the_order_in_which_they_appear() -> None:
    text = PLAIN + (
        'p "" 2 9 "second" { "x" "y" } 0 p "" 1 5 "b" { "z" } 0 t "" 0 c "" 1 "draw" { "q" 1 } 0 '
        'p "" 1 1 "a" { "z" } 0 t "" 0'
    )
    game = parse_efg(text)
    assert [each.label for each in game.information_sets] == ["b", "a", "second"]
    assert game.tree.player_of_set.tolist() == [0, 0, 1, -1]
    assert game.tree.first_move.tolist() == [0, 1, 2, 4, 5]
    assert game.tree.n_sets == 3
    assert game.tree.n_moves == 4


def test_a_player_without_a_move_is_allowed() -> None:
    game = parse_efg('EFG 2 R "x" { "A" "Idle" } p "" 1 1 "s" { "l" "r" } 0 t "" 1 "" { 1 2 } t "" 2 "" { 3 4 }')
    assert game.players == ("A", "Idle")


def test_the_same_label_may_serve_two_players() -> None:
    parse_efg(PLAIN + 'p "" 1 1 "s" { "l" } 0 p "" 2 1 "s" { "l" } 0 t "" 0')


def test_recall_is_of_all_that_was_done_not_of_the_last_action_alone() -> None:
    """The last action before the third set is the same, but the set before that one is not."""
    text = 'EFG 2 R "x" { "A" } p "" 1 1 "one" { "l" "r" } 0\n'
    text += 'p "" 1 2 "left" { "on" } 0\np "" 1 4 "end" { "x" } 0\nt "" 0\n'
    text += 'p "" 1 3 "right" { "on" } 0\np "" 1 4 0\nt "" 0\n'
    with pytest.raises(
        InputError, match=r'<text>:6  "end" is reached after "on" at "right" here but after "on" at "left"'
    ):
        parse_efg(text)


def test_a_set_across_chance_is_recalled() -> None:
    text = 'EFG 2 R "x" { "A" } p "" 1 1 "one" { "l" } 0 c "" 1 "c" { "u" 1/2 "d" 1/2 } 0 '
    text += 'p "" 1 2 "two" { "x" "y" } 0 t "" 0 t "" 0 p "" 1 2 0 t "" 0 t "" 0'
    assert parse_efg(text).tree.n_sets == 2


TABLE = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""
BY_OUTCOMES = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form" { "Player 1" "Player 2" }
{
{ "1" "2" "3" }
{ "1" "2" }
}
{
{ "" 1, 1 }
{ "" 0, 2 }
{ "" 0, 2 }
{ "" 1, 1 }
{ "" 0, 3 }
{ "" 2, 0 }
}
1 2 3 4 5 6
"""


def test_both_versions_of_a_strategic_game_are_one_game() -> None:
    """The samples of Gambit's pages: the first player's strategy changes fastest."""
    table, named = parse_nfg(TABLE), parse_nfg(BY_OUTCOMES)
    assert table == named
    assert [each.label for each in table.information_sets] == ["Player 1", "Player 2"]
    rows = [[tuple(map(int, table.leaf_totals[2 * row + column])) for column in range(2)] for row in range(3)]
    assert rows == [[(1, 1), (1, 1)], [(0, 2), (0, 3)], [(0, 2), (2, 0)]]


def test_the_null_outcome_of_a_strategic_game_pays_nothing() -> None:
    game = parse_nfg('NFG 1 R "x" { "A" "B" } { { "u" "d" } { "l" } } { { "one" 1 2 } } 0 1')
    assert [tuple(map(int, each)) for each in game.leaf_totals] == [(0, 0), (1, 2)]


def test_three_players_stand_in_the_order_of_the_file() -> None:
    game = parse_nfg('NFG 1 R "x" { "A" "B" "C" } { 2 2 2 } ' + " ".join(f"{n} 0 0" for n in range(8)))
    first = [int(each[0]) for each in game.leaf_totals]
    # Leaves run through C fastest; the file runs through A fastest.
    assert first == [0, 4, 2, 6, 1, 5, 3, 7]
