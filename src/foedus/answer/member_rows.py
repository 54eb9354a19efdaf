"""The price list: what the promise is worth to each member of the audience, to its groups, and to all of it."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from foedus.answer.facts import client_price_without, price_without
from foedus.answer.figure_of import Quantities
from foedus.answer.price import prices_after
from foedus.answer.result import GroupRow, MemberRow
from foedus.answer.rows import certain, figure, mean
from foedus.answer.world import Solved
from foedus.case.expression import Name

Array = Any
Sight = tuple[str | None, str]
"""the request that leaked, and the response that is seen as itself"""


def _mean_of(quantities: Quantities, *parts: str) -> float | None:
    """The figure behind a name without its points; None where no draw has weight."""
    found = quantities.series(Name(parts))
    return float(found.mean()) if found.exists() else None


def member_rows(quantities: Quantities, solved: Solved) -> tuple[MemberRow, ...]:
    """The price list, the client first."""
    case, reading = quantities.case, quantities.reading
    members = case.members
    weight = quantities.weight / quantities.weight.sum()
    own, others = (
        {episode.id: (find(solved.world, episode)[..., solved.draws] * weight).sum(axis=-1) for episode in case.history}
        for find in (client_price_without, price_without)
    )
    worth = solved.world.values["audience.client.value"][solved.draws]
    past = {episode: float(price) for episode, price in own.items()}
    after = _client_after(quantities)
    rows = [_member_row(quantities, "client", case.client.label, (), "client", worth, after, past)]
    after_all = _after_all(quantities)
    for place, (name, member) in enumerate(members.items()):
        past = {episode: float(prices[place]) for episode, prices in others.items()}
        after = {sight: _number(prices[place]) for sight, prices in after_all.items()}
        groups, worth = tuple(member.groups), reading.value[place]
        rows.append(_member_row(quantities, name, member.label, groups, member.role, worth, after, past))
    return tuple(rows)


def _sights(quantities: Quantities) -> list[Sight]:
    return list(product([None, *quantities.case.requests], quantities.case.responses))


def _client_after(quantities: Quantities) -> dict[Sight, float | None]:
    return {
        (leaked, response): _mean_of(quantities, "audience", "client", "after", response)
        if leaked is None
        else _mean_of(quantities, "audience", "client", "after_if_leaked", leaked, response)
        for leaked, response in _sights(quantities)
    }


def _after_all(quantities: Quantities) -> dict[Sight, Array]:
    """The same for all others at once, (member,): there are thousands of them."""
    request, response = quantities.request, quantities.response
    return {
        (leaked, seen): prices_after(quantities.sights, response(seen), None if leaked is None else request(leaked))
        for leaked, seen in _sights(quantities)
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _member_row(
    quantities: Quantities,
    name: str,
    label: str,
    groups: tuple[str, ...],
    role: str,
    worth: Array,
    after: dict[Sight, float | None],
    without: dict[str, float],
) -> MemberRow:
    responses, requests = list(quantities.case.responses), list(quantities.case.requests)
    return MemberRow(
        id=name,
        label=label,
        groups=groups,
        role=role,
        value=mean(quantities, worth).value,
        before=certain(figure(quantities, "audience", name, "before")),
        after={a: after[None, a] for a in responses},
        change={a: figure(quantities, "audience", name, "change", a) for a in responses},
        after_if_leaked={q: {a: after[q, a] for a in responses} for q in requests},
        expected_after=certain(figure(quantities, "audience", name, "expected_after")),
        stays=certain(figure(quantities, "audience", name, "stays")),
        without=without,
    )


def group_rows(quantities: Quantities) -> tuple[GroupRow, ...]:
    """The audience by group, then all of it (`*`), members weighted by what they are worth."""
    case = quantities.case
    if not case.members:
        return ()
    named = dict.fromkeys(group for member in case.members.values() for group in member.groups)
    roles = dict.fromkeys(f"{member.role}s" for member in case.members.values())
    rows = []
    for scope in [*named, *roles, "*"]:
        inside = tuple(
            name
            for name, member in case.members.items()
            if scope == "*" or scope in member.groups or scope == f"{member.role}s"
        )
        label = case.groups[scope].label if scope in case.groups else {"*": "All who watch"}.get(scope, scope)
        responses = list(case.responses)
        rows.append(
            GroupRow(
                id=scope,
                label=label,
                members=inside,
                before=certain(figure(quantities, "audience", scope, "before")),
                after={a: _mean_of(quantities, "audience", scope, "after", a) for a in responses},
                change={a: figure(quantities, "audience", scope, "change", a) for a in responses},
                expected_after=certain(figure(quantities, "audience", scope, "expected_after")),
            )
        )
    return tuple(rows)
