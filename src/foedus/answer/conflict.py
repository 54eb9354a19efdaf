"""Evidence that pulls against the request that leads, and where it pulls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from foedus.answer.sensitivity import ConflictRow

Array = Any


def conflict_rows(moved: Mapping[str, Array], leading: int, requests: Sequence[str]) -> tuple[ConflictRow, ...]:
    """The items whose bits are below zero for the leading request, the strongest first.

    Arguments:
        moved: log2 odds of each request with the item less without it, (request,), by item.
        leading: place of the request that leads.
        requests: ids, in order.
    """
    against = [(item, bits) for item, bits in moved.items() if bits[leading] < 0.0]  # never where it is no number
    rows = [ConflictRow(item, float(bits[leading]), requests[int(np.argmax(bits))]) for item, bits in against]
    return tuple(sorted(rows, key=lambda row: row.bits))
