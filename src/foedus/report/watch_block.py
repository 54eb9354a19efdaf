"""What to watch, and what another cut of the menu would have made of the answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group

from foedus.report.layout import Column, block, ledger, paragraph, with_more
from foedus.report.line import Line, lined
from foedus.report.phrase import (
    information,
    one_line,
    percent,
    shortened,
    table_percent,
    two_digits,
    written_date,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import IndicatorRow, MenuRow

MOST_OF_EACH = 2
"""indicators shown for what they tell of the request, and as many for the reply"""
LEAST_MOVE = 0.02
"""by how much a request's probability must rise to be named"""
LONGEST_SAYING = 90


def watch_block(answer: Answer, full: bool) -> Group | None:
    """WATCH: what may be seen next, with the bits that it would tell on average."""
    if not answer.indicators:
        return None
    shown = answer.indicators if full else _most_telling(answer.indicators)
    columns = [Column("chance"), Column("request"), Column("reply")]
    if not full:
        return block("WATCH", *_short(answer, shown))
    rows = (
        (
            Group(paragraph(_label(row, full)), paragraph(" · ".join(_more(answer, row)), "dim")),
            [percent(row.probability), information(row.bits), information(row.response_bits)],
        )
        for row in shown
    )
    notes = [
        "request, reply: bits that it tells on average, seen or not, of what was asked and of what is given; open now"
        f" are {information(entropy(row.posterior.value for row in answer.requests))} and"
        f" {information(entropy(row.probability.value for row in answer.responses))}. chance: of its being seen by"
        " the day. in sight: the reply is seen for what it is."
    ]
    return block("WATCH", ledger(columns, rows), *(paragraph(note, "dim") for note in notes))


def _short(answer: Answer, shown: Sequence[IndicatorRow]) -> Iterator[RenderableType]:
    """Each on a line, with its day."""
    columns = [Column("by"), Column("chance"), Column("request"), Column("reply")]
    yield lined(
        columns,
        [
            Line(
                _label(row, False),
                ["" if row.by is None else written_date(row.by), percent(row.probability), information(row.bits),
                 information(row.response_bits)],
            )
            for row in shown
        ],
    )  # fmt: skip
    note = "chance: of being seen. request, reply: bits that it tells of them on average."
    left, dated = len(answer.indicators) - len(shown), len(answer.forecasts)
    more = " and ".join(
        [f"{left} that tell{'s' if left == 1 else ''} less"] * bool(left)
        + [f"{dated} dated forecast{'' if dated == 1 else 's'}"] * bool(dated)
    )
    yield paragraph(f"{note} {more}: --full" if more else note, "dim")


def _most_telling(rows: tuple[IndicatorRow, ...]) -> list[IndicatorRow]:
    """Those that tell most of the request, then those that tell most of the reply, none twice."""
    of_request = list(rows[:MOST_OF_EACH])
    others = [row for row in rows if row not in of_request]
    return of_request + sorted(others, key=lambda row: -row.response_bits)[:MOST_OF_EACH]


def _label(row: IndicatorRow, full: bool) -> str:
    label = one_line(row.label) if full else shortened(row.label, LONGEST_SAYING)
    return f"in sight: {label}" if row.kind == "signal" else label


def _more(answer: Answer, row: IndicatorRow) -> Iterable[str]:
    """The day, and the request that seeing it raises most where that is by some points."""
    if row.by is not None:
        yield f"by {written_date(row.by)}"
    then = row.if_seen or {}
    rises = [(then[request.id] - request.posterior.value, request) for request in answer.requests if request.id in then]
    rise, most = max(rises, key=lambda pair: pair[0], default=(0.0, None))
    if most is not None and rise >= LEAST_MOVE:
        yield f"if seen, {shortened(most.label)} {percent(then[most.id])} instead of {percent(most.posterior.value)}"


def entropy(chances: Iterable[float]) -> float:
    """How much is open, in bits."""
    return sum(-chance * math.log2(chance) for chance in chances if chance > 0.0)


def menu_block(answer: Answer) -> Group | None:
    """HAD THE MENU BEEN CUT OTHERWISE: what leads where a request counts as two entries, or two as one."""
    if not answer.menu or not answer.requests:
        return None
    leading = max(answer.requests, key=lambda row: row.posterior.value)
    rows = ((_cut(answer, row), [table_percent(row.posterior), two_digits(row.ambiguity)]) for row in answer.menu)
    note = (
        f'chance: of "{shortened(leading.label)}", or of what it has become part of; now'
        f" {table_percent(leading.posterior.value)}. in two: both entries with the whole weight of the request."
        " as one: the two share one weight."
    )
    return block(
        "HAD THE MENU BEEN CUT OTHERWISE",
        ledger([Column("chance"), Column("ambiguity")], rows),
        paragraph(note, "dim"),
    )


def _cut(answer: Answer, row: MenuRow) -> Text:
    """ "Mediation in two", "Arms; Air defence now as one", and what leads where that is another."""
    labels = {each.id: shortened(each.label) for each in answer.requests}
    how = "in two" if row.kind == "split" else "as one"
    text = f"{'; '.join(labels[name] for name in row.requests)}: {how}"
    if not row.is_changed:
        return with_more(text)
    lines = [f"then what leads is {'; '.join(labels[name] for name in row.leads.split('+'))}"]
    reply = max(answer.responses, key=lambda each: each.probability.value, default=None)
    if reply is not None and reply.id != row.response:
        replies = {each.id: shortened(each.label) for each in answer.responses}
        lines.append(f"of the replies, {replies[row.response]}")
    return with_more(text, *lines)
