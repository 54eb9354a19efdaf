"""Dense linear systems, one per draw, batched on the last axis.

Not by the library: its factorisation inside a compiled module waits for the module's own threads, and two modules that
run at the same time then wait for each other for ever (seen with two threads of lanes and 60 unknowns).
"""

from __future__ import annotations

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.problem import Array

WRITTEN_OUT = 10
"""rows up to which the elimination is written out step by step for the compiler"""


def solve_dense(matrix: Array, right: Array) -> Array:
    """x with matrix x = right, by elimination with row pivots.

    Arguments:
        matrix: (row, column, draw).
        right: (row, side, draw).

    Returns:
        (column, side, draw); not finite where a matrix is singular.
    """
    rows = matrix.shape[0]
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
            values = whole[:, column]
            at = jnp.argmax(jnp.where(is_free > 0, jnp.abs(values), -1.0), axis=0)
            row = jnp.take_along_axis(whole, at[None, None], axis=0)[0]
            pivot = (jnp.arange(rows)[:, None] == at).astype(whole.dtype)
            whole = whole - ((values - pivot) / row[column])[:, None] * row
            return whole, is_free * (1.0 - pivot), places.at[column].set(at)

        begun = (whole, is_free, jnp.zeros(matrix.shape[1:], int))
        whole, _, order = jax.lax.fori_loop(0, rows, turn, begun)
        return jnp.take_along_axis(whole[:, rows:], order[:, None], axis=0)
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
