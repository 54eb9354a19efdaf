"""What was asked and what will be given: the two tables that the answer opens with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from rich.text import Text

from foedus.report.bar import bar
from foedus.report.layout import NARROW, Column, Fitted, block, ledger, paragraph, with_more
from foedus.report.phrase import (
    LONGEST_LABEL,
    counted,
    number_range,
    percent,
    shortened,
    table_percent,
    table_range,
    two_digits,
)
from foedus.report.sentence import in_numbers

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from foedus.answer.result import Answer, Figure, RequestRow, ResponseRow

MOST_ROWS = 8
CERTAIN = 0.995


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


def asked_block(answer: Answer, full: bool) -> Group:
    """WHAT WAS ASKED: strategy alone, with the evidence, with the reply; the likeliest first."""
    rows, left_out = _likeliest(answer.requests, {row.id: row.posterior for row in answer.requests}, full)
    notes = []
    if answer.case.seen is None:
        notes.append("Nothing is seen of the reply yet: the last column knows as much as the one before.")
    if left_out:
        notes.append(_left_out(left_out, [row.posterior for row in left_out]))
    return block(
        "WHAT WAS ASKED",
        Fitted(lambda width: _asked_table(rows, width, full)),
        *(paragraph(note, "dim") for note in notes),
    )


def _asked_table(rows: Sequence[RequestRow], width: int, full: bool) -> Table:
    bar_width = 0 if full or width < NARROW - 2 else 10 if width < 90 else 18
    columns = [Column("", is_number=False)] if bar_width else []
    columns += [Column("evidence only")] if full else []
    columns += [Column("strategy"), Column("+ evidence"), Column("+ reply"), Column("range")]
    longest = max((row.posterior.high for row in rows), default=1.0)

    def cells(row: RequestRow) -> Iterator[str]:
        if bar_width:
            yield bar(row.posterior, longest, bar_width)
        if full:
            yield table_percent(row.evidence_only)
        yield table_percent(row.prior)
        yield table_percent(row.with_evidence)
        yield table_percent(row.posterior.value)
        yield table_range(row.posterior.low, row.posterior.high)

    return ledger("", columns, ((Text(shortened(row.label)), list(cells(row))) for row in rows))


def given_block(answer: Answer, full: bool) -> Group:
    """WHAT WILL BE GIVEN: how likely, whether it can be, what it costs; the likeliest first."""
    rows, left_out = _likeliest(answer.responses, {row.id: row.probability for row in answer.responses}, full)
    columns = [
        Column("chance"), Column("range"), Column("feasible", is_number=False), Column("price"), Column("loss"),
    ]  # fmt: skip
    table = ledger("", columns, ((_name(answer, row, full), _cells(row)) for row in rows))
    notes = [
        "price: units and money. loss: what the other watchers' doubt costs, once it is seen. Both in alliance values"
        f" (1 = keeping {shortened(answer.case.client.label)})."
    ]
    if left_out:
        notes.insert(0, _left_out(left_out, [row.probability for row in left_out]))
    return block(
        "WHAT WILL BE GIVEN", table,
        paragraph(f"A refusal that nobody can prove: {in_numbers(answer.deniable_refusal)}."),
        *(paragraph(line) for line in (_more_on_the_reply(answer) if full else ())),
        *(paragraph(note, "dim") for note in notes),
    )  # fmt: skip


def _cells(row: ResponseRow) -> list[str]:
    feasible = "yes" if row.feasible >= CERTAIN else "no" if row.feasible <= 1 - CERTAIN else percent(row.feasible)
    return [
        table_percent(row.probability.value),
        table_range(row.probability.low, row.probability.high),
        feasible,
        two_digits(row.cost.value),
        two_digits(None if row.loss is None else row.loss.value),
    ]


def _name(answer: Answer, row: ResponseRow, full: bool) -> Text:
    lines = list(_units(answer, row))
    if full:
        lines.append(f"price {number_range(row.cost.low, row.cost.high)}")
        if row.loss is not None:
            lines.append(f"loss {number_range(row.loss.low, row.loss.high)}")
        if row.escalation is not None:
            lines.append(f"escalation once it is seen {in_numbers(row.escalation)}")
        lines.append(f"chosen {percent(row.chosen)}, by its weight alone {percent(row.weight_share)}")
    return with_more(shortened(row.label), *lines)


def _units(answer: Answer, row: ResponseRow) -> Iterator[str]:
    """ "2–8 of 45–60 units (air defence), none free in 90 %"."""
    for stock in answer.stock:
        use = stock.by_response.get(row.id)
        if use is None:
            continue
        needed = f"{counted(use.needed.low)}–{counted(use.needed.high)}"
        available = f"{counted(use.available.low)}–{counted(use.available.high)}"
        named = f" ({shortened(stock.label, LONGEST_LABEL // 2)})" if len(answer.stock) > 1 else ""
        yield f"{needed} of {available} units{named}, not free in {percent(use.probability_not_free)}"


def _more_on_the_reply(answer: Answer) -> Iterator[str]:
    yield (
        f"Innocence, the chance that no more was asked than was given: {in_numbers(answer.innocence)}."
        " Ambiguity, how open it is which request was made (it depends on how finely the menu is cut):"
        f" {in_numbers(answer.ambiguity)}."
    )
    obligation, book = answer.obligation, answer.book
    yield (
        f"Obligation {two_digits(obligation.value)} ({number_range(obligation.low, obligation.high)}) of 1."
        f" The rest of the book is worth {two_digits(book.value)} ({number_range(book.low, book.high)})."
    )
    if answer.escalation is not None and answer.case.challenger is not None:
        label = shortened(answer.case.challenger.label)
        yield f"Escalation by {label}: {in_numbers(answer.escalation)}."


def _likeliest(rows: Sequence[Row], figures: dict[str, Figure], full: bool) -> tuple[list[Row], list[Row]]:
    """Rows by falling probability, and those that a short page leaves out."""
    ranked = sorted(rows, key=lambda row: -figures[row.id].value)
    # One row more is no longer than the line that would say that it is missing.
    most = len(ranked) if full or len(ranked) <= MOST_ROWS + 1 else MOST_ROWS
    return ranked[:most], ranked[most:]


def _left_out(rows: Sequence[object], figures: Sequence[Figure]) -> str:
    return f"{len(rows)} less likely ones, {percent(sum(figure.value for figure in figures))} together: --full"
