"""Solve again after a small change, from the equilibria that are already there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.answer.reading import Reading
from foedus.answer.world import Solved, World, build, read_draws
from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.chain import DEFAULT_CHAIN, Stage, solve
from foedus.equilibrium.problem import FixedPoint
from foedus.equilibrium.status import Status
from foedus.request.iterate import step
from foedus.request.solve import REQUEST_GAME, certify_solution

Draws = NDArray[np.float64]

# The game of a warm start is the pair (game, iterate): the start is then part of what is solved.
_WARM = FixedPoint(
    lambda pair: jnp.asarray(pair[1]), lambda pair, iterate, scale: step(pair[0], iterate, scale)
)
_WARM_CHAIN = (Stage(Accelerated(), Status.ACCELERATED, DEFAULT_CHAIN[1].chunk, DEFAULT_CHAIN[1].round_steps),)


def settle(world: World, iterate: Draws) -> tuple[Reading, NDArray[np.int64]]:
    """What a changed world says, solved from nearby equilibria; and which of its draws are certified.

    A draw that does not converge from there is solved afresh by the whole chain.
    """
    solution = solve(_WARM, (world.game, iterate), _WARM_CHAIN)
    left = np.flatnonzero(~solution.has_converged)
    if len(left):
        afresh = solve(REQUEST_GAME, world.game.take(left))
        solution.iterate[:, left] = afresh.iterate
        solution.status[left] = afresh.status
    equilibria = certify_solution(world.game, solution)
    certified = np.flatnonzero(equilibria.is_solved)
    return read_draws(world, equilibria.iterate, certified), certified


def with_inputs(base: Solved, changed: Mapping[str, Any]) -> World:
    """The world of a solved one with some inputs replaced, each by a number or an array (draw,)."""
    values = dict(base.world.values)
    for path, value in changed.items():
        values[path] = np.broadcast_to(np.asarray(value, dtype=float), (base.world.n_draws,))
    return build(base.world.case, values)
