"""As precision goes to 0 only the menus' weights and the evidence speak (model.md section 11)."""

import numpy as np
import pytest

from oracles.small_cases import read
from small_worlds import account, changed, profile_at, quantities, solved_with, values_of

ALMOST_NONE = 1e-13
EXACT = 1e-11  # payoffs are of order 1, so play departs from the weights by about the precision


@pytest.fixture(scope="module")
def solved():
    return solved_with(read(account()), changed(values_of(), precision=ALMOST_NONE))


def test_play_follows_the_weights_of_each_draws_menu(solved):
    values, case, game = solved.world.values, solved.world.case, solved.world.game
    played = {name: np.asarray(array) for name, array in profile_at(solved).probabilities().items()}
    asked = np.array([values[f"requests.{name}.weight"] for name in case.requests])
    given = np.array([values[f"responses.{name}.weight"] for name in case.responses]) * np.asarray(game.is_open)
    assert 0 < np.asarray(game.is_open).mean() < 1  # in some draws something is infeasible
    np.testing.assert_allclose(
        played["client"], np.broadcast_to(asked / asked.sum(0), played["client"].shape), atol=EXACT
    )
    expected = np.broadcast_to(given / given.sum(0), played["guarantor"].shape)
    np.testing.assert_allclose(played["guarantor"], expected, atol=EXACT)
    for name in ("escalates", "stays", "client_stays"):
        np.testing.assert_allclose(played[name], 0.5, atol=EXACT)


def test_what_was_asked_is_weight_times_likelihood_on_every_draw(solved):
    reading = solved.reading
    by_draw = reading.prior * reading.likelihood * reading.seen / quantities(solved).weight
    values, case = solved.world.values, solved.world.case
    weight = np.array([values[f"requests.{name}.weight"] for name in case.requests])
    expected = weight * solved.world.evidence.likelihood()
    np.testing.assert_allclose(by_draw, expected / expected.sum(axis=0), atol=EXACT)


def test_a_reply_that_is_seen_says_nothing_about_the_request():
    seen = {"response": "words", "date": "2001-02-10"}
    solved = solved_with(read(account(seen=seen)), changed(values_of(), precision=ALMOST_NONE))
    reading = solved.reading
    assert np.ptp(reading.seen, axis=0).max() < EXACT
    assert reading.seen.max() < 0.99  # it is not that nothing was seen
