"""log(1 + exp(−gap)), vectorised: the library's log1p is not, and logits have most of their logarithms here."""

from __future__ import annotations

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.problem import Array


def log_one_plus(gap: Array) -> Array:
    """log(1 + exp(−gap)) for gap ≥ 0, to the last digit of its precision."""
    # log(1 + e) = 2 artanh(e / (2 + e)), whose argument is at most 1/3.
    smaller = jnp.exp(-gap)
    ratio = smaller / (2.0 + smaller)
    square = ratio * ratio
    odds = range(33 if gap.dtype == jnp.float64 else 13, 1, -2)
    series = jnp.full_like(square, 1.0 / odds[0])
    for odd in odds[1:]:
        series = series * square + 1.0 / odd
    return 2.0 * ratio * (1.0 + square * series)


def softplus(log_odds: Array) -> Array:
    """log(1 + exp(log_odds)), which is −log of the second action's probability."""
    # At 0 the library takes the slope of |x| for 1 and that of max(x, 0) for 1/2, which together are not the slope of
    # this; chosen by sign, both are those of the right-hand side.
    gap = jnp.where(log_odds < 0, -log_odds, log_odds)
    return jnp.where(log_odds < 0, 0.0, log_odds) + log_one_plus(jnp.minimum(gap, 600.0))
