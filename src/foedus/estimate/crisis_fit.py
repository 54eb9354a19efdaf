"""Fits of the crisis game with signals: full likelihood, pseudo-likelihood, nested pseudo-likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from foedus.equilibrium import CrisisPayoffs, crisis_equilibria
from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.crisis_branch import principal
from foedus.equilibrium.crisis_moves import OUTCOMES, moves
from foedus.errors import InputError
from foedus.estimate.covariance import hessian_covariance
from foedus.estimate.crisis_likelihood import CrisisRows, full_likelihood, pseudo_likelihood
from foedus.estimate.crisis_nested import nested, nested_covariance, replies
from foedus.estimate.estimates import Estimates
from foedus.estimate.first_stage import first_stage
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.maximum import Maximum, maximise

Method = Literal["ml", "npl", "pl"]


@dataclass(frozen=True, eq=False)
class CrisisFit(Estimates):
    """Estimates of the crisis game.

    Standard errors are those of `method`: "ml" inverts the Hessian; "npl" has outer products over rows, corrected for
    what the expectations owe to the estimates; "pl" inverts the Hessian as if the first stage were known, so that it
    understates them. Probabilities are in equilibrium for "ml" and "npl", one reply away from the first stage for "pl".
    """

    method: Method
    maximum: Maximum
    likelihood: Likelihood
    covariance: Numbers
    """(parameter, parameter)"""
    as_sigint: Numbers
    """for "npl" what `sigInt` has for it (`nested_covariance`), else `covariance` again"""
    challenges: Numbers
    """p_C, (row,)"""
    resists: Numbers
    """p_R, (row,)"""
    firm: Numbers
    """p_F, (row,)"""
    count: Numbers
    """equilibria of each row at the estimates, (row,); 0 where p_R is 0 or 1 to 600 digits"""
    first: tuple[Numbers, Numbers]
    """p_R and p_F that the search began with, or that "pl" took as given, each (row,)"""
    n_plays: float
    rounds: int
    """of the nested pseudo-likelihood, else 0"""
    warnings: tuple[str, ...]


def fit_crisis(
    rows: CrisisRows,
    method: Method = "ml",
    expectations: tuple[Numbers, Numbers] | None = None,
    *,
    starts: int = 0,
    seed: int = 1,
) -> CrisisFit:
    """Estimates of the crisis game.

    Arguments:
        rows: formulas and tallies, from `crisis_rows`.
        method: "ml" maximises the likelihood, the equilibrium solved inside it; "pl" takes expectations as given; "npl"
            repeats that until they agree with the estimates. The end of "npl" is not the maximum of the likelihood.
        expectations: p_R and p_F, each (row,), to begin with; a logit on all covariates by default.
        starts: how many other, random starts "ml" tries.
        seed: of these.

    Raises:
        InputError: one outcome is all that happened.
        ComputationError: the likelihood is not finite where the search begins.
    """
    never = [name for name, each in zip(OUTCOMES, rows.counts.sum(axis=1), strict=True) if not each]
    if len(never) > 2:
        happened = [name for name in OUTCOMES if name not in never]
        raise InputError.at("table", f"has no outcome but {' and '.join(happened)}: expected two or more")
    first = first_stage(rows) if expectations is None else expectations
    notes = [f"Never happened: {', '.join(never)}."] if never else []
    rounds = 0
    if method == "npl":
        ended = nested(rows, *first)
        found, rounds = ended.maximum, ended.rounds
        likelihood = pseudo_likelihood(rows, ended.resists, ended.firm)
        covariance, as_sigint = nested_covariance(rows, ended)
        resists, firm = ended.resists, ended.firm
        if not ended.has_settled:
            notes.append(f"Expectations had not settled after {rounds} rounds: this is no equilibrium.")
    else:
        likelihood = pseudo_likelihood(rows, *first)
        found = maximise(likelihood)
        if method == "ml":
            likelihood = full_likelihood(rows)
            found = maximise(likelihood, start=_start(likelihood, found.parameters), starts=starts, seed=seed)
        covariance = as_sigint = hessian_covariance(found)
        resists, firm = replies(rows.payoffs(found.parameters), *first)
    payoffs = rows.payoffs(found.parameters)
    if method == "ml":
        quantile, resists = _solved(payoffs)
        if np.any(np.abs(quantile) > _FAR):
            notes.append(
                f"In {int(np.sum(np.abs(quantile) > _FAR)):,} of {rows.n_rows:,} rows B resists with a probability of 0"
                " or 1: payoffs have run off there."
            )
    of_a = _moves(payoffs, resists if method != "pl" else first[0])
    challenges, firm = np.exp(of_a[0]), np.exp(of_a[1])
    count = _counted(payoffs)
    several = int(np.sum(count > 1))
    if several:
        taken = "the one on the principal branch" if method == "ml" else "the one that expectations led to"
        notes.append(
            f"{several:,} of {rows.n_rows:,} rows have more than one equilibrium at the estimates; they count with "
            f"{taken}. Another choice is another likelihood."
        )
    return CrisisFit(
        method,
        found,
        likelihood,
        covariance,
        as_sigint,
        challenges,
        resists,
        firm,
        count,
        first,
        rows.n_plays,
        rounds,
        (*found.warnings, *notes),
    )


_FAR = 30.0
SHARES = (1.0, 0.5, 0.25, 0.1, 0.0)
"""of the estimates of the pseudo-likelihood, from which the search of the full likelihood may begin"""


def _start(likelihood: Likelihood, estimates: Numbers) -> Numbers:
    """The best of some points on the way from no payoffs to the estimates of the pseudo-likelihood, (parameter,).

    Those may lie where the equilibrium leaves nothing to chance: there the likelihood is flat, and a search stays.
    """
    tried = [share * np.nan_to_num(estimates, posinf=0.0, neginf=0.0) for share in SHARES]
    with np.errstate(all="ignore"):
        values = [float(likelihood.by_row(each).sum()) for each in tried]
    return tried[int(np.argmax(np.where(np.isfinite(values), values, -np.inf)))]


def _counted(payoffs: Numbers) -> Numbers:
    """How many equilibria each row has, (row,). Only where B's reply rises with p_R can there be more than one."""
    s_a, v_a, c_b, w_a, _, a, v_b = payoffs
    count = np.ones(payoffs.shape[-1], dtype=int)
    # c falls with p_R where S_A > V_A, p_F rises with c where W_A > a, and p_R falls with p_F where V_B > C_B.
    rising = np.flatnonzero(np.sign(v_a - s_a) * np.sign(w_a - a) * np.sign(c_b - v_b) > 0)
    if len(rising):
        count[rising] = crisis_equilibria(CrisisPayoffs(*payoffs[:, rising])).count
    return count


def _solved(payoffs: Numbers) -> tuple[Numbers, Numbers]:
    quantile = _principal(jnp.asarray(payoffs))
    return np.asarray(quantile), np.asarray(jax.scipy.special.ndtr(quantile))


def _moves(payoffs: Numbers, resists: Numbers) -> tuple[Numbers, Numbers]:
    of_a = _compiled_moves(jnp.asarray(payoffs), jnp.asarray(resists))
    return np.asarray(of_a.challenges), np.asarray(of_a.firm)


_principal = jax.jit(principal, compiler_options=COMPILE)
_compiled_moves = jax.jit(moves, compiler_options=COMPILE)
