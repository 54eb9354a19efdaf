"""Small dense linear systems, one per draw, batched on the last axis."""

from __future__ import annotations

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array

WRITTEN_OUT = 10
"""rows up to which the elimination is written out step by step for the compiler"""
LAST_AXIS = 28
"""rows up to which eliminating in all draws side by side beats a library call for each of them"""


def solve_dense(matrix: Array, right: Array) -> Array:
    """x with matrix x = right, by elimination with row pivots.

    Arguments:
        matrix: (row, column, draw).
        right: (row, side, draw).

    Returns:
        (column, side, draw); not finite where a matrix is singular.
    """
    rows = matrix.shape[0]
    if rows > LAST_AXIS:
        solved = jnp.linalg.solve(jnp.moveaxis(matrix, -1, 0), jnp.moveaxis(right, -1, 0))
        return jnp.moveaxis(solved, 0, -1)
    whole = jnp.concatenate([matrix, right], axis=1)
    is_free = jnp.ones_like(whole[:, 0])
    if rows <= WRITTEN_OUT:
        chosen = []
        for _ in range(rows):
            # Columns before this one are done with: each is 1 in its pivot's row.
            whole, is_free, pivot = _eliminate(whole, is_free, whole[:, 0])
            whole = whole[:, 1:]
            chosen.append(pivot)
        places = jnp.stack(chosen)
    else:

        def turn(column: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
            whole, is_free, places = carry
            whole, is_free, pivot = _eliminate(whole, is_free, whole[:, column])
            return whole, is_free, places.at[column].set(pivot)

        whole, _, places = jax.lax.fori_loop(0, rows, turn, (whole, is_free, jnp.zeros_like(matrix)))
        whole = whole[:, rows:]
    return jnp.sum(places[:, :, None] * whole[None], axis=1)


def _eliminate(whole: Array, is_free: Array, column: Array) -> tuple[Array, Array, Array]:
    """One column: its pivot is the largest entry of a row not yet used, which is scaled and taken off the others."""
    size = jnp.where(is_free > 0, jnp.abs(column), -1.0)
    number = jnp.arange(len(column))[:, None]
    pivot = (number == jnp.argmax(size, axis=0)).astype(whole.dtype)
    row = jnp.sum(pivot[:, None] * whole, axis=0)
    by = 1.0 / jnp.sum(pivot * column, axis=0)
    # The pivot's own row goes from p to p/p: it loses (p − 1)/p of itself.
    return whole - ((column - pivot) * by)[:, None] * row, is_free * (1.0 - pivot), pivot
