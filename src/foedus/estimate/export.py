"""A fit as text: for people, for programs, for tables of papers and of other tools."""

from __future__ import annotations

import csv
import io
import json
import math
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.estimate.score import Score
from foedus.estimate.table import told

if TYPE_CHECKING:
    from foedus.estimate.baseline import Baseline
    from foedus.estimate.table import Kept
    from foedus.estimate.table_fit import TableFit

DIGITS = 10


def record(fit: TableFit) -> dict[str, Any]:
    """The fit as dicts, lists, text and numbers to 10 significant digits; None for what does not exist."""
    kept, counts = fit.sample.kept, fit.sample.counts
    found: dict[str, Any] = {
        "foedus": version("foedus"),
        "game": fit.sample.title,
        "data": fit.place,
        fit.sample.kind[0]: fit.sample.kind[1],
        "n": fit.n,
        "rows": {"read": kept.n_read, "where": kept.n_where, "kept": len(kept.table), "missing": dict(kept.missing)},
        "outcomes": None
        if counts is None
        else {
            each: to_ten_digits(count)
            for each, count in zip(fit.outcomes, counts[:, fit.fitted].sum(axis=1), strict=True)
        },
        "log_likelihood": to_ten_digits(fit.log_likelihood),
        "aic": to_ten_digits(fit.aic),
        "bic": to_ten_digits(fit.bic),
        "converged": fit.maximum.has_converged,
        "gradient": to_ten_digits(np.abs(fit.maximum.gradient).max(initial=0.0)),
        "steps": fit.maximum.steps,
        "errors": fit.errors,
        "parameters": _parameter_rows(fit),
        "covariance": [[to_ten_digits(each) for each in row] for row in fit.covariance],
        "flat": [dict(direction) for direction in fit.maximum.flat],
        "warnings": list(fit.warnings),
        "baselines": [_baseline_record(each) for each in fit.baselines],
        "scores": [_score_record(each) for each in fit.scores],
        "test": None,
    }
    if fit.n_clusters is not None:
        found["clusters"] = fit.n_clusters
    if fit.resampled is not None:
        found["replications"] = {"kept": fit.resampled.parameters.shape[1], "failed": fit.resampled.failed}
    if fit.tested is not None:
        found["test"] = {
            "how": fit.tested.how,
            "n": fit.tested.n,
            "rounds": fit.tested.rounds,
            "scores": [_score_record(each) for each in fit.tested.scores],
        }
    return found | fit.more()


def _parameter_rows(fit: TableFit) -> list[dict[str, Any]]:
    """Name, estimate, standard error and z of each parameter."""
    return [
        {"name": n, "estimate": to_ten_digits(b), "se": to_ten_digits(s), "z": to_ten_digits(z_value(b, s))}
        for n, b, s in zip(fit.names, fit.parameters, fit.standard_errors, strict=True)
    ]


def json_text(found: dict[str, Any]) -> str:
    """A record as JSON."""
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)


