"""Run a method over many draws in lanes: a draw that is over leaves its lane, and the next one waiting takes it.

A batch waits for its slowest draw; so every few steps the lanes are looked through and refilled. No draw's result
depends on who runs beside it, so that neither the number of threads nor the order of arrival changes a digit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax
from foedus.equilibrium.chunk import on_threads, take
from foedus.equilibrium.loop import Method, Points, State, advance
from foedus.equilibrium.problem import Array, FixedPoint, Game

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Ended:
    """How each draw ended, in the order of the points it began from."""

    iterate: Numbers
    """(unknown, draw)"""
    is_done: Numbers
    """whether it converged, (draw,)"""
    steps: Numbers
    """(draw,)"""
    left_at: Points
    """where on the branch a further method may go on"""


class _Queue:
    """Places not yet begun, handed out in order to whichever thread asks."""

    def __init__(self, count: int) -> None:
        self.next, self.count, self.lock, self.is_closed = 0, count, threading.Lock(), False

    def close(self) -> None:
        """Nothing more is handed out, and whoever is at work may stop."""
        self.is_closed = True

    def some(self, most: int) -> Numbers:
        with self.lock:
            first, self.next = self.next, min(self.count, self.next + most)
            return np.arange(first, self.next)


def run_lanes(
    method: Method,
    problem: FixedPoint,
    game: Game,
    draws: Numbers,
    points: Points,
    lanes: int,
    round_steps: int,
    most_steps: int,
    on_done: Callable[[int], None] | None = None,
) -> Ended:
    """The method from each point until it is over or out of steps.

    Arguments:
        method: what runs.
        problem: start and step of the map.
        game: pytree of NumPy arrays (…, draw).
        draws: which draws of the game, indices.
        points: where each of them begins, in the order of `draws`.
        lanes: how many run side by side in one thread.
        round_steps: after how many steps the lanes are looked through.
        most_steps: after which a draw is given up, when the lanes are looked through next.
        on_done: called with the number of draws that have just converged.
    """
    queue = _Queue(len(draws))
    ended = Ended(
        np.array(points.iterate, dtype=float),
        np.zeros(len(draws), dtype=bool),
        np.zeros(len(draws)),
        jax.tree_util.tree_map(lambda leaf: np.array(leaf, dtype=float), points),
    )
    if not len(draws):
        return ended
    prepare(method, problem, take(game, draws[:1]), take(points, slice(0, 1)), lanes)

    def work() -> None:
        mine = queue.some(lanes)
        if not len(mine):
            return
        place = np.concatenate([mine, np.full(lanes - len(mine), mine[0])])
        is_live = np.arange(lanes) < len(mine)
        part, state = take(game, draws[place]), begun(method, take(points, place))
        while is_live.any() and not queue.is_closed:
            state = advance(method, problem, part, state, round_steps, most_steps)
            over = np.flatnonzero(is_live & np.asarray(state.is_over))
            _keep(ended, place[over], over, method, state)
            converged = int(np.asarray(state.is_done)[over].sum())
            if on_done is not None and converged:
                on_done(converged)
            is_live[over] = False
            new = queue.some(len(over))
            if len(new):
                free = over[: len(new)]
                place[free], is_live[free] = new, True
                part = _put(part, free, take(game, draws[new]))
                state = _put(state, free, _of(free, begun(method, take(points, place))))

    on_threads(work, -(-len(draws) // lanes), queue.close)
    return ended


def prepare(method: Method, problem: FixedPoint, game: Game, points: Points, lanes: int) -> None:
    """Compile the method for so many lanes, from any one draw: two threads would compile the same thing twice."""
    nobody = np.zeros(lanes, dtype=int)
    advance(method, problem, take(game, nobody), begun(method, take(points, nobody)), 0, 0)


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def begun(method: Method, points: Points) -> State:
    return method.begin(points)


def _of(lanes: Numbers, tree: Any) -> Any:
    """Some lanes of a tree, as NumPy arrays."""
    return jax.tree_util.tree_map(lambda leaf: np.asarray(leaf)[..., lanes], tree)


def _put(tree: Any, lanes: Numbers, entering: Any) -> Any:
    """The tree with what enters in these of its lanes, as NumPy arrays: compiling the same would take longer."""

    def put(leaf: Array, new: Array) -> Numbers:
        whole = np.array(leaf)
        whole[..., lanes] = new
        return whole

    return jax.tree_util.tree_map(put, tree, entering)


def _keep(ended: Ended, places: Numbers, lanes: Numbers, method: Method, state: State) -> None:
    of_these = _of(lanes, state)
    ended.iterate[:, places] = of_these.iterate
    ended.is_done[places] = of_these.is_done
    ended.steps[places] = of_these.steps
    left = method.left_at(of_these)
    if left is not None:
        here = ended.left_at
        here.iterate[:, places], here.scale[places], here.heading[places] = left
