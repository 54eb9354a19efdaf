"""A game and a table made one: what happened in each row, the designs of the utilities, and the likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import Finding, InputError, listed, nearest
from foedus.estimate.baseline import main_effects
from foedus.estimate.hidden_moves import start_of, with_equilibria
from foedus.estimate.likelihood import Likelihood, Numbers, indexed
from foedus.estimate.link import Shocks
from foedus.estimate.model import GameModel, model_of
from foedus.estimate.out_of_sample import check_enough
from foedus.estimate.table import Kept, check_categories, kept_rows, named_as
from foedus.estimate.varies import check_varies
from foedus.game import Game
from foedus.game.arithmetic import names_in
from foedus.game.design import design, in_order, is_number
from foedus.game.linear import LinearFormula

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

    @property
    def title(self) -> str:
        """Of the game."""
        return self.game.title or "game"

    @property
    def kind(self) -> tuple[str, str]:
        """What its shocks are, and what files call that."""
        return "link", self.model.shocks.value

    @property
    def unit(self) -> str:
        """What its parameters are measured in."""
        return "payoffs in units of the shocks' scale"

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the game."""
        return self.game.columns

    @property
    def formula(self) -> LinearFormula:
        """Every term of its utilities, each once, with a constant: what a logit gets to see."""
        return main_effects(self.game)

    def on(self, table: pandas.DataFrame) -> Likelihood:
        """What predicts on the rows of a table, whatever happened there.

        Raises:
            InputError: a category that the sample does not have.
        """
        return likelihood_of(self.model, table, np.zeros((len(self.model.outcomes), len(table))), self.kept.table)

    def rows(self, numbers: Numbers) -> Likelihood:
        """The likelihood on some of the rows, with a start of its own.

        Raises:
            InputError: they are too few.
        """
        if len(numbers) == self.likelihood.n_rows:
            return self.likelihood
        check_enough(self.counts[:, numbers], len(self.likelihood.names))
        likelihood = self.likelihood.rows(numbers)
        return replace(likelihood, start=start_of(self.model, likelihood))


def read_sample(
    game: Game,
    table: pandas.DataFrame,
    shocks: Shocks,
    *,
    outcome: str | None = None,
    labels: Mapping[str, str | Sequence[str]] | None = None,
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
        labels: outcomes by what the table calls them, where that is another name; several outcomes that the table does
            not tell apart (what types did whom nobody sees) count as one.
        where: a condition on rows.
        more_columns: that must not have gaps either, such as that of clusters.
        place: what messages call the table.

    Raises:
        InputError: columns that the table lacks, values that are no outcome, too few rows, a column that never varies,
            one outcome only.
    """
    given = {name: (each,) if isinstance(each, str) else tuple(each) for name, each in (labels or {}).items()}
    plain = model_of(game, shocks)
    _check_labels(plain, given)
    pooled = tuple((each, name) for name, several in given.items() if len(several) > 1 for each in several)
    model = model_of(game, shocks, pooled) if pooled else plain
    single = {name: each[0] for name, each in given.items() if len(each) == 1}
    by_outcome = {label: name for name, label in single.items()}
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
    _check_categories_vary(game, kept.table, place)
    if outcome is None:
        counts = _tallies(kept.table, seen, place)
    else:
        counts = _one_each(kept.table, outcome, model.outcomes, single, place)
    with named_as(place):
        likelihood = likelihood_of(model, kept.table, counts)
    _check_size(likelihood, counts, model.outcomes, place)
    check_varies(likelihood.names, likelihood.data["matrices"], place)
    start = start_of(model, likelihood)
    return Sample(model, kept, counts, replace(likelihood, start=start), outcome, single)


def likelihood_of(
    model: GameModel, table: pandas.DataFrame, counts: Numbers, like: pandas.DataFrame | None = None
) -> Likelihood:
    """The likelihood of a model on the rows of a table, started at 0; its categories are those of `like`.

    Raises:
        InputError: a formula cannot be worked out, or has a category that `like` has not.
    """
    found = design(model.game, table, like)
    matrices = [np.ascontiguousarray(found.matrices[each.name].T) for each in model.game.utilities]
    matrices += [np.ones((1, len(table))) for each in model.game.parameters if each.value is None]
    data: dict[str, Any] = {
        "matrices": tuple(matrices),
        "columns": tuple(np.asarray(found.columns[name], dtype=float) for name in model.columns),
        "counts": counts,
    }
    index = model.index(tuple(len(each) for each in matrices))
    likelihood = indexed(found.names, index, data, len(table), model.outcomes)
    return replace(likelihood, complete=partial(with_equilibria, model)) if model.is_solved_by_row else likelihood


def _check_labels(model: GameModel, labels: Mapping[str, tuple[str, ...]]) -> None:
    named = [label for several in labels.values() for label in several]
    unknown = [label for label in named if label not in model.outcomes]
    if unknown:
        hint = nearest(unknown[0], model.outcomes) or f"Outcomes: {listed(model.outcomes)}."
        raise InputError.at("label", f"{quote(shorten(unknown[0], 100))} is no outcome of the game", hint=hint)
    for name, several in labels.items():
        others = [each for each in model.outcomes if each not in several]
        if len(several) > 1 and (name in others or any(named.count(each) > 1 for each in several)):
            message = f"{quote(shorten(name, 100))} pools outcomes, one of which is called something else too"
            raise InputError.at("label", message, hint="An outcome has one name in the table.")


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
    return str(int(value)) if isinstance(value, float | np.floating) and float(value).is_integer() else str(value)


def _tallies(table: pandas.DataFrame, columns: tuple[str, ...], place: str) -> Numbers:
    import pandas as pd

    rows = []
    for name in columns:
        if not (pd.api.types.is_numeric_dtype(table[name]) or pd.api.types.is_bool_dtype(table[name])):
            raise InputError.at(place, f"has text in the column {quote(name)}: expected how often the outcome happened")
        found = table[name].to_numpy(dtype=np.float64)
        bad = np.flatnonzero(~np.isfinite(found) | (found < 0) | (found != np.floor(found)))
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


def _check_categories_vary(game: Game, table: pandas.DataFrame, place: str) -> None:
    """Stop where text is the same in every row beside a constant: it would get no coefficient, and say nothing."""
    findings = []
    for utility in game.utilities:
        terms = utility.formula.terms
        alone = [term[0] for term in terms if len(term) == 1 and term[0].kind != "arithmetic"] if () in terms else []
        for factor in alone:
            column = table[names_in(factor.expression)[0]]
            values = in_order(column)
            if len(values) == 1 and (factor.kind == "categories" or not is_number(column)):
                message = f"has {quote(str(values[0]))} for {quote(f'{utility.name}:{factor.text}')} in every row"
                findings.append(Finding(place, "", f"{message}: expected a column that varies"))
    if findings:
        raise InputError(findings)


__all__ = ["Sample", "likelihood_of", "read_sample"]
