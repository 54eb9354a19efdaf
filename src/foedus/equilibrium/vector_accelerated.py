"""`Accelerated` on one vector of draws, in compiled loops: what follows a turn of the map.

The same rules as there, in the same order; its docstrings say what they are for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.simd import any_lane, each, largest, least, load, store, store_lane, variable, when, where
from foedus.equilibrium.simd_functions import absolute, root
from foedus.equilibrium.simd_loop import routine
from foedus.equilibrium.simd_value import Mask, Real, Whole
from foedus.equilibrium.vector_anderson import learnt_shift, look_across, mix, propose, remember
from foedus.equilibrium.vector_state import VectorState, forget, is_true, measure, put


class AcceleratedRule(NamedTuple):
    """The tolerances of an `Accelerated`, by the same names."""

    climb_steps: float
    second: float
    first: float
    highest: float
    lowest: float
    rough: float
    rung_limit: float
    easy: float
    first_arc: float
    shortest: float
    rough_arc: float
    arc_limit: float
    bend: float
    least_gain: float
    regularisation: float
    hand_over: float


@routine
def begin_accelerated(
    state: VectorState, rule: AcceleratedRule, lane: Whole, draw: Whole, origin: Any, iterate: Any, scale: Any
) -> None:
    """A draw on this lane, on the first rung above its iterate."""
    forget(state, lane)
    unknowns = state.unknowns
    for u in each(unknowns):
        for part in (state.iterate, state.below, state.previous):
            store_lane(part + u, lane, iterate[draw, u])
        store_lane(state.origin + u, lane, origin[draw, u])
        for part in (state.previous_residual, state.along, state.secant):
            store_lane(part + u, lane, 0.0)
    store_lane(state.along + unknowns, lane, 1.0)
    store_lane(state.secant + unknowns, lane, 1.0)
    below = scale[draw]
    height = least(rule.first, 1.0 - below)
    store_lane(state.scale, lane, below + height)
    store_lane(state.caution, lane, 1.0)
    store_lane(state.below_scale, lane, below)
    store_lane(state.length, lane, height)
    store_lane(state.lands, lane, where(below + height >= 1.0, 1.0, 0.0))


@routine
def after_turn_accelerated(state: VectorState, rule: AcceleratedRule, smallest: Any, slot: Whole) -> None:
    """One step: `image` holds F(y) at t."""
    unknowns = state.unknowns
    gap = measure(state)
    is_finite = gap < np.inf
    t, below_scale = load(state.scale), load(state.below_scale)
    arcs, lands = is_true(state.arcs), is_true(state.lands)
    rung_steps, length, caution = load(state.rung_steps), load(state.length), load(state.caution)
    is_free = arcs & ~lands

    # How far the iterate is from the end of the rung below, and how much of that lies ahead.
    rise = load(state.along + unknowns)
    risen = t - below_scale
    ahead, square = variable(rise * risen), variable(risen * risen)
    for u in each(unknowns):
        gone = load(state.iterate + u) - load(state.below + u)
        ahead += load(state.along + u) * gone
        square += gone * gone
    size = root(square)
    off = where(is_free, ahead - length, 0.0)

    # On the ladder each rung has a memory of its own; along an arc what moves t tells of the slope.
    keeps = (rung_steps > 0.5) | arcs
    is_new = keeps & (load(state.steps) > 0.5) & is_finite
    remember(state, slot, is_new, keeps, t - load(state.previous_scale))
    gain = largest(absolute(rise), rule.least_gain)
    with when(any_lane(is_free)):
        look_across(state)
    mix(state, rule.regularisation, smallest, is_free, gain, off)
    propose(state, 1.0)
    proposed = where(is_free, t - gain * off - learnt_shift(state, gain), t)

    # Is the rung climbed, or missed?
    steps = rung_steps + 1.0
    best = load(state.best)
    is_handed = lands & (gap <= rule.hand_over)
    rough = caution * where(arcs, rule.rough_arc, rule.rough)
    is_near = ~lands & (gap <= rough) & (absolute(off) <= 0.1 * length)
    has_turned_off = arcs & (ahead <= rule.bend * size)
    climbs = (is_near & ~has_turned_off) | is_handed
    limit = where(arcs, rule.arc_limit, rule.rung_limit)
    is_late = (steps >= limit) & (best > rough)
    is_missed = ~climbs & (~is_finite | is_late | (is_near & has_turned_off))
    moves_on = climbs | is_missed

    total_steps = load(state.steps)
    with when(any_lane(moves_on)):
        next_rung(state, rule, climbs, is_missed, size)
    was_last = lands
    arcs, lands = is_true(state.arcs), is_true(state.lands)
    length, below_scale = load(state.length), load(state.below_scale)
    is_lost = (is_missed & arcs & (length < caution * caution * rule.shortest)) | (below_scale < 0.0)
    is_first = caution == 1.0
    is_lost = is_lost | (is_first & ~was_last & (total_steps >= rule.climb_steps))
    again = is_lost & is_first & ~is_handed

    target_scale = below_scale + length * load(state.along + unknowns)
    scale = where(lands, 1.0, where(moves_on, target_scale, proposed))
    for u in each(unknowns):
        target = load(state.below + u) + length * load(state.along + u)
        store(state.iterate + u, where(moves_on, target, load(state.image + u)))
    store(state.scale, scale)
    store(state.previous_scale, t)
    store(state.rung_steps, where(moves_on, 0.0, steps))
    store(state.steps, total_steps + 1.0)
    store(state.best, where(moves_on, np.inf, least(gap, best)))
    put(state.is_over, is_handed | (is_lost & ~is_first))
    with when(any_lane(again)):
        climb_again(state, rule, again)


def next_rung(state: VectorState, rule: AcceleratedRule, climbs: Mask, is_missed: Mask, size: Real) -> None:
    """The rung that comes next: above, or this one again from lower down."""
    unknowns = state.unknowns
    arcs, caution, length = is_true(state.arcs), load(state.caution), load(state.length)
    highest = caution * rule.highest
    easy = where(arcs, rule.easy + 1.0, rule.easy)
    steps = load(state.rung_steps) + 1.0
    grown = where(steps <= easy, 2.0, where(steps <= 2.0 * easy, 1.0, 0.6)) * length
    t, below_scale = load(state.scale), load(state.below_scale)

    # The tangent at the end of the curve through the last three points; on the ladder the slope of the last two.
    secant_length = load(state.secant_length)
    has_secant = secant_length > 0.0
    unit_size = where(size > 0.0, size, 1.0)
    share = size / where(size > 0.0, size + secant_length, 1.0)
    height = where(length > 0.0, length, 1.0)
    norm = variable(0.0)
    for u in each(unknowns + 1):
        gone = _gone(state, u)
        unit = gone / unit_size
        tangent = where(has_secant, unit + (unit - load(state.secant + u)) * share, unit)
        norm += tangent * tangent
    size_of_tangent = root(norm)
    square = variable(0.0)
    for u in each(unknowns + 1):
        gone = _gone(state, u)
        unit, secant = gone / unit_size, load(state.secant + u)
        tangent = where(has_secant, unit + (unit - secant) * share, unit) / size_of_tangent
        along = where(climbs, where(arcs, tangent, gone / height), load(state.along + u))
        store(state.along + u, along)
        store(state.secant + u, where(climbs, unit, secant))
        square += along * along
    steepness = root(square)
    for u in each(unknowns):
        y = where(climbs, load(state.iterate + u), load(state.below + u))
        store(state.below + u, y)
    below_scale = where(climbs, t, below_scale)

    moves_on = climbs | is_missed
    before = length
    length = where(climbs, where(arcs, grown, least(grown, highest)), length / 3.0)
    turns = is_missed & ~arcs & (length < rule.lowest)
    for u in each(unknowns + 1):
        along = load(state.along + u)
        store(state.along + u, where(turns, along / steepness, along))
    length = where(turns, caution * rule.first_arc * steepness, length)
    arcs = arcs | turns
    rise = load(state.along + unknowns)
    length = where(arcs, least(length, highest / largest(absolute(rise), 1e-12)), length)
    to_end = (1.0 - below_scale) / where(rise > 0.0, rise, 1.0)
    lands = (rise > 0.0) & (length >= to_end)
    length = where(lands, to_end, length)
    put(state.lands, (moves_on & lands) | (~moves_on & is_true(state.lands)))
    put(state.arcs, arcs)
    store(state.length, where(moves_on, length, before))
    store(state.below_scale, below_scale)
    store(state.secant_length, where(climbs, size, secant_length))


def _gone(state: VectorState, u: Whole) -> Real:
    """How far an unknown, or after the last of them t, is from where the rung below ended."""
    of_unknown, of_scale = state.iterate + u, load(state.scale) - load(state.below_scale)
    return where(u == state.unknowns, of_scale, load(of_unknown) - load(state.below + u))


def climb_again(state: VectorState, rule: AcceleratedRule, again: Mask) -> None:
    """Some draws back at reference play, to climb with more caution."""
    unknowns = state.unknowns
    height = rule.second * rule.first
    for u in each(unknowns):
        origin = load(state.origin + u)
        store(state.iterate + u, where(again, origin, load(state.iterate + u)))
        store(state.below + u, where(again, origin, load(state.below + u)))
        store(state.along + u, where(again, 0.0, load(state.along + u)))
    store(state.along + unknowns, where(again, 1.0, load(state.along + unknowns)))
    store(state.scale, where(again, height, load(state.scale)))
    store(state.caution, where(again, rule.second, load(state.caution)))
    store(state.below_scale, where(again, 0.0, load(state.below_scale)))
    store(state.length, where(again, height, load(state.length)))
    put(state.lands, ~again & is_true(state.lands))
    put(state.arcs, ~again & is_true(state.arcs))
    store(state.secant_length, where(again, 0.0, load(state.secant_length)))
    store(state.rung_steps, where(again, 0.0, load(state.rung_steps)))
    store(state.best, where(again, np.inf, load(state.best)))
