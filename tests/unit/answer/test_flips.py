"""Flips: against closed forms, against the answer asked again with `--set` on either side, and where there are none."""

import dataclasses
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from foedus.answer import Answer, ask, verify
from foedus.answer.claim import find, verdict
from foedus.answer.claim import tested as read_test
from foedus.answer.confirm import CONFIRMED, confirmed
from foedus.answer.flip_search import REACH
from foedus.answer.moved import Sample, movable
from foedus.answer.regression import plain_means
from foedus.answer.ruler import Ruler
from foedus.answer.sensitivity import FlipRow
from foedus.answer.standing import CONTESTED, DOES_NOT_HOLD, HOLDS, Leading, Verdict
from foedus.answer.world import build, drawn, solve_world
from foedus.case import Case, inputs, load_case
from oracles.small_cases import read
from small_worlds import MOVING, file_with_claims, quantities

N_DRAWS = 192
CLAIMS = [
    {
        "id": "statement",
        "says": "It hardly asked for a mere statement",
        "tests": "requests.nothing",
        "stated": "0 to 0.065",
    },
    {"id": "planes", "says": "It asked for planes", "tests": "requests.planes", "stated": "0.56 to 0.62"},
    {"id": "words-cost", "says": "Words cost credibility", "tests": "audience.after.words < audience.before"},
    {
        "id": "neighbours",
        "says": "Neighbours think less",
        "tests": "audience.near.change.words",
        "stated": "-0.008 to 0",
    },
    {"id": "jets", "says": "There are jets", "tests": "stock.jets.available", "stated": "20 to 24"},
    {"id": "talk", "says": "One feels it"},
]
"""claims that are near to another verdict, and one that nothing can flip"""


def two_by_two(**settings: str) -> Case:
    return load_case("two-by-two", settings=settings)


def chances(money: float = 0.6, asking: float = 0.1) -> tuple[float, float]:
    """P(help asked) and P(help given) of `two-by-two`, by the formulas of docs/smallest-cases.md."""
    precision, disappointment, fate, norm = 4.0, 0.1, np.array([1.0, 0.2]), np.array([0.5, 0.0])
    asked = given = 0.0
    for need in (1.5, 0.5):
        unasked = expit(precision * (fate * need - money)).mean()
        helped = expit(precision * (fate * need - money + norm)).mean()
        asks = expit(precision * (need * (helped - unasked) - disappointment * (1 - helped) - asking))
        asked += asks / 2
        given += (asks * helped + (1 - asks) * unasked) / 2
    return float(asked), float(given)


CLOSED_FORMS = [
    ("request", "requests.help.asking", "0.02 to 0.2", lambda x: chances(asking=x)[0], ("statement", "help")),
    ("response", "responses.help.money", "0.3 to 1", lambda x: chances(money=x)[1], ("help", "words")),
    ("response", "responses.help.money", "0.9 to 1.4", lambda x: chances(money=x)[1], ("words", "help")),
]


@pytest.mark.parametrize(("figure", "path", "text", "chance", "names"), CLOSED_FORMS)
def test_a_flip_is_where_the_closed_form_has_it(figure, path, text, chance, names) -> None:
    """Nothing else is uncertain, so that what is set decides alone."""
    case = two_by_two(**{path: text})
    answer = ask(case, draws=200)
    (row,) = [row for row in answer.flips if row.figure == figure]
    root = brentq(lambda x: chance(x) - 0.5, 1e-6, 2.0)
    quantity = inputs(case)[path].quantity
    width = quantity.high - quantity.low
    assert (row.input, row.before, row.after, row.is_confirmed) == (path, *names, True)
    # Between two values a fifth of the interval apart the margin is taken for straight.
    assert row.at == pytest.approx(root, abs=0.01 * width)
    assert (row.low, row.now, row.high) == (quantity.low, quantity.median, quantity.high)
    assert row.move == pytest.approx((row.at - row.now) / width, abs=1e-12)
    assert row.is_inside == (quantity.low <= root <= quantity.high)


OPEN = {"requests.help.asking": "0.02 to 0.2", "disappointment": "0.05 to 0.15", "precision": "2 to 8"}


