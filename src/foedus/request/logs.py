"""Sums of probabilities kept as logarithms, so that at precision 10⁴ what is printed as 0 still has a belief.

Everything here works in double precision and in single: the search for an equilibrium may run in single precision, and
what is called an equilibrium is finished in double.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from foedus.equilibrium.array_library import held, library, log_softmax
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.softplus import log_one_plus
from foedus.reputation.belief import largest_exponent

Array = Any

NEVER = -1e300
"""log of the probability of what cannot be chosen; −1e30 in single precision"""


def never(like: Array) -> float:
    """`NEVER`, in the precision of an array."""
    return NEVER if _is_double(like) else -1e30


def smallest(like: Array) -> float:
    """The smallest probability in use, in the precision of an array."""
    return 1e-300 if _is_double(like) else 1e-30


def _is_double(like: Array) -> bool:
    return bool(like.dtype == np.float64)


def log_of(probability: Array) -> Array:
    """log p, at p = 0 the logarithm of the smallest number in use (−690.8; single −69.1), never −∞."""
    xp = library(probability)
    return xp.log(xp.maximum(probability, smallest(probability)))


def log_added(first: Array, second: Array) -> Array:
    """log(exp(first) + exp(second)) for finite logarithms."""
    return _log_added(first, second) if library(first, second) is np else _log_added_followed(first, second)


def _log_added(first: Array, second: Array) -> Array:
    xp = library(first, second)
    gap = xp.minimum(xp.abs(first - second), largest_exponent(first))
    return xp.maximum(first, second) + log_one_plus(gap)


_log_added_followed = jax.custom_jvp(_log_added)


@_log_added_followed.defjvp
def _log_added_tangent(primals: tuple[Array, Array], tangents: tuple[Array, Array]) -> tuple[Array, Array]:
    first, second = primals
    smaller = jnp.exp(-jnp.abs(first - second))
    greater_share, smaller_share = 1.0 / (1.0 + smaller), smaller / (1.0 + smaller)
    is_first = first > second
    weights = jnp.where(is_first, greater_share, smaller_share), jnp.where(is_first, smaller_share, greater_share)
    return _log_added_followed(first, second), weights[0] * tangents[0] + weights[1] * tangents[1]


def _scaled(weight: Array, log_term: Array, axis: int) -> tuple[Array, Array, Array]:
    """weight · exp(log_term) divided by the largest that counts, their sum, and the logarithm of that largest."""
    xp = library(weight, log_term)
    top = held(xp.max(xp.where(weight > 0, log_term, never(log_term)), axis=axis, keepdims=True))
    largest = largest_exponent(log_term)
    term = weight * xp.exp(xp.clip(log_term - top, -largest, largest))
    return term, xp.maximum(xp.sum(term, axis=axis, keepdims=True), smallest(log_term)), top


def log_mix(weight: Array, log_term: Array, axis: int) -> Array:
    """log Σ weight · exp(log_term) along `axis`, where weight ≥ 0 is not a logarithm and may be 0.

    Where every weight is 0 the logarithm is very small.
    """
    _, total, top = _scaled(weight, log_term, axis)
    return (library(total).log(total) + top).squeeze(axis=axis)


def log_mix_and_mean(weight: Array, log_term: Array, value: Array, axis: int) -> tuple[Array, Array]:
    """The same, and the mean of `value` over the terms; 0 where every weight is 0."""
    term, total, top = _scaled(weight, log_term, axis)
    mean = (term * value).sum(axis=axis) / total.squeeze(axis=axis)
    return (library(total).log(total) + top).squeeze(axis=axis), mean


def shares(weight: Array, log_term: Array, axis: int) -> Array:
    """Each term's share of Σ weight · exp(log_term) along `axis`; 0 where every weight is 0."""
    term, total, _ = _scaled(weight, log_term, axis)
    return term / total


def log_choice(log_weight: Array, utility: Array, axis: int, is_open: Array | None = None) -> Array:
    """log of logit choice, weight · exp(utility) normalised along `axis`; utility comes times its precision.

    What is not open is chosen with probability 0, written as a finite logarithm: the difference of two types' chances
    of doing what neither can do is then 0 and not a number that does not exist.
    """
    if is_open is None:
        return log_softmax(log_weight + utility, axis)
    xp = library(log_weight, utility, is_open)
    chosen = log_softmax(xp.where(is_open > 0, log_weight + utility, -np.inf), axis)
    return xp.where(is_open > 0, chosen, never(chosen))


def added(terms: Sequence[Array]) -> Array:
    """Their sum, written out: over a leading axis the compiler is many times slower."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
