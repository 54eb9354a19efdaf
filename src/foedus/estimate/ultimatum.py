"""The ultimatum game with private reservation values: an offer and, where it is known, whether it was accepted.

The proposer keeps Q − y of the prize Q = `highest` and gets R1 if refused; the receiver accepts y if it exceeds R2.
R1 = x b + e1 and R2 = z g + e2, logistic errors of scales s1 and s2, each known to its owner. With Λ the logistic
function, an offer of at most y, and acceptance, have probabilities

    F(y) = Λ( −(Q − y − x b − s2 (1 + exp((y − z g)/s2))) / s1 ),    P(accepts y) = Λ( (y − z g)/s2 )

The lowest offer has the mass F(lowest), the highest 1 − F(highest), every other one the density F′(y). Ramsay and
Signorino (2009); in this form R `games` (Kenkel and Signorino 2014, doi:10.18637/jss.v056.i08).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.case.document import quote
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.softplus import softplus
from foedus.errors import Finding, InputError
from foedus.estimate.covariance import hessian_covariance
from foedus.estimate.estimates import Estimates
from foedus.estimate.likelihood import Array, Data, Index, Likelihood, Numbers, indexed
from foedus.estimate.maximum import Maximum, maximise
from foedus.estimate.ultimatum_answers import ANSWERS, log_answers

if TYPE_CHECKING:
    import pandas

RESERVATIONS = ("R1", "R2")
SCALES = ("log(s1)", "log(s2)")
FLOOR = float(np.finfo(float).eps)
"""probability and density below which a row counts with this: what R `games` does"""
FARTHEST = 500.0


@dataclass(frozen=True, eq=False)
class UltimatumFit(Estimates):
    """Estimates of the ultimatum game; `covariance` (parameter, parameter) inverts the Hessian."""

    maximum: Maximum
    likelihood: Likelihood
    covariance: Numbers
    on_floor: Numbers
    """rows whose offer or answer is on the floor at the estimates, (row,)"""
    warnings: tuple[str, ...]


def ultimatum_likelihood(
    formulas: Mapping[str, str | float],
    table: pandas.DataFrame,
    *,
    offer: str,
    accept: str | None = None,
    lowest: float = 0.0,
    highest: float,
    fixed: Mapping[str, float] | None = None,
    floor: float = FLOOR,
) -> Likelihood:
    """The log-likelihood of offers, and of answers where they are given; rows with gaps are left out.

    Arguments:
        formulas: of the reservation values "R1" and "R2"; a number holds one there.
        table: the rows.
        offer: the column with offers, between `lowest` and `highest`.
        accept: the column with 1 for accepted and 0 for refused; None leaves answers out.
        lowest: offer.
        highest: offer, which is the prize.
        fixed: values of "log(s1)", "log(s2)" that are not estimated.
        floor: least probability or density of a row's offer, and of its answer; 0 for none.

    Raises:
        InputError: a formula, a column, an offer or an answer that cannot be used.
    """
    from foedus.estimate.rows import built

    fixed = dict(fixed or {})
    for name in fixed:
        if name not in SCALES:
            raise InputError.at("fixed", f"names {quote(name)}: expected {' or '.join(SCALES)}")
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest < highest):
        raise InputError.at("bounds", f"are {lowest} and {highest}: expected two numbers, the lower one first")
    also = [offer] if accept is None else [offer, accept]
    names, matrices, held, kept = built(formulas, RESERVATIONS, table, also)
    offers, answers = _observed(kept, offer, accept, lowest, highest)
    made = _made((names, matrices, held), offers, answers, (lowest, highest), fixed, floor)
    return replace(made, start=_start(made.data, fixed))


def ultimatum_on(
    formulas: Mapping[str, str | float],
    table: pandas.DataFrame,
    like: pandas.DataFrame | None = None,
    *,
    lowest: float,
    highest: float,
    fixed: Mapping[str, float],
) -> Likelihood:
    """What says how likely `refused` and `accepted` are in the rows of a table without gaps, whatever was offered.

    Coefficients have the categories of `like`, or of the table.
    """
    from foedus.estimate.rows import built

    names, matrices, held, kept = built(formulas, RESERVATIONS, table, [], like)
    offers = np.full(len(kept), float(lowest))
    return _made((names, matrices, held), offers, None, (lowest, highest), fixed, FLOOR)


def _made(
    parts: tuple[tuple[str, ...], tuple[Numbers, ...], Numbers],
    offers: Numbers,
    answers: Numbers | None,
    bounds: tuple[float, float],
    fixed: Mapping[str, float],
    floor: float,
) -> Likelihood:
    """Names, matrices and held numbers of the reservation values, what was offered and answered: one likelihood."""
    names, matrices, held = parts
    n_rows = len(offers)
    free = [name for name in SCALES if name not in fixed]
    scales = [np.zeros((0, n_rows)) if name in fixed else np.ones((1, n_rows)) for name in SCALES]
    data: dict[str, Any] = {
        "matrices": [*matrices, *scales],
        "fixed": np.concatenate([held, [np.full(n_rows, fixed.get(name, 0.0)) for name in SCALES]]),
        "offer": offers,
        "at_lowest": offers <= bounds[0],
        "at_highest": offers >= bounds[1],
        "answer": np.zeros(n_rows) if answers is None else np.where(answers > 0, 1.0, -1.0),
        "lowest": np.full(n_rows, float(bounds[0])),
        "highest": np.full(n_rows, float(bounds[1])),
        "floor": np.full(n_rows, math.log(floor) if floor > 0.0 else -math.inf),
    }
    index = Index(tuple(len(each) for each in data["matrices"]), log_rows, log_answers)
    return indexed((*names, *free), index, data, n_rows, ANSWERS)


def fit_ultimatum(likelihood: Likelihood, *, starts: int = 0, seed: int = 1) -> UltimatumFit:
    """Estimates, with a warning where the figures live on the floor of probabilities.

    Arguments:
        likelihood: from `ultimatum_likelihood`.
        starts: how many other, random starts to try.
        seed: of these.

    Raises:
        ComputationError: the likelihood is not finite where the search begins.
    """
    # The floor is flat, and a search that begins on it ends there: the way leads over the likelihood without one.
    free = {**likelihood.data, "floor": np.full(likelihood.n_rows, -math.inf)}
    smooth = maximise(replace(likelihood, data=free))
    begin = smooth.parameters if np.isfinite(smooth.parameters).all() else likelihood.start
    found = maximise(likelihood, start=begin, starts=starts, seed=seed)
    sums = likelihood.index.sums(jnp.asarray(found.parameters), likelihood.arrays)  # type: ignore[union-attr]
    parts = np.stack([np.asarray(each) for each in log_parts(sums, likelihood.arrays)])
    on_floor = np.asarray((parts < likelihood.data["floor"]).any(axis=0))
    notes = list(found.warnings)
    if on_floor.any():
        notes.append(
            f"{int(on_floor.sum()):,} of {likelihood.n_rows:,} rows are less likely at the estimates than the floor on "
            f"probabilities, {math.exp(likelihood.data['floor'][0]):.2g}, and count with that: the figures are the "
            "floor's as much as the data's. A larger scale s2, or one that is estimated, would say more."
        )
    return UltimatumFit(found, likelihood, hessian_covariance(found), on_floor, tuple(notes))


def log_rows(sums: Array, data: Data) -> Array:
    """Log-likelihood of each row's offer and answer, each at least the floor, (row,)."""
    offer, answer = log_parts(sums, data)
    return jnp.maximum(offer, data["floor"]) + jnp.maximum(answer, data["floor"])


