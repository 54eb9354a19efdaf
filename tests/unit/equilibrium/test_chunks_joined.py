"""Draws worked on in chunks come back in their own order, however many there are."""

import numpy as np
import pytest

from foedus.equilibrium.chunk import over_chunks


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 50])
def test_chunks_are_joined_in_the_order_of_the_draws(count: int) -> None:
    here = np.arange(100.0)
    draws = np.random.default_rng(0).permutation(100)[:count]
    told: list[int] = []
    single, double = over_chunks(
        lambda rows: (rows.astype(np.float32), np.stack([rows, -rows])), (here,), draws, 8, told.append
    )
    np.testing.assert_array_equal(single, draws)
    np.testing.assert_array_equal(double, [draws, -draws])
    assert single.dtype == np.float32
    assert len(told) == max(1, -(-count // 8))
    assert sum(told) == count


def test_an_error_in_a_later_chunk_is_raised() -> None:
    def work(rows: np.ndarray) -> np.ndarray:
        if rows[0] >= 16:
            raise ValueError("the third chunk")
        return rows

    with pytest.raises(ValueError, match="the third chunk"):
        over_chunks(work, (np.arange(40.0),), np.arange(40), 8)
