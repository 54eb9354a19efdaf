"""The request game of one draw by plain enumeration: the slow, obvious version of the response map F.

Written from model.md alone (sections 2 and 5, the one-period book), with loops over need, request asked, request heard,
type, response chosen, response carried out, sight and leak, on probabilities rather than logarithms: right at moderate
precision, useless at 10⁴. It shares nothing with `foedus.request` beyond the paths of the drawn inputs.

Axes: type, need, request asked, request heard, response, member. Requests that leaked have index 1 + q, no leak 0. What
cannot happen has no belief: it stands as NaN, and branches of probability zero are skipped, never multiplied.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .one_draw import Array, OneDraw

NO_LEAK = 0


@dataclass
class Profile:
    """What everyone does at each of their information sets.

    Attributes:
        client: chance of each request, (need, request).
        guarantor: chance of each response chosen, (type, need, request heard, response).
        escalates: chance that the challenger escalates, (1 + request leaked, sight).
        stays: chance that each member stays, (1 + request leaked, sight, member).
        client_stays: chance that the client stays, (need, request, response carried out).
    """

    client: Array
    guarantor: Array
    escalates: Array
    stays: Array
    client_stays: Array


@dataclass
class Outsiders:
    """What those who watch make of what they see, given a profile; NaN where the sight cannot occur.

    Attributes:
        likelihood: P(z | type), (type, 1 + request, sight), without the chance of the leak itself, and with L_E only
            where nothing leaked: the L_E of a request that leaked is a constant that no belief depends on.
        chance: the same under `share`, (1 + request, sight).
        expected_support: E[effective support | z] under `share`, (1 + request, sight).
        belief: each member's, (1 + request, sight, member, type).
        price: chance of an honoured call in each member's eyes, (1 + request, sight, member).
        client_belief: after the crisis, (need, request, response carried out, type).
        client_price: (need, request, response carried out).
    """

    likelihood: Array
    chance: Array
    expected_support: Array
    belief: Array
    price: Array
    client_belief: Array
    client_price: Array


@dataclass
class Utilities:
    """What each action is worth, before precision, sharpness and menu weights.

    Attributes:
        client: (need, request).
        guarantor: (type, need, request heard, response); NaN for responses that are not on the menu.
        escalating: of escalating over holding, (1 + request, sight).
        staying: of staying over leaving, (1 + request, sight, member).
        client_staying: (need, request, response carried out).
    """

    client: Array
    guarantor: Array
    escalating: Array
    staying: Array
    client_staying: Array


class SlowRequestGame(OneDraw):
    """The request game of one draw; made as `OneDraw` is."""

    def plays(self, profile: Profile) -> Iterator[tuple[int, int, int, int, int, int, float]]:
        """Every (type, need, asked, heard, chosen, carried out) and its chance given the type, none of them zero."""
        for t in range(len(self.types)):
            for n in range(len(self.needs)):
                for q in range(len(self.requests)):
                    for r in range(len(self.requests)):
                        for a in range(len(self.responses)):
                            for x in range(len(self.responses)):
                                chance = (
                                    self.need_chance[n]
                                    * profile.client[n, q]
                                    * self.hearing[q, r]
                                    * profile.guarantor[t, n, r, a]
                                    * self.carrying_out[a, x]
                                )
                                if chance > 0.0:
                                    yield t, n, q, r, a, x, chance

    def expected(self, x: int, q: int, of_signal: Callable[[int, int], float]) -> float:
        """Mean of `of_signal(leaked, sight)` over what is seen of response x to request q."""
        total = 0.0
        for v in range(len(self.responses)):
            for leaked, chance in ((NO_LEAK, 1.0 - self.leak), (1 + q, self.leak)):
                if self.sight[x, v] * chance > 0.0:
                    total += self.sight[x, v] * chance * of_signal(leaked, v)
        return total

    def outsiders(self, profile: Profile) -> Outsiders:
        """Beliefs of the challenger, the members and the client, by Bayes' rule, under this profile."""
        n_types, n_needs, n_requests = len(self.types), len(self.needs), len(self.requests)
        n_responses, n_members = len(self.responses), len(self.members)
        likelihood = np.zeros((n_types, 1 + n_requests, n_responses))
        support = np.zeros((1 + n_requests, n_responses))
        for t, _, q, _, _, x, chance in self.plays(profile):
            for v in range(n_responses):
                for leaked, evidence in ((NO_LEAK, self.evidence[q]), (1 + q, 1.0)):
                    seen = chance * evidence * self.sight[x, v]
                    likelihood[t, leaked, v] += seen
                    support[leaked, v] += self.share[t] * seen * self.support[x, q]
        knows = self.carried_out_given_request(profile)

        chance_of = np.einsum("t,tlv->lv", self.share, likelihood)
        expected_support = np.full(chance_of.shape, np.nan)
        belief = np.full((1 + n_requests, n_responses, n_members, n_types), np.nan)
        price = np.full((1 + n_requests, n_responses, n_members), np.nan)
        for leaked in range(1 + n_requests):
            for v in range(n_responses):
                if chance_of[leaked, v] == 0.0:
                    continue
                expected_support[leaked, v] = support[leaked, v] / chance_of[leaked, v]
                for o in range(n_members):
                    tempered = np.array(
                        [self.prior[o, t] * likelihood[t, leaked, v] ** self.spillover[o] for t in range(n_types)]
                    )
                    if tempered.sum() > 0.0:
                        belief[leaked, v, o] = tempered / tempered.sum()
                        price[leaked, v, o] = sum(belief[leaked, v, o] * self.honours)

        client_belief = np.full(knows.shape, np.nan)
        client_price = np.full(knows.shape[:3], np.nan)
        for n in range(n_needs):
            for q in range(n_requests):
                for x in range(n_responses):
                    joint = self.share * knows[n, q, x]
                    if joint.sum() > 0.0:
                        client_belief[n, q, x] = joint / joint.sum()
                        client_price[n, q, x] = sum(client_belief[n, q, x] * self.honours)
        return Outsiders(likelihood, chance_of, expected_support, belief, price, client_belief, client_price)

    def carried_out_given_request(self, profile: Profile) -> Array:
        """P(carried out | type, need, request asked), (need, request, response carried out, type)."""
        chance = np.zeros((len(self.needs), len(self.requests), len(self.responses), len(self.types)))
        for n in range(len(self.needs)):
            for q in range(len(self.requests)):
                for r in range(len(self.requests)):
                    for t in range(len(self.types)):
                        for a in range(len(self.responses)):
                            for x in range(len(self.responses)):
                                chosen = self.hearing[q, r] * profile.guarantor[t, n, r, a]
                                chance[n, q, x, t] += chosen * self.carrying_out[a, x]
        return chance

    def belief_over_requests(self, profile: Profile, n: int, r: int) -> Array:
        """The guarantor's P(asked | heard r, need n); a request that is never heard is taken as what it says."""
        joint = np.array([profile.client[n, q] * self.hearing[q, r] for q in range(len(self.requests))])
        if joint.sum() == 0.0:
            joint[r] = 1.0
        return joint / joint.sum()

    def utilities(self, profile: Profile) -> Utilities:
        """What each action is worth when everyone else plays, and outsiders act, as in the profile."""
        outsiders = self.outsiders(profile)
        return Utilities(
            client=self._client_utility(profile),
            guarantor=self._guarantor_utility(profile),
            escalating=self._escalating(outsiders),
            staying=outsiders.price - self.fear * outsiders.expected_support[:, :, None] - self.reserve,
            client_staying=outsiders.client_price - self.values["audience.client.reserve"],
        )

    def _escalating(self, outsiders: Outsiders) -> Array:
        if self.case.challenger is None:
            return np.full(outsiders.expected_support.shape, -np.inf)
        deterred = self.values["challenger.deterred"] * outsiders.expected_support
        return self.values["challenger.gain"] - deterred - self.values["challenger.risk"]

    def _fate(self, profile: Profile, n: int, q: int, x: int) -> float:
        """What the client's fate is worth to it: need · (effective support − harm · escalation)."""
        escalation = self.expected(x, q, lambda leaked, v: profile.escalates[leaked, v])
        return self.need_value[n] * (self.support[x, q] - self.values["harm"] * escalation)

    def _client_utility(self, profile: Profile) -> Array:
        utility = np.zeros((len(self.needs), len(self.requests)))
        for n in range(len(self.needs)):
            for q in range(len(self.requests)):
                for r in range(len(self.requests)):
                    for t in range(len(self.types)):
                        for a in range(len(self.responses)):
                            for x in range(len(self.responses)):
                                chance = (
                                    self.hearing[q, r]
                                    * self.share[t]
                                    * profile.guarantor[t, n, r, a]
                                    * self.carrying_out[a, x]
                                )
                                if chance > 0.0:
                                    short = max(0.0, self.asked_level[q] - self.kept_promise[x])
                                    disappointed = self.values["disappointment"] * short
                                    utility[n, q] += chance * (self._fate(profile, n, q, x) - disappointed)
                utility[n, q] -= self.asking[q]
        return utility

    def _guarantor_utility(self, profile: Profile) -> Array:
        shape = (len(self.types), len(self.needs), len(self.requests), len(self.responses))
        utility = np.full(shape, np.nan)
        for t, kind in enumerate(self.types):
            for n in range(len(self.needs)):
                for r in range(len(self.requests)):
                    asked = self.belief_over_requests(profile, n, r)
                    for a in range(len(self.responses)):
                        if not self.on_menu[a]:
                            continue
                        total = 0.0
                        for q in range(len(self.requests)):
                            if asked[q] == 0.0:
                                continue
                            short = max(0.0, self.asked_level[q] - self.kept_promise[a])
                            total -= asked[q] * self.values[f"types.{kind}.norm"] * self.obligation * short
                            for x in range(len(self.responses)):
                                if self.carrying_out[a, x] > 0.0:
                                    chance = asked[q] * self.carrying_out[a, x]
                                    total += chance * self._after_carrying_out(profile, t, n, q, x)
                        utility[t, n, r, a] = total
        return utility

    def _after_carrying_out(self, profile: Profile, t: int, n: int, q: int, x: int) -> float:
        """The guarantor's payoff from request q met by x: fate, material cost, entanglement, the book, the client."""
        fate = self.values[f"types.{self.types[t]}.fate"] * self._fate(profile, n, q, x)
        escalation = self.expected(x, q, lambda leaked, v: profile.escalates[leaked, v])
        entangled = self.values["entanglement"] * self.given_level[x] * escalation
        book = self.expected(x, q, lambda leaked, v: self.book(profile, leaked, v))
        client = self.values["audience.client.value"] * profile.client_stays[n, q, x]
        return fate - self.stock[x] - self.money[x] - entangled + book + client

    def book(self, profile: Profile, leaked: int, v: int) -> float:
        """R(z): the worth of the members that stay after this signal."""
        return float(sum(self.worth[o] * profile.stays[leaked, v, o] for o in range(len(self.members))))

    def respond(self, profile: Profile) -> Profile:
        """F: everyone's logit choice when everyone else plays, and outsiders act, as in the profile.

        Raises:
            ValueError: the profile chooses a response that is not on the menu.
        """
        if np.any(profile.guarantor[..., ~self.on_menu] > 0.0):
            raise ValueError("the profile chooses a response that is not feasible in this draw")
        worth = self.utilities(profile)
        client = np.zeros_like(worth.client)
        for n in range(len(self.needs)):
            client[n] = choice(self.request_weight, self.precision * worth.client[n])
        guarantor = np.zeros_like(worth.guarantor)
        for t in range(len(self.types)):
            for n in range(len(self.needs)):
                for r in range(len(self.requests)):
                    menu = self.on_menu
                    guarantor[t, n, r, menu] = choice(
                        self.response_weight[menu], self.precision * worth.guarantor[t, n, r, menu]
                    )
        challenger_sharpness = self.values["challenger.sharpness"] if self.case.challenger is not None else 1.0
        audience_sharpness = self.values["sharpness"]
        return Profile(
            client=client,
            guarantor=guarantor,
            escalates=logistic(challenger_sharpness * self.precision * worth.escalating),
            stays=logistic(audience_sharpness * self.precision * worth.staying),
            client_stays=logistic(audience_sharpness * self.precision * worth.client_staying),
        )

    def reference(self) -> Profile:
        """Play as precision goes to zero: menu weights alone, and coins for everyone who watches."""
        n_types, n_needs, n_requests = len(self.types), len(self.needs), len(self.requests)
        n_responses = len(self.responses)
        client = np.tile(self.request_weight / self.request_weight.sum(), (n_needs, 1))
        menu = np.where(self.on_menu, self.response_weight, 0.0)
        escalates = 0.5 if self.case.challenger is not None else 0.0
        return Profile(
            client=client,
            guarantor=np.tile(menu / menu.sum(), (n_types, n_needs, n_requests, 1)),
            escalates=np.full((1 + n_requests, n_responses), escalates),
            stays=np.full((1 + n_requests, n_responses, len(self.members)), 0.5),
            client_stays=np.full((n_needs, n_requests, n_responses), 0.5),
        )

    def random_profile(self, rng: np.random.Generator) -> Profile:
        """Interior play drawn at random on the menu; whoever watches included."""
        profile = self.reference()
        client = rng.dirichlet(np.ones(len(self.requests)), size=profile.client.shape[:-1])
        guarantor = np.zeros_like(profile.guarantor)
        guarantor[..., self.on_menu] = rng.dirichlet(np.ones(self.on_menu.sum()), size=guarantor.shape[:-1])
        escalates = rng.uniform(size=profile.escalates.shape) if self.case.challenger is not None else profile.escalates
        stays, client_stays = rng.uniform(size=profile.stays.shape), rng.uniform(size=profile.client_stays.shape)
        return Profile(client, guarantor, escalates, stays, client_stays)


def choice(weights: Array, scaled_utility: Array) -> Array:
    """Chances in proportion to weight · exp(precision · utility); what has no weight is never chosen."""
    entries = weights > 0.0
    odds = np.zeros_like(weights)
    odds[entries] = weights[entries] * np.exp(scaled_utility[entries] - scaled_utility[entries].max())
    return odds / odds.sum()


def logistic(x: Array) -> Array:
    """1 / (1 + exp(−x)) without overflow; NaN where x is."""
    falling = np.exp(-np.abs(x))
    return np.where(np.isnan(x), np.nan, np.where(x >= 0.0, 1.0, falling) / (1.0 + falling))