def test_the_best_flips_are_put_to_all_draws_where_that_is_wanted() -> None:
    """A sample has them within a few hundredths of an interval; on all draws nothing is open, and a replay knows."""
    case = two_by_two(**OPEN)
    sampled, whole = (ask(case, draws=600, flips=wanted) for wanted in (True, "all"))
    assert (sampled.flip_draws, whole.flip_draws) == (CONFIRMED, whole.equilibrium.solved)
    rows = [row for row in whole.flips if row.is_confirmed]
    assert {row.draws for row in rows} >= {whole.equilibrium.solved}
    first = {row.figure: row for row in reversed(sampled.flips) if row.is_confirmed}
    for row in rows:
        if row.draws != whole.equilibrium.solved:
            continue
        assert abs(row.move - first[row.figure].move) < 0.1
        sides = np.sign(row.move) * np.array([-0.11, 0.11])
        ruler = Ruler.of(inputs(case)[row.input])
        for side, expected in zip(sides, (row.before, row.after), strict=True):
            there = ask(case.with_settings({row.input: ruler.at(row.move + side)}), draws=600, flips=False)
            assert state_of(there, row.figure) == expected
    assert dataclasses.replace(whole, flips=sampled.flips, flip_draws=CONFIRMED).record() | {"seconds": 0} == (
        sampled.record() | {"seconds": 0}
    )
    assert verify(whole.record(), case).holds


def test_a_flip_out_of_reach_is_not_found() -> None:
    """Help leads from a cost of 0.02 on downwards; a narrow interval around 0.1 does not reach it in two widths."""
    answer = ask(two_by_two(**{"requests.help.asking": "0.09 to 0.11"}), draws=64)
    assert answer.flips == ()


def test_an_input_that_moves_nothing_flips_nothing() -> None:
    """Nothing is delayed in `two-by-two`, so that patience has nothing to act on."""
    case = two_by_two(**{"patience": "10 to 20 days", "requests.help.asking": "0.02 to 0.2"})
    assert {row.input for row in ask(case, draws=64).flips} == {"requests.help.asking"}


def test_where_nothing_matters_there_are_no_flips_and_no_search_where_none_is_wanted() -> None:
    assert ask(two_by_two(), draws=8).flips == ()
    assert ask(two_by_two(**{"requests.help.asking": "0.02 to 0.2"}), draws=8, flips=False).flips is None


@pytest.fixture(scope="module")
def answer() -> Answer:
    return ask(read(near()), draws=N_DRAWS)


def near() -> dict[str, Any]:
    return file_with_claims(claims=[{"source": "column", **claim} for claim in CLAIMS])


@lru_cache
def under(path: str, value: float) -> Answer:
    return ask(read(near()).with_settings({path: value}), draws=N_DRAWS, flips=False)


def state_of(answer: Answer, figure: str) -> str:
    if figure == "request":
        return max(answer.requests, key=lambda row: row.posterior.value).id
    if figure == "response":
        return max(answer.responses, key=lambda row: row.probability.value).id
    return next(row.verdict for row in answer.claims if row.id == figure)


def test_confirmed_flips_are_those_of_the_answer_asked_again(answer: Answer) -> None:
    """Before it the answer is what it was, beyond it is the other; all draws are in the sample, so nothing is open."""
    rows = [row for row in answer.flips if row.is_confirmed]
    assert len(rows) >= 3
    assert "talk" not in {row.figure for row in answer.flips}
    assert {row.move == 0.0 for row in rows} == {True, False}
    for row in rows:
        assert row.before == state_of(answer, row.figure)
        ruler, way = Ruler.of(inputs(answer.case)[row.input]), np.sign(row.move)
        if way:  # else to know the input at all is enough
            assert state_of(under(row.input, ruler.at(row.move - 0.11 * way)), row.figure) == row.before
        assert state_of(under(row.input, ruler.at(row.move + 0.11 * way)), row.figure) == row.after


def test_rows_are_of_uncertain_inputs_within_reach_and_bounds_the_nearest_first(answer: Answer) -> None:
    given = inputs(answer.case)
    assert [abs(row.move) for row in answer.flips] == sorted(abs(row.move) for row in answer.flips)
    for row in answer.flips:
        assert row.input in MOVING
        assert row.before != row.after
        assert abs(row.move) <= REACH + 1e-9
        least, most = given[row.input].quantity.bounds
        assert least <= row.at <= most
    assert len({(row.figure, row.input) for row in answer.flips}) == len(answer.flips)


