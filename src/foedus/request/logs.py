"""Sums of probabilities kept as logarithms, so that at precision 10⁴ what is printed as 0 still has a belief."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.backend import jax, jnp

Array = Any

# A term that is multiplied by a probability of 0 may be larger than every term that counts; its exponential must stay
# finite because the derivative with respect to that 0 is the exponential itself.
_LARGEST_EXPONENT = 600.0
_SMALLEST = 1e-300
NEVER = -1e300
"""log of the probability of what cannot be chosen"""


def log_of(probability: Array) -> Array:
    """log p, at p = 0 the logarithm of the smallest number in use: −690.8, never −∞."""
    return jnp.log(jnp.maximum(probability, _SMALLEST))


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
