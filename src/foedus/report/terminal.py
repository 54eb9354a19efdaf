"""An answer as a page for the terminal: two sentences first, then one idea a block, always in this order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foedus.report.change_block import change_block, sobol_block
from foedus.report.claim_block import claim_block, forecast_block
from foedus.report.ground_block import elasticity_block, ground_block, note_block
from foedus.report.headline import cautions, what_was_asked, what_will_be_given
from foedus.report.layout import INDENT, paragraph
from foedus.report.phrase import one_line, shortened, written_day
from foedus.report.play_block import asked_block, given_block
from foedus.report.price_block import price_block
from foedus.report.record_block import evidence_block, history_block, stock_block, type_block
from foedus.report.watch_block import menu_block, watch_block

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foedus.answer.result import Answer

LONGEST_QUESTION = 240
WIDEST = 100


def briefing(answer: Answer, full: bool = False, flips: bool = False) -> RenderableType:
    """The page of an answer, for `rich.console.Console.print`; `full` adds every detail, `flips` every flip.

    It reads the same without colour, and at any width from 60 columns.
    """
    page = [_title(answer), Text(""), *_sentences(answer), *_blocks(answer, full, flips)]
    return Constrain(Group(*(part for part in page if part is not None)), WIDEST)


def _blocks(answer: Answer, full: bool, flips: bool) -> Iterator[RenderableType | None]:
    yield asked_block(answer, full)
    yield given_block(answer, full)
    if full:
        yield stock_block(answer)
    yield price_block(answer, full)
    if full:
        yield type_block(answer)
    yield claim_block(answer, full)
    yield evidence_block(answer, full)
    if full:
        yield history_block(answer)
    yield change_block(answer, full or flips)
    yield sobol_block(answer)
    if full:
        yield elasticity_block(answer)
        yield menu_block(answer)
    yield watch_block(answer, full)
    if full:
        yield forecast_block(answer)
    yield ground_block(answer, full)
    yield note_block(answer, full)


def _title(answer: Answer) -> Table:
    case = answer.case
    table = Table.grid(padding=(0, 2, 0, 0), expand=True, pad_edge=False)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    question = shortened(case.question, LONGEST_QUESTION)
    table.add_row(Text(question, style="bold"), Text(f"as of {written_day(case.as_of)}"))
    return table


def _sentences(answer: Answer) -> Iterator[RenderableType]:
    case = answer.case
    answered = f"{what_was_asked(answer)} {what_will_be_given(answer)}"
    yield Padding(paragraph(answered), (0, 0, 0, INDENT))
    for sentence in cautions(answer):
        yield Padding(paragraph(sentence), (1, 0, 0, INDENT))
    if case.settings:
        settings = ", ".join(f"{path} = {value}" for path, value in case.settings)
        yield Padding(paragraph(f"Under {one_line(settings)}.", "dim"), (1, 0, 0, INDENT))
