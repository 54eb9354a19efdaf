"""`foedus.fit`: a game on a table, its estimates with their errors, and the baselines beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import InputError
from foedus.estimate.baseline import Baseline, baselines
from foedus.estimate.covariance import Bootstrap, Profile, hessian_covariance, profile
from foedus.estimate.estimates import Estimates
from foedus.estimate.formula import read_game
from foedus.estimate.hidden_moves import other_equilibria, start_of
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.link import Shocks, usual_shocks
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.sample import Sample, read_sample
from foedus.estimate.score import Score, fold_of_row, score, test_rows
from foedus.estimate.standard_error import ERRORS, check_clustered, cluster_of_row, uncertainty, wanted_errors
from foedus.estimate.table import read_table
from foedus.game import Game

if TYPE_CHECKING:
    import pandas
    import xarray

METHODS = ("ml", "nuts")


@dataclass(frozen=True, eq=False)
class Tested:
    """Scores on rows that the models had not seen: `how` says which, `n` how many, in how many rounds of fitting."""

    how: str
    n: int
    rounds: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, eq=False)
class Fit(Estimates):
    """A game fitted to a table.

    `covariance` (parameter, parameter) is of the kind that `errors` names. `fitted` are numbers of the kept rows on
    which it was fitted: all, unless some were held back by a test.
    """

    sample: Sample
    likelihood: Likelihood
    maximum: Maximum
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
    def n(self) -> int:
        """Rows it was fitted on."""
        return self.likelihood.n_rows

    @property
    def bic(self) -> float:
        """The Bayesian information criterion."""
        return float(len(self.names) * np.log(self.n) - 2.0 * self.log_likelihood)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What can happen."""
        return self.likelihood.outcomes

    def probabilities(self) -> Numbers:
        """Of each outcome in each row it was fitted on, (outcome, row)."""
        return self.likelihood.probabilities(self.parameters)

    def predict(self, table: pandas.DataFrame | str | Path) -> pandas.DataFrame:
        """The table with a probability for each outcome, in columns "p:OUTCOME"; empty where a column has a gap.

        Raises:
            InputError: it lacks a column, or has a category that the fit has not seen.
        """
        from foedus.estimate.predict import predict

        if isinstance(table, str | Path):
            return predict(self, read_table(table), shorten(str(table), 400))
        return predict(self, table)

    def profile(self, name: str, *, level: float = 0.9, points: int = 21) -> Profile:
        """The profile likelihood of a parameter.

        Raises:
            InputError: no parameter of that name.
        """
        from foedus.errors import listed, nearest

        if name not in self.names:
            hint = nearest(name, self.names) or f"Parameters: {listed(self.names)}."
            raise InputError.at("parameter", f"{quote(shorten(name, 100))} is not in the fit", hint=hint)
        return profile(self.likelihood, self.maximum, name, level=level, points=points)

    def to_json(self) -> str:
        """The fit for programs (docs/estimation.md lists the keys)."""
        from foedus.estimate.export import json_text, record

        return json_text(record(self))

    def to_csv(self) -> str:
        """One line for each parameter: name, estimate, standard error, z."""
        from foedus.estimate.export import csv_text

        return csv_text(self)

    def to_prior(self, rows: Mapping[str, str] | None = None, *, draws: xarray.DataTree | None = None) -> str:
        """A prior file, which a case can cite: parameters, and functions of them by name (`estimate.prior_text`).

        Raises:
            InputError: a row is no formula, or names what the fit does not have.
            ComputationError: there is no maximum, or nothing is determined.
        """
        from foedus.estimate.prior import prior_text

        return prior_text(self, rows, draws=draws)

    def to_latex(self) -> str:
        """The table of a paper: parameters with their standard errors below, and what the fit rests on."""
        from foedus.estimate.export import latex_text

        return latex_text(self)

    def __str__(self) -> str:
        from foedus.estimate.export import plain_text

        return plain_text(self)


class Settings(TypedDict, total=False):
    """What `fit` may be told by name, whatever the method."""

    outcome: str | None
    labels: Mapping[str, str] | None
    utilities: Mapping[str, str] | None
    link: Shocks | str | None
    where: str | None
    errors: str | None
    cluster: str | None
    replications: int
    test: str | None
    folds: int
    penalised: bool
    starts: int
    seed: int
    chains: int
    draws: int
    on_done: Callable[[int], None] | None


