"""Bits: how far each item of evidence moves the leading request, and the split of the answer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from foedus.answer.reading import Reading
from foedus.answer.result import Split, Surprise
from foedus.answer.tiled import solve_tiles, without_evidence
from foedus.answer.weighing import posterior_weight
from foedus.answer.world import Solved, World
from foedus.equilibrium.chunk import take

Array = Any


def posterior(reading: Reading) -> Array:
    """Σ ω_i p_i(q), (request,)."""
    likely = (reading.thinning * reading.prior * reading.likelihood * reading.seen).sum(axis=-1)
    return likely / likely.sum()


def leading_request(reading: Reading) -> int:
    """Place of the request that the posterior puts first."""
    return int(np.argmax(posterior(reading)))


def log2_odds(chance: float) -> float:
    """log2 of p / (1 − p), bounded where p is 0 or 1 to the last digit."""
    bounded = min(max(chance, 1e-300), 1.0 - 1e-16)
    return math.log2(bounded / (1.0 - bounded))


def bits_by_request(solved: Solved, base: Solved) -> dict[str, Array]:
    """For each item: log2 odds of each request with it less without it, the equilibrium solved again, (request,).

    What the item tells while everybody plays as before is read off all draws. Only what they would do without it is
    solved again, on a few: it is the smaller part, and so is what is left of it to chance.

    Arguments:
        solved: the world of the answer.
        base: a small part of it.

    Not numbers where no draw could be solved without the item.
    """
    items = list(base.world.evidence.ids)
    if not items:
        return {}
    tiles = solve_tiles(base, without_evidence(base, items))
    found = {}
    for number, item in enumerate(items):
        draws = tiles.common([number])
        if not len(draws):
            found[item] = np.full(len(base.reading.prior), math.nan)
            continue
        told = _odds(solved.reading) - _odds(_unread(solved, item))
        done = _odds(take(_unread(base, item), draws)) - _odds(tiles.quantities(number, draws).reading)
        found[item] = told + done
    return found


def _unread(solved: Solved, item: str) -> Reading:
    """The reading where the analyst has not got one item, and everybody plays as if it had been published."""
    return replace(solved.reading, likelihood=solved.world.evidence.likelihood(without=item)[:, solved.draws])


def _odds(reading: Reading) -> Array:
    """log2 odds of each request, (request,)."""
    return np.array([log2_odds(float(chance)) for chance in posterior(reading)])


def split(reading: Reading, leading: int, request: str) -> Split:
    """log2 odds of the leading request: what the menu's weights give, then what each step adds."""
    before_reply = (reading.prior * reading.likelihood).sum(axis=-1)
    steps = [
        reading.weight.mean(axis=-1)[leading],
        reading.prior.mean(axis=-1)[leading],
        (before_reply / before_reply.sum())[leading],
        posterior(reading)[leading],
    ]
    odds = [log2_odds(float(step)) for step in steps]
    return Split(request, odds[0], odds[1] - odds[0], odds[2] - odds[1], odds[3] - odds[2])


def surprise(solved: Solved) -> Surprise:
    """How well strategy foresaw the public record, against play by the weights alone on the same draws."""
    here = float(np.mean(posterior_weight(solved.reading)))
    there = float(np.mean(reference_weight(solved.world)[solved.draws]))
    relative_items = sum(solved.world.evidence.is_relative)
    return Surprise(math.log(max(here, 1e-300)), here / max(there, 1e-300), relative_items)


def reference_weight(world: World) -> Array:
    """How likely the public record is where nobody acts on anything (λ → 0), (draw,).

    Requests come by their weights, and whatever was heard the reply by the weights of the menu.
    """
    game, observation = world.game, world.observation
    asked = game.request_weight / game.request_weight.sum(axis=0)
    chosen = game.response_weight * game.is_open
    chosen = chosen / chosen.sum(axis=0)
    carried = chosen * game.carried
    carried[game.fallback] += (chosen * (1.0 - game.carried)).sum(axis=0)
    seen = (carried * observation.shows).sum(axis=0) * observation.leaked
    return (asked * observation.likelihood * seen).sum(axis=0)
