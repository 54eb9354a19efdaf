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
from foedus.equilibrium.simd import BYTES, vectors
from foedus.equilibrium.straight import Straight
from foedus.equilibrium.vector_accelerated import AcceleratedRule
from foedus.equilibrium.vector_state import VectorState
from foedus.equilibrium.vector_straight import StraightRule
from foedus.request.terms import Terms
from foedus.request.vector_facts import Sizes, facts_in, rows_of, scratch_for, sizes_of
from foedus.request.vector_run import Draws, Limits, Room, climb, finish

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
    sizes = sizes_of(terms)
    advance = _advancing(method, sizes, shared.facts.dtype, most_steps, turns or method.memory)
    stopped = threading.Event()

    def work() -> None:
        mine = shared._replace(converged=np.zeros(1, np.int64))
        room, told, is_over = _room(terms, sizes, mine, method.memory), 0, False
        while not stopped.is_set() and not is_over:
            is_over = advance(room, mine)
            if on_done is not None and mine.converged[0] > told:
                on_done(int(mine.converged[0]) - told)
                told = int(mine.converged[0])

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


def _advancing(
    method: Accelerated | Straight, sizes: Sizes, dtype: np.dtype[Any], most_steps: int, turns: int
) -> Callable[[Room, Draws], bool]:
    """Some rounds of a thread's lanes; whether there is nothing left to do."""
    numbers = np.finfo(dtype)
    is_climbing = isinstance(method, Accelerated)
    names = AcceleratedRule._fields if is_climbing else StraightRule._fields
    tolerances = {name: float(getattr(method, name)) for name in names}
    tolerances["regularisation"] = max(tolerances["regularisation"], float(numbers.eps))
    bounds = Limits(float(numbers.tiny), float(most_steps), turns, ROUNDS)

    def climbs(room: Room, draws: Draws) -> bool:
        return climb(room, draws, sizes, AcceleratedRule(**tolerances), bounds)

    def finishes(room: Room, draws: Draws) -> bool:
        return finish(room, draws, sizes, StraightRule(**tolerances), bounds)

    return climbs if is_climbing else finishes


def _width(draws: Draws) -> int:
    return BYTES // int(draws.facts.dtype.itemsize)


def _shared(terms: Terms, draws: Numbers, points: Points) -> Draws:
    rows = rows_of(terms, draws)
    across = [np.ascontiguousarray(np.asarray(one).T, rows.dtype) for one in (points.origin, points.iterate)]
    count = len(draws)
    return Draws(
        rows,
        across[0],
        across[1].copy(),
        np.array(points.scale, rows.dtype),
        np.array(points.heading, rows.dtype),
        across[1].copy(),
        np.zeros(count, np.bool_),
        np.zeros(count, rows.dtype),
        np.zeros(1, np.int64),
        np.zeros(1, np.int64),
    )


def _room(terms: Terms, sizes: Sizes, draws: Draws, pairs: int) -> Room:
    dtype = draws.facts.dtype

    def rows_for(count: int) -> Numbers:
        return vectors(count, dtype)

    facts = facts_in(terms, rows_for(draws.facts.shape[1]))
    state = VectorState.empty(draws.origin.shape[1], pairs, rows_for)
    return Room(facts, scratch_for(sizes, rows_for), state, np.full(_width(draws), -1, np.int64))


def _ended(method: Accelerated | Straight, draws: Draws, points: Points) -> Ended:
    """What came of it, laid out as everywhere else."""
    left = Points(
        *(np.array(leaf, dtype=float) for leaf in (points.origin, points.iterate, points.scale, points.heading))
    )
    if isinstance(method, Accelerated):
        left.iterate[:], left.scale[:], left.heading[:] = draws.left.T, draws.scale, draws.heading
    return Ended(np.array(draws.iterate.T, dtype=float), draws.is_done, np.array(draws.steps, dtype=float), left)
