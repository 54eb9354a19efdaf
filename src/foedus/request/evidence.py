"""How likely the public evidence is under each request: tempered by reliability, counted once per origin."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.case import Case

Draws = NDArray[np.float64]
Values = Mapping[str, Draws]


@dataclass(frozen=True)
class EvidenceTable:
    """The evidence of a case in numbers.

    Attributes:
        ids: of the items, in the order of the file.
        origins: of each item; items of one origin are counted once.
        dates: of each item.
        raw: L_e(q) before tempering, (item, request, draw).
        reliability: ρ, (item, draw).
        weight: reference play of the client, (request, draw).
        is_relative: whether the item's likelihood was given as odds, whose level is conventional.
    """

    ids: tuple[str, ...]
    origins: tuple[str, ...]
    dates: tuple[datetime.date, ...]
    raw: Draws
    reliability: Draws
    weight: Draws
    is_relative: tuple[bool, ...]

    def likelihood(self, without: str | None = None, until: datetime.date | None = None) -> Draws:
        """L(q) of all items together, (request, draw): the product over origins.

        Items of one origin are reports of one thing. They are pooled geometrically, each with weight proportional to
        its reliability, and the pool is tempered by the best reliability among them: a second report of the same
        letter changes nothing, and a weak retelling hardly dilutes a good one.

        Arguments:
            without: id of an item to leave out.
            until: last date that counts.
        """
        total = np.ones_like(self.weight)
        for origin in dict.fromkeys(self.origins):
            members = [
                place
                for place, own in enumerate(self.origins)
                if own == origin and self.ids[place] != without and (until is None or self.dates[place] <= until)
            ]
            if members:
                total = total * self._pooled(members)
        return total

    def _pooled(self, members: Sequence[int]) -> Draws:
        reliability = self.reliability[members]
        best = reliability.max(axis=0)
        total = reliability.sum(axis=0)
        shares = np.where(total > 0, reliability / np.where(total > 0, total, 1.0), 1.0 / len(members))
        # A likelihood of 0 stays 0 in the pool, and an item without any say leaves the pool alone.
        with np.errstate(divide="ignore"):
            logs = np.log(self.raw[members])
        terms = np.where(shares[:, None] > 0, shares[:, None] * np.maximum(logs, -1e300), 0.0)
        pooled = np.exp(terms.sum(axis=0))
        mean = (self.weight * pooled).sum(axis=0) / self.weight.sum(axis=0)
        tempered: Draws = best * pooled + (1.0 - best) * mean
        return tempered


def evidence_table(case: Case, values: Values, weight: Draws) -> EvidenceTable:
    """The case's evidence, from drawn inputs; `weight` is the client's reference play, (request, draw)."""
    n_draws = weight.shape[-1]
    raw = np.ones((len(case.evidence), len(case.requests), n_draws))
    reliability = np.ones((len(case.evidence), n_draws))
    relative = []
    for place, item in enumerate(case.evidence):
        kind = "likelihood" if item.likelihood is not None else "odds"
        for column, request in enumerate(case.requests):
            raw[place, column] = values[f"evidence.{item.id}.{kind}.{request}"]
        if kind == "odds":  # scaled to a weighted mean of 1
            raw[place] /= (weight * raw[place]).sum(axis=0) / weight.sum(axis=0)
        relative.append(kind == "odds")
        reliability[place] = values[f"evidence.{item.id}.reliability"]
    return EvidenceTable(
        tuple(item.id for item in case.evidence),
        tuple(item.origin or item.id for item in case.evidence),
        tuple(item.date for item in case.evidence),
        raw,
        reliability,
        weight,
        tuple(relative),
    )
