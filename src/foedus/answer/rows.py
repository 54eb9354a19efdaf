"""The rows of an answer: menus, audience, types, earlier calls, forecasts, each from the same quantities."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.answer import openness
from foedus.answer.facts import episode_degree
from foedus.answer.figure_of import Quantities
from foedus.answer.result import (
    EpisodeRow,
    Figure,
    ForecastRow,
    RequestRow,
    ResponseRow,
    TypeRow,
)
from foedus.answer.weighing import Series
from foedus.answer.world import Solved
from foedus.case import parse, resolve
from foedus.case.expression import Name
from foedus.case.expression_name import summed_responses

Array = Any
EXTRAPOLATED = 0.25
"""a response chosen less often than this share of what its weight alone would make of it"""


def figure(quantities: Quantities, *parts: str) -> Figure | None:
    """The figure behind a name in full."""
    return quantities.series(Name(parts)).figure()


def certain(found: Figure | None) -> Figure:
    """A figure that exists whenever any draw does."""
    assert found is not None
    return found


def mean(quantities: Quantities, value: Array) -> Figure:
    """ω-mean of a quantity of each draw."""
    return certain(Series.single(value, quantities.weight).figure())


def request_rows(quantities: Quantities) -> tuple[RequestRow, ...]:
    """What may have been asked: by strategy, evidence, both, and with the reply."""
    reading = quantities.reading
    with_evidence = (reading.prior * reading.likelihood).sum(axis=-1)
    with_evidence = with_evidence / with_evidence.sum()
    rows = []
    for place, (name, request) in enumerate(quantities.case.requests.items()):
        rows.append(
            RequestRow(
                id=name,
                label=request.label,
                level=mean(quantities, reading.request_level[place]).value,
                prior=float(quantities.series(Name(("requests", name, "prior"))).mean()),
                evidence_only=float(quantities.series(Name(("requests", name, "evidence_only"))).mean()),
                with_evidence=float(with_evidence[place]),
                posterior=certain(figure(quantities, "requests", name, "posterior")),
                is_rest=request.rest,
            )
        )
    return tuple(rows)


def response_rows(quantities: Quantities, solved: Solved) -> tuple[ResponseRow, ...]:
    """What may be given: how likely in the end, whether it can be, and at what price."""
    reading, case = quantities.reading, quantities.case
    likely = quantities.sights.on_evidence
    rows = []
    for place, (name, response) in enumerate(case.responses.items()):
        chosen = mean(quantities, (likely * reading.chosen[:, place]).sum(axis=0)).value
        weight_share = mean(quantities, reading.menu[place]).value
        is_visible = bool(np.any(np.asarray(solved.world.game.visibility)[place] > 0))
        units = {
            asset: mean(quantities, solved.world.values[f"responses.{name}.units.{asset}"][solved.draws])
            for asset in response.units
        }
        rows.append(
            ResponseRow(
                id=name,
                label=response.label,
                level=mean(quantities, reading.response_level[place]).value,
                probability=certain(figure(quantities, "responses", name, "probability")),
                feasible=certain(figure(quantities, "responses", name, "feasible")).value,
                no_free_units=certain(figure(quantities, "responses", name, "no_free_units")).value if units else None,
                cost=certain(figure(quantities, "responses", name, "cost")),
                loss=figure(quantities, "responses", name, "loss") if is_visible else None,
                escalation=figure(quantities, "escalation", "after", name) if is_visible and case.challenger else None,
                chosen=chosen,
                weight_share=weight_share,
                is_extrapolated=chosen < EXTRAPOLATED * weight_share,
                units=units,
            )
        )
    return tuple(rows)


def type_rows(quantities: Quantities) -> tuple[TypeRow, ...]:
    """What each type does in this crisis, beside what is assumed of it at the next call."""
    rows = []
    for place, (name, kind) in enumerate(quantities.case.types.items()):
        honours = mean(quantities, quantities.reading.honours[place])
        in_game = figure(quantities, "types", name, "in_game_honours")
        share = mean(quantities, quantities.reading.share[place]).value
        given = None if in_game is None else in_game.value
        outside = given is not None and not honours.low <= given <= honours.high
        rows.append(TypeRow(name, kind.label, share, honours, given, outside))
    return tuple(rows)


def deniable_refusal(quantities: Quantities) -> Figure | None:
    """How far a refusal could be denied; None where a request leaked, so that what was asked is known."""
    seen = quantities.case.seen
    if seen is not None and seen.leaked not in (None, "none"):
        return None
    return openness.deniable_refusal(quantities.reading, quantities.fallback).figure()


def episode_rows(quantities: Quantities, solved: Solved) -> tuple[EpisodeRow, ...]:
    """What each earlier call did to the price of the promise."""
    rows = []
    for episode in quantities.case.history:
        degree = mean(quantities, episode_degree(solved.world, episode)[solved.draws]).value
        effect = certain(figure(quantities, "history", episode.id))
        rows.append(EpisodeRow(episode.id, episode.what or episode.client, str(episode.date), degree, effect))
    return tuple(rows)


def forecast_rows(quantities: Quantities, solved: Solved) -> tuple[ForecastRow, ...]:
    """P(confirmed by the date): visible, and in effect by then. Resolutions are not read."""
    case = quantities.case
    rows = []
    for forecast in case.forecasts:
        days = (forecast.resolves - case.asked_on).days
        total = 0.0 * quantities.weight
        for name in summed_responses(resolve(parse(forecast.expression), case)) or ():
            place = quantities.response(name)
            in_time = solved.world.values[f"responses.{name}.delay"][solved.draws] <= days
            seen = np.asarray(solved.world.game.visibility)[place][solved.draws]
            total = total + quantities.carried_out(place) * seen * in_time
        rows.append(ForecastRow(forecast.id, forecast.ask, str(forecast.resolves), mean(quantities, total)))
    return tuple(rows)
