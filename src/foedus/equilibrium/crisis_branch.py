"""The equilibrium on the principal branch of the signalling game, and its derivative by the implicit function theorem.

The branch begins where every payoff is 0 (there is one equilibrium: p_R = 1/2) and follows the payoffs as they grow to
their size, the shocks staying what they are. The unknown is one number, the quantile z of p_R; where the branch folds,
what remains is the next equilibrium in the direction in which best replies point, and a path through the fold would
come to the same.
"""

from __future__ import annotations

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.crisis_moves import FARTHEST, reply, reply_and_slope
from foedus.equilibrium.problem import Array

N_STRETCHES = 8
MOST_STEPS = 100
CLOSE = 1e-9
"""last step at which a search is over: the next would be its square"""


def closer(payoffs: Array, low: Array, at: Array, high: Array) -> tuple[Array, Array, Array]:
    """A step towards an equilibrium between `low` and `high`: Newton's where it stays between, else by halves."""
    answer, slope = reply_and_slope(payoffs, at)
    low, high = jnp.where(answer >= at, at, low), jnp.where(answer <= at, at, high)
    newton = at + (answer - at) / (1.0 - slope)
    # Where best replies lead away from an equilibrium, the end at which the reply is higher is the greater one.
    is_safe = (newton >= jnp.minimum(low, high)) & (newton <= jnp.maximum(low, high))
    return low, jnp.where(is_safe, newton, 0.5 * (low + high)), high


def settled(payoffs: Array, low: Array, at: Array, high: Array, stretches: int = 1) -> Array:
    """The equilibrium between `low`, where the reply is higher, and `high`, where it is lower, near `at`; (row,).

    Arguments:
        payoffs: (payoff, row).
        low: quantile, (row,).
        at: quantile to begin at, (row,).
        high: quantile, (row,).
        stretches: in how many steps the payoffs grow to their size, each begun at the equilibrium of the one before.
    """

    def is_open(carry: tuple[Array, Array, Array, Array, Array]) -> Array:
        count, _, _, _, moved = carry
        return (count < 2 * stretches) | (count < MOST_STEPS) & jnp.any(moved > CLOSE)

    # One loop for all stretches, two steps each but the last: what is compiled is compiled once.
    def step(carry: tuple[Array, Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array, Array]:
        count, below, at, above, _ = carry
        is_new = (count % 2 == 0) & (count < 2 * stretches)
        share = jnp.minimum((count // 2 + 1) / stretches, 1.0)
        below, above = jnp.where(is_new, low, below), jnp.where(is_new, high, above)
        below, after, above = closer(payoffs * share, below, at, above)
        return count + 1, below, after, above, jnp.abs(after - at) / (1.0 + jnp.abs(at))

    first = (jnp.zeros((), int), low, at, high, jnp.full_like(at, jnp.inf))
    found: Array = jax.lax.while_loop(is_open, step, first)[2]
    return found


@jax.custom_jvp
def principal(payoffs: Array) -> Array:
    """The quantile of p_R on the principal branch, (row,); differentiable as often as needed.

    Arguments:
        payoffs: (payoff, row).
    """
    n_rows = payoffs.shape[-1]
    low, high = jnp.full(n_rows, -FARTHEST), jnp.full(n_rows, FARTHEST)
    return settled(payoffs, low, jnp.zeros(n_rows), high, N_STRETCHES)


@principal.defjvp
def _principal_jvp(at: tuple[Array], along: tuple[Array]) -> tuple[Array, Array]:
    (payoffs,), (change,) = at, along
    found = principal(payoffs)
    _, slope = reply_and_slope(payoffs, found)
    _, pushed = jax.jvp(lambda each: reply(each, found), (payoffs,), (change,))
    return found, pushed / (1.0 - slope)
