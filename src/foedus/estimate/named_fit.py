"""Fits of models with a name and no tree, crisis signalling and the ultimatum, from files and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import InputError
from foedus.estimate.baseline import Baseline
from foedus.estimate.covariance import Bootstrap
from foedus.estimate.crisis_fit import CrisisFit, Method, fit_crisis
from foedus.estimate.crisis_likelihood import full_likelihood
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.named_model import CRISIS, NamedModel, read_named_model
from foedus.estimate.named_sample import NamedSample, read_named_sample
from foedus.estimate.out_of_sample import (
    Compared,
    HeldBack,
    Refitted,
    Rows,
    Tested,
    check_enough,
    compare,
    determined_by,
)
from foedus.estimate.score import Score
from foedus.estimate.standard_error import (
    check_clustered,
    check_counts,
    cluster_of_row,
    clusters_fitted,
    uncertainty,
    wanted_errors,
)
from foedus.estimate.table import read_table
from foedus.estimate.table_fit import TableFit
from foedus.estimate.ultimatum import UltimatumFit, fit_ultimatum

if TYPE_CHECKING:
    import pandas

METHODS = get_args(Method)
OUTER = "outer products"
"""the errors of a nested pseudo-likelihood"""
HOW = {
    "ml": "maximum likelihood",
    "npl": "nested pseudo-likelihood, which is no maximum of the likelihood",
    "pl": "pseudo-likelihood of one step, the first stage taken as known",
}


@dataclass(frozen=True, eq=False)
class NamedFit(TableFit):
    """A model without a tree fitted to a table; `covariance` (parameter, parameter) is of the kind `errors` names."""

    sample: NamedSample
    found: CrisisFit | UltimatumFit
    likelihood: Likelihood
    """what was maximised"""
    maximum: Maximum
    """where the search ended: of "npl", that of the last pseudo-likelihood"""
    method: str
    errors: str
    covariance: Numbers
    baselines: tuple[Baseline, ...]
    scores: tuple[Score, ...]
    fitted: Numbers
    place: str
    tested: Tested | None = None
    resampled: Bootstrap | None = None
    n_clusters: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """How the estimates were found, in words."""
        return HOW[self.method]

    @cached_property
    def predictive(self) -> Likelihood:
        """What predicts on the rows it was fitted on: the equilibrium, also where a pseudo-likelihood was maximised."""
        is_pseudo = self.method != "ml"
        return self.sample.on(self.sample.kept.table.iloc[self.fitted]) if is_pseudo else self.likelihood

    @property
    def is_of_outcomes(self) -> bool:
        """Whether the likelihood is of the outcomes and nothing else: that of an ultimatum is of offers too."""
        return self.sample.is_crisis

    @property
    def way(self) -> tuple[str, str]:
        """The method."""
        return "Method", self.method

    @property
    def kind_of_likelihood(self) -> str:
        """What was maximised, in words."""
        return "Pseudo-log-likelihood" if self.method == "pl" else "Log-likelihood"

    def more(self) -> dict[str, Any]:
        """Keys of the JSON that are this model's own."""
        if isinstance(self.found, CrisisFit):
            several = int(np.sum(self.found.count > 1))
            return {"method": self.method, "rounds": self.found.rounds, "several_equilibria": several}
        return {"method": self.method, "on_floor": int(self.found.on_floor.sum())}


def fit_named(
    model: NamedModel | str | Path,
    table: pandas.DataFrame | str | Path,
    *,
    method: str = "ml",
    utilities: Mapping[str, str | float] | None = None,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    where: str | None = None,
    errors: str | None = None,
    cluster: str | None = None,
    replications: int = 0,
    test: str | None = None,
    folds: int = 0,
    penalised: bool = False,
    starts: int = 0,
    seed: int = 1,
    on_done: Callable[[int], None] | None = None,
) -> NamedFit:
    """Crisis signalling or the ultimatum on a table (docs/signalling.md).

    Arguments:
        model: "crisis-signalling", "ultimatum", a YAML file with `model:`, or what `read_named_model` made of one.
        table: a DataFrame, or a file (.csv, .tsv, .parquet, .dta).
        method: "ml"; of crisis signalling also "npl" or "pl" (`fit_crisis`).
        utilities: formulas or numbers in place of the model's, by name.
        labels: the model's names of columns by what the table calls them.
        where: a condition on rows.
        errors: `hessian`, `sandwich`, `cluster` or `bootstrap`, of "ml" only.
        cluster: the column whose values are clusters of rows that belong together.
        replications: of the bootstrap.
        test: a condition on rows that are held back and predicted, such as "year >= 1946".
        folds: hold back each of so many parts of the rows in turn, whole clusters where there are some.
        penalised: whether a penalised logit stands beside the others (needs scikit-learn).
        starts: other, random starts of the search.
        seed: of these, of resampling and of folds.
        on_done: called with 1 whenever a replication is done.

    Raises:
        InputError: anything wrong with model, table or settings.
        ComputationError: the likelihood cannot be worked out.
    """
    named = model if isinstance(model, NamedModel) else read_named_model(model, utilities, labels)
    place = shorten(str(table), 400) if isinstance(table, str | Path) else "table"
    check_counts(replications, starts, seed)
    chosen = _errors(named, method, errors, cluster, replications)
    held = HeldBack(test, folds, penalised, seed)
    more = () if cluster is None else (cluster,)
    sample = read_named_sample(named, read_table(table), where=where, more_columns=more, place=place)
    _check_outcomes(sample, held)
    fitted = held.fitted(sample.kept.table)
    groups = cluster_of_row(sample.kept.table, cluster)
    clusters = clusters_fitted(groups, fitted, chosen)
    found = _found(sample, method, fitted, starts, seed)
    known = uncertainty(
        found.likelihood, found.maximum, chosen, found.covariance, clusters, replications, seed, on_done
    )
    compared = _compared(sample, method, found, fitted, groups, held)
    return NamedFit(
        sample, found, found.likelihood, found.maximum, method, chosen, known.covariance, compared.baselines,
        compared.scores, fitted, place, compared.tested, known.resampled, known.n_clusters,
        (*found.warnings, *known.warnings, *compared.warnings),
    )  # fmt: skip


