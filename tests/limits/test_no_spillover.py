"""A member to whom the crisis says nothing (w = 0) keeps its price; its neighbours do not (model.md section 11)."""

import numpy as np

from oracles.small_cases import read
from small_worlds import account, changed, solved_with, values_of

EXACT = 1e-12


def test_the_price_of_a_member_without_spillover_never_moves():
    solved = solved_with(read(account()), changed(values_of(), audience__member_1__spillover=0.0))
    moved = np.abs(solved.reading.price - solved.reading.before)  # (leak, sight, member, draw)
    assert moved[:, :, 1].max() < EXACT
    assert moved[:, :, 0].max() > 0.05
    assert moved[:, :, 2].max() > 0.05
