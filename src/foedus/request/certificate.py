"""The certificate of a profile of the request game, over every information set, the audience's included."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.certificate import BinarySets, Certificate, InformationSets, certify
from foedus.request.game import RequestGame
from foedus.request.iterate import play
from foedus.request.response import (
    Profile,
    audience_response,
    client_response,
    guarantor_response,
    utilities,
)
from foedus.request.signals import read_signals
from foedus.request.terms import Terms, terms_of

Array = Any


def certificate(terms: Terms, profile: Profile) -> Certificate:
    """Residual and regret of a whole profile, from the payoffs; beliefs are the tempered ones where w_o ≠ 1."""
    one = jnp.ones(terms.n_draws)
    signals = read_signals(terms, profile.log_client, profile.log_guarantor)
    client, guarantor = utilities(terms, profile, signals)
    escalates, stays, client_stays = audience_response(terms, signals, one)
    challenger_precision = terms.challenger_sharpness * terms.precision
    audience_precision = terms.audience_sharpness * terms.precision
    open_now = jnp.ones(())
    kinds: list[InformationSets | BinarySets] = [
        InformationSets(
            jnp.swapaxes(profile.log_client, 0, 1),
            jnp.swapaxes(client_response(terms, client, one), 0, 1),
            jnp.swapaxes(client, 0, 1),
            terms.precision,
            open_now,
        ),
        InformationSets(
            jnp.moveaxis(profile.log_guarantor, 3, 0),
            jnp.moveaxis(guarantor_response(terms, guarantor, one), 3, 0),
            jnp.moveaxis(guarantor, 3, 0),
            terms.precision,
            terms.is_open[:, None, None, None],
        ),
        BinarySets(profile.client_stays, client_stays, audience_precision),
    ]
    if terms.n_members:
        kinds.append(BinarySets(profile.stays, stays, audience_precision))
    if terms.has_challenger:
        kinds.append(BinarySets(profile.escalates, escalates, challenger_precision))
    return certify(kinds)


def certificate_at(game: RequestGame, iterate: Array) -> Certificate:
    """The certificate of the profile that an iterate of the solver leads to."""
    terms = terms_of(game)
    return certificate(terms, play(terms, iterate, jnp.ones(game.n_draws)))
