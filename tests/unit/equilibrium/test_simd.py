"""Vectors of draws: every operation is NumPy's, lane by lane, in single and in double precision."""

import gc
from typing import Any, NamedTuple

import numpy as np
import pytest

from foedus.equilibrium.simd import (
    any_lane,
    counter,
    each,
    largest,
    least,
    load,
    load_lane,
    store,
    store_lane,
    variable,
    vectors,
    when,
    where,
)
from foedus.equilibrium.simd_functions import absolute, exp, log, root
from foedus.equilibrium.simd_given import Reals, Truth, Wholes
from foedus.equilibrium.simd_loop import Loop, routine
from foedus.equilibrium.simd_writing import BYTES

ROWS = 400
PRECISIONS = [np.float32, np.float64]


class At(NamedTuple):
    """Where in a block of rows two arrays of `ROWS` rows and the result begin."""

    first: int
    second: int
    out: int


AT = At(0, ROWS, 2 * ROWS)


def _arithmetic(at: At) -> None:
    for row in each(ROWS):
        a, b = load(at.first + row), load(at.second + row)
        store(at.out + row, (a + 2.0 * b - 1.0) / (3 + absolute(a)) * b)


def _choice(at: At) -> None:
    for row in each(ROWS):
        a, b = load(at.first + row), load(at.second + row)
        mask = ((a < b) & ~(a <= -1.0)) | (b >= 1.5) | (a == b)
        store(at.out + row, where(mask, largest(a, b), where(a > 0.0, least(a, 0.5), 7.0)))


def _of_one(function: Any) -> Loop:
    def write(at: At) -> None:
        for row in each(ROWS):
            store(at.out + row, function(load(at.first + row)))

    return Loop(write, At)


def applied(loop: Loop, first: np.ndarray, second: np.ndarray | None = None) -> np.ndarray:
    """What a loop makes of two arrays of `ROWS` rows."""
    rows = vectors(3 * ROWS, first.dtype)
    rows[:ROWS], rows[ROWS : 2 * ROWS] = first, first if second is None else second
    loop(rows, AT)
    return rows[2 * ROWS :]


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
    a, b = random_rows(dtype, -2, 2), random_rows(dtype, -2, 2, 1)
    out = applied(Loop(_arithmetic, At), a, b)
    wide = a.astype(float), b.astype(float)
    expected = (wide[0] + 2 * wide[1] - 1) / (3 + np.abs(wide[0])) * wide[1]
    np.testing.assert_allclose(out, expected, rtol=0, atol=8 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_comparisons_and_choices(dtype: Any) -> None:
    a, b = random_rows(dtype, -2, 2), random_rows(dtype, -2, 2, 1)
    a[::7] = b[::7]
    a[3, 2], b[4, 1] = np.nan, np.nan
    out = applied(Loop(_choice, At), a, b)
    mask = ((a < b) & ~(a <= -1)) | (b >= 1.5) | (a == b)
    expected = np.where(mask, np.where(a > b, a, b), np.where(a > 0, np.minimum(a, dtype(0.5)), dtype(7)))
    # A comparison with what is no number is false, here as there.
    np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 79.0), (np.float64, 699.0)])
def test_the_exponential_is_right_to_two_last_digits_and_stays_finite(dtype: Any, far: float) -> None:
    a, of_all = random_rows(dtype, -far, far), _of_one(exp)
    out = applied(of_all, a)
    np.testing.assert_allclose(out, np.exp(a.astype(float)), rtol=2.5 * np.finfo(dtype).eps)
    a[0, :4] = [-np.inf, -1e30, 1e30, 0.0]
    a[1, 0] = np.nan
    out = applied(of_all, a)
    assert np.isfinite(out[0]).all()
    assert 0 < out[0, 0] < 1e-34
    assert out[0, 2] > 1e34
    assert out[0, 3] == 1.0
    assert np.isnan(out[1, 0])


