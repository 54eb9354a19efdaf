"""Where no answer can stand, there is none, and it is said what would help."""

import dataclasses

import numpy as np
import pytest

from foedus.answer import ask, world
from foedus.answer.impossible import refuse_impossible
from foedus.equilibrium.status import Status
from foedus.errors import ComputationError
from oracles.small_cases import point_values, read
from small_worlds import account, file_with_claims, quantities, solved_small, solved_with


def failing(solve, share):
    """The solver with some of its draws made to fail."""

    def solve_some(game, **options):
        found = solve(game, **options)
        status = np.where(np.arange(game.n_draws) < share * game.n_draws, Status.NO_CONVERGENCE, found.solution.status)
        return dataclasses.replace(found, solution=dataclasses.replace(found.solution, status=status))

    return solve_some


def test_too_many_failures_are_an_error_with_a_remedy(monkeypatch):
    whole = solved_small().world
    monkeypatch.setattr(world, "solve_request_game", failing(world.solve_request_game, 0.2))
    with pytest.raises(ComputationError) as caught:
        world.solve_world(whole)
    message = str(caught.value)
    assert "13 of 64 draws failed" in message
    assert "--set precision=" in message
    assert caught.value.exit_status == 1


def test_a_few_failures_are_left_out_and_counted(monkeypatch):
    whole = solved_small().world
    monkeypatch.setattr(world, "solve_request_game", failing(world.solve_request_game, 0.05))
    found = world.solve_world(whole)
    np.testing.assert_array_equal(found.draws, np.arange(4, 64))
    # 1e-13: a chunk of another length may round its last digit another way.
    np.testing.assert_allclose(found.reading.prior, solved_small().reading.prior[:, 4:], rtol=1e-13)


NEVER = {"date": "2001-02-25", "says": "x", "source": "agency", "reliability": 1, "exact": True}
RULED_OUT = [{"nothing": 0, "others": 0.5}, {"nothing": 0.5, "others": 0}]


def items(*tables):
    """Evidence that is always right."""
    return [{**NEVER, "id": f"item_{k}", "likelihood": table} for k, table in enumerate(tables)]


def unseen(name):
    """Responses of which one is never seen as itself; nothing looks like covert help."""
    responses = account()["responses"]
    responses[name]["visibility"] = 0
    return responses


IMPOSSIBLE = {
    "evidence": (
        {"evidence": items(*RULED_OUT), "seen": {"response": "words", "date": "2001-02-10"}},
        "the evidence is impossible in every draw: evidence.item_0 gives 0 to nothing, evidence.item_1 gives 0 to guns"
        " and planes and troops",
    ),
    "seen": (
        {"responses": unseen("covert"), "seen": {"response": "covert"}},
        "what is seen of the reply is impossible in every draw: no response shows as covert 28 days after asked_on"
        " (see the visibility, delay and looks_like of the responses)",
    ),
    "seen, and a leak": (
        {"responses": unseen("covert"), "seen": {"response": "covert", "leaked": "guns"}, "as_of": "2001-02-02"},
        "what is seen of the reply is impossible in every draw: no response shows as covert 1 day after asked_on"
        " where guns was asked (see the visibility, delay and looks_like of the responses)",
    ),
    "both together": (
        {"evidence": items({"guns": 0, "others": 0.5}), "seen": {"response": "words", "leaked": "guns"}},
        "the evidence and what is seen of the reply are impossible together in every draw: evidence.item_0 gives 0 to"
        " guns; of what is left, no response shows as words 28 days after asked_on where guns was asked (see the"
        " visibility, delay and looks_like of the responses)",
    ),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_a_record_that_no_draw_can_explain_says_what_is_impossible(what):
    changes, message = IMPOSSIBLE[what]
    case = read(account(**changes))
    values = {path: np.full(64, value) for path, value in point_values(case).items()}
    with pytest.raises(ComputationError) as caught:
        refuse_impossible(quantities(solved_with(case, values)))
    assert str(caught.value) == message


@pytest.mark.parametrize("what", ["evidence", "seen"])
def test_no_answer_is_given_where_every_draw_weighs_nothing(what):
    """Averages over draws of weight zero would be 0/0."""
    changes, message = IMPOSSIBLE[what]
    with pytest.raises(ComputationError) as caught:
        ask(read(file_with_claims(**changes)), draws=64)
    assert str(caught.value) == message