@overload
def fit(
    game: Game | str | Path,
    table: pandas.DataFrame | str | Path,
    *,
    method: Literal["ml"] = "ml",
    **settings: Unpack[Settings],
) -> Fit: ...


@overload
def fit(
    game: Game | str | Path,
    table: pandas.DataFrame | str | Path,
    *,
    method: Literal["nuts"],
    **settings: Unpack[Settings],
) -> xarray.DataTree: ...


def fit(
    game: Game | str | Path,
    table: pandas.DataFrame | str | Path,
    *,
    outcome: str | None = None,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    utilities: Mapping[str, str] | None = None,
    link: Shocks | str | None = None,
    where: str | None = None,
    errors: str | None = None,
    cluster: str | None = None,
    replications: int = 0,
    test: str | None = None,
    folds: int = 0,
    penalised: bool = False,
    starts: int = 0,
    seed: int = 1,
    method: str = "ml",
    chains: int = 4,
    draws: int = 1000,
    on_done: Callable[[int], None] | None = None,
) -> Any:
    """A game's parameters on a table, one row a play or a tally of plays: by maximum likelihood, or their posterior.

    The probability of what happened in a row is that of the game's quantal response equilibrium at the row's payoffs.

    Arguments:
        game: with utilities (docs/estimation.md): a game, a file, or a template such as "egame12".
        table: a DataFrame, or a file (.csv, .tsv, .parquet, .dta).
        outcome: the column that says what happened; None where columns named as the outcomes count them.
        labels: outcomes by what the table calls them ("no attack": "1"), be that a value or a column; several outcomes
            that the table does not tell apart are given together ("fought": ["weak, fight", "strong, fight"]).
        utilities: formulas in place of the game's, by name: "u11": "balance + ally"; a number holds a utility there.
        link: `probit-agent`, `probit-private`, `logit` or `logit-sqrt2` (`foedus.estimate.Shocks`).
        where: a condition on rows, such as "year >= 1946".
        errors: `hessian`, `sandwich`, `cluster` or `bootstrap`; `cluster` by default where a column of clusters is
            given, `bootstrap` where replications are.
        cluster: the column whose values are clusters of rows that belong together.
        replications: of the bootstrap, which draws clusters where there are some.
        test: a condition on rows that are held back and predicted, such as "year >= 1946".
        folds: hold back each of so many parts of the rows in turn, whole clusters where there are some.
        penalised: whether a penalised logit stands beside the others (needs scikit-learn).
        starts: other, random starts of the search.
        seed: of resampling, folds, starts and chains.
        method: `ml`, or `nuts` for the posterior under a weakly informative prior (`foedus.estimate.posterior`).
        chains: of the posterior.
        draws: of each chain.
        on_done: called with 1 whenever a replication is done.

    Returns:
        A `Fit`; by `nuts` an `xarray.DataTree` in ArviZ's layout.

    Raises:
        InputError: anything wrong with game, table or settings, each with what would help.
        ComputationError: the likelihood cannot be worked out, or a library is not installed.
    """
    place = shorten(table, 400) if isinstance(table, str) else str(table) if isinstance(table, Path) else "table"
    _check_method(method, errors, replications)
    shocks = _shocks(link)
    read = read_game(game, utilities)
    chosen = wanted_errors(errors, cluster, replications)
    check_clustered(chosen, cluster)
    if test is not None and folds:
        raise InputError.at("folds", "stands beside a test: expected one of the two")
    more = () if cluster is None else (cluster,)
    sample = read_sample(
        read, read_table(table), shocks or usual_shocks(read), outcome=outcome, labels=labels, where=where,
        more_columns=more, place=place,
    )  # fmt: skip
    groups = None if cluster is None else cluster_of_row(sample.kept.table, cluster)
    held = np.zeros(sample.likelihood.n_rows, dtype=bool) if test is None else test_rows(sample.kept.table, test)
    fitted = np.flatnonzero(~held)
    likelihood = _on(sample, fitted)
    maximum = maximise(likelihood, starts=starts, seed=seed)
    clusters = None if groups is None else np.unique(groups[fitted], return_inverse=True)[1]
    known = uncertainty(likelihood, maximum, chosen, hessian_covariance(maximum), clusters, replications, seed, on_done)
    more_seed = seed if penalised else None
    beside = _beside(sample, fitted, groups, more_seed)
    tested = None
    if test is not None:
        tested = _tested(test, sample, np.flatnonzero(held), maximum, beside)
    elif folds:
        tested = _folded(folds, sample, groups, seed, maximum, more_seed)
    scores = (
        score("game", likelihood.probabilities(maximum.parameters), sample.counts[:, fitted]),
        *(score(each.name, each.probabilities[:, fitted], sample.counts[:, fitted]) for each in beside),
    )
    warnings = [*maximum.warnings, *other_equilibria(sample.model, likelihood, maximum.parameters, seed)]
    never = [o for o, n in zip(sample.model.outcomes, sample.counts[:, fitted].sum(axis=1), strict=True) if not n]
    if never:
        warnings.append(f"Never happened: {', '.join(never)}.")
    warnings.extend(known.warnings)
    found = Fit(
        sample, likelihood, maximum, chosen, known.covariance, beside, scores, fitted, place, tested,
        known.resampled, known.n_clusters, tuple(warnings),
    )  # fmt: skip
    if method == "ml":
        return found
    from foedus.estimate.posterior import posterior

    return posterior(found, chains=chains, draws=draws, seed=seed)


