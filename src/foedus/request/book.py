"""The book as one function of two numbers per signal: Σ_o v_o stay_o(z), and its derivative computed once per draw.

Twenty members at some ninety signals are most of the arithmetic of the game, and all of them read a signal through its
log likelihoods and its expected support alone. Where the map is linearised, the sums of the members' derivatives are
therefore taken once, and each direction costs a product instead of another round of the audience.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.array_library import library, sigmoid
from foedus.equilibrium.backend import jax, jnp
from foedus.reputation.belief import log_odds_of_staying, promise_price, revised
from foedus.request.signals import Signals
from foedus.request.terms import Terms

Array = Any


def book_at(terms: Terms, signals: Signals, scale: Array) -> Array:
    """R(z) = Σ_{o ≥ 1} v_o stay_o(z), shape (leak, sight, draw), where everybody answers these signals at λ · scale."""
    if not terms.n_members:
        return library(signals.support).zeros_like(signals.support)
    members = (terms.prior, terms.spillover, terms.value, terms.reserve, terms.fear)
    sharpness = terms.audience_sharpness * scale * terms.precision
    given = (signals.log_seen, signals.support)
    xp = library(terms.log_prior, *members, terms.honours, sharpness, *given)
    book = _book if xp is np else _book_followed
    sharpness = xp.broadcast_to(sharpness, signals.support.shape)
    return book(terms.log_prior, members, terms.honours, sharpness, *given)


def _by_prior(members: tuple[Array, ...], honours: Array, sharpness: Array, log_seen: Array, support: Array) -> Array:
    """The book from priors as they are, whatever the number of types."""
    prior, spillover, value, reserve, fear = members
    price = promise_price(prior[:, None, None], spillover, log_seen[:, :, :, None], honours)
    stays = sigmoid(log_odds_of_staying(price, support[:, :, None], reserve, fear, sharpness[:, :, None]))
    return (value * stays).sum(axis=2)


def _book(
    log_prior: Array,
    members: tuple[Array, ...],
    honours: Array,
    sharpness: Array,
    log_seen: Array,
    support: Array,
) -> Array:
    prior, spillover, value, reserve, fear = members
    if prior.shape[0] != 2:
        return _by_prior(members, honours, sharpness, log_seen, support)
    _, price = _of_two(log_prior, spillover, honours, log_seen)
    margin = sharpness[:, :, None] * (price - fear * support[:, :, None] - reserve)
    return (value * _logistic(margin)).sum(axis=2)


_book_followed = jax.custom_jvp(_book)


def _of_two(log_prior: Array, spillover: Array, honours: Array, log_seen: Array) -> tuple[Array, Array]:
    """Belief in the first of two types, and the price of the promise, (leak, sight, member, draw) each.

    A logistic of the log odds: an exponential less than `promise_price`, and nothing to be compared.
    """
    odds = spillover * (log_seen[0] - log_seen[1])[:, :, None] + (log_prior[0] - log_prior[1])
    belief = _logistic(odds)
    return belief, honours[1] + (honours[0] - honours[1]) * belief


def _logistic(log_odds: Array) -> Array:
    """1 / (1 + exp(−log_odds)): compiled, by one exponential and nothing to be compared."""
    return sigmoid(log_odds) if library(log_odds) is np else 1.0 / (1.0 + jnp.exp(-log_odds))


def _slopes(
    log_prior: Array,
    members: tuple[Array, ...],
    honours: Array,
    sharpness: Array,
    log_seen: Array,
    support: Array,
) -> tuple[Array, Array, Array]:
    """Derivatives of the book with respect to sharpness, log likelihood of each type and support, signal by signal."""
    prior, spillover, value, reserve, fear = members
    if prior.shape[0] == 2:
        belief, price = _of_two(log_prior, spillover, honours, log_seen)
        stays = _logistic(sharpness[:, :, None] * (price - fear * support[:, :, None] - reserve))
        slope = value * stays * (1.0 - stays)
        margin = price - fear * support[:, :, None] - reserve
        learns = (honours[0] - honours[1]) * sharpness * jnp.sum(slope * spillover * belief * (1.0 - belief), axis=2)
        of_support = -sharpness * jnp.sum(slope * fear, axis=2)
        return jnp.sum(slope * margin, axis=2), jnp.stack([learns, -learns]), of_support
    belief = revised(prior[:, None, None], spillover, log_seen[:, :, :, None])  # (type, leak, sight, member, draw)
    # Barriers: each of the sums below would otherwise evaluate the audience anew.
    belief = jax.lax.optimization_barrier(belief)
    price = jnp.sum(belief * honours[:, None, None, None], axis=0)
    margin = log_odds_of_staying(price, support[:, :, None], reserve, fear, 1.0)
    stays = jax.nn.sigmoid(sharpness[:, :, None] * margin)
    slope, margin, price = jax.lax.optimization_barrier((value * stays * (1.0 - stays), margin, price))
    of_sharpness = jnp.sum(slope * margin, axis=2)
    of_support = -sharpness * jnp.sum(slope * fear, axis=2)
    learnt = [
        jnp.sum(slope * spillover * belief[kind] * (honours[kind] - price), axis=2) for kind in range(prior.shape[0])
    ]
    return of_sharpness, sharpness * jnp.stack(learnt), of_support


def _book_tangent(primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
    _, members, honours, *signal = primals
    slopes = jax.lax.optimization_barrier(_slopes(*primals))
    sharpness, log_seen, support = tangents[3:]
    change = jnp.zeros_like(primals[-1])
    if not _is_zero(sharpness):
        change = change + slopes[0] * sharpness
    if not _is_zero(log_seen):
        change = change + jnp.sum(slopes[1] * log_seen, axis=0)
    if not _is_zero(support):
        change = change + slopes[2] * support
    payoffs = (members, honours)
    moves = (tangents[1], tangents[2])  # that of log π_o is that of π_o, which is finite where π_o is 0, too
    if not all(_is_zero(move) for move in jax.tree_util.tree_leaves(moves, is_leaf=_is_zero)):
        whole = jax.tree_util.tree_map(_instantiate, moves, is_leaf=_is_zero)
        change = change + jax.jvp(lambda *payoffs: _by_prior(*payoffs, *signal), payoffs, whole)[1]
    return _book_followed(*primals), change


def _is_zero(tangent: Any) -> bool:
    return isinstance(tangent, jax.custom_derivatives.SymbolicZero)


def _instantiate(tangent: Any) -> Array:
    return jnp.zeros(tangent.shape, tangent.dtype) if _is_zero(tangent) else tangent


_book_followed.defjvp(_book_tangent, symbolic_zeros=True)
