"""Tests between models that are not part of one another: by hand on a few rows, and what they cannot compare."""

import numpy as np
import pytest
from scipy import stats

from foedus.errors import InputError
from foedus.estimate import clarke, vuong

FIRST = np.array([-0.1, -0.9, -0.4, -2.0, -0.3, -0.7])
SECOND = np.array([-0.4, -0.5, -0.4, -2.5, -0.6, -0.8])


def test_vuong_is_the_corrected_mean_difference_in_standard_errors():
    gap = FIRST - SECOND
    mean = gap.mean() - 0.5 * (3 - 1) * np.log(6) / 6
    expected = mean / (gap.std() / np.sqrt(6))
    found = vuong(FIRST, SECOND, 3, 1)
    assert found.statistic == pytest.approx(expected, rel=1e-12)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(expected)), rel=1e-12)
    assert found.favours == (1 if expected > 0 else 2)


def test_vuong_has_a_spread_where_differences_nearly_are_the_same():
    gap = 200.0 + 1e-7 * np.arange(50)
    found = vuong(gap - 500.0, np.full(50, -500.0), 1, 1)
    # Of numbers near 500 rounding is 1e-13, a millionth of the spread.
    assert found.statistic == pytest.approx(gap.mean() / gap.std() * np.sqrt(50), rel=1e-5)


def test_rows_in_which_neither_is_better_say_nothing_in_a_sign_test():
    found = clarke(FIRST, SECOND, 2, 2)
    assert (found.statistic, found.n) == (4, 5)
    assert found.p == pytest.approx(stats.binomtest(4, 5).pvalue, rel=1e-12)
    counted = clarke(FIRST, SECOND, 2, 2, as_games=True)
    assert (counted.statistic, counted.n) == (4, 6)
    itself = clarke(FIRST, FIRST, 2, 2)
    assert (itself.statistic, itself.n, itself.p, itself.favours) == (0, 0, 1.0, 0)


def test_more_parameters_cost_in_every_row():
    found = clarke(FIRST, SECOND, 4, 2)  # each row of the first pays log(6) / 6, about 0.299
    assert (found.statistic, found.n) == (3, 6)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (FIRST, FIRST - 1.0, "differ by 1 in every one of 6 rows"),
        (FIRST, FIRST, "differ by 0 in every one of 6 rows"),
        (FIRST, SECOND[:5], "are of 6 and 5 rows"),
        (FIRST[:0], SECOND[:0], "are of 0 and 0 rows"),
        (np.where(FIRST < -1, -np.inf, FIRST), SECOND, "no finite log-likelihood in row 4"),
    ],
)
def test_what_vuong_cannot_compare_is_said(first, second, message):
    with pytest.raises(InputError, match=message):
        vuong(first, second, 2, 2)
