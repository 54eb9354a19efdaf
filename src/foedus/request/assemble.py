"""From a case and its drawn inputs to the arrays of the request game (model.md section 2, before anybody plays)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foedus.case import Case, inputs
from foedus.quantity import Table
from foedus.request.evidence import EvidenceTable, evidence_table
from foedus.request.feasibility import Feasibility, feasibility
from foedus.request.game import RequestGame

Draws = NDArray[np.float64]
Values = Mapping[str, Draws]
DAYS_A_YEAR = 365.25


def assemble(case: Case, values: Values) -> tuple[RequestGame, EvidenceTable, Feasibility]:
    """The request game in every draw, the evidence as numbers, and what the stock allows.

    Arguments:
        case: gives ids, structure and dates; none of its numbers is read.
        values: every drawn input by its path (`foedus.case.inputs`), each (draw,).
    """

    def rows(pattern: str, names: Mapping[str, object]) -> Draws:
        return np.stack([values[pattern.format(name)] for name in names])

    n_draws = len(values["precision"])
    request_weight = rows("requests.{}.weight", case.requests)
    request_level = rows("requests.{}.level", case.requests)
    response_level = rows("responses.{}.level", case.responses)
    names = list(case.responses)
    fallback = names.index(case.fallback_id)
    evidence = evidence_table(case, values, request_weight)
    stock = feasibility(case, values)
    clarity, lower, lower_weight = _hearing(rows("requests.{}.clarity", case.requests), request_level, request_weight)
    looks = sorted({names.index(look) for name in names for look in case.looks(name)} | {fallback})
    delay = rows("responses.{}.delay", case.responses)
    support, kept = _support(case, values, response_level, delay, fallback)
    share = shares(case, values)
    members = case.members
    has_challenger = case.challenger is not None

    def of_challenger(key: str) -> Draws:
        return values[f"challenger.{key}"] if has_challenger else np.ones(n_draws)

    def of_members(key: str) -> Draws:
        return np.array([values[f"audience.{name}.{key}"] for name in members]).reshape(len(members), n_draws)

    priors = [prior_of(case, values, name, share) for name in members]
    game = RequestGame(
        precision=values["precision"],
        challenger_sharpness=of_challenger("sharpness"),
        audience_sharpness=values["sharpness"],
        share=share,
        fate=rows("types.{}.fate", case.types),
        norm=rows("types.{}.norm", case.types),
        honours=rows("types.{}.honours", case.types),
        need_chance=_table({name: values[f"need.{name}.chance"] for name in case.need}, n_draws),
        need=rows("need.{}.value", case.need),
        request_level=request_level,
        request_weight=request_weight,
        asking=_asking(case, values, request_level),
        clarity=clarity,
        lower=lower,
        lower_weight=lower_weight,
        response_level=response_level,
        response_weight=rows("responses.{}.weight", case.responses),
        is_open=np.where(np.arange(len(names))[:, None] == fallback, True, stock.is_available).astype(float),
        carried=_carried(case, values, fallback),
        visibility=rows("responses.{}.visibility", case.responses),
        look=_looks(case, looks, n_draws),
        support=support,
        kept=kept,
        cost=stock.cost + rows("responses.{}.money", case.responses),
        leak=values["leak"],
        gain=of_challenger("gain"),
        risk=of_challenger("risk"),
        deterred=of_challenger("deterred"),
        harm=values["harm"],
        entanglement=values["entanglement"],
        disappointment=values["disappointment"],
        obligation=obligation(case, values),
        evidence=evidence.likelihood(until=case.seen.date if case.seen and case.seen.date else None),
        prior=np.stack(priors, axis=1) if priors else np.zeros((len(share), 0, n_draws)),
        spillover=of_members("spillover"),
        value=of_members("value"),
        reserve=of_members("reserve"),
        fear=of_members("fear"),
        client_value=values["audience.client.value"],
        client_reserve=values["audience.client.reserve"],
        looks=tuple(looks),
        fallback=fallback,
        has_challenger=has_challenger,
    )
    return game, evidence, stock


def shares(case: Case, values: Values) -> Draws:
    """Nature's prior over types, (type, draw); the last type takes the rest where it has no share of its own."""
    return _table({name: values.get(f"types.{name}.share") for name in case.types}, len(values["precision"]))


def prior_of(case: Case, values: Values, member: str, share: Draws) -> Draws:
    """A member's prior over types, (type, draw): its own, else the same draw as nature's share."""
    own = values.get(f"audience.{member}.prior")
    if own is not None:
        return np.stack([own, 1.0 - own])
    table = {name: values.get(f"audience.{member}.prior.{name}") for name in case.types}
    return share if all(entry is None for entry in table.values()) else _table(table, share.shape[-1])


