"""Where the parts of a block of rows begin."""

from __future__ import annotations

from itertools import accumulate


def starts(counts: dict[str, int], first: int = 0) -> tuple[dict[str, int], int]:
    """The first row of each part, one after the other, from how many rows each has; and the row after the last."""
    *rows, after = accumulate(counts.values(), initial=first)
    return dict(zip(counts, rows, strict=True)), after
