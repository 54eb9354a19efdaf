"""What was asked and what will be given: the two tables that the answer opens with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from rich.text import Text

from foedus.report.bar import bar
from foedus.report.headline import deniable_refusal
from foedus.report.layout import NARROW, Column, Fitted, block, ledger, paragraph, with_more
from foedus.report.phrase import (
    LONGEST_LABEL,
    MISSING,
    counted,
    number_range,
    one_line,
    percent,
    shortened,
    table_percent,
    table_range,
    two_digits,
)
from foedus.report.sentence import in_numbers, parties, within

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from foedus.answer.result import Answer, Figure, RequestRow, ResponseRow

MOST_ASKED, MOST_GIVEN = 8, 6
WIDE = 90
SLIM = 54
"""Below this many columns only the figure itself and its range are left."""
CERTAIN = 0.995
LONGEST_GIVEN = 42
"""letters of a reply that shares its line with the units it takes"""


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


def asked_block(answer: Answer, full: bool) -> Group:
    """WHAT WAS ASKED: strategy alone, with the evidence, with the reply; the likeliest first."""
    most = len(answer.requests) if full else MOST_ASKED
    rows, left_out = _likeliest(answer.requests, {row.id: row.posterior for row in answer.requests}, most)
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
    bar_width = 0 if full or width < NARROW else 10
    has_steps, has_evidence_only = width >= SLIM, full and width >= NARROW
    columns = [Column("", is_number=False)] if bar_width else []
    columns += [Column("evidence only")] if has_evidence_only else []
    columns += [Column("strategy"), Column("+ evidence")] if has_steps else []
    columns += [Column("+ reply"), Column("range")]
    longest = max((row.posterior.high for row in rows), default=1.0)

    def cells(row: RequestRow) -> Iterator[str]:
        if bar_width:
            yield bar(row.posterior, longest, bar_width)
        if has_evidence_only:
            yield table_percent(row.evidence_only)
        if has_steps:
            yield table_percent(row.prior)
            yield table_percent(row.with_evidence)
        yield table_percent(row.posterior.value)
        yield table_range(row.posterior.low, row.posterior.high)

    return ledger(columns, ((Text(shortened(row.label)), list(cells(row))) for row in rows))


def given_block(answer: Answer, full: bool) -> Group:
    """WHAT WILL BE GIVEN: how likely, whether it can be, what it costs; the likeliest first."""
    most = len(answer.responses) if full else MOST_GIVEN
    rows, left_out = _likeliest(answer.responses, {row.id: row.probability for row in answer.responses}, most)
    notes = [
        "price: units and money. loss: what the other watchers' doubt costs, once it is seen. Both in alliance values"
        f" (1 = keeping {one_line(answer.case.client.label)})."
    ]
    deniable = deniable_refusal(answer)
    first = [] if deniable is None else [f"A refusal that nobody can prove: {in_numbers(deniable)}."]
    if left_out:
        first.append(_left_out(left_out, [row.probability for row in left_out]))
    return block(
        "WHAT WILL BE GIVEN",
        Fitted(lambda width: _given_in_full(answer, rows, width) if full else _given_table(answer, rows, width)),
        *([paragraph(" ".join(first))] if first else []),
        *(paragraph(line) for line in (further_figures(answer) if full else ())),
        *(paragraph(note, "dim") for note in notes),
    )


def _given_table(answer: Answer, rows: Sequence[ResponseRow], width: int) -> Table:
    has_costs, has_units = width >= SLIM, width >= WIDE and len(answer.stock) == 1
    columns = [Column("chance"), Column("range"), Column("feasible", is_number=False)]
    columns += [Column("units", is_number=False)] if has_units else []
    columns += [Column("price"), Column("loss")] if has_costs else []

    def cells(row: ResponseRow) -> Iterator[str]:
        yield table_percent(row.probability.value)
        yield table_range(row.probability.low, row.probability.high)
        yield _feasible(row)
        if has_units:
            yield next(iter(_units(answer, row, full=False)), "").removesuffix(" units")
        if has_costs:
            yield two_digits(row.cost.value)
            yield two_digits(None if row.loss is None else row.loss.value)

    def name(row: ResponseRow) -> Text:
        return Text(shortened(row.label, LONGEST_GIVEN)) if has_units else _name(answer, row, full=False)

    return ledger(columns, ((name(row), list(cells(row))) for row in rows))


def _given_in_full(answer: Answer, rows: Sequence[ResponseRow], width: int) -> Table:
    """The same with a range below every figure."""
    has_escalation = answer.case.challenger is not None and width >= NARROW
    columns = [Column("chance"), Column("feasible", is_number=False), Column("price"), Column("loss")]
    columns += [Column("escalation")] if has_escalation else []

    def cells(row: ResponseRow) -> Iterator[Text | str]:
        chance, price, loss = row.probability, row.cost, row.loss
        yield with_more(table_percent(chance.value), table_range(chance.low, chance.high))
        yield _feasible(row)
        yield with_more(two_digits(price.value), number_range(price.low, price.high))
        yield MISSING if loss is None else with_more(two_digits(loss.value), _stacked(loss))
        if has_escalation:
            seen = row.escalation
            yield (MISSING if seen is None else with_more(table_percent(seen.value), table_range(seen.low, seen.high)))

    return ledger(columns, ((_name(answer, row, full=True), list(cells(row))) for row in rows))


def _stacked(figure: Figure) -> str:
    return number_range(figure.low, figure.high).replace(" to ", " to\n")


def _feasible(row: ResponseRow) -> str:
    return "yes" if row.feasible >= CERTAIN else "no" if row.feasible <= 1 - CERTAIN else percent(row.feasible)


def _name(answer: Answer, row: ResponseRow, full: bool) -> Text:
    lines = list(_units(answer, row, full))
    if full and row.is_extrapolated:
        lines.append(f"chosen {percent(row.chosen)}, by its weight alone {percent(row.weight_share)}")
    return with_more(shortened(row.label), *lines)


def _units(answer: Answer, row: ResponseRow, full: bool) -> Iterator[str]:
    """ "2–8 of 45–60 units (air defence)"; in full how often they are not free."""
    for stock in answer.stock:
        use = stock.by_response.get(row.id)
        if use is None:
            continue
        needed = f"{counted(use.needed.low)}–{counted(use.needed.high)}"
        available = f"{counted(use.available.low)}–{counted(use.available.high)}"
        named = f" ({shortened(stock.label, LONGEST_LABEL // 2)})" if len(answer.stock) > 1 else ""
        yield f"{needed} of {available} units{named}"
        if full:
            yield f"not free in {percent(use.probability_not_free)}"


def further_figures(answer: Answer) -> Iterator[str]:
    """What else the game says, a sentence each."""
    names = parties(answer)
    client, guarantor = (within(party.label, names) for party in (answer.case.client, answer.case.guarantor))
    if answer.innocence is not None:
        yield f"Innocence, the chance that no more was asked than was given: {in_numbers(answer.innocence)}."
    if answer.ambiguity is not None:
        yield (
            "Ambiguity, how open it is which request was made (it depends on how finely the menu is cut):"
            f" {in_numbers(answer.ambiguity)}."
        )
    if answer.escalation is not None and answer.case.challenger is not None:
        yield f"Escalation by {within(answer.case.challenger.label, names)}: {in_numbers(answer.escalation)}."
    yield f"Obligation, what {guarantor} owes {client} by treaty and favours: {_plain(answer.obligation)} of 1."
    yield (
        f"The rest of the book, what {guarantor} keeps with all others: {_plain(answer.book)} times what keeping"
        f" {client} is worth."
    )


def _plain(figure: Figure) -> str:
    return f"{two_digits(figure.value)} ({number_range(figure.low, figure.high)})"


def _likeliest(rows: Sequence[Row], figures: dict[str, Figure], most: int) -> tuple[list[Row], list[Row]]:
    """Rows by falling probability, and those that a short page leaves out."""
    ranked = sorted(rows, key=lambda row: -figures[row.id].value)
    # One row more is no longer than the line that would say that it is missing.
    most = len(ranked) if len(ranked) <= most + 1 else most
    return ranked[:most], ranked[most:]


def _left_out(rows: Sequence[object], figures: Sequence[Figure]) -> str:
    return f"{len(rows)} less likely ones, {percent(sum(figure.value for figure in figures))} together: --full"
