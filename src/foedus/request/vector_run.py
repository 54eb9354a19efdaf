"""The request game's draws through an acceleration, in compiled loops: a thread's lanes, refilled as draws end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from foedus.equilibrium.simd import counter, each, load_lane, store_lane, when, where
from foedus.equilibrium.simd_given import Reals, Wholes
from foedus.equilibrium.simd_loop import Loop, routine
from foedus.equilibrium.simd_value import Mask, Whole
from foedus.equilibrium.vector_accelerated import AcceleratedRule, after_turn_accelerated, begin_accelerated
from foedus.equilibrium.vector_state import VectorState
from foedus.equilibrium.vector_straight import StraightRule, after_turn_straight, begin_straight
from foedus.request.vector_facts import Facts, Scratch, Sizes
from foedus.request.vector_turn import turn


class Draws(NamedTuple):
    """What there is to do, and what came of it; all threads share it, but for the last two."""

    facts: Reals
    """(draw, fact)"""
    origin: Reals
    """(draw, unknown)"""
    iterate: Reals
    """where each begins, and then where it ended, (draw, unknown)"""
    scale: Reals
    """(draw,)"""
    heading: Reals
    """(draw,)"""
    left: Reals
    """where a further method may go on, (draw, unknown)"""
    is_done: Reals
    """1 or 0, (draw,)"""
    steps: Reals
    """(draw,)"""
    queue: Wholes
    """the next draw that nobody has begun, (1,)"""
    converged: Wholes
    """how many of this thread's have converged, (1,)"""
    place: Wholes
    """which of the draws is on each of this thread's lanes, −1 none, (lane,)"""


class Limits(NamedTuple):
    """How much is done at a time, and what bounds it."""

    smallest: float
    """a number that is not 0"""
    most_steps: float
    """after which a draw is given up"""
    turns: int
    """in a round: as many as there are pairs to remember, or one where nothing need be remembered"""
    rounds: int


def _climb(
    facts: Facts, work: Scratch, state: VectorState, draws: Draws, sizes: Sizes, limits: Limits, rule: AcceleratedRule
) -> Mask:
    def begin(lane: Whole, draw: Whole) -> None:
        begin_accelerated(state, rule, lane, draw, draws.origin, draws.iterate, draws.scale)

    def after_turn(slot: Whole) -> None:
        after_turn_accelerated(state, rule, limits.smallest, slot)

    return _run(facts, work, state, draws, sizes, limits, begin, after_turn)


def _finish(
    facts: Facts, work: Scratch, state: VectorState, draws: Draws, sizes: Sizes, limits: Limits, rule: StraightRule
) -> Mask:
    def begin(lane: Whole, draw: Whole) -> None:
        begin_straight(state, lane, draw, draws.iterate)

    def after_turn(slot: Whole) -> None:
        after_turn_straight(state, rule, limits.smallest, slot)

    return _run(facts, work, state, draws, sizes, limits, begin, after_turn)


climb = Loop(_climb, Facts, Scratch, VectorState, Draws, Sizes, Limits, AcceleratedRule, kept_as="climb")
"""So many rounds of a thread's lanes by `Accelerated`; 1 where there is nothing left to do, else 0."""
finish = Loop(_finish, Facts, Scratch, VectorState, Draws, Sizes, Limits, StraightRule, kept_as="finish")
"""The same by `Straight`."""


def _run(
    facts: Facts,
    work: Scratch,
    state: VectorState,
    draws: Draws,
    sizes: Sizes,
    limits: Limits,
    begin: Callable[[Whole, Whole], None],
    after_turn: Callable[[Whole], None],
) -> Mask:
    """Rounds, each some turns of the map; whether the last one had nothing to do."""
    busy = counter(0)
    for _ in each(limits.rounds):
        busy.become(Whole.of(0))
        for lane in each(draws.place.length):
            with when(draws.place[lane] < 0):
                draw = draws.queue.claimed()
                with when(draw < draws.facts.length):
                    for row in each(draws.facts.width):
                        store_lane(facts.precision + row, lane, draws.facts[draw, row])
                    begin(lane, draw)
                    draws.place[lane] = draw
            with when(draws.place[lane] >= 0):
                busy += 1
        with when(busy >= 1):
            for slot in each(limits.turns):
                turn(facts, sizes, state.iterate, state.scale, work, state.image)
                after_turn(slot)
                _leave(state, draws, limits.most_steps)
    return busy < 1


@routine
def _leave(state: VectorState, draws: Draws, most_steps: Any) -> None:
    """Draws that are over, or out of steps, leave their lanes."""
    for lane in each(draws.place.length):
        draw = draws.place[lane]
        is_over = (load_lane(state.is_over, lane) > 0.5) | (load_lane(state.steps, lane) >= most_steps)
        with when((draw >= 0) & is_over):
            for u in each(state.unknowns):
                draws.iterate[draw, u] = load_lane(state.iterate + u, lane)
                draws.left[draw, u] = load_lane(state.below + u, lane)
            draws.scale[draw] = load_lane(state.below_scale, lane)
            draws.heading[draw] = where(load_lane(state.along + state.unknowns, lane) < 0.0, -1.0, 1.0)
            draws.is_done[draw] = load_lane(state.is_done, lane)
            draws.steps[draw] = load_lane(state.steps, lane)
            with when(load_lane(state.is_done, lane) > 0.5):
                draws.converged[0] += 1
            draws.place[lane] = -1
