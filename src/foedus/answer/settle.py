"""Solve again after a small change, from the equilibria that are already there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.answer.reading import Reading
from foedus.answer.world import World, read_draws
from foedus.request.solve import AFRESH, Equilibria, solve_request_game

Draws = NDArray[np.float64]


def settle(world: World, iterate: Draws) -> tuple[Reading, NDArray[np.int64]]:
    """What a changed world says, solved from nearby equilibria; and which of its draws are certified."""
    equilibria = equilibria_near(world, iterate)
    certified = np.flatnonzero(equilibria.is_solved)
    return read_draws(world, equilibria.iterate, certified), certified


def equilibria_near(world: World, iterate: Draws, is_thorough: bool = False) -> Equilibria:
    """The equilibria of a changed world, solved from those nearby.

    A draw that does not converge from there is tried once more from reference play, and else left out: a few such
    draws would cost more than all the others together, and a comparison can do without one draw on both sides.

    Arguments:
        world: as changed.
        iterate: where to start, (unknown, draw).
        is_thorough: whether such draws go through the whole chain instead. They are not like the others: for a share of
            draws far out they may be what counts.
    """
    return solve_request_game(world.game, None if is_thorough else (AFRESH,), near=iterate)
