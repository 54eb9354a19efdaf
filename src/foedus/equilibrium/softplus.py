"""log(1 + exp(−gap)), vectorised: the library's log1p is not, and logits have most of their logarithms here."""

from __future__ import annotations

import numpy as np

from foedus.equilibrium.array_library import library
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.problem import Array


def log_one_plus(gap: Array) -> Array:
    """log(1 + exp(−gap)) for gap ≥ 0, to the last digit of its precision."""
    if library(gap) is np:
        return np.log1p(np.exp(-gap))
    return log_quotient(jnp.exp(-gap), 0.0)


def log_quotient(first: Array, second: Array) -> Array:
    """log((1 + first)/(1 + second)) for numbers from 0 to 1, to the last digit of their precision."""
    # The logarithm of a quotient q is 2 artanh((q − 1)/(q + 1)), whose argument is here at most 1/3.
    ratio = (first - second) / (2.0 + first + second)
    square = ratio * ratio
    odds = range(33 if ratio.dtype == jnp.float64 else 13, 1, -2)
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
