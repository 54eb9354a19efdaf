"""Equilibria of changed games to first order, against closed forms and against solving again."""

import numpy as np
import pytest
from named_problems import CYCLING, LINEAR, games, linear

from foedus.equilibrium import Stage, Status, Straight, solve
from foedus.equilibrium.first_order import FirstOrder, _inverses, most_draws

CHAIN = (Stage(Straight(), Status.STRAIGHT, 4, 42),)


def test_where_the_map_is_linear_in_both_it_is_exact() -> None:
    """y = (I − A)⁻¹ b for any b, however far from the one it starts at."""
    rng = np.random.default_rng(1)
    matrices, offsets, others = 2.0 * rng.normal(size=(5, 3, 3)), rng.normal(size=(5, 3)), rng.normal(size=(2, 5, 3))
    y = np.linalg.solve(np.eye(3) - matrices, offsets[..., None])[..., 0]
    near = FirstOrder.at(LINEAR, linear(matrices, offsets), y.T)
    changed = linear(np.tile(matrices, (2, 1, 1)), others.reshape(10, 3))
    expected = np.linalg.solve(np.eye(3) - np.tile(matrices, (2, 1, 1)), others.reshape(10, 3, 1))[..., 0]
    # 1e-6: forward differences of a step of 1e-7, through matrices whose inverse is some tens.
    np.testing.assert_allclose(near.towards(changed), expected.T, atol=1e-6)


def test_where_it_is_not_the_error_falls_with_the_square_of_the_change() -> None:
    levels = np.array([0.5, 1.0, 2.0])
    y = solve(CYCLING, games(*levels), CHAIN).iterate
    near = FirstOrder.at(CYCLING, games(*levels), y)
    errors = []
    for step in (0.1, 0.01):
        solved = solve(CYCLING, games(*(levels + step)), CHAIN).iterate
        errors.append(np.abs(near.towards(games(*(levels + step))) - solved).max())
    assert errors[0] > 1e-5
    assert errors[1] == pytest.approx(errors[0] / 100.0, rel=0.1)


def test_a_draw_without_an_inverse_stays_where_it_is_and_the_others_move() -> None:
    """At A = 1 every y solves y = A y; at A = ½ the solution follows the offset twice over."""
    game = linear(np.array([[[1.0]], [[0.5]]]), np.array([[0.0], [1.0]]))
    near = FirstOrder.at(LINEAR, game, np.array([[7.0, 2.0]]))
    moved = near.towards(linear(np.array([[[1.0]], [[0.5]]]), np.array([[3.0], [2.0]])))
    np.testing.assert_allclose(moved, [[7.0, 4.0]], atol=1e-6)


def test_of_no_draws_there_is_nothing_to_follow() -> None:
    near = FirstOrder.at(LINEAR, linear(np.zeros((0, 3, 3)), np.zeros((0, 3))), np.zeros((3, 0)))
    assert near.inverse.shape == (0, 3, 3)


def test_singular_matrices_have_nothing_but_zeros_and_spoil_no_other() -> None:
    nearly = np.array([[1.0, 1.0], [1.0, 1.0 + 1e-15]])
    matrices = np.stack([np.zeros((2, 2)), np.diag([2.0, 4.0]), np.ones((2, 2)), np.full((2, 2), np.nan), nearly])
    found = _inverses(matrices)
    np.testing.assert_allclose(found[[0, 2, 3, 4]], 0.0)
    np.testing.assert_allclose(found[1], np.diag([0.5, 0.25]))


def test_as_many_draws_as_fit_into_a_quarter_of_a_gigabyte() -> None:
    assert most_draws(343) == 285
    assert most_draws(10**5) == 1
