"""The fixed point the solver works on: what outsiders and the client believe, not what is played.

A plain iteration on strategies cycles where a large audience watches. Beliefs move less, are fewer, and determine
everything: per signal the log likelihood ratios of the types and, where it is not known beforehand, the expected
support; per (need, request, carried out) what the client has learnt; and the client's own mixture, which the guarantor
needs where it may have misheard.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

import numpy as np

from foedus.equilibrium.array_library import library, sigmoid
from foedus.request.book import book_at
from foedus.request.game import RequestGame
from foedus.request.payoff import client_utility, guarantor_utility
from foedus.request.response import (
    Profile,
    audience_response,
    client_response,
    escalation_probability,
    guarantor_response,
)
from foedus.request.signals import Signals, log_carried_out, read_signals, signals_of
from foedus.request.terms import Terms

Array = Any


def _ratios(log_likelihood: Array) -> Array:
    """Log likelihood of each type but the last against the last."""
    return log_likelihood[:-1] - log_likelihood[-1:]


def _with_last(ratios: Array) -> Array:
    return library(ratios).concatenate([ratios, np.zeros((1, *ratios.shape[1:]), ratios.dtype)])


def _shapes(game: RequestGame) -> list[tuple[int, ...]]:
    types, needs, requests, responses = game.n_types - 1, game.n_needs, game.n_requests, game.n_responses
    return [
        (types, 1 + requests, responses),
        (responses,),
        (requests, len(game.looks)),
        (types, needs, requests, responses),
        (needs, requests),
    ]


def first_unknowns(game: RequestGame) -> list[int]:
    """At which unknown each part of an iterate begins, in the order of `_shapes`."""
    return list(accumulate(map(math.prod, _shapes(game)[:-1]), initial=0))


def n_unknowns(game: RequestGame) -> int:
    """How many numbers an iterate has in each draw."""
    return sum(map(math.prod, _shapes(game)))


def pack(game: RequestGame, signals: Signals, log_client: Array) -> Array:
    """The iterate, shape (unknown, draw)."""
    silent, leaked = signals.support[0], signals.support[1:]
    # Where q leaked and nothing looks like what is seen, both are known, and so is the support.
    xp = library(signals.log_seen, signals.log_carried, silent, log_client)
    open_to_doubt = xp.stack([leaked[:, target] for target in game.looks], axis=1)
    parts = [_ratios(signals.log_seen), silent, open_to_doubt, _ratios(signals.log_carried), log_client]
    return xp.concatenate([part.reshape(math.prod(part.shape[:-1]), part.shape[-1]) for part in parts])


def unpack(terms: Terms, iterate: Array) -> tuple[Signals, Array]:
    """Signals (log likelihoods against the last type) and the client's log strategy."""
    parts = [
        iterate[first : first + math.prod(shape)].reshape(*shape, iterate.shape[-1])
        for first, shape in zip(first_unknowns(terms), _shapes(terms), strict=True)
    ]
    seen, silent, open_to_doubt, carried, log_client = parts
    xp, leaked = library(iterate, terms.support_of), terms.support_of
    for column, target in enumerate(terms.looks):
        is_target = (np.arange(terms.n_responses) == target)[:, None]
        leaked = xp.where(is_target, open_to_doubt[:, column, None], leaked)
    return Signals(_with_last(carried), _with_last(seen), xp.concatenate([silent[None], leaked])), log_client


def play(terms: Terms, iterate: Array, scale: Array) -> Profile:
    """The profile that these beliefs lead to, every set by logit at λ · scale."""
    return _play(terms, iterate, scale)[0]


def step(terms: Terms, iterate: Array, scale: Array) -> Array:
    """One turn of the map: beliefs → play → beliefs, shape (unknown, draw); `scale` (draw,) multiplies λ."""
    profile, log_carried = _play(terms, iterate, scale)
    return pack(terms, signals_of(terms, profile.log_client, log_carried), profile.log_client)


def _play(terms: Terms, iterate: Array, scale: Array) -> tuple[Profile, Array]:
    """The profile, and log P(x carried out | θ, ν, q) under it."""
    signals, log_client = unpack(terms, iterate)
    escalates, stays, client_stays = audience_response(terms, signals, scale)
    escalation = escalation_probability(terms, escalates)
    utility = guarantor_utility(terms, log_client, escalation, book_at(terms, signals, scale), sigmoid(client_stays))
    log_guarantor = guarantor_response(terms, utility, scale)
    log_carried = log_carried_out(terms, log_guarantor)
    log_client = client_response(terms, client_utility(terms, log_carried, escalation), scale)
    return Profile(log_client, log_guarantor, escalates, stays, client_stays), log_carried


def start(terms: Terms) -> Array:
    """Beliefs at λ = 0, where play follows the weights alone on each draw's menu."""
    types, needs, requests, responses = terms.n_types, terms.n_needs, terms.n_requests, terms.n_responses
    nothing = np.zeros(terms.n_draws)
    log_client = client_response(terms, np.zeros((needs, requests, terms.n_draws)), nothing)
    log_guarantor = guarantor_response(terms, np.zeros((types, needs, requests, responses, terms.n_draws)), nothing)
    return pack(terms, read_signals(terms, log_client, log_guarantor), log_client)
