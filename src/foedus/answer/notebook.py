"""What a notebook shows of an answer: its requests and replies as a small table, every text of the case escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from foedus.errors import printable

if TYPE_CHECKING:
    from foedus.answer.result import Answer, Figure

MOST_ROWS = 12
LONGEST = 200


def as_html(answer: Answer) -> str:
    """A fragment of HTML, without style and without scripts: it looks as the notebook's own tables do."""
    case = answer.case
    asked = ((row.label, row.posterior) for row in answer.requests)
    given = ((row.label, row.probability) for row in answer.responses)
    made = (
        f"As of {case.as_of.isoformat()} · {answer.equilibrium.solved} of {answer.draws} draws certified · seed"
        f" {answer.seed} · case {case.id} {case.sha256[:12]}"
    )
    return (
        f"<div><p><strong>{_text(case.question)}</strong></p>"
        f"{_table('What was asked', asked)}{_table('What will be given', given)}"
        f"<p><small>{_text(made)}</small></p></div>"
    )


def _table(title: str, rows: Iterable[tuple[str, Figure]]) -> str:
    ranked = sorted(rows, key=lambda row: -row[1].value)
    lines = "".join(
        f'<tr><td style="text-align:left" dir="auto">{_text(label)}</td><td>{_percent(figure.value)}</td>'
        f"<td>{_percent(figure.low)} to {_percent(figure.high)}</td></tr>"
        for label, figure in ranked[:MOST_ROWS]
    )
    left = len(ranked) - MOST_ROWS
    more = f"<tr><td>{left} more</td><td></td><td></td></tr>" if left > 0 else ""
    head = f'<tr><th style="text-align:left">{title}</th><th>chance</th><th>90 % interval</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{lines}{more}</tbody></table>"


def _percent(probability: float) -> str:
    return f"{probability:.1%}" if math.isfinite(probability) else "–"


def _text(text: str) -> str:
    """The text on one line, escaped; what cannot be shown as its code."""
    line = " ".join(text.split())
    return escape(printable(line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …"))
