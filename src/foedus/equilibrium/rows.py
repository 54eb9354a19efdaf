"""Sums over the unknowns of many vectors at once, (…, unknown, draw) → (…, draw)."""

from __future__ import annotations

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.problem import Array

_PARTS = 4


def total(rows: Array) -> Array:
    """Their sum, a quarter of them added to the other three first.

    The compiler's own sum over an axis that is not the last takes up to four times as long: quarters added to quarters,
    whole rows of draws at a time, fill the processor's vectors. What is left to the compiler's own sum keeps what comes
    before from being worked out again for each reader. The order of summation is fixed by the shape alone.
    """
    size = rows.shape[-2] // _PARTS
    if not size:
        return jnp.sum(rows, axis=-2)
    quarters = [rows[..., part * size : (part + 1) * size, :] for part in range(_PARTS)]
    whole = jnp.sum((quarters[0] + quarters[1]) + (quarters[2] + quarters[3]), axis=-2)
    return whole if size * _PARTS == rows.shape[-2] else whole + jnp.sum(rows[..., size * _PARTS :, :], axis=-2)
