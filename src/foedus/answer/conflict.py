"""Evidence that pulls against the request that leads, and whether the items agree with one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.sensitivity import ConflictRow
from foedus.request.evidence import EvidenceTable

Array = Any
LEAST = 1e-6
"""bits: what an item without any say moves, as equilibria are solved to about 1e-9"""


def conflict_rows(moved: Mapping[str, Array], leading: int, requests: Sequence[str]) -> tuple[ConflictRow, ...]:
    """The items whose bits are below zero for the leading request, the strongest first.

    Arguments:
        moved: log2 odds of each request with the item less without it, (request,), by item.
        leading: place of the request that leads.
        requests: ids, in order.
    """
    # What is no number is not below anything either.
    against = [(item, bits) for item, bits in moved.items() if bits[leading] < -LEAST]
    rows = [ConflictRow(item, float(bits[leading]), requests[int(np.argmax(bits))]) for item, bits in against]
    return tuple(sorted(rows, key=lambda row: row.bits))


def conflict_measure(reading: Reading, evidence: EvidenceTable, draws: Array) -> float:
    """log2 of Π P(e) over P(all e): below zero where the items are likelier together than each by itself.

    Above zero they disagree, or the case is a rare one: Jensen, Chamberlain, Nordahl and Jensen (1990), "Analysis in
    HUGIN of data conflict", UAI 6, 519–528 (arXiv:1304.1146). Reports of one origin are one item; chances are those of
    strategy, as solved, before any evidence; the conventional level of relative odds cancels.

    Arguments:
        reading: of all certified draws.
        evidence: of the whole world.
        draws: places of the certified draws in it.
    """

    def chance(likelihood: Array) -> float:
        per_draw = (reading.prior * likelihood[:, draws]).sum(axis=0)
        return float((reading.thinning * per_draw).sum() / reading.thinning.sum())

    origins = dict.fromkeys(evidence.origins)
    if len(origins) < 2:
        return 0.0  # nothing to agree with
    apart = sum(math.log2(max(chance(_only(evidence, origin).likelihood()), 1e-300)) for origin in origins)
    return apart - math.log2(max(chance(evidence.likelihood()), 1e-300))


def _only(evidence: EvidenceTable, origin: str) -> EvidenceTable:
    """The reports of one origin alone."""
    places = [place for place, own in enumerate(evidence.origins) if own == origin]
    return replace(
        evidence,
        ids=tuple(evidence.ids[place] for place in places),
        origins=(origin,) * len(places),
        dates=tuple(evidence.dates[place] for place in places),
        raw=evidence.raw[places],
        reliability=evidence.reliability[places],
        is_relative=tuple(evidence.is_relative[place] for place in places),
    )
