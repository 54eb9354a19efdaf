"""The linear solver without a matrix against one with."""

import numpy as np
import pytest

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.krylov import solve_linear


def applied(matrix: np.ndarray):  # type: ignore[no-untyped-def]
    """x ↦ A x in each draw, for matrices (row, column, draw)."""
    return lambda x: jnp.sum(matrix * x[None], axis=1)


@pytest.mark.parametrize("passes", [1, 2])
def test_it_agrees_with_a_dense_factorisation(passes: int) -> None:
    """The identity plus something of rank 5, as the Jacobian of a response map is: 12 directions are enough."""
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(2, 40, 5, 6))
    matrix = np.eye(40)[:, :, None] + np.einsum("ikn,jkn->ijn", left, right)
    side = rng.normal(size=(40, 6))
    found = np.asarray(solve_linear(applied(matrix), side, tolerance=1e-12, directions=12, restarts=3, passes=passes))
    dense = np.linalg.solve(np.moveaxis(matrix, -1, 0), side.T[..., None])[..., 0].T
    # 1e-9: the tolerance times a condition number of a few hundred.
    np.testing.assert_allclose(found, dense, rtol=1e-9, atol=1e-9)


def test_restarts_go_on_where_the_directions_ran_out() -> None:
    rng = np.random.default_rng(1)
    matrix = (np.eye(30) + 0.3 * rng.normal(size=(30, 30)) / np.sqrt(30))[:, :, None]
    side = rng.normal(size=(30, 1))

    def left_over(restarts: int) -> float:
        found = np.asarray(solve_linear(applied(matrix), side, tolerance=1e-13, directions=4, restarts=restarts))
        return float(np.abs(applied(matrix)(found) - side).max())

    assert left_over(1) > 1e-6
    assert left_over(12) < 1e-11


def test_a_draw_does_not_depend_on_who_shares_its_batch() -> None:
    rng = np.random.default_rng(2)
    matrix = np.eye(20)[:, :, None] + 0.5 * rng.normal(size=(20, 20, 8))
    side = rng.normal(size=(20, 8))
    order = rng.permutation(8)
    one_way = np.asarray(solve_linear(applied(matrix), side, tolerance=1e-3))
    other_way = np.asarray(solve_linear(applied(matrix[..., order]), side[:, order], tolerance=1e-3))
    np.testing.assert_array_equal(one_way[:, order], other_way)


def test_nothing_on_the_right_gives_nothing() -> None:
    assert not np.any(np.asarray(solve_linear(lambda x: 2.0 * x, np.zeros((3, 2)), tolerance=1e-10)))
