"""What stands beside the equilibrium: feasibility in each draw, and what each earlier call did to the price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.answer.figure_of import Facts, Quantities
from foedus.answer.world import Solved, World
from foedus.case.account import Episode
from foedus.reputation.history import degree_honoured, shift_of_log_odds, without_call
from foedus.request.assemble import years_before

Draws = NDArray[np.float64]


def episode_degree(world: World, episode: Episode) -> Draws:
    """g of an earlier call, (draw,)."""
    values = world.values

    def level(key: str, given: object, family: str) -> Draws:
        return values[f"{family}.{given}.level"] if isinstance(given, str) else values[f"history.{episode.id}.{key}"]

    given, asked = level("given", episode.given, "responses"), level("asked", episode.asked, "requests")
    return degree_honoured(given, asked)


def price_without(world: World, episode: Episode) -> Draws:
    """Price of the promise to each member o ≥ 1 now, had the call not happened, (member, draw)."""
    case, values, game = world.case, world.values, world.game
    own = case.history_member(episode)
    # The member that was itself the client then knows all of it: w = 1.
    spillover = np.array(
        [np.ones(game.n_draws) if name == own else values[f"audience.{name}.spillover"] for name in case.members]
    ).reshape(game.n_members, game.n_draws)
    return _without(world, episode, np.asarray(game.prior), spillover)


def client_price_without(world: World, episode: Episode) -> Draws:
    """The same to the client, member 0, whose belief is `share` and whose spillover is 1, (draw,)."""
    game = world.game
    price: Draws = _without(world, episode, np.asarray(game.share)[:, None], np.ones((1, game.n_draws)))[0]
    return price


def _without(world: World, episode: Episode, belief: Draws, spillover: Draws) -> Draws:
    """Price at a belief (type, member, draw) once the call is taken out of it, (member, draw)."""
    years = years_before(world.case, episode.date.day)
    noticed = world.values[f"history.{episode.id}.public"] * world.values["memory"] ** years
    honours = np.asarray(world.game.honours)
    shift = shift_of_log_odds(honours, episode_degree(world, episode), spillover * noticed)
    price: Draws = (without_call(belief, shift) * honours[:, None]).sum(axis=0)
    return price


def episode_effect(world: World, episode: Episode) -> Draws:
    """What the call has done to the price: v-weighted mean over the members o ≥ 1, else to the client, (draw,)."""
    game = world.game
    honours = np.asarray(game.honours)
    if not game.n_members:
        alone: Draws = (np.asarray(game.share) * honours).sum(axis=0) - client_price_without(world, episode)
        return alone
    before = (np.asarray(game.prior) * honours[:, None]).sum(axis=0)
    worth = np.asarray(game.value) + 1e-12
    effect: Draws = (worth * (before - price_without(world, episode))).sum(axis=0) / worth.sum(axis=0)
    return effect


def facts(world: World) -> Facts:
    """The facts of every draw of a world."""
    game = world.game
    effects = {episode.id: episode_effect(world, episode) for episode in world.case.history}
    assets = world.stock.assets
    return Facts(
        world.stock.is_available,
        world.stock.is_free,
        {name: _over(asset.free(0.0), game.n_draws) for name, asset in assets.items()},
        {name: _over(asset.in_service, game.n_draws) for name, asset in assets.items()},
        effects,
    )


def quantities_of(solved: Solved) -> Quantities:
    """What figures are made of, for all certified draws of a world."""
    return Quantities(solved.world.case, solved.reading, facts(solved.world).take(solved.draws))


def _over(value: object, n_draws: int) -> Draws:
    return np.broadcast_to(np.asarray(value, dtype=float), (n_draws,))
