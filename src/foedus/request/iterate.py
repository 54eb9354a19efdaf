"""The fixed point the solver works on: what outsiders and the client believe, not what is played.

A plain iteration on strategies cycles where a large audience watches. Beliefs move less, are fewer, and determine
everything: per signal the log likelihood ratios of the types and the expected support, per (need, request, carried
out) what the client has learnt, and the client's own mixture, which the guarantor needs where it may have misheard.
"""

from __future__ import annotations

import math
from typing import Any

from foedus.equilibrium.backend import jax, jnp
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

Array = Any


def _ratios(log_likelihood: Array) -> Array:
    """Log likelihood of each type but the last against the last."""
    return log_likelihood[:-1] - log_likelihood[-1:]


def _with_last(ratios: Array) -> Array:
    return jnp.concatenate([ratios, jnp.zeros((1, *ratios.shape[1:]))])


def _shapes(game: RequestGame) -> list[tuple[int, ...]]:
    types, needs, requests, responses = game.n_types - 1, game.n_needs, game.n_requests, game.n_responses
    return [
        (types, 1 + requests, responses),
        (1 + requests, responses),
        (types, needs, requests, responses),
        (needs, requests),
    ]


def pack(signals: Signals, log_client: Array) -> Array:
    """The iterate, shape (unknown, draw)."""
    parts = [_ratios(signals.log_seen), signals.support, _ratios(signals.log_carried), log_client]
    return jnp.concatenate([part.reshape(-1, part.shape[-1]) for part in parts])


def unpack(game: RequestGame, iterate: Array) -> tuple[Signals, Array]:
    """Signals (log likelihoods against the last type) and the client's log strategy."""
    parts, start = [], 0
    for shape in _shapes(game):
        stop = start + math.prod(shape)
        parts.append(iterate[start:stop].reshape(*shape, iterate.shape[-1]))
        start = stop
    seen, support, carried, log_client = parts
    return Signals(_with_last(carried), _with_last(seen), support), log_client


def play(game: RequestGame, iterate: Array, scale: Array) -> Profile:
    """The profile that these beliefs lead to, every set by logit at λ · scale."""
    return _play(game, iterate, scale)[0]


def step(game: RequestGame, iterate: Array, scale: Array) -> Array:
    """One turn of the map: beliefs → play → beliefs, shape (unknown, draw); `scale` (draw,) multiplies λ."""
    profile, log_carried = _play(game, iterate, scale)
    return pack(signals_of(game, profile.log_client, log_carried), profile.log_client)


def _play(game: RequestGame, iterate: Array, scale: Array) -> tuple[Profile, Array]:
    """The profile, and log P(x carried out | θ, ν, q) under it."""
    signals, log_client = unpack(game, iterate)
    escalates, stays, client_stays = audience_response(game, signals, scale)
    escalation = escalation_probability(game, escalates)
    utility = guarantor_utility(
        game, log_client, escalation, book_at(game, signals, scale), jax.nn.sigmoid(client_stays)
    )
    log_guarantor = guarantor_response(game, utility, scale)
    log_carried = log_carried_out(game, log_guarantor)
    log_client = client_response(game, client_utility(game, log_carried, escalation), scale)
    return Profile(log_client, log_guarantor, escalates, stays, client_stays), log_carried


def start(game: RequestGame) -> Array:
    """Beliefs at λ = 0, where play follows the weights alone on each draw's menu."""
    types, needs, requests, responses = game.n_types, game.n_needs, game.n_requests, game.n_responses
    nothing = jnp.zeros(game.n_draws)
    log_client = client_response(game, jnp.zeros((needs, requests, game.n_draws)), nothing)
    log_guarantor = guarantor_response(game, jnp.zeros((types, needs, requests, responses, game.n_draws)), nothing)
    return pack(read_signals(game, log_client, log_guarantor), log_client)