@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 80.0), (np.float64, 690.0)])
def test_the_logarithm_is_right_to_the_last_digit(dtype: Any, far: float) -> None:
    a = random_rows(dtype, -far, far)
    a[:] = np.exp(a)
    a[0, :3] = [1.0, 0.5, 2.0]
    a[1] = 1 + np.random.default_rng(2).uniform(-1e-3, 1e-3, a.shape[1])
    out = applied(_of_one(log), a)
    expected = np.log(a.astype(float))
    np.testing.assert_allclose(out, expected, rtol=2 * np.finfo(dtype).eps, atol=np.finfo(dtype).eps / 4)
    assert out[0, 0] == 0.0


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_the_root_is_the_processors(dtype: Any) -> None:
    a = random_rows(dtype, 0, 9)
    np.testing.assert_array_equal(applied(_of_one(root), a), np.sqrt(a))


class Bound(NamedTuple):
    bound: float
    counts: Truth


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_one_lane_is_enough_for_any(dtype: Any) -> None:
    is_above = Loop(lambda given: any_lane(load(0) > given.bound) & given.counts, Bound)
    row = vectors(1, dtype)
    assert is_above(row, Bound(0.5, True)) == 0
    row[0, -1] = 1.0
    assert is_above(row, Bound(0.5, True)) == 1
    assert is_above(row, Bound(0.5, False)) == 0
    assert is_above(row, Bound(1.0, True)) == 0


class Table(NamedTuple):
    numbers: Reals
    """(row, column)"""
    pairs: Wholes
    """(pair, 2)"""
    found: Wholes
    """(1,)"""


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_arrays_are_read_and_written_by_row_and_column(dtype: Any) -> None:
    def write(table: Table) -> Any:
        for row in each(table.numbers.length):
            for column in each(table.numbers.width):
                store_lane(row, column, 2.0 * table.numbers[row, column])
                table.numbers[row, column] = load_lane(row, column) + 1.0
        last = counter(-1)
        for pair in each(1, table.pairs.length):
            with when((table.pairs[pair, 0] == 3) & ~(table.pairs[pair, 1] < 0)):
                last.become(pair)
                table.found[0] += table.pairs[pair, 1]
        return last

    numbers = np.arange(6, dtype=dtype).reshape(2, 3)
    table = Table(numbers.copy(), np.array([[3, 9], [3, 5], [4, 1], [3, 7], [3, -1]]), np.array([100]))
    rows = vectors(2, dtype)
    assert Loop(write, Table)(rows, table) == 3
    np.testing.assert_array_equal(table.numbers, 2 * numbers + 1)
    np.testing.assert_array_equal(rows[:, :3], 2 * numbers)
    assert table.found[0] == 112


def test_an_array_of_other_order_is_refused() -> None:
    table = Table(np.zeros((3, 2)).T, np.zeros((1, 2), np.int64), np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="in C's order"):
        Loop(lambda table: table.numbers.length, Table)(vectors(1, float), table)


@pytest.mark.parametrize(
    "wrong",
    [
        {"numbers": np.zeros((2, 3), np.float32)},
        {"numbers": np.zeros((2, 3, 1))},
        {"pairs": np.zeros((1, 2), np.int32)},
        {"found": np.zeros(1, np.bool_)},
    ],
)
def test_an_array_of_another_kind_is_refused(wrong: dict[str, np.ndarray]) -> None:
    table = Table(np.zeros((2, 3)), np.zeros((1, 2), np.int64), np.zeros(1, np.int64))
    loop = Loop(lambda table: table.numbers.length, Table)
    assert loop(vectors(1, float), table) == 2
    with pytest.raises(ValueError, match="of one or two axes, found"):
        loop(vectors(1, float), table._replace(**wrong))


