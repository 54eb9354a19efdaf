"""Each method on problems with known solutions, and the status of those that have none."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.optimize
from named_problems import CONTRACTION, CYCLING, games

from foedus.equilibrium import Accelerated, Direct, Homotopy, Stage, Status, Straight, solve

DIRECT = Stage(Direct(max_steps=80), Status.DIRECT, 4, 80)
CLIMB = Stage(Accelerated(memory=3), Status.ACCELERATED, 4, 42)
FINISH = Stage(Straight(memory=3), Status.ACCELERATED, 4, 42, only_landed=True)
HOMOTOPY = Stage(Homotopy(), Status.HOMOTOPY, 4, 30)


def test_plain_iteration_solves_a_contraction():
    """y = a + 0.4 sin y against SciPy's root finder."""
    levels = (-1.0, 0.3, 1.0, 2.5, 4.0)
    found = solve(CONTRACTION, games(*levels), (DIRECT,))
    expected = [scipy.optimize.brentq(lambda y, a=a: a + 0.4 * np.sin(y) - y, -9, 9, xtol=1e-14) for a in levels]
    assert (found.status == Status.DIRECT).all()
    np.testing.assert_allclose(found.iterate[0], expected, atol=1e-12)


def test_what_plain_iteration_cycles_on_goes_to_the_accelerated_method():
    """The slope of the map is below −2 at the solution: plain iteration never arrives."""
    found = solve(CYCLING, games(0.5, 1.0, 2.0), (DIRECT, CLIMB, FINISH))
    expected = [scipy.optimize.brentq(lambda y, a=a: a - 3 * np.tanh(y) - y, -9, 9, xtol=1e-14) for a in (0.5, 1, 2)]
    assert (found.status == Status.ACCELERATED).all()
    np.testing.assert_allclose(found.iterate[0], expected, atol=1e-11)


@pytest.mark.parametrize("chain", [(DIRECT, CLIMB, FINISH), (CLIMB, FINISH), (HOMOTOPY,)])
def test_neither_order_nor_company_of_draws_changes_a_digit(chain):
    levels = np.linspace(-1.0, 1.0, 11)
    together = solve(CONTRACTION, games(*levels), chain).iterate[0]
    backwards = solve(CONTRACTION, games(*levels[::-1]), chain).iterate[0][::-1]
    alone = solve(CONTRACTION, games(levels[7]), chain).iterate[0]
    np.testing.assert_array_equal(together, backwards)
    np.testing.assert_array_equal(together[7:8], alone)


def test_a_warm_start_arrives_in_fewer_steps():
    straight = replace(FINISH, only_landed=False)
    cold = solve(CYCLING, games(1.0), (straight,))
    warm = solve(CYCLING, games(1.0), (straight,), iterate=cold.iterate + 1e-6)
    assert warm.steps[0, 0] < cold.steps[0, 0]
    np.testing.assert_allclose(warm.iterate, cold.iterate, atol=1e-11)


def test_every_status_has_a_sentence():
    assert all(one.sentence for one in Status)
