"""Nested pseudo-likelihood: expectations and estimates in turn until neither moves, and the standard errors of that.

Aguirregabiria and Mira (2007), doi:10.1111/j.1468-0262.2007.00731.x; for this game Crisman-Cox and Gibilisco (2021),
doi:10.1017/psrm.2019.58. What it ends at is an equilibrium of the game, and not the maximum of the likelihood: it holds
fixed what everybody expects while it chooses the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.crisis_moves import log_outcomes, moves, resistance
from foedus.estimate.crisis_likelihood import CrisisRows, pseudo_likelihood
from foedus.estimate.likelihood import Array, Numbers
from foedus.estimate.maximum import Maximum, maximise

MOST_ROUNDS = 500
SETTLED = 1e-10
"""largest change of an expectation in a round at which it is over"""


@dataclass(frozen=True, eq=False)
class Nested:
    """Where the rounds ended: the last maximum, what everybody expects there, and whether it stayed."""

    maximum: Maximum
    resists: Numbers
    """p_R, (row,)"""
    firm: Numbers
    """p_F, (row,)"""
    rounds: int
    has_settled: bool


def nested(rows: CrisisRows, resists: Numbers, firm: Numbers, most_rounds: int = MOST_ROUNDS) -> Nested:
    """Estimates and expectations that agree.

    Arguments:
        rows: the data.
        resists: p_R to begin with, (row,).
        firm: p_F to begin with, (row,).
        most_rounds: after which it is given up.
    """
    begin = np.zeros(len(rows.names))
    found = maximise(pseudo_likelihood(rows, resists, firm), start=begin)
    for number in range(1, most_rounds + 1):
        told = replies(rows.payoffs(found.parameters), resists, firm)
        moved = max(np.abs(told[0] - resists).max(), np.abs(told[1] - firm).max())
        resists, firm = told
        if moved < SETTLED:
            return Nested(found, resists, firm, number, True)
        found = maximise(pseudo_likelihood(rows, resists, firm), start=found.parameters)
    return Nested(found, resists, firm, most_rounds, False)


def replies(payoffs: Numbers, resists: Numbers, firm: Numbers) -> tuple[Numbers, Numbers]:
    """p_R as B answers to `firm`, and p_F as A does to `resists`, each (row,)."""
    answer = _replies(jnp.asarray(payoffs), jnp.asarray(resists), jnp.log(firm))
    return np.clip(np.asarray(answer[0]), 1e-300, 1.0), np.clip(np.asarray(answer[1]), 1e-300, 1.0)


def nested_covariance(rows: CrisisRows, at: Nested) -> tuple[Numbers, Numbers]:
    """(parameter, parameter), from outer products over rows; and what `sigInt` has in its place.

    With s the scores of the parameters, r those of the expectations P, and P = Ψ(P, θ),

        B = Σ s s′ + Σ s r′ (I − Ψ_P)⁻¹ Ψ_θ,    V = B⁻¹ (Σ s s′) B⁻¹′

    A row's expectations enter no other row, so that each inverse is of two by two. `sigInt` 0.2.0 has the transpose of
    Ψ_P there, which the notation of the paper can be read as; its figures are returned for comparison.
    """
    payoffs = jnp.asarray(rows.payoffs(at.maximum.parameters))
    slopes, of_expected, turned, transposed = (
        np.asarray(each) for each in _row_terms(payoffs, jnp.asarray(at.resists), jnp.log(at.firm), rows.counts)
    )
    scores = _spread(rows, slopes)
    outer = scores @ scores.T
    made = []
    for each in (turned, transposed):
        # What the expectations of a row gain by a parameter, times what the row's likelihood gains by them.
        through = _spread(rows, np.einsum("er,epr->pr", of_expected, each))
        bread = outer + scores @ through.T
        # Not determined where the scores of parameters hang on one another: the warnings name the direction.
        is_known = np.isfinite(bread).all() and np.linalg.cond(bread / np.maximum(np.abs(bread).max(), 1e-300)) < 1e14
        inverse = np.linalg.inv(bread) if is_known else np.full(bread.shape, np.nan)
        made.append(np.asarray(inverse @ outer @ inverse.T))
    return made[0], made[1]


def _spread(rows: CrisisRows, of_payoffs: Numbers) -> Numbers:
    """From derivatives by payoff (payoff, row) to those by parameter (parameter, row)."""
    return np.concatenate([of_payoffs[place] * matrix for place, matrix in enumerate(rows.matrices)])


def _answered(payoffs: Array, resists: Array, log_firm: Array) -> tuple[Array, Array]:
    return jax.scipy.special.ndtr(resistance(payoffs, log_firm)), jnp.exp(moves(payoffs, resists).firm)


_replies = jax.jit(_answered, compiler_options=COMPILE)


@partial(jax.jit, compiler_options=COMPILE)
def _row_terms(payoffs: Array, resists: Array, log_firm: Array, counts: Array) -> tuple[Array, Array, Array, Array]:
    """Scores by payoff (payoff, row) and expectation (2, row); (I − Ψ_P)⁻¹ Ψ_payoff and with Ψ_P′, (2, payoff, row)."""

    def total(payoffs: Array, resists: Array, firm: Array) -> Array:
        every = log_outcomes(payoffs, resists, resistance(payoffs, jnp.log(firm)))
        return jnp.sum(jnp.where(counts > 0, counts * every, 0.0))

    def answers(payoffs: Array, resists: Array, firm: Array) -> tuple[Array, Array]:
        return _answered(payoffs, resists, jnp.log(firm))

    firm = jnp.exp(log_firm)
    slopes, *of_expected = jax.grad(total, argnums=(0, 1, 2))(payoffs, resists, firm)
    ones = jnp.ones_like(resists)
    by_firm = jax.jvp(lambda each: answers(payoffs, resists, each)[0], (firm,), (ones,))[1]
    by_resists = jax.jvp(lambda each: answers(payoffs, each, firm)[1], (resists,), (ones,))[1]
    direct = [jax.grad(lambda at, n=n: jnp.sum(answers(at, resists, firm)[n]))(payoffs) for n in range(2)]
    # Each side answers to the other only: (I − Ψ_P)⁻¹ = [[1, b], [d, 1]] / (1 − b d).
    share = 1.0 / (1.0 - by_firm * by_resists)

    def solved(above: Array, below: Array) -> Array:
        return share * jnp.stack([direct[0] + above * direct[1], below * direct[0] + direct[1]])

    return slopes, jnp.stack(of_expected), solved(by_firm, by_resists), solved(by_resists, by_firm)
