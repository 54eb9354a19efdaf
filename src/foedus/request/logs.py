"""Sums of probabilities kept as logarithms, so that at precision 10⁴ what is printed as 0 still has a belief."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.backend import jax, jnp

Array = Any

# A term that is multiplied by a probability of 0 may be larger than every term that counts; its exponential must stay
# finite because the derivative with respect to that 0 is the exponential itself.
_LARGEST_EXPONENT = 600.0
_SMALLEST = 1e-300
_SERIES = tuple(range(33, 1, -2))
NEVER = -1e300
"""log of the probability of what cannot be chosen"""


def log_of(probability: Array) -> Array:
    """log p, at p = 0 the logarithm of the smallest number in use: −690.8, never −∞."""
    return jnp.log(jnp.maximum(probability, _SMALLEST))


@jax.custom_jvp
def log_added(first: Array, second: Array) -> Array:
    """log(exp(first) + exp(second)) for finite logarithms."""
    # log(1 + e) = 2 artanh(e / (2 + e)), whose argument is at most 1/3: the series below is exact to the last digit.
    # The library's log1p is not vectorised, and this sum stands where the map has most of its logarithms.
    smaller = jnp.exp(-jnp.abs(first - second))
    ratio = smaller / (2.0 + smaller)
    square = ratio * ratio
    series = jnp.full_like(square, 1.0 / _SERIES[0])
    for odd in _SERIES[1:]:
        series = series * square + 1.0 / odd
    return jnp.maximum(first, second) + 2.0 * ratio * (1.0 + square * series)


@log_added.defjvp
def _log_added_tangent(primals: tuple[Array, Array], tangents: tuple[Array, Array]) -> tuple[Array, Array]:
    first, second = primals
    smaller = jnp.exp(-jnp.abs(first - second))
    greater_share, smaller_share = 1.0 / (1.0 + smaller), smaller / (1.0 + smaller)
    is_first = first > second
    weights = jnp.where(is_first, greater_share, smaller_share), jnp.where(is_first, smaller_share, greater_share)
    return log_added(first, second), weights[0] * tangents[0] + weights[1] * tangents[1]


def log_mix(weight: Array, log_term: Array, axis: int) -> Array:
    """log Σ weight · exp(log_term) along `axis`, where weight ≥ 0 is not a logarithm and may be 0."""
    return log_mix_and_shares(weight, log_term, axis)[0]


def log_mix_and_shares(weight: Array, log_term: Array, axis: int) -> tuple[Array, Array]:
    """log Σ weight · exp(log_term), and each term's share of the sum.

    Where every weight is 0 the logarithm is very small and the shares are 0.
    """
    counted = jnp.where(weight > 0, log_term, -jnp.inf)
    top = jnp.max(counted, axis=axis, keepdims=True)
    top = jax.lax.stop_gradient(jnp.where(jnp.isfinite(top), top, 0.0))
    term = weight * jnp.exp(jnp.minimum(log_term - top, _LARGEST_EXPONENT))
    total = jnp.maximum(jnp.sum(term, axis=axis, keepdims=True), _SMALLEST)
    return jnp.squeeze(jnp.log(total) + top, axis=axis), term / total


def log_choice(weight: Array, utility: Array, axis: int, is_open: Array | None = None) -> Array:
    """log of logit choice, weight · exp(utility) normalised along `axis`; utility comes times its precision.

    What is not open is chosen with probability 0, written as a finite logarithm: the difference of two types' chances
    of doing what neither can do is then 0 and not a number that does not exist.
    """
    log_weight = log_of(weight)
    if is_open is None:
        return jax.nn.log_softmax(log_weight + utility, axis=axis)
    chosen = jax.nn.log_softmax(jnp.where(is_open > 0, log_weight + utility, -jnp.inf), axis=axis)
    return jnp.where(is_open > 0, chosen, NEVER)
