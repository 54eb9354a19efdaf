"""The certificate of a profile of the request game, over every information set, the audience's included."""

from __future__ import annotations

from functools import partial
from typing import Any

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.certificate import Certificate, InformationSets, binary_sets, certify
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

Array = Any


def certificate(game: RequestGame, profile: Profile) -> Certificate:
    """Residual and regret of a whole profile, from the payoffs; beliefs are the tempered ones where w_o ≠ 1."""
    one = jnp.ones(game.n_draws)
    client, guarantor = utilities(game, profile)
    signals = read_signals(game, profile.log_client, profile.log_guarantor)
    escalates, stays, client_stays = audience_response(game, signals, one)
    challenger_precision = game.challenger_sharpness * game.precision
    audience_precision = game.audience_sharpness * game.precision
    open_now = jnp.ones(())
    kinds = [
        InformationSets(
            jnp.swapaxes(profile.log_client, 0, 1),
            jnp.swapaxes(client_response(game, client, one), 0, 1),
            jnp.swapaxes(client, 0, 1),
            game.precision,
            open_now,
        ),
        InformationSets(
            jnp.moveaxis(profile.log_guarantor, 3, 0),
            jnp.moveaxis(guarantor_response(game, guarantor, one), 3, 0),
            jnp.moveaxis(guarantor, 3, 0),
            game.precision,
            game.is_open[:, None, None, None],
        ),
        binary_sets(profile.client_stays, client_stays, audience_precision),
    ]
    if game.n_members:
        kinds.append(binary_sets(profile.stays, stays, audience_precision))
    if game.has_challenger:
        kinds.append(binary_sets(profile.escalates, escalates, challenger_precision))
    return certify(kinds)


@partial(jax.jit, compiler_options=COMPILE)
def certificate_at(game: RequestGame, iterate: Array) -> Certificate:
    """The certificate of the profile that an iterate of the solver leads to."""
    return certificate(game, play(game, iterate, jnp.ones(game.n_draws)))