def log_parts(sums: Array, data: Data) -> tuple[Array, Array]:
    """Logarithms of the density or mass of the offer, and of the probability of the answer (0 without one), (row,).

    Arguments:
        sums: x b, z g, log s1 and log s2, (sum, row).
        data: offers, answers and bounds.
    """
    first, second, log_first, log_second = sums + data["fixed"]
    s1, s2 = jnp.exp(log_first), jnp.exp(log_second)
    offer = data["offer"]
    odds = (offer - second) / s2
    # What the receiver's odds add to the price of a higher offer; bounded, as its square is taken.
    push = jnp.exp(jnp.minimum(odds, FARTHEST))
    level = -(data["highest"] - offer - first - s2 * (1.0 + push)) / s1
    inside = -softplus(level) - softplus(-level) + softplus(odds) - log_first
    log_offer = jnp.where(data["at_lowest"], -softplus(-level), jnp.where(data["at_highest"], -softplus(level), inside))
    answer = data["answer"]
    return log_offer, jnp.where(answer == 0.0, 0.0, -softplus(-answer * odds))


def _observed(
    table: pandas.DataFrame, offer: str, accept: str | None, lowest: float, highest: float
) -> tuple[Numbers, Numbers | None]:
    import pandas as pd

    findings = []
    for name in [offer] if accept is None else [offer, accept]:
        if not (pd.api.types.is_numeric_dtype(table[name]) or pd.api.types.is_bool_dtype(table[name])):
            findings.append(Finding("table", "", f"has no numbers in the column {quote(name)}"))
    if findings:
        raise InputError(findings)
    offers = table[offer].to_numpy(dtype=np.float64)
    outside = np.flatnonzero(~((offers >= lowest) & (offers <= highest)))
    if len(outside):
        message = f"has an offer of {offers[outside[0]]:g} in row {outside[0] + 1:,}, and {len(outside):,} in all"
        findings.append(Finding("table", "", f"{message} outside {lowest:g} to {highest:g}"))
    if offers.min() == offers.max():
        findings.append(Finding("table", "", f"has one offer only, {offers[0]:g}: nothing can be learnt from it"))
    answers = None
    if accept is not None:
        answers = table[accept].to_numpy(dtype=np.float64)
        if not np.isin(answers, (0.0, 1.0)).all():
            findings.append(Finding("table", "", f"has other values than 0 and 1 in the column {quote(accept)}"))
    if findings:
        raise InputError(findings)
    return offers, answers


def _start(data: dict[str, Any], fixed: Mapping[str, float]) -> Numbers:
    """R2 around what is offered, or around where answers turn; R1 around what the proposer's condition then says."""
    first, second = data["matrices"][:2]
    offer, answer, prize = data["offer"], data["answer"], data["highest"]
    width = max(1e-3 * float(prize[0]), float(np.std(offer)))
    s2 = math.exp(fixed["log(s2)"]) if "log(s2)" in fixed else 0.5 * width
    held = data["fixed"][1]
    turn = offer - 0.5 * width * answer if answer.any() else offer
    g = np.linalg.lstsq(second.T, turn - held, rcond=None)[0] if len(second) else np.zeros(0)
    if "log(s2)" not in fixed:
        s2 = max(1e-3 * width, 0.55 * float(np.std(turn - held - g @ second)))
    odds = np.clip((offer - g @ second - held) / s2, -30.0, 3.0)
    wanted = prize - offer - s2 * (1.0 + np.exp(odds)) - data["fixed"][0]
    b = np.linalg.lstsq(first.T, wanted, rcond=None)[0] if len(first) else np.zeros(0)
    s1 = max(1e-2 * width, 0.55 * float(np.std(wanted - b @ first)))
    scales = [math.log(each) for name, each in zip(SCALES, (s1, s2), strict=True) if name not in fixed]
    return np.array([*b, *g, *scales])
