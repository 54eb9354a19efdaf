"""Backward induction in closed form, at every precision (docs/smallest-cases.md)."""

import numpy as np
import pytest
from scipy.special import expit

from foedus.answer.world import build, drawn, solve_world
from foedus.case import load_case
from foedus.equilibrium.backend import jax
from foedus.request.iterate import play
from foedus.request.terms import terms_of

PRECISIONS = np.array([1e-3, 0.5, 4.0, 12.0, 50.0, 200.0])
EXACT = 1e-12  # closed form against a map that reaches it in three turns


@pytest.fixture(scope="module")
def solved():
    case = load_case("two-by-two")
    values = {**drawn(case, len(PRECISIONS), 1), "precision": PRECISIONS}
    found = solve_world(build(case, values))
    assert len(found.draws) == len(PRECISIONS)
    return found


@pytest.fixture(scope="module")
def by_hand(solved):
    """Equations (1) and (2): chances of help by (type, need, request, draw), and of asking for it by (need, draw)."""
    v = {path: row[0] for path, row in solved.world.values.items()}
    need = np.array([v["need.acute.value"], v["need.bearable.value"]])
    fate = np.array([v["types.committed.fate"], v["types.opportunist.fate"]])
    norm = np.array([v["types.committed.norm"], v["types.opportunist.norm"]])
    is_help = np.array([0.0, 1.0])
    gain = fate[:, None, None] * need[None, :, None] - v["responses.help.money"]
    gain = gain + norm[:, None, None] * v["duty"] * is_help  # duty 1 and an empty ledger: the obligation is 1
    helped = expit(PRECISIONS * gain[..., None])
    share = np.array([v["types.committed.share"], 1 - v["types.committed.share"]])
    statement, call = np.moveaxis((share[:, None, None, None] * helped).sum(axis=0), 1, 0)
    difference = need[:, None] * (call - statement) - v["disappointment"] * (1 - call) - v["requests.help.asking"]
    return helped, expit(PRECISIONS * difference)


def test_strategies_are_those_of_backward_induction(solved, by_hand):
    profile = jax.jit(play)(terms_of(solved.world.game), solved.iterate, np.ones(len(PRECISIONS)))
    helped, asks = by_hand
    np.testing.assert_allclose(np.exp(profile.log_guarantor)[:, :, :, 1], helped, atol=EXACT)
    np.testing.assert_allclose(np.exp(profile.log_client)[:, 1], asks, atol=EXACT)


def test_what_is_asked_and_given_follows(solved, by_hand):
    helped, asks = by_hand
    given = helped.mean(axis=0)  # shares ½
    is_given = (asks * given[:, 1] + (1 - asks) * given[:, 0]).mean(axis=0)  # chances ½
    np.testing.assert_allclose(solved.reading.prior[1], asks.mean(axis=0), atol=EXACT)
    reading = solved.reading
    np.testing.assert_allclose((reading.prior * reading.carried[:, 1]).sum(axis=0), is_given, atol=EXACT)


def test_a_request_for_help_is_the_sign_of_the_lesser_need_where_play_is_sharp(solved):
    """λ → ∞: P(help asked) → ½, all of it under bearable need."""
    sharp = solved.reading.client_meets[:, 1].sum(axis=1)[:, -1]  # (need,) at λ = 200
    assert sharp[0] == pytest.approx(0.0, abs=1e-6)
    assert sharp[1] == pytest.approx(0.5, abs=1e-6)


def test_at_almost_no_precision_everything_is_a_coin(solved):
    assert solved.reading.prior[1, 0] == pytest.approx(0.5, abs=1e-3)
