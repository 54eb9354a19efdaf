"""One idea on a page: a title, and rows of a name and what is known of it."""

from collections.abc import Sequence

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foedus.report.phrase import one_line

WIDEST_NAME = 28


def block(title: str, rows: Sequence[tuple[str, str]]) -> Group:
    """A title above rows of a name and a text, which folds into the width that the names leave.

    A text of several lines is a fact and, dimmed below it, what else is known of it.
    """
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    has_names = any(name for name, _ in rows)
    if has_names:
        table.add_column(max_width=WIDEST_NAME, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    for name, text in rows:
        table.add_row(*([Text(one_line(name))] if has_names else []), _cell(text))
    return Group(Text(f"\n{one_line(title)}", style="bold"), Padding(table, (0, 0, 0, 2)))


def _cell(text: str) -> Text:
    first, *others = text.split("\n")
    cell = Text(one_line(first))
    for line in others:
        cell.append(f"\n{one_line(line)}", style="dim")
    return cell
