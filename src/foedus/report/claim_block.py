"""What sources claim, beside what the model says; each claim belongs to who made it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from foedus.case import Binary, Compare, Expression, ExpressionError, Mode, Number, inputs, parse
from foedus.case.stated import lexicon_of
from foedus.report.layout import block, entries, paragraph
from foedus.report.phrase import (
    number_range,
    one_line,
    percent,
    percent_range,
    points,
    shortened,
    two_digits,
    written_date,
)

if TYPE_CHECKING:
    from foedus.answer.result import Answer, ClaimRow
    from foedus.case import Input, Source

LONGEST_CLAIM = 240
_NO_SHARE = ("cost", "loss", "free", "available", "book")
"""Quantities of a formula that are no probability: alliance values and units."""


def claim_block(answer: Answer, full: bool) -> Group | None:
    """THE SOURCE'S CLAIMS: its words with their range, the model's figure, the verdict and what it hinges on."""
    if not answer.claims:
        return None
    numbers = inputs(answer.case)
    sources = list(dict.fromkeys(row.source for row in answer.claims))
    parts: list[Group | Text] = []
    for source in sources:
        rows = [row for row in answer.claims if row.source == source]
        parts.append(Text(_who(source, answer.case.sources.get(source)), style="dim"))
        parts.append(entries((row.id, *_entry(answer, row, numbers, full)) for row in rows))
    title = "THE SOURCE'S CLAIMS" if len(sources) == 1 else "THE SOURCES' CLAIMS"
    note = "holds: the model's figure lies in the stated range. contested: only its interval meets it."
    return block(title, *parts, paragraph(note, "dim"))


def _who(name: str, source: Source | None) -> str:
    """Author, publisher, date, and the interest of who speaks."""
    if source is None:
        return shortened(name)
    by = ", ".join(shortened(part) for part in (source.author, source.publisher) if part) or shortened(source.title)
    about = [source.kind, *([f"graded {source.grade}"] if source.grade else [])]
    dated = "" if source.date is None else f" ({written_date(source.date.text)})"
    stance = f"; {shortened(source.stance, 120)}" if source.stance else ""
    return f"{by}{dated}: {', '.join(about)}{stance}"


def _entry(answer: Answer, row: ClaimRow, numbers: dict[str, Input], full: bool) -> tuple[str, str]:
    says = one_line(row.says) if full else shortened(row.says, LONGEST_CLAIM)
    lines = [_figures(answer, row)]
    if row.hinges_on:
        lines.append(f"hinges on {_input(row.hinges_on, numbers)}{_swing(row)}")
    if row.reason:
        lines.append(one_line(row.reason))
    if full and row.tests:
        lines.append(f"tested as {one_line(row.tests)}")
    return f"{says}  → {row.verdict.upper()}", "\n".join(line for line in lines if line)


def _figures(answer: Answer, row: ClaimRow) -> str:
    share = is_share(row.tests)
    stated = _stated(answer, row, share)
    if row.model is None:
        return stated
    figure = row.model
    ours = (
        f"{percent(figure.value)}, {percent_range(figure.low, figure.high)}"
        if share
        else f"{two_digits(figure.value)}, {number_range(figure.low, figure.high)}"
    )
    of_draws = " of draws" if row.difference is not None else ""
    difference = _difference(row)
    return f"{stated} · the model: {ours}{of_draws}{difference}"


def _stated(answer: Answer, row: ClaimRow, share: bool) -> str:
    """ "unlikely" (lay: 5–35 %)."""
    if row.word in ("claim", "denial"):
        return f"a flat {row.word} ({percent_range(row.stated_low, row.stated_high)} %)"
    if any(character.isdigit() for character in row.word):
        return f"stated {shortened(row.word)}"
    source = answer.case.sources.get(row.source)
    lexicon = "" if source is None else f"{lexicon_of(source.kind, source.lexicon)}: "
    stated = percent_range(row.stated_low, row.stated_high) + " %"
    return f'"{shortened(row.word)}" ({lexicon}{stated if share else number_range(row.stated_low, row.stated_high)})'


def _difference(row: ClaimRow) -> str:
    """The mean difference behind a comparison: in points where both sides are probabilities."""
    if row.difference is None:
        return ""
    sides = _expression(row.tests)
    if isinstance(sides, Compare) and _is_share(sides.left) and _is_share(sides.right):
        return f", on average {points(row.difference)} points"
    return "" if isinstance(sides, Mode) else f", on average {two_digits(row.difference)}"


def _swing(row: ClaimRow) -> str:
    if row.hinge_swing is None:
        return ""
    size = abs(row.hinge_swing)
    if is_share(row.tests):
        return f", which moves it by {points(size).lstrip('+')} points"
    return f", which moves it by {two_digits(size)}"


def _input(path: str, numbers: dict[str, Input]) -> str:
    """The path of an input, and whether it is known, judged or assumed."""
    basis = f" ({numbers[path].basis})" if path in numbers else ""
    return f"{one_line(path)}{basis}"


def is_share(tests: str | None) -> bool:
    """Whether the figure of a formula is a probability, a price or a change of one, rather than another number."""
    expression = _expression(tests)
    return expression is None or isinstance(expression, Compare | Mode) or _is_share(expression)


def _expression(tests: str | None) -> Expression | None:
    if tests is None:
        return None
    try:
        return parse(tests)
    except ExpressionError:
        return None


def _is_share(expression: Expression) -> bool:
    match expression:
        case Number():
            return True
        case Binary(operator, left, right):
            return operator != "/" and _is_share(left) and _is_share(right)
        case Compare() | Mode():
            return True
    return not any(part in _NO_SHARE for part in expression.parts)


def forecast_lines(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """Id, question, and the day with the probability; what became of it is no part of an answer."""
    for row in answer.forecasts:
        figure = row.probability
        figures = f"{percent(figure.value)}, {percent_range(figure.low, figure.high)}"
        yield row.id, shortened(row.ask, LONGEST_CLAIM), f"{figures} · resolves {written_date(row.resolves)}"


def forecast_block(answer: Answer) -> Group | None:
    """FORECASTS: dated questions with their probabilities."""
    return block("FORECASTS", entries(forecast_lines(answer))) if answer.forecasts else None
