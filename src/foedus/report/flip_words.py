"""A flip in words: which input has to be what, and what then leads."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from foedus.report.input_name import input_name, input_range, input_value, named
from foedus.report.phrase import shortened
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.answer.sensitivity import FlipRow

LEADERS = {"request": "request", "response": "reply"}
"""the figures that are no verdict, in the order of an answer, and what readers call them"""


def moved_input(answer: Answer, row: FlipRow) -> str:
    """ "delay of forces: above 62 days (now 10–40 days)"."""
    return f"{input_name(answer.case, row.input)}: {_where(row)}"


def flip_sentence(answer: Answer, row: FlipRow) -> str:
    """ "If the delay of forces is above 62 days (now 10–40 days), mediation becomes the likeliest reply"."""
    after = leading_label(answer, row.figure, row.after)
    then = (
        f"{after} becomes the likeliest {LEADERS[row.figure]}"
        if row.figure in LEADERS
        else f"claim {shortened(row.figure, 14)} {_VERDICTS.get(row.after, row.after)}"
    )
    return f"If {named(answer.case, row.input)} is {_where(row)}, {then}"


def leading_label(answer: Answer, figure: str, name: str) -> str:
    """The label of a request or a response, which may share its id, as it reads in a sentence; a verdict as it is."""
    labels: dict[str, str] = {}
    if figure == "request":
        labels = {row.id: row.label for row in answer.requests}
    elif figure == "response":
        labels = {row.id: row.label for row in answer.responses}
    return within(labels[name], parties(answer)) if name in labels else shortened(name, 50)


def leaders_first(rows: Iterable[FlipRow]) -> list[FlipRow]:
    """What changes the leading request, then the leading reply, then verdicts; confirmed ones and small moves first."""
    places = {figure: place for place, figure in enumerate(LEADERS)}

    def rank(row: FlipRow) -> tuple[int, bool, float]:
        size = abs(row.move)
        return places.get(row.figure, len(places)), not row.is_confirmed, size if math.isfinite(size) else math.inf

    return sorted(rows, key=rank)


def nearest(rows: Iterable[FlipRow]) -> FlipRow | None:
    """The smallest move that changes the leading request, else the reply, else a verdict; confirmed ones first."""
    rows = list(rows)
    return next(iter(leaders_first([row for row in rows if row.is_confirmed] or rows)), None)


def _where(row: FlipRow) -> str:
    how = "known to be" if row.move == 0.0 else "above" if row.move > 0 else "below"
    return f"{how} {input_value(row.input, row.at)} (now {input_range(row.input, row.low, row.high)})"


_VERDICTS = {"contested": "becomes contested"}
