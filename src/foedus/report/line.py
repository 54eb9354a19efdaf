"""Tables of a short page: every row a line or two, its text cut to the room there is, what belongs to it below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from foedus.report.layout import NARROW, Column, Fitted, paragraph

if TYPE_CHECKING:
    from rich.console import RenderableType

ROOMY = 36
"""From so many columns on a text has one line, below two."""
GAP = "  "
LONGEST_NAME = 14
LEAST_ROOM = 24


@dataclass(frozen=True)
class Line:
    """A row: its name, a text that may be cut, cells that may not, and what stands dimmed below it."""

    text: str
    cells: Sequence[str]
    more: str = ""
    name: str = ""


def lined(columns: Sequence[Column], rows: Sequence[Line]) -> Fitted:
    """The rows under the heads of their cells. Where there is no room beside a text its cells stand below it."""
    return Fitted(lambda width: Group(*_lines(columns, rows, width)))


def _lines(columns: Sequence[Column], rows: Sequence[Line], width: int) -> Iterator[RenderableType]:
    names = min(LONGEST_NAME, max((cell_len(row.name) for row in rows), default=0))
    widths = [
        max(cell_len(column.head), *(cell_len(row.cells[place]) for row in rows))
        for place, column in enumerate(columns)
    ]
    indent = names + len(GAP) if names else 0
    room = width - indent - sum(each + len(GAP) for each in widths)
    if width < NARROW or room < LEAST_ROOM:
        yield from _stacked(rows, names, indent)
        return
    heads = "".join(f"{GAP}{_set(column.head, size, column)}" for column, size in zip(columns, widths, strict=True))
    if heads.strip():
        yield Text(f"{' ' * (indent + room)}{heads}".rstrip(), style="dim")
    for row in rows:
        first, *rest = _cut(row.text, room, 1 if room >= ROOMY else 2)
        cells = "".join(
            f"{GAP}{_set(cell, size, column)}" for cell, size, column in zip(row.cells, widths, columns, strict=True)
        )
        name = f"{set_cell_size(row.name, names)}{GAP}" if names else ""
        yield Text(f"{name}{set_cell_size(first, room)}{cells}".rstrip(), no_wrap=True)
        yield from (Text(f"{' ' * indent}{set_cell_size(line, room)}".rstrip(), no_wrap=True) for line in rest)
        if row.more:
            yield Padding(Text(row.more, style="dim"), (0, 0, 0, indent))


def _stacked(rows: Sequence[Line], names: int, indent: int) -> Iterator[RenderableType]:
    for row in rows:
        name = f"{set_cell_size(row.name, names)}{GAP}" if names else ""
        yield paragraph(f"{name}{row.text}")
        about = " · ".join(part for part in (*row.cells, row.more) if part)
        if about:
            yield Padding(paragraph(about, "dim"), (0, 0, 0, indent))


def _cut(text: str, room: int, most: int) -> list[str]:
    return textwrap.wrap(text, room, max_lines=most, placeholder=" …", break_on_hyphens=False) or [""]


def _set(cell: str, size: int, column: Column) -> str:
    gap = " " * (size - cell_len(cell))
    return f"{gap}{cell}" if column.is_number else f"{cell}{gap}"
