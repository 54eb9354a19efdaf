"""Draws of uncertain inputs: Latin-hypercube strata, each input from a stream of its own.

The stream of an input is keyed by the seed and the input's path, or a name that a few inputs share. So adding, fixing,
removing or reordering one input leaves the draws of every other as they were, to the bit. A Sobol sequence over all
inputs would not: its columns move with the dimension.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.quantity.distribution import FloatArray
    from foedus.quantity.quantity import Quantity

# 32 bits place a number within its stratum: with up to a million strata the sum below is then exact in a float64, so
# that no draw leaves its stratum, and none is 0 or 1.
BITS_WITHIN = 32


def uniforms(path: str, n: int, seed: int) -> FloatArray:
    """One number in each of `n` equal strata of (0, 1), in random order, shape (draw,).

    The same (path, n, seed) always gives the same bits: a counter-based generator keyed by a SHA-256 of seed and path,
    of which only the raw integers are used, since NumPy promises those, and not its derived samples, across versions.

    Raises:
        ValueError: `n` below 1.
    """
    import numpy as np

    if n < 1:
        raise ValueError(f"expected at least 1 draw, found {n}")
    key = int.from_bytes(sha256(f"{seed}\n{path}".encode()).digest()[:16], "big")
    raw = np.random.Philox(key=key).random_raw(2 * n)
    stratum = np.argsort(raw[:n])
    within = ((raw[n:] >> np.uint64(64 - BITS_WITHIN)).astype(np.float64) + 0.5) / 2.0**BITS_WITHIN
    return (stratum + within) / n


def draw(
    quantities: Mapping[str, Quantity], n: int, seed: int, streams: Mapping[str, str] | None = None
) -> dict[str, FloatArray]:
    """Draws of each quantity by its path, each (draw,), in the order given; a point is repeated.

    Arguments:
        quantities: by path.
        n: number of draws.
        seed: of all streams.
        streams: what keys the stream of a quantity in place of its path, by path. Quantities of one stream have a
            common share in each draw: equal ones are drawn equal.

    Raises:
        ValueError: `n` below 1.
    """
    import numpy as np

    if n < 1:
        raise ValueError(f"expected at least 1 draw, found {n}")
    shared = streams or {}
    drawn: dict[str, FloatArray] = {}
    for path, quantity in quantities.items():
        if quantity.is_point:
            drawn[path] = np.full(n, quantity.low)
        else:
            drawn[path] = quantity.quantile(uniforms(shared.get(path, path), n, seed))
    return drawn
