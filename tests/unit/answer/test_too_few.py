"""Where no answer can stand, there is none, and it is said what would help."""

import dataclasses

import numpy as np
import pytest

from foedus.answer import ask, world
from foedus.equilibrium.status import Status
from foedus.errors import ComputationError
from oracles.small_cases import read
from small_worlds import account, file_with_claims, solved_small


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


@pytest.mark.parametrize("what", ["evidence", "seen"])
def test_a_record_that_no_draw_can_explain_is_an_error(what):
    """Averages over draws of weight zero would be 0/0."""
    if what == "evidence":  # two items each always right, of which one rules out what the other leaves
        never = {"date": "2001-02-25", "says": "x", "source": "agency", "reliability": 1, "exact": True}
        ruled_out = [{"nothing": 0, "others": 0.5}, {"nothing": 0.5, "others": 0}]
        items = [{**never, "id": f"item_{k}", "likelihood": chances} for k, chances in enumerate(ruled_out)]
        changes = {"evidence": items, "seen": {"response": "words", "date": "2001-02-10"}}
    else:  # covert help is never seen as itself, and nothing looks like it
        mapping = account()
        mapping["responses"]["covert"]["visibility"] = 0
        changes = {"responses": mapping["responses"], "seen": {"response": "covert"}}
    with pytest.raises(ComputationError, match="impossible in every draw"):
        ask(read(file_with_claims(**changes)), draws=64)
