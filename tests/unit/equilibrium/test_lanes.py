"""Lanes: draws come and go, and neither their number nor their company changes a digit."""

import os
from dataclasses import replace

import numpy as np
import pytest
from named_problems import CYCLING, FOLDED, crossings, games

from foedus.equilibrium import Accelerated, Homotopy, Stage, Status, Straight, solve
from foedus.equilibrium.chain import FINISH, run_stage
from foedus.equilibrium.loop import Points

GIVES_UP = 1e9
"""no rung along the branch is as long: a draw is left where the ladder ends"""
LEVELS = np.linspace(0.2, 4.0, 23)
STAGE = Stage(Straight(), Status.STRAIGHT, 4, 6)


def at_reference(n_draws: int) -> Points:
    return Points.at(np.zeros((1, n_draws)), 0.0)


def run(stage: Stage, *levels: float) -> tuple[np.ndarray, np.ndarray]:
    ended = run_stage(stage, CYCLING, games(*levels), np.arange(len(levels)), at_reference(len(levels)))
    assert ended.is_done.all()
    return ended.iterate, ended.steps


def test_more_draws_than_lanes_end_as_each_does_alone() -> None:
    iterate, steps = run(STAGE, *LEVELS)
    assert len(set(steps)) > 1  # else no lane was ever refilled before the others were done
    alone = [run(STAGE, level) for level in LEVELS]
    np.testing.assert_array_equal(iterate, np.concatenate([found for found, _ in alone], axis=1))
    np.testing.assert_array_equal(steps, np.concatenate([count for _, count in alone]))
    np.testing.assert_allclose(iterate[0] + 3.0 * np.tanh(iterate[0]), LEVELS, atol=1e-10)


@pytest.mark.parametrize("round_steps", [12, 42, 1200])
def test_how_often_the_lanes_are_looked_through_changes_nothing(round_steps: int) -> None:
    expected, counts = run(STAGE, *LEVELS)
    iterate, steps = run(replace(STAGE, round_steps=round_steps), *LEVELS)
    np.testing.assert_array_equal(iterate, expected)
    np.testing.assert_array_equal(steps, counts)


def test_a_draw_is_given_up_after_the_steps_it_was_allowed() -> None:
    stage = replace(STAGE, most_steps=6)
    ended = run_stage(stage, CYCLING, games(*LEVELS), np.arange(len(LEVELS)), at_reference(len(LEVELS)))
    assert not ended.is_done.any()
    np.testing.assert_array_equal(ended.steps, 6.0)


def test_every_draw_that_converges_is_reported_once() -> None:
    counts: list[int] = []
    run_stage(STAGE, CYCLING, games(*LEVELS), np.arange(len(LEVELS)), at_reference(len(LEVELS)), counts.append)
    assert sum(counts) == len(LEVELS)


def test_after_an_error_nobody_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred draws in single lanes: whoever is at work stops, and nothing more is begun."""
    calls: list[int] = []

    def fail(count: int) -> None:
        calls.append(count)
        if len(calls) == 1:  # the other threads meet no error of their own
            raise RuntimeError("the reader has left")

    levels = np.linspace(0.2, 4.0, 100)
    stage = replace(STAGE, lanes=1)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    with pytest.raises(RuntimeError, match="the reader has left"):
        run_stage(stage, CYCLING, games(*levels), np.arange(100), at_reference(100), fail)
    assert len(calls) < 50


def test_only_the_draws_asked_for_are_run_and_in_their_order() -> None:
    chosen = np.array([20, 3, 11])
    ended = run_stage(STAGE, CYCLING, games(*LEVELS), chosen, at_reference(3))
    expected, _ = run(STAGE, *LEVELS)
    np.testing.assert_array_equal(ended.iterate, expected[:, chosen])


def test_the_ladder_of_precisions_stays_on_the_branch_where_a_straight_start_need_not() -> None:
    """Three equilibria at level 2, of which the branch from t = 0 meets the smallest first."""
    ends = crossings(2.0)
    straight = Stage(Straight(), Status.STRAIGHT, 4, 12, is_straight=True)
    ladder = solve(FOLDED, games(2.0), (Stage(Accelerated(), Status.ACCELERATED, 4, 6), FINISH))
    assert list(ladder.status) == [Status.ACCELERATED]
    np.testing.assert_allclose(ladder.iterate[0, 0], ends[0], atol=1e-9)
    found = solve(FOLDED, games(2.0), (straight,))
    assert list(found.status) == [Status.STRAIGHT]
    assert np.min(np.abs(found.iterate[0, 0] - ends)) < 1e-9


def test_the_homotopy_goes_on_from_where_the_ladder_missed_a_rung() -> None:
    """The branch turns back at t = 0.64, so the ladder ends below it; from there the homotopy has less far to go."""
    hasty = Stage(Accelerated(rung_limit=3, shortest=GIVES_UP), Status.ACCELERATED, 4, 12)
    ended = run_stage(hasty, FOLDED, games(1.0), np.arange(1), at_reference(1))
    assert not ended.is_done.any()
    reached = float(ended.left_at.scale[0])
    assert 0.0 < reached < 0.64
    np.testing.assert_allclose(crossings_at(reached), ended.left_at.iterate[0, 0], atol=0.05)
    homotopy = Stage(Homotopy(), Status.HOMOTOPY, 4, 10)
    onward = run_stage(homotopy, FOLDED, games(1.0), np.arange(1), ended.left_at)
    afresh = run_stage(homotopy, FOLDED, games(1.0), np.arange(1), at_reference(1))
    assert onward.is_done.all()
    assert afresh.is_done.all()
    np.testing.assert_allclose(onward.iterate, crossings(1.0)[0], atol=1e-9)
    assert onward.steps[0] < afresh.steps[0]


def crossings_at(scale: float) -> float:
    """The smallest y at which the branch of `FOLDED`, level 1, passes this t."""
    roots = np.roots([8.0, -12.0, 5.0, -scale])
    return float(np.sort(roots[np.abs(roots.imag) < 1e-9].real)[0])
