"""What one equilibrium says, draw by draw: the arrays from which every figure of an answer is made.

The analyst's posterior and the audience's are the same Bayes rule on the same equilibrium; both read these arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foedus.equilibrium.backend import jax, jnp
from foedus.reputation.belief import promise_price
from foedus.request.game import RequestGame
from foedus.request.iterate import play
from foedus.request.logs import added, log_of
from foedus.request.response import audience_response, book_value, escalation_probability
from foedus.request.signals import log_chosen, read_signals
from foedus.request.terms import terms_of

Array = Any


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Observation:
    """What the analyst has, in numbers of each draw."""

    likelihood: Array
    """L_i(q) of all the evidence up to as_of, (request, draw)"""
    shows: Array
    """P(what is seen so far | x), (response, draw); 1 throughout where nothing is seen"""
    leaked: Array
    """1 for requests that what leaked allows, (request, draw); 1 throughout where nothing leaked"""
    thinning: Array
    """what a draw counts for beside its likelihood, (draw,): 1, and less in a subsample that prefers likely draws"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Reading:
    """Per draw; axes as in docs/notation.md, the draw last. Nothing here is averaged over draws."""

    prior: Array
    """P(q) of strategy, (request, draw)"""
    weight: Array
    """share of the client's reference play, (request, draw)"""
    likelihood: Array
    """L(q), (request, draw)"""
    thinning: Array
    """(draw,)"""
    public: Array
    """L_E(q), what outsiders read, (request, draw)"""
    leaked: Array
    carried: Array
    """P(x | q), (request, response, draw)"""
    seen: Array
    """P(what is seen | q), (request, draw)"""
    carried_seen: Array
    """P(x, what is seen | q), (request, response, draw)"""
    seen_by_type: Array
    """P(what is seen | θ, q), (type, request, draw)"""
    sight: Array
    """P(v | q) of the final sight, (request, sight, draw)"""
    visible: Array
    """1 where a response may be seen as itself, (response, draw)"""
    before: Array
    """price of the promise to each member o ≥ 1 before the reply, (member, draw)"""
    expected_price: Array
    """the same over what may be seen in the end, as outsiders expect it before the reply, (member, draw)"""
    log_seen: Array
    """log P(z | θ), (type, leak, sight, draw)"""
    stays: Array
    """P(member stays | sight, nothing leaked), (sight, member, draw)"""
    expected_stays: Array
    """P(member stays) over what may be seen in the end, as outsiders expect it before the reply, (member, draw)"""
    value: Array
    """v_o, (member, draw)"""
    member_prior: Array
    """π_o, (type, member, draw)"""
    spillover: Array
    """w_o, (member, draw)"""
    book: Array
    """R(z), (leak, sight, draw)"""
    escalates: Array
    """esc(z), (leak, sight, draw)"""
    client_before: Array
    """(draw,)"""
    client_price: Array
    """price to the client at (need, request, carried out x), (need, request, response, draw)"""
    client_stays: Array
    client_meets: Array
    """P(ν, q, x), same shape"""
    chosen: Array
    """P(a chosen | q), (request, response, draw)"""
    menu: Array
    """share of the guarantor's reference play, (response, draw)"""
    in_game: Array
    """mean of min(1, s_a/d_q) over requests above words by type, (type, draw)"""
    honours: Array
    share: Array
    """(type, draw)"""
    cost: Array
    """(response, draw)"""
    leak: Array
    obligation: Array
    """(draw,)"""
    request_level: Array
    response_level: Array

    @property
    def price(self) -> Array:
        """price of the promise to each member o ≥ 1 after signal z, (leak, sight, member, draw)"""
        seen = self.log_seen[:, :, :, None]
        return promise_price(self.member_prior[:, None, None], self.spillover, seen, self.honours)

    def price_after(self, response: int, leak: int = 0) -> Array:
        """The price to each member once a response is seen as itself, (member, draw).

        Arguments:
            response: by its place.
            leak: 0 where nothing leaked, 1 + q where request q did.
        """
        seen = self.log_seen[:, leak, response, None]
        return promise_price(self.member_prior, self.spillover, seen, self.honours)


