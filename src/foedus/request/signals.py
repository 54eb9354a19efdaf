"""What outsiders and the client can infer: probabilities of what is carried out and what is seen, as logarithms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from foedus.equilibrium.backend import jax, jnp
from foedus.request.game import RequestGame
from foedus.request.logs import log_added, log_mix, log_mix_and_shares, log_of

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


def hearing(game: RequestGame) -> Array:
    """P(heard r | asked q), shape (request, heard, draw)."""
    unclear = jnp.zeros((game.n_requests, game.n_requests, game.n_draws))
    for rank in range(game.lower.shape[1]):
        heard = jax.nn.one_hot(game.lower[:, rank], game.n_requests, axis=1)
        unclear = unclear + heard * game.lower_weight[:, rank, None]
    itself = jnp.eye(game.n_requests)[:, :, None]
    return game.clarity[:, None] * itself + (1.0 - game.clarity)[:, None] * unclear


def log_carried_out(game: RequestGame, log_guarantor: Array) -> Array:
    """log P(x | θ, ν, q): hearing, choice, and what a veto or a third party turns into the fallback.

    Shape (type, need, request, response, draw) from the guarantor's log strategy (type, need, heard, response, draw).
    """
    chosen = log_of(game.clarity)[:, None] + log_guarantor
    for rank in range(game.lower.shape[1]):
        heard = game.lower[None, None, :, rank, None]
        misheard = jnp.take_along_axis(log_guarantor, heard, axis=2, mode="clip")
        share = (1.0 - game.clarity) * game.lower_weight[:, rank]
        chosen = log_added(chosen, log_of(share)[:, None] + misheard)
    falls_back = log_mix((1.0 - game.carried)[None, None, None], chosen, axis=3)
    carried = chosen + log_of(game.carried)
    at_fallback = log_added(carried[:, :, :, game.fallback], falls_back)
    return carried.at[:, :, :, game.fallback].set(at_fallback)


def _seen_as(game: RequestGame, by_request: Array) -> tuple[Array, Array]:
    """log P(v | θ, q) and E[s̃ | θ, q, v], both (type, request, sight, draw), from log P(x | θ, q).

    Only the responses in `looks` can be mistaken for another, so only they need a sum over what was carried out.
    """
    support = jnp.moveaxis(game.support, 1, 0)[None]  # (1, request, response, draw)
    log_seen = by_request + log_of(game.visibility)
    mean = jnp.broadcast_to(support, log_seen.shape)
    for column, target in enumerate(game.looks):
        taken_for = (1.0 - game.visibility) * game.look[:, column]
        sight = jnp.asarray(taken_for).at[target].add(game.visibility[target])
        total, shares = log_mix_and_shares(sight, by_request, axis=2)
        log_seen = log_seen.at[:, :, target].set(total)
        mean = mean.at[:, :, target].set(jnp.sum(shares * support, axis=2))
    return log_seen, mean


def read_signals(game: RequestGame, log_client: Array, log_guarantor: Array) -> Signals:
    """What each sight tells, by Bayes on the strategies (log client (need, request, draw), log guarantor as above)."""
    return signals_of(game, log_client, log_carried_out(game, log_guarantor))


def signals_of(game: RequestGame, log_client: Array, log_carried: Array) -> Signals:
    """The same, where what is carried out is known: log P(x | θ, ν, q), (type, need, request, response, draw)."""
    joint = log_carried + (log_of(game.need_chance)[:, None] + log_client)[None, :, :, None]
    needs = (joint[:, place] for place in range(game.n_needs))
    by_request = reduce(log_added, needs)  # (type, request, response, draw)
    # s̃ does not depend on the need, so the mean over needs is already in `by_request`.
    log_leaked, support = _seen_as(game, by_request)
    log_silent, weights = log_mix_and_shares(game.evidence[None, :, None], log_leaked, axis=1)
    silent_support = jnp.sum(weights * support, axis=1)
    log_seen = jnp.concatenate([log_silent[:, None], log_leaked], axis=1)
    by_type = jnp.concatenate([silent_support[:, None], support], axis=1)
    _, odds = log_mix_and_shares(game.share[:, None, None], log_seen, axis=0)
    return Signals(log_carried, log_seen, jnp.sum(odds * by_type, axis=0))


def guarantor_belief(game: RequestGame, log_client: Array) -> Array:
    """P(q | heard r, ν), shape (need, request, heard, draw); where r is never heard, the request itself."""
    _, belief = log_mix_and_shares(hearing(game)[None], log_client[:, :, None], axis=1)
    is_heard = jnp.sum(belief, axis=1, keepdims=True) > 0.5
    itself = jnp.eye(game.n_requests)[None, :, :, None]
    return jnp.where(is_heard, belief, itself)
