"""How open it is which request was made (ambiguity), and whether more was asked than was given (innocence)."""

from __future__ import annotations

import math
from typing import Any

from foedus.answer.reading import Reading
from foedus.answer.weighing import Series, posterior_weight, ratio

Array = Any


def _given_sight(reading: Reading) -> tuple[Array, Array]:
    """P(q | E, final sight v, no leak), (request, sight, draw), and P(v | E), (sight, draw)."""
    joint = (reading.prior * reading.likelihood)[:, None] * reading.sight
    likely = joint.sum(axis=0)
    return ratio(joint, likely), ratio(likely, likely.sum(axis=0))


def _at(by_sight: Array, likely: Array, seen: int | None) -> Array:
    return (by_sight * likely).sum(axis=0) if seen is None else by_sight[seen]


def ambiguity(reading: Reading, seen: int | None) -> Series:
    """(1 − ℓ) · entropy of which request was made, of its largest value; `seen` is the response seen, if any.

    It depends on how finely the menu is cut. Known in JSON as `deniability`.
    """
    chance, likely = _given_sight(reading)
    xp = chance.__array_namespace__()
    surprise = xp.where(chance > 0, -chance * xp.log(xp.where(chance > 0, chance, 1.0)), 0.0)
    n_requests = reading.prior.shape[0]
    entropy = surprise.sum(axis=0) / (math.log(n_requests) if n_requests > 1 else 1.0)
    return Series.single((1.0 - reading.leak) * _at(entropy, likely, seen), posterior_weight(reading))


def innocence(reading: Reading, seen: int | None) -> Series:
    """P(no more was asked than was given | E, final sight, no leak)."""
    return Series.single(_innocence(reading, seen), posterior_weight(reading))


def deniable_refusal(reading: Reading, seen: int | None) -> Series:
    """(1 − ℓ) · innocence: from 0.5 on the briefing may speak of a refusal nobody can prove."""
    return Series.single((1.0 - reading.leak) * _innocence(reading, seen), posterior_weight(reading))


def _innocence(reading: Reading, seen: int | None) -> Array:
    chance, likely = _given_sight(reading)
    no_more = reading.request_level[:, None] <= reading.response_level[None] + 1e-9
    return _at((chance * no_more).sum(axis=0), likely, seen)
