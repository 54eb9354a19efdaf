"""The implicit derivative where unrolling has no say: behind turning points, and beside whole numbers."""

import numpy as np
from named_problems import FOLDED, LINEAR, games, linear

from foedus.equilibrium import FixedPoint, Homotopy, Stage, Status, at_equilibrium, solve
from foedus.equilibrium.backend import jax, jnp

HOMOTOPY = (Stage(Homotopy(), Status.HOMOTOPY, 4, 10),)


def test_it_is_the_formula_behind_two_turning_points() -> None:
    """1 = a p(y): dy/da = −p / (a p′)."""
    level = np.array([1.0, 0.9])
    y = solve(FOLDED, games(*level), HOMOTOPY).iterate
    slope = jax.grad(lambda a: jnp.sum(at_equilibrium(FOLDED, {"one": a}, y)))(jnp.asarray(level))
    value, derivative = np.polyval([8, -12, 5, 0], y[0]), np.polyval([24, -24, 5], y[0])
    np.testing.assert_allclose(slope, -value / (level * derivative), rtol=1e-9)


def test_every_entry_of_a_linear_problem_has_the_derivative_of_its_inverse() -> None:
    """y = (I − A)⁻¹ b, weighted by w: ∂/∂b = (I − A)⁻ᵀ w and ∂/∂A = that times yᵀ."""
    rng = np.random.default_rng(0)
    matrices, offsets, weights = 2.0 * rng.normal(size=(5, 3, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    y = np.linalg.solve(np.eye(3) - matrices, offsets[..., None])[..., 0]
    found = jax.grad(lambda game: jnp.sum(weights.T * at_equilibrium(LINEAR, game, y.T)))(linear(matrices, offsets))
    adjoint = np.linalg.solve(np.eye(3) - np.swapaxes(matrices, 1, 2), weights[..., None])[..., 0]
    np.testing.assert_allclose(found["offset"], adjoint.T, rtol=1e-9)
    np.testing.assert_allclose(found["matrix"], np.einsum("ni,nj->ijn", adjoint, y), rtol=1e-9, atol=1e-12)


def test_whole_numbers_of_a_game_have_no_derivative_and_are_no_obstacle() -> None:
    problem = FixedPoint(
        lambda game: jnp.zeros((1, 2)),
        lambda game, y, scale: scale * 0.5 * y * game["count"] + game["offset"],
    )
    count, y = np.array([1, 0]), np.array([[2.0, 1.0]])

    def total(offset: jax.Array) -> jax.Array:
        return jnp.sum(at_equilibrium(problem, {"count": count, "offset": offset}, y))

    np.testing.assert_allclose(jax.grad(total)(jnp.ones(2)), [2.0, 1.0], rtol=1e-12)
