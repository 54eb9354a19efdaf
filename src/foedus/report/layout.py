"""The frame of a page in the terminal: blocks with a title, tables that fit the width, lines that fold."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

WIDEST_TEXT = 76
"""Columns of running text: the eye loses the next line after a longer one."""
INDENT = 2
NARROW = 74
"""Below this many columns a table leaves out what it can do without."""
_TOGETHER = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Fitted:
    """Something made for the width at hand, in columns."""

    make: Callable[[int], RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.make(options.max_width)


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and whether it stands to the right as numbers do."""

    head: str
    is_number: bool = True


def block(title: str, *parts: RenderableType) -> Group:
    """A title with its parts indented below, an empty line before."""
    return Group(Text(f"\n{title}", style="bold"), *(Padding(part, (0, 0, 0, INDENT)) for part in parts))


def paragraph(text: str, style: str = "") -> Fitted:
    """Running text, no line of it longer than the eye follows; a number stays with its sign of per cent."""
    return Fitted(lambda width: Text(folded(text, width), style=style))


def folded(text: str, width: int) -> str:
    """The text, which is on one line, in lines."""
    # Rich breaks at a no-break space as at any other; textwrap does not.
    lines = textwrap.wrap(text.replace(" %", f"{_TOGETHER}%"), max(1, min(width, WIDEST_TEXT)), break_on_hyphens=False)
    return "\n".join(lines).replace(_TOGETHER, " ")


def ledger(columns: Sequence[Column], rows: Iterable[tuple[RenderableType, Sequence[Text | str]]]) -> Table:
    """A table: names to the left, which fold, and columns that do not."""
    table = Table(box=None, expand=True, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", show_edge=False)
    table.add_column("", ratio=1, overflow="fold")
    for column in columns:
        table.add_column(
            column.head, justify="right" if column.is_number else "left", min_width=_longest_word(column.head)
        )
    for name, cells in rows:
        table.add_row(name, *(_unbroken(cell) for cell in cells))
    return table


def entries(rows: Iterable[tuple[str, str, str]]) -> Table:
    """Rows of a name, a text and, dimmed below it, what else is known."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(overflow="fold", max_width=14)
    table.add_column(ratio=1, overflow="fold")
    for name, text, more in rows:
        lines = [paragraph(line, "dim") for line in more.split("\n") if line]
        table.add_row(Text(name), Group(paragraph(text), *lines))
    return table


def with_more(text: str, *lines: str) -> Text:
    """A text with dimmed lines below it."""
    cell = Text(text)
    for line in lines:
        cell.append(f"\n{line}", style="dim")
    return cell


def _unbroken(cell: Text | str) -> Text:
    text = cell if isinstance(cell, Text) else Text(cell)
    text.no_wrap = True
    return text


def _longest_word(head: str) -> int:
    return max((len(word) for word in head.split()), default=1)
