"""The crisis game on its principal branch: the same as the finder of all equilibria, which shares no code with it."""

import numpy as np
import pytest

from foedus.equilibrium import CrisisPayoffs, crisis_equilibria
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.crisis_branch import principal
from foedus.equilibrium.crisis_moves import log_outcomes, moves, reply

FOLDED = np.array([0.0, 1.0, 0.0, -1.9, -2.9, -1.2, 1.0])
"""a game with three equilibria"""


def drawn(count: int, scale: float, around: np.ndarray | None = None) -> np.ndarray:
    """Payoffs (payoff, row) of games whose challenger prefers a concession to the status quo, so that none is empty."""
    payoffs = np.random.default_rng(7).normal(scale=scale, size=(7, count))
    payoffs += 0.0 if around is None else around[:, None]
    payoffs[0] = np.minimum(payoffs[0], payoffs[1] - 0.2)
    return payoffs


@pytest.mark.parametrize(("scale", "around"), [(0.2, FOLDED), (1.0, None), (3.0, None)])
def test_the_branch_ends_at_an_equilibrium_and_at_the_only_one_where_there_is_one(
    scale: float, around: np.ndarray | None
) -> None:
    payoffs = drawn(40, scale, around)
    every = crisis_equilibria(CrisisPayoffs(*payoffs))
    resists = np.asarray(jax.scipy.special.ndtr(principal(jnp.asarray(payoffs))))
    # The finder looks at p_R between 1e-785 and 1 − 1e-785: where the answer lies beyond, it finds nothing.
    seen = every.count > 0
    assert seen.sum() >= 20
    assert np.nanmin(np.abs(every.resist[:, seen] - resists[seen]), axis=0).max() < 1e-10
    beyond = np.minimum(resists, 1.0 - resists)[~seen]
    assert beyond.max(initial=0.0) < 1e-200
    assert (every.count.max() == 3) or around is None


def test_outcomes_add_up_to_one_and_agree_with_the_finder() -> None:
    payoffs = drawn(20, 1.0)
    quantile = principal(jnp.asarray(payoffs))
    chances = np.exp(np.asarray(log_outcomes(payoffs, jax.scipy.special.ndtr(quantile), quantile)))
    np.testing.assert_allclose(chances.sum(axis=0), 1.0, atol=1e-14)
    every = crisis_equilibria(CrisisPayoffs(*payoffs))
    seen = np.flatnonzero(every.count == 1)
    assert len(seen) >= 10
    np.testing.assert_allclose(chances[:, seen], every.outcomes[:, 0, seen], atol=1e-12)


def test_the_reply_is_monotone_far_into_the_tail() -> None:
    """Rounding far out would otherwise show equilibria where there are none."""
    quantile = jnp.linspace(-37.0, 37.0, 4001)
    for payoffs in drawn(6, 10.0).T:
        for sign in (1.0, -1.0):  # both orders of the status quo and a concession
            turned = np.repeat((payoffs * np.array([sign, sign, 1, 1, 1, 1, 1]))[:, None], 4001, axis=1)
            rise = np.diff(np.asarray(reply(jnp.asarray(turned), quantile)))
            assert min(rise.max(), -rise.min()) < 1e-8


def test_the_derivative_is_that_of_solving_again_twice_over() -> None:
    payoffs, step = drawn(8, 0.5), 1e-5

    def total(at: jax.Array) -> jax.Array:
        found: jax.Array = principal(at).sum()
        return found

    slope, towards = jax.jit(jax.grad(total)), np.random.default_rng(2).normal(size=payoffs.shape)
    bend = jax.jit(lambda at, v: jax.jvp(jax.grad(total), (at,), (v,))[1])(payoffs, towards)
    ahead, behind = payoffs + step * towards, payoffs - step * towards
    difference = (np.asarray(principal(ahead)) - np.asarray(principal(behind))) / (2 * step)
    np.testing.assert_allclose((np.asarray(slope(payoffs)) * towards).sum(axis=0), difference, rtol=1e-7, atol=1e-8)
    difference = (np.asarray(slope(ahead)) - np.asarray(slope(behind))) / (2 * step)
    np.testing.assert_allclose(bend, difference, rtol=1e-6, atol=1e-7)


def test_a_challenge_that_nobody_would_make_has_logarithms() -> None:
    payoffs = np.array([[40.0], [1.0], [0.0], [-2.0], [0.0], [-1.0], [0.0]])
    of_a = moves(jnp.asarray(payoffs), jnp.array([1e-12]))
    assert np.isfinite([float(each[0]) for each in (of_a.stays, of_a.challenges, of_a.firm, of_a.backs)]).all()
