"""What each choice is worth, given what outsiders and the client will do: model.md section 2, `Payoffs`."""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.backend import jnp
from foedus.request.game import RequestGame
from foedus.request.signals import guarantor_belief

Array = Any


def expected_over_sights(game: RequestGame, by_sight: Array) -> Array:
    """Mean of a quantity of the signal over what x shows and whether q leaks.

    From (leak, sight, draw) to (request, response, draw).
    """
    taken_for = sum(game.look[:, column] * by_sight[:, target, None] for column, target in enumerate(game.looks))
    seen = game.visibility * by_sight + (1.0 - game.visibility) * taken_for
    return (1.0 - game.leak) * seen[:1] + game.leak * seen[1:]


def shortfall(game: RequestGame, given: Array) -> Array:
    """(d_q − given_x)⁺, shape (request, response, draw), `given` (response, draw)."""
    return jnp.maximum(game.request_level[:, None] - given[None], 0.0)


def guarantor_utility(
    game: RequestGame, log_client: Array, escalates: Array, book: Array, client_stays: Array
) -> Array:
    """U_G of each response where r was heard, shape (type, need, heard, response, draw), not times λ.

    Arguments:
        escalates: esc(z), (leak, sight, draw).
        book: R(z) = Σ_o v_o stay_o(z), (leak, sight, draw).
        client_stays: member 0's probability of staying at (need, request, carried out, draw).
    """
    escalation = expected_over_sights(game, escalates)  # (request, response, draw)
    support = jnp.swapaxes(game.support, 0, 1)
    fate = game.need[:, None, None] * (support - game.harm * escalation)[None]  # (need, request, response, draw)
    common = (expected_over_sights(game, book) - game.cost - game.entanglement * game.response_level * escalation)[
        None
    ] + game.client_value * client_stays
    carried_out = game.fate[:, None, None, None] * fate[None] + common[None]
    fallback = carried_out[:, :, :, game.fallback][:, :, :, None]
    chosen = game.carried * carried_out + (1.0 - game.carried) * fallback  # (type, need, request, response, draw)
    duty = game.norm[:, None, None] * game.obligation * shortfall(game, game.kept)[None]
    chosen = chosen - duty[:, None]
    belief = guarantor_belief(game, log_client)  # (need, request, heard, draw)
    return jnp.sum(belief[None, :, :, :, None] * chosen[:, :, :, None], axis=2)


def client_utility(game: RequestGame, log_carried: Array, escalates: Array) -> Array:
    """U_C of each request under each need, shape (need, request, draw), not times λ.

    Arguments:
        log_carried: log P(x | θ, ν, q), (type, need, request, response, draw).
        escalates: esc(z), (leak, sight, draw).
    """
    escalation = expected_over_sights(game, escalates)
    support = jnp.swapaxes(game.support, 0, 1)
    worth = game.need[:, None, None] * (support - game.harm * escalation)[None]
    worth = worth - (game.disappointment * shortfall(game, game.kept))[None]
    given = jnp.sum(game.share[:, None, None, None] * jnp.exp(log_carried), axis=0)
    return jnp.sum(given * worth, axis=2) - game.asking
