"""One draw of a case, read into small arrays: levels, chances of hearing, carrying out and sight, clocks, obligation.

Written from model.md alone (section 2), for the enumerations beside it.
"""

import datetime
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FAVOUR_POINTS = {"small": 1, "medium": 2, "large": 3}


class OneDraw:
    """What the case and one draw of its inputs say, before anyone plays.

    Arguments:
        case: gives ids, who looks like whom, the third party of a response, the ledger and dates, but no number.
        values: every drawn input by its path.
        likelihood: outsiders' L_E by request.
        stock_cost: material cost of each response, alliance values.
        is_feasible: whether each response is on the menu.
        scaled_asking: requests whose cost of asking is the default, to be scaled by level; taken from the case's inputs
            when not given.
    """

    def __init__(
        self,
        case: Any,
        values: Mapping[str, float],
        likelihood: Mapping[str, float],
        stock_cost: Mapping[str, float],
        is_feasible: Mapping[str, bool],
        scaled_asking: frozenset[str] | None = None,
    ) -> None:
        self.case, self.values = case, values
        self.requests, self.responses = tuple(case.requests), tuple(case.responses)
        self.types, self.needs = tuple(case.types), tuple(case.need)
        self.members = tuple(member for member in case.audience if member != "client")
        self.evidence = np.array([float(likelihood[q]) for q in self.requests])

        self.precision = values["precision"]
        self.leak = values["leak"]
        self.share = self._shares()
        self.honours = np.array([values[f"types.{t}.honours"] for t in self.types])
        chances = np.array([values[f"need.{k}.chance"] for k in self.needs])
        self.need_chance = chances / chances.sum()
        self.need_value = np.array([values[f"need.{k}.value"] for k in self.needs])

        self.asked_level = np.array([values[f"requests.{q}.level"] for q in self.requests])
        self.request_weight = np.array([values[f"requests.{q}.weight"] for q in self.requests])
        self.asking = self._asking(scaled_asking)
        self.hearing = self._hearing()

        self.given_level = np.array([values[f"responses.{a}.level"] for a in self.responses])
        self.response_weight = np.array([values[f"responses.{a}.weight"] for a in self.responses])
        self.fallback = self.responses.index(case.fallback_id)
        self.delay = np.array([values[f"responses.{a}.delay"] for a in self.responses])
        self.visibility = np.array([values[f"responses.{a}.visibility"] for a in self.responses])
        self.money = np.array([values[f"responses.{a}.money"] for a in self.responses])
        self.stock = np.array([float(stock_cost[a]) for a in self.responses])
        self.on_menu = np.array([bool(is_feasible[a]) for a in self.responses])
        self.stock[self.fallback], self.on_menu[self.fallback] = 0.0, True  # it needs no units
        self.carrying_out = self._carrying_out()
        self.looks = self._looks()
        self.sight = self.sight_of(self.visibility)
        self.support = self._support()
        self.kept_promise = self._kept_promise()
        self.obligation = self._obligation()
        self.prior = np.array([self._prior(o) for o in self.members]).reshape(len(self.members), len(self.types))
        self.spillover = np.array([values[f"audience.{o}.spillover"] for o in self.members])
        self.worth = np.array([values[f"audience.{o}.value"] for o in self.members])
        self.reserve = np.array([values[f"audience.{o}.reserve"] for o in self.members])
        self.fear = np.array([values[f"audience.{o}.fear"] for o in self.members])

    def _shares(self) -> Array:
        given = [self.values.get(f"types.{t}.share") for t in self.types]
        if given[-1] is None:  # the last type takes the rest
            given[-1] = max(0.0, 1.0 - sum(share for share in given[:-1] if share is not None))
        shares = np.array(given, dtype=float)
        return shares / shares.sum()

    def _prior(self, member: str) -> Array:
        first = self.values.get(f"audience.{member}.prior")
        table = [self.values.get(f"audience.{member}.prior.{t}") for t in self.types]
        if any(entry is not None for entry in table):
            if table[-1] is None:
                table[-1] = max(0.0, 1.0 - sum(entry for entry in table[:-1] if entry is not None))
            prior = np.array(table, dtype=float)
            return prior / prior.sum()
        if first is None or len(self.types) == 1:
            return self.share
        assert len(self.types) == 2, "one number is a prior over two types only"
        return np.array([first, 1.0 - first])

    def _asking(self, scaled: frozenset[str] | None) -> Array:
        if scaled is None:
            from foedus.case import inputs

            every = inputs(self.case)
            scaled = frozenset(q for q in self.requests if every[f"requests.{q}.asking"].scale_by_level)
        lowest = self.asked_level.min()
        asking = []
        for q, request in enumerate(self.requests):
            cost = self.values[f"requests.{request}.asking"]
            if request in scaled:
                span = 1.0 - lowest
                cost *= (self.asked_level[q] - lowest) / span if span > 0.0 else 0.0
            asking.append(cost)
        return np.array(asking)

    def _hearing(self) -> Array:
        """P(heard | asked), (request asked, request heard)."""
        hearing = np.zeros((len(self.requests), len(self.requests)))
        for q, request in enumerate(self.requests):
            lower = [r for r in range(len(self.requests)) if self.asked_level[r] < self.asked_level[q]]
            if not lower:
                hearing[q, q] = 1.0
                continue
            clarity = self.values[f"requests.{request}.clarity"]
            next_level = max(self.asked_level[r] for r in lower)
            tied = [r for r in lower if self.asked_level[r] == next_level]
            weights = sum(self.request_weight[r] for r in tied)
            hearing[q, q] += clarity
            for r in tied:
                hearing[q, r] += (1.0 - clarity) * self.request_weight[r] / weights
        return hearing

    def _carrying_out(self) -> Array:
        """P(carried out | chosen), (response chosen, response carried out)."""
        carrying_out = np.zeros((len(self.responses), len(self.responses)))
        for a, response in enumerate(self.responses):
            if a == self.fallback:  # needs no units, veto or condition
                carrying_out[a, a] = 1.0
                continue
            passes = 1.0 - self.values[f"responses.{response}.veto"]
            third = self.case.responses[response].needs_third_party
            moves = 1.0 if third is None else self.values[f"third_parties.{third}.moves"]
            carrying_out[a, a] += passes * moves
            carrying_out[a, self.fallback] += 1.0 - passes * moves
        return carrying_out

    def _looks(self) -> Array:
        """What each response looks like where it is not seen as itself, (response, sight)."""
        looks = np.zeros((len(self.responses), len(self.responses)))
        for x, response in enumerate(self.responses):
            look = self.case.responses[response].looks_like
            if look is None:
                looks[x, self.fallback] = 1.0
            else:
                for other, part in look.items():
                    looks[x, self.responses.index(other)] += part
        return looks

    def sight_of(self, seen_as_itself: Array) -> Array:
        """P(sight | carried out), (response carried out, sight)."""
        sight = np.zeros((len(self.responses), len(self.responses)))
        for x in range(len(self.responses)):
            sight[x, x] += seen_as_itself[x]
            for v in range(len(self.responses)):
                sight[x, v] += (1.0 - seen_as_itself[x]) * self.looks[x, v]
        return sight

    def _support(self) -> Array:
        """Effective support, (response carried out, request)."""
        support = np.zeros((len(self.responses), len(self.requests)))
        for x in range(len(self.responses)):
            for q, request in enumerate(self.requests):
                urgency = self.values.get(f"requests.{request}.urgency", self.values.get("urgency"))
                assert urgency is not None
                in_time = self.given_level[x] * math.exp(-self.delay[x] / urgency)
                support[x, q] = max(min(self.given_level[x], self.given_level[self.fallback]), in_time)
        return support

    def _kept_promise(self) -> Array:
        """How much of a promise each response keeps, on the longer clock, (response,)."""
        kept = np.zeros(len(self.responses))
        for x in range(len(self.responses)):
            in_time = self.given_level[x] * math.exp(-self.delay[x] / self.values["patience"])
            kept[x] = max(min(self.given_level[x], self.given_level[self.fallback]), in_time)
        return kept

    def _obligation(self) -> float:
        if "obligation" in self.values:
            return self.values["obligation"]
        client, guarantor = {"client", *names(self.case.client)}, {"guarantor", *names(self.case.guarantor)}
        favours = 0.0
        for favour in self.case.ledger:
            day: datetime.date = favour.date.day  # the first that a date known to the month or year may mean
            years = (self.case.asked_on - day).days / 365.25
            if years < 0.0:  # after the request: it obliged nobody yet
                continue
            size = FAVOUR_POINTS[favour.size] * self.values["memory"] ** years
            if favour.giver in client and favour.receiver in guarantor:
                favours += size
            elif favour.giver in guarantor and favour.receiver in client:
                favours -= size
        return max(0.0, min(1.0, self.values["duty"] + 0.1 * favours))


def names(party: Any) -> set[str]:
    """Everything by which the ledger may name a party: its code, its label."""
    if isinstance(party, str):
        return {party}
    return {name for name in (party.state, party.label) if name is not None}
