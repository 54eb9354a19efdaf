"""Small fixed points with known solutions, each awkward in one way. A game is a dictionary of arrays (draw,)."""

import numpy as np

from foedus.equilibrium import FixedPoint
from foedus.equilibrium.backend import jnp


def _zero(game):
    return jnp.zeros((1, game["one"].shape[-1]))


def cubic(y):
    """h(y) = 8y³ − 12y² + 5y: h(0) = 0, h(1) = 1, with turning points at y = ½ ∓ √(1/24)."""
    return 8.0 * y**3 - 12.0 * y**2 + 5.0 * y


FOLDED = FixedPoint(_zero, lambda game, y, scale: y + scale - cubic(y) + 0.0 * game["one"])
"""t = h(y): from (0, 0) the branch turns back at t = 0.636, forward at 0.364, and meets t = 1 at y = 1 alone."""

CYCLING = FixedPoint(_zero, lambda game, y, scale: scale * game["one"] - 3.0 * jnp.tanh(y))
"""y = 1 − 3 tanh y: plain iteration overshoots for ever, the slope at the solution is below −2."""

CONTRACTION = FixedPoint(_zero, lambda game, y, scale: scale * game["one"] + 0.4 * jnp.sin(y))
"""y = a + 0.4 sin y, a contraction for every a."""


def games(*values):
    """One draw for each value of `one`."""
    return {"one": np.asarray(values, dtype=float)}
