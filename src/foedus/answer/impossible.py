"""What no draw can have produced: averages over draws that weigh nothing are refused, and it is said why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from foedus.answer.figure_of import Quantities
from foedus.case import Case, inputs
from foedus.errors import ComputationError


def refuse_impossible(quantities: Quantities) -> None:
    """Refuse to average over draws none of which can have produced what is public.

    Raises:
        ComputationError: every draw weighs nothing; the message names the evidence or the sight that is impossible.
    """
    if float(quantities.weight.sum()) > 0.0:
        return
    reading, case = quantities.reading, quantities.case
    if not np.any(reading.prior * reading.likelihood > 0.0):
        raise ComputationError(f"the evidence is impossible in every draw: {_ruled_out(case)}")
    if not np.any(reading.prior * reading.seen > 0.0):
        raise ComputationError(f"what is seen of the reply is impossible in every draw: {_not_shown(case)}")
    raise ComputationError(
        f"the evidence and what is seen of the reply are impossible together in every draw: {_ruled_out(case)}; of"
        f" what is left, {_not_shown(case)}"
    )


def _ruled_out(case: Case) -> str:
    """Which items give a request no chance at all."""
    found = ", ".join(f"{item} gives 0 to {' and '.join(requests)}" for item, requests in _zeros(case))
    return found or "its likelihoods are too small to be told from 0"


def _zeros(case: Case) -> Iterator[tuple[str, list[str]]]:
    given = inputs(case)
    for item in case.evidence:
        path = f"evidence.{item.id}"
        kind = "likelihood" if item.likelihood is not None else "odds"
        requests = [name for name in case.requests if given[f"{path}.{kind}.{name}"].quantity.low <= 0.0]
        # An item that may be wrong rules nothing out.
        if requests and given[f"{path}.reliability"].quantity.high >= 1.0:
            yield path, requests


def _not_shown(case: Case) -> str:
    if case.seen is None:
        return "no request is made"
    days = (case.as_of - case.asked_on).days
    after = f"{days} day{'' if days == 1 else 's'} after asked_on"
    leaked = case.seen.leaked
    to = "" if leaked in (None, "none") else f" where {leaked} was asked"
    return (
        f"no response shows as {case.seen.response} {after}{to} (see the visibility, delay and looks_like of the"
        " responses)"
    )
