"""Anderson's memory on one vector of draws: `anderson.Memory`, in compiled loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.simd import each, load, store, variable, when, where
from foedus.equilibrium.simd_functions import absolute, root
from foedus.equilibrium.simd_loop import routine
from foedus.equilibrium.simd_value import Mask, Real, Whole
from foedus.equilibrium.vector_state import VectorState


def remember(state: VectorState, slot: Whole, is_new: Mask, keeps: Mask, shift: Any) -> None:
    """One pair more at `slot` of the ring, from the last iterate to this one; of draws that do not keep, alone.

    Where it is no pair (`is_new`) none counts there, and 0 is written: what does not count is multiplied by 0.
    """
    unknowns = state.unknowns
    for u in each(unknowns):
        y, residual = load(state.iterate + u), load(state.residual + u)
        move, change = y - load(state.previous + u), residual - load(state.previous_residual + u)
        store(state.moves + slot * unknowns + u, where(is_new, move, 0.0))
        store(state.changes + slot * unknowns + u, where(is_new, change, 0.0))
        store(state.previous + u, y)
        store(state.previous_residual + u, residual)
    for pair in each(state.pairs):
        store(state.counts + pair, where(keeps, load(state.counts + pair), 0.0))
        product = variable(0.0)
        for u in each(unknowns):
            newest = load(state.changes + slot * unknowns + u)
            product += load(state.changes + pair * unknowns + u) * newest
        store(state.products + slot * state.pairs + pair, product)
        store(state.products + pair * state.pairs + slot, product)
    store(state.counts + slot, where(is_new, 1.0, 0.0))
    store(state.shifts + slot, where(is_new, shift, 0.0))


@routine
def look_across(state: VectorState) -> None:
    """What each pair moved along the branch, in y and t."""
    unknowns = state.unknowns
    rise = load(state.along + unknowns)
    for pair in each(state.pairs):
        total = variable(rise * load(state.shifts + pair))
        for u in each(unknowns):
            total += load(state.moves + pair * unknowns + u) * load(state.along + u)
        store(state.across + pair, total)


def mix(state: VectorState, regularisation: float, smallest: float, is_free: Mask, gain: Any, off: Any) -> None:
    """How much of each pair cancels the residual, and where t is free what is left to move along the branch.

    Arguments:
        state: with `residual`, and where some draw is free `across`.
        regularisation: relative to the mean square of the changes.
        smallest: a number that is not 0.
        is_free: draws whose t is unknown, too.
        gain: of t on the border.
        off: how far the iterate is from where along the branch it should be, 0 where t is not free.
    """
    unknowns, pairs = state.unknowns, state.pairs
    wide, weight = pairs + 1, root(gain)
    trace = variable(0.0)
    for first in each(pairs):
        counts = load(state.counts + first)
        border = where(is_free, weight * load(state.across + first), 0.0) * counts
        for second in each(pairs):
            both = counts * load(state.counts + second)
            other = where(is_free, weight * load(state.across + second), 0.0) * both
            product = both * load(state.products + first * pairs + second) + border * other
            store(state.system + first * wide + second, product)
            with when(first == second):
                trace += product
        overlap = variable(0.0)
        for u in each(unknowns):
            change = load(state.changes + first * unknowns + u)
            overlap += change * load(state.residual + u)
        store(state.system + first * wide + pairs, counts * overlap + border * (weight * off))
    ridge = regularisation * (trace / pairs) + smallest
    for pair in each(pairs):
        place = state.system + pair * wide + pair
        store(place, load(place) + ridge)
    _solve(state)


@routine
def _solve(state: VectorState) -> None:
    """The small symmetric positive system in each draw, by elimination, into `mixing`."""
    pairs, system = state.pairs, state.system
    wide = pairs + 1
    for pivot in each(pairs):
        inverse = 1.0 / load(system + pivot * wide + pivot)
        for below in each(pivot + 1, pairs):
            factor = load(system + below * wide + pivot) * inverse
            for column in each(pivot + 1, wide):
                place = system + below * wide + column
                store(place, load(place) - factor * load(system + pivot * wide + column))
    for back in each(pairs):
        pivot = pairs - 1 - back
        left = variable(load(system + pivot * wide + pairs))
        for later in each(pivot + 1, pairs):
            left.become(left - load(system + pivot * wide + later) * load(state.mixing + later))
        store(state.mixing + pivot, left / load(system + pivot * wide + pivot))


def propose(state: VectorState, damping: Any) -> None:
    """Where the pairs, so mixed, and a share of the residual lead, into `image`."""
    unknowns = state.unknowns
    total = variable(0.0)
    for pair in each(state.pairs):
        total += absolute(load(state.mixing + pair))
    is_sound = total < np.inf
    for u in each(unknowns):
        residual = load(state.residual + u)
        learnt = variable(0.0)
        for pair in each(state.pairs):
            change = damping * load(state.changes + pair * unknowns + u)
            learnt += load(state.mixing + pair) * (load(state.moves + pair * unknowns + u) + change)
        step = where(is_sound, damping * residual - learnt, residual)
        store(state.image + u, load(state.iterate + u) + step)


def learnt_shift(state: VectorState, gain: Real) -> Real:
    """How far the pairs, so mixed, say that t should move; 0 where their mixing is not sound."""
    learnt = variable(0.0)
    for pair in each(state.pairs):
        tells = load(state.shifts + pair) - gain * load(state.across + pair)
        learnt += load(state.mixing + pair) * tells
    return where(absolute(learnt) < np.inf, learnt, 0.0)
