"""How open it is which request was made (ambiguity), and whether more was asked than was given (innocence)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.weighing import Series, posterior_weight, ratio

Array = Any


def _given_sight(reading: Reading) -> tuple[Array, Array]:
    """P(q | E, final sight v, no leak), (request, sight, draw), and P(v | E), (sight, draw)."""
    joint = (reading.prior * reading.likelihood)[:, None] * reading.sight
    likely = joint.sum(axis=0)
    return ratio(joint, likely), ratio(likely, likely.sum(axis=0))


def _series(reading: Reading, by_sight: Array, likely: Array, seen: int | None) -> Series:
    """A quantity of the final sight: at the sight of one response, in the draws in which it can be, else its mean."""
    weight = posterior_weight(reading)
    if seen is None:
        return Series.single((by_sight * likely).sum(axis=0), weight, "posterior")
    return Series.single(by_sight[seen], weight * (likely[seen] > 0))


def ambiguity(reading: Reading, seen: int | None, cut: Callable[[Array], Array] | None = None) -> Series:
    """(1 − ℓ) · entropy of which request was made, of its largest value; `seen` is the response seen, if any.

    It depends on how finely the menu is cut: `cut` makes of P(q | …), the request first, that of another menu. Known in
    JSON as `deniability`.
    """
    chance, likely = _given_sight(reading)
    chance = chance if cut is None else cut(chance)
    surprise = np.where(chance > 0, -chance * np.log(np.where(chance > 0, chance, 1.0)), 0.0)
    n_requests = len(chance)
    entropy = surprise.sum(axis=0) / (math.log(n_requests) if n_requests > 1 else 1.0)
    return _series(reading, (1.0 - reading.leak) * entropy, likely, seen)


def innocence(reading: Reading, seen: int | None) -> Series:
    """P(no more was asked than was given | E, final sight, no leak)."""
    chance, likely = _given_sight(reading)
    return _series(reading, _no_more(reading, chance), likely, seen)


def deniable_refusal(reading: Reading, fallback: int) -> Series:
    """(1 − ℓ) · innocence where the fallback is what is seen: from 0.5 on a refusal that nobody can prove."""
    chance, likely = _given_sight(reading)
    return _series(reading, (1.0 - reading.leak) * _no_more(reading, chance), likely, fallback)


def _no_more(reading: Reading, chance: Array) -> Array:
    """P(d_q ≤ s_v | v), (sight, draw)."""
    no_more = reading.request_level[:, None] <= reading.response_level[None] + 1e-9
    return (chance * no_more).sum(axis=0)
