"""Solve a batch of games: direct, then accelerated, then the homotopy, each on what the one before left over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.chunk import over_chunks, take
from foedus.equilibrium.direct import Direct
from foedus.equilibrium.homotopy import Homotopy
from foedus.equilibrium.loop import Method, advance, begin
from foedus.equilibrium.problem import FixedPoint, Game
from foedus.equilibrium.status import Status

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Stage:
    """A method of the chain and how it is run.

    A chunk waits for its slowest draw, so a method pauses every `round_steps` steps and those that are done leave.
    """

    method: Method
    status: Status
    chunk: int
    round_steps: int

    @property
    def steps_a_round(self) -> int:
        return min(self.round_steps, self.method.max_steps)


ACCELERATION = Stage(Accelerated(), Status.ACCELERATED, 32, 15)
DEFAULT_CHAIN: tuple[Stage, ...] = (
    Stage(Direct(), Status.DIRECT, 32, 6),
    ACCELERATION,
    Stage(Homotopy(), Status.HOMOTOPY, 4, 20),
)
"""Chosen by measurement: docs/solver.md."""


_MANY = 1000
"""draws from which it pays to compile the later stages while the first ones run"""


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
        return self.status <= Status.HOMOTOPY


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
    begun, iterate = iterate, None
    status = np.full(n_draws, int(Status.NO_CONVERGENCE))
    steps = np.zeros((len(chain), n_draws))
    has_broken = np.zeros(n_draws, dtype=bool)
    compiling = _compile_ahead(chain, problem, game) if n_draws >= _MANY else {}
    for number, stage in enumerate(chain):
        if not len(left):
            break
        if stage in compiling:
            compiling[stage].result()
        state = _run(stage, problem, game, left, on_done, begun if number == 0 else None)
        iterate = np.zeros((state.iterate.shape[0], n_draws)) if iterate is None else iterate
        iterate[:, left] = state.iterate
        steps[number, left] = state.steps
        status[left[state.is_done]] = int(stage.status)
        # Remembered: a later method may end where everything is finite and still not have moved from its start.
        broken = ~np.all(np.isfinite(state.iterate), axis=0) & ~state.is_done
        has_broken[left[broken]] = True
        left = left[~state.is_done]
    assert iterate is not None
    status[has_broken & (status == int(Status.NO_CONVERGENCE))] = int(Status.NOT_FINITE)
    return Solution(iterate, status, steps)


def _compile_ahead(chain: tuple[Stage, ...], problem: FixedPoint, game: Game) -> dict[Stage, Future[None]]:
    """Every stage but the first, under way to being compiled while the ones before it run."""

    def compile_stage(stage: Stage) -> None:
        part = take(game, np.zeros(stage.chunk, dtype=int))
        state = begin(stage.method, problem, part)
        nothing_to_do = replace(state, is_over=np.ones(stage.chunk, dtype=bool))
        advance(stage.method, problem, part, nothing_to_do, stage.steps_a_round)

    threads = ThreadPoolExecutor(max_workers=1)
    compiling = {stage: threads.submit(compile_stage, stage) for stage in chain[1:]}
    threads.shutdown(wait=False)
    return compiling


def _run(
    stage: Stage,
    problem: FixedPoint,
    game: Game,
    draws: Numbers,
    on_done: Callable[[int], None] | None,
    begun: Numbers | None = None,
) -> Any:
    """The stage's states for `draws`, in their order, once each is done or out of steps."""
    method = stage.method
    first, rounds = stage.steps_a_round, -(-method.max_steps // stage.round_steps)

    def opening(part: Game) -> Any:
        return advance(method, problem, part, begin(method, problem, part), first)

    def further(part: Game, state: Any) -> Any:
        return advance(method, problem, part, state, first)

    def warm(part: Game, at: Numbers) -> Any:
        assert isinstance(method, Accelerated)
        return advance(method, problem, part, method.begin_at(jnp.asarray(at)), first)

    whole = (
        over_chunks(opening, (game,), draws, stage.chunk)
        if begun is None
        else over_chunks(warm, (game, begun), draws, stage.chunk)
    )
    whole = jax.tree_util.tree_map(np.array, whole)
    _report(on_done, int(whole.is_done.sum()))
    for _ in range(1, rounds):
        open_now = np.flatnonzero(~whole.is_over)
        if not len(open_now):
            break
        # The state goes by position, the game by draw: both are cut to those still open before they are chunked.
        trees = (take(game, draws[open_now]), take(whole, open_now))
        later = over_chunks(further, trees, np.arange(len(open_now)), stage.chunk)
        for leaf, new in zip(jax.tree_util.tree_leaves(whole), jax.tree_util.tree_leaves(later), strict=True):
            leaf[..., open_now] = new
        _report(on_done, int(later.is_done.sum()))
    return whole


def _report(on_done: Callable[[int], None] | None, count: int) -> None:
    if on_done is not None and count:
        on_done(count)