def test_the_same_flips_come_again_and_those_who_do_not_look_have_the_same_answer(answer: Answer) -> None:
    again = ask(answer.case, draws=N_DRAWS)
    assert again.flips == answer.flips
    without = ask(answer.case, draws=N_DRAWS, flips=False)
    same = dataclasses.replace(without, flips=answer.flips, flip_draws=answer.flip_draws)
    assert same.record() | {"seconds": 0} == answer.record() | {"seconds": 0}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("leak", 0.62),
        ("evidence.denial.reliability", 0.9),
        ("evidence.letter.odds.troops", 4.0),
        ("evidence.rumour.likelihood.troops", 0.55),
        ("types.type_0.share", 0.0),
    ],
)
def test_an_input_is_moved_exactly_as_a_setting_would(path: str, value: float) -> None:
    """Bit for bit; a likelihood set to a plain probability keeps the spread of a judged one."""
    rumour = {
        "id": "rumour", "date": "2001-02-03", "says": "A rumour", "source": "agency",
        "likelihood": {"nothing": 0.2, "others": "0.3 to 0.6"},
    }  # fmt: skip
    mapping = file_with_claims()
    case = read({**mapping, "evidence": [*mapping["evidence"], rumour]})
    sample = Sample.of(solve_world(build(case, drawn(case, 64, 3))), 16, 3)
    row = sample.row((path, value))
    changed = drawn(case.with_settings({path: value}), 64, 3)
    np.testing.assert_array_equal(row, changed[path][sample.origin])
    others = drawn(case, 64, 3)
    assert all(np.array_equal(changed[other], others[other]) for other in others if other != path)
    if "rumour" in path:
        assert np.ptp(row) > 0.1
        assert path in movable(case)


def test_what_a_setting_would_refuse_is_not_tried() -> None:
    case = read(file_with_claims())
    sample = Sample.of(solve_world(build(case, drawn(case, 64, 3))), 16, 3)
    assert sample.row(("leak", 1.5)) is None
    assert sample.move([("leak", 1.5)]) == {}
    assert sample.solved == 0


def test_a_move_that_changes_which_response_is_left_when_another_fails_is_not_tried() -> None:
    mapping = file_with_claims()
    assert read(mapping).fallback_id == "words"
    sample = Sample.of(solve_world(build(read(mapping), drawn(read(mapping), 64, 3))), 16, 3)
    assert sample.row(("responses.fight.level", 0.0)) is None


def test_default_costs_of_asking_are_left_out_as_a_setting_means_another_number() -> None:
    mapping = file_with_claims()
    mapping["requests"] = {name: dict(entry) for name, entry in mapping["requests"].items()}
    del mapping["requests"]["troops"]["asking"]
    case = read(mapping)
    assert inputs(case)["requests.troops.asking"].scale_by_level
    assert "requests.troops.asking" not in movable(case)
    assert movable(case).keys() == MOVING.keys()


def test_a_ruler_keeps_within_the_field_and_above_zero_where_zero_means_something_else() -> None:
    case = read(file_with_claims())
    leak, precision = (Ruler.of(inputs(case)[path]) for path in ("leak", "precision"))
    assert (leak.at(-REACH), leak.at(2 * REACH + 2)) == (0.0, 1.0)
    assert 0.0 < precision.at(-REACH) < 0.1
    assert precision.move(precision.at(0.7)) == pytest.approx(0.7, abs=1e-12)


STATED = [(0.0, 1.0), (0.0, 0.1), (0.2, 0.3), (0.55, 1.0), (0.9, 1.0), (-1.0, 0.0)]


@pytest.mark.parametrize("stated", STATED)
def test_a_figure_that_stands_still_has_the_verdict_of_its_claim(stated: tuple[float, float], answer: Answer) -> None:
    """And there is no margin for any verdict but the one it has; none either way on an edge of the range."""
    case = answer.case
    here = quantities(solve_world(build(case, drawn(case, N_DRAWS, 1))))
    for claim in case.claims:
        if claim.tests is None or claim.under:
            continue
        test = read_test(case, claim)
        standing = Verdict.of(test, *stated, here)
        scores = standing.scores(plain_means(standing.terms(here)))
        word = verdict(find(here, test), *stated)[0]
        assert standing.state(scores) == word
        assert standing.margin(scores, word) >= 0.0
        assert all(standing.margin(scores, other) <= 0.0 for other in {HOLDS, CONTESTED, DOES_NOT_HOLD} - {word})


