"""Priors for cases: what a fit says about parameters and functions of them, as a file that a case can cite."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote, shorten
from foedus.case.prior_file import FORMAT_VERSION
from foedus.errors import ComputationError, InputError, nearest
from foedus.estimate.likelihood import Numbers
from foedus.game.arithmetic import Expression, evaluate, names_in, parse_arithmetic
from foedus.game.word import FormulaError

if TYPE_CHECKING:
    import xarray

    from foedus.estimate.table_fit import TableFit

DRAWS = 4000
NINETY = 1.6448536269514722
"""standard errors from the middle of a normal 90 % interval to its ends"""
CHANCE = "p:"
"""before the name of an outcome: its fitted probability, averaged over the rows of the fit"""


def prior_text(
    fit: TableFit, rows: Mapping[str, str] | None = None, *, draws: xarray.DataTree | None = None, seed: int = 1
) -> str:
    """A prior file (docs/case-format.md): each parameter that is determined, and functions of parameters.

    An interval holds 90 %. Of a parameter it is normal, of a function the quantiles over draws: from the normal
    distribution with the covariance of the fit, from its resampled fits, or from the posterior where there is one.

    Arguments:
        fit: converged, unless there is a posterior.
        rows: arithmetic over parameters, and over `p:OUTCOME`, by the name of the row; names with signs in them stand
            in backticks: {"resists": "`p:war` / (`p:war` + `p:capitulation`)"}.
        draws: the posterior of the same fit (`foedus.estimate.posterior`).
        seed: of draws from the normal distribution.

    Raises:
        InputError: a row is no formula, names what the fit does not have, or is not finite.
        ComputationError: no maximum was found, or none of the rows is determined.
    """
    formulas = {name: _formula(name, text, fit) for name, text in (rows or {}).items()}
    taken = [name for name in formulas if name in fit.names]
    if taken:
        raise InputError.at("prior row", f"{quote(taken[0])} is a parameter: expected another name")
    if draws is None and not fit.maximum.has_converged:
        raise ComputationError("no maximum was found, so there is nothing to take a prior from")
    drawn = _drawn(fit, draws, seed)
    # Resampled fits leave what data do not determine near where each began: a spread, and a reason for no row.
    is_open = np.isnan(np.diag(fit.covariance)) if draws is None else np.zeros(len(drawn), dtype=bool)
    told = np.where(is_open[:, None], np.nan, drawn)
    found: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(fit.names):
        if draws is not None or fit.resampled is not None:
            row = _from_draws(told[number])
            row["mean"] = float(fit.parameters[number]) if draws is None else row["mean"]
        else:
            mean, error = float(fit.parameters[number]), float(fit.standard_errors[number])
            row = {"mean": mean, "se": error, "interval": [mean - NINETY * error, mean + NINETY * error]}
        if math.isfinite(row["se"]):
            found[name] = {**row, "definition": f"a parameter of the game, {fit.sample.unit}"}
    for name, formula in formulas.items():
        values = _values(formula, fit, told, drawn)
        if not np.isfinite(values).all():
            raise InputError.at("prior row", f"{quote(name)} is not finite, or not determined by the data")
        found[name] = {**_from_draws(values), "definition": shorten((rows or {})[name].strip(), 400)}
    if not found:
        raise ComputationError("the data determine no parameter, so there is nothing to take a prior from")
    return _text(fit, found, draws is not None)


def _formula(name: str, text: str, fit: TableFit) -> Expression:
    known = [*fit.names, *(f"{CHANCE}{outcome}" for outcome in fit.outcomes)]
    try:
        found = parse_arithmetic(text)
    except FormulaError as error:
        place = f"prior row {quote(shorten(name, 60))}"
        hint = error.hint or f"A name with signs in it stands in backticks: `{known[0]}`."
        raise InputError.at(place, f"{quote(shorten(text, 200))} {error.message}", hint=hint) from None
    for each in names_in(found):
        if each not in known:
            message = f"names {quote(shorten(each, 100))}, which is no parameter of the fit"
            hint = nearest(each, known) or f"Known: {', '.join(known)}; names with signs in them stand in backticks."
            raise InputError.at(f"prior row {quote(shorten(name, 60))}", message, hint=hint)
    return found


def _drawn(fit: TableFit, draws: xarray.DataTree | None, seed: int) -> Numbers:
    """(parameter, draw)"""
    if draws is not None:
        coefficient = draws["posterior"]["coefficient"].to_numpy()
        flat = coefficient.reshape(-1, coefficient.shape[-1])
        return np.ascontiguousarray(flat[:: max(1, len(flat) // DRAWS)].T)
    if fit.resampled is not None:
        return fit.resampled.parameters
    is_known = np.isfinite(np.diag(fit.covariance))
    values, vectors = np.linalg.eigh(fit.covariance[np.ix_(is_known, is_known)])
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = np.full((len(fit.names), DRAWS), np.nan)
    # A draw and its mirror image: means of what is nearly linear are then nearly exact.
    normal = np.random.default_rng(seed).normal(size=(len(values), DRAWS // 2))
    drawn[is_known] = fit.parameters[is_known, None] + root @ np.concatenate([normal, -normal], axis=1)
    return drawn


def _values(formula: Expression, fit: TableFit, told: Numbers, drawn: Numbers) -> Numbers:
    values: dict[str, Any] = dict(zip(fit.names, told, strict=True))
    names = names_in(formula)
    if any(name not in values for name in names):
        means = np.stack([fit.predictive.probabilities(each).mean(axis=1) for each in drawn.T], axis=1)
        values |= {f"{CHANCE}{outcome}": row for outcome, row in zip(fit.outcomes, means, strict=True)}
    with np.errstate(all="ignore"):
        found: Numbers = np.broadcast_to(np.asarray(evaluate(formula, values, np), dtype=float), drawn.shape[1:])
    return found


def _from_draws(values: Numbers) -> dict[str, Any]:
    low, high = np.quantile(values, [0.05, 0.95])
    return {"mean": float(values.mean()), "se": float(values.std(ddof=1)), "interval": [float(low), float(high)]}


def _text(fit: TableFit, rows: Mapping[str, Mapping[str, Any]], is_posterior: bool) -> str:
    said = {
        "foedus": version("foedus"),
        "game": fit.sample.title,
        fit.sample.kind[0]: fit.sample.kind[1],
        "data": fit.place,
        "data_sha256": _sha256(fit),
        "n": fit.n,
        "method": "NUTS" if is_posterior else f"{fit.how}, {fit.errors} errors",
    }
    lines = [f"foedus-prior: {FORMAT_VERSION}", *(f"{key}: {_written(value)}" for key, value in said.items()), "rows:"]
    for name, row in rows.items():
        low, high = (_rounded(end) for end in row["interval"])
        lines += [
            f"  {_written(name)}:",
            f"    mean: {_rounded(row['mean'])}",
            f"    se: {_rounded(row['se'])}",
            f"    interval: [{low}, {high}]",
            f"    definition: {_written(row['definition'])}",
        ]
    return "\n".join(lines) + "\n"


def _sha256(fit: TableFit) -> str:
    """Of the file that was read, as `sha256sum` prints it; of the rows as CSV where they came from no file."""
    path = Path(fit.place)
    # A table from Python is "table", which no file that can be read is called.
    is_file = bool(path.suffix) and path.is_file()
    content = path.read_bytes() if is_file else fit.sample.kept.table.to_csv(index=False).encode("utf-8")
    return hashlib.sha256(content).hexdigest()


def _written(value: Any) -> str:
    """Text in double quotes, as YAML and JSON both read it."""
    return json.dumps(value, ensure_ascii=False)


def _rounded(value: float) -> str:
    return f"{value:.6g}"


__all__ = ["prior_text"]
