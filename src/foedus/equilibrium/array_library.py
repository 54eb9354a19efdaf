"""One source for NumPy and for JAX: what is worked out once runs as it stands, what is followed or compiled is JAX."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array


def library(*arrays: Array) -> Any:
    """NumPy, or `jax.numpy` where one of the arrays is JAX's."""
    return jnp if any(isinstance(array, jax.Array) for array in arrays) else np


def held(array: Array) -> Array:
    """The array, which no derivative looks behind."""
    return jax.lax.stop_gradient(array) if library(array) is jnp else array


def sigmoid(log_odds: Array) -> Array:
    """1 / (1 + exp(−log_odds))."""
    if library(log_odds) is jnp:
        return jax.nn.sigmoid(log_odds)
    odds = np.exp(-np.abs(log_odds))  # of the less likely, which cannot be too large
    return np.where(log_odds < 0, odds, 1.0) / (1.0 + odds)


def log_softmax(exponents: Array, axis: int) -> Array:
    """log of exp(exponents) normalised along `axis`."""
    if library(exponents) is jnp:
        return jax.nn.log_softmax(exponents, axis=axis)
    with np.errstate(divide="ignore", invalid="ignore"):  # where nothing can be chosen there is no number, as in JAX
        shifted = exponents - exponents.max(axis=axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
