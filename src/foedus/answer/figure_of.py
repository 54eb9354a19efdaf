"""The quantity of the answer that a name stands for: what claims, forecasts and rows have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from foedus.answer import openness, price
from foedus.answer.reading import Reading
from foedus.answer.weighing import Part, Series, posterior_weight, ratio
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
    """Names of the grammar of `tests`, looked up in one reading. Works on NumPy and on JAX arrays alike."""

    case: Case
    reading: Reading
    facts: Facts

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
            "book": lambda _: price.expected_book(self.reading),
        }
        return families[first](rest)

    def evaluate(self, expression: Expression) -> Series:
        """A sum, difference, product or ratio of quantities.

        The mean of a sum is the sum of the printed figures. A product or ratio is taken draw by draw, over ω.
        """
        match expression:
            case Number(value):
                return self._mean(value + 0.0 * self.weight)
            case Name():
                return self.series(expression)
            # A constant factor leaves every draw the weight it had; only a product of two figures is taken over ω.
            case Binary("*", Number(factor), inner) | Binary("*", inner, Number(factor)):
                return self.evaluate(inner).scaled(factor)
            case Binary("/", inner, Number(factor)) if factor != 0.0:
                return self.evaluate(inner).scaled(1.0 / factor)
            case Binary("-", Number(0.0), inner):
                return self.evaluate(inner).scaled(-1.0)
            case Binary(operator, left, right):
                return self._combine(operator, self.evaluate(left), self.evaluate(right))
        raise TypeError(f"{expression} is a comparison, not a quantity")

    @property
    def weight(self) -> Array:
        return posterior_weight(self.reading)

    @property
    def seen(self) -> int | None:
        """Index of the response seen so far."""
        return None if self.case.seen is None else list(self.case.responses).index(self.case.seen.response)

    def request(self, name: str) -> int:
        return list(self.case.requests).index(name)

    def response(self, name: str) -> int:
        return list(self.case.responses).index(name)

    def members(self, scope: str) -> Array:
        """Weights over members o ≥ 1 of a scope, by value, that sum to one in each draw, (member, draw)."""
        rows = [float(self._is_in(name, scope)) for name in self.case.members]
        xp = self.reading.value.__array_namespace__()
        chosen = xp.asarray(rows)[:, None]
        # Members that are worth nothing still have an opinion: alone they count equally.
        worth = chosen * (self.reading.value + 1e-12)
        return worth / worth.sum(axis=0)

    def _is_in(self, name: str, scope: str) -> bool:
        member = self.case.members[name]
        return scope == "*" or name == scope or scope in member.groups or scope == f"{member.role}s"

    def _mean(self, value: Array) -> Series:
        return Series.single(value, self.weight, "posterior")

    def _combine(self, operator: str, left: Series, right: Series) -> Series:
        if operator in "+-":
            sign = 1.0 if operator == "+" else -1.0
            per_draw = left.per_draw + sign * right.per_draw
            if left.kind == right.kind == "posterior":
                return self._mean(per_draw)
            parts = left.parts + tuple(Part(sign * part.value, part.weight) for part in right.parts)
            return Series(parts, per_draw, "mixed")
        per_draw = left.per_draw * right.per_draw if operator == "*" else left.per_draw / right.per_draw
        return Series.single(per_draw, self.weight)

    def _request(self, parts: list[str]) -> Series:
        place, figure = self.request(parts[0]), parts[1]
        reading = self.reading
        if figure == "prior":
            return Series.single(reading.prior[place], 0.0 * self.weight + 1.0)
        if figure == "evidence_only":
            likely = reading.weight * reading.likelihood
            return Series.single(ratio(likely[place], likely.sum(axis=0)), likely.sum(axis=0))
        return self._mean(ratio(reading.prior[place] * reading.likelihood[place] * reading.seen[place], self.weight))

    def carried_out(self, place: int) -> Array:
        """P(x is finally carried out | E, seen), (draw,)."""
        likely = self.reading.prior * self.reading.likelihood
        return ratio((likely * self.reading.carried_seen[:, place]).sum(axis=0), self.weight)

    def _response(self, parts: list[str]) -> Series:
        place, figure = self.response(parts[0]), parts[1]
        if figure == "feasible":
            return self._mean(self.facts.is_available[place] * 1.0)
        if figure == "no_free_units":
            return self._mean(1.0 - self.facts.is_free[place])
        if figure == "cost":
            return self._mean(self.reading.cost[place])
        if figure == "loss":
            return price.loss_of_book(self.reading, place)
        return self._mean(self.carried_out(place))

    def _escalation(self, parts: list[str]) -> Series:
        if parts[0] == "before":
            return price.expected_escalation(self.reading)
        return price.escalation_after(self.reading, self.response(parts[1]))

    def _audience(self, parts: list[str]) -> Series:
        scope, figure, *rest = parts
        if scope == "client":
            return self._client(figure, rest)
        member, reading = self.members(scope), self.reading
        if figure == "requests":
            return self._mean((self._outsider_posterior(self.request(rest[0])) * member).sum(axis=0))
        if figure == "expected_after":
            return price.expected_after(reading, member)
        if figure == "stays":
            return price.expected_stays(reading, member)
        if figure == "stays_after":
            place = self.response(rest[0])
            weight = self.weight * price.sight_probability(reading, place)
            return Series.single((reading.stays[0, place] * member).sum(axis=0), weight)
        before = self._mean((reading.before * member).sum(axis=0))
        if figure == "before":
            return before
        leaked = self.request(rest[0]) if figure == "after_if_leaked" else None
        change = price.member_change(reading, member, self.response(rest[-1]), leaked)
        return change if figure == "change" else price.after(before, change)

    def _client(self, figure: str, rest: list[str]) -> Series:
        before = self._mean(self.reading.client_before)
        if figure == "before":
            return before
        if figure == "expected_after":
            return price.client_expected_after(self.reading)
        if figure == "stays":
            return price.client_expected_stays(self.reading)
        if figure == "requests":  # it knows what it asked; what can be said is what the analyst can say
            return self._request([rest[0], "posterior"])
        if figure == "stays_after":
            return self._client_stays_after(self.response(rest[0]))
        request = self.request(rest[0]) if figure == "after_if_leaked" else None
        change = price.client_change(self.reading, self.response(rest[-1]), request)
        return change if figure == "change" else price.after(before, change)

    def _client_stays_after(self, place: int) -> Series:
        reading = self.reading
        likely = reading.client_meets[:, :, place] * reading.public
        total = likely.sum(axis=(0, 1))
        stays = ratio((likely * reading.client_stays[:, :, place]).sum(axis=(0, 1)), total)
        return Series.single(stays, self.weight * ratio(total, (reading.prior * reading.public).sum(axis=0)))

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
        by_figure: dict[str, Array] = {
            "share": reading.share,
            "honours": reading.honours,
            "in_game_honours": reading.in_game,
        }
        return self._mean(by_figure[parts[1]][place])
