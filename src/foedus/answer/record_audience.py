"""Entries of the record for watchers and their groups, with the reason beside every price that does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.answer.result import Answer, GroupRow, MemberRow

CLIENT = "client"


def audience_row(row: MemberRow, answer: Answer) -> dict[str, Any]:
    """The entry of one member: prices as numbers, their intervals under names of their own."""
    entry: dict[str, Any] = {
        "id": row.id,
        "label": row.label,
        "groups": row.groups,
        "role": row.role,
        "value": row.value,
        "before": row.before.value,
        "after": row.after,
        "change": row.change,
        "after_if_leaked": row.after_if_leaked,
        "expected_after": row.expected_after.value,
        "stays": row.stays,
        "without": row.without,
        "intervals": {"before": row.before, "expected_after": row.expected_after},
    }
    notes = _notes(row, answer)
    return {**entry, "notes": notes} if notes else entry


def group_row(row: GroupRow) -> dict[str, Any]:
    """The entry of one group: as that of a member."""
    return {
        "id": row.id,
        "label": row.label,
        "members": row.members,
        "before": row.before.value,
        "after": row.after,
        "change": row.change,
        "expected_after": row.expected_after.value,
        "intervals": {"before": row.before, "expected_after": row.expected_after},
    }


def _notes(row: MemberRow, answer: Answer) -> dict[str, str]:
    """Why a price is missing, by the path of the price."""
    notes = {
        f"after.{response}": reason_for_no_price(answer, row.id, response)
        for response, price in row.after.items()
        if price is None
    }
    leaked: Mapping[str, Mapping[str, float | None]] = row.after_if_leaked
    for request, prices in leaked.items():
        for response, price in prices.items():
            if price is None:
                reason = notes.get(f"after.{response}", "no draw in which this request meets this response")
                notes[f"after_if_leaked.{request}.{response}"] = reason
    return notes


def reason_for_no_price(answer: Answer, member: str, response: str) -> str:
    """Why nobody can say what the promise is worth after a response, as half a sentence."""
    row = next(row for row in answer.responses if row.id == response)
    if row.feasible <= 0.0:
        return "infeasible in every draw"
    visibility = answer.case.responses[response].visibility
    if member != CLIENT and visibility is not None and visibility.quantity.high <= 0.0:
        return "cannot be seen as itself: its visibility is 0"
    return "no draw in which this is carried out" if member == CLIENT else "no draw in which this is seen"
