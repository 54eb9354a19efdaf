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


def chance_of(leading, **changes):
    """Posterior of a request on the subsample, from a file with these changes, solved from the start."""
    case = read(file_with_claims(**changes))
    values, counts = subsample(N_DRAWS)
    reading = solve_world(build(case, values)).reading
    joint = (counts * reading.prior * reading.likelihood * reading.seen).sum(axis=1)
    return joint[leading] / joint.sum()


@pytest.fixture(scope="module")
def leading():
    return int(np.argmax([row.posterior.value for row in asked(N_DRAWS).requests]))


@pytest.mark.parametrize("item", ["envoy", "letter", "denial"])
def test_bits_are_log_odds_with_the_item_less_without_it_solved_again(item, leading):
    """What is said also moves what outsiders believe, and so how all play: the file without it is another game."""
    evidence = file_with_claims()["evidence"]
    without = [entry for entry in evidence if entry["id"] != item]
    assert len(without) == 2
    expected = log2_odds(chance_of(leading)) - log2_odds(chance_of(leading, evidence=without))
    row = next(row for row in asked(N_DRAWS).evidence if row.id == item)
    assert abs(expected) > 1e-3
    assert row.bits == pytest.approx(expected, abs=1e-8)
    assert list(row.by_request) == [request.id for request in asked(N_DRAWS).requests]
    for place, bits in enumerate(row.by_request.values()):
        assert bits == pytest.approx(
            log2_odds(chance_of(place)) - log2_odds(chance_of(place, evidence=without)), abs=1e-8
        )


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
