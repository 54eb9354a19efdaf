"""The implicit derivative is that of the solved problem: against unrolling, differences and closed form."""

import numpy as np
from named_problems import CONTRACTION, CYCLING, games

from foedus.equilibrium import Stage, Status, Straight, at_equilibrium, solve
from foedus.equilibrium.backend import jax, jnp

CHAIN = (Stage(Straight(memory=3), Status.STRAIGHT, 4, 42),)


def test_implicit_unrolled_and_differenced_derivatives_agree():
    """y = a + 0.4 sin y, so dy/da = 1 / (1 − 0.4 cos y)."""
    game = games(0.3, 1.0, 2.5)
    y = solve(CONTRACTION, game, CHAIN).iterate
    implicit = jax.grad(lambda g: jnp.sum(at_equilibrium(CONTRACTION, g, y)))(game)["one"]

    def unrolled(g):
        iterate = CONTRACTION.start(g)
        for _ in range(60):
            iterate = CONTRACTION.step(g, iterate, jnp.ones(3))
        return jnp.sum(iterate)

    step = 1e-5
    ends = [solve(CONTRACTION, games(*(game["one"] + way * step)), CHAIN).iterate[0] for way in (1, -1)]
    closed = 1.0 / (1.0 - 0.4 * np.cos(y[0]))
    np.testing.assert_allclose(implicit, closed, atol=1e-10)
    np.testing.assert_allclose(jax.grad(unrolled)(game)["one"], closed, atol=1e-10)
    np.testing.assert_allclose((ends[0] - ends[1]) / (2 * step), closed, atol=1e-8)  # error of order step²


def test_where_iteration_diverges_the_implicit_derivative_still_exists():
    """Unrolling would follow the cycle; dy/da = 1 / (1 + 3 sech² y)."""
    game = games(1.0, 2.0)
    y = solve(CYCLING, game, CHAIN).iterate
    implicit = jax.grad(lambda g: jnp.sum(at_equilibrium(CYCLING, g, y)))(game)["one"]
    np.testing.assert_allclose(implicit, 1.0 / (1.0 + 3.0 / np.cosh(y[0]) ** 2), atol=1e-10)
