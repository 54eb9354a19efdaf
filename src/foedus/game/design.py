"""Payoffs of every row of a table, from the formulas of a game: what estimation computes with.

Columns are worked out here, by the grammar of `foedus.game.linear`; `formulaic` gets them ready made, under names of
our own (`c0`, `c1`, …), and does what it is good at: categories, interactions, and which of them are redundant. It
evaluates what stands in a formula as Python, so that no text of a file may reach it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.case.document import quote
from foedus.errors import ComputationError, InputError, listed, nearest
from foedus.game.arithmetic import evaluate, names_in
from foedus.game.game import Game
from foedus.game.linear import Factor, LinearFormula
from foedus.game.payoff import Formula, central

if TYPE_CHECKING:
    import pandas

    from foedus.game.tree import FloatArray

INTERCEPT = "intercept"
_COLUMN = re.compile(r"c(\d+)(?:\[(?:T\.)?(\d+)\])?")


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The formulas of a game on the rows of a table.

    `names` are the coefficients to be chosen: those of the utilities ("u11:intercept", "u14:regime1[dem]"), utility by
    utility, then the free parameters. `matrices` has for each utility its (row, coefficient) matrix.
    """

    game: Game
    names: tuple[str, ...]
    matrices: Mapping[str, FloatArray]
    columns: Mapping[str, FloatArray]
    n_rows: int

    def outcome_payoffs(self, coefficients: Any, library: Any = None) -> Any:
        """What players get at each outcome in each row, (player, outcome, row).

        Arguments:
            coefficients: (coefficient,) in the order of `names`.
            library: `numpy` (the default), or `jax.numpy` where the result is to be differentiated.
        """
        import numpy

        library = numpy if library is None else library
        values: dict[str, Any] = dict(self.columns)
        first = 0
        for name, matrix in self.matrices.items():
            values[name] = matrix @ coefficients[first : first + matrix.shape[1]]
            first += matrix.shape[1]
        for parameter in self.game.parameters:
            if parameter.value is None:
                values[parameter.name] = coefficients[first]
                first += 1
            else:
                values[parameter.name] = float(central(parameter.value))
        rows = []
        for player in range(len(self.game.players)):
            for outcome in self.game.outcomes:
                payoff = outcome.payoffs[player]
                if isinstance(payoff, Formula):
                    value = evaluate(payoff.expression, values, library)
                else:
                    value = float(central(payoff))
                rows.append(library.broadcast_to(library.asarray(value, dtype=float), (self.n_rows,)))
        return library.stack(rows).reshape(len(self.game.players), len(self.game.outcomes), self.n_rows)


def design(game: Game, table: pandas.DataFrame, like: pandas.DataFrame | None = None) -> Design:
    """The formulas of a game on the rows of a table, which must have no gaps where they read it.

    Numbers and truth values are taken as numbers; text and categories get a coefficient for each category but the first
    (by alphabet; of a pandas category by its order), called `column[category]`.

    Arguments:
        game: whose formulas they are.
        table: the rows.
        like: a table whose categories the coefficients have, where they were chosen on other rows; `table` by default.

    Raises:
        InputError: the table lacks a column, has gaps in one, a category that `like` has not, or a formula is not
            finite in a row.
        ComputationError: formulaic or pandas is not installed.
    """
    table_columns = [str(name) for name in table.columns]
    for name in game.columns:
        if name not in table_columns:
            message = f"has no column {quote(name)}, which the game names"
            raise InputError.at("table", message, hint=nearest(name, table_columns))
    names: list[str] = []
    matrices: dict[str, FloatArray] = {}
    for utility in game.utilities:
        terms, matrix = formula_matrix(utility.formula, table, like)
        matrices[utility.name] = matrix
        names += [f"{utility.name}:{term}" for term in terms]
    names += [parameter.name for parameter in game.parameters if parameter.value is None]
    used = {name for each in game.outcomes for payoff in each.payoffs for name in _names(payoff)}
    columns = {name: _numbers(table, name) for name in game.columns if name in used}
    return Design(game, tuple(names), matrices, columns, len(table))


def _names(payoff: Any) -> list[str]:
    return names_in(payoff.expression) if isinstance(payoff, Formula) else []


