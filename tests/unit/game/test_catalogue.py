"""The catalogue: every game is sound, cited, and solved by its known solutions."""

import math
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from slow_play import strategies_of, worth_of_actions

from foedus.errors import InputError
from foedus.game import Game, KnownSolution, catalogue, catalogue_entry, catalogue_names, load_game

EXACT = [
    ("beer-quiche", {}),
    ("beer-quiche", {"tough": "3/4"}),
    ("centipede", {}),
    ("centipede", {"moves": 6}),
    ("chain-store", {}),
    *(("chain-store", {"entrants": n, "tough": tough}) for n, tough in product((1, 2, 4, 5), ("1/50", "1/8", "2/3"))),
    ("chain-store", {"entrants": 4, "b": "1/3", "a": 3, "tough": "1/27"}),
    ("crisis-signalling", {}),
    ("crisis-signalling", {"resolved": "2/5"}),
    ("matching-pennies", {}),
    ("matching-pennies", {"x": 4}),
]
LOGIT = [
    ("deterrence", {}),
    ("deterrence", {"gain": 3, "war": "-1/2", "resolve": -1}),
    ("request", {}),
    ("ultimatum", {}),
    ("ultimatum", {"pie": 4, "steps": 8}),
]


def best_gain(game: Game, profile: Any) -> Fraction:
    """The most that anybody gains by one change at a set that is reached, exactly."""
    strategies = strategies_of(game, profile)
    worth = worth_of_actions(game, strategies)
    gains = [Fraction(0)]
    for key, actions in worth.items():
        if actions is not None:
            played = sum(p * actions[action] for action, p in strategies[key].items())
            gains.append(max(actions.values()) - played)
    return max(gains)


@pytest.mark.parametrize("name", catalogue_names())
def test_every_game_says_where_it_comes_from_and_why_it_matters(name: str) -> None:
    entry = catalogue_entry(name)
    assert entry.name == name
    assert entry.doi.startswith("10.") or name == "request"
    assert len(entry.why) > 60
    assert entry.game() == load_game(name)
    assert entry.solutions()


def test_the_catalogue_is_in_order() -> None:
    assert [entry.name for entry in catalogue()] == sorted(catalogue_names())


@pytest.mark.parametrize(("name", "numbers"), EXACT)
def test_known_equilibria_of_exact_optimisers_leave_nobody_anything_to_gain(name: str, numbers: dict[str, Any]) -> None:
    entry = catalogue_entry(name)
    game = entry.game(**numbers)
    for solution in entry.solutions(**numbers):
        assert solution.precision is None
        strategies = strategies_of(game, solution.profile)
        assert all(sum(strategy.values()) == 1 for strategy in strategies.values())
        assert best_gain(game, solution.profile) == 0


@pytest.mark.parametrize(("name", "numbers"), LOGIT)
def test_known_logit_equilibria_are_logit_responses_to_what_actions_are_worth(
    name: str, numbers: dict[str, Any]
) -> None:
    entry = catalogue_entry(name)
    game, solution = entry.game(**numbers), entry.solutions(**numbers)[0]
    assert solution.precision is not None
    strategies = strategies_of(game, solution.profile)
    for key, worth in worth_of_actions(game, strategies).items():
        assert worth is not None
        weights = {action: math.exp(solution.precision * float(value)) for action, value in worth.items()}
        for action, weight in weights.items():
            assert strategies[key][action] == pytest.approx(weight / sum(weights.values()), abs=1e-14)


def test_the_request_game_in_its_smallest_form_has_the_figures_of_the_page() -> None:
    """docs/smallest-cases.md at λ = 4, to the digits printed."""
    profile = catalogue_entry("request").solutions()[0].profile
    assert round(float(profile["Client"]["acute"]["ask for help"]), 4) == 0.3809
    assert round(float(profile["Client"]["bearable"]["ask for help"]), 4) == 0.4554
    printed = {
        "committed, acute, asked for a statement": 0.9734,
        "committed, acute, asked for help": 0.9963,
        "opportunist, acute, asked for help": 0.2315,
        "committed, bearable, asked for a statement": 0.4013,
        "committed, bearable, asked for help": 0.8320,
        "opportunist, bearable, asked for a statement": 0.1192,
    }
    assert {label: round(float(profile["Guarantor"][label]["help"]), 4) for label in printed} == printed