@pytest.mark.parametrize("rows", [vectors(1, np.int64), vectors(2, float)[:, ::2], vectors(2, float).ravel()[1:9]])
def test_a_block_that_no_vector_is_read_from_is_refused(rows: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a block that `vectors` has made"):
        Loop(lambda: store(0, load(0)))(rows)


def test_what_is_read_where_it_was_not_computed_is_an_error() -> None:
    """Nothing has been called then; without the check LLVM would end the process."""

    def rebound() -> None:
        total = load(0)
        for row in each(3):
            total = total + load(row)
        store(2, total)

    def leaked() -> None:
        with when(any_lane(load(0) > 0.0)):
            inside = load(1) + 1.0
        store(2, inside)

    for write in (rebound, leaked):
        with pytest.raises(RuntimeError, match="does not dominate"):
            Loop(write)(vectors(3, float))


def test_code_lives_as_long_as_it_may_be_called() -> None:
    def bound() -> tuple[Any, np.ndarray]:
        rows = vectors(1, float)
        return Loop(lambda: store(0, load(0) + 1.0)).bound(rows), rows

    run, rows = bound()
    gc.collect()
    for factor in range(3):
        Loop(lambda factor=factor: store(0, load(0) * float(factor)))(vectors(1, float))
    run()
    assert (rows == 1.0).all()


def test_a_routine_is_given_one_thing_throughout_and_whole_numbers_are_whole() -> None:
    @routine
    def add(much: float) -> None:
        store(0, load(0) + much)

    def write() -> None:
        add(1.0)
        add(10.0)

    with pytest.raises(ValueError, match="is written once"):
        Loop(write).text(float)
    with pytest.raises(TypeError, match="float"):
        Loop(lambda: store(0, load(1.9))).text(float)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_what_changes_in_a_loop_is_what_it_was_last(dtype: Any) -> None:
    @routine
    def put(at: At, row: Any, value: Any) -> None:
        total = variable(value)
        for below in each(row):
            total += load(at.first + below)
        store(at.out + row, total)

    def write(at: At) -> None:
        for row in each(1, ROWS):
            put(at, row, 0.0 - load(at.second + row))
        for row in each(0):
            put(at, row, load(at.second))

    a = np.tile(np.arange(ROWS, dtype=dtype), (BYTES // np.dtype(dtype).itemsize, 1)).T
    out = applied(Loop(write, At), a)
    rows = np.arange(ROWS)
    np.testing.assert_array_equal(out.T[0], rows * (rows - 1) / 2 - rows)
    np.testing.assert_array_equal(out, np.tile(out[:, :1], out.shape[1]))


def test_what_a_loop_computes_decides_nothing_while_it_is_written() -> None:
    with pytest.raises(TypeError, match="expected `when` or `where`, found `if`"):
        Loop(lambda at: bool(load(at.first) > 0.0), At).text(float)
    with pytest.raises(TypeError, match="expected `each`, found `range`"):
        Loop(lambda at: list(range(at.first)), At).text(float)
    with pytest.raises(RuntimeError, match="outside a function that a Loop writes"):
        load(0)


class Counter(NamedTuple):
    queue: Wholes
    taken: Wholes
    times: int


def _take_all(counter: Counter) -> Any:
    for _ in each(counter.times):
        mine = counter.queue.claimed()
        with when(mine < counter.taken.length):
            counter.taken[mine] += 1
    return counter.queue[0] >= counter.taken.length


def test_what_threads_claim_is_nobody_elses() -> None:
    from concurrent.futures import ThreadPoolExecutor

    most, loop = 200_000, Loop(_take_all, Counter)
    given = Counter(np.zeros(1, np.int64), np.zeros(most, np.int64), most)
    with ThreadPoolExecutor(max_workers=4) as threads:
        for done in [threads.submit(loop, vectors(1, float), given) for _ in range(4)]:
            assert done.result() == 1
    assert (given.taken == 1).all()
    assert "atomicrmw add" in loop.text(float)  # seldom would it fail without
