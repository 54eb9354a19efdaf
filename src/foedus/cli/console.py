"""Where output goes: plain text where nobody watches, colour only on a terminal, quiet when the reader has left, a line
when there is no room.
"""

import io
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TextIO

from foedus.errors import ComputationError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDEST = 100  # a line longer than this is hard to find the next one from
PAGE_WIDTH = 80
READER_LEFT = 141  # 128 + SIGPIPE: what shells report for every other program that is cut off


def page_width() -> int:
    """Columns that a page may use: those of the terminal, within reason."""
    return min(shutil.get_terminal_size((PAGE_WIDTH, 24)).columns, WIDEST)


def folded(text: str, indent: str) -> str:
    """The text in lines of the page's width, each indented; no word is broken, so that an address can be copied."""
    return textwrap.fill(
        text, page_width(), initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def soften_encoding() -> None:
    """Let a terminal that cannot show a letter show a question mark, rather than fail half way."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def write(text: str) -> None:
    """Print text as it stands, with one line end after it.

    Raises:
        ComputationError: it cannot be written: the disk is full.
    """
    with _while_somebody_reads():
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()


def show(*renderables: "RenderableType") -> None:
    """Print what Rich can render, one below the other.

    Raises:
        ComputationError: it cannot be written: the disk is full.
    """
    # Rich writes an empty text where a page ends, which an unbuffered stream hands on.
    with _while_somebody_reads():
        page = rendered(*renderables, stream=sys.stdout)
    write(page)


def rendered(*renderables: "RenderableType", stream: TextIO | None = None) -> str:
    """What Rich renders, as text: with the width and colours of `stream`, or plain and `PAGE_WIDTH` columns wide."""
    # Rendered first and printed whole: an error half way leaves no half page behind.
    console = _console(stream)
    with console.capture() as page:
        for renderable in renderables:
            console.print(renderable)
    return "\n".join(line.rstrip() for line in page.get().split("\n"))


def complain(text: str) -> None:
    """Print a message to standard error, unwrapped: one finding a line, for people and for programs."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _leave(sys.stderr)
    except OSError:  # nobody can be told, and the exit status still says how it ended
        _turn_away(sys.stderr)


def _console(stream: TextIO | None) -> "Console":
    from rich.console import Console

    if stream is None:
        return Console(
            file=io.StringIO(), width=PAGE_WIDTH, color_system=None, highlight=False, markup=False, emoji=False
        )
    return Console(file=stream, width=page_width(), highlight=False, markup=False, emoji=False)


@contextmanager
def _while_somebody_reads() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _leave(sys.stdout)
    except OSError as error:
        raise no_room(error) from error


def no_room(error: OSError) -> ComputationError:
    """What to raise where standard output takes nothing more, which is then turned away."""
    _turn_away(sys.stdout)
    return ComputationError(f"Standard output cannot be written: {error.strerror or error}.")


def _leave(stream: TextIO) -> NoReturn:
    """End without a word."""
    _turn_away(stream)
    raise SystemExit(READER_LEFT)


def _turn_away(stream: TextIO) -> None:
    """Turn a stream to where nobody is: Python flushes it once more on its way out, and would complain."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):  # not a real file, so nothing to turn
        pass
