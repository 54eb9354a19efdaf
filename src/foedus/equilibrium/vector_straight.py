"""`Straight` on one vector of draws, in compiled loops: what follows a turn of the map."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.compiled import compiled
from foedus.equilibrium.simd import everywhere, least, load, store, where
from foedus.equilibrium.vector_anderson import mix, propose, remember
from foedus.equilibrium.vector_state import VectorState, forget, measure, put

Array = Any


class StraightRule(NamedTuple):
    """The tolerances of a `Straight`, by the same names."""

    full_steps: float
    damping: float
    tolerance: float
    floor: float
    patience: float
    regularisation: float


@compiled
def begin_straight(state: VectorState, lane: int, iterate: Array) -> None:
    """A draw on this lane, at its iterate and the full precision; there it also begins again, damped."""
    forget(state, lane)
    for u in range(state.unknowns):
        state.rows[state.iterate + u, lane] = iterate[u]
        state.rows[state.origin + u, lane] = iterate[u]
        state.rows[state.previous + u, lane] = iterate[u]
        state.rows[state.previous_residual + u, lane] = 0.0
    state.rows[state.scale, lane] = 1.0


@compiled
def after_turn_straight(state: VectorState, rule: StraightRule, smallest: float, slot: int) -> None:
    """One step: `image` holds F(y)."""
    rows = state.rows
    gap = measure(state)
    steps, best = load(rows, state.steps), load(rows, state.best)
    idle = where(gap < 0.5 * best, 0.0, load(rows, state.idle) + 1.0)
    is_done = (gap <= rule.tolerance) | ((gap <= rule.floor) & (idle >= rule.patience))
    keeps = (steps > 0.5) & ~(steps == rule.full_steps)
    remember(state, slot, keeps & (gap < np.inf), keeps, everywhere(rows, 0.0))
    nowhere = everywhere(rows, 0.0) > 1.0
    mix(state, rule.regularisation, smallest, nowhere, everywhere(rows, 0.0), everywhere(rows, 0.0))
    propose(state, where(steps >= rule.full_steps, everywhere(rows, rule.damping), 1.0))
    begins_again = steps + 1.0 == rule.full_steps
    for u in range(state.unknowns):
        y = where(begins_again, load(rows, state.origin + u), load(rows, state.image + u))
        store(rows, state.iterate + u, where(is_done, load(rows, state.iterate + u), y))
    put(state, state.is_done, is_done)
    put(state, state.is_over, is_done | ~(gap < np.inf))
    store(rows, state.steps, steps + 1.0)
    store(rows, state.best, where(begins_again, everywhere(rows, np.inf), least(gap, best)))
    store(rows, state.idle, idle)
