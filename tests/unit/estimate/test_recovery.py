"""Simulate, then recover: estimates gather around the truth, and intervals hold it as often as they say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foedus.estimate import Shocks, hessian_covariance, maximise
from foedus.estimate.formula import read_game
from foedus.estimate.model import model_of
from foedus.estimate.sample import likelihood_of
from foedus.estimate.sequence import first_parameters

SETS, ROWS = 200, 1000
NINETY = 1.6448536269514722


@pytest.mark.parametrize("shocks", [Shocks.PROBIT_AGENT, Shocks.PROBIT_PRIVATE, Shocks.LOGIT])
@pytest.mark.parametrize("name", ["egame12", "egame122", "egame123"])
def test_ninety_percent_intervals_hold_the_truth_nine_times_in_ten(name, shocks):
    plain = read_game(name)
    utilities = {each.name: f"x{number}" for number, each in enumerate(plain.utilities)}
    model = model_of(read_game(name, utilities), shocks)
    rng = np.random.default_rng(7)
    table = pd.DataFrame({f"x{number}": rng.normal(size=ROWS) for number in range(len(utilities))})
    likelihood = likelihood_of(model, table, np.ones((len(model.outcomes), ROWS)))
    truth = np.where(np.arange(len(likelihood.names)) % 2 == 0, 0.2, 0.7)
    chances = likelihood.probabilities(truth)
    estimates, inside = [], []
    for _ in range(SETS):
        happened = (rng.uniform(size=ROWS) > np.cumsum(chances, axis=0)[:-1]).sum(axis=0)
        counts = (happened == np.arange(len(model.outcomes))[:, None]).astype(float)
        drawn = replace(likelihood, data={**likelihood.data, "counts": counts})
        found = maximise(drawn, start=first_parameters(model, drawn.data))
        assert found.has_converged
        deviation = np.sqrt(np.diag(hessian_covariance(found)))
        estimates.append(found.parameters)
        inside.append(np.abs(found.parameters - truth) < NINETY * deviation)
    coverage, spread = np.mean(inside, axis=0), np.std(estimates, axis=0)
    # One parameter's share of 200 has a standard error of 0.02: the bounds of each leave room for that, many times.
    assert 0.85 <= coverage.mean() <= 0.95
    assert coverage.min() >= 0.82
    # Bias is small against the spread: maximum likelihood is unbiased in large samples only.
    assert np.all(np.abs(np.mean(estimates, axis=0) - truth) < 0.35 * spread)