def _check_method(method: str, errors: str | None, replications: int) -> None:
    from foedus.errors import nearest

    if method not in METHODS:
        hint = nearest(method, METHODS)
        raise InputError.at("method", f"is {quote(shorten(method, 100))}: expected {' or '.join(METHODS)}", hint=hint)
    if method == "nuts" and (errors is not None or replications):
        raise InputError.at("errors", "go with maximum likelihood: a posterior has intervals of its own")


def _shocks(link: Shocks | str | None) -> Shocks | None:
    from foedus.errors import nearest

    if link is None or isinstance(link, Shocks):
        return link
    names = [each.value for each in Shocks]
    if link not in names:
        hint = nearest(link, names) or f"Links: {', '.join(names)}."
        raise InputError.at("link", f"is {quote(shorten(link, 100))}: expected one of the links", hint=hint)
    return Shocks(link)


def _on(sample: Sample, rows: Numbers) -> Likelihood:
    """The likelihood on some of the rows, with a start of its own."""
    if len(rows) == sample.likelihood.n_rows:
        return sample.likelihood
    happened = (sample.counts[:, rows].sum(axis=1) > 0).sum()
    if len(rows) <= len(sample.likelihood.names) or happened < 2:
        raise InputError.at("test", f"leaves {len(rows):,} rows to fit on, with {happened} outcomes: expected more")
    likelihood = sample.likelihood.rows(rows)
    return replace(likelihood, start=start_of(sample.model, likelihood))


def _tested(how: str, sample: Sample, rows: Numbers, maximum: Maximum, beside: tuple[Baseline, ...]) -> Tested:
    counts = sample.counts[:, rows]
    mine = sample.likelihood.probabilities(maximum.parameters)[:, rows]
    scores = [score("game", mine, counts), *(score(each.name, each.probabilities[:, rows], counts) for each in beside)]
    return Tested(how, len(rows), 1, tuple(scores))


def _beside(sample: Sample, rows: Numbers, groups: Numbers | None, seed: int | None) -> tuple[Baseline, ...]:
    """The baselines fitted on some rows; the penalised one where its folds have a seed."""
    found = baselines(sample.game, sample.kept.table, sample.counts, sample.model.outcomes, rows)
    if seed is None:
        return found
    from foedus.estimate.penalised import penalised_logit

    held_back = penalised_logit(sample.game, sample.kept.table, sample.counts, rows, groups, seed)
    return found if held_back is None else (*found, held_back)


def _folded(
    folds: int, sample: Sample, groups: Numbers | None, seed: int, whole: Maximum, more_seed: int | None
) -> Tested:
    """Scores over all rows, each predicted by models that had not seen its fold."""
    fold = fold_of_row(sample.likelihood.n_rows, folds, groups, seed)
    predicted: dict[str, Numbers] = {}
    for number in range(folds):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        likelihood = _on(sample, inside)
        found = maximise(likelihood, start=whole.parameters)
        parts = {"game": sample.likelihood.probabilities(found.parameters)}
        for each in _beside(sample, inside, groups, more_seed):
            parts[each.name] = each.probabilities
        for name, probabilities in parts.items():
            predicted.setdefault(name, np.zeros(sample.counts.shape))[:, outside] = probabilities[:, outside]
    scores = tuple(score(name, each, sample.counts) for name, each in predicted.items())
    return Tested(f"{folds} folds", sample.likelihood.n_rows, folds, scores)


__all__ = ["ERRORS", "Fit", "Tested", "fit"]
