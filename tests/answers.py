"""Answers made up for tests of what draws from them: right in form for any case, invented in every number."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from foedus.answer.result import (
    Answer,
    Balance,
    ClaimRow,
    Elasticity,
    EpisodeRow,
    EquilibriumReport,
    EvidenceRow,
    Figure,
    ForecastRow,
    GroupRow,
    MemberRow,
    RequestRow,
    ResponseRow,
    Split,
    StockRow,
    StockUse,
    Surprise,
    TypeRow,
)
from foedus.answer.sensitivity import ConflictRow, Doubling, FlipRow, IndicatorRow, MenuRow
from foedus.case import Case, describe, inputs, load_case, parse_case

DRAWS = 40

SMALL = """
foedus: 1
id: small
question: What was asked?
as_of: 2000-01-01
client: {label: The client}
guarantor: {label: The guarantor}
requests:
  statement: {label: A statement, level: 0}
  help: {label: Help, level: 1}
responses:
  words: {label: Words, level: 0}
  help: {label: Help, level: 1}
audience:
  client: {value: 0}
"""


def invented(case: Case | str = "moscow-2025", seed: int = 1, **changes: Any) -> Answer:
    """An answer to a case (by name, as text or read) with invented numbers; `changes` replace its fields."""
    if isinstance(case, str):
        case = parse_case(case) if "\n" in case else load_case(case)
    return dataclasses.replace(_Inventor(case, seed).answer(), **changes)


def nobody_watches(answer: Answer) -> Answer:
    """The answer where nobody else watches."""
    return dataclasses.replace(answer, audience=(), groups=())


def figure(value: float, width: float = 0.4) -> Figure:
    """A probability whose interval is `width` of its way to 0 and to 1."""
    return Figure(value, value * (1 - width), value + (1 - value) * width, 0.004)


class _Inventor:
    def __init__(self, case: Case, seed: int) -> None:
        self.case = case
        self.random = np.random.default_rng(seed)
        self.requests, self.responses = list(case.requests), list(case.responses)
        self.posterior = self.random.dirichlet(np.ones(len(self.requests)), DRAWS).T
        self.given = self.random.dirichlet(np.ones(len(self.responses)), DRAWS).T
        self.weight = self.random.dirichlet(np.ones(DRAWS))

    def answer(self) -> Answer:
        case = self.case
        members = tuple(self._members())
        return Answer(
            case=case,
            draws=DRAWS + 2,
            seed=7,
            requests=tuple(self._requests()),
            responses=tuple(self._responses()),
            audience=members,
            groups=tuple(self._groups({row.id: row for row in members})),
            stock=tuple(self._stock()),
            types=tuple(
                TypeRow(name, kind.label, 1 / len(case.types), figure(0.6), 0.1, is_outside=place == 0)
                for place, (name, kind) in enumerate(case.types.items())
            ),
            history=tuple(
                EpisodeRow(episode.id, episode.what or episode.id, episode.date.text, 0.1, self._change())
                for episode in case.history
            ),
            evidence=tuple(
                EvidenceRow(
                    item.id, item.date.isoformat(), item.says, item.source, item.origin or item.id, 0.6,
                    bits := float(self.random.normal()),
                    {name: bits if name == self.requests[-1] else -0.3 * bits for name in self.requests},
                )
                for item in case.evidence
            ),
            claims=tuple(self._claims()),
            forecasts=tuple(ForecastRow(f.id, f.ask, f.resolves.isoformat(), figure(0.05)) for f in case.forecasts),
            elasticities=(Elasticity(f"requests.{self.requests[0]}", "leak", -0.42),),
            ambiguity=figure(0.5),
            innocence=figure(0.8),
            deniable_refusal=figure(0.62),
            obligation=figure(0.7),
            escalation=None if case.challenger is None else figure(0.55),
            book=Figure(4.2, 2.1, 6.3, 0.02),
            split=Split(self.requests[-1], -2.8, -2.5, -1.1, -1.3),
            surprise=Surprise(-14.2, 3.4, 1),
            effective_draws=1204.2,
            equilibrium=EquilibriumReport(
                DRAWS, 2, {"accelerated": DRAWS}, {"no certificate": 2}, 3.14159e-10, 1.2345e-12, 0.0456, True, 64, 1
            ),
            balance=Balance(**describe(case).counts),
            subsample=16,
            seconds={"solve": 1.25, "all": 2.5},
            doubling=self._doubling(),
            flips=tuple(self._flips()),
            flip_draws=320,
            indicators=tuple(self._indicators()),
            conflict=tuple(ConflictRow(item.id, -0.3, self.requests[0]) for item in case.evidence[:3]),
            conflict_measure=0.12,
            menu=tuple(self._menu()),
            posterior_draws=self._draws(len(members)),
        )  # fmt: skip

    def _flips(self) -> Iterator[FlipRow]:
        first, *_, last = self.requests
        yield FlipRow("request", "leak", 0.1, 0.21, 0.4, 0.27, 0.2, first, last, is_confirmed=True, draws=320)
        *_, before, after = self.responses
        yield FlipRow("response", "precision", 6.0, 12.0, 24.0, 3.0, -0.5, before, after, is_confirmed=True, draws=320)
        for claim in self.case.claims[:3]:
            yield FlipRow(
                claim.id, "leak", 0.1, 0.21, 0.4, 0.81, 2.0, "holds", "contested", is_confirmed=False, draws=64
            )

    def _doubling(self) -> Doubling:
        return Doubling(
            judged=12, draws=DRAWS, request=self.requests[0], keeps_request=True, posterior=figure(0.5),
            response=self.responses[-1], keeps_response=False, probability=figure(0.3),
            verdicts={claim.id: "contested" for claim in self.case.claims[:1]}, tested=len(self.case.claims),
        )  # fmt: skip

    def _mean(self, values: Any) -> Figure:
        low, high = np.quantile(values, [0.05, 0.95])
        return Figure(float(self.weight @ values), float(low), float(high), 0.003)

    def _requests(self) -> Iterator[RequestRow]:
        for place, (name, request) in enumerate(self.case.requests.items()):
            whole = self._mean(self.posterior[place])
            level = request.level.quantity.low
            yield RequestRow(name, request.label, level, 0.3, 0.2, 0.25, whole, is_rest=request.rest)

    def _responses(self) -> Iterator[ResponseRow]:
        for place, (name, response) in enumerate(self.case.responses.items()):
            needs = bool(response.units)
            yield ResponseRow(
                name, response.label, response.level.quantity.low, self._mean(self.given[place]),
                feasible=0.9 if needs else 1.0, no_free_units=0.8 if needs else None,
                cost=Figure(0.3, 0.1, 0.5), loss=Figure(0.02, -0.01, 0.05),
                escalation=None if self.case.challenger is None else figure(0.5),
                chosen=0.1, weight_share=0.5, is_extrapolated=place == len(self.responses) - 1,
                units={kind: Figure(5.0, 2.0, 8.0) for kind in response.units},
            )  # fmt: skip

    def _change(self) -> Figure:
        middle = float(self.random.normal(scale=0.05))
        return Figure(middle, middle - 0.03, middle + 0.03, 0.001)

    def _members(self) -> Iterator[MemberRow]:
        watching = [("client", self.case.client.label, (), "client")]
        watching += [(name, row.label, row.groups, row.role) for name, row in self.case.members.items()]
        for name, label, groups, role in watching:
            change = {response: self._change() for response in self.responses}
            after = {response: 0.4 + moved.value for response, moved in change.items()}
            yield MemberRow(
                name, label, tuple(groups), role, 0.5, figure(0.4), after, change,
                {request: dict.fromkeys(self.responses, 0.35) for request in self.requests},
                figure(0.41), figure(0.7), {episode.id: 0.45 for episode in self.case.history},
            )  # fmt: skip

    def _groups(self, members: Mapping[str, MemberRow]) -> Iterator[GroupRow]:
        for name, group in self.case.groups.items():
            inside = tuple(row.id for row in members.values() if name in row.groups)
            after = dict.fromkeys(self.responses, 0.37)
            change = dict.fromkeys(self.responses, Figure(-0.03, -0.06, 0.01, 0.001))
            yield GroupRow(name, group.label, inside, figure(0.4), after, change, figure(0.39))

    def _stock(self) -> Iterator[StockRow]:
        few, many = Figure(5.0, 2.0, 8.0), Figure(50.0, 40.0, 60.0)
        for name, asset in self.case.stock.items():
            places = dict.fromkeys(asset.committed, many)
            use = StockUse(few, Figure(1.0, 0.0, 4.0), many, 0.8, 0.02, dict.fromkeys(places, few), few, None)
            using = [key for key, response in self.case.responses.items() if name in response.units]
            yield StockRow(name, asset.label, asset.unit, many, few, places, dict.fromkeys(using, use))

    def _claims(self) -> Iterator[ClaimRow]:
        hinge = next(iter(inputs(self.case)))
        for claim in self.case.claims:
            stated = self.case.stated[claim.id]
            yield ClaimRow(
                claim.id, claim.source, claim.says, claim.tests, "contested", stated.word, stated.low, stated.high,
                figure(0.3) if claim.tests else None, -0.02 if "<" in (claim.tests or "") else None, hinge, -0.12,
            )  # fmt: skip

    def _indicators(self) -> Iterator[IndicatorRow]:
        seen, hidden = (
            dict(zip(self.requests, self.random.dirichlet(np.ones(len(self.requests))).tolist(), strict=True))
            for _ in range(2)
        )
        for place, item in enumerate(self.case.indicators):
            told = 0.3 / (1 + place)
            yield IndicatorRow(item.id, item.says, "declared", item.by.isoformat(), 0.2, told, 0.0002, seen, hidden)
        for name, response in self.case.responses.items():
            label, told = response.label, 0.01
            yield IndicatorRow(f"responses.{name}", label, "signal", "2025-07-07", 0.004, told, 0.25, seen, None)

    def _menu(self) -> Iterator[MenuRow]:
        reply, first = self.responses[0], self.requests[0]
        for name in self.requests:
            yield MenuRow("split", (name,), name, 0.25, reply, 0.6, is_changed=name != first)
        yield MenuRow("merge", tuple(self.requests[:2]), "+".join(self.requests[:2]), 0.4, reply, None, is_changed=True)

    def _draws(self, members: int) -> dict[str, Any]:
        prior = self.random.dirichlet(np.ones(len(self.requests)), DRAWS).T
        return {
            "weight": self.weight,
            "posterior": self.posterior,
            "prior": prior,
            "likelihood": self.posterior / prior,
            "response": self.given,
            "member_before": self.random.uniform(size=(members, DRAWS)),
            "inputs": {path: self.random.uniform(size=DRAWS) for path in inputs(self.case)},
        }


def with_labels(answer: Answer, label: str) -> Answer:
    """The answer with one text in every place where a case may put one."""

    def named(rows: Sequence[Any], *keys: str) -> Any:
        return tuple(dataclasses.replace(row, **dict.fromkeys(keys, label)) for row in rows)

    return dataclasses.replace(
        answer,
        requests=named(answer.requests, "label"),
        responses=named(answer.responses, "label"),
        audience=named(answer.audience, "label"),
        groups=named(answer.groups, "label"),
        stock=named(answer.stock, "label", "unit"),
        types=named(answer.types, "label"),
        history=named(answer.history, "label"),
        evidence=named(answer.evidence, "says"),
        claims=named(answer.claims, "says", "reason"),
        forecasts=named(answer.forecasts, "ask"),
        indicators=named(answer.indicators, "label"),
    )