def _errors(named: NamedModel, method: str, errors: str | None, cluster: str | None, replications: int) -> str:
    """The kind of standard errors, where method and kind go with the model."""
    methods = METHODS if named.model == CRISIS else ("ml",)
    if method not in methods:
        expected = f"expected {' or '.join(methods)} for {named.model}"
        raise InputError.at("method", f"is {quote(shorten(method, 60))}: {expected}")
    usual = OUTER if method == "npl" else "hessian"
    errors = wanted_errors(errors, cluster, replications, usual)
    if method != "ml" and errors != usual:
        hint = "The method ml has the others."
        raise InputError.at("errors", f"is {errors}, which {method} does not have: expected {usual}", hint=hint)
    check_clustered(errors, cluster)
    return errors


def _check_outcomes(sample: NamedSample, held: HeldBack) -> None:
    """Stop where models are to be compared by what they predict, and no outcome was seen."""
    for option, is_given in (("test", held.condition), ("folds", held.folds), ("penalised", held.penalised)):
        if is_given and sample.counts is None:
            message = f"scores answers to offers, and {sample.place} has no column of them"
            hint = "Answers stand in the column `accept`, or in one that stands for it by --label COLUMN=accept."
            raise InputError.at(option, message, hint=hint)


def _found(sample: NamedSample, method: str, numbers: Numbers, starts: int, seed: int) -> CrisisFit | UltimatumFit:
    """The fit on the rows of given numbers."""
    if sample.is_crisis:
        rows = sample.crisis().taken(numbers)
        _check_size(rows.n_plays, len(rows.names), sample)
        return fit_crisis(rows, method, starts=starts, seed=seed)  # type: ignore[arg-type]
    whole = sample.offers()
    begin = determined_by(whole.data["matrices"], numbers, whole.start)
    likelihood = replace(whole.rows(numbers), start=begin)
    _check_size(likelihood.n_rows, len(likelihood.names), sample)
    return fit_ultimatum(likelihood, starts=starts, seed=seed)


def _compared(
    sample: NamedSample, method: str, found: CrisisFit | UltimatumFit, fitted: Numbers, groups: Numbers | None,
    held: HeldBack,
) -> Compared:  # fmt: skip
    """Baselines and scores; none where no outcome was seen."""
    if sample.counts is None:
        return Compared((), (), None)
    counts, table = sample.counts, sample.kept.table
    everywhere = sample.on(table)
    whole = sample.crisis() if sample.is_crisis else None

    def refitted(rows: Numbers) -> Refitted:
        check_enough(counts[:, rows], len(found.names))
        if method != "ml":
            again = _found(sample, method, rows, 0, held.seed).maximum
            return Refitted(again, everywhere.probabilities(again.parameters))
        # Rows that are held back count 0 times: one size, compiled once for all folds.
        weights = np.isin(np.arange(len(table)), rows).astype(float)
        likelihood = sample.offers() if whole is None else full_likelihood(whole)
        matrices = likelihood.data["matrices"]
        again = maximise(likelihood, weights, determined_by(matrices, rows, found.parameters))
        return Refitted(again, everywhere.probabilities(determined_by(matrices, rows, again.parameters)))

    seen = Rows(table, counts, sample.outcomes, sample.formula, groups)
    return compare(seen, held, fitted, everywhere.probabilities(found.parameters), refitted)


def _check_size(plays: float, parameters: int, sample: NamedSample) -> None:
    if not parameters:
        raise InputError.at(sample.title, "has nothing to estimate: every number is held")
    if plays <= parameters:
        message = f"has {plays:,.0f} plays that can be used: expected more than the {parameters} parameters"
        raise InputError.at(sample.place, message)


__all__ = ["METHODS", "NamedFit", "fit_named"]
