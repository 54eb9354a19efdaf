"""What was asked, and what the promise is worth afterwards, by enumeration over draws.

Written from model.md, sections 6 and 7, as plain sums over draws, types, needs, requests, responses and sights, given
each draw's profile. Shares nothing with the rooms that compute the answer.
"""

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .one_draw import Array
from .request_enumeration import Profile, SlowRequestGame

LOW, HIGH = 0.05, 0.95
# A request is met where its level is reached, but for rounding (model.md, section 6).
MET = 1e-9


@dataclass
class SolvedDraw:
    """One draw: its game (with L_E), everyone's play, and the likelihood of all evidence up to `as_of` by request."""

    game: SlowRequestGame
    profile: Profile
    likelihood: Mapping[str, float]


@dataclass
class Spread:
    """A weighted mean over draws with the 5 and 95 % points on the same weights."""

    value: float
    low: float
    high: float


class SlowAnswer:
    """The answer to a case from its draws; requests, responses, members and types by id."""

    def __init__(self, case: Any, draws: Sequence[SolvedDraw]) -> None:
        self.case, self.draws = case, list(draws)
        first = self.draws[0].game
        self.requests, self.responses = first.requests, first.responses
        self.members, self.types = first.members, first.types
        self.n_draws = len(self.draws)

    # Section 6: what was asked.

    def joint(self, draw: SolvedDraw, profile: Profile | None = None) -> Array:
        """P(type, need, request, carried out) before any evidence, in one draw."""
        game = draw.game
        joint = np.zeros((len(self.types), len(game.needs), len(self.requests), len(self.responses)))
        for t, n, q, _, _, x, chance in game.plays(draw.profile if profile is None else profile):
            joint[t, n, q, x] += game.share[t] * chance
        return joint

    @cached_property
    def joints(self) -> list[Array]:
        """`joint` of every draw."""
        return [self.joint(draw) for draw in self.draws]

    @cached_property
    def request_chances(self) -> list[Array]:
        """P_i(q), each (request,)."""
        return [joint.sum(axis=(0, 1, 3)) for joint in self.joints]

    def sight_so_far(self, draw: SolvedDraw) -> Array:
        """P_i(seen so far | carried out), (response carried out, sight): as itself only once it is under way."""
        days = (self.case.as_of - self.case.asked_on).days
        under_way = np.array([1.0 if delay <= days else 0.0 for delay in draw.game.delay])
        return draw.game.sight_of(draw.game.visibility * under_way)

    def chance_seen(self, draw: SolvedDraw, joint: Array) -> Array:
        """P_i(q) P_i(carried out, seen | q), (request, response carried out); the leak's own chance is left out."""
        asked = joint.sum(axis=(0, 1)).copy()
        seen = self.case.seen
        if seen is None:
            return asked
        v = self.responses.index(seen.response)
        so_far = self.sight_so_far(draw)
        for q, request in enumerate(self.requests):
            for x in range(len(self.responses)):
                asked[q, x] *= so_far[x, v]
            if leaked_request(seen) not in (None, request):
                asked[q] = 0.0
        return asked

    def evidence(self, draw: SolvedDraw) -> Array:
        """L_i(q), (request,)."""
        return np.array([draw.likelihood[q] for q in self.requests])

    def menu_weight(self, draw: SolvedDraw) -> Array:
        """The weights of the menu of requests, scaled to one, (request,)."""
        return draw.game.request_weight / draw.game.request_weight.sum()

    @cached_property
    def request_and_reply(self) -> list[Array]:
        """P_i(q) L_i(q) P_i(carried out, seen | q) of every draw, each (request, response carried out)."""
        return [
            self.chance_seen(draw, joint) * self.evidence(draw)[:, None]
            for draw, joint in zip(self.draws, self.joints, strict=True)
        ]

    @cached_property
    def weights(self) -> Array:
        """ω, (draw,), adding to one."""
        total = np.array([terms.sum() for terms in self.request_and_reply])
        return total / total.sum()

    @property
    def effective_draws(self) -> float:
        """(Σ ω)² / Σ ω²."""
        return float(1.0 / (self.weights**2).sum())

    def prior(self) -> dict[str, float]:
        """Mean over draws of P_i(q): strategy alone."""
        mean = np.mean(self.request_chances, axis=0)
        return dict(zip(self.requests, mean.tolist(), strict=True))

    def per_draw_posterior(self) -> Array:
        """p_i(q), (request, draw); NaN in draws where what was seen cannot happen."""
        columns = []
        for terms in self.request_and_reply:
            by_request = terms.sum(axis=1)
            columns.append(
                by_request / by_request.sum() if by_request.sum() > 0.0 else np.full(by_request.shape, np.nan)
            )
        return np.array(columns).T

    def posterior(self) -> dict[str, Spread]:
        """Each request given strategy, evidence and the reply seen."""
        by_request = self.per_draw_posterior()
        return {q: spread(by_request[k], self.weights) for k, q in enumerate(self.requests)}

    def evidence_only(self) -> dict[str, float]:
        """Each request from menu weights and evidence: no strategy, no reply."""
        terms = np.zeros(len(self.requests))
        for draw in self.draws:
            terms += self.menu_weight(draw) * self.evidence(draw)
        return dict(zip(self.requests, (terms / terms.sum()).tolist(), strict=True))

    def per_draw_carried_out(self) -> Array:
        """P_i(carried out | evidence, seen), (response, draw); NaN where what was seen cannot happen."""
        columns = []
        for terms in self.request_and_reply:
            columns.append(scaled_to_one(terms.sum(axis=0)))
        return np.array(columns).T

    def carried_out(self) -> dict[str, Spread]:
        """Each response: the chance that it is finally carried out."""
        by_response = self.per_draw_carried_out()
        return {x: spread(by_response[k], self.weights) for k, x in enumerate(self.responses)}

    def confirmed_by(self, responses: Sequence[str], day: datetime.date) -> Spread:
        """The chance that one of these is carried out, under way and seen as itself by that day."""
        by_response, figures = self.per_draw_carried_out(), np.zeros(self.n_draws)
        days = (day - self.case.asked_on).days
        for i, draw in enumerate(self.draws):
            for response in responses:
                x = self.responses.index(response)
                if draw.game.delay[x] <= days:
                    figures[i] += by_response[x, i] * draw.game.visibility[x]
        return spread(figures, self.weights)

    def surprise(self) -> tuple[float, float]:
        """(log mean_i of what was seen and said, its Bayes factor against play by menu weights alone)."""
        strategic = np.mean([terms.sum() for terms in self.request_and_reply])
        reference = np.mean(
            [
                (self.chance_seen(draw, self.joint(draw, draw.game.reference())) * self.evidence(draw)[:, None]).sum()
                for draw in self.draws
            ]
        )
        return math.log(strategic), float(strategic / reference)

    def requests_given_sight(self, i: int, v: int) -> Array | None:
        """P_i(q | all evidence, final sight v, no leak), (request,); None where that sight cannot be."""
        joint = self.joints[i].sum(axis=(0, 1))
        terms = self.evidence(self.draws[i]) * (joint @ self.draws[i].game.sight[:, v])
        return terms / terms.sum() if terms.sum() > 0.0 else None

    def _over_final_sight(self, i: int, figure: Callable[[Array, int], float]) -> float:
        """`figure(P(q | v), v)` at the response seen, or averaged over P_i(v | evidence) where nothing is seen."""
        if self.case.seen is not None:
            v = self.responses.index(self.case.seen.response)
            given = self.requests_given_sight(i, v)
            return math.nan if given is None else figure(given, v)
        joint = self.joints[i].sum(axis=(0, 1))
        chance = self.evidence(self.draws[i]) @ joint @ self.draws[i].game.sight
        chance = chance / chance.sum()
        total = 0.0
        for v in range(len(self.responses)):
            given = self.requests_given_sight(i, v)
            if given is not None:
                total += chance[v] * figure(given, v)
        return total

    def ambiguity(self) -> Spread:
        """(1 − ℓ) · entropy of the request given the final sight, as a share of the most it can be."""

        def entropy(given: Array, _: int) -> float:
            return -sum(p * math.log(p) for p in given.tolist() if p > 0.0)

        most = math.log(len(self.requests)) if len(self.requests) > 1 else 1.0
        figures = [
            (1.0 - draw.game.leak) * self._over_final_sight(i, entropy) / most for i, draw in enumerate(self.draws)
        ]
        return spread(np.array(figures), self.weights)

    def innocence(self) -> Spread:
        """The chance that no more was asked than what is seen to be given, where nothing leaked."""
        figures = []
        for i, draw in enumerate(self.draws):
            game = draw.game

            def met(given: Array, v: int, game: SlowRequestGame = game) -> float:
                return float(sum(given[game.asked_level <= game.given_level[v] + MET]))

            figures.append(self._over_final_sight(i, met))
        return spread(np.array(figures), self.weights)

    def deniable_refusal(self) -> Spread:
        """(1 − ℓ) · the chance that no more was asked than words, the fallback, where these are seen."""
        figures = np.full(self.n_draws, math.nan)
        for i, draw in enumerate(self.draws):
            game = draw.game
            given = self.requests_given_sight(i, game.fallback)
            if given is not None:
                met = game.asked_level <= game.given_level[game.fallback] + MET
                figures[i] = (1.0 - game.leak) * float(sum(given[met]))
        return spread(figures, self.weights)

    # Section 7: the price list of the members that watch.

    def chance_of_signal(self, i: int, leaked: str | None) -> Array:
        """P_i(z | L_E) where nothing leaked, of (v, nothing), or where something did, of (v, `leaked`); (sight,).

        The leak's own chance is left out. Over sights the first adds to one, the second to P_i(leaked | L_E).
        """
        game, joint = self.draws[i].game, self.joints[i].sum(axis=(0, 1))
        chance, total = np.zeros(len(self.responses)), 0.0
        for q, request in enumerate(self.requests):
            for x in range(len(self.responses)):
                total += game.evidence[q] * joint[q, x]
                for v in range(len(self.responses)):
                    if leaked in (None, request):
                        chance[v] += game.evidence[q] * joint[q, x] * game.sight[x, v]
        return chance / total

    @cached_property
    def outsiders(self) -> list[Any]:
        """What outsiders believe in each draw."""
        return [draw.game.outsiders(draw.profile) for draw in self.draws]

    def price_now(self, i: int, member: str) -> float:
        """p_i(o): the chance of an honoured call in the member's eyes, before the crisis."""
        game = self.draws[i].game
        prior = game.share if member == "client" else game.prior[self.members.index(member)]
        return float(prior @ game.honours)

    def before(self, member: str) -> float:
        """Σ ω_i p_i(o)."""
        return float(sum(self.weights[i] * self.price_now(i, member) for i in range(self.n_draws)))

    def change(self, member: str, response: str, leaked: str | None = None) -> Spread | None:
        """Change of the member's price when the response is seen as itself; None where that cannot happen."""
        changes, weights = np.zeros(self.n_draws), np.zeros(self.n_draws)
        v, o = self.responses.index(response), self.members.index(member)
        index = 0 if leaked is None else 1 + self.requests.index(leaked)
        for i, draw in enumerate(self.draws):
            if draw.game.visibility[v] == 0.0:
                continue
            weights[i] = self.weights[i] * self.chance_of_signal(i, leaked)[v]
            if weights[i] > 0.0:
                changes[i] = self.outsiders[i].price[index, v, o] - self.price_now(i, member)
        return spread(changes, weights / weights.sum()) if weights.sum() > 0.0 else None

    def after(self, member: str, response: str) -> float | None:
        """before + change, nothing leaked."""
        change = self.change(member, response)
        return None if change is None else self.before(member) + change.value

    def after_if_leaked(self, member: str, request: str, response: str) -> float | None:
        """before + change, the request leaked as well."""
        change = self.change(member, response, request)
        return None if change is None else self.before(member) + change.value

    def expected_after(self, member: str) -> float:
        """before + the mean change over everything that may be seen, leaks included."""
        total, o = self.before(member), self.members.index(member)
        for i, draw in enumerate(self.draws):
            now = self.price_now(i, member)
            branches = [(0, None, 1.0 - draw.game.leak)]
            branches += [(1 + q, request, draw.game.leak) for q, request in enumerate(self.requests)]
            for index, leaked, chance_of_branch in branches:
                chances = self.chance_of_signal(i, leaked)
                for v in range(len(self.responses)):
                    if chances[v] * chance_of_branch > 0.0:
                        moved = self.outsiders[i].price[index, v, o] - now
                        total += self.weights[i] * chance_of_branch * chances[v] * moved
        return total

    def loss(self, response: str) -> Spread | None:
        """Loss of the book, Σ_o v_o [E stay_o − stay_o(seen as itself, nothing leaked)], weighted as `change` is."""
        losses, weights = np.zeros(self.n_draws), np.zeros(self.n_draws)
        v = self.responses.index(response)
        for i, draw in enumerate(self.draws):
            if draw.game.visibility[v] == 0.0:
                continue
            weights[i] = self.weights[i] * self.chance_of_signal(i, None)[v]
            if weights[i] == 0.0:
                continue
            expected = 0.0
            branches = [(0, None, 1.0 - draw.game.leak)]
            branches += [(1 + q, request, draw.game.leak) for q, request in enumerate(self.requests)]
            for index, leaked, chance_of_branch in branches:
                chances = self.chance_of_signal(i, leaked)
                for sight in range(len(self.responses)):
                    if chances[sight] * chance_of_branch > 0.0:
                        expected += chance_of_branch * chances[sight] * draw.game.book(draw.profile, index, sight)
            losses[i] = expected - draw.game.book(draw.profile, 0, v)
        return spread(losses, weights / weights.sum()) if weights.sum() > 0.0 else None

    # Section 7: the client, which knows need, request and what was carried out.

    def client_change(self, response: str | None, request: str | None = None) -> float | None:
        """Mean change of the client's price where `response` was carried out (to `request`, if named); None if never.

        With `response` None, over everything that may happen.
        """
        total, weight = 0.0, 0.0
        for i, draw in enumerate(self.draws):
            game, now = draw.game, self.price_now(i, "client")
            joint = self.joints[i].sum(axis=0) * game.evidence[None, :, None]
            joint = joint / joint.sum()
            for n in range(len(game.needs)):
                for q, asked in enumerate(self.requests):
                    for x, given in enumerate(self.responses):
                        wanted = request in (None, asked) and response in (None, given)
                        if wanted and joint[n, q, x] > 0.0:
                            chance = self.weights[i] * joint[n, q, x]
                            weight += chance
                            total += chance * (self.outsiders[i].client_price[n, q, x] - now)
        return total / weight if weight > 0.0 else None

    def client_after(self, response: str | None, request: str | None = None) -> float | None:
        """The client's price after the response was carried out; with None, its expectation over everything."""
        change = self.client_change(response, request)
        return None if change is None else self.before("client") + change

    def in_game_honours(self) -> dict[str, Spread]:
        """What each type does in this crisis: how far requests above words (the fallback) are met by its choice."""
        answer = {}
        for t, kind in enumerate(self.types):
            figures = np.zeros(self.n_draws)
            for i, draw in enumerate(self.draws):
                game, met, chance_above = draw.game, 0.0, 0.0
                for type_, _, q, _, a, _, chance in game.plays(draw.profile):
                    if type_ == t and game.asked_level[q] > game.given_level[game.fallback] + MET:
                        chance_above += chance
                        met += chance * min(1.0, game.given_level[a] / game.asked_level[q])
                figures[i] = met / chance_above if chance_above > 0.0 else math.nan
            answer[kind] = spread(figures, self.weights)
        return answer


def leaked_request(seen: Any) -> str | None:
    """The request that leaked, or None: nothing leaked, or nothing is said about it."""
    leaked = getattr(seen, "leaked", None)
    return None if leaked in (None, "none") else str(leaked)


def scaled_to_one(terms: Array) -> Array:
    """The terms over their sum; NaN where that is zero."""
    total = terms.sum()
    return terms / total if total > 0.0 else np.full(terms.shape, np.nan)


def spread(figures: Array, weights: Array) -> Spread:
    """Weighted mean, and the least figures whose cumulated weight reaches 5 and 95 %; NaN counts for nothing."""
    has_weight = (weights > 0.0) & ~np.isnan(figures)
    figures, weights = figures[has_weight], weights[has_weight]
    if figures.size == 0:
        return Spread(math.nan, math.nan, math.nan)
    weights = weights / weights.sum()
    order = np.argsort(figures, kind="stable")
    cumulated = np.cumsum(weights[order])
    # 1e-12: the sum of the weights itself is only one to rounding.
    low, high = (figures[order][min(np.searchsorted(cumulated, p - 1e-12), figures.size - 1)] for p in (LOW, HIGH))
    return Spread(float(weights @ figures), float(low), float(high))
