"""Dense systems of many draws at once, against a library's: written out, and in a loop."""

import numpy as np
import pytest

from foedus.equilibrium.backend import jax
from foedus.equilibrium.dense import WRITTEN_OUT, solve_dense


@pytest.mark.parametrize("rows", [1, 2, WRITTEN_OUT, WRITTEN_OUT + 3, 60])
def test_solutions_are_those_of_the_library(rows: int) -> None:
    random = np.random.default_rng(rows)
    matrix, right = random.normal(size=(rows, rows, 5)), random.normal(size=(rows, 2, 5))
    found = np.asarray(jax.jit(solve_dense)(matrix, right))
    for draw in range(5):
        assert found[..., draw] == pytest.approx(
            np.linalg.solve(matrix[..., draw], right[..., draw]), rel=1e-9, abs=1e-9
        )


@pytest.mark.parametrize("rows", [3, WRITTEN_OUT + 3])
def test_a_zero_on_the_diagonal_is_pivoted_around(rows: int) -> None:
    """Elimination without pivots divides by the zero."""
    order = np.roll(np.eye(rows), 1, axis=0)[..., None]
    found = np.asarray(jax.jit(solve_dense)(order, np.arange(float(rows))[:, None, None]))[:, 0, 0]
    assert order[..., 0] @ found == pytest.approx(np.arange(float(rows)))


@pytest.mark.parametrize("rows", [2, WRITTEN_OUT + 3])
def test_a_singular_draw_spoils_no_other(rows: int) -> None:
    matrix = np.stack([np.eye(rows), np.ones((rows, rows))], axis=-1)
    found = np.asarray(jax.jit(solve_dense)(matrix, np.ones((rows, 1, 2))))
    assert found[..., 0] == pytest.approx(np.ones((rows, 1)))
    assert not np.all(np.isfinite(found[..., 1]))
