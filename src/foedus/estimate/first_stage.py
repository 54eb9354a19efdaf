"""What each side expects of the other, from a plain logit: the first stage of a pseudo-likelihood.

Resisting, given a challenge, and standing firm, given resistance, are regressed on every covariate of the formulas. A
binary logit is what it is; `sigInt` takes a random forest there, so that estimates of one step differ between the two,
while those of the nested pseudo-likelihood do not depend on where it begins.
"""

from __future__ import annotations

import numpy as np

from foedus.estimate.crisis_likelihood import CrisisRows
from foedus.estimate.likelihood import Numbers

HOLD = 0.1
"""information held against each coefficient of a standardised covariate, so that a separated sample has a maximum"""
LEAST = 1e-4
"""no expectation is nearer to 0 or 1"""


def first_stage(rows: CrisisRows) -> tuple[Numbers, Numbers]:
    """p_R and p_F of every row as a logit has them, each (row,)."""
    _, conceded, fought, backed = rows.counts
    covariates = rows.covariates
    return _logit(covariates, conceded, fought + backed), _logit(covariates, backed, fought)


def _logit(covariates: Numbers, failures: Numbers, successes: Numbers) -> Numbers:
    """Probability of success in every row, by Newton's method."""
    plays = failures + successes
    centre, spread = covariates.mean(axis=1, keepdims=True), covariates.std(axis=1, keepdims=True)
    moving = spread[:, 0] > 1e-12
    design = np.concatenate([np.ones((1, len(plays))), (covariates - centre)[moving] / spread[moving]])
    hold = np.diag([1e-3, *np.full(len(design) - 1, HOLD)])
    found = np.zeros(len(design))
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-np.clip(found @ design, -30.0, 30.0)))
        slope = design @ (successes - plays * chance) - hold @ found
        step = np.linalg.solve((design * (plays * chance * (1.0 - chance))) @ design.T + hold, slope)
        found = found + step * min(1.0, 2.0 / np.abs(step @ design).max())
        if np.abs(step).max() < 1e-10:
            break
    chance = 1.0 / (1.0 + np.exp(-np.clip(found @ design, -30.0, 30.0)))
    held: Numbers = np.clip(chance, LEAST, 1.0 - LEAST)
    return held
