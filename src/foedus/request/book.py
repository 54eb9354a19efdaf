"""The book as one function of two numbers per signal: Σ_o v_o stay_o(z), and its derivative computed once per draw.

Twenty members at some ninety signals are most of the arithmetic of the game, and all of them read a signal through its
log likelihoods and its expected support alone. Where the map is linearised, the sums of the members' derivatives are
therefore taken once, and each direction costs a product instead of another round of the audience.
"""

from __future__ import annotations

from typing import Any

from foedus.equilibrium.backend import jax, jnp
from foedus.reputation.belief import log_odds_of_staying, promise_price, revised
from foedus.request.game import RequestGame
from foedus.request.signals import Signals

Array = Any


def book_at(game: RequestGame, signals: Signals, scale: Array) -> Array:
    """R(z) = Σ_{o ≥ 1} v_o stay_o(z), shape (leak, sight, draw), where everybody answers these signals at λ · scale."""
    if not game.n_members:
        return jnp.zeros_like(signals.support)
    members = (game.prior, game.spillover, game.value, game.reserve, game.fear)
    sharpness = jnp.broadcast_to(game.audience_sharpness * scale * game.precision, signals.support.shape)
    return _book(members, game.honours, sharpness, signals.log_seen, signals.support)


def _worth_of_staying(
    member: tuple[Array, ...], honours: Array, sharpness: Array, log_seen: Array, support: Array
) -> Array:
    prior, spillover, value, reserve, fear = member
    price = promise_price(prior, spillover, log_seen, honours)
    return value * jax.nn.sigmoid(log_odds_of_staying(price, support, reserve, fear, sharpness))


@jax.custom_jvp
def _book(members: tuple[Array, ...], honours: Array, sharpness: Array, log_seen: Array, support: Array) -> Array:
    prior, *others = members
    every = (prior[:, None, None], *others)
    signal = sharpness[:, :, None], log_seen[:, :, :, None], support[:, :, None]
    return jnp.sum(_worth_of_staying(every, honours, *signal), axis=2)


def _slopes(
    members: tuple[Array, ...], honours: Array, sharpness: Array, log_seen: Array, support: Array
) -> tuple[Array, Array, Array]:
    """Derivatives of the book with respect to sharpness, log likelihood of each type and support, signal by signal."""
    prior, spillover, value, reserve, fear = members
    belief = revised(prior[:, None, None], spillover, log_seen[:, :, :, None])  # (type, leak, sight, member, draw)
    # Barriers: each of the sums below would otherwise evaluate the audience anew.
    belief = jax.lax.optimization_barrier(belief)
    price = jnp.sum(belief * honours[:, None, None, None], axis=0)
    margin = log_odds_of_staying(price, support[:, :, None], reserve, fear, jnp.ones(()))
    stays = jax.nn.sigmoid(sharpness[:, :, None] * margin)
    slope, margin, price = jax.lax.optimization_barrier((value * stays * (1.0 - stays), margin, price))
    of_sharpness = jnp.sum(slope * margin, axis=2)
    of_support = -sharpness * jnp.sum(slope * fear, axis=2)
    learnt = [
        jnp.sum(slope * spillover * belief[kind] * (honours[kind] - price), axis=2) for kind in range(prior.shape[0])
    ]
    return of_sharpness, sharpness * jnp.stack(learnt), of_support


def _book_tangent(primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Array, Array]:
    members, honours, *signal = primals
    slopes = jax.lax.optimization_barrier(_slopes(*primals))
    sharpness, log_seen, support = tangents[2:]
    change = jnp.zeros_like(primals[-1])
    if not _is_zero(sharpness):
        change = change + slopes[0] * sharpness
    if not _is_zero(log_seen):
        change = change + jnp.sum(slopes[1] * log_seen, axis=0)
    if not _is_zero(support):
        change = change + slopes[2] * support
    payoffs = (members, honours)
    moves = (tangents[0], tangents[1])
    if not all(_is_zero(move) for move in jax.tree_util.tree_leaves(moves, is_leaf=_is_zero)):
        whole = jax.tree_util.tree_map(_instantiate, moves, is_leaf=_is_zero)
        change = change + jax.jvp(lambda *payoffs: _book.fun(*payoffs, *signal), payoffs, whole)[1]
    return _book(*primals), change


def _is_zero(tangent: Any) -> bool:
    return isinstance(tangent, jax.custom_derivatives.SymbolicZero)


def _instantiate(tangent: Any) -> Array:
    return jnp.zeros(tangent.shape, tangent.dtype) if _is_zero(tangent) else tangent


_book.defjvp(_book_tangent, symbolic_zeros=True)
