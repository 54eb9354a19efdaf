"""Solve a batch of games: direct, then accelerated, then the homotopy, each on what the one before left over.

The acceleration searches in single precision, in which a turn of the map takes half the time, and what it finds is
finished in double. What the homotopy leaves is accelerated once more, straight at the full precision: an equilibrium,
if not always the branch's.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import jax
from foedus.equilibrium.chunk import meanwhile, take
from foedus.equilibrium.direct import Direct
from foedus.equilibrium.homotopy import Homotopy
from foedus.equilibrium.lanes import Ended, prepare, run_lanes
from foedus.equilibrium.loop import Method, Points
from foedus.equilibrium.problem import Array, FixedPoint, Game, Loop
from foedus.equilibrium.room import make_room
from foedus.equilibrium.status import Status
from foedus.equilibrium.straight import Straight
from foedus.equilibrium.turned import once

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
    is_single: bool = False
    """whether it runs in single precision: half the work, for a method that leaves its draws to be finished"""
    is_straight: bool = False
    """whether it begins at reference play but at the full precision, wherever the stages before have got to"""
    only_landed: bool = False
    """whether it takes only draws that an earlier stage has brought to the full precision"""
    most_steps: int | None = None
    """fewer than the method's own, which is compiled once for all of them"""

    @property
    def compiled_as(self) -> tuple[Method, int, bool]:
        """Stages of which this is equal share their compiled code."""
        return self.method, self.lanes, self.is_single

    def __post_init__(self) -> None:
        pairs = getattr(self.method, "memory", 1)
        if self.round_steps % pairs:
            raise ValueError(
                f"draws enter a stage when a round begins, and remember {pairs} pairs in turn: expected a multiple of "
                f"that many round_steps, found {self.round_steps}"
            )
        if self.is_single and not isinstance(self.method, Accelerated):
            raise ValueError(
                "a stage in single precision has to leave its draws to be finished in double: expected an Accelerated, "
                f"found {self.method}"
            )


SEARCH = Stage(
    Accelerated(max_steps=2000, climb_steps=700, rough=3e-2, memory=10), Status.ACCELERATED, 32, 20, is_single=True
)
FINISH = Stage(Straight(), Status.ACCELERATED, 16, 18, only_landed=True)
DEFAULT_CHAIN: tuple[Stage, ...] = (
    Stage(Direct(), Status.DIRECT, 128, 6),
    SEARCH,
    FINISH,
    Stage(Homotopy(), Status.HOMOTOPY, 16, 10, most_steps=80),
    Stage(Straight(), Status.STRAIGHT, 16, 18, is_straight=True),
)
"""Chosen by measurement: docs/solver.md."""


_MANY = 1000
"""draws of which some come to the last stages, so that it pays to compile these while the first ones run"""


@dataclass(frozen=True)
class Solved:
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
    beside: Callable[[], object] | None = None,
) -> Solved:
    """A fixed point of every draw, with the method that found it.

    Arguments:
        problem: start and step of the map.
        game: pytree of arrays (…, draw).
        chain: stages, tried in order on the draws that are left.
        on_done: called with a number of draws whenever so many are solved.
        iterate: where the first stage starts, (unknown, draw), for equilibria known nearby; default reference play.
            That stage has to be a `Straight`.
        beside: done on another thread while the stages run: for compiling what will be called next. An error in it is
            raised at the end.

    Returns:
        `Solved`; a draw that no method solved has status NO_CONVERGENCE or NOT_FINITE, and nothing is raised.
    """
    if iterate is None:  # what begins nearby was compiled there
        make_room()
    game, origin = begin(problem, game)
    # Not before: two threads of Python's own work would wait for each other.
    with nullcontext() if beside is None else meanwhile(beside):
        return _through(chain, problem, game, origin, on_done, iterate)


