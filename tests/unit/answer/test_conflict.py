"""What pulls against the leading request, and whether the items of evidence agree."""

import math

import numpy as np
import pytest

from foedus.answer import ask
from foedus.answer.conflict import conflict_measure, conflict_rows
from foedus.answer.world import build, drawn, solve_world
from oracles.small_cases import read
from small_worlds import account, asked

N_DRAWS = 64
FOR = {"nothing": 0.2, "guns": 0.7, "planes": 0.7, "troops": 0.7}
AGAINST = {"nothing": 0.9, "guns": 0.2, "planes": 0.2, "troops": 0.2}


def item(name, table, **changes):
    return {
        "id": name, "date": "2001-02-05", "says": name, "source": "agency", "reliability": 1, "exact": True,
        "likelihood": table, **changes,
    }  # fmt: skip


def answer_to(*items):
    return ask(read(account(1, evidence=list(items))), draws=8)


def test_items_with_bits_below_zero_are_listed_the_strongest_first():
    answer = asked(N_DRAWS)
    below = {row.id: row.bits for row in answer.evidence if row.bits < 0}
    assert below
    assert {row.id: row.bits for row in answer.conflict} == below
    assert [row.bits for row in answer.conflict] == sorted(below.values())


def test_an_item_is_said_to_pull_towards_what_it_raises_most():
    """Two for arms, one for a mere statement: the one against pulls towards the statement."""
    answer = answer_to(item("one", FOR), item("two", FOR), item("three", AGAINST))
    leading = max(answer.requests, key=lambda row: row.posterior.value).id
    assert leading != "nothing"
    assert [(row.id, row.towards) for row in answer.conflict] == [("three", "nothing")]


def test_a_row_names_the_largest_rise_and_leaves_out_what_moves_nothing():
    moved = {"a": np.array([-0.5, 0.1, 0.4]), "b": np.array([1e-9, 0.0, 0.0]), "c": np.array([-1e-9, 0.0, 0.0]),
             "d": np.full(3, np.nan), "e": np.array([-0.7, 0.9, 0.2])}  # fmt: skip
    found = [(row.id, row.bits, row.towards) for row in conflict_rows(moved, 0, ["q", "r", "s"])]
    assert found == [("e", -0.7, "r"), ("a", -0.5, "s")]


def test_no_evidence_no_conflict():
    answer = answer_to()
    assert answer.conflict == ()
    assert answer.conflict_measure == 0.0


def test_the_measure_is_below_zero_where_items_agree_and_above_where_they_do_not():
    assert answer_to(item("one", FOR), item("two", FOR)).conflict_measure < -0.01
    assert answer_to(item("one", FOR), item("two", AGAINST)).conflict_measure > 0.01
    assert answer_to(item("one", FOR)).conflict_measure == pytest.approx(0.0, abs=1e-12)


def test_the_measure_is_that_of_jensen_and_others_on_the_chances_of_strategy():
    """Plain sums over draws and requests, reports of one origin together, relative odds at any level."""
    odds = item("odds", None, odds={"nothing": 1, "guns": 3, "planes": 2, "troops": 5})
    del odds["likelihood"]
    items = [item("one", FOR, origin="letter"), item("two", AGAINST, origin="letter"), item("three", AGAINST), odds]
    mapping = account(1, evidence=items)
    mapping["precision"] = "2 to 8"
    case = read(mapping)
    solved = solve_world(build(case, drawn(case, 32, 1)))
    table, prior = solved.world.evidence, solved.reading.prior
    # Equal reliabilities: a pool of two is their geometric mean; odds five times as high are the same odds.
    letter = np.sqrt(np.array(list(FOR.values())) * np.array(list(AGAINST.values())))
    groups = [letter, np.array(list(AGAINST.values())), 5.0 * np.array([1.0, 3.0, 2.0, 5.0])]

    def chance(likelihood):
        return sum(prior[q, i] * likelihood[q] for i in range(len(solved.draws)) for q in range(4)) / len(solved.draws)

    expected = sum(math.log2(chance(group)) for group in groups) - math.log2(chance(np.prod(groups, axis=0)))
    assert abs(expected) > 0.01
    assert conflict_measure(solved.reading, table, solved.draws) == pytest.approx(expected, abs=1e-10)
