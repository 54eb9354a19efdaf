"""Who solves what, and in how many steps: expansions, circles, folds, and what is handed on."""

import numpy as np
import pytest
from named_problems import FOLDED, LINEAR, PENNIES, crossings, games, linear

from foedus.equilibrium import Accelerated, Direct, Homotopy, Stage, Status, solve
from foedus.equilibrium.loop import Points, advance

DIRECT = Stage(Direct(max_steps=60), Status.DIRECT, 8, 10)
ACCELERATED = Stage(Accelerated(), Status.ACCELERATED, 8, 10)
HOMOTOPY = Stage(Homotopy(), Status.HOMOTOPY, 4, 10)


def rotations(*radius: float) -> dict[str, np.ndarray]:
    """A right angle times a radius: the fixed point is easy, and plain iteration turns around it."""
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    return linear(np.array(radius)[:, None, None] * turn, np.tile([1.0, 2.0], (len(radius), 1)))


def exact(game: dict[str, np.ndarray]) -> np.ndarray:
    matrices, offsets = np.moveaxis(game["matrix"], -1, 0), np.moveaxis(game["offset"], -1, 0)
    return np.linalg.solve(np.eye(2) - matrices, offsets[..., None])[..., 0].T


def test_plain_iteration_gives_up_early_where_the_distance_does_not_fall() -> None:
    game = rotations(0.2, 0.3, 0.99, 3.0)
    found = solve(LINEAR, game, (DIRECT,))
    assert list(found.status) == [Status.DIRECT, Status.DIRECT, Status.NO_CONVERGENCE, Status.NO_CONVERGENCE]
    # 1e-12: the tolerance of 2e-13 on a step, divided by 1 − 0.3.
    np.testing.assert_allclose(found.iterate[:, :2], exact(game)[:, :2], atol=1e-12)
    assert np.all(found.steps[0, 2:] < 10)


def test_acceleration_solves_linear_maps_in_a_few_steps_more_than_unknowns() -> None:
    """On a linear map Anderson's method is GMRES (Walker & Ni 2011, theorem 2.2), whether it contracts or not."""
    game = rotations(0.2, 0.99, 3.0, 30.0)
    straight = Stage(Accelerated(rungs=1), Status.ACCELERATED, 8, 10)
    found = solve(LINEAR, game, (straight,))
    assert list(found.status) == [Status.ACCELERATED] * 4
    # 1e-10: a residual of 1e-11 (the floor) through a matrix whose inverse is at most 1.
    np.testing.assert_allclose(found.iterate, exact(game), atol=1e-10)
    assert np.all(found.steps < 20)


def test_damped_steps_begin_where_the_full_ones_began() -> None:
    method = Accelerated(full_steps=3)
    game = games(60.0)
    at_full_precision = Points(PENNIES.start(game), PENNIES.start(game), np.ones(1))
    state = advance(method, PENNIES, game, method.begin(at_full_precision), 3, 99)
    assert not bool(state.is_done[0])
    np.testing.assert_array_equal(np.asarray(state.iterate), np.zeros((2, 1)))
    later = advance(method, PENNIES, game, state, 1, 99)
    first_image = np.asarray(PENNIES.step(game, np.zeros((2, 1)), np.ones(1)))
    np.testing.assert_allclose(np.asarray(later.iterate), method.damping * first_image, atol=1e-15)


def test_the_chain_hands_on_what_is_left_and_says_who_solved_it() -> None:
    game = rotations(0.3, 3.0)
    found = solve(LINEAR, game, (DIRECT, ACCELERATED, HOMOTOPY))
    assert list(found.status) == [Status.DIRECT, Status.ACCELERATED]
    assert np.all(found.steps[2] == 0)
    assert np.all(found.steps[1] == [0, found.steps[1, 1]])


@pytest.mark.parametrize(("level", "turns", "solutions"), [(1.0, 2, 1), (2.0, 0, 3)])
def test_the_homotopy_stops_at_the_first_crossing_along_the_branch(level: float, turns: int, solutions: int) -> None:
    """Three equilibria at level 2, of which the branch from t = 0 meets the smallest first; one at level 1."""
    ends = crossings(level)
    assert len(ends) == solutions
    method = Homotopy()
    reference = FOLDED.start(games(level))
    begun = method.begin(Points(reference, reference, np.zeros(1)))
    state = advance(method, FOLDED, games(level), begun, method.max_steps, method.max_steps)
    assert bool(state.is_done[0])
    assert int(state.turns[0]) == turns
    np.testing.assert_allclose(np.asarray(state.iterate)[0, 0], ends[0], atol=1e-10)


def test_the_homotopy_solves_matching_pennies_at_high_stakes() -> None:
    game = games(2.0, 20.0, 200.0)
    found = solve(PENNIES, game, (HOMOTOPY,))
    assert list(found.status) == [Status.HOMOTOPY] * 3
    image = np.asarray(PENNIES.step(game, found.iterate, np.ones(3)))
    np.testing.assert_allclose(found.iterate, image, atol=1e-9)


def test_a_draw_that_is_not_a_number_is_told_from_one_that_does_not_converge() -> None:
    """The homotopy does not move from a start that is finite, and would hide what happened before it."""
    clean = rotations(0.3, 3.0, 0.4)
    broken = {name: values.copy() for name, values in clean.items()}
    broken["offset"][0, 1] = np.nan
    chain = (DIRECT, ACCELERATED, HOMOTOPY)
    found, expected = solve(LINEAR, broken, chain), solve(LINEAR, clean, chain)
    assert list(found.status) == [Status.DIRECT, Status.NOT_FINITE, Status.DIRECT]
    np.testing.assert_array_equal(found.iterate[:, [0, 2]], expected.iterate[:, [0, 2]])


def test_each_method_says_when_its_steps_were_too_few() -> None:
    chain = (
        Stage(Direct(max_steps=2), Status.DIRECT, 8, 10),
        Stage(Accelerated(max_steps=2), Status.ACCELERATED, 8, 1),
        Stage(Homotopy(max_steps=2), Status.HOMOTOPY, 4, 1),
    )
    found = solve(PENNIES, games(20.0), chain)
    assert list(found.status) == [Status.NO_CONVERGENCE]
    assert np.all(found.steps[:, 0] == 2)
