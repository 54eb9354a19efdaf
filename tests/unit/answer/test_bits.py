"""How far each item of evidence moves the leading request, and how the answer splits into steps."""

import math

import numpy as np
import pytest

from foedus.answer.world import build, drawn, solve_world
from oracles.small_cases import read
from small_worlds import asked, file_with_claims, quantities, subsample

N_DRAWS = 192


def log2_odds(chance):
    return math.log2(chance / (1 - chance))


def odds(joint):
    """log2 odds of each request, from its weight in each draw."""
    total = joint.sum(axis=1)
    return np.array([log2_odds(chance) for chance in total / total.sum()])


@pytest.fixture(scope="module")
def leading():
    return int(np.argmax([row.posterior.value for row in asked(N_DRAWS).requests]))


def without(item):
    evidence = file_with_claims()["evidence"]
    return [entry for entry in evidence if entry["id"] != item]


def held(item, values, counts):
    """log2 odds where all play as in the file with the item, and the analyst has not read it."""
    there = solve_world(build(read(file_with_claims()), values)).reading
    unread = solve_world(build(read(file_with_claims(evidence=without(item))), values)).reading.likelihood
    return odds(counts * there.prior * unread * there.seen)


def solved_without(item, values, counts):
    """log2 odds in the file without the item, solved from the start."""
    reading = solve_world(build(read(file_with_claims(evidence=without(item))), values)).reading
    return odds(counts * reading.prior * reading.likelihood * reading.seen)


def everything(n_draws):
    return drawn(read(file_with_claims()), n_draws, 1), np.ones(n_draws)


@pytest.mark.parametrize("item", ["envoy", "letter", "denial"])
def test_bits_are_log_odds_with_the_item_less_without_it_solved_again(item, leading):
    """What is said also moves what outsiders believe, and so how all play: the file without it is another game.

    What it tells is read off all draws; what all would do without it is the difference on the few.
    """
    answer = asked(N_DRAWS)
    with_it = np.array([log2_odds(row.posterior.value) for row in answer.requests])
    few = subsample(N_DRAWS)
    expected = with_it - held(item, *everything(N_DRAWS)) + held(item, *few) - solved_without(item, *few)
    row = next(row for row in answer.evidence if row.id == item)
    assert abs(expected[leading]) > 1e-3
    assert row.bits == pytest.approx(expected[leading], abs=1e-8)
    assert list(row.by_request) == [request.id for request in answer.requests]
    np.testing.assert_allclose(list(row.by_request.values()), expected, atol=1e-8)


def test_few_draws_solved_again_tell_what_all_of_them_would():
    """The item read off the few draws alone would miss by many times as much."""
    answer = asked(N_DRAWS)
    few = subsample(N_DRAWS)
    with_few = odds(few[1] * read_on(few))
    missed, missed_alone = [], []
    for row in answer.evidence:
        truth = [log2_odds(each.posterior.value) for each in answer.requests] - solved_without(
            row.id, *everything(N_DRAWS)
        )
        missed.append(list(row.by_request.values()) - truth)
        missed_alone.append(with_few - solved_without(row.id, *few) - truth)
    assert np.abs(missed_alone).max() > 1e-3
    assert np.abs(missed).max() < 0.1 * np.abs(missed_alone).max()


def read_on(few):
    reading = solve_world(build(read(file_with_claims()), few[0])).reading
    return reading.prior * reading.likelihood * reading.seen


def test_the_reliability_of_an_item_is_its_mean_over_all_certified_draws():
    """By ω, as every figure, and not over the few draws that the bits rest on."""
    case = read(file_with_claims())
    solved = solve_world(build(case, drawn(case, N_DRAWS, 1)))
    drawn_reliability = solved.world.values["evidence.denial.reliability"][solved.draws]
    assert np.ptp(drawn_reliability) > 0.2
    row = next(row for row in asked(N_DRAWS).evidence if row.id == "denial")
    assert row.reliability == pytest.approx(np.average(drawn_reliability, weights=quantities(solved).weight), abs=1e-12)


def test_the_steps_of_the_split_lead_from_the_menu_to_the_posterior():
    answer = asked(N_DRAWS)
    split = answer.split
    row = next(row for row in answer.requests if row.id == split.request)
    assert row.posterior.value == max(each.posterior.value for each in answer.requests)
    steps = [split.weights, split.strategy, split.evidence, split.reply]
    assert steps[0] + steps[1] == pytest.approx(log2_odds(row.prior))
    assert sum(steps[:3]) == pytest.approx(log2_odds(row.with_evidence))
    assert sum(steps) == pytest.approx(log2_odds(row.posterior.value))
    assert steps[3] == pytest.approx(0.0, abs=1e-9)  # nothing is seen of the reply
    weights = menu()
    assert steps[0] == pytest.approx(log2_odds(weights[split.request]))


def menu():
    """Share of each request in the weights of the menu."""
    case = read(file_with_claims())
    weight = {name: request.weight.quantity.low for name, request in case.requests.items()}
    return {name: each / sum(weight.values()) for name, each in weight.items()}
