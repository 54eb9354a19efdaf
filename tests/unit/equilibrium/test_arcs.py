"""Round the turning points of a branch by acceleration alone, and what the stages hand to one another."""

from dataclasses import replace

import numpy as np
import pytest
from named_problems import CYCLING, FOLDED, WINDING, crossings, first_coordinate, games

from foedus.equilibrium import Accelerated, Homotopy, Stage, Status, solve
from foedus.equilibrium.chain import FINISH, SEARCH, run_stage
from foedus.equilibrium.loop import Points

# Too hasty for the ladder near a turning point, so that it has to go round; and a memory for all that turns.
ARCS = Stage(Accelerated(rung_limit=3, memory=12), Status.ACCELERATED, 4, 12)
HOMOTOPY = Stage(Homotopy(), Status.HOMOTOPY, 4, 10)
LEVELS = np.linspace(0.8, 1.5, 15)
"""below 1.57 the branch turns back and forth before it crosses t = 1"""


def at_reference(n_draws: int) -> Points:
    return Points.at(np.zeros((8, n_draws)), 0.0)


def test_a_branch_that_turns_back_twice_is_followed_to_its_first_crossing() -> None:
    """The branch is t = a · cubic, known in closed form."""
    found = solve(WINDING, games(*LEVELS), (ARCS, FINISH))
    assert list(found.status) == [Status.ACCELERATED] * len(LEVELS)
    expected = [crossings(level)[0] for level in LEVELS]
    assert min(expected) > 0.6  # beyond both turning points, or this would be no test of them
    np.testing.assert_allclose(first_coordinate(found.iterate), expected, atol=1e-8)


def test_it_arrives_where_the_homotopy_does() -> None:
    by_arcs, by_newton = (solve(WINDING, games(*LEVELS), chain) for chain in ((ARCS, FINISH), (HOMOTOPY,)))
    assert by_newton.has_converged.all()
    np.testing.assert_allclose(by_arcs.iterate, by_newton.iterate, atol=1e-8)


def test_in_single_precision_it_lands_as_well() -> None:
    search = replace(SEARCH, method=replace(SEARCH.method, rung_limit=3, memory=12), round_steps=12)
    ended = run_stage(search, WINDING, games(1.0), np.arange(1), at_reference(1))
    assert not ended.is_done.any()
    assert ended.left_at.scale[0] == 1.0
    np.testing.assert_allclose(first_coordinate(ended.left_at.iterate), crossings(1.0)[0], atol=1e-2)


def test_between_turning_points_it_hands_on_which_way_the_branch_goes() -> None:
    """Cut anywhere and resumed by the homotopy it goes on the way it went, and does not run back to t = 0."""
    headings = []
    for cut in range(12, 150, 6):
        first = run_stage(replace(ARCS, most_steps=cut), WINDING, games(1.0), np.arange(1), at_reference(1))
        if first.left_at.scale[0] == 1.0:
            break
        onward = run_stage(HOMOTOPY, WINDING, games(1.0), np.arange(1), first.left_at)
        assert onward.is_done.all()
        np.testing.assert_allclose(first_coordinate(onward.iterate), crossings(1.0)[0], atol=1e-8)
        headings.append(float(first.left_at.heading[0]))
    assert -1.0 in headings


def test_only_what_has_landed_is_finished() -> None:
    """A draw whose branch turns back is given up by this search; the stage that finishes does not touch it."""
    search = replace(SEARCH, method=replace(SEARCH.method, rung_limit=3, shortest=1e9))
    found = solve(FOLDED, games(2.0, 1.0), (search, FINISH, HOMOTOPY))
    assert list(found.status) == [Status.ACCELERATED, Status.HOMOTOPY]
    assert found.steps[1, 0] > 0
    assert found.steps[1, 1] == 0
    np.testing.assert_allclose(found.iterate[0], [crossings(2.0)[0], crossings(1.0)[0]], atol=1e-9)


def test_rounds_have_to_be_whole_turns_of_the_memory() -> None:
    with pytest.raises(ValueError, match="multiple of that many round_steps, found 10"):
        Stage(Accelerated(memory=3), Status.ACCELERATED, 4, 10)


def test_company_changes_nothing_on_an_arc() -> None:
    together = solve(WINDING, games(*LEVELS), (ARCS, FINISH))
    for place, level in enumerate(LEVELS):
        alone = solve(WINDING, games(level), (ARCS, FINISH))
        np.testing.assert_array_equal(together.iterate[:, [place]], alone.iterate)
        assert together.steps[0, place] == alone.steps[0, 0]


def test_a_rung_that_is_never_met_does_not_count_as_climbed() -> None:
    """One fixed point and no turning point: where the steps are too few for any rung the draw is given up."""
    stage = replace(ARCS, method=Accelerated(rung_limit=1, arc_limit=1, rough=1e-9, rough_arc=1e-9))
    assert list(solve(CYCLING, games(3.0), (stage, FINISH)).status) == [Status.NO_CONVERGENCE]


def test_a_draw_that_is_lost_climbs_once_more_with_smaller_rungs() -> None:
    """Rungs that are left too early lead off the branch; left a hundred times as close they do not."""
    rash = Accelerated(rung_limit=3, memory=12, rough_arc=0.3, shortest=0.05)
    once, twice = (replace(ARCS, method=replace(rash, second=second)) for second in (1.0, 0.01))
    levels = games(*LEVELS)
    first, second = (solve(WINDING, levels, (stage, FINISH)) for stage in (once, twice))
    assert not first.has_converged.all()
    rescued = second.has_converged & ~first.has_converged
    assert rescued.sum() >= 3
    expected = np.array([crossings(level)[0] for level in LEVELS])
    np.testing.assert_allclose(first_coordinate(second.iterate)[rescued], expected[rescued], atol=1e-8)
    np.testing.assert_array_equal(second.iterate[:, first.has_converged], first.iterate[:, first.has_converged])
