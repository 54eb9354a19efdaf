"""Solve a batch of games: direct, then accelerated, then the homotopy, each on what the one before left over.

What is left then is accelerated once more, straight at the full precision: an equilibrium, if not always the branch's.
The few that resist that, too, are followed for longer.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import COMPILE, jax
from foedus.equilibrium.chunk import over_chunks, take
from foedus.equilibrium.direct import Direct
from foedus.equilibrium.homotopy import Homotopy
from foedus.equilibrium.lanes import Ended, prepare, run_lanes
from foedus.equilibrium.loop import Method, Points
from foedus.equilibrium.problem import Array, FixedPoint, Game
from foedus.equilibrium.status import Status

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Stage:
    """A method of the chain and how it is run."""

    method: Method
    status: Status
    lanes: int
    """draws side by side in one thread: few enough for the cache, and where a step waits for its slowest draw"""
    round_steps: int
    """steps after which lanes that are over are refilled"""
    is_straight: bool = False
    """whether it begins at reference play but at the full precision, wherever the stages before have got to"""
    most_steps: int | None = None
    """fewer than the method's own, which is compiled once for all of them"""


ACCELERATION = Stage(Accelerated(), Status.ACCELERATED, 32, 10)
DEFAULT_CHAIN: tuple[Stage, ...] = (
    Stage(Direct(), Status.DIRECT, 32, 6),
    ACCELERATION,
    Stage(Homotopy(), Status.HOMOTOPY, 4, 10, most_steps=150),
    Stage(Accelerated(), Status.STRAIGHT, 32, 10, is_straight=True),
    Stage(Homotopy(), Status.HOMOTOPY, 4, 10),
)
"""Chosen by measurement: docs/solver.md."""


_MANY = 1000
"""draws from which it pays to compile the later stages while the first ones run"""
_START_CHUNK = 64


@dataclass(frozen=True)
class Solution:
    """Where each draw's solver ended. An iterate is called an equilibrium only by its certificate."""

    iterate: Numbers
    """y, (unknown, draw); the last one reached where no method converged"""
    status: Numbers
    """a `Status`, (draw,)"""
    steps: Numbers
    """by stage of the chain, (stage, draw)"""

    @property
    def has_converged(self) -> Numbers:
        return self.status <= Status.STRAIGHT


def solve(
    problem: FixedPoint,
    game: Game,
    chain: tuple[Stage, ...] = DEFAULT_CHAIN,
    on_done: Callable[[int], None] | None = None,
    iterate: Numbers | None = None,
) -> Solution:
    """A fixed point of every draw, with the method that found it.

    Arguments:
        problem: start and step of the map.
        game: pytree of arrays (…, draw).
        chain: stages, tried in order on the draws that are left.
        on_done: called with a number of draws whenever so many are solved.
        iterate: where the first stage starts, (unknown, draw), for equilibria known nearby; default reference play.
            That stage has to be an acceleration.

    Returns:
        `Solution`; a draw that no method solved has status NO_CONVERGENCE or NOT_FINITE, and nothing is raised.
    """
    game = jax.tree_util.tree_map(np.asarray, game)
    n_draws = int(jax.tree_util.tree_leaves(game)[0].shape[-1])
    left = np.arange(n_draws)
    origin = over_chunks(partial(_start, problem), (game,), left, _START_CHUNK)
    points = Points(origin, origin, np.zeros(n_draws))
    if iterate is not None:
        points = Points(origin, np.asarray(iterate), np.ones(n_draws))
    found = np.array(points.iterate)
    status = np.full(n_draws, int(Status.NO_CONVERGENCE))
    steps = np.zeros((len(chain), n_draws))
    has_broken = np.zeros(n_draws, dtype=bool)
    compiling = _compile_ahead(chain, problem, game, points) if n_draws >= _MANY else {}
    for number, stage in enumerate(chain):
        if not len(left):
            break
        if stage.method in compiling:
            compiling[stage.method].result()
        begun = Points(points.origin, points.origin, np.ones(len(left))) if stage.is_straight else points
        ended = run_stage(stage, problem, game, left, begun, on_done)
        found[:, left] = ended.iterate
        steps[number, left] = ended.steps
        status[left[ended.is_done]] = int(stage.status)
        # Remembered: a later method may end where everything is finite and still not have moved from its start.
        has_broken[left] |= ~np.all(np.isfinite(ended.iterate), axis=0) & ~ended.is_done
        # A straight acceleration has left the branch: who comes after it goes on from where it was left.
        points = take(points if stage.is_straight else ended.left_at, np.flatnonzero(~ended.is_done))
        left = left[~ended.is_done]
    status[has_broken & (status == int(Status.NO_CONVERGENCE))] = int(Status.NOT_FINITE)
    return Solution(found, status, steps)


def run_stage(
    stage: Stage,
    problem: FixedPoint,
    game: Game,
    draws: Numbers,
    points: Points,
    on_done: Callable[[int], None] | None = None,
) -> Ended:
    """One stage alone, on some draws, from given points."""
    most = stage.most_steps or stage.method.max_steps
    return run_lanes(stage.method, problem, game, draws, points, stage.lanes, stage.round_steps, most, on_done)


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def _start(problem: FixedPoint, game: Game) -> Array:
    return problem.start(game)


def _compile_ahead(
    chain: tuple[Stage, ...], problem: FixedPoint, game: Game, points: Points
) -> dict[Method, Future[None]]:
    """Every method but the first, under way to being compiled while the ones before it run."""
    later = {stage.method: stage.lanes for stage in chain[1:]}
    one, there = take(game, slice(0, 1)), take(points, slice(0, 1))
    threads = ThreadPoolExecutor(max_workers=1)
    compiling = {method: threads.submit(prepare, method, problem, one, there, lanes) for method, lanes in later.items()}
    threads.shutdown(wait=False)
    return compiling
