"""How the request game's draws are accelerated: its own compiled loops in place of `run_lanes`, the same results."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.chunk import on_threads
from foedus.equilibrium.lanes import Ended
from foedus.equilibrium.loop import Points
from foedus.equilibrium.simd import vectors
from foedus.equilibrium.simd_writing import BYTES
from foedus.equilibrium.straight import Straight
from foedus.equilibrium.vector_accelerated import AcceleratedRule
from foedus.equilibrium.vector_state import VectorState
from foedus.equilibrium.vector_straight import StraightRule
from foedus.request.terms import Terms
from foedus.request.vector_facts import facts_at, rows_of, scratch_at, sizes_of
from foedus.request.vector_run import Draws, Limits, climb, finish

Numbers = np.ndarray[Any, Any]
ROUNDS = 50
"""of a thread before it looks up: some milliseconds"""
_ONE_TURN = Straight(tolerance=-1.0, floor=-1.0)
"""which calls no point done, and so moves each"""


def run_vectors(
    method: Accelerated | Straight,
    terms: Terms,
    draws: Numbers,
    points: Points,
    most_steps: int,
    on_done: Callable[[int], None] | None = None,
    turns: int | None = None,
) -> Ended:
    """The method from each point until it is over or out of steps, as by `run_lanes`; to rounding the same.

    Arguments:
        method: an acceleration.
        terms: of a game with two types, NumPy arrays (…, draw), all in single or all in double precision.
        draws: which of them, indices.
        points: where each begins, in the order of `draws`.
        most_steps: after which a draw is given up.
        on_done: called with a number of draws whenever so many have converged.
        turns: after how many a lane takes the next draw; by default as many as the method remembers pairs.
    """
    shared = _shared(terms, draws, points)
    if not len(draws):
        return _ended(method, shared, points)
    prepared = _prepared(method, terms, shared, most_steps, turns or method.memory)
    stopped = threading.Event()

    def work() -> None:
        converged, told, is_over = np.zeros(1, np.int64), 0, 0
        advance = prepared(converged)
        while not stopped.is_set() and not is_over:
            is_over = advance()
            if on_done is not None and converged[0] > told:
                on_done(int(converged[0]) - told)
                told = int(converged[0])

    on_threads(work, -(-len(draws) // _width(shared)), stopped.set)
    return _ended(method, shared, points)


def turn_vectors(terms: Terms, draws: Numbers, iterate: Numbers) -> Numbers:
    """F(y) at the full precision, (unknown, point): where one full step leads that remembers none before it.

    Arguments:
        terms: of a game with two types, NumPy arrays (…, draw).
        draws: which draw each point is of, indices.
        iterate: y, (unknown, point).
    """
    return run_vectors(_ONE_TURN, terms, draws, Points.at(iterate, 1.0), most_steps=1, turns=1).iterate


def _prepared(
    method: Accelerated | Straight, terms: Terms, draws: Draws, most_steps: int, turns: int
) -> Callable[[Numbers], Callable[[], int]]:
    """What gives a thread, from where it is to count, some rounds of its lanes at a call; 1 once nothing is left."""
    dtype = draws.facts.dtype
    numbers, sizes = np.finfo(dtype), sizes_of(terms)
    facts, after = facts_at(terms)
    scratch, after = scratch_at(sizes, after)
    state, after = VectorState.at(draws.origin.shape[1], method.memory, after)
    loop, layout = (climb, AcceleratedRule) if isinstance(method, Accelerated) else (finish, StraightRule)
    tolerances = {name: float(getattr(method, name)) for name in layout._fields}
    tolerances["regularisation"] = max(tolerances["regularisation"], float(numbers.eps))
    limits = Limits(float(numbers.tiny), float(most_steps), turns, ROUNDS)

    def for_thread(converged: Numbers) -> Callable[[], int]:
        mine = draws._replace(converged=converged, place=np.full(_width(draws), -1, np.int64))
        return loop.bound(vectors(after, dtype), facts, scratch, state, mine, sizes, limits, layout(**tolerances))

    return for_thread


def _width(draws: Draws) -> int:
    return BYTES // int(draws.facts.dtype.itemsize)


def _shared(terms: Terms, draws: Numbers, points: Points) -> Draws:
    rows = rows_of(terms, draws)
    across = [np.ascontiguousarray(np.asarray(one).T, rows.dtype) for one in (points.origin, points.iterate)]
    count = len(draws)
    return Draws(
        facts=rows,
        origin=across[0],
        iterate=across[1].copy(),
        scale=np.array(points.scale, rows.dtype),
        heading=np.array(points.heading, rows.dtype),
        left=across[1].copy(),
        is_done=np.zeros(count, rows.dtype),
        steps=np.zeros(count, rows.dtype),
        queue=np.zeros(1, np.int64),
        converged=np.zeros(1, np.int64),
        place=np.zeros(0, np.int64),
    )


def _ended(method: Accelerated | Straight, draws: Draws, points: Points) -> Ended:
    """What came of it, laid out as everywhere else."""
    left = Points(
        *(np.array(leaf, dtype=float) for leaf in (points.origin, points.iterate, points.scale, points.heading))
    )
    if isinstance(method, Accelerated):
        left.iterate[:], left.scale[:], left.heading[:] = draws.left.T, draws.scale, draws.heading
    return Ended(np.array(draws.iterate.T, dtype=float), draws.is_done > 0.5, np.array(draws.steps, dtype=float), left)
