"""The crisis signalling game of Lewis and Schultz: choice probabilities and the equilibrium condition, row by row.

A challenges or keeps the status quo (A gets S_A, B 0); B concedes (V_A, C_B) or resists; A stands firm (W_A, W_B) or
backs down (a, V_B). Three independent standard normal shocks: on W_A and on a, known to A from the start, so that its
challenge is a signal; on W_B, known to B. With p_R the probability that B resists and c what a challenge has to
bring in if resisted,

    c   = V_A + (S_A − V_A) / p_R
    p_C = 1 − Φ(c − W_A) Φ(c − a)                        A challenges
    p_F = Φ₂((W_A − a)/√2, W_A − c; 1/√2) / p_C          A stands firm, having challenged and been resisted
    p_R = Φ(W_B − V_B + (V_B − C_B) / p_F)               B resists

Lewis and Schultz (2003), doi:10.1093/pan/mpg021; in this notation Crisman-Cox and Gibilisco (2021),
doi:10.1017/psrm.2019.58. Everything is in logarithms: a challenge that nobody would make has a logarithm still.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.binormal import log_binormal
from foedus.equilibrium.problem import Array
from foedus.equilibrium.softplus import softplus

PAYOFFS = ("S_A", "V_A", "C_B", "W_A", "W_B", "a", "V_B")
OUTCOMES = ("sq", "cd", "sf", "bd")
FARTHEST = 37.0
"""normal quantile beyond which a probability is taken for 0 or 1: Φ(−37) is the last that double precision holds"""

FAR = 20.0
"""margin c above W_A and a from which on only the tails of the shocks matter"""
_FARTHEST_MARGIN = 1e60

_log_ndtr = jax.scipy.special.log_ndtr


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Moves:
    """Logarithms of what A does once B resists with a given probability, each (row,)."""

    stays: Array
    """A keeps the status quo"""
    challenges: Array
    firm: Array
    """A stands firm, having challenged and been resisted"""
    backs: Array
    """A backs down, having challenged and been resisted"""


def moves(payoffs: Array, resists: Array) -> Moves:
    """What A does.

    Arguments:
        payoffs: in the order of `PAYOFFS`, (payoff, row).
        resists: p_R, above 0, (row,).
    """
    s_a, v_a, _, w_a, _, a, _ = payoffs
    c = jnp.clip(v_a + (s_a - v_a) / resists, -_FARTHEST_MARGIN, _FARTHEST_MARGIN)
    apart = (w_a - a) / math.sqrt(2.0)
    odds = log_binormal(apart, w_a - c) - log_binormal(-apart, a - c)
    # Far above both payoffs the two are tails alone, Φ(W_A − c) and Φ(a − c), whose logarithms are huge and close.
    is_far = jnp.minimum(c - w_a, c - a) > FAR
    firm_at, back_at = jnp.where(is_far, c - w_a, FAR), jnp.where(is_far, c - a, FAR)
    tails = _log_mills(firm_at) - _log_mills(back_at) + 0.5 * (w_a - a) * (firm_at + back_at)
    odds = jnp.where(is_far, tails, odds)
    return Moves(
        _log_ndtr(c - w_a) + _log_ndtr(c - a),
        # P(W_A + e ≥ c) + P(W_A + e < c) P(a + e ≥ c): a sum, where 1 − Φ Φ would cancel.
        jnp.logaddexp(_log_ndtr(w_a - c), _log_ndtr(c - w_a) + _log_ndtr(a - c)),
        -softplus(-odds),
        -softplus(odds),
    )


def _log_mills(x: Array) -> Array:
    """log of Φ(−x)/φ(x) for x ≥ `FAR`, by its asymptotic series: eight terms leave 1e-14."""
    inverse = 1.0 / (x * x)
    total = jnp.zeros_like(x)
    for order in range(8, 0, -1):
        total = -(2.0 * order - 1.0) * inverse * (1.0 + total)
    return jnp.log1p(total) - jnp.log(x)


def resistance(payoffs: Array, log_firm: Array) -> Array:
    """The normal quantile of p_R if A, resisted, stands firm with probability exp(`log_firm`); (row,).

    Arguments:
        payoffs: (payoff, row).
        log_firm: log p_F, (row,).
    """
    _, _, c_b, _, w_b, _, v_b = payoffs
    # Bounded where nobody stands firm, so that a derivative there is 0 rather than undefined.
    return w_b - v_b + (v_b - c_b) * jnp.exp(jnp.minimum(-log_firm, 500.0))


def log_outcomes(payoffs: Array, resists: Array, quantile: Array) -> Array:
    """Log probability of each of `OUTCOMES`, (outcome, row), if A expects resistance and B resists as told.

    In equilibrium the two are one: `resists` = Φ(`quantile`). A pseudo-likelihood takes them from two sources.

    Arguments:
        payoffs: (payoff, row).
        resists: p_R as A expects it, (row,).
        quantile: normal quantile of the p_R that B plays, (row,).
    """
    of_a = moves(payoffs, resists)
    resisted = _log_ndtr(quantile)
    fights = of_a.challenges + resisted
    return jnp.stack([of_a.stays, of_a.challenges + _log_ndtr(-quantile), fights + of_a.firm, fights + of_a.backs])


def reply(payoffs: Array, quantile: Array) -> Array:
    """The quantile that B answers with, where A expects `quantile`: an equilibrium is where they are the same; (row,).

    Monotone in `quantile`: with λ = φ/Φ, whose logarithm is concave, the odds of standing firm at the margin,
    λ(c − W_A)/λ(c − a), rise with c where W_A > a and fall where W_A < a, and so do the odds beyond the margin.
    """
    bounded = jnp.clip(quantile, -FARTHEST, FARTHEST)
    found = resistance(payoffs, moves(payoffs, jax.scipy.special.ndtr(bounded)).firm)
    return jnp.clip(found, -FARTHEST, FARTHEST)


def reply_and_slope(payoffs: Array, quantile: Array) -> tuple[Array, Array]:
    """`reply` and its derivative with respect to the quantile, each (row,)."""
    return jax.jvp(lambda at: reply(payoffs, at), (quantile,), (jnp.ones_like(quantile),))
