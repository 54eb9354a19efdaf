"""Formulas by name on the rows of a table: matrices, fixed numbers, and the rows that have no gaps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote, shorten
from foedus.errors import Finding, InputError, listed, nearest
from foedus.estimate.likelihood import Numbers
from foedus.estimate.table import kept_rows
from foedus.game.design import formula_matrix
from foedus.game.linear import LinearFormula, parse_linear
from foedus.game.word import FormulaError

if TYPE_CHECKING:
    import pandas


def built(
    formulas: Mapping[str, str | float],
    known: Sequence[str],
    table: pandas.DataFrame,
    also: Sequence[str],
    like: pandas.DataFrame | None = None,
) -> tuple[tuple[str, ...], tuple[Numbers, ...], Numbers, pandas.DataFrame]:
    """Names of the coefficients, a (coefficient, row) matrix for each name, fixed numbers, and the rows used.

    Arguments:
        formulas: by name: a formula ("~ x + z", "0" for none) or a number, which stays as it is.
        known: the names that there are, in their order; one that is not given is 0.
        table: the rows; those with a gap in a column that is used are left out.
        also: further columns that are used.
        like: a table whose categories the coefficients have; `table` by default.

    Raises:
        InputError: names, formulas or columns that cannot be used; all at once.
    """
    read, found = read_formulas(formulas, known)
    if found:
        raise InputError(found)
    used = [*also, *(name for each in read.values() if isinstance(each, LinearFormula) for name in each.columns)]
    kept = kept_rows(table, used).table
    names: list[str] = []
    matrices: list[Numbers] = []
    fixed = np.zeros((len(known), len(kept)))
    for place, name in enumerate(known):
        formula = read[name]
        if isinstance(formula, LinearFormula):
            terms, matrix = formula_matrix(formula, kept, like)
            names += [f"{name}:{term}" for term in terms]
            matrices.append(np.ascontiguousarray(matrix.T))
        else:
            fixed[place] = formula
            matrices.append(np.zeros((0, len(kept))))
    return tuple(names), tuple(matrices), fixed, kept


def read_formulas(
    formulas: Mapping[str, str | float], known: Sequence[str]
) -> tuple[dict[str, LinearFormula | float], list[Finding]]:
    """The formulas parsed, 0 for those that are not given, and what is wrong with them."""
    read: dict[str, LinearFormula | float] = {}
    found: list[Finding] = []
    for name in formulas:
        if name not in known:
            found.append(Finding("utilities", name, f"is none of {', '.join(known)}", nearest(name, list(known))))
    for name in known:
        written = formulas.get(name, 0.0)
        if isinstance(written, bool) or not isinstance(written, str | int | float):
            found.append(Finding("utilities", name, "is neither a formula nor a number"))
        elif not isinstance(written, str):
            if not math.isfinite(written):
                found.append(Finding("utilities", name, f"is {written}: expected a finite number"))
            read[name] = float(written)
        elif written.replace("~", "").strip() == "0":
            read[name] = 0.0
        else:
            try:
                read[name] = parse_linear(written)
            except FormulaError as error:
                found.append(Finding("utilities", name, error.message, error.hint))
    return read, found


def formula_text(given: Any) -> str:
    """A formula as text; a number, which holds what it is given for, in figures that are no constant to be estimated.

    Raises:
        FormulaError: it is neither, or no finite number.
    """
    if isinstance(given, str):
        return given
    if isinstance(given, bool) or not isinstance(given, Real) or not math.isfinite(given):
        raise FormulaError(f"is {shorten(repr(given), 60)}: expected a formula or a number")
    return repr(float(given))


def tallies(table: pandas.DataFrame, columns: Sequence[str]) -> Numbers:
    """Whole numbers that are not negative, (column, row).

    Raises:
        InputError: a column holds something else, or nothing happened in any row.
    """
    counts = np.stack([_numbers(table, name) for name in columns])
    for name, each in zip(columns, counts, strict=True):
        bad = np.flatnonzero(~np.isfinite(each) | (each < 0) | (each != np.floor(each)))
        if len(bad):
            message = f"has {each[bad[0]]:g} in the column {quote(name)}, row {bad[0] + 1:,}"
            raise InputError.at("table", message, hint="Tallies are whole numbers from 0.")
    if not counts.sum():
        raise InputError.at("table", f"counts nothing in {listed(list(columns))}")
    return counts


def _numbers(table: pandas.DataFrame, name: str) -> Numbers:
    import pandas as pd

    if not pd.api.types.is_numeric_dtype(table[name]):
        raise InputError.at("table", f"has no numbers in the column {quote(name)}", hint="Expected tallies.")
    return table[name].to_numpy(dtype=np.float64)