def test_the_horse_stands_while_the_third_goes_left_with_at_most_a_quarter() -> None:
    entry = catalogue_entry("selten-horse")
    game, solution = entry.game(), entry.solutions()[0]
    for left, is_equilibrium in ((Fraction(0), True), (Fraction(1, 4), True), (Fraction(26, 100), False)):
        profile = {**solution.profile, "Three": {"three": {"left": left, "right": 1 - left}}}
        assert (best_gain(game, profile) == 0) is is_equilibrium
    imperfect = {
        "One": {"one": {"down": Fraction(1)}},
        "Two": {"two": {"across": Fraction(1)}},
        "Three": {"three": {"left": Fraction(1)}},
    }
    assert best_gain(game, imperfect) == 0  # a Nash equilibrium: Two never moves


def test_exact_proposers_leave_the_smallest_part() -> None:
    entry = catalogue_entry("ultimatum")
    game, solution = entry.game(), entry.solutions()[1]
    for accepts_nothing, offer in ((0, "offer 1"), (1, "offer 0")):
        receiver = {
            **solution.profile["Receiver"],
            "offered 0": {"accept": accepts_nothing, "reject": 1 - accepts_nothing},
        }
        profile = {"Proposer": {"offer": {offer: 1}}, "Receiver": receiver}
        assert best_gain(game, profile) == 0
    assert best_gain(game, {"Proposer": {"offer": {"offer 5": 1}}, "Receiver": receiver}) > 0


def test_the_centipede_has_the_payoffs_of_the_experiments() -> None:
    """McKelvey and Palfrey (1992), four and six moves, in dollars."""
    expected = [(0.4, 0.1), (0.2, 0.8), (1.6, 0.4), (0.8, 3.2), (6.4, 1.6), (3.2, 12.8), (25.6, 6.4)]
    for moves in (4, 6):
        leaves = [tuple(map(float, each)) for each in load_game("centipede", moves=moves).leaf_totals]
        # The last leaf is the one at which all have passed.
        assert leaves == [*expected[:moves], expected[moves]]


def test_numbers_are_given_by_name_or_in_the_address() -> None:
    game = load_game("chain-store:entrants=4,b=1/3")
    assert game == load_game("chain-store", entrants=4, b=Fraction(1, 3))
    assert game.players[1:] == ("Entrant 1", "Entrant 2", "Entrant 3", "Entrant 4")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("beer-quich", 'beer-quich  is neither a file nor a game of the catalogue. Did you mean "beer-quiche"?'),
        ("", '""  is neither a file nor a game of the catalogue. Games of the catalogue: beer-quiche, centipede,'),
        ("chain-store:entrant=4", 'chain-store  has no number "entrant". Did you mean "entrants"?'),
        ("chain-store:entrants=99", 'chain-store  entrants is "99": expected a whole number from 1 to 6.'),
        ("chain-store:entrants=1.5", 'chain-store  entrants is "1.5": expected a whole number from 1 to 6.'),
        ("beer-quiche:tough=often", 'beer-quiche  tough is "often": expected a number from 51/100 to 99/100.'),
        ("chain-store:4", 'chain-store:4  4 stands behind the name: expected numbers as "entrants=4".'),
        ("a\0b", "a\\x00b  is neither a file nor a game of the catalogue."),
    ],
)
def test_what_the_catalogue_does_not_have_is_said(address: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_game(address)
    assert str(caught.value).startswith(message)


def test_a_known_solution_is_a_value() -> None:
    solution = catalogue_entry("deterrence").solutions()[0]
    assert isinstance(solution, KnownSolution)
    assert solution == catalogue_entry("deterrence").solutions()[0]
