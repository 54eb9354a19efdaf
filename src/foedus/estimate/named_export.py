"""A fit of a model without a tree as text: for people, for programs, for tables of papers and of other tools."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.estimate.crisis_fit import CrisisFit
from foedus.estimate.export import (
    baseline_record,
    escaped,
    estimate_lines,
    latex_table,
    parameter_rows,
    score_record,
    to_ten_digits,
)
from foedus.estimate.named_model import COLUMNS

if TYPE_CHECKING:
    from foedus.estimate.named_fit import NamedFit

HOW = {
    "ml": "maximum likelihood",
    "npl": "nested pseudo-likelihood, which is no maximum of the likelihood",
    "pl": "pseudo-likelihood of one step, the first stage taken as known",
}


def record(fit: NamedFit) -> dict[str, Any]:
    """The fit as dicts, lists, text and numbers to 10 significant digits; None for what does not exist."""
    kept, found = fit.kept, fit.found
    outcomes = None
    if fit.counts is not None:
        names = COLUMNS[fit.named.model]
        outcomes = {n: to_ten_digits(count) for n, count in zip(names, fit.counts.sum(axis=1), strict=True)}
    answer: dict[str, Any] = {
        "foedus": version("foedus"),
        "game": fit.named.title,
        "model": fit.named.model,
        "data": fit.place,
        "method": fit.method,
        "n": fit.n,
        "rows": {"read": kept.n_read, "where": kept.n_where, "kept": len(kept.table), "missing": dict(kept.missing)},
        "outcomes": outcomes,
        "log_likelihood": to_ten_digits(fit.log_likelihood),
        "aic": to_ten_digits(fit.aic),
        "bic": to_ten_digits(fit.bic),
        "converged": fit.maximum.has_converged,
        "gradient": to_ten_digits(np.abs(fit.maximum.gradient).max(initial=0.0)),
        "steps": fit.maximum.steps,
        "errors": fit.errors,
        "parameters": parameter_rows(fit),
        "covariance": [[to_ten_digits(each) for each in row] for row in fit.covariance],
        "flat": [dict(direction) for direction in fit.maximum.flat],
        "warnings": list(fit.warnings),
        "baselines": [baseline_record(each) for each in fit.baselines],
        "scores": [score_record(each) for each in fit.scores],
    }
    if isinstance(found, CrisisFit):
        answer["rounds"] = found.rounds
        answer["several_equilibria"] = int(np.sum(found.count > 1))
    else:
        answer["on_floor"] = int(found.on_floor.sum())
    if fit.n_clusters is not None:
        answer["clusters"] = fit.n_clusters
    if fit.resampled is not None:
        answer["replications"] = {"kept": fit.resampled.parameters.shape[1], "failed": fit.resampled.failed}
    return answer


def latex_text(fit: NamedFit) -> str:
    """The table of a paper: what the fit rests on are its likelihood, AIC, rows, method and baselines."""
    return latex_table(fit, _kind(fit), fit.n, f"Method & {escaped(fit.method)}", fit.baselines, fit.errors)


def plain_text(fit: NamedFit) -> str:
    """The fit for people: what it rests on, estimates, baselines, what is wrong."""
    kept = fit.kept
    lines = [f"{fit.named.title}, {fit.method}, on {fit.n:,} of {kept.n_read:,} rows of {fit.place}"]
    lines += estimate_lines(fit, kept)
    lines += ["", f"By {HOW[fit.method]}. Standard errors: {fit.errors}."]
    names = ["this game", *(each.name for each in fit.baselines)]
    wide = max(len(name) for name in names)
    lines += ["", f"{'':{wide}}  {'parameters':>10}  {'log-lik.':>11}  {'AIC':>9}  {'log score':>9}  {'Brier':>7}"]
    counted = [(len(fit.names), fit.log_likelihood, fit.aic)]
    counted += [(each.n_parameters, each.log_likelihood, each.aic) for each in fit.baselines]
    for place, (name, (k, value, aic)) in enumerate(zip(names, counted, strict=True)):
        line = f"{name:{wide}}  {k:10d}  {value:11.3f}  {aic:9.1f}"
        each = fit.scores[place] if fit.scores else None
        lines.append(line if each is None else f"{line}  {each.log:9.4f}  {each.brier:7.4f}")
    if not fit.maximum.has_converged:
        lines.append("No maximum was found: nothing to compare.")
    elif fit.baselines:
        lines.append(f"Lowest AIC: {min((entry[2], name) for entry, name in zip(counted, names, strict=True))[1]}.")
    if fit.warnings:
        lines += ["", *(f"Warning: {each}" for each in fit.warnings)]
    return "\n".join(lines) + "\n"


def _kind(fit: NamedFit) -> str:
    return "Pseudo-log-likelihood" if fit.method == "pl" else "Log-likelihood"


__all__ = ["latex_text", "plain_text", "record"]
