"""Where no response can be seen, nobody but the client moves with it (model.md section 11)."""

import dataclasses

import numpy as np
import pytest

from foedus.answer.member_rows import member_rows
from foedus.answer.rows import response_rows
from foedus.answer.world import build, observe, solve_world
from foedus.request.payoff import expected_over_sights
from foedus.request.terms import terms_of
from oracles.small_cases import read
from small_worlds import account, changed, quantities, values_of

EXACT = 1e-12


@pytest.fixture(scope="module")
def solved():
    case = read(account())
    hidden = {f"responses__{name}__visibility": 0.0 for name in case.responses}
    values = changed(values_of(), **hidden)
    world = build(case, values)
    # All look like the fallback; set on the game, because fewer looks in the file would compile everything anew.
    look = np.zeros_like(world.game.look)
    look[:, world.game.looks.index(world.game.fallback)] = 1.0
    game = dataclasses.replace(world.game, look=look)
    return solve_world(dataclasses.replace(world, game=game, observation=observe(case, values, game, world.evidence)))


def test_challenger_and_members_do_not_move_with_the_response(solved):
    game, reading = solved.world.game, solved.reading
    by_signal = [reading.escalates, reading.book, *np.moveaxis(reading.price, 2, 0)]
    for quantity in by_signal:
        by_response = np.asarray(expected_over_sights(terms_of(game), quantity))  # (request, response, draw)
        assert np.ptp(by_response, axis=1).max() < EXACT


def test_the_client_moves_with_it(solved):
    assert np.ptp(solved.reading.client_price, axis=2).max() > 0.05


def test_a_response_that_cannot_be_seen_has_no_price_and_says_so(solved):
    here = quantities(solved)
    client, *others = member_rows(here, solved)
    assert all(price is not None for price in client.after.values())
    for row in others:
        unseen = [name for name in row.after if name != solved.world.case.fallback_id]
        assert all(row.after[name] is None and row.change[name] is None for name in unseen)
    assert all(row.loss is None for row in response_rows(here, solved))
