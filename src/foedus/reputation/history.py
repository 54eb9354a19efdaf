"""What earlier calls have done to the price of the promise: the counterfactual without one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]


def degree_honoured(given: Any, asked: Any) -> Draws:
    """g = min(1, level given / level asked): to what degree a past call was honoured; 1 where nothing was asked."""
    given, asked = np.asarray(given, dtype=float), np.asarray(asked, dtype=float)
    return np.where(asked > 0, np.minimum(1.0, given / np.where(asked > 0, asked, 1.0)), 1.0)


def shift_of_log_odds(honours: Draws, degree: Draws, weight: Draws) -> Draws:
    """What a call has added to the log of each type's probability, (type, …), up to a constant common to the types.

    weight · [ g log h_θ + (1 − g) log(1 − h_θ) ]: the log likelihood of a call honoured to degree g, tempered.

    Arguments:
        honours: h_θ in (0, 1), (type, draw).
        degree: g, (draw,).
        weight: w_o · public · memory^years of a watcher, (…, draw); 0 for one that never heard of it.
    """
    # A type that always (never) honours would make the counterfactual without its failure (success) undefined.
    bounded = np.clip(honours, 1e-12, 1.0 - 1e-12)
    each = degree * np.log(bounded) + (1.0 - degree) * np.log1p(-bounded)
    return each.reshape(len(honours), *([1] * (weight.ndim - 1)), -1) * weight[None]


def without_call(belief: Draws, shift: Draws) -> Draws:
    """The belief had the call not happened, (type, …): the stated one is belief *now*, so its effect is taken out."""
    with np.errstate(divide="ignore"):
        log_belief = np.where(belief > 0, np.log(np.where(belief > 0, belief, 1.0)) - shift, -np.inf)
    terms = np.exp(log_belief - log_belief.max(axis=0, keepdims=True))
    result: Draws = terms / terms.sum(axis=0, keepdims=True)
    return result
