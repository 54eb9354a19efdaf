"""Anderson's memory (Walker & Ni 2011, doi:10.1137/10078356X): how the residual changed over the last few moves.

Each draw mixes its pairs by least squares, so that their changes cancel its residual: a secant method. Where the
precision moves as well, a pair has a third part, its shift in t, and a border of one row says what t should be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array
from foedus.equilibrium.rows import total


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Memory:
    """The last few pairs, in a ring: a pair stays where it was written, and the oldest is written over."""

    moves: Array
    """differences of iterates, (pair, unknown, draw)"""
    changes: Array
    """differences of residuals, (pair, unknown, draw)"""
    products: Array
    """inner products of the changes, (pair, pair, draw)"""
    shifts: Array
    """differences of t, (pair, draw)"""
    counts: Array
    """1 for a pair that counts, 0 for one that is forgotten, (pair, draw)"""

    @classmethod
    def empty(cls, size: int, iterate: Array) -> Memory:
        """No pair yet, of `size` that may be kept."""
        pairs = jnp.zeros((size, *iterate.shape), iterate.dtype)
        none = jnp.zeros((size, iterate.shape[-1]), iterate.dtype)
        return cls(pairs, pairs, jnp.zeros((size, *none.shape), iterate.dtype), none, none)

    @property
    def size(self) -> int:
        return int(self.moves.shape[0])

    def with_pair(self, slot: Array, move: Array, change: Array, shift: Array, is_new: Array, keeps: Array) -> Memory:
        """With one pair more, at `slot` of the ring; where it is no pair (`is_new`) none counts there.

        Draws for which `keeps` is false forget the others.
        """
        counts = jnp.where(keeps, self.counts, 0.0).at[slot].set(jnp.where(is_new, 1.0, 0.0).astype(move.dtype))
        # Nothing that is not finite is written: what does not count is multiplied by 0.
        move, change = jnp.where(is_new, move, 0.0), jnp.where(is_new, change, 0.0)
        changes = self.changes.at[slot].set(change)
        newest = total(changes * change)
        products = self.products.at[slot].set(newest).at[:, slot].set(newest)
        shifts = self.shifts.at[slot].set(jnp.where(is_new, shift, 0.0))
        return Memory(self.moves.at[slot].set(move), changes, products, shifts, counts)

    def mixing(self, residual: Array, regularisation: float, border: Array, border_left: Array) -> Array:
        """How much of each pair cancels the residual, (pair, draw); 0 of what does not count.

        Arguments:
            residual: (unknown, draw).
            regularisation: relative to the mean square of the changes.
            border: what each pair changed in the border's row, (pair, draw), in the units of the residual.
            border_left: what is left to change there, (draw,).
        """
        border = border * self.counts
        counts = self.counts[:, None] * self.counts[None]
        products = counts * self.products + border[:, None] * border[None]
        limits = np.finfo(residual.dtype)
        trace = sum(products[place, place] for place in range(self.size))
        ridge = max(regularisation, float(limits.eps)) * trace / self.size + float(limits.tiny)
        ridge = ridge * jnp.eye(self.size, dtype=residual.dtype)[:, :, None]
        overlap = self.counts * total(self.changes * residual) + border * border_left
        return solve_small(products + ridge, overlap)

    def step(self, mixing: Array, residual: Array, damping: Array | float = 1.0) -> Array:
        """Where the pairs, so mixed, and a share of the residual lead, (unknown, draw).

        Arguments:
            mixing: (pair, draw); where it is no number the step is the residual.
            residual: (unknown, draw).
            damping: the share that is followed of what the pairs do not cancel, (draw,).
        """
        # Term by term: as a reduction over the leading axis this sum alone costs as much as the map.
        pairs = range(self.size)
        learnt = sum(mixing[place] * (self.moves[place] + damping * self.changes[place]) for place in pairs)
        is_sound = jnp.isfinite(sum(mixing[place] for place in pairs))
        return jnp.where(is_sound, damping * residual - learnt, residual)


def solve_small(matrix: Array, right: Array) -> Array:
    """x with matrix · x = right for a small symmetric positive matrix in each draw, by elimination.

    Shapes (size, size, draw) and (size, draw). Written out because a batched call to LAPACK wants the batch first.
    """
    size = right.shape[0]
    rows = jnp.concatenate([matrix, right[:, None]], axis=1)
    pivots = []
    for _ in range(size):
        pivot, rows = rows[0], rows[1:]
        pivots.append(pivot)
        rows = rows[:, 1:] - (rows[:, 0] / pivot[0])[:, None] * pivot[1:]
    solution: list[Array] = []
    for pivot in reversed(pivots):
        left = pivot[-1]
        for entry, value in zip(pivot[1:-1], solution, strict=True):
            left = left - entry * value
        solution.insert(0, left / pivot[0])
    return jnp.stack(solution)
