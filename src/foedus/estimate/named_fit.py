"""Fits of models with a name and no tree, crisis signalling and the ultimatum, from files and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import Finding, InputError
from foedus.estimate.baseline import Baseline, baselines_on, every_term
from foedus.estimate.covariance import Bootstrap
from foedus.estimate.crisis_fit import CrisisFit, Method, fit_crisis
from foedus.estimate.crisis_likelihood import crisis_rows
from foedus.estimate.estimates import Estimates
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.maximum import Maximum
from foedus.estimate.named_model import COLUMNS, CRISIS, FORMULAS, NamedModel, read_named_model
from foedus.estimate.rows import read_formulas
from foedus.estimate.score import Score, score
from foedus.estimate.standard_error import check_clustered, cluster_of_row, uncertainty, wanted_errors
from foedus.estimate.table import Kept, check_categories, kept_rows, read_table
from foedus.estimate.ultimatum import UltimatumFit, fit_ultimatum, ultimatum_likelihood
from foedus.estimate.varies import check_varies
from foedus.game.linear import LinearFormula

if TYPE_CHECKING:
    import pandas

METHODS = get_args(Method)
OUTER = "outer products"
"""the errors of a nested pseudo-likelihood"""


@dataclass(frozen=True, eq=False)
class NamedFit(Estimates):
    """A model without a tree fitted to a table; `covariance` (parameter, parameter) is of the kind `errors` names."""

    named: NamedModel
    place: str
    kept: Kept
    found: CrisisFit | UltimatumFit
    maximum: Maximum
    """where the search ended: of "npl", that of the last pseudo-likelihood"""
    method: str
    errors: str
    covariance: Numbers
    counts: Numbers | None
    """tallies, (outcome, row), where outcomes are counted"""
    baselines: tuple[Baseline, ...]
    scores: tuple[Score, ...]
    resampled: Bootstrap | None = None
    n_clusters: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def likelihood(self) -> Likelihood:
        """What was maximised."""
        return self.found.likelihood

    @property
    def n(self) -> int:
        """Rows it was fitted on."""
        return self.likelihood.n_rows

    @property
    def bic(self) -> float:
        """The Bayesian information criterion, over rows."""
        return float(len(self.names) * np.log(self.n) - 2.0 * self.log_likelihood)

    def to_json(self) -> str:
        """The fit for programs (docs/signalling.md lists the keys)."""
        from foedus.estimate.export import json_text
        from foedus.estimate.named_export import record

        return json_text(record(self))

    def to_csv(self) -> str:
        """One line for each parameter: name, estimate, standard error, z."""
        from foedus.estimate.export import csv_text

        return csv_text(self)

    def to_latex(self) -> str:
        """The table of a paper: parameters with their standard errors below, and what the fit rests on."""
        from foedus.estimate.named_export import latex_text

        return latex_text(self)

    def __str__(self) -> str:
        from foedus.estimate.named_export import plain_text

        return plain_text(self)


def fit_named(
    model: NamedModel | str | Path,
    table: pandas.DataFrame | str | Path,
    *,
    method: str = "ml",
    utilities: Mapping[str, str] | None = None,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    where: str | None = None,
    errors: str | None = None,
    cluster: str | None = None,
    replications: int = 0,
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
        starts: other, random starts of the search.
        seed: of these and of resampling.
        on_done: called with 1 whenever a replication is done.

    Raises:
        InputError: anything wrong with model, table or settings.
        ComputationError: the likelihood cannot be worked out.
    """
    named = model if isinstance(model, NamedModel) else read_named_model(model, utilities, labels)
    place = shorten(str(table), 400) if isinstance(table, str | Path) else "table"
    chosen = _errors(named, method, errors, cluster, replications)
    read = read_table(table)
    wanted = _columns(named, read)
    formulas = read_formulas(named.formulas, FORMULAS[named.model])[0]
    linear = [each for each in formulas.values() if isinstance(each, LinearFormula)]
    if not linear and named.model == CRISIS:
        hint = "Give some, such as `--utility 'W_A=~ 1 + balance'`."
        raise InputError.at(named.title, "has nothing to estimate: every payoff is a number", hint=hint)
    used = list(dict.fromkeys(column for each in linear for column in each.columns))
    kept = kept_rows(read, (*used, *wanted, *filter(None, [cluster])), where=where, place=place)
    check_categories(kept.table, used, place)
    counts: Numbers | None = None
    found: CrisisFit | UltimatumFit
    if named.model == CRISIS:
        rows = crisis_rows(named.formulas, kept.table, wanted)
        _check_size(rows.n_plays, len(rows.names), place)
        check_varies(rows.names, rows.matrices, place)
        found, counts = fit_crisis(rows, method, starts=starts, seed=seed), rows.counts  # type: ignore[arg-type]
    else:
        likelihood = _ultimatum(named, kept, wanted)
        _check_size(len(kept.table), len(likelihood.names), place)
        check_varies(likelihood.names, likelihood.data["matrices"], place)
        found = fit_ultimatum(likelihood, starts=starts, seed=seed)
    clusters = None if cluster is None else cluster_of_row(kept.table, cluster)
    known = uncertainty(
        found.likelihood, found.maximum, chosen, found.covariance, clusters, replications, seed, on_done
    )
    beside: tuple[Baseline, ...] = ()
    scores: tuple[Score, ...] = ()
    if counts is not None:
        everyone = np.arange(len(kept.table))
        beside = baselines_on(every_term(linear), kept.table, counts, COLUMNS[CRISIS], everyone)
        mine = found.likelihood.probabilities(found.parameters)
        scores = (
            score("game", mine, counts),
            *(score(each.name, each.probabilities, counts) for each in beside),
        )
    return NamedFit(
        named, place, kept, found, found.maximum, method, chosen, known.covariance, counts, beside, scores,
        known.resampled, known.n_clusters, (*found.warnings, *known.warnings),
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


def _columns(named: NamedModel, table: pandas.DataFrame) -> tuple[str, ...]:
    """What the table calls the columns of the model; answers to offers may be absent."""
    known = [str(name) for name in table.columns]
    wanted = []
    for name in COLUMNS[named.model]:
        called = named.columns.get(name, name)
        if name == "accept" and name not in named.columns and called not in known:
            continue
        if called not in known:
            what = f"expected a column for {quote(name)} of {named.model}"
            hint = f"A column stands for another by --label COLUMN={name}."
            raise InputError.at("table", f"has no column {quote(called)}: {what}", hint=hint)
        wanted.append(called)
    return tuple(wanted)


def _ultimatum(named: NamedModel, kept: Kept, wanted: tuple[str, ...]) -> Likelihood:
    if "highest" not in named.numbers:
        hint = "`numbers: {highest: 15}` in the file, or --utility highest=15."
        raise InputError.at(named.title, "has no highest offer, which is the prize", hint=hint)
    fixed = {name: value for name, value in named.numbers.items() if name.startswith("log(")}
    return ultimatum_likelihood(
        named.formulas,
        kept.table,
        offer=wanted[0],
        accept=wanted[1] if len(wanted) > 1 else None,
        lowest=named.numbers.get("lowest", 0.0),
        highest=named.numbers["highest"],
        fixed=fixed,
    )


def _check_size(plays: float, parameters: int, place: str) -> None:
    if not parameters:
        raise InputError.at(place, "is to be fitted by a model with nothing to estimate: every number is held")
    if plays <= parameters:
        message = f"has {plays:,.0f} plays that can be used: expected more than the {parameters} parameters"
        raise InputError([Finding(place, "", message)])


__all__ = ["METHODS", "NamedFit", "fit_named"]
