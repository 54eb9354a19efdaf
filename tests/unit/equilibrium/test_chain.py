"""Who solves what, and in how many steps: expansions, circles, folds, and what is handed on."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from named_problems import CYCLING, FOLDED, LINEAR, PENNIES, crossings, games, linear

from foedus.equilibrium import Accelerated, Direct, Homotopy, Stage, Status, Straight, solve
from foedus.equilibrium.chain import FINISH, SEARCH, run_stage
from foedus.equilibrium.lanes import Ended
from foedus.equilibrium.loop import Points, advance
from foedus.equilibrium.problem import FixedPoint, Game

DIRECT = Stage(Direct(max_steps=60), Status.DIRECT, 8, 10)
CLIMB = Stage(Accelerated(), Status.ACCELERATED, 8, 12)
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
    found = solve(LINEAR, game, (Stage(Straight(), Status.STRAIGHT, 8, 12),))
    assert list(found.status) == [Status.STRAIGHT] * 4
    # 1e-10: a residual of 1e-11 (the floor) through a matrix whose inverse is at most 1.
    np.testing.assert_allclose(found.iterate, exact(game), atol=1e-10)
    assert np.all(found.steps < 20)


def test_damped_steps_begin_where_the_full_ones_began() -> None:
    method = Straight(full_steps=3)
    game = games(60.0)
    at_full_precision = Points.at(PENNIES.start(game), 1.0)
    state = advance(method, PENNIES, game, method.begin(at_full_precision), 3, 99)
    assert not bool(state.is_done[0])
    np.testing.assert_array_equal(np.asarray(state.iterate), np.zeros((2, 1)))
    later = advance(method, PENNIES, game, state, 1, 99)
    first_image = np.asarray(PENNIES.step(game, np.zeros((2, 1)), np.ones(1)))
    np.testing.assert_allclose(np.asarray(later.iterate), method.damping * first_image, atol=1e-15)


def test_the_draws_that_go_farthest_are_begun_first_and_end_as_they_would_anyway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = []

    def listening(stage: Stage, problem: FixedPoint, game: Game, draws: np.ndarray, *rest: Any) -> Ended:
        begun.append(list(draws))
        return run_stage(stage, problem, game, draws, *rest)

    monkeypatch.setattr("foedus.equilibrium.chain.run_stage", listening)
    levels = games(0.4, 2.0, 0.9, 3.0)
    straight = (Stage(Straight(), Status.STRAIGHT, 2, 6),)
    found = solve(replace(CYCLING, span=lambda game: game["one"]), levels, straight)
    expected = solve(CYCLING, levels, straight)
    assert begun == [[3, 1, 2, 0], [0, 1, 2, 3]]
    np.testing.assert_array_equal(found.iterate, expected.iterate)
    np.testing.assert_array_equal(found.steps, expected.steps)


def test_the_chain_hands_on_what_is_left_and_says_who_solved_it() -> None:
    game = rotations(0.3, 3.0)
    found = solve(LINEAR, game, (DIRECT, CLIMB, FINISH, HOMOTOPY))
    assert list(found.status) == [Status.DIRECT, Status.ACCELERATED]
    assert np.all(found.steps[3] == 0)
    assert np.all(found.steps[1:3, 0] == 0)
    assert np.all(found.steps[1:3, 1] > 0)


@pytest.mark.parametrize(("level", "turns", "solutions"), [(1.0, 2, 1), (2.0, 0, 3)])
def test_the_homotopy_stops_at_the_first_crossing_along_the_branch(level: float, turns: int, solutions: int) -> None:
    """Three equilibria at level 2, of which the branch from t = 0 meets the smallest first; one at level 1."""
    ends = crossings(level)
    assert len(ends) == solutions
    method = Homotopy()
    reference = FOLDED.start(games(level))
    begun = method.begin(Points.at(reference, 0.0))
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


def test_what_is_found_in_single_precision_is_finished_in_double() -> None:
    """Found to 1e-4 and finished to 1e-12 on the same crossing; the search itself calls nothing done."""
    game = games(0.4, 2.0)
    assert np.all(solve(FOLDED, game, (SEARCH,)).status == Status.NO_CONVERGENCE)
    found, alone = solve(FOLDED, game, (SEARCH, FINISH)), solve(FOLDED, game, (CLIMB, FINISH))
    assert list(found.status) == list(alone.status)
    assert found.status[1] == Status.ACCELERATED
    left_at = run_stage(SEARCH, FOLDED, game, np.arange(2), Points.at(np.zeros((1, 2)), 0.0)).left_at
    assert left_at.scale[1] == 1.0
    np.testing.assert_allclose(left_at.iterate[0, 1], crossings(2.0)[0], atol=1e-3)
    np.testing.assert_allclose(found.iterate[0, 1], crossings(2.0)[0], atol=1e-10)
    assert found.steps[1, 1] < found.steps[0, 1]
    np.testing.assert_allclose(found.iterate, alone.iterate, atol=1e-10)


def test_a_stage_in_single_precision_has_to_hand_over() -> None:
    for method in (Straight(), Direct()):
        with pytest.raises(ValueError, match="expected an Accelerated, found"):
            Stage(method, Status.ACCELERATED, 8, 12, is_single=True)


def test_a_rung_that_is_missed_is_taken_again_from_lower_down() -> None:
    """Steps of at most two turns a rung: the full height is missed, a third of it is not."""
    game = games(3.0)
    hasty = Stage(Accelerated(first=1.0, highest=1.0, rung_limit=3, lowest=1e-4), Status.ACCELERATED, 4, 12)
    patient = Stage(
        Accelerated(first=1.0, highest=1.0, rung_limit=3, lowest=0.9, shortest=1e9), Status.ACCELERATED, 4, 12
    )
    assert list(solve(CYCLING, game, (patient, FINISH)).status) == [Status.NO_CONVERGENCE]
    found = solve(CYCLING, game, (hasty, FINISH))
    assert list(found.status) == [Status.ACCELERATED]
    y = found.iterate[0, 0]
    assert abs(y + 3.0 * np.tanh(y) - 3.0) < 1e-9


def test_a_homotopy_that_was_cut_goes_on_the_way_it_went() -> None:
    """On an S, whose branch turns back and forth once: cut anywhere it arrives, a few steps later at most."""
    game, alone = games(1.0), Points.at(np.zeros((1, 1)), 0.0)
    whole = run_stage(HOMOTOPY, FOLDED, game, np.arange(1), alone)
    assert whole.is_done.all()
    headings = []
    for cut in range(5, int(whole.steps[0]), 5):
        first = run_stage(replace(HOMOTOPY, most_steps=cut, round_steps=1), FOLDED, game, np.arange(1), alone)
        onward = run_stage(HOMOTOPY, FOLDED, game, np.arange(1), first.left_at)
        assert onward.is_done.all()
        np.testing.assert_allclose(onward.iterate, whole.iterate, atol=1e-10)
        assert onward.steps[0] + cut < whole.steps[0] + 20
        headings.append(float(first.left_at.heading[0]))
    assert -1.0 in headings  # some cut fell between the turning points, or this would be no test


def test_no_draws_have_no_solutions() -> None:
    found = solve(PENNIES, games(), (DIRECT, CLIMB, FINISH))
    assert found.iterate.shape == (2, 0)
    assert found.status.shape == (0,)


def test_a_draw_that_is_not_a_number_is_told_from_one_that_does_not_converge() -> None:
    """The homotopy does not move from a start that is finite, and would hide what happened before it."""
    clean = rotations(0.3, 3.0, 0.4)
    broken = {name: values.copy() for name, values in clean.items()}
    broken["offset"][0, 1] = np.nan
    chain = (DIRECT, CLIMB, FINISH, HOMOTOPY)
    found, expected = solve(LINEAR, broken, chain), solve(LINEAR, clean, chain)
    assert list(found.status) == [Status.DIRECT, Status.NOT_FINITE, Status.DIRECT]
    np.testing.assert_array_equal(found.iterate[:, [0, 2]], expected.iterate[:, [0, 2]])


def test_each_method_says_when_its_steps_were_too_few() -> None:
    chain = (
        Stage(Direct(max_steps=2), Status.DIRECT, 8, 10),
        Stage(Accelerated(max_steps=2), Status.ACCELERATED, 8, 6),
        Stage(Straight(max_steps=2), Status.STRAIGHT, 8, 6, is_straight=True),
        Stage(Homotopy(max_steps=2), Status.HOMOTOPY, 4, 1),
    )
    found = solve(PENNIES, games(20.0), chain)
    assert list(found.status) == [Status.NO_CONVERGENCE]
    assert np.all(found.steps[:, 0] == 2)


def test_what_is_done_beside_begins_once_the_game_is_ready_and_its_error_is_raised() -> None:
    ready = []

    def prepare(game: Game) -> Game:
        ready.append("prepared")
        return game

    def fail() -> None:
        ready.append("beside")
        raise ValueError("of what is done beside")

    problem = replace(LINEAR, prepare=prepare)
    game = linear(np.array([[[0.5]]]), np.array([[1.0]]))
    with pytest.raises(ValueError, match="done beside"):
        solve(problem, game, beside=fail)
    assert ready[-1] == "beside"
    assert solve(problem, game, beside=lambda: ready.append("again")).iterate[0, 0] == pytest.approx(2.0)
    assert ready[-1] == "again"
