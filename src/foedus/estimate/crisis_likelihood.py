"""Likelihoods of the crisis game with signals: the full one, and the pseudo-likelihood for given expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.crisis_branch import principal
from foedus.equilibrium.crisis_moves import OUTCOMES, PAYOFFS, log_outcomes, resistance
from foedus.estimate.likelihood import Array, Data, Index, Likelihood, Numbers, indexed

if TYPE_CHECKING:
    import pandas

COUNTS = OUTCOMES
"""columns with the tallies of a row: status quo, concession, standing firm, backing down"""


@dataclass(frozen=True, eq=False)
class CrisisRows:
    """Formulas of the seven payoffs on the rows of a table, and what happened there.

    A row is one game with its tallies: however often it was played, it is one observation where rows are what is summed
    over.
    """

    names: tuple[str, ...]
    """of the coefficients, payoff by payoff, so that `S_A:contig` is that of contig in S_A"""
    matrices: tuple[Numbers, ...]
    """for each payoff (coefficient, row); none where it is a number"""
    fixed: Numbers
    """payoffs that are numbers, 0 for the others, (payoff, row)"""
    counts: Numbers
    """how often each of `COUNTS` happened, (outcome, row)"""

    @property
    def n_rows(self) -> int:
        return int(self.counts.shape[-1])

    @property
    def n_plays(self) -> float:
        return float(self.counts.sum())

    def payoffs(self, parameters: Numbers) -> Numbers:
        """(payoff, row)."""
        rows, first = [], 0
        for matrix in self.matrices:
            rows.append(parameters[first : first + len(matrix)] @ matrix)
            first += len(matrix)
        return np.stack(rows) + self.fixed

    def taken(self, numbers: Numbers) -> CrisisRows:
        """Some of the rows, also repeatedly, as a bootstrap takes them."""
        matrices = tuple(matrix[:, numbers] for matrix in self.matrices)
        return CrisisRows(self.names, matrices, self.fixed[:, numbers], self.counts[:, numbers])

    @property
    def covariates(self) -> Numbers:
        """Every different column of the formulas and the constant, (covariate, row)."""
        columns = np.concatenate([np.ones((1, self.n_rows)), *self.matrices])
        return np.unique(columns, axis=0)


def crisis_rows(
    formulas: Mapping[str, str | float], table: pandas.DataFrame, counts: tuple[str, ...] = COUNTS
) -> CrisisRows:
    """The formulas of the payoffs on the rows of a table, rows with gaps left out.

    Arguments:
        formulas: by payoff ("S_A", "V_A", "C_B", "W_A", "W_B", "a", "V_B"): a formula, "~ contig + ally - 1", or a
            number at which the payoff stays. A payoff that is not named is 0.
        table: with the columns of the formulas and the tallies.
        counts: columns of the tallies, in the order of `COUNTS`.

    Raises:
        InputError: a payoff, a formula, a column or a tally that cannot be used; all of them at once.
    """
    from foedus.estimate.rows import built, tallies

    names, matrices, fixed, kept = built(formulas, PAYOFFS, table, counts)
    return CrisisRows(names, matrices, fixed, tallies(kept, counts))


def full_likelihood(rows: CrisisRows) -> Likelihood:
    """The equilibrium on the principal branch solved inside, differentiated by the implicit function theorem."""
    return _made(rows, _full_rows, _full_outcomes, {})


def pseudo_likelihood(rows: CrisisRows, resists: Numbers, firm: Numbers) -> Likelihood:
    """The likelihood where A expects resistance with `resists`, and B expects A to stand firm with `firm`, each (row,).

    One step of each side's reply: A's moves follow from `resists`, B's from `firm`; both are data.
    """
    return _made(rows, _pseudo_rows, _pseudo_outcomes, {"resists": resists, "log_firm": np.log(firm)})


def _made(rows: CrisisRows, log_rows: Any, log_all: Any, more: dict[str, Numbers]) -> Likelihood:
    index = Index(tuple(len(matrix) for matrix in rows.matrices), log_rows, log_all)
    data = {"matrices": list(rows.matrices), "fixed": rows.fixed, "counts": rows.counts, **more}
    return indexed(rows.names, index, data, rows.n_rows, OUTCOMES)


def _full_outcomes(sums: Array, data: Data) -> Array:
    payoffs = sums + data["fixed"]
    quantile = principal(payoffs)
    return log_outcomes(payoffs, jax.scipy.special.ndtr(quantile), quantile)


def _pseudo_outcomes(sums: Array, data: Data) -> Array:
    payoffs = sums + data["fixed"]
    return log_outcomes(payoffs, data["resists"], resistance(payoffs, data["log_firm"]))


def _tallied(log_all: Array, counts: Array) -> Array:
    return jnp.sum(jnp.where(counts > 0, counts * log_all, 0.0), axis=0)


def _full_rows(sums: Array, data: Data) -> Array:
    return _tallied(_full_outcomes(sums, data), data["counts"])


def _pseudo_rows(sums: Array, data: Data) -> Array:
    return _tallied(_pseudo_outcomes(sums, data), data["counts"])
