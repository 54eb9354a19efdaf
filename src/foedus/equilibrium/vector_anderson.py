"""Anderson's memory on one vector of draws: `anderson.Memory`, in compiled loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.compiled import compiled
from foedus.equilibrium.simd import everywhere, load, store, where
from foedus.equilibrium.simd_functions import absolute, root
from foedus.equilibrium.vector_state import VectorState

Array = Any


@compiled
def remember(state: VectorState, slot: int, is_new: Any, keeps: Any, shift: Array) -> None:
    """One pair more at `slot` of the ring, from the last iterate to this one; of draws that do not keep, alone.

    Where it is no pair (`is_new`) none counts there, and 0 is written: what does not count is multiplied by 0.
    """
    rows, unknowns = state.rows, state.unknowns
    for u in range(unknowns):
        y, residual = load(rows, state.iterate + u), load(rows, state.residual + u)
        move, change = y - load(rows, state.previous + u), residual - load(rows, state.previous_residual + u)
        store(rows, state.moves + slot * unknowns + u, where(is_new, move, 0.0))
        store(rows, state.changes + slot * unknowns + u, where(is_new, change, 0.0))
        store(rows, state.previous + u, y)
        store(rows, state.previous_residual + u, residual)
    for pair in range(state.pairs):
        store(rows, state.counts + pair, where(keeps, load(rows, state.counts + pair), 0.0))
        product = everywhere(rows, 0.0)
        for u in range(unknowns):
            newest = load(rows, state.changes + slot * unknowns + u)
            product = product + load(rows, state.changes + pair * unknowns + u) * newest
        store(rows, state.products + slot * state.pairs + pair, product)
        store(rows, state.products + pair * state.pairs + slot, product)
    store(rows, state.counts + slot, where(is_new, everywhere(rows, 1.0), 0.0))
    store(rows, state.shifts + slot, where(is_new, shift, 0.0))


@compiled
def look_across(state: VectorState) -> None:
    """What each pair moved along the branch, in y and t."""
    rows, unknowns = state.rows, state.unknowns
    rise = load(rows, state.along + unknowns)
    for pair in range(state.pairs):
        total = rise * load(rows, state.shifts + pair)
        for u in range(unknowns):
            total = total + load(rows, state.moves + pair * unknowns + u) * load(rows, state.along + u)
        store(rows, state.across + pair, total)


@compiled
def mix(state: VectorState, regularisation: float, smallest: float, is_free: Any, gain: Array, off: Array) -> None:
    """How much of each pair cancels the residual, and where t is free what is left to move along the branch.

    Arguments:
        state: with `residual`, and where some draw is free `across`.
        regularisation: relative to the mean square of the changes.
        smallest: a number that is not 0.
        is_free: draws whose t is unknown, too.
        gain: of t on the border.
        off: how far the iterate is from where along the branch it should be, 0 where t is not free.
    """
    rows, unknowns, pairs = state.rows, state.unknowns, state.pairs
    wide, weight = pairs + 1, root(gain)
    trace = everywhere(rows, 0.0)
    for first in range(pairs):
        counts = load(rows, state.counts + first)
        border = where(is_free, weight * load(rows, state.across + first), 0.0) * counts
        for second in range(pairs):
            both = counts * load(rows, state.counts + second)
            other = where(is_free, weight * load(rows, state.across + second), 0.0) * both
            product = both * load(rows, state.products + first * pairs + second) + border * other
            store(rows, state.system + first * wide + second, product)
            if first == second:
                trace = trace + product
        overlap = everywhere(rows, 0.0)
        for u in range(unknowns):
            change = load(rows, state.changes + first * unknowns + u)
            overlap = overlap + change * load(rows, state.residual + u)
        store(rows, state.system + first * wide + pairs, counts * overlap + border * (weight * off))
    ridge = regularisation * (trace / pairs) + smallest
    for pair in range(pairs):
        place = state.system + pair * wide + pair
        store(rows, place, load(rows, place) + ridge)
    _solve(state)


@compiled
def _solve(state: VectorState) -> None:
    """The small symmetric positive system in each draw, by elimination, into `mixing`."""
    rows, pairs, system = state.rows, state.pairs, state.system
    wide = pairs + 1
    for pivot in range(pairs):
        inverse = 1.0 / load(rows, system + pivot * wide + pivot)
        for below in range(pivot + 1, pairs):
            factor = load(rows, system + below * wide + pivot) * inverse
            for column in range(pivot + 1, wide):
                place = system + below * wide + column
                store(rows, place, load(rows, place) - factor * load(rows, system + pivot * wide + column))
    for back in range(pairs):
        pivot = pairs - 1 - back
        left = load(rows, system + pivot * wide + pairs)
        for later in range(pivot + 1, pairs):
            left = left - load(rows, system + pivot * wide + later) * load(rows, state.mixing + later)
        store(rows, state.mixing + pivot, left / load(rows, system + pivot * wide + pivot))


@compiled
def propose(state: VectorState, damping: Array) -> Any:
    """Where the pairs, so mixed, and a share of the residual lead, into `image`; which draws' mixing is sound."""
    rows, unknowns = state.rows, state.unknowns
    total = everywhere(rows, 0.0)
    for pair in range(state.pairs):
        total = total + absolute(load(rows, state.mixing + pair))
    is_sound = total < np.inf
    for u in range(unknowns):
        residual = load(rows, state.residual + u)
        learnt = everywhere(rows, 0.0)
        for pair in range(state.pairs):
            change = damping * load(rows, state.changes + pair * unknowns + u)
            learnt = learnt + load(rows, state.mixing + pair) * (load(rows, state.moves + pair * unknowns + u) + change)
        step = where(is_sound, damping * residual - learnt, residual)
        store(rows, state.image + u, load(rows, state.iterate + u) + step)
    return is_sound


@compiled
def learnt_shift(state: VectorState, gain: Array) -> Array:
    """How far the pairs, so mixed, say that t should move; 0 where their mixing is not sound."""
    rows = state.rows
    learnt = everywhere(rows, 0.0)
    for pair in range(state.pairs):
        tells = load(rows, state.shifts + pair) - gain * load(rows, state.across + pair)
        learnt = learnt + load(rows, state.mixing + pair) * tells
    return where(absolute(learnt) < np.inf, learnt, 0.0)