def formula_matrix(
    formula: LinearFormula, table: pandas.DataFrame, like: pandas.DataFrame | None = None
) -> tuple[list[str], FloatArray]:
    """Names of the coefficients of a formula, and its (row, coefficient) matrix, with the categories of `like`."""
    import numpy as np

    factors = list(dict.fromkeys(factor for term in formula.terms for factor in term))
    if not factors:
        return [INTERCEPT], np.ones((len(table), 1))
    try:
        import formulaic
        import pandas as pd
    except ImportError:
        message = "formulaic is not installed, and formulas need it: pip install 'foedus[formulas]'"
        raise ComputationError(message) from None
    ready: dict[str, Any] = {}
    categories: list[list[str]] = []
    for index, factor in enumerate(factors):
        column, levels = _column(factor, table, table if like is None else like)
        ready[f"c{index}"] = column
        categories.append(levels)
    place = {factor: f"c{index}" for index, factor in enumerate(factors)}
    terms = [":".join(place[factor] for factor in term) for term in formula.terms if term]
    text = " + ".join(["1" if () in formula.terms else "0", *terms])
    made = formulaic.Formula(text).get_model_matrix(pd.DataFrame(ready), na_action="raise", context={})

    def told(match: re.Match[str]) -> str:
        label = factors[int(match[1])].text
        return label if match[2] is None else f"{label}[{categories[int(match[1])][int(match[2])]}]"

    names = [INTERCEPT if name == "Intercept" else _COLUMN.sub(told, name) for name in made.columns]
    return names, np.asarray(made, dtype=np.float64)


def _column(factor: Factor, table: pandas.DataFrame, like: pandas.DataFrame) -> tuple[Any, list[str]]:
    """A factor on the rows of a table: numbers, or codes of the categories of `like` and what they are called."""
    import numpy as np
    import pandas as pd

    if factor.kind == "arithmetic":
        values = {name: _numbers(table, name) for name in names_in(factor.expression)}
        with np.errstate(all="ignore"):
            found = np.broadcast_to(evaluate(factor.expression, values, np), (len(table),)).astype(np.float64)
        _refuse_infinite(found, factor.text, values)
        return found, []
    name = factor.expression.name  # type: ignore[union-attr]
    column = table[name]
    _refuse_gaps(column, name)
    if factor.kind == "column" and is_number(like[name]):
        return _numbers(table, name), []
    levels = _texts(in_order(like[name]))
    if factor.base:
        if factor.base not in levels:
            message = f"has no category {quote(factor.base)} in the column {quote(name)}"
            raise InputError.at("table", message, hint=nearest(factor.base, levels))
        levels = [factor.base, *(level for level in levels if level != factor.base)]
    number = {level: str(index) for index, level in enumerate(levels)}
    codes = [number.get(each) for each in _texts(column)]
    if None in codes:
        new = _texts(column)[codes.index(None)]
        message = f"has {quote(new)} in the column {quote(name)}, which the fit has not seen"
        raise InputError.at("table", message, hint=nearest(new, levels) or f"Categories: {listed(levels)}.")
    return pd.Categorical(codes, categories=list(number.values())), levels


def is_number(column: Any) -> bool:
    """Whether a column is taken as it is: numbers, or truth values."""
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))


def in_order(column: Any) -> list[Any]:
    """The values of a column, each once: in the order of a pandas category, of numbers, or of the alphabet."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        present = set(column)
        return [level for level in column.cat.categories if level in present]
    if is_number(column):
        return sorted(column.unique())
    by_text = {_text(each): each for each in column}
    return [by_text[text] for text in sorted(by_text)]


def _texts(column: Any) -> list[str]:
    return [_text(each) for each in column]


def _text(value: Any) -> str:
    """1.0 is "1": a column of whole numbers with a gap becomes one of fractions."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _numbers(table: pandas.DataFrame, name: str) -> FloatArray:
    import numpy as np

    column = table[name]
    if not is_number(column):
        message = f"has text in the column {quote(name)}, of which a formula makes numbers"
        raise InputError.at("table", message, hint="Use it by itself or as C(…), which makes categories.")
    _refuse_gaps(column, name)
    found = column.to_numpy(dtype=np.float64)
    _refuse_infinite(found, name)
    return found


def _refuse_gaps(column: Any, name: str) -> None:
    gaps = int(column.isna().sum())
    if gaps:
        message = f"has gaps in the column {quote(name)}, in {gaps:,} of {len(column):,} rows"
        raise InputError.at("table", message, hint="Leave these rows out.")


def _refuse_infinite(values: FloatArray, what: str, made_of: Mapping[str, FloatArray] | None = None) -> None:
    """Stop where a value is not finite, and say what it was made of."""
    import numpy as np

    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        first = ", ".join(f"{name} is {each[bad[0]]:g}" for name, each in (made_of or {what: values}).items())
        message = f"makes {quote(what)} not finite in {len(bad):,} of {len(values):,} rows"
        raise InputError.at("table", f"{message}, such as where {first}")
