"""Which of two models that are not part of one another fits the same rows better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.estimate.likelihood import Numbers


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statistic and its two-sided p-value; `favours` is 1, 2, or 0 where the level is not reached."""

    test: str
    statistic: float
    p: float
    n: int

    @property
    def favours(self) -> int:
        """The model that the statistic speaks for, whatever the p-value."""
        middle = 0.0 if self.test == "vuong" else self.n / 2
        return 0 if self.statistic == middle else 1 if self.statistic > middle else 2


def vuong(first: Numbers, second: Numbers, n_first: int, n_second: int) -> Comparison:
    """Vuong's test: the mean difference of the rows' log-likelihoods against its spread.

    Standard normal if neither model is better. Vuong (1989), doi:10.2307/1912557, with the
    correction of the Bayesian information criterion for the parameters.

    Arguments:
        first, second: log-likelihood of each row, (row,).
        n_first, n_second: numbers of parameters.
    """
    from scipy.special import ndtr

    gap = first - second
    n = len(gap)
    adjusted = gap.sum() - 0.5 * (n_first - n_second) * np.log(n)
    statistic = float(adjusted / (np.sqrt(n) * np.sqrt(np.mean(gap**2) - np.mean(gap) ** 2)))
    return Comparison("vuong", statistic, float(2.0 * ndtr(-abs(statistic))), n)


def clarke(first: Numbers, second: Numbers, n_first: int, n_second: int) -> Comparison:
    """Clarke's sign test: in how many rows the first is better, binomial with one half if neither is.

    Clarke (2007), doi:10.1093/pan/mpm004, with the correction of the Bayesian information criterion, row by row.
    """
    from scipy.special import bdtr

    n = len(first)
    better = int(np.sum(first - second > 0.5 * (n_first - n_second) * np.log(n) / n))
    fewer = min(better, n - better)
    return Comparison("clarke", float(better), float(min(1.0, 2.0 * bdtr(fewer, n, 0.5))), n)


__all__ = ["Comparison", "clarke", "vuong"]