def csv_text(fit: TableFit) -> str:
    """One line for each parameter: name, estimate, standard error, z."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", "estimate", "se", "z"])
    for each in _parameter_rows(fit):
        writer.writerow(["" if value is None else value for value in each.values()])
    return stream.getvalue()


def latex_text(fit: TableFit) -> str:
    """The table of a paper, a `tabular` that needs no package: estimates, standard errors in brackets below, what the
    fit rests on.
    """
    compared = [each for each in fit.baselines if fit.is_of_outcomes and not each.is_penalised]
    lines = [r"\begin{tabular}{lr}", r"\hline", r" & Estimate \\", r"\hline"]
    for name, estimate, error in zip(fit.names, fit.parameters, fit.standard_errors, strict=True):
        shown = f"({error:.3f})" if math.isfinite(error) else "(not determined)"
        lines += [rf"{escaped(name)} & ${estimate:.3f}$ \\", rf" & {shown} \\"]
    lines += [
        r"\hline",
        rf"{fit.kind_of_likelihood} & ${fit.log_likelihood:.3f}$ \\",
        rf"AIC & ${fit.aic:.1f}$ \\",
        rf"Rows & {fit.n} \\",
        rf"{fit.way[0]} & {escaped(fit.way[1])} \\",
    ]
    lines += [rf"AIC, {escaped(each.name)} & ${each.aic:.1f}$ \\" for each in compared]
    lines += [r"\hline", rf"\multicolumn{{2}}{{l}}{{Standard errors: {escaped(fit.errors)}}} \\", r"\end{tabular}"]
    return "\n".join(lines) + "\n"


def _estimate_lines(fit: TableFit, kept: Kept) -> list[str]:
    """For people: rows left out, then a line for each parameter."""
    lines = []
    if kept.missing:
        lines.append(f"Left out for gaps: {kept.n_where - len(kept.table):,} rows ({told(kept.missing)}).")
    width = max([9, *(len(name) for name in fit.names)])
    lines += ["", f"{'':{width}}  {'estimate':>10}  {'se':>10}  {'z':>7}"]
    for name, estimate, error in zip(fit.names, fit.parameters, fit.standard_errors, strict=True):
        z = z_value(estimate, error)
        shown = (f"{error:10.4f}", f"{z:7.2f}") if math.isfinite(error) else (f"{'—':>10}", f"{'—':>7}")
        lines.append(f"{name:{width}}  {estimate:10.4f}  {shown[0]}  {shown[1]}")
    return lines


def _comparison_lines(fit: TableFit) -> list[str]:
    """For people: a line for each model, which is best, and the same on rows that none of them has seen."""
    names = ["this game", *(each.name for each in fit.baselines)]
    wide = max(len(name) for name in names)
    lines = ["", f"{'':{wide}}  {'parameters':>10}  {'log-lik.':>11}  {'AIC':>9}  {'log score':>9}  {'Brier':>7}"]
    counted = [(len(fit.names), fit.log_likelihood, fit.aic)]
    counted += [(each.n_parameters, each.log_likelihood, each.aic) for each in fit.baselines]
    for place, (name, (k, value, aic)) in enumerate(zip(names, counted, strict=True)):
        told_aic = f"{aic:9.1f}" if math.isfinite(aic) else f"{'—':>9}"
        line = f"{name:{wide}}  {k:10d}  {value:11.3f}  {told_aic}"
        each = fit.scores[place] if fit.scores else None
        lines.append(line if each is None else f"{line}  {each.log:9.4f}  {each.brier:7.4f}")
    if not fit.maximum.has_converged:
        lines.append("No maximum was found: nothing to compare.")
    elif fit.baselines and fit.is_of_outcomes:
        best = min((entry[2], name) for entry, name in zip(counted, names, strict=True) if math.isfinite(entry[2]))
        lines.append(f"Lowest AIC: {best[1]}.")
    elif fit.baselines:
        lines.append("The game's likelihood is of more than these outcomes: compare scores, not AIC.")
    if fit.tested is not None:
        lines += ["", f"On {fit.tested.n:,} rows not seen ({fit.tested.how}):"]
        for score in fit.tested.scores:
            name = "this game" if score.model == "game" else score.model
            lines.append(f"{name:{wide}}  {'':10}  {'':11}  {'':9}  {score.log:9.4f}  {score.brier:7.4f}")
        first = min(fit.tested.scores, key=lambda each: each.log)
        lines.append(f"Best log score: {'this game' if first.model == 'game' else first.model}.")
    return [*lines, "", *(f"Warning: {each}" for each in fit.warnings)] if fit.warnings else lines


def plain_text(fit: TableFit) -> str:
    """The fit for people: what it rests on, estimates, baselines, what is wrong."""
    kept = fit.sample.kept
    lines = [f"{fit.sample.title}, {fit.way[1]}, on {fit.n:,} of {kept.n_read:,} rows of {fit.place}"]
    lines += _estimate_lines(fit, kept)
    lines += ["", f"By {fit.how}. Standard errors: {fit.errors}{_how_many(fit)}."]
    return "\n".join([*lines, *_comparison_lines(fit)]) + "\n"


def _how_many(fit: TableFit) -> str:
    parts = []
    if fit.resampled is not None:
        parts.append(f"{fit.resampled.parameters.shape[1]} replications")
    if fit.n_clusters is not None and fit.errors in ("cluster", "bootstrap"):
        parts.append(f"{fit.n_clusters} clusters")
    return f", {', '.join(parts)}" if parts else ""


def _baseline_record(each: Baseline) -> dict[str, Any]:
    """A baseline as dicts, lists, text and numbers."""
    found: dict[str, Any] = {
        "name": each.name,
        "parameters": each.n_parameters,
        "log_likelihood": to_ten_digits(each.log_likelihood),
        "aic": to_ten_digits(each.aic),
        "formula": each.formula or None,
        "coefficients": [],
    }
    if each.maximum is not None:
        from foedus.estimate.covariance import hessian_covariance

        with np.errstate(invalid="ignore"):
            errors = np.sqrt(np.diag(hessian_covariance(each.maximum)))
        found["coefficients"] = [
            {"name": name, "estimate": to_ten_digits(estimate), "se": to_ten_digits(error)}
            for name, estimate, error in zip(each.maximum.names, each.maximum.parameters, errors, strict=True)
        ]
    return found


def _score_record(each: Score) -> dict[str, Any]:
    """A score as text and numbers."""
    return {"model": each.model, "log": to_ten_digits(each.log), "brier": to_ten_digits(each.brier)}


def z_value(estimate: float, error: float) -> float:
    """NaN where there is no standard error."""
    return float(estimate / error) if error > 0 else math.nan


def to_ten_digits(value: float) -> float | None:
    """To 10 significant digits; None for what is no finite number."""
    number = float(value)
    return float(f"{number:.{DIGITS}g}") + 0.0 if math.isfinite(number) else None


_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def escaped(text: str) -> str:
    """Text as LaTeX prints it."""
    return "".join(f"\\{c}" if c in "&%$#_{}" else _ESCAPED.get(c, c) for c in text)


__all__ = ["csv_text", "escaped", "json_text", "latex_text", "plain_text", "record", "to_ten_digits"]