def test_a_leader_is_pulled_by_what_closes_the_gap_to_the_next() -> None:
    """The chance of a falls by a tenth and that of b rises as much over one interval: they meet after half of it."""
    standing = Leading("request", ("a", "b", "c"), "requests")
    scores = np.log([0.45, 0.35, 0.2])
    pull = standing.pull(scores, np.array([-0.1, 0.1, 0.0]))
    assert pull == pytest.approx(0.5, abs=0.05)
    assert standing.pull(scores, np.array([0.1, -0.1, 0.0])) == pytest.approx(-pull)
    assert standing.pull(scores, np.zeros(3)) == np.inf


class Unflipped:
    """A larger sample in which a figure falls with an input and is what it was up to the bound of its field."""

    def __init__(self) -> None:
        self.rulers = {"leak": Ruler(0.5, 0.7, 0.9, 0.0, 1.0)}
        self.tried: list[float] = []

    def look(self, wanted: Any) -> None:
        self.tried += [value for _, (_, value) in wanted]

    def result(self, standing: Any, place: tuple[str, float]) -> tuple[float, str]:
        return 0.3 - 0.2 * place[1], "a"

    def error(self, standing: Any, place: Any) -> float:
        return 0.0

    def bracket(self, pair: Any) -> None:
        return None


@pytest.mark.parametrize("at", [0.94, 0.97, 1.0])
def test_a_flip_that_the_larger_sample_has_nowhere_up_to_the_bound_is_left_out(at: float) -> None:
    sample = Unflipped()
    ruler = sample.rulers["leak"]
    row = FlipRow("request", "leak", ruler.low, ruler.now, ruler.high, at, ruler.move(at), "a", "b", False, 64)
    standing = Leading("request", ("a", "b"), "requests")
    assert confirmed(sample, [row], [row], {"request": standing}) == []  # type: ignore[arg-type]
    assert max(sample.tried) == ruler.most


def test_a_mixture_that_is_hardly_ever_anything_else_is_not_moved() -> None:
    """Its 5 and 95 % points are one: there is no interval to measure a move by, and a warning is an error here."""
    leak = {"mixture": [[0.96, 0.2], [0.04, "0.3 to 0.6"]]}
    case = read({**near(), "leak": leak, "claims": []})
    assert inputs(case)["leak"].quantity.low == inputs(case)["leak"].quantity.high
    assert movable(case).keys() == MOVING.keys() - {"leak"}
    answer = ask(case, draws=64)
    assert "leak" not in {row.input for row in [*answer.flips, *answer.elasticities]}


@pytest.mark.parametrize(
    ("formula", "edges"),
    [
        ("requests.planes", (0.2, np.inf)),
        ("requests.guns + (requests.planes + requests.troops)", (0.2, np.inf)),
        ("responses.words + responses.fight", (0.2, np.inf)),
        ("1 - requests.planes", (0.2, np.inf)),
        ("types.type_0.honours", (0.2, np.inf)),
        ("audience.near.stays", (0.2, np.inf)),
        ("audience.member_1.after.words", (0.2, 1.0)),
        ("requests.planes + requests.planes", (0.2, 1.0)),
        ("requests.planes + responses.fight", (0.2, 1.0)),
        ("responses.words.feasible + responses.fight.feasible", (0.2, 1.0)),
        ("2 * requests.planes", (0.2, 1.0)),
        ("requests.planes / requests.troops", (0.2, 1.0)),
    ],
)
def test_a_range_has_no_edge_where_its_figure_must_end(formula: str, edges: tuple[float, float]) -> None:
    """A sample says of a chance near 1 that it is a hair above, and no input takes it there."""
    claim = {"id": "c", "source": "column", "says": "So it is", "tests": formula, "stated": "0.2 to 1"}
    case = read({**near(), "claims": [claim]})
    test = read_test(case, case.claims[0])
    here = quantities(solve_world(build(case, drawn(case, 64, 1))))
    standing = Verdict.of(test, 0.2, 1.0, here)
    assert (standing.low, standing.high) == edges
