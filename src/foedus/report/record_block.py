"""What is on record: evidence in bits, earlier calls, the types of guarantor, the stock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.report.layout import Column, block, entries, ledger, paragraph, with_more
from foedus.report.line import Line, lined
from foedus.report.phrase import (
    MISSING,
    bits,
    counted,
    information,
    number_range,
    one_line,
    percent,
    percent_range,
    points,
    points_range,
    shortened,
    two_digits,
    written_date,
)
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from rich.console import Group

    from foedus.answer.result import Answer, EpisodeRow, EvidenceRow, Figure, StockRow, StockUse

MOST_EVIDENCE = 3
LONGEST_SAYING = 110
LEAST_AGAINST = 0.05
"""bits from which an item is named as pulling against the leading request"""
CLIENT = "client"


def evidence_block(answer: Answer, full: bool) -> Group | None:
    """EVIDENCE: the items that move the leading request most, in bits."""
    if not answer.evidence:
        return None
    ranked = sorted(answer.evidence, key=lambda row: -abs(row.bits) if row.bits == row.bits else 1.0)
    shown = ranked if full else ranked[:MOST_EVIDENCE]
    leading = next((row.label for row in answer.requests if row.id == answer.split.request), answer.split.request)
    notes = [f'Bits for or against "{shortened(leading)}": log2 odds with the item less without it.']
    if len(shown) < len(ranked):
        notes[0] += f" {len(ranked) - len(shown)} items of less weight: --full"
    return block(
        "EVIDENCE",
        entries((bits(row.bits), one_line(row.says), _about(answer, row)) for row in shown)
        if full
        else lined([Column("")], [_line(answer, row) for row in shown]),
        *([paragraph(_against(answer))] if full or not answer.conflict else []),
        *([paragraph(_split(answer))] if full else []),
        *(paragraph(note, "dim") for note in notes),
    )


def _line(answer: Answer, row: EvidenceRow) -> Line:
    """An item on a line, with its grade and day."""
    source = answer.case.sources.get(row.source)
    graded = f"{source.grade}, " if source is not None and source.grade else ""
    return Line(shortened(row.says, LONGEST_SAYING), [f"{graded}{written_date(row.date)}"], name=bits(row.bits))


def _about(answer: Answer, row: EvidenceRow) -> str:
    source = answer.case.sources.get(row.source)
    grade = f", {source.grade}" if source is not None and source.grade else ""
    about = f"{shortened(row.source)}{grade} · {written_date(row.date)} · reliability {two_digits(row.reliability)}"
    if row.origin != row.id:
        about += f" · one origin: {shortened(row.origin)}"
    towards = next((each.towards for each in answer.conflict if each.id == row.id), None)
    label = next((request.label for request in answer.requests if request.id == towards), None)
    return about if label is None else f"{about} · towards {within(label, parties(answer))}"


def _against(answer: Answer) -> str:
    """Which items pull against the leading request, where to, and whether all items agree."""
    says = {row.id: row.says for row in answer.evidence}
    labels = {row.id: row.label for row in answer.requests}
    shown = [row for row in answer.conflict if row.bits <= -LEAST_AGAINST]
    pulls = [f'{bits(row.bits)} "{shortened(says[row.id])}", towards {shortened(labels[row.towards])}' for row in shown]
    more = len(answer.conflict) - len(shown)
    weaker = f"{more} weaker item{'' if more == 1 else 's'}"
    if pulls:
        text = f"Against the leading request: {'; '.join(pulls)}{f'; and {weaker}' if more else ''}."
    elif more:
        does = "does" if more == 1 else "do"
        text = f"Nothing pulls against the leading request by {LEAST_AGAINST} bits or more; {weaker} {does}."
    else:
        text = "No item pulls against the leading request."
    return f"{text} {_agreement(answer.conflict_measure)}"


def _agreement(measure: float) -> str:
    by = information(abs(measure))
    if measure > 0.0:
        return f"The items disagree by {by} bits: together they are less likely than one by one."
    return f"The items agree by {by} bits: together they are likelier than one by one."


def _split(answer: Answer) -> str:
    split = answer.split
    return (
        f"The same in steps: log2 odds {bits(split.weights)} by the weights of the menu; strategy adds"
        f" {bits(split.strategy)}, the evidence {bits(split.evidence)}, the reply {bits(split.reply)}."
    )


def history_block(answer: Answer) -> Group | None:
    """EARLIER CALLS: to what degree each was honoured, and what it has done to the price of the promise."""
    if not answer.history:
        return None
    columns = [Column("honoured"), Column("points"), Column("range")]
    rows = (
        (
            with_more(f"{written_date(row.date)}: {one_line(row.label)}", *_in_the_clients_eyes(answer, row)),
            [percent(row.degree), points(row.effect.value), points_range(row.effect.low, row.effect.high)],
        )
        for row in sorted(answer.history, key=lambda row: row.date)
    )
    whose = "on average over who watches" if answer.case.members else "in the client's eyes: nobody else watches"
    note = (
        "honoured: what was given, of the level that was asked. points: what the call has done to the price of the"
        f" promise, {whose}."
    )
    return block("EARLIER CALLS", ledger(columns, rows), paragraph(note, "dim"))


def _in_the_clients_eyes(answer: Answer, row: EpisodeRow) -> Iterator[str]:
    """What one of the client's own calls has done in its own eyes, beside what it did in those of the others."""
    case = answer.case
    own = [episode.id for episode in case.history if case.history_member(episode) == CLIENT]
    client = next((member for member in answer.audience if member.id == CLIENT), None)
    if case.members and row.id in own and client is not None and row.id in client.without:
        moved = client.before.value - client.without[row.id]
        yield f"its own call: {points(moved)} in the eyes of {shortened(client.label)}"


