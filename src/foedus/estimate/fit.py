"""`foedus.fit`: a game on a table, its estimates with their errors, and the baselines beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from foedus.case.document import quote, shorten
from foedus.errors import InputError
from foedus.estimate.baseline import Baseline
from foedus.estimate.covariance import Bootstrap, hessian_covariance
from foedus.estimate.formula import read_game
from foedus.estimate.hidden_moves import other_equilibria
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.link import Shocks, usual_shocks
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.out_of_sample import HeldBack, Refitted, Rows, Tested, compare
from foedus.estimate.sample import Sample, read_sample
from foedus.estimate.score import Score
from foedus.estimate.standard_error import (
    ERRORS,
    check_clustered,
    check_counts,
    cluster_of_row,
    clusters_fitted,
    uncertainty,
    wanted_errors,
)
from foedus.estimate.table import read_table
from foedus.estimate.table_fit import TableFit
from foedus.game import Game

if TYPE_CHECKING:
    import pandas
    import xarray

METHODS = ("ml", "nuts")


@dataclass(frozen=True, eq=False)
class Fit(TableFit):
    """A game fitted to a table; `covariance` (parameter, parameter) is of the kind that `errors` names."""

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


class Settings(TypedDict, total=False):
    """What `fit` may be told by name, whatever the method."""

    outcome: str | None
    labels: Mapping[str, str] | None
    utilities: Mapping[str, str | float] | None
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
    utilities: Mapping[str, str | float] | None = None,
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
    check_counts(replications, starts, seed)
    chosen = wanted_errors(errors, cluster, replications)
    check_clustered(chosen, cluster)
    wanted = HeldBack(test, folds, penalised, seed)
    more = () if cluster is None else (cluster,)
    sample = read_sample(
        read, read_table(table), shocks or usual_shocks(read), outcome=outcome, labels=labels, where=where,
        more_columns=more, place=place,
    )  # fmt: skip
    groups = cluster_of_row(sample.kept.table, cluster)
    fitted = wanted.fitted(sample.kept.table)
    clusters = clusters_fitted(groups, fitted, chosen)
    likelihood = sample.rows(fitted)
    maximum = maximise(likelihood, starts=starts, seed=seed)
    known = uncertainty(likelihood, maximum, chosen, hessian_covariance(maximum), clusters, replications, seed, on_done)

    def refitted(rows: Numbers) -> Refitted:
        found = maximise(sample.rows(rows))
        return Refitted(found, sample.likelihood.probabilities(found.parameters))

    compared = compare(
        Rows(sample.kept.table, sample.counts, sample.model.outcomes, sample.formula, groups), wanted, fitted,
        sample.likelihood.probabilities(maximum.parameters), refitted,
    )  # fmt: skip
    warnings = [*maximum.warnings, *other_equilibria(sample.model, likelihood, maximum.parameters, seed)]
    never = [o for o, n in zip(sample.model.outcomes, sample.counts[:, fitted].sum(axis=1), strict=True) if not n]
    if never:
        warnings.append(f"Never happened: {', '.join(never)}.")
    warnings += [*known.warnings, *compared.warnings]
    found = Fit(
        sample, likelihood, maximum, chosen, known.covariance, compared.baselines, compared.scores, fitted,
        place, compared.tested,
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


__all__ = ["ERRORS", "Fit", "Tested", "fit"]