def read(game: RequestGame, observation: Observation, iterate: Array, scale: Array) -> Reading:
    """What the equilibrium `iterate` (of λ · scale) says in each draw. Differentiable in game and observation."""
    terms = terms_of(game)
    profile = play(terms, iterate, scale)
    signals = read_signals(terms, profile.log_client, profile.log_guarantor)
    escalates, stays, client_stays = audience_response(game, signals, scale)
    client = jnp.exp(profile.log_client)  # (need, request, draw)
    joint = game.need_chance[:, None] * client
    prior = jnp.sum(joint, axis=0)
    # In logs: at high precision a request may be asked with a chance that is 0 in print under every need.
    need = jax.nn.softmax(log_of(game.need_chance)[:, None] + profile.log_client, axis=0)  # P(ν | q)

    carried_by_type = jnp.sum(need[None, :, :, None] * jnp.exp(signals.log_carried), axis=1)
    carried = jnp.sum(game.share[:, None, None] * carried_by_type, axis=0)
    chosen_by_type = jnp.sum(need[None, :, :, None] * jnp.exp(log_chosen(terms, profile.log_guarantor)), axis=1)
    sight = carried * game.visibility
    for column, target in enumerate(game.looks):
        hidden = jnp.sum(carried * (1.0 - game.visibility) * game.look[:, column], axis=1)
        sight = sight.at[:, target].add(hidden)

    log_carried, log_seen = signals.log_carried, signals.log_seen
    price = promise_price(game.prior[:, None, None], game.spillover, log_seen[:, :, :, None], game.honours)
    client_price = promise_price(game.share[:, None, None, None], jnp.ones(()), log_carried, game.honours)
    fulfilled = jnp.minimum(1.0, game.response_level[None] / jnp.maximum(game.request_level[:, None], 1e-12))
    words = game.response_level[game.fallback]
    above = jnp.where(game.request_level > words + 1e-9, 1.0, 0.0) * prior
    asks = jnp.maximum(jnp.sum(above, axis=0), 1e-300)
    in_game = jnp.sum(above[None, :, None] * chosen_by_type * fulfilled[None], axis=(1, 2)) / asks
    return Reading(
        prior=prior,
        weight=game.request_weight / jnp.sum(game.request_weight, axis=0),
        likelihood=observation.likelihood,
        thinning=observation.thinning,
        public=game.evidence,
        leaked=observation.leaked,
        carried=carried,
        seen=jnp.sum(carried * observation.shows, axis=1) * observation.leaked,
        carried_seen=carried * observation.shows * observation.leaked[:, None],
        seen_by_type=jnp.sum(carried_by_type * observation.shows, axis=2) * observation.leaked,
        sight=sight,
        visible=jnp.where(game.visibility > 0, 1.0, 0.0),
        before=jnp.sum(game.prior * game.honours[:, None], axis=0),
        expected_price=_over_sights(game, prior, sight, price),
        log_seen=log_seen,
        stays=jax.nn.sigmoid(stays[0]),
        expected_stays=_over_sights(game, prior, sight, jax.nn.sigmoid(stays)),
        value=game.value,
        member_prior=game.prior,
        spillover=game.spillover,
        book=book_value(game, stays),
        escalates=escalation_probability(game, escalates),
        client_before=jnp.sum(game.share * game.honours, axis=0),
        client_price=client_price,
        client_stays=jax.nn.sigmoid(client_stays),
        client_meets=joint[:, :, None] * jnp.sum(game.share[:, None, None, None] * jnp.exp(log_carried), axis=0),
        chosen=jnp.sum(game.share[:, None, None] * chosen_by_type, axis=0),
        menu=game.response_weight * game.is_open / jnp.sum(game.response_weight * game.is_open, axis=0),
        in_game=in_game,
        honours=game.honours,
        share=game.share,
        cost=game.cost,
        leak=game.leak,
        obligation=game.obligation,
        request_level=game.request_level,
        response_level=game.response_level,
    )


def _over_sights(game: RequestGame, prior: Array, sight: Array, by_signal: Array) -> Array:
    """Mean over the final signal on the public evidence, (member, draw), from (leak, sight, member, draw)."""
    likely = prior * game.evidence
    total = jnp.sum(likely, axis=0)
    met = (likely / jnp.where(total > 0, total, 1.0))[:, None] * sight
    chance = jnp.concatenate([(1.0 - game.leak) * jnp.sum(met, axis=0)[None], game.leak * met])
    leaks, sights = chance.shape[:2]
    weighed = (chance[:, :, None] * by_signal).reshape(leaks * sights, *by_signal.shape[2:])
    return added(jax.lax.split(weighed, (1,) * (leaks * sights)))[0]
