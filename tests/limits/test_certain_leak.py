"""A request that is sure to leak leaves nothing ambiguous, and silence still has its price (model.md section 11)."""

import numpy as np
import pytest

from foedus.answer import openness
from foedus.answer.member_rows import member_rows
from oracles.small_cases import read
from small_worlds import account, changed, quantities, solved_with, values_of


@pytest.fixture(scope="module")
def solved():
    return solved_with(read(account()), changed(values_of(), leak=1.0))


def test_ambiguity_is_zero_in_every_draw(solved):
    assert np.all(openness.ambiguity(solved.reading, None).per_draw == 0.0)
    assert np.all(openness.deniable_refusal(solved.reading, None).per_draw == 0.0)
    assert np.all(openness.innocence(solved.reading, None).per_draw > 0.0)  # it asks something else


def test_prices_without_a_leak_are_still_defined(solved):
    for row in member_rows(quantities(solved), solved):
        assert all(price is not None and 0.0 <= price <= 1.0 for price in row.after.values())
    assert np.all(np.isfinite(solved.reading.price[0]))
