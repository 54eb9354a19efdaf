"""Rows of names and figures in columns that fit the page: where they do not, names go on a line above their figures."""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

__all__ = ["aligned"]

INDENT = 2


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]], names: int, width: int) -> list[str]:
    """The lines of a table: the first `names` cells of a row to the left, the others, which are figures, to the right.

    In order, what fits first: all in one line; the first two names above the rows that share them; all names above, and
    then with less between the figures. No figure is broken or left out: what does not fit even so is wider.
    """
    lines: list[str] = []
    for above, gap in ((0, 2), (min(2, names), 2), (names, 2), (names, 1)):
        lines = _laid_out(heads, rows, names, above, gap, width)
        if max(map(len, lines)) <= width:
            break
    return lines


def _laid_out(
    heads: Sequence[str], rows: Sequence[Sequence[str]], names: int, above: int, gap: int, width: int
) -> list[str]:
    """The table with the first `above` names on lines of their own; heads then stand one word below the other."""
    folded = [head.split() if above else [head] for head in heads[above:]]
    cells = [row[above:] for row in rows]
    widths = [
        max(map(len, [*words, *(row[column] for row in cells)])) for column, words in enumerate(folded)
    ]  # fmt: skip

    def line(row: Sequence[str]) -> str:
        placed = [
            cell.ljust(size) if column + above < names else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        return (" " * (INDENT if above else 0) + (" " * gap).join(placed)).rstrip()

    # The last words of heads stand in one line, as the figures below them do.
    stacked = zip_longest(*(reversed(words) for words in folded), fillvalue="")

    def titled(row: Sequence[str]) -> list[str]:
        return textwrap.wrap(", ".join(row), width, subsequent_indent=" " * 2 * INDENT, break_on_hyphens=False)

    lines = titled(heads[:above])
    lines += [line(words) for words in reversed(list(stacked))]
    shown: Sequence[str] = ()
    for row in rows:
        if above and row[:above] != shown:
            shown = row[:above]
            lines += titled(shown)
        lines.append(line(row[above:]))
    return lines
