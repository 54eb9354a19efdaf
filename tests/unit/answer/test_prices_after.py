"""Prices after a sight, for all members at once: what a draw of no weight says does not matter."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foedus.answer.price import prices_after

N = 9
RNG = np.random.default_rng(1)
BEFORE, AFTER, OMEGA = RNG.uniform(size=(2, N)), RNG.uniform(size=(2, N)), RNG.uniform(size=N)


def sights(before: Any, after: Any, omega: Any, weight: Any) -> Any:
    def price_after(response: int, leak: int) -> Any:
        assert (response, leak) == (3, 2)
        return after

    def weight_of(response: int, leaked: int | None) -> Any:
        assert (response, leaked) == (3, 1)
        return weight

    reading = SimpleNamespace(before=before)
    return SimpleNamespace(reading=reading, posterior=omega, price_after=price_after, weight=weight_of)


def test_it_is_the_price_before_and_the_change_each_by_its_own_weights() -> None:
    weight = OMEGA * RNG.uniform(size=N)
    for member, found in enumerate(prices_after(sights(BEFORE, AFTER, OMEGA, weight), 3, 1)):
        change = np.average(AFTER[member] - BEFORE[member], weights=weight)
        assert found == pytest.approx(np.average(BEFORE[member], weights=OMEGA) + change, rel=1e-14)


def test_a_draw_of_no_weight_may_say_anything() -> None:
    omega, hole = OMEGA.copy(), np.arange(N) == 4
    omega[4] = 0.0
    clean = prices_after(sights(BEFORE, AFTER, omega, omega), 3, 1)
    spoilt = [np.where(hole, np.nan, each) for each in (BEFORE, AFTER)]
    np.testing.assert_array_equal(prices_after(sights(*spoilt, omega, omega), 3, 1), clean)


def test_where_no_draw_has_weight_there_is_no_price() -> None:
    assert np.isnan(prices_after(sights(BEFORE, AFTER, OMEGA, np.zeros(N)), 3, 1)).all()
