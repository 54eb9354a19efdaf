"""Where the parts of a block of rows begin."""

from __future__ import annotations

from itertools import accumulate


def starts(counts: dict[str, int]) -> dict[str, int]:
    """The first row of each part, one after the other, from how many rows each has."""
    return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))
