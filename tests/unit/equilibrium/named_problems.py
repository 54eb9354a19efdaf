"""Named fixed points in which something is known: where they lie, how often they bend, what slows them down.

Every problem keeps its parameters in a dict of arrays that end in the draw axis, as a game does.
"""

from typing import Any

import numpy as np

from foedus.equilibrium import FixedPoint
from foedus.equilibrium.backend import jnp

Array = Any


def one(value: float | list[float], n_draws: int = 1) -> Array:
    """A parameter, the same in each draw, or given draw by draw."""
    return np.broadcast_to(np.asarray(value, dtype=float), (n_draws,)).copy() if np.ndim(value) == 0 else np.asarray(value)


# y ← t (A y + b): contracts where the spectral radius of A is below 1, diverges else; either way y = (I − A)⁻¹ b.
LINEAR = FixedPoint(
    start=lambda game: jnp.zeros_like(game["offset"]),
    step=lambda game, y, scale: scale * (jnp.sum(game["matrix"] * y[None], axis=1) + game["offset"]),
)

# y ← t a cos y: one fixed point where a ≤ 1 (Dottie's number at a = 1, 0.739085…), and a repelling one beyond 1.3.
COSINE = FixedPoint(
    start=lambda game: jnp.zeros((1, game["height"].shape[-1])),
    step=lambda game, y, scale: scale * game["height"] * jnp.cos(y),
)


def coordination(utility: Array, stake: Array, scale: Array) -> Array:
    """Log odds of joining where a share Λ(y) of the others joins: t · precision · (stake Λ(y) − cost)."""
    return scale * utility * (stake / (1.0 + jnp.exp(-utility)))


# The S of every coordination game with one population: y = log odds of joining, y = t λ (Λ(y) − cost). At cost ½ it is
# the pitchfork of the mean-field magnet; with cost above ½ and λ large there are three solutions at t = 1, and the
# branch from t = 0 is the one of few joining.
JOINING = FixedPoint(
    start=lambda game: jnp.zeros((1, game["precision"].shape[-1])),
    step=lambda game, y, scale: scale * game["precision"] * (1.0 / (1.0 + jnp.exp(-y)) - game["cost"]),
)

# A cubic with an S in the plane (t, y): the fixed points are t = y³ − 1.5 y² + 0.6 y (scaled so that t(1.4…) > 1). Its
# turning points are y = (1 ∓ √0.2)/2, at t = 0.0723… and 0.0277…, so the branch from (0, 0) runs forward, back, and
# forward again, and crosses t = 1 once.
S_CURVE = FixedPoint(
    start=lambda game: jnp.zeros((1, game["width"].shape[-1])),
    step=lambda game, y, scale: y - game["width"] * (y**3 - 1.5 * y**2 + 0.6 * y - scale),
)


def s_curve_end() -> float:
    """The only real y with y³ − 1.5 y² + 0.6 y = 1."""
    roots = np.roots([1.0, -1.5, 0.6, -1.0])
    (end,) = roots[np.abs(roots.imag) < 1e-9].real
    return float(end)


# The same with its S high up: t = 12 (y³ − 1.5 y² + 0.6 y) turns at t = 0.868 and t = 0.332 and crosses t = 1 once; with 16
# in place of 12 the turning points are at 1.157 and 0.443, so t = 1 is crossed three times, first at the smallest y.
HIGH_S = FixedPoint(
    start=lambda game: jnp.zeros((1, game["height"].shape[-1])),
    step=lambda game, y, scale: y - 0.5 * (game["height"] * (y**3 - 1.5 * y**2 + 0.6 * y) - scale),
)


def high_s_crossings(height: float) -> Array:
    """The y at which the branch crosses t = 1, in their order along it."""
    roots = np.roots([height, -1.5 * height, 0.6 * height, -1.0])
    return np.sort(roots[np.abs(roots.imag) < 1e-9].real)
