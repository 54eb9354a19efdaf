"""The subsample of draws: taken in proportion to ω, and weighed so that it says what all draws say."""

import dataclasses

import numpy as np
import pytest

from foedus.answer.weighing import effective_draws, posterior_weight
from foedus.answer.world import subset
from small_worlds import quantities, solved_small

COUNT = 32


@pytest.fixture(scope="module")
def solved():
    """Evidence that is far likelier in some draws than in others."""
    found = solved_small()
    skewed = found.reading.likelihood * np.random.default_rng(3).lognormal(0.0, 1.5, found.reading.likelihood.shape[-1])
    return dataclasses.replace(found, reading=dataclasses.replace(found.reading, likelihood=skewed))


def test_a_draw_is_taken_as_often_as_its_weight_says(solved):
    weight = posterior_weight(solved.reading)
    part = subset(solved, COUNT)
    known = solved.world.values["precision"][solved.draws]
    taken = np.array([np.sum(part.world.values["precision"] == each) for each in known])
    expected = COUNT * weight / weight.sum()
    assert taken.sum() == COUNT
    assert np.all(np.abs(taken - expected) < 1.0)
    assert taken.max() > 1


def test_what_is_taken_counts_alike(solved):
    assert effective_draws(posterior_weight(solved.reading)) < 0.6 * len(solved.draws)
    assert effective_draws(posterior_weight(subset(solved, COUNT).reading)) == pytest.approx(COUNT)


def test_the_prior_is_weighed_back_to_all_draws(solved):
    """Harmonic weights: Σ 1/ω over draws taken in proportion to ω is the mean over all of them."""
    everyone = dataclasses.replace(
        solved, reading=dataclasses.replace(solved.reading, likelihood=np.ones_like(solved.reading.likelihood))
    )
    part = subset(everyone, len(solved.draws))
    for name in ("requests.guns.prior", "requests.troops.evidence_only"):
        first, *rest = name.split(".")
        assert first == "requests"
        whole = float(quantities(everyone)._request(rest).mean())
        assert float(quantities(part)._request(rest).mean()) == pytest.approx(whole, rel=0.05)


def test_figures_of_the_subsample_are_near_those_of_all_draws(solved):
    here, part = quantities(solved), quantities(subset(solved, COUNT))
    for request in solved.world.case.requests:
        whole = float(here._request([request, "posterior"]).mean())
        assert float(part._request([request, "posterior"]).mean()) == pytest.approx(whole, abs=0.06)