def type_block(answer: Answer) -> Group | None:
    """WHAT KIND OF GUARANTOR: the share of each type, and what it is assumed to do and does."""
    if not answer.types:
        return None
    columns = [Column("share"), Column("next call"), Column("range"), Column("this crisis")]
    rows = (
        (
            f"{shortened(row.label)}{' (otherwise than assumed)' if row.is_outside else ''}",
            [
                percent(row.share), percent(row.honours.value), percent_range(row.honours.low, row.honours.high),
                MISSING if row.in_game_honours is None else percent(row.in_game_honours),
            ],
        )
        for row in answer.types
    )  # fmt: skip
    note = (
        "next call: chance that it honours a call in a crisis to come, an assumption. this crisis: how much of what is"
        " asked above words it gives here, as solved."
    )
    return block("WHAT KIND OF GUARANTOR", ledger(columns, rows), paragraph(note, "dim"))


def stock_block(answer: Answer) -> Group | None:
    """WHAT IT WOULD TAKE: units wanted, free and available by class and response, and where they would come from."""
    if not answer.stock:
        return None
    return block("WHAT IT WOULD TAKE", *(entries(_stock_rows(answer, row)) for row in answer.stock))


def _stock_rows(answer: Answer, row: StockRow) -> Iterator[tuple[str, str, str]]:
    places = " · ".join(f"{shortened(name)} {_units(figure)}" for name, figure in row.committed.items())
    yield (
        shortened(row.label, 40),
        f"{_units(row.in_service)} in service, {_units(row.free)} free ({shortened(row.unit)})",
        places,
    )
    labels = {response.id: response.label for response in answer.responses}
    for name, use in row.by_response.items():
        yield "", shortened(labels.get(name, name)), "\n".join(_use(use))


def _use(use: StockUse) -> Iterator[str]:
    not_free, infeasible = percent(use.probability_not_free), percent(use.probability_infeasible)
    yield (
        f"needs {_units(use.needed)}; free {_units(use.free)}, too few in {not_free} of draws;"
        f" available {_units(use.available)}, too few in {infeasible}"
    )
    if use.taken:
        yield "would leave " + " · ".join(f"{shortened(name)} {_units(figure)}" for name, figure in use.taken.items())
    if use.shadow_price is not None:
        price = use.shadow_price
        yield f"one unit more costs {two_digits(price.value)} ({number_range(price.low, price.high)}) alliance values"
    more = use.extra_production
    if more is not None:
        wanted = f"{two_digits(more.value)} ({number_range(more.low, more.high)})"
        yield f"with {wanted} more units a year nothing would have to leave"


def _units(figure: Figure) -> str:
    return f"{counted(figure.low)}–{counted(figure.high)}"
