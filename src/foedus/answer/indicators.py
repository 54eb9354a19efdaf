"""What to watch: how much each thing that may be seen next would tell, on average, of what was asked and what is given.

A signal S is seen by its day or not. What is known now is one table, P(q, x | E, seen), pooled over the draws with
their weights; with P(S | q, x) of each draw it splits into two, P(q, x, S) and P(q, x, not S), and the expected
information is the mutual information of the table's rows, or columns, with S. Strategies stay as they are solved: what
is seen after the response moves the analyst and nobody's play (docs/what-to-watch.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.figure_of import Quantities
from foedus.answer.sensitivity import IndicatorRow
from foedus.answer.world import Solved
from foedus.case import Case
from foedus.case.account import Indicator

Array = Any
DECLARED = "declared"
HORIZON = datetime.timedelta(days=30)
"""how far ahead signals are looked for in a case that forecasts nothing"""


@dataclass(frozen=True)
class Signal:
    """Something that may be seen, and P(S | q, x) in each draw, (request or 1, response or 1, draw)."""

    id: str
    label: str
    kind: str
    by: datetime.date
    chance: Array


def indicator_rows(quantities: Quantities, solved: Solved) -> tuple[IndicatorRow, ...]:
    """The indicators of the case and the signals of its responses, the most telling about the request first."""
    known = joint(quantities)
    every = [_row(known, signal, quantities.case) for signal in signals(quantities, solved)]
    # What a response cannot show is nothing to watch for; what the analyst asks about is answered.
    rows = [row for row in every if row.kind == DECLARED or row.probability > 0.0]
    # A sort that keeps the order of the case where two tell the same.
    return tuple(sorted(rows, key=lambda row: (-round(row.bits, 12), -round(row.response_bits, 12))))


def joint(quantities: Quantities) -> Array:
    """ω P(q, x | E, seen), (request, response, draw), with 1 as its sum over everything."""
    reading = quantities.reading
    likely = (reading.thinning * reading.prior * reading.likelihood)[:, None] * reading.carried_seen
    return likely / likely.sum()


def signals(quantities: Quantities, solved: Solved) -> Iterator[Signal]:
    """The case's indicators, then what each response would show of itself."""
    for item in quantities.case.indicators:
        yield Signal(item.id, item.says, DECLARED, item.by, _declared(quantities.case, item, solved))
    yield from _shown(quantities, solved)


def horizon(case: Case) -> datetime.date:
    """The day by which a response may have shown itself: the next on which a forecast resolves, else 30 days on."""
    usual = max(case.as_of, case.asked_on) + HORIZON
    return min((row.resolves for row in case.forecasts if row.resolves > case.as_of), default=usual)


def _declared(case: Case, item: Indicator, solved: Solved) -> Array:
    """P(S | q) or P(S | x) of an indicator of the case."""
    by_request = item.likelihood is not None
    key, menu = ("likelihood", case.requests) if by_request else ("given", case.responses)
    table = np.stack([solved.world.values[f"indicators.{item.id}.{key}.{name}"][solved.draws] for name in menu])
    return table[:, None] if by_request else table[None]


def _shown(quantities: Quantities, solved: Solved) -> Iterator[Signal]:
    """Each response that can be seen, coming into sight as itself by the horizon.

    A response takes effect once its delay has passed, and is seen then or never. Where something is seen already, a
    response of which another is seen and whose delay has passed stays hidden; and what is seen now is no news.
    """
    case, by = quantities.case, horizon(quantities.case)
    since, until = (case.as_of - case.asked_on).days, (by - case.asked_on).days
    visibility = np.asarray(solved.world.game.visibility)[:, solved.draws]
    for place, (name, response) in enumerate(case.responses.items()):
        if place == quantities.seen or not np.any(visibility[place] > 0):
            continue
        delay = solved.world.values[f"responses.{name}.delay"][solved.draws]
        is_due = (delay <= until) & ((delay > since) | (quantities.seen is None))
        chance = np.zeros((1, *visibility.shape))
        chance[0, place] = visibility[place] * is_due
        yield Signal(f"responses.{name}", response.label, "signal", by, chance)


def _row(known: Array, signal: Signal, case: Case) -> IndicatorRow:
    seen = (known * signal.chance).sum(axis=-1)
    not_seen = (known * (1.0 - signal.chance)).sum(axis=-1)
    tables = np.stack([seen, not_seen])  # (seen or not, request, response)
    by_request = tables.sum(axis=2)
    probability = float(seen.sum())
    return IndicatorRow(
        id=signal.id,
        label=signal.label,
        kind=signal.kind,
        by=signal.by.isoformat(),
        probability=probability,
        bits=information(by_request),
        response_bits=information(tables.sum(axis=1)),
        if_seen=_given(by_request[0], case.requests),
        if_not=_given(by_request[1], case.requests),
    )


def _given(likely: Array, names: Mapping[str, object]) -> dict[str, float] | None:
    """The posterior by id; None where what it supposes cannot be."""
    total = float(likely.sum())
    return dict(zip(names, (likely / total).tolist(), strict=True)) if total > 0.0 else None


def information(table: Array) -> float:
    """Mutual information in bits of the rows and columns of a table of joint probabilities, (row, column).

    Each cell adds r log r − r + 1 times what independence would give it, r its ratio to that: the sum is the usual one,
    and no rounding can make it negative.
    """
    table = table / table.sum()
    independent = table.sum(axis=1, keepdims=True) * table.sum(axis=0)
    cells = independent > 0.0
    ratio = table[cells] / independent[cells]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(ratio > 0.0, ratio * np.log(ratio), 0.0)
    return float((independent[cells] * np.maximum(logs - ratio + 1.0, 0.0)).sum() / np.log(2.0))