def obligation(case: Case, values: Values) -> Draws:
    """What the guarantor owes, in [0, 1], (draw,): duty and the balance of favours, or the analyst's own number."""
    if "obligation" in values:
        return values["obligation"]
    owed = values["duty"].astype(float)
    for favour in case.ledger:
        owed = owed + 0.1 * case.signed_size(favour) * values["memory"] ** years_before(case, favour.date.day)
    bounded: Draws = np.clip(owed, 0.0, 1.0)
    return bounded


def years_before(case: Case, day: datetime.date) -> float:
    """Years from a day to `asked_on`."""
    return (case.asked_on - day).days / DAYS_A_YEAR


def _table(entries: Mapping[str, Draws | None], n_draws: int) -> Draws:
    given = {name: entry for name, entry in entries.items() if entry is not None}
    missing = [name for name in entries if name not in given]
    if not given:  # one type alone, with no share of its own, is everything
        return np.ones((1, n_draws))
    # The entries were checked when the case was read; only their draws are normalised here.
    table = Table(dict.fromkeys(given), missing[0] if missing else None)  # type: ignore[arg-type]
    normalised = table.normalise(given)
    return np.stack([normalised[name] for name in entries])


def _asking(case: Case, values: Values, level: Draws) -> Draws:
    """ask_q, (request, draw); a default is 0 for the lowest request and grows with level."""
    lowest = level.min(axis=0)
    span = np.where(lowest < 1.0, 1.0 - lowest, 1.0)
    given = inputs(case)
    rows = []
    for row, name in enumerate(case.requests):
        path = f"requests.{name}.asking"
        relative = (level[row] - lowest) / span if given[path].scale_by_level else 1.0
        rows.append(values[path] * relative)
    return np.stack(rows)


def _hearing(clarity: Draws, level: Draws, weight: Draws) -> tuple[Draws, NDArray[np.int64], Draws]:
    """How a request that is not clear is heard: as one of the next strictly lower level, in proportion to weight.

    Returns clarity (1 for the lowest), which requests are next below (request, rank, draw) and with what share.
    """
    below = np.where(level[None] < level[:, None], level[None], -np.inf)  # (asked, heard, draw)
    next_level = below.max(axis=1, keepdims=True)
    is_next = np.isfinite(next_level) & (level[None] == next_level)
    width = max(1, int(is_next.sum(axis=1).max()))
    order = np.argsort(~is_next, axis=1, kind="stable")[:, :width]
    share = np.where(is_next, weight[None], 0.0)
    share = np.take_along_axis(share, order, axis=1)
    total = share.sum(axis=1, keepdims=True)
    is_lowest = ~is_next.any(axis=1)
    # Where all of them have weight 0 they count alike; the ranks beyond them stay at 0.
    alike = np.take_along_axis(is_next, order, axis=1) / np.maximum(is_next.sum(axis=1, keepdims=True), 1)
    share = np.where(total > 0, share / np.where(total > 0, total, 1.0), alike)
    return np.where(is_lowest, 1.0, clarity), order, share


def _carried(case: Case, values: Values, fallback: int) -> Draws:
    """P(x = a | a), (response, draw); the fallback needs no units, veto or condition."""
    rows = []
    for number, (name, response) in enumerate(case.responses.items()):
        passes = 1.0 - values[f"responses.{name}.veto"]
        if response.needs_third_party is not None:
            passes = passes * values[f"third_parties.{response.needs_third_party}.moves"]
        rows.append(np.ones_like(passes) if number == fallback else passes)
    return np.stack(rows)


def _looks(case: Case, looks: list[int], n_draws: int) -> Draws:
    """What each response is taken for when it is not seen, (response, look, draw)."""
    names = list(case.responses)
    shown = np.zeros((len(names), len(looks), n_draws))
    for row, name in enumerate(names):
        for look, share in case.looks(name).items():
            shown[row, looks.index(names.index(look))] = share
    return shown


def _support(case: Case, values: Values, level: Draws, delay: Draws, fallback: int) -> tuple[Draws, Draws]:
    """s̃_{xq} (response, request, draw) and s̄_x (response, draw): help under way comes with words meanwhile."""
    words = np.minimum(level, level[fallback])
    urgency = np.stack([values.get(f"requests.{name}.urgency", values["urgency"]) for name in case.requests])
    support = np.maximum(words[:, None], level[:, None] * np.exp(-delay[:, None] / urgency[None]))
    return support, np.maximum(words, level * np.exp(-delay / values["patience"]))
