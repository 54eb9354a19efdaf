"""A difference as a page for the terminal: what moved in sentences and tables, and which input moved it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Group
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from foedus import __version__
from foedus.report.difference_cause import input_name_of
from foedus.report.difference_sentence import difference_in_words, leading, listed_points
from foedus.report.layout import INDENT, Column, block, entries, ledger, paragraph, with_more
from foedus.report.phrase import (
    capital,
    counted,
    one_line,
    points,
    shortened,
    spoken_id,
    table_percent,
    table_range,
    written_day,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foedus.answer.difference import Difference, Movement, Step

WIDEST = 100
LEAST = 0.0005
"""a change below 0.05 points is not listed"""
TITLES = {
    "requests": "WHAT WAS ASKED",
    "responses": "WHAT WILL BE GIVEN",
    "audience": "WHAT THE PROMISE IS WORTH, IN THE END",
}


def difference_page(difference: Difference, full: bool = False) -> RenderableType:
    """The page of a difference, for `rich.console.Console.print`; `full` lists what hardly moved as well."""
    sentences = Padding(paragraph(difference_in_words(difference)), (0, 0, 0, INDENT))
    page = [_title(difference), Text(""), sentences, *_blocks(difference, full)]
    return Constrain(Group(*page), WIDEST)


def _title(difference: Difference) -> RenderableType:
    sides = []
    for side in (difference.before, difference.after):
        settings = ", ".join(f"{path} = {value}" for path, value in side.settings.items() if path != "as_of")
        under = f", {settings}" if settings else ""
        sides.append(f"{one_line(side.name)} as of {written_day(date.fromisoformat(side.as_of))}{one_line(under)}")
    return Text(f"From {sides[0]}\n  to {sides[1]}", style="bold")


def _blocks(difference: Difference, full: bool) -> Iterator[RenderableType]:
    for family, title in TITLES.items():
        rows = [row for row in difference.figures if row.family == family]
        shown = [row for row in rows if full or abs(row.change) >= LEAST]
        if shown:
            yield _moved(title, shown, len(rows) - len(shown))
    if difference.steps:
        yield _causes(difference, difference.steps, full)
    if difference.verdicts:
        rows_of = (
            (row.id, one_line(row.says), f"{row.before} before, {row.after} after{_by(difference, row.step)}")
            for row in difference.verdicts
        )
        yield block("CLAIMS THAT ARE JUDGED ANEW", entries(rows_of))
    yield block("RESTS ON", *(paragraph(line) for line in _ground(difference)))
    if difference.notes:
        yield block("TO NOTE", *(paragraph(one_line(note)) for note in difference.notes))


def _by(difference: Difference, path: str | None) -> str:
    """The step with which a verdict became another, in the case's words, its path beside them."""
    if path is None:
        return ""
    words = next((_label(difference, step) for step in difference.steps or () if step.path == path), one_line(path))
    return f", with {words}" if words == one_line(path) else f", with “{words}”\n{one_line(path)}"


def _label(difference: Difference, step: Step) -> str:
    return shortened(step.label or input_name_of(difference, step), 76)


def _moved(title: str, rows: list[Movement], others: int) -> Group:
    table = ledger(
        [Column("before"), Column("after"), Column("points"), Column("90 % after")],
        (
            (
                Text(shortened(row.label)),
                [
                    table_percent(row.before.value),
                    table_percent(row.after.value),
                    points(row.change),
                    table_range(row.after.low, row.after.high),
                ],
            )
            for row in rows
        ),
    )
    left = [paragraph(f"{others} more moved by less than 0.05 points.", "dim")] if others else []
    return block(title, table, *left)


def _causes(difference: Difference, steps: tuple[Step, ...], full: bool) -> Group:
    """Steps by figures: those that moved most."""
    figures = [*leading(difference, "requests", 2), *leading(difference, "responses", 1)]
    shown = [step for step in steps if full or any(abs(step.contributions[row.figure]) >= LEAST for row in figures)]
    rows = [
        (_name(difference, step, figures, len(steps) > 1), [points(step.contributions[row.figure]) for row in figures])
        for step in shown
    ]
    left = [step for step in steps if step not in shown]
    if left:
        rest = [points(sum(step.contributions[row.figure] for step in left)) for row in figures]
        rows.append((Text(f"{len(left)} more"), rest))
    rows.append((Text("together", style="bold"), [points(row.explained) for row in figures]))
    heads = [Column(_head(row)) for row in figures]
    note = "Points by which each input moves a figure when it is replaced, those above it replaced already."
    if any(step.first is not None for step in steps) and len(steps) > 1:
        note += " In brackets, from what to what the first column goes where it is replaced first of all or last."
    return block("WHAT MOVED IT", ledger(heads, rows), paragraph(note, "dim"))


def _head(row: Movement) -> str:
    """The id of a figure; one may be both asked and given."""
    name = spoken_id(row.figure.partition(".")[2])
    return f"{name} given" if row.family == "responses" else name


def _name(difference: Difference, step: Step, figures: list[Movement], is_one_of_many: bool) -> Text:
    label = capital(shortened(step.label or input_name_of(difference, step), 44 if step.label else 76))
    more = [] if step.date is None else [written_day(date.fromisoformat(step.date))]
    if label != capital(one_line(step.path)):
        more.append(shortened(step.path.removeprefix("evidence."), 60))
    if step.what == "leaves":
        more.append("left out")
    if step.after is not None:
        more.append(f"{one_line(step.before or '')} → {one_line(step.after)}")
    line = " · ".join(more)
    if is_one_of_many and figures and step.first is not None and step.last is not None:
        figure = figures[0].figure
        ends = listed_points([step.first[figure], step.last[figure], step.contributions[figure]])
        line += f" ({ends})" if " to " in ends else ""
    return with_more(label, *([line.strip()] if line else []))


def _ground(difference: Difference) -> Iterator[str]:
    if difference.steps is None:
        yield "The numbers of two answers; nothing was computed."
        return
    yield (
        f"{counted(difference.draws or 0)} draws in every step, at least {counted(difference.certified or 0)} of them"
        f" certified, the same where an input stays as it is; seed {difference.seed} · foedus {__version__}"
    )
    if len(difference.steps) > 1:
        yield f"Replaced one after the other: {difference.order}. Another order would divide the change otherwise."
    before, after = difference.before.draws, difference.after.draws
    if before is None or after is None:
        return
    worst = max(difference.figures, key=lambda row: abs(row.change - (row.explained or 0.0)))
    apart = abs(worst.change - (worst.explained or 0.0))
    yield (
        f"The figures are those of the answers ({counted(before)} and {counted(after)} draws), but for the price to all"
        " others together, which no row of an answer has"
        + (f"; the steps are up to {_size(apart)} points from them ({one_line(worst.figure)})." if apart else ".")
    )


def _size(change: float) -> str:
    return points(change).lstrip("+")
