"""Anderson's memory against the least squares that it stands for."""

import numpy as np
import pytest

from foedus.equilibrium.anderson import Memory, solve_small
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.rows import total

UNKNOWNS, DRAWS = 9, 3


def filled(rng: np.random.Generator, size: int, pairs: int) -> Memory:
    """A ring of `size` into which so many pairs were written, one after the other."""
    memory = Memory.empty(size, jnp.zeros((UNKNOWNS, DRAWS)))
    for number in range(pairs):
        move, change = rng.normal(size=(2, UNKNOWNS, DRAWS))
        shift, always = rng.normal(size=DRAWS), np.ones(DRAWS, dtype=bool)
        memory = memory.with_pair(jnp.asarray(number % size), move, change, shift, always, always)
    return memory


@pytest.mark.parametrize("pairs", [2, 4, 7])
def test_the_mixing_is_the_least_squares_solution(pairs: int) -> None:
    """The last four pairs, wherever they stand in the ring; one row more for the border."""
    rng = np.random.default_rng(pairs)
    memory = filled(rng, 4, pairs)
    residual, border = rng.normal(size=(UNKNOWNS, DRAWS)), rng.normal(size=(4, DRAWS))
    left = rng.normal(size=DRAWS)
    mixing = np.asarray(memory.mixing(residual, 1e-14, border, left))
    known = min(pairs, 4)
    for draw in range(DRAWS):
        rows = np.concatenate([np.asarray(memory.changes)[:known, :, draw].T, border[None, :known, draw]])
        expected = np.linalg.lstsq(rows, np.append(residual[:, draw], left[draw]), rcond=None)[0]
        np.testing.assert_allclose(mixing[:known, draw], expected, rtol=1e-8)
    np.testing.assert_array_equal(mixing[known:], 0.0)


def test_what_is_forgotten_or_is_no_pair_does_not_count() -> None:
    rng = np.random.default_rng(1)
    memory = filled(rng, 3, 3)
    broken = np.full((UNKNOWNS, DRAWS), np.nan)
    is_new, keeps = np.array([False, True, False]), np.array([True, False, False])
    move = np.where(is_new, rng.normal(size=(UNKNOWNS, DRAWS)), broken)
    memory = memory.with_pair(jnp.asarray(0), move, move, np.zeros(DRAWS), is_new, keeps)
    np.testing.assert_array_equal(np.asarray(memory.counts), [[0, 1, 0], [1, 0, 0], [1, 0, 0]])
    mixing = np.asarray(memory.mixing(rng.normal(size=(UNKNOWNS, DRAWS)), 1e-14, np.zeros((3, DRAWS)), np.zeros(DRAWS)))
    assert np.all(np.isfinite(mixing))
    np.testing.assert_array_equal(mixing != 0.0, np.asarray(memory.counts) == 1)


def test_a_small_system_is_solved() -> None:
    rng = np.random.default_rng(2)
    root = rng.normal(size=(5, 5, DRAWS))
    matrix, right = np.einsum("ikd,jkd->ijd", root, root), rng.normal(size=(5, DRAWS))
    found = np.asarray(solve_small(jnp.asarray(matrix), jnp.asarray(right)))
    np.testing.assert_allclose(np.einsum("ijd,jd->id", matrix, found), right, atol=1e-9)


@pytest.mark.parametrize("unknowns", [1, 3, 4, 5, 12, 293])
def test_a_sum_over_the_unknowns_counts_every_row_once(unknowns: int) -> None:
    rows = np.random.default_rng(unknowns).integers(-1000, 1000, size=(2, unknowns, 4)).astype(float)
    np.testing.assert_array_equal(np.asarray(total(jnp.asarray(rows))), rows.sum(axis=-2))
