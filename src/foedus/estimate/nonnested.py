"""Which of two models that are not part of one another fits the same rows better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.errors import InputError
from foedus.estimate.likelihood import Numbers

SAME = 1e-12
"""spread of the differences between rows, relative to log-likelihoods, below which it is rounding"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statistic and its two-sided p-value; `favours` is 1, 2, or 0 where the statistic lies in the middle."""

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

    Raises:
        InputError: other numbers of rows, one that is not finite, or a difference that is the same in every row.
    """
    from scipy.special import ndtr

    gap = _gap(first, second)
    n = len(gap)
    if float(np.ptp(gap)) <= SAME * float(np.abs(first).max()):
        message = f"differ by {gap[0]:.6g} in every one of {n:,} rows: Vuong's test needs a difference that varies"
        raise InputError.at("vuong", message)
    adjusted = gap.sum() - 0.5 * (n_first - n_second) * np.log(n)
    statistic = float(adjusted / (np.sqrt(n) * np.std(gap)))
    return Comparison("vuong", statistic, float(2.0 * ndtr(-abs(statistic))), n)


def clarke(first: Numbers, second: Numbers, n_first: int, n_second: int, *, as_games: bool = False) -> Comparison:
    """Clarke's sign test: in how many rows the first is better, binomial with one half if neither is.

    Clarke (2007), doi:10.1093/pan/mpm004, with the correction of the Bayesian information criterion, row by row. Rows
    in which neither is better say nothing and are left out, as in any sign test: `n` counts the others.

    Arguments:
        first, second: log-likelihood of each row, (row,).
        n_first, n_second: numbers of parameters.
        as_games: count those rows for the second model, as R `games` does.

    Raises:
        InputError: other numbers of rows, or one that is not finite.
    """
    from scipy.special import bdtr

    gap = _gap(first, second)
    gap = gap - 0.5 * (n_first - n_second) * np.log(len(gap)) / len(gap)
    n = len(gap) if as_games else int(np.sum(gap != 0.0))
    better = int(np.sum(gap > 0.0))
    fewer = min(better, n - better)
    return Comparison("clarke", float(better), float(min(1.0, 2.0 * bdtr(fewer, n, 0.5))), n)


__all__ = ["Comparison", "clarke", "vuong"]


def _gap(first: Numbers, second: Numbers) -> Numbers:
    if np.shape(first) != np.shape(second) or not np.size(first):
        message = f"are of {np.size(first):,} and {np.size(second):,} rows: expected the same rows twice"
        raise InputError.at("models", message, hint="Give both fits the same table, and columns without gaps.")
    bad = np.flatnonzero(~(np.isfinite(first) & np.isfinite(second)))
    if len(bad):
        message = f"have no finite log-likelihood in row {bad[0] + 1:,}, where something happened that one excludes"
        raise InputError.at("models", message)
    found: Numbers = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    return found
