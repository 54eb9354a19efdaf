"""The quantity of the answer that a name stands for: what claims, forecasts and rows have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from foedus.answer import openness, price
from foedus.answer.reading import Reading
from foedus.answer.sights import Sights
from foedus.answer.weighing import Series, ratio, record_chance
from foedus.case import Case
from foedus.case.expression import Binary, Expression, Name, Number

Array = Any


@dataclass(frozen=True)
class Facts:
    """What an answer knows beside the equilibrium: feasibility and the effect of earlier calls; (…, draw) each."""

    is_available: Array
    is_free: Array
    free_units: Mapping[str, Array]
    all_units: Mapping[str, Array]
    episode_effect: Mapping[str, Array]
    """change of the v-weighted mean price by each episode, by its id"""

    def take(self, draws: Array) -> Facts:
        """The same of some draws."""

        def rows(named: Mapping[str, Array]) -> dict[str, Array]:
            return {name: row[..., draws] for name, row in named.items()}

        return Facts(
            self.is_available[..., draws],
            self.is_free[..., draws],
            rows(self.free_units),
            rows(self.all_units),
            rows(self.episode_effect),
        )


@dataclass(frozen=True)
class Quantities:
    """Names of the grammar of `tests`, looked up in one reading."""

    case: Case
    reading: Reading
    facts: Facts

    @cached_property
    def sights(self) -> Sights:
        """Chances of sights and the weights that follow from them."""
        return Sights(self.reading)

    @cached_property
    def likely(self) -> Array:
        """P(what is public) in each draw, (draw,): ω but for what a draw counts for in a subsample."""
        return record_chance(self.reading)

    @property
    def weight(self) -> Array:
        """ω, not normalised, (draw,)."""
        return self.sights.posterior

    def series(self, name: Name) -> Series:
        """The quantity behind a name written in full (`foedus.case.resolve`)."""
        first, *rest = name.parts
        families: dict[str, Callable[[list[str]], Series]] = {
            "requests": self._request,
            "responses": self._response,
            "escalation": self._escalation,
            "audience": self._audience,
            "history": lambda parts: self._mean(self.facts.episode_effect[parts[0]]),
            "stock": self._stock,
            "types": self._type,
            "ambiguity": lambda _: openness.ambiguity(self.reading, self.seen),
            "innocence": lambda _: openness.innocence(self.reading, self.seen),
            "obligation": lambda _: self._mean(self.reading.obligation),
            "book": lambda _: price.expected_book(self.sights),
        }
        return families[first](rest)

    def evaluate(self, expression: Expression) -> Series:
        """A sum, difference, product or ratio of quantities.

        The mean of a sum is the sum of the printed figures. A product or ratio is taken draw by draw, over ω.
        """
        match expression:
            case Number(value):
                return Series.single(value + 0.0 * self.weight, self.weight, "number")
            case Name():
                return self.series(expression)
            # A constant factor leaves every draw the weight it had; only a product of two figures is taken over ω.
            case Binary("*", Number(factor), inner) | Binary("*", inner, Number(factor)):
                return self.evaluate(inner).scaled(factor)
            case Binary("/", inner, Number(factor)) if factor != 0.0:
                return self.evaluate(inner).scaled(1.0 / factor)
            case Binary("+", left, right):
                return self.evaluate(left).plus(self.evaluate(right))
            case Binary("-", left, right):
                return self.evaluate(left).plus(self.evaluate(right).scaled(-1.0))
            case Binary(operator, left, right):
                return self._per_draw(operator, self.evaluate(left), self.evaluate(right))
        raise TypeError(f"{expression} is a comparison, not a quantity")

    @property
    def seen(self) -> int | None:
        """Index of the response seen so far."""
        return None if self.case.seen is None else self.response(self.case.seen.response)

    @property
    def fallback(self) -> int:
        """Index of the response that is left when another fails."""
        return self.response(self.case.fallback_id)

    def request(self, name: str) -> int:
        return list(self.case.requests).index(name)

    def response(self, name: str) -> int:
        return list(self.case.responses).index(name)

    def member(self, scope: str) -> price.Member:
        """A member's place among o ≥ 1, or the weights by value of the members of a group, (member, draw)."""
        if scope in self._members:
            return self._members[scope]
        rows = [float(self._is_in(name, scope)) for name in self.case.members]
        chosen = np.asarray(rows)[:, None]
        # Members that are worth nothing still have an opinion: alone they count equally.
        worth = chosen * (self.reading.value + 1e-12)
        self._members[scope] = worth / worth.sum(axis=0)
        return self._members[scope]

    @cached_property
    def _members(self) -> dict[str, price.Member]:
        return {name: place for place, name in enumerate(self.case.members)}

    def _is_in(self, name: str, scope: str) -> bool:
        member = self.case.members[name]
        return scope == "*" or scope in member.groups or scope == f"{member.role}s"

    def _mean(self, value: Array) -> Series:
        return Series.single(value, self.weight, "posterior")

    def _per_draw(self, operator: str, left: Series, right: Series) -> Series:
        """A product or ratio, in the draws in which both sides can be; a ratio by nothing is no number."""
        if operator == "*":
            per_draw = left.per_draw * right.per_draw
        else:
            is_something = right.per_draw != 0.0
            per_draw = left.per_draw / np.where(is_something, right.per_draw, 1.0)
            per_draw = np.where(is_something, per_draw, np.nan)
        is_own = "own" in (left.kind, right.kind)
        return Series.single(per_draw, left.within(right.within(self.weight)), "own" if is_own else "posterior")

    def _request(self, parts: list[str]) -> Series:
        place, figure = self.request(parts[0]), parts[1]
        reading = self.reading
        if figure == "prior":
            return Series.single(reading.prior[place], reading.thinning, "prior")
        if figure == "evidence_only":
            likely = reading.weight * reading.likelihood
            return Series.single(
                ratio(likely[place], likely.sum(axis=0)), reading.thinning * likely.sum(axis=0), "prior"
            )
        return self._mean(ratio(reading.prior[place] * reading.likelihood[place] * reading.seen[place], self.likely))

    def carried_out(self, place: int) -> Array:
        """P(x is finally carried out | E, seen), (draw,)."""
        likely = self.reading.prior * self.reading.likelihood
        return ratio((likely * self.reading.carried_seen[:, place]).sum(axis=0), self.likely)

    def _response(self, parts: list[str]) -> Series:
        place, figure = self.response(parts[0]), parts[1]
        if figure == "feasible":
            return self._mean(self.facts.is_available[place] * 1.0)
        if figure == "no_free_units":
            return self._mean(1.0 - self.facts.is_free[place])
        if figure == "cost":
            return self._mean(self.reading.cost[place])
        if figure == "loss":
            return price.loss_of_book(self.sights, place)
        return self._mean(self.carried_out(place))

    def _escalation(self, parts: list[str]) -> Series:
        if parts[0] == "before":
            return price.expected_escalation(self.sights)
        return price.escalation_after(self.sights, self.response(parts[1]))

    def _audience(self, parts: list[str]) -> Series:
        scope, figure, *rest = parts
        if scope == "client":
            return self._client(figure, rest)
        member, sights = self.member(scope), self.sights
        if figure == "requests":
            return self._mean(price.of_member(self._outsider_posterior(self.request(rest[0])), member))
        if figure == "expected_after":
            return price.expected_after(sights, member)
        if figure == "stays":
            return price.expected_stays(sights, member)
        if figure == "stays_after":
            return price.stays_after(sights, member, self.response(rest[0]))
        before = price.member_before(sights, member)
        if figure == "before":
            return before
        leaked = self.request(rest[0]) if figure == "after_if_leaked" else None
        change = price.member_change(sights, member, self.response(rest[-1]), leaked)
        return change if figure == "change" else before.plus(change)

    def _client(self, figure: str, rest: list[str]) -> Series:
        sights = self.sights
        if figure == "expected_after":
            return price.client_expected_after(sights)
        if figure == "stays":
            return price.client_expected_stays(sights)
        if figure == "requests":  # it knows what it asked; what can be said is what the analyst can say
            return self._request([rest[0], "posterior"])
        if figure == "stays_after":
            return price.client_stays_after(sights, self.response(rest[0]))
        before = price.client_before(sights)
        if figure == "before":
            return before
        request = self.request(rest[0]) if figure == "after_if_leaked" else None
        change = price.client_change(sights, self.response(rest[-1]), request)
        return change if figure == "change" else before.plus(change)

    def _outsider_posterior(self, place: int) -> Array:
        """P(q | E, seen) as each member has it, from its own prior over types, (member, draw)."""
        reading = self.reading
        likely = reading.prior * reading.public
        seen = (reading.member_prior[:, None] * reading.seen_by_type[:, :, None]).sum(axis=0)  # (request, member, draw)
        joint = likely[:, None] * seen
        return ratio(joint[place], joint.sum(axis=0))

    def _stock(self, parts: list[str]) -> Series:
        units = self.facts.free_units if parts[1] == "free" else self.facts.all_units
        return self._mean(units[parts[0]])

    def _type(self, parts: list[str]) -> Series:
        place = list(self.case.types).index(parts[0])
        reading = self.reading
        if parts[1] == "in_game_honours":
            # Where nothing above words is asked, nothing can be honoured.
            above = reading.request_level > reading.response_level[self.fallback] + 1e-9
            return Series.single(reading.in_game[place], self.weight * ((above * reading.prior).sum(axis=0) > 0))
        return self._mean((reading.share if parts[1] == "share" else reading.honours)[place])
