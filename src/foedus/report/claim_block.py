"""What sources claim, beside what the model says; each claim belongs to who made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Group

from foedus.case import Binary, Compare, Expression, ExpressionError, Mode, Number, inputs, parse
from foedus.case.stated import lexicon_of
from foedus.report.input_name import named
from foedus.report.layout import Column, block, entries, ledger, paragraph
from foedus.report.line import LONGEST_NAME, Line, lined
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
    from rich.console import RenderableType

    from foedus.answer.result import Answer, ClaimRow
    from foedus.case import Case, Input, Source

LONGEST_CLAIM = 120
LEAST_SWING = 0.0005
"""by how much a figure must move for a claim to hinge on an input"""
_NO_SHARE = ("cost", "loss", "free", "available", "book")
"""Quantities of a formula that are no probability: alliance values and units."""


def claim_block(answer: Answer, full: bool) -> Group | None:
    """THE SOURCE'S CLAIMS: its words with their range, the model's figure, the verdict and what it hinges on."""
    if not answer.claims:
        return None
    numbers = inputs(answer.case)
    sources = list(dict.fromkeys(row.source for row in answer.claims))
    parts: list[RenderableType] = []
    for source in sources:
        rows = [row for row in answer.claims if row.source == source]
        parts.append(paragraph(who(source, answer.case.sources.get(source)), "dim"))
        if full:
            parts.append(entries((row.id, *_entry(answer, row, numbers)) for row in rows))
        else:
            columns = [Column("says"), Column("the model"), Column("", is_number=False)]
            parts.append(lined(columns, list(_once(_line(answer, row, numbers) for row in rows))))
    title = "THE SOURCE'S CLAIMS" if len(sources) == 1 else "THE SOURCES' CLAIMS"
    note = "holds: the model's figure lies in the stated range. contested: only its interval meets it."
    if not full and any(row.difference is not None for row in answer.claims):
        note += " Of a comparison: the share of draws."
    return block(title, *parts, paragraph(note, "dim"))


def who(name: str, source: Source | None) -> str:
    """Author, publisher, date, and the interest of who speaks."""
    if source is None:
        return shortened(name)
    by = ", ".join(shortened(part) for part in (source.author, source.publisher) if part) or shortened(source.title)
    about = [source.kind, *([f"graded {source.grade}"] if source.grade else [])]
    dated = "" if source.date is None else f" ({written_date(source.date.text)})"
    stance = f"; {shortened(source.stance, 120)}" if source.stance else ""
    return f"{by}{dated}: {', '.join(about)}{stance}"


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """What stands below a line, said once where it is the same for several."""
    first: dict[str, str] = {}
    for line in lines:
        is_long = len(line.more) > LONGEST_NAME
        same = first.setdefault(line.more, line.name) if is_long else line.name
        yield line if same == line.name else replace(line, more=f"as {same}")


def _line(answer: Answer, row: ClaimRow, numbers: dict[str, Input]) -> Line:
    """A claim on a line: its range, the model's figure, the verdict; below it the words, and what it hinges on."""
    share = is_share(row.tests)
    numbers_of = (
        f"{percent_range(row.stated_low, row.stated_high)} %"
        if share
        else number_range(row.stated_low, row.stated_high)
    )
    is_flat = row.word in ("claim", "denial")
    words = "" if is_flat else stated(answer, row, share)
    hinge = _hinges_on(answer.case, row, numbers, False) if row.verdict == "contested" else ""
    below = [words, under(row, False), hinge, shortened(row.reason, LONGEST_CLAIM) if row.reason else ""]
    figure = ours(row, False).removeprefix("the model ").replace(" of draws", "")
    cells = (f"{row.word} {numbers_of}" if is_flat else numbers_of, figure, row.verdict)
    more = " · ".join(part for part in below if part)
    return Line(shortened(row.says, LONGEST_CLAIM), cells, more, shortened(row.id, LONGEST_NAME))


def _entry(answer: Answer, row: ClaimRow, numbers: dict[str, Input]) -> tuple[str, str]:
    hinge = _hinges_on(answer.case, row, numbers, True)
    figures = [stated(answer, row, is_share(row.tests)), ours(row, True), under(row, True), hinge]
    lines = [" · ".join(part for part in figures if part)]
    if hinge and row.hinge_swing is not None:
        which = "the first's" if row.hinge_rivals else "its"
        lines.append(f"from {which} 5 to its 95 % point the figure moves by {_swing(row)}")
    if row.reason:
        lines.append(one_line(row.reason))
    if row.tests:
        lines.append(f"tested as {one_line(row.tests)}")
    return f"{row.verdict.upper()}: {one_line(row.says)}", "\n".join(line for line in lines if line)


def hinges_of(row: ClaimRow) -> list[str]:
    """The input that the figure moves with most, and those that may move it as much; none where it hardly moves."""
    is_still = row.hinge_swing is not None and abs(row.hinge_swing) < LEAST_SWING
    return [] if is_still or row.hinges_on is None else [row.hinges_on, *row.hinge_rivals]


def _hinges_on(case: Case, row: ClaimRow, numbers: dict[str, Input], full: bool) -> str:
    named_inputs = " or ".join(_input(case, path, numbers, full) for path in hinges_of(row))
    return f"hinges on {named_inputs}" if named_inputs else ""


def ours(row: ClaimRow, full: bool) -> str:
    """ "the model 9 %, 3–20", or in how many draws a comparison holds."""
    if row.model is None:
        return ""
    value, low, high = row.model.value, row.model.low, row.model.high
    if not is_share(row.tests):
        return f"the model {two_digits(value)}, {number_range(low, high)}"
    of_draws = " of draws" if row.difference is not None else ""
    return f"the model {percent(value)}{of_draws}, {percent_range(low, high)}{_difference(row) if full else ''}"


def under(row: ClaimRow, full: bool) -> str:
    """ "under leak = 1"."""
    settings = ", ".join(f"{path} = {value}" for path, value in row.under.items())
    return f"under {one_line(settings) if full else shortened(settings, LONGEST_CLAIM)}" if settings else ""


def stated(answer: Answer, row: ClaimRow, share: bool) -> str:
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
    """The mean difference behind a comparison or a mode: in points where both sides are probabilities."""
    if row.difference is None:
        return ""
    test = _expression(row.tests)
    if isinstance(test, Mode) or (isinstance(test, Compare) and _is_share(test.left) and _is_share(test.right)):
        return f" (on average {points(row.difference)} points)"
    return f" (on average {two_digits(row.difference)})"


def _swing(row: ClaimRow) -> str:
    size = row.hinge_swing
    return f"{points(size)} points" if is_share(row.tests) else two_digits(size)


def _input(case: Case, path: str, numbers: dict[str, Input], full: bool) -> str:
    """An input in words, in full with its path, and whether it is known, judged or assumed."""
    name, where = named(case, path), one_line(path)
    beside = [where] if full and name != where else []
    beside += [numbers[path].basis] if path in numbers else []
    return f"{name} ({', '.join(beside)})" if beside else name


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


def forecast_block(answer: Answer) -> Group | None:
    """FORECASTS: dated questions with their probabilities; what became of them is no part of an answer."""
    if not answer.forecasts:
        return None
    rows = (
        (
            f"{row.id}  {one_line(row.ask)}",
            [
                percent(row.probability.value),
                percent_range(row.probability.low, row.probability.high),
                written_date(row.resolves),
            ],
        )
        for row in answer.forecasts
    )
    columns = [Column("chance"), Column("range"), Column("resolves")]
    return block("FORECASTS", ledger(columns, rows))
