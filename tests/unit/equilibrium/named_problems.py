"""Named fixed points in which something is known: where they lie, how often the branch bends, what slows them down.

Every problem keeps its parameters in a dict of arrays that end in the draw axis, as a game does.
"""

from typing import Any

import numpy as np

from foedus.equilibrium import FixedPoint
from foedus.equilibrium.backend import jnp

Array = Any


def games(*levels: float) -> dict[str, Array]:
    """One draw per level, of the problems with one parameter."""
    return {"one": np.asarray(levels, float)}


def _from_zero(game: dict[str, Array]) -> Array:
    return jnp.zeros((1, game["one"].shape[-1]))


CONTRACTION = FixedPoint(_from_zero, lambda game, y, scale: scale * (game["one"] + 0.4 * jnp.sin(y)))
"""y ← t (a + 0.4 sin y): slopes below 0.4 everywhere."""

CYCLING = FixedPoint(_from_zero, lambda game, y, scale: scale * (game["one"] - 3.0 * jnp.tanh(y)))
"""y ← t (a − 3 tanh y): one fixed point, which repels."""


def cubic(y: Array) -> Array:
    """8 y³ − 12 y² + 5 y: 0 at 0, 1 at 1, and in between it turns at 0.636 and 0.364."""
    return 8.0 * y**3 - 12.0 * y**2 + 5.0 * y


FOLDED = FixedPoint(_from_zero, lambda game, y, scale: y - 0.5 * (game["one"] * cubic(y) - scale))
"""An S: the branch is t = a · cubic(y). At a = 1 it turns back and forth before t = 1; at a = 2 it crosses t = 1 three
times, first before its turning points."""

_DIRECTIONS = np.linalg.qr(np.random.default_rng(0).normal(size=(8, 8)))[0]


def first_coordinate(y: Array) -> Array:
    """Of an iterate of `WINDING` in the directions in which it is known, (draw,)."""
    return _DIRECTIONS.T[0] @ y


def _wind(game: dict[str, Array], y: Array, scale: Array) -> Array:
    directions = jnp.asarray(_DIRECTIONS, y.dtype)
    z = directions.T @ y
    following = [*range(2, 8), 1]
    turned = [scale * (0.3 * z[0] - 3.0 * jnp.tanh(z[place])) for place in following]
    return directions @ jnp.stack([z[0] - (game["one"] * cubic(z[0]) - scale), *turned])


WINDING = FixedPoint(lambda game: jnp.zeros((8, game["one"].shape[-1])), _wind)
"""The S of `FOLDED` as one direction among eight, the other seven turning in circles after it."""

LINEAR = FixedPoint(
    lambda game: jnp.zeros_like(game["offset"]),
    lambda game, y, scale: scale * (jnp.sum(game["matrix"] * y[None], axis=1) + game["offset"]),
)
"""y ← t (A y + b): a contraction where the spectral radius of A is below 1, an expansion beyond; y = (I − A)⁻¹ b."""

PENNIES = FixedPoint(
    lambda game: jnp.zeros((2, game["one"].shape[-1])),
    lambda game, y, scale: scale * jnp.stack([0.3 + game["one"] * jnp.tanh(y[1]), -game["one"] * jnp.tanh(y[0])]),
)
"""Matching pennies between two populations with a stake a: plain iteration turns in circles for a above 1."""


def linear(matrix: Array, offset: Array) -> dict[str, Array]:
    """One draw of `LINEAR` per matrix, from arrays (draw, row, column) and (draw, row)."""
    return {"matrix": np.moveaxis(np.asarray(matrix), 0, -1), "offset": np.moveaxis(np.asarray(offset), 0, -1)}


def crossings(level: float) -> Array:
    """Every y at which the branch of `FOLDED` crosses t = 1, in their order along it."""
    roots = np.roots([8.0 * level, -12.0 * level, 5.0 * level, -1.0])
    return np.sort(roots[np.abs(roots.imag) < 1e-9].real)
