"""Where an acceleration stands, for one vector of draws: rows of numbers, one draw per lane."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from foedus.equilibrium.compiled import compiled, inlined
from foedus.equilibrium.parts import starts
from foedus.equilibrium.simd import everywhere, largest, load, store, where
from foedus.equilibrium.simd_functions import absolute

Array = Any


class VectorState(NamedTuple):
    """The rows, and at which of them each part begins; parts are named as in `AcceleratedState` and `Memory`."""

    rows: Any
    """(row, lane)"""
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
    def empty(cls, unknowns: int, pairs: int, rows_for: Any) -> VectorState:
        """Room for so many unknowns and pairs; `rows_for` gives zeros (row, lane) for a number of rows."""
        counts = dict.fromkeys(cls._fields[3:], 1)
        counts |= dict.fromkeys(cls._fields[3:10], unknowns)
        counts |= {
            "along": unknowns + 1,
            "secant": unknowns + 1,
            "moves": pairs * unknowns,
            "changes": pairs * unknowns,
        }
        counts |= {"products": pairs * pairs, "system": pairs * (pairs + 1)}
        counts |= dict.fromkeys(("shifts", "counts", "across", "mixing"), pairs)
        return cls(rows_for(sum(counts.values())), unknowns, pairs, **starts(counts))


@inlined
def is_true(state: VectorState, row: int) -> Any:
    """The mask that stands in a row as 1 and 0."""
    return load(state.rows, row) > 0.5


@inlined
def put(state: VectorState, row: int, mask: Any) -> None:
    """Write a mask into a row, as 1 and 0."""
    store(state.rows, row, where(mask, everywhere(state.rows, 1.0), 0.0))


@compiled
def measure(state: VectorState) -> Array:
    """The residual, written where it belongs, and the distance: as `loop.distance`, infinite where it is no number."""
    rows = state.rows
    gap, total = everywhere(rows, 0.0), everywhere(rows, 0.0)
    for u in range(state.unknowns):
        y = load(rows, state.iterate + u)
        residual = load(rows, state.image + u) - y
        store(rows, state.residual + u, residual)
        here = absolute(residual) / (1.0 + absolute(y))
        gap = largest(gap, here)
        total = total + here
    return where(total < np.inf, gap, np.inf)


@compiled
def forget(state: VectorState, lane: int) -> None:
    """No pair is remembered on this lane, and nothing has been counted."""
    for row in range(state.moves, state.scale):
        state.rows[row, lane] = 0.0
    for row in range(state.steps, state.previous_scale + 1):
        state.rows[row, lane] = 0.0
    state.rows[state.best, lane] = np.inf
