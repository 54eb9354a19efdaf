"""Logarithms of choice probabilities whose derivatives are written out: smooth everywhere, and cheap to take twice.

The derivative of log Φ is φ/Φ, whose own derivative is −(φ/Φ)(x + φ/Φ); that of log Λ is 1 − Λ. What a general library
differentiates instead are the pieces that its Φ is made of.
"""

from __future__ import annotations

import math

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.softplus import log_one_plus
from foedus.estimate.likelihood import Array

_FAR = 25.0
"""standard deviations from where on the asymptotic series of the tail is good to the last digit"""


def _tail(x: Array) -> tuple[Array, Array]:
    """Φ(−|x|) / φ(x) and φ(x)."""
    size = jnp.minimum(jnp.abs(x), 1e150)
    density = math.sqrt(0.5 / math.pi) * jnp.exp(-0.5 * size * size)
    near = jnp.minimum(size, _FAR)
    close = 0.5 * jax.lax.erfc(near * math.sqrt(0.5)) / (math.sqrt(0.5 / math.pi) * jnp.exp(-0.5 * near * near))
    far = jnp.maximum(size, _FAR)
    part = 1.0 / (far * far)
    series = 1.0 - 13.0 * part
    for odd in (11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        series = 1.0 - odd * part * series
    return jnp.where(size < _FAR, close, series / far), density


@jax.custom_jvp
def log_normal(x: Array) -> tuple[Array, Array]:
    """log Φ(−x) and log Φ(x)."""
    ratio, density = _tail(x)
    size = jnp.minimum(jnp.abs(x), 1e150)
    rare = jnp.log(math.sqrt(0.5 / math.pi) * ratio) - 0.5 * size * size
    usual = jnp.log(1.0 - ratio * density)
    return jnp.where(x < 0, usual, rare), jnp.where(x < 0, rare, usual)


@jax.custom_jvp
def normal_ratio(x: Array) -> tuple[Array, Array]:
    """φ(x) / Φ(−x) and φ(x) / Φ(x)."""
    ratio, density = _tail(x)
    rare, usual = 1.0 / ratio, density / (1.0 - ratio * density)
    return jnp.where(x < 0, usual, rare), jnp.where(x < 0, rare, usual)


@log_normal.defjvp
def _log_normal_moves(at: tuple[Array], along: tuple[Array]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    below, above = normal_ratio(at[0])
    return log_normal(at[0]), (-below * along[0], above * along[0])


@normal_ratio.defjvp
def _normal_ratio_moves(at: tuple[Array], along: tuple[Array]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    x = at[0]
    below, above = normal_ratio(x)
    return (below, above), (below * (below - x) * along[0], -above * (above + x) * along[0])


@jax.custom_jvp
def log_logistic(x: Array) -> tuple[Array, Array]:
    """log Λ(−x) and log Λ(x)."""
    rest = log_one_plus(jnp.minimum(jnp.abs(x), 600.0))
    return -jnp.maximum(x, 0.0) - rest, jnp.minimum(x, 0.0) - rest


@log_logistic.defjvp
def _log_logistic_moves(at: tuple[Array], along: tuple[Array]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    below, above = log_logistic(at[0])
    return (below, above), (-jnp.exp(above) * along[0], jnp.exp(below) * along[0])


__all__ = ["log_logistic", "log_normal", "normal_ratio"]
