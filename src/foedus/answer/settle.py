"""Solve again after a small change, from the equilibria that are already there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.answer.reading import Reading
from foedus.answer.world import World, read_draws
from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.chain import DEFAULT_CHAIN, Stage, solve
from foedus.equilibrium.problem import FixedPoint
from foedus.equilibrium.status import Status
from foedus.request.iterate import step
from foedus.request.solve import REQUEST_GAME, certify_solution

Draws = NDArray[np.float64]

# The game of a warm start is the pair (game, iterate): the start is then part of what is solved.
_WARM = FixedPoint(lambda pair: jnp.asarray(pair[1]), lambda pair, iterate, scale: step(pair[0], iterate, scale))
_WARM_CHAIN = (Stage(Accelerated(), Status.ACCELERATED, DEFAULT_CHAIN[1].chunk, DEFAULT_CHAIN[1].round_steps),)


def settle(world: World, iterate: Draws) -> tuple[Reading, NDArray[np.int64]]:
    """What a changed world says, solved from nearby equilibria; and which of its draws are certified.

    A draw that does not converge from there is tried once more from reference play, and else left out: the homotopy
    would cost more than all the others together, and a comparison can do without one draw on both sides.
    """
    solution = solve(_WARM, (world.game, iterate), _WARM_CHAIN)
    left = np.flatnonzero(~solution.has_converged)
    if len(left):
        afresh = solve(REQUEST_GAME, world.game.take(left), DEFAULT_CHAIN[:2])
        solution.iterate[:, left] = afresh.iterate
        solution.status[left] = afresh.status
    equilibria = certify_solution(world.game, solution)
    certified = np.flatnonzero(equilibria.is_solved)
    return read_draws(world, equilibria.iterate, certified), certified
