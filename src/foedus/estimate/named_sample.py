"""A model with a name and no tree, and a table, made one: the rows it uses, what happened there, what it predicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote
from foedus.errors import InputError, nearest
from foedus.estimate.baseline import every_term
from foedus.estimate.crisis_likelihood import CrisisRows, crisis_rows, full_likelihood
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.named_model import COLUMNS, CRISIS, FORMULAS, NamedModel
from foedus.estimate.rows import built, read_formulas, tallies
from foedus.estimate.table import Kept, check_categories, kept_rows, named_as
from foedus.estimate.ultimatum import ultimatum_likelihood, ultimatum_on
from foedus.estimate.ultimatum_answers import ANSWERS
from foedus.estimate.varies import check_varies
from foedus.game.linear import LinearFormula

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False)
class NamedSample:
    """The rows of a table on which a named model is fitted.

    `counts` (outcome, row) are tallies of the crisis game, answers to offers, or None where offers alone are known;
    `observed` names the columns of the table with what happened.
    """

    named: NamedModel
    kept: Kept
    formula: LinearFormula
    """every term of the model's formulas, each once, with a constant"""
    observed: tuple[str, ...]
    counts: Numbers | None
    place: str
    """what messages call the table"""

    @property
    def title(self) -> str:
        """Of the model."""
        return self.named.title

    @property
    def kind(self) -> tuple[str, str]:
        """Which model, and what files call that."""
        return "model", self.named.model

    @property
    def is_crisis(self) -> bool:
        """Whether it is crisis signalling, else the ultimatum."""
        return self.named.model == CRISIS

    @property
    def unit(self) -> str:
        """What its parameters are measured in."""
        return "payoffs in units of the shocks' scale" if self.is_crisis else "in units of the offer"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What is predicted."""
        return COLUMNS[CRISIS] if self.is_crisis else ANSWERS

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the formulas."""
        return tuple(self.formula.columns)

    def crisis(self) -> CrisisRows:
        """The formulas and tallies of the crisis game."""
        with named_as(self.place):
            rows = crisis_rows(self.named.formulas, self.kept.table, self.observed)
        check_varies(rows.names, rows.matrices, self.place)
        return rows

    def offers(self) -> Likelihood:
        """The likelihood of offers, and of answers where there are some."""
        accept = self.observed[1] if len(self.observed) > 1 else None
        with named_as(self.place):
            likelihood = ultimatum_likelihood(
                self.named.formulas, self.kept.table, offer=self.observed[0], accept=accept, **self._bounds()
            )
        check_varies(likelihood.names, likelihood.data["matrices"], self.place)
        return likelihood

    def on(self, table: pandas.DataFrame) -> Likelihood:
        """What predicts on the rows of a table, whatever happened there: the equilibrium on the principal branch."""
        like = self.kept.table
        if not self.is_crisis:
            return ultimatum_on(self.named.formulas, table, like, **self._bounds())
        names, matrices, fixed, _ = built(self.named.formulas, FORMULAS[CRISIS], table, [], like)
        return full_likelihood(CrisisRows(names, matrices, fixed, np.zeros((len(self.outcomes), len(table)))))

    def _bounds(self) -> dict[str, Any]:
        numbers = self.named.numbers
        if "highest" not in numbers:
            hint = "`numbers: {highest: 15}` in the file, or --utility highest=15."
            raise InputError.at(self.title, "has no highest offer, which is the prize", hint=hint)
        fixed = {name: value for name, value in numbers.items() if name.startswith("log(")}
        return {"lowest": numbers.get("lowest", 0.0), "highest": numbers["highest"], "fixed": fixed}


def read_named_sample(
    named: NamedModel, table: pandas.DataFrame, *, where: str | None, more_columns: tuple[str, ...], place: str
) -> NamedSample:
    """The sample that a named model and a table make.

    Arguments:
        named: the model.
        table: a row for each game or offer.
        where: a condition on rows.
        more_columns: that must not have gaps either, such as that of clusters.
        place: what messages call the table.

    Raises:
        InputError: columns that the table lacks, values that cannot be used, nothing to estimate.
    """
    observed = _observed(named, table, place)
    formulas = read_formulas(named.formulas, FORMULAS[named.model])[0]
    formula = every_term([each for each in formulas.values() if isinstance(each, LinearFormula)])
    if named.model == CRISIS and not any(isinstance(each, LinearFormula) for each in formulas.values()):
        hint = "Give some, such as `--utility 'W_A=~ 1 + balance'`."
        raise InputError.at(named.title, "has nothing to estimate: every payoff is a number", hint=hint)
    kept = kept_rows(table, (*formula.columns, *observed, *more_columns), where=where, place=place)
    check_categories(kept.table, formula.columns, place)
    with named_as(place):
        counts = _counts(named, kept, observed)
    return NamedSample(named, kept, formula, observed, counts, place)


def _counts(named: NamedModel, kept: Kept, observed: tuple[str, ...]) -> Numbers | None:
    if named.model == CRISIS:
        return tallies(kept.table, observed)
    if len(observed) < 2:
        return None
    accepted = kept.table[observed[1]].to_numpy()
    return np.stack([accepted == 0, accepted == 1]).astype(float)


def _observed(named: NamedModel, table: pandas.DataFrame, place: str) -> tuple[str, ...]:
    """What the table calls the columns of the model; answers to offers may be absent."""
    known = [str(name) for name in table.columns]
    found = []
    for name in COLUMNS[named.model]:
        called = named.columns.get(name, name)
        if name == "accept" and name not in named.columns and called not in known:
            continue
        if called not in known:
            what = f"expected a column for {quote(name)} of {named.model}"
            hint = f"A column stands for another by --label COLUMN={name}."
            raise InputError.at(place, f"has no column {quote(called)}: {what}", hint=nearest(called, known) or hint)
        found.append(called)
    return tuple(found)


__all__ = ["NamedSample", "read_named_sample"]
