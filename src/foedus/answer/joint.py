"""Several requests or several responses taken together: the chance of any of them, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from foedus.answer.result import Answer, Figure

Family = Literal["requests", "responses"]
_DRAWS_OF = {"requests": "posterior", "responses": "response"}


def any_of(answer: Answer, family: Family, ids: Sequence[str]) -> Figure | None:
    """Chance that one of these was asked, or will be given.

    The mean is the sum of the printed means. The interval is that of the sum in each draw, which no sum of intervals
    gives: None where the answer came without its draws. One id alone has the interval of its row.
    """
    from foedus.answer.result import Figure

    figures = {row.id: row.posterior for row in answer.requests} if family == "requests" else {
        row.id: row.probability for row in answer.responses
    }  # fmt: skip
    if len(ids) == 1:
        return figures[ids[0]]
    if answer.posterior_draws is None or not ids:
        return None
    from foedus.answer.weighing import Part, mean_error, weighted_points

    order = list(figures)
    weight = answer.posterior_draws["weight"]
    together = answer.posterior_draws[_DRAWS_OF[family]][[order.index(name) for name in ids]].sum(axis=0)
    low, high = weighted_points(together, weight)
    return Figure(sum(figures[name].value for name in ids), low, high, mean_error(Part(together, weight)))
