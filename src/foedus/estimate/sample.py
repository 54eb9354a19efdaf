"""A game and a table made one: what happened in each row, the designs of the utilities, and the likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import Finding, InputError, listed, nearest
from foedus.estimate.likelihood import Likelihood, Numbers, indexed
from foedus.estimate.link import Shocks
from foedus.estimate.model import GameModel, model_of
from foedus.estimate.sequence import first_parameters
from foedus.estimate.table import Kept, check_categories, kept_rows
from foedus.game import Game
from foedus.game.design import INTERCEPT, design

if TYPE_CHECKING:
    import pandas

WHERE_LABELS = "A value or a column stands for an outcome by --label VALUE=OUTCOME."


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows of a table on which a game is fitted, with its likelihood.

    `counts` (outcome, row) is how often each outcome happened in a row: 0 and 1, or tallies.
    """

    model: GameModel
    kept: Kept
    counts: Numbers
    likelihood: Likelihood
    outcome: str | None
    labels: Mapping[str, str]

    @property
    def game(self) -> Game:
        """What is fitted."""
        return self.model.game


def read_sample(
    game: Game,
    table: pandas.DataFrame,
    shocks: Shocks,
    *,
    outcome: str | None = None,
    labels: Mapping[str, str] | None = None,
    where: str | None = None,
    more_columns: tuple[str, ...] = (),
    place: str = "table",
) -> Sample:
    """The sample that a game and a table make.

    Arguments:
        game: with utilities or free parameters.
        table: one row a play, or a tally of plays.
        shocks: what payoffs are measured against.
        outcome: the column that says what happened; None where each outcome has a column of its own that counts it.
        labels: outcomes by what the table calls them, where that is another name.
        where: a condition on rows.
        more_columns: that must not have gaps either, such as that of clusters.
        place: what messages call the table.

    Raises:
        InputError: columns that the table lacks, values that are no outcome, too few rows, a column that never varies,
            one outcome only.
    """
    model = model_of(game, shocks)
    labels = dict(labels or {})
    _check_labels(model, labels)
    by_outcome = {label: name for name, label in labels.items()}
    if outcome is None:
        seen = tuple(by_outcome.get(each, each) for each in model.outcomes)
        known = [str(name) for name in table.columns]
        lacking = [name for name in seen if name not in known]
        if lacking:
            what = "a column that says what happened (--outcome), or one for each outcome that counts it"
            raise InputError.at(
                place, f"has no column {quote(lacking[0])}: expected {what}",
                hint=f"Outcomes: {listed(model.outcomes)}. {WHERE_LABELS}",
            )  # fmt: skip
    else:
        seen = (outcome,)
    kept = kept_rows(table, (*game.columns, *seen, *more_columns), where=where, place=place)
    check_categories(kept.table, game.columns, place)
    if outcome is None:
        counts = _tallies(kept.table, seen, place)
    else:
        counts = _one_each(kept.table, outcome, model.outcomes, labels, place)
    likelihood = likelihood_of(model, kept.table, counts)
    _check_size(likelihood, counts, model.outcomes, place)
    _check_constant(game, likelihood, place)
    start = first_parameters(model, likelihood.data)
    return Sample(model, kept, counts, replace(likelihood, start=start), outcome, labels)


def likelihood_of(model: GameModel, table: pandas.DataFrame, counts: Numbers) -> Likelihood:
    """The likelihood of a model on the rows of a table, started at 0.

    Raises:
        InputError: a formula cannot be worked out.
    """
    found = design(model.game, table)
    matrices = [np.ascontiguousarray(found.matrices[each.name].T) for each in model.game.utilities]
    matrices += [np.ones((1, len(table))) for each in model.game.parameters if each.value is None]
    data: dict[str, Any] = {
        "matrices": tuple(matrices),
        "columns": tuple(np.asarray(found.columns[name], dtype=float) for name in model.columns),
        "counts": counts,
    }
    index = model.index(tuple(len(each) for each in matrices))
    return indexed(found.names, index, data, len(table), model.outcomes)


