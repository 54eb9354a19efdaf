"""A logit whose coefficients are held back by a penalty that rows held out choose: the baseline that overfits least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from foedus.errors import ComputationError
from foedus.estimate.baseline import Baseline, log_likelihood, logit_design
from foedus.estimate.likelihood import Numbers
from foedus.estimate.score import fold_of_row
from foedus.game.linear import LinearFormula

if TYPE_CHECKING:
    import pandas

PENALISED = "penalised logit"
STRENGTHS = tuple(float(each) for each in 10.0 ** np.arange(-3.0, 3.0))
"""inverse penalties that are tried"""
FOLDS = 5


def penalised_logit(
    formula: LinearFormula,
    table: pandas.DataFrame,
    counts: Numbers,
    fitted: Numbers,
    groups: Numbers | None,
    seed: int,
) -> Baseline | None:
    """Ridge logit on the terms of a formula, scaled to mean 0 and deviation 1; None where there is no column.

    The penalty is the one with the best log score over folds of the rows it is fitted on, whole clusters at a time.

    Arguments:
        formula: of the terms (`main_effects` of a game).
        table: all rows.
        counts: how often each outcome happened, (outcome, row of the table).
        fitted: numbers of the rows to fit on.
        groups: (row,) clusters, or None.
        seed: of the folds.

    Raises:
        ComputationError: scikit-learn is not installed.
    """
    names, matrix = logit_design(formula, table)
    columns = matrix[[number for number, name in enumerate(names) if name != "intercept"]]
    if not len(columns):
        return None
    mean, spread = columns[:, fitted].mean(axis=1), columns[:, fitted].std(axis=1)
    scaled = (columns - mean[:, None]) / np.where(spread > 0, spread, 1.0)[:, None]
    inside = None if groups is None else np.unique(groups[fitted], return_inverse=True)[1]
    count = len(fitted) if inside is None else int(inside.max()) + 1
    fold = fold_of_row(len(fitted), min(FOLDS, count), inside, seed)
    scores = []
    for strength in STRENGTHS:
        total = 0.0
        for number in range(int(fold.max()) + 1):
            chances = _fitted(scaled, counts, fitted[fold != number], strength)
            # An outcome that the other folds lack has probability 0 under any penalty.
            total += log_likelihood(np.maximum(chances, 1e-12), counts, fitted[fold == number])
        scores.append(total)
    chosen = STRENGTHS[int(np.argmax(scores))]
    chances = _fitted(scaled, counts, fitted, chosen)
    n_parameters = (int((counts[:, fitted].sum(axis=1) > 0).sum()) - 1) * (len(columns) + 1)
    text = f"{formula.text}, inverse penalty {chosen:g}"
    return Baseline(
        PENALISED, n_parameters, log_likelihood(chances, counts, fitted), chances, formula=text, is_penalised=True
    )


def _fitted(scaled: Numbers, counts: Numbers, rows: Numbers, strength: float) -> Numbers:
    """Probabilities (outcome, row) of all rows, from a logit fitted on some."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        message = "scikit-learn is not installed, and a penalised logit needs it: pip install 'foedus[estimate]'"
        raise ComputationError(message) from None
    happened, at = np.nonzero(counts[:, rows])
    chances = np.zeros(counts.shape)
    if len(np.unique(happened)) < 2:
        chances[happened[0]] = 1.0
        return chances
    model = LogisticRegression(C=strength, max_iter=2000, tol=1e-6)
    model.fit(scaled[:, rows[at]].T, happened, sample_weight=counts[:, rows][happened, at])
    chances[model.classes_] = model.predict_proba(scaled.T).T
    return chances


__all__ = ["PENALISED", "penalised_logit"]
