"""How good probabilities were: the log score and the Brier score, and which rows they are counted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import InputError
from foedus.estimate.likelihood import Numbers
from foedus.estimate.where import rows_where
from foedus.estimate.where_hint import hint_of

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Score:
    """Means over plays, less is better: −log of what happened's probability, and the squared error over outcomes."""

    model: str
    log: float
    brier: float


def score(model: str, probabilities: Numbers, counts: Numbers) -> Score:
    """The scores of probabilities (outcome, row) of what happened, counts (outcome, row).

    An infinite log score says that something happened to which the model gave probability 0.
    """
    from scipy.special import xlogy

    plays = counts.sum()
    losses = -xlogy(counts, probabilities)
    square = np.sum(probabilities**2, axis=0)
    # Of a play that ended in o: Σ p² − 2 p_o + 1.
    brier = float(np.sum(counts * (square - 2.0 * probabilities + 1.0)) / plays)
    return Score(model, float(losses.sum() / plays), brier)


def test_rows(table: pandas.DataFrame, condition: str) -> Numbers:
    """(row,) which rows are held back: those in which a condition such as "year >= 1946" or "decade=1950" holds.

    Raises:
        InputError: no condition, or one that leaves nothing to fit or to test.
    """
    found: Numbers = rows_where(table, condition, "test")
    if found.all() or not found.any():
        holds = f"{quote(shorten(condition, 200))} holds in {'every row' if found.all() else 'no row'}"
        message = f"{holds}: expected rows to fit on and rows to test on"
        raise InputError.at("test", message, hint=hint_of(table, condition))
    return found


def fold_of_row(n_rows: int, folds: int, clusters: Numbers | None, seed: int) -> Numbers:
    """(row,) number of the fold in which each row is held back; rows of one cluster share a fold.

    Raises:
        InputError: fewer than two folds, or more than there are rows or clusters.
    """
    count = n_rows if clusters is None else int(clusters.max()) + 1
    if not 2 <= folds <= count:
        what = "rows" if clusters is None else "clusters"
        raise InputError.at("folds", f"is {folds}: expected 2 to {count:,}, the number of {what}")
    order = np.random.default_rng(seed).permutation(count)
    fold = np.empty(count, dtype=int)
    fold[order] = np.arange(count) % folds
    return fold if clusters is None else fold[clusters]


def ranked(scores: Mapping[str, Score]) -> list[str]:
    """Names of the models by their log score, best first."""
    return sorted(scores, key=lambda name: scores[name].log)


__all__ = ["Score", "fold_of_row", "ranked", "score", "test_rows"]
