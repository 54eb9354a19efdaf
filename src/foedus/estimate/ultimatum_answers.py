"""How likely the receiver of the ultimatum game accepts, before the offer is known: over all that may be offered."""

from __future__ import annotations

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.estimate.likelihood import Array, Data

ANSWERS = ("refused", "accepted")
NODES = 200
_at, _weight = np.polynomial.legendre.leggauss(NODES)
_near, _far = 0.5 * (1.0 + _at), 0.5 * (1.0 - _at)
PLACES, ABOVE = (each**3 * (10.0 - 15.0 * each + 6.0 * each**2) for each in (_near, _far))
"""between 0 and 1, dense at the ends, and how far below 1 each is"""
WEIGHTS = 15.0 * _weight * (_near * _far) ** 2


def log_answers(sums: Array, data: Data) -> Array:
    """Log probability of each of `ANSWERS`, (answer, row).

    With F the distribution of offers and a(y) the chance that y is accepted, which rises from a(lowest) to a(highest),

        P(accepts) = a(highest) − ∫ F(y) da(y)

    by Gauss and Legendre's rule in a, drawn out at the ends, where F may rise like a root. Offers and answers of the
    data do not enter.

    Arguments:
        sums: x b, z g, log s1 and log s2, (sum, row).
        data: the fixed part of these, and the bounds of offers.
    """
    first, second, log_first, log_second = sums + data["fixed"]
    s1, s2 = jnp.exp(log_first), jnp.exp(log_second)
    low, high = ((data[name] - second) / s2 for name in ("lowest", "highest"))
    least, most = jax.nn.sigmoid(low), jax.nn.sigmoid(high)

    def below(place: Array, above: Array) -> Array:
        """F at the offer that is accepted with the chance at this place between the least and the most."""
        chance = least + place * (most - least)
        # Taken from the nearer end, so that a chance next to 1 keeps its digits.
        rest = jax.nn.sigmoid(-high) + above * (most - least)
        odds = jnp.log(chance) - jnp.log(rest)
        return jax.nn.sigmoid(-(data["highest"] - second - s2 * odds - first - s2 / rest) / s1)

    average = jnp.einsum("n,nr->r", WEIGHTS, jax.vmap(below)(PLACES, ABOVE))
    accepted = jnp.clip(most - (most - least) * average, 1e-300, 1.0 - 1e-16)
    return jnp.log(jnp.stack([1.0 - accepted, accepted]))


__all__ = ["ANSWERS", "log_answers"]
