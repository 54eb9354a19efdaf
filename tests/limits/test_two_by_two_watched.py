"""One member, costs that separate the types: beliefs 1 and 0 as precision grows (docs/smallest-cases.md)."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from foedus.answer.world import build, drawn, solve_world
from foedus.case import load_case
from foedus.equilibrium.backend import jax
from foedus.request.iterate import play
from foedus.request.terms import terms_of

PRECISIONS = np.array([1e-3, 2.0, 6.0, 12.0, 33.0, 60.0, 100.0])
WORDS, HELP = 0, 1


@pytest.fixture(scope="module")
def case():
    return load_case("two-by-two-watched")


@pytest.fixture(scope="module")
def solved(case):
    found = solve_world(build(case, {**drawn(case, len(PRECISIONS), 1), "precision": PRECISIONS}))
    assert len(found.draws) == len(PRECISIONS)
    return found


@pytest.fixture(scope="module")
def beliefs(solved):
    """In the committed type, after words and after help, (response, draw)."""
    honours = np.asarray(solved.world.game.honours)
    return (solved.reading.price[0, :, 0] - honours[1]) / (honours[0] - honours[1])


def everything_from(delta, precision, v):
    """Equations (1) to (3): strategies, beliefs and the difference of stays that follow from a guess of it."""
    gain = np.array([v["types.committed.fate"], v["types.opportunist.fate"]]) - v["responses.help.money"]
    gain = gain + v["audience.observer.value"] * delta
    norm = np.array([v["types.committed.norm"], v["types.opportunist.norm"]])
    helped = expit(precision * (gain[:, None] + norm[:, None] * np.array([0.0, 1.0])))  # (type, request)
    share = np.array([v["types.committed.share"], 1 - v["types.committed.share"]])
    statement, call = share @ helped
    asks = expit(precision * (call - statement - v["disappointment"] * (1 - call) - v["requests.help.asking"]))
    by_type = (1 - asks) * helped[:, 0] + asks * helped[:, 1]
    seen = np.stack([1 - by_type, by_type])  # (response, type)
    belief = share[0] * seen[:, 0] / (seen @ share)
    price = belief * v["types.committed.honours"] + (1 - belief) * v["types.opportunist.honours"]
    stays = expit(v["sharpness"] * precision * (price - v["audience.observer.reserve"]))
    return helped, asks, belief, stays[HELP] - stays[WORDS]


@pytest.mark.parametrize("place", range(5))
def test_the_fixed_point_is_one_number_wide(place, solved, beliefs):
    v = {path: float(row[place]) for path, row in solved.world.values.items()}
    precision = PRECISIONS[place]
    delta = brentq(lambda guess: everything_from(guess, precision, v)[-1] - guess, -1.0, 1.0, xtol=1e-15)
    helped, asks, belief, _ = everything_from(delta, precision, v)
    profile = jax.jit(play)(terms_of(solved.world.game), solved.iterate, np.ones(len(PRECISIONS)))
    found = np.exp(np.asarray(profile.log_guarantor))[:, 0, :, HELP, place]
    np.testing.assert_allclose(found, helped, atol=1e-9)  # certificate bound
    assert float(np.exp(profile.log_client)[0, HELP, place]) == pytest.approx(asks, abs=1e-9)
    np.testing.assert_allclose(beliefs[:, place], belief, atol=1e-8)


def test_help_proves_the_type_and_words_disprove_it_in_the_limit(solved, beliefs):
    assert beliefs[HELP, -1] == pytest.approx(1.0, abs=1e-12)
    assert beliefs[WORDS, -1] == pytest.approx(0.0, abs=1e-9)
    doubt = np.array([1 - beliefs[HELP], beliefs[WORDS]])
    assert np.all(np.diff(doubt[:, 2:5], axis=1) < 0)  # and the sharper the play, the more it proves
    played = jax.jit(play)(terms_of(solved.world.game), solved.iterate, np.ones(len(PRECISIONS))).probabilities()
    assert float(played["client"][0, HELP, -1]) == pytest.approx(1.0, abs=1e-9)
    committed, opportunist = np.asarray(played["guarantor"])[:, 0, HELP, HELP, -1]
    assert (committed, opportunist) == pytest.approx((1.0, 0.0), abs=1e-9)


@pytest.mark.parametrize("place", [4, 5, 6])
def test_doubt_vanishes_as_fast_as_derived(place, beliefs):
    """To leading order: (0.6/0.4) e^(−0.6λ) after help, (0.4/0.6)(e^(−0.3λ) + e^(−0.24λ)) after words."""
    precision = PRECISIONS[place]
    after_words = 0.4 / 0.6 * (np.exp(-0.3 * precision) + np.exp(-0.24 * precision))
    assert beliefs[WORDS, place] == pytest.approx(after_words, rel=0.02)
    if place == 4:  # later 1 − b is lost in rounding
        assert 1 - beliefs[HELP, place] == pytest.approx(0.6 / 0.4 * np.exp(-0.6 * precision), rel=0.02)


def test_without_spillover_the_committed_refuses_too(case):
    """w = 0: nothing is learnt, so the watcher is no reason to give."""
    blind = case.with_settings({"audience.observer.spillover": "0", "precision": "100"})
    found = solve_world(build(blind, drawn(blind, len(PRECISIONS), 1)))
    assert found.reading.carried[HELP, HELP].max() < 1e-6
