"""Columns of designs that no data could tell from a constant, or whose numbers cannot be computed with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foedus.case.document import quote
from foedus.errors import Finding, InputError
from foedus.estimate.likelihood import Numbers
from foedus.game.design import INTERCEPT

LARGEST = 1e100
"""beyond which, or below whose inverse, squares summed over rows leave what a computer can hold"""

NARROWEST = 2e-6
"""deviation, relative to the mean, below which a column and the constant cannot be told apart by computation"""


def check_varies(names: Sequence[str], matrices: Sequence[Numbers], place: str) -> None:
    """Stop where a column never varies beside a constant, is out of proportion, or is called as another coefficient is.

    Arguments:
        names: of the coefficients, "u11:x", matrix by matrix.
        matrices: (coefficient, row) of each utility.
        place: what messages call the table.

    Raises:
        InputError: with every such column.
    """
    findings, first = [], 0
    for name in dict.fromkeys(name for name in names if list(names).count(name) > 1):
        message = f"would have two coefficients called {quote(name)}"
        findings.append(Finding(place, "", f"{message}: expected another name of the column", "Rename the column."))
    for matrix in matrices:
        mine = names[first : first + len(matrix)]
        first += len(matrix)
        has_intercept = any(name.endswith(f":{INTERCEPT}") for name in mine)
        for name, row in zip(mine, matrix, strict=True):
            if name.endswith(f":{INTERCEPT}") or ":" not in name:
                continue
            size = float(np.abs(row).max(initial=0.0))
            if size == 0.0 or (has_intercept and float(np.ptp(row)) <= 1e-12 * size):
                message = f"has {row[0]:g} for {quote(name)} in every row: expected a column that varies"
                findings.append(Finding(place, "", message))
            elif not 1.0 / LARGEST < size < LARGEST:
                message = f"has numbers up to {size:.3g} for {quote(name)}, which cannot be computed with"
                findings.append(Finding(place, "", message, "Give the column in another unit."))
            elif has_intercept and float(row.std()) < NARROWEST * abs(float(row.mean())):
                message = f"has numbers for {quote(name)} that vary by {np.ptp(row):.3g} around {row.mean():.6g}"
                hint = f"Subtract {row.mean():.6g} from the column."
                findings.append(Finding(place, "", f"{message}: expected a column with more variation", hint))
    if findings:
        raise InputError(findings)


__all__ = ["check_varies"]
