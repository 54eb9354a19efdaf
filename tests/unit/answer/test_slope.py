"""The screen that solves nothing: slopes of a figure's influences, against closed forms and finite differences."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foedus.answer.slope import centred_ranks, leading, regressed_swings
from foedus.answer.weighing import Part, influence

N = 400
RNG = np.random.default_rng(3)


def world(**values: Any) -> Any:
    return SimpleNamespace(world=SimpleNamespace(values=values), draws=np.arange(N))


def strata() -> Any:
    """One number in each of N equal parts of (0, 1), in random order."""
    return (RNG.permutation(N) + 0.5) / N


def test_a_figure_moves_by_its_slope_times_the_interval() -> None:
    x = strata()
    figures = [(Part(3.0 * x - 1.0, np.ones(N)),), (Part(-0.5 * x, np.full(N, 7.0)),)]
    np.testing.assert_allclose(regressed_swings(world(x=x), ["x"], figures), [[2.7], [-0.45]], rtol=1e-12)


def test_the_scale_of_an_input_does_not_matter() -> None:
    """Of a skewed one the few largest draws would decide."""
    x = strata()
    figure = (Part(x + 0.1 * RNG.normal(size=N), RNG.uniform(size=N)),)
    found = regressed_swings(world(x=x, skewed=np.exp(9.0 * x)), ["x", "skewed"], [figure])
    assert found[0, 1] == found[0, 0]


def test_equal_values_share_a_rank() -> None:
    np.testing.assert_array_equal(centred_ranks(np.array([3.0, 1.0, 3.0, 2.0, 3.0])), [1.0, -2.0, 1.0, -1.0, 1.0])
    np.testing.assert_array_equal(centred_ranks(np.array([0.3, 0.1, 0.2])), [1.0, -1.0, 0.0])
    np.testing.assert_array_equal(centred_ranks(np.full(7, 0.1)), 0.0)


def test_an_input_that_moves_only_the_weights_moves_the_figure() -> None:
    """Of draws of two kinds, 0 and 1, those of kind 1 weigh 1 + x/100: the mean is (1 + x/100)/(2 + x/100)."""
    kind = np.arange(N) % 2 * 1.0
    x = np.repeat((RNG.permutation(N // 2) + 0.5) / (N // 2), 2)
    part = Part(kind, np.where(kind > 0, 1.0 + x / 100.0, 1.0))
    found = regressed_swings(world(x=x), ["x"], [(part,)])
    assert found[0, 0] == pytest.approx(0.009 / 4.0, rel=0.02)


def test_influence_is_how_the_mean_follows_a_weight() -> None:
    """By finite differences: n times the derivative of the sum of means to the logarithm of each draw's weights."""
    parts = [Part(RNG.normal(size=N), RNG.uniform(size=N)), Part(RNG.normal(size=N), RNG.uniform(size=N))]
    found, step = N * influence(parts), 1e-6
    for draw in range(0, N, 37):
        ends = []
        for way in (step, -step):
            factor = np.where(np.arange(N) == draw, 1.0 + way, 1.0)
            ends.append(sum(np.average(part.value, weights=part.weight * factor) for part in parts))
        assert found[draw] == pytest.approx(N * (ends[0] - ends[1]) / (2.0 * step), rel=1e-5)


def test_only_the_draws_that_are_certified_count() -> None:
    x = np.concatenate([np.full(5, 1e6), strata()])
    here = SimpleNamespace(world=SimpleNamespace(values={"x": x}), draws=np.arange(5, N + 5))
    found = regressed_swings(here, ["x"], [(Part(2.0 * x[5:], np.ones(N)),)])
    assert found[0, 0] == pytest.approx(1.8, rel=1e-12)


def test_what_says_nothing_moves_nothing() -> None:
    """A value where no weight is, a part of no weight, a ratio by nothing, an input that is the same in every draw."""
    x = strata()
    weight = np.where(np.arange(N) < N // 2, 1.0, 0.0)
    figures = [
        (Part(np.where(weight > 0, x, np.nan), weight),),
        (Part(x, np.zeros(N)),),
        (Part(np.where(np.arange(N) < 3, np.inf, x), np.ones(N)),),
    ]
    with np.errstate(invalid="ignore"):
        found = regressed_swings(world(x=x, same=np.full(N, 0.1)), ["x", "same"], figures)
    assert found[0, 0] == pytest.approx(0.9, rel=0.3)
    np.testing.assert_array_equal(found[1:], 0.0)
    np.testing.assert_array_equal(found[:, 1], 0.0)


def test_of_no_figures_or_inputs_there_are_no_swings() -> None:
    assert regressed_swings(world(), [], [(Part(np.ones(N), np.ones(N)),)]).shape == (1, 0)
    assert regressed_swings(world(), [], []).shape == (0, 0)


def test_the_largest_lead_and_of_equal_ones_the_earlier() -> None:
    assert list(leading(np.array([0.1, -3.0, 0.1, 2.0, 0.1]), 4)) == [1, 3, 0, 2]