def _check_labels(model: GameModel, labels: Mapping[str, str]) -> None:
    unknown = [label for label in labels.values() if label not in model.outcomes]
    if unknown:
        hint = nearest(unknown[0], model.outcomes) or f"Outcomes: {listed(model.outcomes)}."
        raise InputError.at("label", f"{quote(shorten(unknown[0], 100))} is no outcome of the game", hint=hint)


def _one_each(
    table: pandas.DataFrame, column: str, outcomes: tuple[str, ...], labels: Mapping[str, str], place: str
) -> Numbers:
    values = [_as_text(each) for each in table[column]]
    number = {each: place for place, each in enumerate(outcomes)}
    number |= {name: number[label] for name, label in labels.items()}
    unknown = dict.fromkeys(each for each in values if each not in number)
    if unknown:
        raise InputError(
            Finding(
                place, "", f"has {quote(shorten(each, 60))} in the column {quote(column)}: expected an outcome",
                nearest(each, list(number)) or f"Outcomes: {listed(outcomes)}. {WHERE_LABELS}",
            )
            for each in list(unknown)[:5]
        )  # fmt: skip
    counts = np.zeros((len(outcomes), len(values)))
    counts[[number[each] for each in values], np.arange(len(values))] = 1.0
    return counts


def _as_text(value: Any) -> str:
    """1.0 is "1": Stata and gaps turn whole numbers into fractions."""
    return str(int(value)) if isinstance(value, float | np.floating) and value == int(value) else str(value)


def _tallies(table: pandas.DataFrame, columns: tuple[str, ...], place: str) -> Numbers:
    import pandas as pd

    rows = []
    for name in columns:
        if not (pd.api.types.is_numeric_dtype(table[name]) or pd.api.types.is_bool_dtype(table[name])):
            raise InputError.at(place, f"has text in the column {quote(name)}: expected how often the outcome happened")
        found = table[name].to_numpy(dtype=np.float64)
        bad = np.flatnonzero((found < 0) | (found != np.floor(found)))
        if len(bad):
            message = f"has {found[bad[0]]:g} in the column {quote(name)}: expected how often the outcome happened"
            raise InputError.at(place, message)
        rows.append(found)
    counts = np.stack(rows)
    nothing = int((counts.sum(axis=0) == 0).sum())
    if nothing:
        names = ", ".join(columns)
        raise InputError.at(place, f"has {nothing:,} rows in which nothing happened: expected 1 or more in {names}")
    return counts


def _check_size(likelihood: Likelihood, counts: Numbers, outcomes: tuple[str, ...], place: str) -> None:
    total = counts.sum(axis=1)
    plays, k = float(total.sum()), len(likelihood.names)
    happened = [each for each, count in zip(outcomes, total, strict=True) if count]
    findings = []
    if len(happened) == 1:
        findings.append(Finding(place, "", f"has the outcome {quote(happened[0])} in every row: expected two or more"))
    if plays <= k:
        findings.append(
            Finding(
                place, "", f"has {plays:,.0f} rows that can be used: expected more than the {k} parameters of the game"
            )
        )
    if findings:
        raise InputError(findings)


def _check_constant(game: Game, likelihood: Likelihood, place: str) -> None:
    """Stop where a column never varies beside a constant: no data could tell the two apart."""
    findings, first = [], 0
    for matrix in likelihood.data["matrices"]:
        names = likelihood.names[first : first + len(matrix)]
        first += len(matrix)
        is_constant = [bool(np.ptp(row) <= 1e-12 * max(1.0, float(np.abs(row).max()))) for row in matrix]
        has_intercept = any(name.endswith(f":{INTERCEPT}") for name in names)
        for name, row, constant in zip(names, matrix, is_constant, strict=True):
            if constant and not name.endswith(f":{INTERCEPT}") and (has_intercept or not row.any()) and ":" in name:
                findings.append(
                    Finding(place, "", f"has {row[0]:g} for {quote(name)} in every row: expected a column that varies")
                )
    if findings:
        raise InputError(findings)


__all__ = ["Sample", "likelihood_of", "read_sample"]
