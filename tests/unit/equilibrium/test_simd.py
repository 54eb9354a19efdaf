"""Vectors of draws: every operation is NumPy's, lane by lane, in single and in double precision."""

from typing import Any

import numpy as np
import pytest

from foedus.equilibrium.compiled import claimed, entry
from foedus.equilibrium.simd import BYTES, any_lane, everywhere, largest, least, load, store, vectors, where
from foedus.equilibrium.simd_functions import absolute, exp, log, root

ROWS = 400
PRECISIONS = [np.float32, np.float64]


@entry
def _arithmetic(first: Any, second: Any, out: Any) -> None:
    for row in range(first.shape[0]):
        a, b = load(first, row), load(second, row)
        store(out, row, (a + 2.0 * b - 1.0) / (3 + absolute(a)) * b)


@entry
def _choice(first: Any, second: Any, out: Any) -> None:
    for row in range(first.shape[0]):
        a, b = load(first, row), load(second, row)
        mask = ((a < b) & ~(a <= -1.0)) | (b >= 1.5) | (a == b)
        store(out, row, where(mask, largest(a, b), where(a > 0.0, least(a, 0.5), everywhere(first, 7.0))))


@entry
def _functions(argument: Any, out: Any, which: int) -> None:
    for row in range(argument.shape[0]):
        a = load(argument, row)
        if which == 0:
            store(out, row, exp(a))
        elif which == 1:
            store(out, row, log(a))
        else:
            store(out, row, root(a))


@entry
def _any_above(values: Any, bound: float) -> bool:
    return bool(any_lane(load(values, 0) > bound))


@entry
def _take_all(counter: Any, most: int, taken: Any) -> None:
    while True:
        mine = claimed(counter)
        if mine >= most:
            return
        taken[mine] += 1


def random_rows(dtype: Any, low: float, high: float, seed: int = 0) -> np.ndarray:
    rows = vectors(ROWS, dtype)
    rows[:] = np.random.default_rng(seed).uniform(low, high, rows.shape)
    return rows


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_rows_are_as_wide_as_a_vector_and_stand_where_one_is_read_at_once(dtype: Any) -> None:
    rows = vectors(3, dtype)
    assert rows.shape == (3, BYTES // np.dtype(dtype).itemsize)
    assert rows.ctypes.data % BYTES == 0
    assert not rows.any()


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_arithmetic_between_vectors_and_numbers(dtype: Any) -> None:
    a, b, out = random_rows(dtype, -2, 2), random_rows(dtype, -2, 2, 1), vectors(ROWS, dtype)
    _arithmetic(a, b, out)
    wide = a.astype(float), b.astype(float)
    expected = (wide[0] + 2 * wide[1] - 1) / (3 + np.abs(wide[0])) * wide[1]
    np.testing.assert_allclose(out, expected, rtol=0, atol=8 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_comparisons_and_choices(dtype: Any) -> None:
    a, b, out = random_rows(dtype, -2, 2), random_rows(dtype, -2, 2, 1), vectors(ROWS, dtype)
    a[::7] = b[::7]
    a[3, 2], b[4, 1] = np.nan, np.nan
    _choice(a, b, out)
    mask = ((a < b) & ~(a <= -1)) | (b >= 1.5) | (a == b)
    expected = np.where(mask, np.where(a > b, a, b), np.where(a > 0, np.minimum(a, dtype(0.5)), dtype(7)))
    # A comparison with what is no number is false, here as there.
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 79.0), (np.float64, 699.0)])
def test_the_exponential_is_right_to_two_last_digits_and_stays_finite(dtype: Any, far: float) -> None:
    a, out = random_rows(dtype, -far, far), vectors(ROWS, dtype)
    _functions(a, out, 0)
    np.testing.assert_allclose(out, np.exp(a.astype(float)), rtol=2.5 * np.finfo(dtype).eps)
    a[0, :4] = [-np.inf, -1e30, 1e30, 0.0]
    a[1, 0] = np.nan
    _functions(a, out, 0)
    assert np.isfinite(out[0]).all()
    assert 0 < out[0, 0] < 1e-34
    assert out[0, 2] > 1e34
    assert out[0, 3] == 1.0
    assert np.isnan(out[1, 0])


@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 80.0), (np.float64, 690.0)])
def test_the_logarithm_is_right_to_the_last_digit(dtype: Any, far: float) -> None:
    a, out = random_rows(dtype, -far, far), vectors(ROWS, dtype)
    a[:] = np.exp(a)
    a[0, :3] = [1.0, 0.5, 2.0]
    a[1] = 1 + np.random.default_rng(2).uniform(-1e-3, 1e-3, a.shape[1])
    _functions(a, out, 1)
    expected = np.log(a.astype(float))
    np.testing.assert_allclose(out, expected, rtol=2 * np.finfo(dtype).eps, atol=np.finfo(dtype).eps / 4)
    assert out[0, 0] == 0.0


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_the_root_is_the_processors(dtype: Any) -> None:
    a, out = random_rows(dtype, 0, 9), vectors(ROWS, dtype)
    _functions(a, out, 2)
    np.testing.assert_array_equal(out, np.sqrt(a))


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_one_lane_is_enough_for_any(dtype: Any) -> None:
    row = vectors(1, dtype)
    assert not _any_above(row, 0.5)
    row[0, -1] = 1.0
    assert _any_above(row, 0.5)


def test_what_threads_claim_is_nobody_elses() -> None:
    from concurrent.futures import ThreadPoolExecutor

    most = 200_000
    counter, taken = np.zeros(1, np.int64), np.zeros(most, np.int64)
    with ThreadPoolExecutor(max_workers=4) as threads:
        for done in [threads.submit(_take_all, counter, most, taken) for _ in range(4)]:
            done.result()
    assert (taken == 1).all()
