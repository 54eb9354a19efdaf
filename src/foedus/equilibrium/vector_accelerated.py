"""`Accelerated` on one vector of draws, in compiled loops: what follows a turn of the map.

The same rules as there, in the same order; its docstrings say what they are for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.compiled import compiled
from foedus.equilibrium.simd import any_lane, everywhere, largest, least, load, store, where
from foedus.equilibrium.simd_functions import absolute, root
from foedus.equilibrium.vector_anderson import learnt_shift, look_across, mix, propose, remember
from foedus.equilibrium.vector_state import VectorState, forget, is_true, measure, put

Array = Any


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


@compiled
def begin_accelerated(
    state: VectorState, rule: AcceleratedRule, lane: int, origin: Array, iterate: Array, scale: float
) -> None:
    """A draw on this lane, on the first rung above its iterate."""
    forget(state, lane)
    rows = state.rows
    for u in range(state.unknowns):
        rows[state.iterate + u, lane] = iterate[u]
        rows[state.origin + u, lane] = origin[u]
        rows[state.below + u, lane] = iterate[u]
        rows[state.previous + u, lane] = iterate[u]
        rows[state.previous_residual + u, lane] = 0.0
        rows[state.along + u, lane] = 0.0
        rows[state.secant + u, lane] = 0.0
    rows[state.along + state.unknowns, lane] = 1.0
    rows[state.secant + state.unknowns, lane] = 1.0
    height = min(rule.first, 1.0 - scale)
    rows[state.scale, lane] = scale + height
    rows[state.caution, lane] = 1.0
    rows[state.below_scale, lane] = scale
    rows[state.length, lane] = height
    rows[state.lands, lane] = 1.0 if scale + height >= 1.0 else 0.0


@compiled
def after_turn_accelerated(state: VectorState, rule: AcceleratedRule, smallest: float, slot: int) -> None:
    """One step: `image` holds F(y) at t."""
    rows, unknowns = state.rows, state.unknowns
    gap = measure(state)
    is_finite = gap < np.inf
    t, below_scale = load(rows, state.scale), load(rows, state.below_scale)
    arcs, lands = is_true(state, state.arcs), is_true(state, state.lands)
    rung_steps, length, caution = load(rows, state.rung_steps), load(rows, state.length), load(rows, state.caution)
    is_free = arcs & ~lands

    # How far the iterate is from the end of the rung below, and how much of that lies ahead.
    rise = load(rows, state.along + unknowns)
    risen = t - below_scale
    ahead, square = rise * risen, risen * risen
    for u in range(unknowns):
        gone = load(rows, state.iterate + u) - load(rows, state.below + u)
        ahead = ahead + load(rows, state.along + u) * gone
        square = square + gone * gone
    size = root(square)
    off = where(is_free, ahead - length, 0.0)

    # On the ladder each rung has a memory of its own; along an arc what moves t tells of the slope.
    keeps = (rung_steps > 0.5) | arcs
    is_new = keeps & (load(rows, state.steps) > 0.5) & is_finite
    remember(state, slot, is_new, keeps, t - load(rows, state.previous_scale))
    gain = largest(absolute(rise), rule.least_gain)
    if any_lane(is_free):
        look_across(state)
    mix(state, rule.regularisation, smallest, is_free, gain, off)
    propose(state, everywhere(rows, 1.0))
    proposed = where(is_free, t - gain * off - learnt_shift(state, gain), t)

    # Is the rung climbed, or missed?
    steps = rung_steps + 1.0
    best = load(rows, state.best)
    is_handed = lands & (gap <= rule.hand_over)
    rough = caution * where(arcs, everywhere(rows, rule.rough_arc), rule.rough)
    is_near = ~lands & (gap <= rough) & (absolute(off) <= 0.1 * length)
    has_turned_off = arcs & (ahead <= rule.bend * size)
    climbs = (is_near & ~has_turned_off) | is_handed
    limit = where(arcs, everywhere(rows, rule.arc_limit), rule.rung_limit)
    is_late = (steps >= limit) & (best > rough)
    is_missed = ~climbs & (~is_finite | is_late | (is_near & has_turned_off))
    moves_on = climbs | is_missed

    total_steps = load(rows, state.steps)
    if any_lane(moves_on):
        next_rung(state, rule, climbs, is_missed, size)
    was_last = lands
    arcs, lands = is_true(state, state.arcs), is_true(state, state.lands)
    length, below_scale = load(rows, state.length), load(rows, state.below_scale)
    is_lost = (is_missed & arcs & (length < caution * caution * rule.shortest)) | (below_scale < 0.0)
    is_first = caution == 1.0
    is_lost = is_lost | (is_first & ~was_last & (total_steps >= rule.climb_steps))
    again = is_lost & is_first & ~is_handed

    target_scale = below_scale + length * load(rows, state.along + unknowns)
    scale = where(lands, 1.0, where(moves_on, target_scale, proposed))
    for u in range(unknowns):
        target = load(rows, state.below + u) + length * load(rows, state.along + u)
        store(rows, state.iterate + u, where(moves_on, target, load(rows, state.image + u)))
    store(rows, state.scale, scale)
    store(rows, state.previous_scale, t)
    store(rows, state.rung_steps, where(moves_on, 0.0, steps))
    store(rows, state.steps, total_steps + 1.0)
    store(rows, state.best, where(moves_on, everywhere(rows, np.inf), least(gap, best)))
    put(state, state.is_over, is_handed | (is_lost & ~is_first))
    if any_lane(again):
        climb_again(state, rule, again)


@compiled
def next_rung(state: VectorState, rule: AcceleratedRule, climbs: Any, is_missed: Any, size: Array) -> None:
    """The rung that comes next: above, or this one again from lower down."""
    rows, unknowns = state.rows, state.unknowns
    arcs, caution, length = is_true(state, state.arcs), load(rows, state.caution), load(rows, state.length)
    highest = caution * rule.highest
    easy = where(arcs, everywhere(rows, rule.easy + 1.0), rule.easy)
    steps = load(rows, state.rung_steps) + 1.0
    grown = where(steps <= easy, everywhere(rows, 2.0), where(steps <= 2.0 * easy, everywhere(rows, 1.0), 0.6)) * length
    t, below_scale = load(rows, state.scale), load(rows, state.below_scale)

    # The tangent at the end of the curve through the last three points; on the ladder the slope of the last two.
    secant_length = load(rows, state.secant_length)
    has_secant = secant_length > 0.0
    unit_size = where(size > 0.0, size, 1.0)
    share = size / where(size > 0.0, size + secant_length, 1.0)
    height = where(length > 0.0, length, 1.0)
    norm = everywhere(rows, 0.0)
    for u in range(unknowns + 1):
        gone = (t - below_scale) if u == unknowns else load(rows, state.iterate + u) - load(rows, state.below + u)
        unit = gone / unit_size
        tangent = where(has_secant, unit + (unit - load(rows, state.secant + u)) * share, unit)
        norm = norm + tangent * tangent
    norm = root(norm)
    steepness = everywhere(rows, 0.0)
    for u in range(unknowns + 1):
        gone = (t - below_scale) if u == unknowns else load(rows, state.iterate + u) - load(rows, state.below + u)
        unit, secant = gone / unit_size, load(rows, state.secant + u)
        tangent = where(has_secant, unit + (unit - secant) * share, unit) / norm
        along = where(climbs, where(arcs, tangent, gone / height), load(rows, state.along + u))
        store(rows, state.along + u, along)
        store(rows, state.secant + u, where(climbs, unit, secant))
        steepness = steepness + along * along
    steepness = root(steepness)
    for u in range(unknowns):
        y = where(climbs, load(rows, state.iterate + u), load(rows, state.below + u))
        store(rows, state.below + u, y)
    below_scale = where(climbs, t, below_scale)

    moves_on = climbs | is_missed
    before = length
    length = where(climbs, where(arcs, grown, least(grown, highest)), length / 3.0)
    turns = is_missed & ~arcs & (length < rule.lowest)
    for u in range(unknowns + 1):
        along = load(rows, state.along + u)
        store(rows, state.along + u, where(turns, along / steepness, along))
    length = where(turns, caution * rule.first_arc * steepness, length)
    arcs = arcs | turns
    rise = load(rows, state.along + unknowns)
    length = where(arcs, least(length, highest / largest(absolute(rise), 1e-12)), length)
    to_end = (1.0 - below_scale) / where(rise > 0.0, rise, 1.0)
    lands = (rise > 0.0) & (length >= to_end)
    length = where(lands, to_end, length)
    put(state, state.lands, (moves_on & lands) | (~moves_on & is_true(state, state.lands)))
    put(state, state.arcs, arcs)
    store(rows, state.length, where(moves_on, length, before))
    store(rows, state.below_scale, below_scale)
    store(rows, state.secant_length, where(climbs, size, secant_length))


@compiled
def climb_again(state: VectorState, rule: AcceleratedRule, again: Any) -> None:
    """Some draws back at reference play, to climb with more caution."""
    rows, unknowns = state.rows, state.unknowns
    height = rule.second * rule.first
    for u in range(unknowns):
        origin = load(rows, state.origin + u)
        store(rows, state.iterate + u, where(again, origin, load(rows, state.iterate + u)))
        store(rows, state.below + u, where(again, origin, load(rows, state.below + u)))
        store(rows, state.along + u, where(again, 0.0, load(rows, state.along + u)))
    store(rows, state.along + unknowns, where(again, 1.0, load(rows, state.along + unknowns)))
    store(rows, state.scale, where(again, height, load(rows, state.scale)))
    store(rows, state.caution, where(again, rule.second, load(rows, state.caution)))
    store(rows, state.below_scale, where(again, 0.0, load(rows, state.below_scale)))
    store(rows, state.length, where(again, height, load(rows, state.length)))
    put(state, state.lands, ~again & is_true(state, state.lands))
    put(state, state.arcs, ~again & is_true(state, state.arcs))
    store(rows, state.secant_length, where(again, 0.0, load(rows, state.secant_length)))
    store(rows, state.rung_steps, where(again, 0.0, load(rows, state.rung_steps)))
    store(rows, state.best, where(again, np.inf, load(rows, state.best)))
