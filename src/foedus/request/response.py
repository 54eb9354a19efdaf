"""The response map F of the request game: every information set's logit answer to everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foedus.equilibrium.array_library import library, sigmoid
from foedus.equilibrium.backend import jax
from foedus.reputation.belief import log_odds_of_staying, promise_price
from foedus.request.game import RequestGame
from foedus.request.logs import log_choice
from foedus.request.payoff import client_utility, guarantor_utility
from foedus.request.signals import Signals, read_signals
from foedus.request.terms import Terms, terms_of

Array = Any


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Profile:
    """A strategy for every information set, the choices of C and G as logarithms.

    Binary sets hold the log odds of the first action (escalate, stay).
    """

    log_client: Array
    """log σ_C(q | ν), (need, request, draw)"""
    log_guarantor: Array
    """log σ_G(a | r, ν, θ), (type, need, heard, response, draw); −1e300 where a response is off the draw's menu"""
    escalates: Array
    """log odds of escalating, (leak, sight, draw)"""
    stays: Array
    """log odds of member o ≥ 1 staying, (leak, sight, member, draw)"""
    client_stays: Array
    """log odds of the client staying, (need, request, response, draw)"""

    def probabilities(self) -> dict[str, Array]:
        """The same strategies as probabilities, by name of the field without `log_`."""
        return {
            "client": library(self.log_client).exp(self.log_client),
            "guarantor": library(self.log_guarantor).exp(self.log_guarantor),
            "escalates": sigmoid(self.escalates),
            "stays": sigmoid(self.stays),
            "client_stays": sigmoid(self.client_stays),
        }


def audience_response(game: RequestGame, signals: Signals, scale: Array) -> tuple[Array, Array, Array]:
    """Log odds of escalating, of each member staying, of the client staying, given what the signals tell."""
    precision = scale * game.precision
    deterrence = game.gain - game.deterred * signals.support - game.risk
    escalates = game.challenger_sharpness * precision * deterrence
    sharpness = game.audience_sharpness * precision
    seen = signals.log_seen[:, :, :, None]
    price = promise_price(game.prior[:, None, None], game.spillover, seen, game.honours)
    stays = log_odds_of_staying(price, signals.support[:, :, None], game.reserve, game.fear, sharpness)
    own_price = promise_price(game.share[:, None, None, None], 1.0, signals.log_carried, game.honours)
    client_stays = log_odds_of_staying(own_price, 0.0, game.client_reserve, 0.0, sharpness)
    return escalates, stays, client_stays


def book_value(game: RequestGame, stays: Array) -> Array:
    """R(z) = Σ_{o ≥ 1} v_o stay_o(z), shape (leak, sight, draw), from log odds (leak, sight, member, draw)."""
    return (game.value * sigmoid(stays)).sum(axis=2)


def escalation_probability(game: RequestGame, escalates: Array) -> Array:
    """esc(z), identically 0 without a challenger."""
    return sigmoid(escalates) if game.has_challenger else library(escalates).zeros_like(escalates)


def guarantor_response(terms: Terms, utility: Array, scale: Array) -> Array:
    """log σ_G ∝ weight · exp(λ U_G) over the draw's menu, (type, need, heard, response, draw)."""
    return log_choice(terms.log_response_weight, scale * terms.precision * utility, axis=3, is_open=terms.is_open)


def client_response(terms: Terms, utility: Array, scale: Array) -> Array:
    """log σ_C ∝ weight · exp(λ U_C), (need, request, draw)."""
    return log_choice(terms.log_request_weight, scale * terms.precision * utility, axis=1)


def utilities(terms: Terms, profile: Profile, signals: Signals) -> tuple[Array, Array]:
    """U_C (need, request, draw) and U_G (type, need, heard, response, draw) against this profile and what it tells."""
    escalates = escalation_probability(terms, profile.escalates)
    client = client_utility(terms, signals.log_carried, escalates)
    guarantor = guarantor_utility(
        terms, profile.log_client, escalates, book_value(terms, profile.stays), sigmoid(profile.client_stays)
    )
    return client, guarantor


def respond(game: RequestGame, profile: Profile, scale: Array) -> Profile:
    """F(σ): every information set's logit response to the rest of the profile, λ times `scale`."""
    terms = terms_of(game)
    signals = read_signals(terms, profile.log_client, profile.log_guarantor)
    client, guarantor = utilities(terms, profile, signals)
    return Profile(
        client_response(terms, client, scale),
        guarantor_response(terms, guarantor, scale),
        *audience_response(terms, signals, scale),
    )
