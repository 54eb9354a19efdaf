"""What of a request game no belief moves, worked out once per draw before it is solved.

The solver turns the map some fifty times. Whatever stands in it and does not change from turn to turn is kept here:
left in the map, the compiler would work out a logarithm again for every entry that it is added to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax
from foedus.request.game import RequestGame
from foedus.request.logs import log_of, never

Array = Any


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Terms(RequestGame):
    """The game and what follows from it alone. Axes as in docs/notation.md."""

    log_need: Array
    """log P(ν), (need, draw)"""
    log_request_weight: Array
    """(request, draw)"""
    log_response_weight: Array
    """(response, draw)"""
    log_clarity: Array
    """(request, draw)"""
    log_unclear: Array
    """log P(heard as this one of the next lower level | q), (rank, request, draw)"""
    is_lower: Array
    """1 at the request that `lower` names, (rank, request, heard, draw)"""
    hearing: Array
    """P(heard r | asked q), (request, heard, draw)"""
    log_carried_share: Array
    """log P(x = a | a), (response, draw)"""
    log_visibility: Array
    """(response, draw)"""
    sight: Array
    """P(what is seen is this look | x), itself seen as itself included, (look, response, draw)"""
    hidden: Array
    """P(x is not seen and is taken for this look), (look, response, draw)"""
    support_of: Array
    """s̃_{xq}, (request, response, draw)"""
    shortfall: Array
    """(d_q − s̄_x)⁺, (request, response, draw)"""
    log_prior: Array
    """log π_o, −1e300 where it is 0, (type, member, draw)"""


def terms_of(game: RequestGame) -> Terms:
    """The terms of a game; what is given as `Terms` is worked out anew."""
    xp = game.library
    hidden = (1.0 - game.visibility) * xp.moveaxis(game.look, 1, 0)
    is_itself = np.arange(game.n_responses) == np.asarray(game.looks)[:, None]
    ranks, requests = xp.swapaxes(game.lower, 0, 1), np.arange(game.n_requests)[:, None]
    is_lower = xp.where(ranks[:, :, None] == requests, xp.ones_like(game.clarity[0]), 0.0)
    unclear = (1.0 - game.clarity)[:, None] * game.lower_weight
    return Terms(
        **{item.name: getattr(game, item.name) for item in fields(RequestGame)},
        log_need=log_of(game.need_chance),
        log_request_weight=log_of(game.request_weight),
        log_response_weight=log_of(game.response_weight),
        log_clarity=log_of(game.clarity),
        log_unclear=xp.moveaxis(log_of(unclear), 1, 0),
        is_lower=is_lower,
        hearing=_hearing(game, is_lower),
        log_carried_share=log_of(game.carried),
        log_visibility=log_of(game.visibility),
        sight=hidden + is_itself[:, :, None] * game.visibility,
        hidden=hidden,
        support_of=xp.swapaxes(game.support, 0, 1),
        shortfall=xp.maximum(game.request_level[:, None] - game.kept[None], 0.0),
        log_prior=xp.where(game.prior > 0, log_of(game.prior), never(game.prior)),
    )


def _hearing(game: RequestGame, is_lower: Array) -> Array:
    """P(heard r | asked q), shape (request, heard, draw)."""
    unclear = (is_lower * game.library.moveaxis(game.lower_weight, 1, 0)[:, :, None]).sum(axis=0)
    itself = np.eye(game.n_requests, dtype=unclear.dtype)[:, :, None]
    return game.clarity[:, None] * itself + (1.0 - game.clarity)[:, None] * unclear
