"""Scores of forecasts of rare events, against numbers worked out by hand."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.errors import InputError
from foedus.estimate.forecast import area_under_curve, log_losses, reliability, resampled, squared_losses

CHANCE = np.array([0.1, 0.4, 0.4, 0.8])
HAPPENED = np.array([0, 0, 1, 1])


def test_losses_are_those_of_what_happened():
    assert log_losses(CHANCE, HAPPENED) == pytest.approx([-log(0.9), -log(0.6), -log(0.4), -log(0.8)])
    assert squared_losses(CHANCE, HAPPENED) == pytest.approx([0.01, 0.16, 0.36, 0.04])


def test_what_was_said_to_be_impossible_costs_without_end():
    assert np.isinf(log_losses(np.array([0.0]), np.array([1]))).all()


def test_the_area_counts_pairs_in_order_and_ties_by_half():
    # Of four pairs: 0.4 beats 0.1, ties with 0.4; 0.8 beats both.
    assert area_under_curve(CHANCE, HAPPENED) == pytest.approx(3.5 / 4)
    assert np.isnan(area_under_curve(CHANCE, np.zeros(4)))


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_area_is_the_share_of_pairs_with_repeated_rows(rows):
    chance, happened, times = (np.array(each) for each in zip(*rows, strict=True))
    again = np.repeat(np.arange(len(rows)), times)
    pairs = [
        (chance[one] > chance[other]) + 0.5 * (chance[one] == chance[other])
        for one in again
        for other in again
        if happened[one] and not happened[other]
    ]
    found = area_under_curve(chance, happened, times)
    assert np.isnan(found) if not pairs else found == pytest.approx(np.mean(pairs))


def test_reliability_counts_rows_hits_and_conflicts_by_stratum():
    low, high = reliability(
        np.array([0.05, 0.1, 0.2, 1.0]), np.array([0, 1, 0, 1]), (0.0, 0.1, 0.15, 1.0), np.array([7, 8, 8, 9])
    )[::2]
    assert (low.low, low.high, low.rows, low.hits, low.clusters) == (0.0, 0.1, 1, 0, 1)
    assert (high.low, high.high, high.rows, high.hits, high.clusters) == (0.15, 1.0, 2, 1, 2)
    assert high.forecast == pytest.approx(0.6)


def test_resampling_draws_whole_clusters():
    """Two clusters of one value each: a mean is 0, 1 or the share that both make."""
    clusters, value = np.array([1, 1, 1, 2]), np.array([0.0, 0.0, 0.0, 1.0])
    seen = set()

    def mean(weights):
        seen.add(round(float(np.average(value, weights=weights)), 6))
        return float(np.average(value, weights=weights))

    found = resampled(mean, clusters, resamples=200)
    assert seen == {0.0, 0.25, 1.0}
    assert (found.value, found.low, found.high) == (0.25, 0.0, 1.0)


def test_a_difference_that_is_the_same_in_every_cluster_is_certain():
    found = resampled(lambda weights: float(np.average(np.full(6, 0.3), weights=weights)), np.arange(6), resamples=50)
    assert (found.value, found.low, found.high) == pytest.approx((0.3, 0.3, 0.3))


def test_one_cluster_has_no_interval():
    with pytest.raises(InputError, match="expected two or more"):
        resampled(lambda weights: 0.0, np.array([4, 4]))