def _through(
    chain: tuple[Stage, ...],
    problem: FixedPoint,
    game: Game,
    origin: Numbers,
    on_done: Callable[[int], None] | None,
    iterate: Numbers | None,
) -> Solved:
    """The stages in turn, on a game made ready and y of reference play."""
    n_draws = origin.shape[-1]
    points = Points.at(origin, 0.0) if iterate is None else Points.at(np.asarray(iterate), 1.0, origin)
    found = np.array(points.iterate)
    # Who has far to go takes long, and would leave most lanes empty were it begun last.
    left = np.argsort(-np.asarray(problem.span(game)), kind="stable")
    points = take(points, left)
    status = np.full(n_draws, int(Status.NO_CONVERGENCE))
    steps = np.zeros((len(chain), n_draws))
    has_broken = np.zeros(n_draws, dtype=bool)
    later = [stage for stage in chain[1:] if stage.only_landed or n_draws >= _MANY]
    compiling = _compile_ahead(later, problem, game, points)
    for number, stage in enumerate(chain):
        if not len(left):
            break
        if stage.compiled_as in compiling:
            compiling[stage.compiled_as].result()
        takes = np.flatnonzero(points.scale >= 1.0) if stage.only_landed else np.arange(len(left))
        these = left[takes]
        begun = Points.at(points.origin, 1.0) if stage.is_straight else take(points, takes)
        ended = run_stage(stage, problem, game, these, begun, on_done)
        found[:, these] = ended.iterate
        steps[number, these] = ended.steps
        status[these[ended.is_done]] = int(stage.status)
        # Remembered: a later method may end where everything is finite and still not have moved from its start.
        if not stage.is_single:  # which holds less, so that what breaks it may be quite in order
            has_broken[these] |= ~np.all(np.isfinite(ended.iterate), axis=0) & ~ended.is_done
        if not stage.is_straight:  # which leaves the branch: who comes after it goes on from where it was left
            points = points.with_some(takes, ended.left_at)
        is_left = np.ones(len(left), dtype=bool)
        is_left[takes[ended.is_done]] = False
        points, left = take(points, np.flatnonzero(is_left)), left[is_left]
    status[has_broken & (status == int(Status.NO_CONVERGENCE))] = int(Status.NOT_FINITE)
    return Solved(found, status, steps)


def begin(problem: FixedPoint, game: Game) -> tuple[Game, Numbers]:
    """The game prepared, and y of reference play, (unknown, draw)."""
    game = jax.tree_util.tree_map(np.asarray, game)
    n_draws = int(jax.tree_util.tree_leaves(game)[0].shape[-1])
    if not n_draws:
        shapes = jax.eval_shape(partial(_begun, problem), game)
        return jax.tree_util.tree_map(lambda leaf: np.zeros(leaf.shape, leaf.dtype), shapes)  # type: ignore[no-any-return]
    begun: tuple[Game, Numbers] = once(_begun, problem, game)
    return begun


def run_stage(
    stage: Stage,
    problem: FixedPoint,
    game: Game,
    draws: Numbers,
    points: Points,
    on_done: Callable[[int], None] | None = None,
) -> Ended:
    """One stage alone, on some draws of a prepared game, from given points."""
    most = stage.most_steps or stage.method.max_steps
    if stage.is_single:
        game, points = in_single(game), in_single(points)
    loop = _own_loop(problem, stage.method, game)
    if loop is not None:
        own: Ended = loop.run(stage.method, game, draws, points, most, on_done)
        return own
    return run_lanes(stage.method, problem, game, draws, points, stage.lanes, stage.round_steps, most, on_done)


def _own_loop(problem: FixedPoint, method: Method, game: Game) -> Loop | None:
    """What the problem has for this method and game in place of `run_lanes`."""
    return problem.loop if problem.loop is not None and problem.loop.covers(method, game) else None


def in_single(tree: Any) -> Any:
    """The same tree with its numbers in single precision."""

    def cast(leaf: Numbers) -> Numbers:
        # Stand-ins for the logarithm of 0 lie beyond what single precision holds; there −1e30 does as well.
        return np.clip(leaf, -1e30, 1e30).astype(np.float32) if np.issubdtype(leaf.dtype, np.floating) else leaf

    return jax.tree_util.tree_map(lambda leaf: cast(np.asarray(leaf)), tree)


def _begun(problem: FixedPoint, game: Game) -> tuple[Game, Array]:
    prepared = problem.prepare(game)
    return prepared, problem.start(prepared)


def _compile_ahead(
    later: list[Stage], problem: FixedPoint, game: Game, points: Points
) -> dict[tuple[Method, int, bool], Future[None]]:
    """These stages' methods, under way to being compiled while the ones before them run."""
    methods = {stage.compiled_as: stage for stage in later}
    one, there = take(game, slice(0, 1)), take(points, slice(0, 1))
    threads = ThreadPoolExecutor(max_workers=1)
    compiling = {key: threads.submit(_compile, stage, problem, one, there) for key, stage in methods.items()}
    threads.shutdown(wait=False)
    return compiling


def _compile(stage: Stage, problem: FixedPoint, game: Game, points: Points) -> None:
    if stage.is_single:
        game, points = in_single((game, points))
    loop = _own_loop(problem, stage.method, game)
    if loop is not None:
        loop.prepare(stage.method, game, points)
    else:
        prepare(stage.method, problem, game, points, stage.lanes)
