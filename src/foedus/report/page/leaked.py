"""The price list had the request leaked as well: a table a request, each of them closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.report.page.markup import Markup, Part, details, paragraph, table
from foedus.report.phrase import points, shortened, table_percent
from foedus.report.price_block import telling_responses

if TYPE_CHECKING:
    from foedus.answer.result import Answer, MemberRow, RequestRow, ResponseRow


def if_leaked(answer: Answer) -> Markup | None:
    """What the promise is worth to each once the reply is seen and the request known; the likeliest request first."""
    told = telling_responses(answer)
    members = [row for row in answer.audience if any(row.after_if_leaked.values())]
    if not told or not members:
        return None
    requests = sorted(answer.requests, key=lambda row: -row.posterior.value)
    return details(
        "If the request leaks as well",
        paragraph(
            "The price once both are known: what was asked, and what was given. In brackets the change in points.",
            class_="key",
        ),
        *(_of(request, members, told) for request in requests),
        id="leaked",
    )


def _of(request: RequestRow, members: list[MemberRow], told: list[ResponseRow]) -> Markup:
    def rows() -> Iterator[tuple[Part, ...]]:
        for row in members:
            after = row.after_if_leaked.get(request.id, {})
            yield (shortened(row.label), table_percent(row.before.value), *(_after(row, after.get(r.id)) for r in told))

    title = f"Had it leaked: {shortened(request.label, 80)}"
    head = ("who", "now", *(f"if {shortened(row.label, 40)}" for row in told))
    return details(title, table(head, rows(), title))


def _after(row: MemberRow, price: float | None) -> str:
    text = table_percent(price)
    return text if price is None else f"{text} ({points(price - row.before.value)})"
