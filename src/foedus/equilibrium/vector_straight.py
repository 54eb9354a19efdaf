"""`Straight` on one vector of draws, in compiled loops: what follows a turn of the map."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.simd import each, least, load, store, store_lane, where
from foedus.equilibrium.simd_loop import routine
from foedus.equilibrium.simd_value import Whole, everywhere
from foedus.equilibrium.vector_anderson import mix, propose, remember
from foedus.equilibrium.vector_state import VectorState, forget, measure, put


class StraightRule(NamedTuple):
    """The tolerances of a `Straight`, by the same names."""

    full_steps: float
    damping: float
    tolerance: float
    floor: float
    patience: float
    regularisation: float


@routine
def begin_straight(state: VectorState, lane: Whole, draw: Whole, iterate: Any) -> None:
    """A draw on this lane, at its iterate and the full precision; there it also begins again, damped."""
    forget(state, lane)
    for u in each(state.unknowns):
        for part in (state.iterate, state.origin, state.previous):
            store_lane(part + u, lane, iterate[draw, u])
        store_lane(state.previous_residual + u, lane, 0.0)
    store_lane(state.scale, lane, 1.0)


@routine
def after_turn_straight(state: VectorState, rule: StraightRule, smallest: Any, slot: Whole) -> None:
    """One step: `image` holds F(y)."""
    gap = measure(state)
    steps, best = load(state.steps), load(state.best)
    idle = where(gap < 0.5 * best, 0.0, load(state.idle) + 1.0)
    is_done = (gap <= rule.tolerance) | ((gap <= rule.floor) & (idle >= rule.patience))
    keeps = (steps > 0.5) & ~(steps == rule.full_steps)
    nothing = everywhere(0.0)
    remember(state, slot, keeps & (gap < np.inf), keeps, nothing)
    mix(state, rule.regularisation, smallest, nothing > 1.0, nothing, nothing)
    propose(state, where(steps >= rule.full_steps, rule.damping, 1.0))
    begins_again = steps + 1.0 == rule.full_steps
    for u in each(state.unknowns):
        y = where(begins_again, load(state.origin + u), load(state.image + u))
        store(state.iterate + u, where(is_done, load(state.iterate + u), y))
    put(state.is_done, is_done)
    put(state.is_over, is_done | ~(gap < np.inf))
    store(state.steps, steps + 1.0)
    store(state.best, where(begins_again, np.inf, least(gap, best)))
    store(state.idle, idle)
