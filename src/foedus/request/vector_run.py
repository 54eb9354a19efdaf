"""The request game's draws through an acceleration, in compiled loops: a thread's lanes, refilled as draws end."""

from __future__ import annotations

from typing import Any, NamedTuple

from foedus.equilibrium.compiled import claimed, compiled, entry, spliced
from foedus.equilibrium.vector_accelerated import AcceleratedRule, after_turn_accelerated, begin_accelerated
from foedus.equilibrium.vector_state import VectorState
from foedus.equilibrium.vector_straight import StraightRule, after_turn_straight, begin_straight
from foedus.request.vector_facts import Facts, Scratch, Sizes
from foedus.request.vector_turn import turn

Array = Any


class Room(NamedTuple):
    """What one thread works with."""

    facts: Facts
    work: Scratch
    state: VectorState
    place: Any
    """which of the draws is on each lane, −1 none, (lane,)"""


class Draws(NamedTuple):
    """What there is to do, and what came of it; all threads share it."""

    facts: Any
    """(draw, fact)"""
    origin: Any
    """(draw, unknown)"""
    iterate: Any
    """where each begins, and then where it ended, (draw, unknown)"""
    scale: Any
    """(draw,)"""
    heading: Any
    """(draw,)"""
    left: Any
    """where a further method may go on, (draw, unknown)"""
    is_done: Any
    """(draw,)"""
    steps: Any
    """(draw,)"""
    queue: Any
    """the next draw that nobody has begun, (1,)"""
    converged: Any
    """how many of this thread's have converged, (1,)"""


@compiled
def _claim(room: Room, draws: Draws, lane: int) -> int:
    """The next draw's facts on this lane; −1 where none is left."""
    draw = claimed(draws.queue)
    if draw >= draws.facts.shape[0]:
        return -1
    for row in range(draws.facts.shape[1]):
        room.facts.rows[row, lane] = draws.facts[draw, row]
    room.place[lane] = draw
    return int(draw)


@compiled
def _leave(room: Room, draws: Draws, most_steps: float) -> None:
    """Draws that are over, or out of steps, leave their lanes."""
    state = room.state
    rows = state.rows
    for lane in range(room.place.shape[0]):
        draw = room.place[lane]
        if draw < 0 or (rows[state.is_over, lane] < 0.5 and rows[state.steps, lane] < most_steps):
            continue
        for u in range(state.unknowns):
            draws.iterate[draw, u] = rows[state.iterate + u, lane]
            draws.left[draw, u] = rows[state.below + u, lane]
        draws.scale[draw] = rows[state.below_scale, lane]
        draws.heading[draw] = -1.0 if rows[state.along + state.unknowns, lane] < 0.0 else 1.0
        draws.is_done[draw] = rows[state.is_done, lane] > 0.5
        draws.steps[draw] = rows[state.steps, lane]
        draws.converged[0] += draws.is_done[draw]
        room.place[lane] = -1


class Limits(NamedTuple):
    """How much is done at a time, and what bounds it."""

    smallest: float
    """a number that is not 0"""
    most_steps: float
    """after which a draw is given up"""
    turns: int
    """in a round: as many as there are pairs to remember, or one where nothing need be remembered"""
    rounds: int


@entry
def climb(room: Room, draws: Draws, sizes: Sizes, rule: AcceleratedRule, limits: Limits) -> bool:
    """So many rounds of a thread's lanes by `Accelerated`; whether there is nothing left to do."""
    return _run(room, draws, sizes, rule, None, limits)


@entry
def finish(room: Room, draws: Draws, sizes: Sizes, rule: StraightRule, limits: Limits) -> bool:
    """The same by `Straight`. It is kept in files of its own, which another process may write (`compile_apart.py`)."""
    return _run(room, draws, sizes, None, rule, limits)


@spliced
def _run(
    room: Room,
    draws: Draws,
    sizes: Sizes,
    climbing: AcceleratedRule | None,
    finishing: StraightRule | None,
    limits: Limits,
) -> bool:
    """Rounds, each some turns of the map; for the rule that is None nothing is compiled."""
    state = room.state
    image = state.rows[state.image : state.image + state.unknowns]
    iterate = state.rows[state.iterate : state.iterate + state.unknowns]
    scale = state.rows[state.scale : state.scale + 1]
    for _ in range(limits.rounds):
        is_idle = True
        for lane in range(room.place.shape[0]):
            if room.place[lane] >= 0:
                is_idle = False
                continue
            draw = _claim(room, draws, lane)
            if draw < 0:
                continue
            is_idle = False
            if climbing is not None:
                begin_accelerated(state, climbing, lane, draws.origin[draw], draws.iterate[draw], draws.scale[draw])
            if finishing is not None:
                begin_straight(state, lane, draws.iterate[draw])
        if is_idle:
            return True
        for slot in range(limits.turns):
            turn(room.facts, sizes, iterate, scale, room.work, image)
            if climbing is not None:
                after_turn_accelerated(state, climbing, limits.smallest, slot)
            if finishing is not None:
                after_turn_straight(state, finishing, limits.smallest, slot)
            _leave(room, draws, limits.most_steps)
    return False
