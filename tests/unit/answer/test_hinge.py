"""What a claim hinges on, against brute force: every input at both of its ends, solved again."""

import numpy as np
import pytest

from foedus.answer.world import build, solve_world
from foedus.case import inputs, parse, resolve
from oracles.small_cases import read
from small_worlds import MOVING, asked, file_with_claims, quantities, subsample

N_DRAWS = 192
SMOOTH = ["arms", "statement", "neighbours", "owed", "jets"]


@pytest.fixture(scope="module")
def swings():
    """By claim and input: the figure at the input's 95 % point less that at its 5 % point, on the subsample."""
    case = read(file_with_claims())
    base, counts = subsample(N_DRAWS)
    given = inputs(case)
    assert {path for path, entry in given.items() if not entry.quantity.is_point} == set(MOVING)
    tests = {claim.id: resolve(parse(claim.tests), case) for claim in case.claims if claim.id in SMOOTH}
    found = {claim: {} for claim in SMOOTH}
    for path in MOVING:
        ends = []
        for end in (given[path].quantity.low, given[path].quantity.high):
            solved = solve_world(build(case, {**base, path: np.full_like(counts, end)}, counts))
            assert len(solved.draws) == len(counts)
            here = quantities(solved)
            ends.append({claim: float(here.evaluate(test).mean()) for claim, test in tests.items()})
        for claim in SMOOTH:
            found[claim][path] = ends[1][claim] - ends[0][claim]
    return found


@pytest.mark.parametrize("claim", SMOOTH)
def test_a_claim_hinges_on_the_input_that_moves_its_figure_most(claim, swings):
    row = next(row for row in asked(N_DRAWS).claims if row.id == claim)
    most = max(swings[claim], key=lambda path: abs(swings[claim][path]))
    assert row.hinges_on == most
    assert row.hinge_swing == pytest.approx(swings[claim][most], abs=1e-8)


@pytest.mark.parametrize(("claim", "path"), [("owed", "types.type_0.honours"), ("jets", "stock.jets.in_service")])
def test_a_figure_that_is_an_input_hinges_on_it(claim, path):
    assert next(row for row in asked(N_DRAWS).claims if row.id == claim).hinges_on == path


def test_a_claim_that_nothing_moves_hinges_on_nothing():
    assert next(row for row in asked(N_DRAWS).claims if row.id == "talk").hinges_on is None


def test_a_claim_under_its_own_settings_does_not_hinge_on_what_they_fix():
    """`open` is tested under a certain leak: there the leak no longer moves anything."""
    row = next(row for row in asked(N_DRAWS).claims if row.id == "open")
    assert row.hinges_on != "leak"
