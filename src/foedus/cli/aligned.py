"""Rows of names and figures in columns that fit the page, or names above their figures, or figures told one by one."""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

__all__ = ["aligned"]

INDENT = 2


def aligned(heads: Sequence[str], rows: Sequence[Sequence[str]], names: int, width: int) -> list[str]:
    """The lines of a table: the first `names` cells of a row to the left, the others, which are figures, to the right.

    In order, what fits first: all in one line; heads one word below the other; the first two names above the rows that
    share them; all names above, and then with less between the figures; each figure after what it is, in as many lines
    as that takes. No figure is broken or left out: what does not fit even so is wider.
    """
    steps = ((0, False, 2), (0, True, 2), (min(2, names), True, 2), (names, True, 2), (names, True, 1))
    for above, is_stacked, gap in steps:
        lines = _laid_out(heads, rows, names, above, is_stacked, gap, width)
        if max(map(len, lines)) <= width:
            return lines
    return [line for row in rows for line in _told(heads, row, names, width)]


def _told(heads: Sequence[str], row: Sequence[str], names: int, width: int) -> list[str]:
    """The names of a row, and below them every figure after its head."""
    # What belongs together has no space at which a line may end.
    told = (f"{head} {cell}" for head, cell in zip(heads[names:], row[names:], strict=True))
    below = _wrapped(", ".join(each.replace(" ", "\N{NO-BREAK SPACE}") for each in told), width, " " * INDENT)
    return [*_titled(row[:names], width), *(line.replace("\N{NO-BREAK SPACE}", " ") for line in below)]


def _titled(row: Sequence[str], width: int) -> list[str]:
    return _wrapped(", ".join(row), width, "", " " * 2 * INDENT)


def _wrapped(text: str, width: int, indent: str, further: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent if further is None else further,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _laid_out(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    names: int,
    above: int,
    is_stacked: bool,
    gap: int,
    width: int,
) -> list[str]:
    """The table with the first `above` names on lines of their own, and heads, if so wanted, one word below another."""
    folded = [head.split() if is_stacked else [head] for head in heads[above:]]
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
    lines = _titled(heads[:above], width)
    lines += [line(words) for words in reversed(list(stacked))]
    shown: Sequence[str] = ()
    for row in rows:
        if above and row[:above] != shown:
            shown = row[:above]
            lines += _titled(shown, width)
        lines.append(line(row[above:]))
    return lines
