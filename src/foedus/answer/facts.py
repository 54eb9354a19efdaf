"""What stands beside the equilibrium: feasibility in each draw, and what each earlier call did to the price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.answer.figure_of import Facts
from foedus.answer.world import World
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
    """Price of the promise to each member now, had the call not happened, (member, draw)."""
    case, values, game = world.case, world.values, world.game
    own = case.history_member(episode)
    # The member that was itself the client then knows all of it: w = 1.
    spillover = np.array(
        [np.ones(game.n_draws) if name == own else values[f"audience.{name}.spillover"] for name in case.members]
    ).reshape(game.n_members, game.n_draws)
    noticed = values[f"history.{episode.id}.public"] * values["memory"] ** years_before(case, episode.date.day)
    honours = np.asarray(game.honours)
    shift = shift_of_log_odds(honours, episode_degree(world, episode), spillover * noticed)
    belief = without_call(np.asarray(game.prior), shift)
    price: Draws = (belief * honours[:, None]).sum(axis=0)
    return price


def facts(world: World) -> Facts:
    """The facts of every draw of a world."""
    game = world.game
    before = (np.asarray(game.prior) * np.asarray(game.honours)[:, None]).sum(axis=0)
    worth = np.asarray(game.value) + 1e-12
    effects = {}
    for episode in world.case.history:
        moved = before - price_without(world, episode)
        effects[episode.id] = (
            (worth * moved).sum(axis=0) / worth.sum(axis=0) if game.n_members else np.zeros(game.n_draws)
        )
    assets = world.stock.assets
    return Facts(
        world.stock.is_available,
        world.stock.is_free,
        {name: _over(asset.free(0.0), game.n_draws) for name, asset in assets.items()},
        {name: _over(asset.in_service, game.n_draws) for name, asset in assets.items()},
        effects,
    )


def _over(value: object, n_draws: int) -> Draws:
    return np.broadcast_to(np.asarray(value, dtype=float), (n_draws,))
