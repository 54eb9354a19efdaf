"""Standard errors of the kind that is wanted: by resampling, or from scores, clustered or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import InputError, nearest
from foedus.estimate.covariance import Bootstrap, bootstrap, sandwich_covariance
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.maximum import Maximum

if TYPE_CHECKING:
    import pandas

ERRORS = ("hessian", "sandwich", "cluster", "bootstrap")
BY_CLUSTER = ("cluster", "bootstrap")
"""that take clusters for independent, where rows have some"""
REPLICATIONS = 100
"""of the bootstrap, where no number is given"""
FEWEST_CLUSTERS = 30


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """A covariance (parameter, parameter), the resampled fits and clusters behind it, and what is doubtful about it."""

    covariance: Numbers
    resampled: Bootstrap | None
    n_clusters: int | None
    warnings: tuple[str, ...]


def wanted_errors(errors: str | None, cluster: str | None, replications: int, usual: str = "hessian") -> str:
    """The kind of standard errors that the settings ask for; `usual` where they ask for none.

    Raises:
        InputError: there is no such kind.
    """
    if errors is None:
        return "bootstrap" if replications else "cluster" if cluster is not None else usual
    if errors not in (*ERRORS, usual):
        message = f"is {quote(shorten(errors, 100))}: expected one of {', '.join(ERRORS)}"
        raise InputError.at("errors", message, hint=nearest(errors, ERRORS))
    if replications and errors != "bootstrap":
        message = f"is {errors} beside {replications:,} resampled fits, which are for bootstrap: expected one of them"
        raise InputError.at("errors", message)
    return errors


def check_counts(replications: int, starts: int, seed: int) -> None:
    """Stop where there cannot be so many resampled fits or starts, or no such seed.

    Raises:
        InputError: as it says.
    """
    for name, value, least in (("replications", replications, 0), ("starts", starts, 0), ("seed", seed, 0)):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            raise InputError.at(name, f"is {shorten(repr(value), 40)}: expected a whole number from {least}")
    if replications == 1:
        raise InputError.at("replications", "is 1: expected two or more, as one has no spread")


def check_clustered(errors: str, cluster: str | None) -> None:
    """Stop where clusters are wanted and no column of them is named.

    Raises:
        InputError: as it says.
    """
    if errors == "cluster" and cluster is None:
        raise InputError.at("errors", "is cluster: expected a column of clusters as well (--cluster COL)")


def cluster_of_row(table: pandas.DataFrame, column: str | None) -> Numbers | None:
    """(row,) number of each row's cluster, from 0; None where no column names clusters.

    Raises:
        InputError: all rows are of one cluster.
    """
    import pandas as pd

    if column is None:
        return None
    try:
        numbers: Numbers = np.asarray(pd.factorize(table[column])[0])
    except TypeError:  # what has no hash
        message = f"has lists in the column {quote(column)}: expected numbers or text"
        raise InputError.at("cluster", message) from None
    if numbers.max() < 1:
        raise InputError.at("cluster", f"has one value in the column {quote(column)}: expected two clusters or more")
    return numbers


def clusters_fitted(groups: Numbers | None, fitted: Numbers, errors: str) -> Numbers | None:
    """Clusters of the rows that are fitted, (row,) from 0, where the clusters of all rows are `groups`.

    Raises:
        InputError: standard errors hang on clusters, and a test leaves one only, whose scores sum to 0 at the maximum.
    """
    if groups is None:
        return None
    clusters = np.unique(groups[fitted], return_inverse=True)[1]
    if errors in BY_CLUSTER and clusters.max(initial=0) < 1:
        hint = "--errors hessian needs no clusters."
        raise InputError.at("test", "leaves rows of one cluster to fit on: expected two clusters or more", hint=hint)
    return clusters


def uncertainty(
    likelihood: Likelihood,
    maximum: Maximum,
    kind: str,
    usual: Numbers,
    clusters: Numbers | None,
    replications: int,
    seed: int,
    on_done: Callable[[int], None] | None,
) -> Uncertainty:
    """The covariance of one kind.

    Arguments:
        likelihood, maximum: of the fit.
        kind: one of `ERRORS`, or the model's usual one.
        usual: the covariance of that, (parameter, parameter).
        clusters: number of each row's cluster, (row,); the bootstrap draws whole ones where they are given.
        replications: of the bootstrap; 0 is `REPLICATIONS`.
        seed: of the bootstrap.
        on_done: called with 1 whenever a replication is done.
    """
    covariance, resampled, warnings = usual, None, []
    if kind == "bootstrap":
        rounds = replications or REPLICATIONS
        resampled = bootstrap(likelihood, maximum, rounds, clusters=clusters, seed=seed, on_done=on_done)
        # What data do not determine stays near where each search began: that it hardly spreads says nothing.
        is_open = np.isnan(np.diag(usual))
        covariance = np.where(is_open | is_open[:, None], np.nan, resampled.covariance)
        if resampled.failed:
            warnings.append(f"{resampled.failed} of {rounds} resampled fits did not reach a maximum.")
    elif kind in ("sandwich", "cluster"):
        covariance = sandwich_covariance(likelihood, maximum, clusters if kind == "cluster" else None)
    n_clusters = None if clusters is None else int(clusters.max()) + 1
    if n_clusters is not None and n_clusters < FEWEST_CLUSTERS and kind in BY_CLUSTER:
        warnings.append(f"There are {n_clusters} clusters: standard errors by cluster want some 30 or more.")
    return Uncertainty(covariance, resampled, n_clusters, tuple(warnings))
