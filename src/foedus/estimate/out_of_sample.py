"""A model beside its baselines, on the rows it was fitted on and on rows that none of them has seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foedus.case.document import shorten
from foedus.errors import InputError
from foedus.estimate.baseline import Baseline, baselines
from foedus.estimate.likelihood import Numbers
from foedus.estimate.maximum import Maximum
from foedus.estimate.penalised import penalised_logit
from foedus.estimate.score import Score, fold_of_row, score, test_rows
from foedus.game.linear import LinearFormula

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False)
class Tested:
    """Scores on rows that the models had not seen: `how` says which, `n` how many, in how many rounds of fitting."""

    how: str
    n: int
    rounds: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """What happened in the rows of a table, and what baselines get to see of them.

    `counts` are (outcome, row); `groups` (row,) number clusters, which folds keep whole.
    """

    table: pandas.DataFrame
    counts: Numbers
    outcomes: tuple[str, ...]
    formula: LinearFormula
    groups: Numbers | None = None


@dataclass(frozen=True)
class HeldBack:
    """Which rows are held back: those of a condition, or each of so many folds in turn; none by default.

    `penalised` puts a penalised logit beside the others; `seed` is of the folds, and of its own.
    """

    condition: str | None = None
    folds: int = 0
    penalised: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        """Stop where both are given, or folds are no number of them.

        Raises:
            InputError: as it says.
        """
        if not isinstance(self.folds, int | np.integer) or isinstance(self.folds, bool):
            raise InputError.at("folds", f"is {shorten(repr(self.folds), 40)}: expected a whole number from 2")
        if self.condition is not None and self.folds:
            raise InputError.at("folds", "stands beside a test: expected one of the two")

    def fitted(self, table: pandas.DataFrame) -> Numbers:
        """Numbers of the rows to fit on.

        Raises:
            InputError: no condition, or one that leaves nothing to fit or to test.
        """
        if self.condition is None:
            return np.arange(len(table))
        return np.flatnonzero(~test_rows(table, self.condition))


@dataclass(frozen=True, eq=False)
class Compared:
    """Baselines, and the scores of all models: on the rows they were fitted on, and on others where a test was made."""

    baselines: tuple[Baseline, ...]
    scores: tuple[Score, ...]
    tested: Tested | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Refitted:
    """A model fitted again without the rows of a fold: its probabilities in all rows, (outcome, row)."""

    maximum: Maximum
    probabilities: Numbers


@dataclass
class _Unsure:
    """In how many folds the search found no maximum, or one that leaves a parameter open."""

    stopped: int = 0
    flat: int = 0

    def count(self, maximum: Maximum) -> None:
        self.stopped += not maximum.has_converged
        self.flat += maximum.has_converged and bool(maximum.flat)

    def warnings(self, folds: int) -> tuple[str, ...]:
        notes = []
        if self.stopped:
            notes.append(f"In {self.stopped} of {folds} folds no maximum was found: scores rest on where it stopped.")
        if self.flat:
            notes.append(
                f"In {self.flat} of {folds} folds the rows that are left do not determine every parameter, as where a "
                "category is among those held back only: scores rest on what is no estimate."
            )
        return tuple(notes)


def compare(
    rows: Rows, test: HeldBack, fitted: Numbers, mine: Numbers, refitted: Callable[[Numbers], Refitted]
) -> Compared:
    """A model beside base rate and logits.

    Arguments:
        rows: all of them.
        test: which to hold back.
        fitted: numbers of the rows that the model was fitted on.
        mine: its probabilities in all rows, (outcome, row).
        refitted: the model fitted again on the rows of given numbers, with nothing of the others in its start.

    Raises:
        InputError: more folds than rows or clusters, or a fold that leaves nothing to fit.
    """
    counts = rows.counts
    beside = _beside(rows, test, fitted)
    models = _with(mine, beside)
    scores = _scored(models, counts, fitted)
    if test.condition is not None:
        held = np.setdiff1d(np.arange(counts.shape[1]), fitted)
        return Compared(beside, scores, Tested(test.condition, len(held), 1, _scored(models, counts, held)))
    if not test.folds:
        return Compared(beside, scores, None)
    fold = fold_of_row(counts.shape[1], test.folds, rows.groups, test.seed)
    predicted: dict[str, Numbers] = {}
    unsure = _Unsure()
    for number in range(test.folds):
        inside, outside = np.flatnonzero(fold != number), fold == number
        found = refitted(inside)
        unsure.count(found.maximum)
        for name, each in _with(found.probabilities, _beside(rows, test, inside)).items():
            predicted.setdefault(name, np.zeros(counts.shape))[:, outside] = each[:, outside]
    tested = Tested(f"{test.folds} folds", len(fold), test.folds, _scored(predicted, counts, np.arange(len(fold))))
    return Compared(beside, scores, tested, unsure.warnings(test.folds))


def determined_by(matrices: Sequence[Numbers], rows: Numbers, parameters: Numbers) -> Numbers:
    """Parameters less what some rows cannot say of them, (parameter,); the sums in these rows stay as they are.

    A search leaves such a part where it began. Where it began at the estimates of all rows, as the next fold is near,
    the coefficient of a category that stands in the rows held back only would be known from what is to be predicted.

    Arguments:
        matrices: of the sums, (parameter of the sum, row).
        rows: the numbers of those that are seen.
    """
    found, first = [], 0
    for matrix in matrices:
        mine = parameters[first : first + len(matrix)]
        first += len(matrix)
        size = np.maximum(np.abs(matrix).max(axis=1, initial=0.0), 1e-300)
        vectors, values, _ = np.linalg.svd(matrix[:, rows] / size[:, None], full_matrices=False)
        kept = vectors[:, values > 1e-9 * values.max(initial=0.0)]
        found.append(kept @ (kept.T @ (mine * size)) / size)
    return np.concatenate(found) if found else parameters


def check_enough(counts: Numbers, n_parameters: int) -> None:
    """Stop where a test leaves too little to fit on, counts (outcome, row).

    Raises:
        InputError: as it says.
    """
    plays, happened = float(counts.sum()), int((counts.sum(axis=1) > 0).sum())
    if plays <= n_parameters or happened < 2:
        raise InputError.at("test", f"leaves {plays:,.0f} rows to fit on, with {happened} outcomes: expected more")


def _beside(rows: Rows, test: HeldBack, numbers: Numbers) -> tuple[Baseline, ...]:
    found = baselines(rows.formula, rows.table, rows.counts, rows.outcomes, numbers)
    if not test.penalised:
        return found
    held_back = penalised_logit(rows.formula, rows.table, rows.counts, numbers, rows.groups, test.seed)
    return found if held_back is None else (*found, held_back)


def _with(mine: Numbers, beside: tuple[Baseline, ...]) -> dict[str, Numbers]:
    return {"game": mine, **{each.name: each.probabilities for each in beside}}


def _scored(models: Mapping[str, Numbers], counts: Numbers, rows: Numbers) -> tuple[Score, ...]:
    return tuple(score(name, each[:, rows], counts[:, rows]) for name, each in models.items())


__all__ = ["Compared", "HeldBack", "Refitted", "Rows", "Tested", "check_enough", "compare", "determined_by"]
