"""What outsiders and the client can infer: probabilities of what is carried out and what is seen, as logarithms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from foedus.equilibrium.array_library import library
from foedus.equilibrium.backend import jax
from foedus.request.logs import added, log_added, log_mix, log_mix_and_mean, shares
from foedus.request.terms import Terms

Array = Any


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Signals:
    """What strategies make of each sight. The axis `leak` is 0 where nothing leaked, 1 + q where request q did."""

    log_carried: Array
    """log P(x carried out | θ, ν, q), (type, need, request, response, draw)"""
    log_seen: Array
    """log P(z | θ): L_E(q) enters where q did not leak; (type, leak, sight, draw)"""
    support: Array
    """E[s̃ | z] under nature's prior over types, (leak, sight, draw)"""


def log_chosen(terms: Terms, log_guarantor: Array) -> Array:
    """log P(a chosen | θ, ν, q): hearing, then choice.

    Shape (type, need, request, response, draw) from the guarantor's log strategy (type, need, heard, response, draw).
    """
    chosen = terms.log_clarity[:, None] + log_guarantor
    for rank in range(terms.lower.shape[1]):
        is_lower = terms.is_lower[rank]
        misheard = added(
            [is_lower[:, heard, None] * log_guarantor[:, :, heard, None] for heard in range(terms.n_requests)]
        )
        chosen = log_added(chosen, terms.log_unclear[rank][:, None] + misheard)
    return chosen


def log_carried_out(terms: Terms, log_guarantor: Array) -> Array:
    """log P(x | θ, ν, q): what is chosen, and what a veto or a third party turns into the fallback; the same shape."""
    chosen = log_chosen(terms, log_guarantor)
    falls_back = log_mix(1.0 - terms.carried, chosen, axis=3)
    carried = chosen + terms.log_carried_share
    at_fallback = log_added(carried[:, :, :, terms.fallback], falls_back)
    return library(carried, at_fallback).where(_only(terms, terms.fallback), at_fallback[:, :, :, None], carried)


def read_signals(terms: Terms, log_client: Array, log_guarantor: Array) -> Signals:
    """What each sight tells, by Bayes on the strategies (log client (need, request, draw), log guarantor as above)."""
    return signals_of(terms, log_client, log_carried_out(terms, log_guarantor))


def signals_of(terms: Terms, log_client: Array, log_carried: Array) -> Signals:
    """The same, where what is carried out is known: log P(x | θ, ν, q), (type, need, request, response, draw)."""
    xp = library(log_carried, log_client, terms.log_visibility, terms.sight, terms.support_of, terms.evidence)
    joint = log_carried + (terms.log_need[:, None] + log_client)[None, :, :, None]
    by_request = reduce(
        log_added, (joint[:, place] for place in range(terms.n_needs))
    )  # (type, request, response, draw)
    # s̃ does not depend on the need, so the mean over needs is already in `by_request`.
    log_leaked, support = by_request + terms.log_visibility, xp.broadcast_to(terms.support_of, by_request.shape)
    # Only what is among the looks can be mistaken for another, so only there a sum over what was carried out is due.
    leaked_support = terms.support_of
    for column, target in enumerate(terms.looks):
        total, mean = log_mix_and_mean(terms.sight[column], by_request, terms.support_of, axis=2)
        is_target = _only(terms, target)
        log_leaked = xp.where(is_target, total[:, :, None], log_leaked)
        support = xp.where(is_target, mean[:, :, None], support)
        leaked_support = xp.where(is_target, _over_types(terms, total, mean)[:, None], leaked_support)
    log_silent, silent = log_mix_and_mean(terms.evidence[:, None], log_leaked, support, axis=1)
    return Signals(
        log_carried,
        xp.concatenate([log_silent[:, None], log_leaked], axis=1),
        xp.concatenate([_over_types(terms, log_silent, silent)[None], leaked_support]),
    )


def _over_types(terms: Terms, log_seen: Array, value: Array) -> Array:
    """Mean over types after a sight, under nature's prior, from (type, …, draw) to (…, draw)."""
    # By the share itself: a type that cannot be has no say, however likely it would make the sight.
    share = terms.share.reshape(terms.n_types, *[1] * (log_seen.ndim - 2), -1)
    return log_mix_and_mean(share, log_seen, value, axis=0)[1]


def _only(terms: Terms, response: int) -> Array:
    """Whether a response is this one, (response, 1)."""
    return (np.arange(terms.n_responses) == response)[:, None]


def guarantor_belief(terms: Terms, log_client: Array) -> Array:
    """P(q | heard r, ν), shape (need, request, heard, draw); where r is never heard, the request itself."""
    belief = shares(terms.hearing, log_client[:, :, None], axis=1)
    is_heard = belief.sum(axis=1, keepdims=True) > 0.5
    itself = np.eye(terms.n_requests, dtype=belief.dtype)[:, :, None]
    return library(belief).where(is_heard, belief, itself)
