"""Beliefs move, but not on average: E[b' | E] = b on every draw (model.md section 11)."""

import numpy as np
import pytest

from foedus.answer import price
from foedus.answer.sights import Sights
from small_worlds import solved_small

EXACT = 1e-9
FEATURES = ("responses.covert.visibility", "responses.fight.veto", "requests.troops.clarity", "leak")


def averaged_over_what_may_be_seen(reading, of_signal):
    """Σ_z P(z | E) · of_signal(z), written out from P(q), L_E(q) and P(v | q); (member, draw)."""
    asked = reading.prior * reading.public
    asked = asked / asked.sum(axis=0)
    total = np.zeros(of_signal.shape[2:])
    for q in range(len(asked)):
        for v in range(reading.sight.shape[1]):
            chance = asked[q] * reading.sight[q, v]
            total += chance * ((1.0 - reading.leak) * of_signal[0, v] + reading.leak * of_signal[1 + q, v])
    return total


def test_no_member_expects_its_price_to_move_where_all_share_natures_prior():
    """With covert help that may look like something else, leaks, vetoes, third parties and requests misheard."""
    solved = solved_small(is_common=True)
    for path in FEATURES:  # nothing of what could break it is absent
        drawn = solved.world.values[path]
        assert np.all((drawn > 0.01) & (drawn < 0.999))
    reading = solved.reading
    assert np.ptp(solved.world.game.evidence, axis=0).min() > 0.01
    after = averaged_over_what_may_be_seen(reading, reading.price)
    np.testing.assert_allclose(after, reading.before, atol=EXACT)
    assert np.abs(reading.price - reading.before).max() > 0.05


def test_the_clients_belief_is_a_martingale_too():
    reading = solved_small(is_common=True).reading
    meets = reading.client_meets * reading.public[:, None]
    after = (meets * reading.client_price).sum(axis=(0, 1, 2)) / meets.sum(axis=(0, 1, 2))
    np.testing.assert_allclose(after, reading.client_before, atol=EXACT)


@pytest.mark.parametrize("is_common", [True, False])
def test_the_printed_expectation_is_that_average(is_common):
    """Own priors and partial spillovers break the martingale, and the printed figure shows by how much."""
    reading = solved_small(is_common=is_common).reading
    after, sights = averaged_over_what_may_be_seen(reading, reading.price), Sights(reading)
    for member in range(3):
        alone = np.zeros((3, 1))
        alone[member] = 1.0
        np.testing.assert_allclose(price.expected_after(sights, alone).per_draw, after[member], atol=1e-12)
        np.testing.assert_allclose(price.expected_after(sights, member).per_draw, after[member], atol=1e-12)
    drift = np.abs(after - reading.before).max()
    assert drift < EXACT if is_common else drift > 1e-4
