"""Probabilities for rows that a fit has not seen, and over one covariate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote
from foedus.errors import InputError, listed, nearest
from foedus.estimate.covariance import check_level
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.table import named_as, with_plain_columns
from foedus.game.design import in_order

if TYPE_CHECKING:
    import pandas

    from foedus.estimate.table_fit import TableFit

PREFIX = "p:"
DRAWS = 1000


def predict(fit: TableFit, table: pandas.DataFrame, place: str = "predict") -> pandas.DataFrame:
    """The table with a probability for each outcome, in columns "p:OUTCOME"; empty where a column has a gap.

    Arguments:
        fit: whose estimates are taken.
        table: with the columns of its game.
        place: what messages call the table.

    Raises:
        InputError: it lacks a column, or has a category that the fit has not seen.
    """
    table = with_plain_columns(table, place)
    known = list(table.columns)
    for name in fit.sample.columns:
        if name not in known:
            hint = nearest(name, known) or f"Columns: {listed(known)}."
            raise InputError.at(place, f"has no column {quote(name)}", hint=hint)
    rows = np.flatnonzero(table[list(fit.sample.columns)].notna().all(axis=1).to_numpy())
    found = np.full((len(fit.outcomes), len(table)), np.nan)
    if len(rows):
        with named_as(place):
            found[:, rows] = fit.sample.on(table.iloc[rows]).probabilities(fit.parameters)
    return table.assign(**{f"{PREFIX}{each}": found[number] for number, each in enumerate(fit.outcomes)})


def over(
    fit: TableFit, column: str, values: Sequence[Any] | None = None, *, at: Mapping[str, Any] | None = None,
    level: float = 0.9, seed: int = 1,
) -> pandas.DataFrame:  # fmt: skip
    """Fitted probabilities over one column, the others held, with intervals.

    Intervals are quantiles over draws of the parameters from a normal distribution with the covariance of the fit.

    Arguments:
        column: of a formula of the game.
        values: of it; 25 from the least to the greatest by default, or every category.
        at: values of other columns; by default the median of numbers and the most frequent category.
        level: of the intervals.
        seed: of the draws.

    Returns:
        One row for each value and outcome: column, `outcome`, `probability`, `low`, `high`.

    Raises:
        InputError: a column that the game does not use, a covariance that is not there, or a level that is no share.
    """
    import pandas as pd

    check_level(level)
    table, columns = fit.sample.kept.table, list(fit.sample.columns)
    for name in (column, *(at or {})):
        if name not in columns:
            hint = nearest(name, columns) or f"Columns: {listed(columns)}."
            raise InputError.at("over", f"{quote(name)} is not in a formula of the game", hint=hint)
    if not np.isfinite(fit.covariance).all():
        raise InputError.at("over", "needs a covariance, which the likelihood does not determine")
    if values is None:
        is_number = pd.api.types.is_numeric_dtype(table[column])
        values = (
            [float(each) for each in np.linspace(float(table[column].min()), float(table[column].max()), 25)]
            if is_number and table[column].nunique() > 2
            else in_order(table[column])
        )
    held = {
        name: float(table[name].median()) if pd.api.types.is_numeric_dtype(table[name]) else table[name].mode()[0]
        for name in columns
    } | dict(at or {})
    rows = pd.DataFrame({name: [held[name]] * len(values) for name in columns})
    rows[column] = list(values)
    with named_as("over"):
        likelihood = fit.sample.on(rows)
    low, high = _interval(likelihood, fit, level, seed)
    centre = likelihood.probabilities(fit.parameters)
    return pd.DataFrame(
        {
            column: np.tile(np.asarray(values, dtype=object), len(fit.outcomes)),
            "outcome": np.repeat(fit.outcomes, len(values)),
            "probability": centre.reshape(-1),
            "low": low.reshape(-1),
            "high": high.reshape(-1),
        }
    ).infer_objects()


def _interval(likelihood: Likelihood, fit: TableFit, level: float, seed: int) -> tuple[Numbers, Numbers]:
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(fit.covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = fit.parameters + rng.normal(size=(DRAWS, len(values))) @ root.T
    found = np.stack([likelihood.probabilities(each) for each in drawn])
    low, high = np.quantile(found, [0.5 - 0.5 * level, 0.5 + 0.5 * level], axis=0)
    return low, high


__all__ = ["over", "predict"]
