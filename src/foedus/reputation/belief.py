"""What a watcher thinks the promise is worth, and whether it stays: tempered Bayes on one public signal."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.array_library import held, library

Array = Any


def largest_exponent(like: Array) -> float:
    """What a difference of logarithms is bounded by, in the precision of an array, before it is exponentiated.

    A term that is multiplied by a probability of 0 may be larger than every term that counts; its exponential must stay
    finite because the derivative with respect to that 0 is the exponential itself. Far below the largest term nothing
    counts any more, and numbers too small to be written in full would take the processor a hundred times as long.
    """
    return 600.0 if like.dtype == np.float64 else 60.0


def revised(prior: Array, spillover: Array, log_likelihood: Array) -> Array:
    """Belief over types after a signal, b' ∝ prior · P(signal | type)^spillover, on axis 0.

    Arguments:
        prior: belief before, shape (type, …); an entry may be 0 and then stays 0.
        spillover: w_o in [0, 1], how far the signal speaks to this watcher, broadcast against (…).
        log_likelihood: log P(signal | type), shape (type, …), up to a constant common to the types.
    """
    terms = _terms(prior, spillover, log_likelihood)
    total = sum(terms[1:], start=terms[0])
    return library(total).stack([term / total for term in terms])


def promise_price(prior: Array, spillover: Array, log_likelihood: Array, honours: Array) -> Array:
    """P(the guarantor honours a call) to a watcher after a signal: Σ_θ b'(θ) h_θ with b' as in `revised`.

    Of NumPy arrays it is a NumPy array.

    The sum over types is written out term by term: fused by the compiler it is thirty times faster than a softmax over
    the axis of types, and the audience is most of the arithmetic of the game.
    """
    terms = _terms(prior, spillover, log_likelihood)
    kept = [term * honours[kind] for kind, term in enumerate(terms)]
    return sum(kept[1:], start=kept[0]) / sum(terms[1:], start=terms[0])


def _terms(prior: Array, spillover: Array, log_likelihood: Array) -> list[Array]:
    """prior · likelihood^spillover of each type, divided by the largest so that none overflows.

    The largest is taken over types the prior allows, else all terms could underflow together.
    """
    xp = library(prior, spillover, log_likelihood)
    kinds = range(prior.shape[0])
    if len(kinds) == 2:  # one exponential instead of two
        lead = spillover * (log_likelihood[0] - log_likelihood[1])
        behind = xp.exp(-xp.minimum(xp.abs(lead), largest_exponent(lead)))
        leads = lead > 0
        return [prior[0] * xp.where(leads, 1.0, behind), prior[1] * xp.where(leads, behind, 1.0)]
    exponents = [spillover * log_likelihood[kind] for kind in kinds]
    allowed = [xp.where(prior[kind] > 0, exponents[kind], -xp.inf) for kind in kinds]
    top = allowed[0]
    for other in allowed[1:]:
        top = xp.maximum(top, other)
    top = held(top)
    # A type of prior 0 may be the likelier one: its exponential is bounded because 0 times it must stay 0.
    return [prior[kind] * xp.exp(xp.minimum(exponents[kind] - top, largest_exponent(top))) for kind in kinds]


def log_odds_of_staying(price: Array, support: Array, reserve: Array, fear: Array, sharpness: Array) -> Array:
    """Logit of staying (joining): sharpness · (price − fear · support − reserve).

    Arguments:
        price: P(honour) to the member.
        support: E[s̃ | signal], help given to the client, which `fear` dislikes (Henry 2020, doi:10.1162/isec_a_00375).
        reserve: the price at which the member is indifferent between this guarantee and its outside option.
        sharpness: κ_A λ.
    """
    return sharpness * (price - fear * support - reserve)
