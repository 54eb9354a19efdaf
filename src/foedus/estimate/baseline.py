"""What a strategic model has to beat: the base rate, and a logit on the same columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.equilibrium.backend import jnp
from foedus.estimate.likelihood import Array, Data, Index, Likelihood, Numbers, indexed
from foedus.estimate.maximum import Maximum, maximise
from foedus.game import Game
from foedus.game.design import formula_matrix
from foedus.game.linear import LinearFormula, describe

if TYPE_CHECKING:
    import pandas

BASE_RATE = "base rate"
LOGIT = "logit"
MULTINOMIAL = "multinomial logit"


def log_shares(sums: Array, data: Data) -> Array:
    """Log probability of each outcome, the first without a sum of its own, (outcome, row)."""
    del data
    whole = jnp.concatenate([jnp.zeros_like(sums[:1]), sums])
    top = jnp.max(whole, axis=0)
    return whole - top - jnp.log(jnp.sum(jnp.exp(whole - top), axis=0))


def _log_rows(sums: Array, data: Data) -> Array:
    return jnp.sum(data["counts"] * log_shares(sums, data), axis=0)


def logit_likelihood(names: tuple[str, ...], matrix: Numbers, counts: Numbers, outcomes: tuple[str, ...]) -> Likelihood:
    """The binary or multinomial logit of what happened, the first outcome that happens at all as the base.

    Arguments:
        names: of the columns of the design.
        matrix: the design, (column, row).
        counts: how often each outcome happened, (outcome, row). Those that never did keep probability 0.
        outcomes: their names.
    """
    happened = [number for number in range(len(outcomes)) if counts[number].sum() > 0]
    kept = tuple(outcomes[number] for number in happened)
    count = len(kept) - 1
    index = Index((len(matrix),) * count, _log_rows, log_shares)
    told = tuple(f"{outcome}:{name}" for outcome in kept[1:] for name in names)
    data: dict[str, Any] = {"matrices": (np.ascontiguousarray(matrix),) * count, "counts": counts[happened]}
    return indexed(told, index, data, matrix.shape[1], kept)


def main_effects(game: Game) -> LinearFormula:
    """Every term of the game's utilities, each once, with a constant: what a logit gets to see."""
    return every_term([each.formula for each in game.utilities])


def every_term(formulas: Iterable[LinearFormula]) -> LinearFormula:
    """Every term of some formulas, each once, with a constant."""
    terms = dict.fromkeys(term for each in formulas for term in each.terms if term)
    formula = LinearFormula("", ((), *terms))
    return replace(formula, text=describe(formula))


def logit_design(formula: LinearFormula, table: pandas.DataFrame) -> tuple[tuple[str, ...], Numbers]:
    """Names and (column, row) design of a formula, without columns that others make up."""
    names, found = formula_matrix(formula, table)
    matrix = found.T
    scaled = matrix / np.maximum(np.abs(matrix).max(axis=1, keepdims=True), 1e-300)
    kept: list[int] = []
    for number in range(len(matrix)):
        if np.linalg.matrix_rank(scaled[[*kept, number]], tol=1e-9 * np.sqrt(matrix.shape[1])) == len(kept) + 1:
            kept.append(number)
    return tuple(names[number] for number in kept), np.ascontiguousarray(matrix[kept])


@dataclass(frozen=True, eq=False)
class Baseline:
    """A model beside the strategic one, fitted on the same rows.

    `probabilities` (outcome, row) are of all rows it was given, those held back included.
    """

    name: str
    n_parameters: int
    log_likelihood: float
    probabilities: Numbers
    maximum: Maximum | None = None
    formula: str = ""
    is_penalised: bool = False

    @property
    def aic(self) -> float:
        """Akaike's criterion; NaN under a penalty, where coefficients are not free."""
        if self.is_penalised:
            return float("nan")
        return 2.0 * self.n_parameters - 2.0 * self.log_likelihood


def baselines(
    formula: LinearFormula, table: pandas.DataFrame, counts: Numbers, outcomes: tuple[str, ...], fitted: Numbers
) -> tuple[Baseline, ...]:
    """Base rate and logit, fitted on some rows of a table.

    Arguments:
        formula: whose terms the logit sees (`main_effects` of a game).
        table: all rows.
        counts: how often each outcome happened, (outcome, row of the table).
        outcomes: their names.
        fitted: numbers of the rows to fit on.
    """
    share = counts[:, fitted].sum(axis=1) / counts[:, fitted].sum()
    rates = np.broadcast_to(share[:, None], counts.shape)
    n_rates = int((share > 0).sum()) - 1
    found = [Baseline(BASE_RATE, n_rates, log_likelihood(rates, counts, fitted), rates)]
    names, matrix = logit_design(formula, table)
    if len(names) > 1 and n_rates > 0:  # a logit of what always happens has no coefficients
        model = logit_likelihood(names, matrix[:, fitted], counts[:, fitted], outcomes)
        maximum = maximise(model)
        whole = logit_likelihood(names, matrix, _at_least(counts, share), outcomes)
        chances = np.zeros(counts.shape)
        chances[[outcomes.index(each) for each in whole.outcomes]] = whole.probabilities(maximum.parameters)
        name = LOGIT if len(model.outcomes) == 2 else MULTINOMIAL
        found.append(Baseline(name, len(model.names), maximum.log_likelihood, chances, maximum, formula.text))
    return tuple(found)


def _at_least(counts: Numbers, share: Numbers) -> Numbers:
    """Counts in which just the outcomes happen that happened where the logit was fitted."""
    return np.where((share > 0)[:, None], np.maximum(counts, 1e-300), 0.0)


def log_likelihood(probabilities: Numbers, counts: Numbers, rows: Numbers) -> float:
    """Log-likelihood of what happened in some rows; −∞ where something did that had probability 0."""
    from scipy.special import xlogy

    return float(np.sum(xlogy(counts[:, rows], probabilities[:, rows])))


__all__ = [
    "Baseline",
    "baselines",
    "every_term",
    "log_likelihood",
    "logit_design",
    "logit_likelihood",
    "main_effects",
]
