"""Sums of probabilities kept as logarithms, so that at precision 10⁴ what is printed as 0 still has a belief."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from foedus.equilibrium.backend import jax, jnp

Array = Any

# A term that is multiplied by a probability of 0 may be larger than every term that counts; its exponential must stay
# finite because the derivative with respect to that 0 is the exponential itself.
_LARGEST_EXPONENT = 600.0
_SMALLEST = 1e-300
_LONG = 40
NEVER = -1e300
"""log of the probability of what cannot be chosen"""


def total(terms: Array, axis: int) -> Array:
    """Sum along a short axis, written out term by term.

    The axes of a crisis have two to a dozen entries. Written out, the sum is fused with what produces its terms; as a
    reduction it costs the compiled map ten times as long (docs/solver.md).
    """
    return _folded(jnp.add, terms, axis)


def largest(terms: Array, axis: int) -> Array:
    """Maximum along a short axis, written out like `total`."""
    return _folded(jnp.maximum, terms, axis)


def _folded(combine: Callable[[Array, Array], Array], terms: Array, axis: int) -> Array:
    if terms.shape[axis] > _LONG:
        return jnp.sum(terms, axis) if combine is jnp.add else jnp.max(terms, axis)
    return reduce(combine, (jnp.take(terms, place, axis) for place in range(terms.shape[axis])))


def settled(terms: Array) -> Array:
    """The same numbers, computed once: the compiler may not repeat their computation in each sum that reads them."""
    return jax.lax.optimization_barrier(terms)


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
    log_term = settled(log_term)
    counted = jnp.where(weight > 0, log_term, -jnp.inf)
    top = jnp.expand_dims(largest(counted, axis), axis)
    top = settled(jax.lax.stop_gradient(jnp.where(jnp.isfinite(top), top, 0.0)))
    term = settled(weight * jnp.exp(jnp.minimum(log_term - top, _LARGEST_EXPONENT)))
    whole = settled(jnp.maximum(jnp.expand_dims(total(term, axis), axis), _SMALLEST))
    return jnp.squeeze(jnp.log(whole) + top, axis=axis), term / whole


def log_choice(weight: Array, utility: Array, axis: int, is_open: Array | None = None) -> Array:
    """log of logit choice, weight · exp(utility) normalised along `axis`; utility comes times its precision.

    What is not open is chosen with probability 0, written as a finite logarithm: the difference of two types' chances
    of doing what neither can do is then 0 and not a number that does not exist.
    """
    score = log_of(weight) + utility
    if is_open is None:
        return log_normalised(score, axis)
    chosen = log_normalised(jnp.where(is_open > 0, score, -jnp.inf), axis)
    return jnp.where(is_open > 0, chosen, NEVER)


def log_normalised(score: Array, axis: int) -> Array:
    """score − log Σ exp(score) along `axis`; a score of −∞ counts for nothing."""
    score = settled(score)
    above = settled(score - jax.lax.stop_gradient(jnp.expand_dims(largest(score, axis), axis)))
    return above - settled(jnp.log(jnp.expand_dims(total(settled(jnp.exp(above)), axis), axis)))


def log_added(log_terms: Array, axis: int) -> Array:
    """log Σ exp(log_terms) along a short axis; every term is finite."""
    return reduce(jnp.logaddexp, (jnp.take(log_terms, place, axis) for place in range(log_terms.shape[axis])))
