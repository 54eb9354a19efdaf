"""Where an acceleration stands, for one vector of draws: rows of numbers, one draw per lane."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.parts import starts
from foedus.equilibrium.simd import each, largest, load, store, store_lane, variable, where
from foedus.equilibrium.simd_functions import absolute
from foedus.equilibrium.simd_value import Mask, Real, Whole


class VectorState(NamedTuple):
    """At which row each part begins; parts are named as in `AcceleratedState` and `Memory`."""

    unknowns: int
    pairs: int
    iterate: int
    image: int
    """F(y), and then what is proposed next"""
    residual: int
    """F(y) − y"""
    previous: int
    previous_residual: int
    origin: int
    below: int
    along: int
    """(unknown + 1)"""
    secant: int
    """(unknown + 1)"""
    moves: int
    """(pair, unknown)"""
    changes: int
    """(pair, unknown)"""
    products: int
    """(pair, pair)"""
    shifts: int
    counts: int
    across: int
    """what each pair moved along the branch, (pair,)"""
    mixing: int
    system: int
    """room for the linear system, (pair, pair + 1)"""
    scale: int
    steps: int
    is_done: int
    is_over: int
    best: int
    idle: int
    caution: int
    below_scale: int
    length: int
    lands: int
    arcs: int
    secant_length: int
    rung_steps: int
    previous_scale: int

    @classmethod
    def at(cls, unknowns: int, pairs: int, first: int) -> tuple[VectorState, int]:
        """Room for so many unknowns and pairs from this row on, and the row after it."""
        counts = dict.fromkeys(cls._fields[2:], 1)
        counts |= dict.fromkeys(cls._fields[2:9], unknowns)
        counts |= {
            "along": unknowns + 1,
            "secant": unknowns + 1,
            "moves": pairs * unknowns,
            "changes": pairs * unknowns,
        }
        counts |= {"products": pairs * pairs, "system": pairs * (pairs + 1)}
        counts |= dict.fromkeys(("shifts", "counts", "across", "mixing"), pairs)
        places, after = starts(counts, first)
        return cls(unknowns, pairs, **places), after


def is_true(row: Any) -> Mask:
    """The mask that stands in a row as 1 and 0."""
    return load(row) > 0.5


def put(row: Any, mask: Mask) -> None:
    """Write a mask into a row, as 1 and 0."""
    store(row, where(mask, 1.0, 0.0))


def measure(state: VectorState) -> Real:
    """The residual, written where it belongs, and the distance: as `loop.distance`, infinite where it is no number."""
    gap, total = variable(0.0), variable(0.0)
    for u in each(state.unknowns):
        y = load(state.iterate + u)
        residual = load(state.image + u) - y
        store(state.residual + u, residual)
        here = absolute(residual) / (1.0 + absolute(y))
        gap.become(largest(gap, here))
        total += here
    return where(total < np.inf, gap, np.inf)


def forget(state: VectorState, lane: Whole) -> None:
    """No pair is remembered on this lane, and nothing has been counted."""
    for row in each(state.moves, state.scale):
        store_lane(row, lane, 0.0)
    for row in each(state.steps, state.previous_scale + 1):
        store_lane(row, lane, 0.0)
    store_lane(state.best, lane, np.inf)
