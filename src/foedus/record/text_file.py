"""A file of lines as an Ibis table: the first line names the columns, and every other one is held against it."""

from __future__ import annotations

import csv
import gzip
import io
import re
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from foedus.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.record.data_set import DataSet

__all__ = ["SEPARATORS", "is_text", "line_of", "read_text", "syntax_error"]

# What owners write where nothing is known.
NULLS = ("", ".", "NA", "NaN", "NULL", "null", "None")
SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
LONGEST_LINE = 1 << 21


def is_text(path: Path) -> bool:
    """Whether the file has lines, so that a row can be named by its line."""
    return any(ending.lower() in SEPARATORS for ending in path.suffixes)


def read_text(connection: Any, path: Path, data: DataSet) -> Any:
    """The file as a table whose columns are all text, null for what owners write where nothing is known.

    The columns are those of the first line, or of `data.header` where the owner writes none. Nothing of the form is
    guessed from the lines: a database that guesses passes over those that do not fit.

    Raises:
        InputError: the file is empty, or its first line is no text.
    """
    line = _first_line(path)
    if not line.strip():
        hint = "Get it from the owner again."
        raise InputError.at(str(path), f"is empty: expected {data.title} in each line", hint=hint)
    if "\0" in line:
        raise InputError.at(f"{path}:1", "holds bytes that are no text", hint="Is it a file of another kind?")
    separator, has_header = _form(line, path, data)
    names = _once(next(csv.reader([line], delimiter=separator))) if has_header else list(data.header)
    # GDELT quotes nothing: a name may begin with a quotation mark.
    quote = "" if data.header else '"'
    return connection.read_csv(
        str(path), columns=dict.fromkeys(names, "VARCHAR"), auto_detect=False, header=has_header, delim=separator,
        nullstr=list(NULLS), quote=quote, escape=quote, strict_mode=True, max_line_size=LONGEST_LINE,
    )  # fmt: skip


def _first_line(path: Path) -> str:
    with _opened(path) as stream:
        content = stream.readline(LONGEST_LINE)
    # Old Macintosh files end lines with a carriage return alone.
    return content.decode("utf-8-sig", errors="replace").partition("\r")[0].rstrip("\n")


def line_of(path: Path, row: int, data: DataSet) -> int:
    """The line of a row counted from 0: below the names of columns, if any, empty lines and values of several lines."""
    separator, has_header = _form(_first_line(path), path, data)
    with _opened(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8", errors="replace", newline="")
        rows = csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE if data.header else csv.QUOTE_MINIMAL)
        # Where a value ends in another line, its row begins above.
        above, written = 0, -has_header
        for cells in rows:
            written += bool(cells)
            if written > row:
                return above + 1
            above = rows.line_num
    return above + 1


def _form(line: str, path: Path, data: DataSet) -> tuple[str, bool]:
    """The separator of a file, and whether its first line names the columns."""
    separator = SEPARATORS[next(ending.lower() for ending in path.suffixes if ending.lower() in SEPARATORS)]
    if data.header and "\t" in line:
        separator = "\t"  # GDELT names tabs .CSV
    return separator, not data.header or _names_columns(line.split(separator), data)


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb"))


def _names_columns(cells: list[str], data: DataSet) -> bool:
    """Whether the first line of a file whose owner writes no header names its columns all the same."""
    known = {name.lower() for name in data.header}
    known |= {name.lower() for column in data.columns for name in (column.name, *column.owner_names)}
    return any(cell.strip().strip('"').lower() in known for cell in cells)


def _once(names: list[str]) -> list[str]:
    """Names that differ, also without case, and are not empty: one for each column."""
    found: list[str] = []
    taken: set[str] = set()
    for number, written in enumerate(names, 1):
        name = written.strip() or f"column {number}"
        while name.lower() in taken:
            name = f"{name}_{number}"
        taken.add(name.lower())
        found.append(name)
    return found


def syntax_error(path: Path, error: Exception) -> InputError | None:
    """What DuckDB found wrong with a line, with the line; None where it is not about one."""
    said = str(error)
    if "CSV Parser state machine reached an invalid state" in said:
        message = "cannot be read: its line ends, or its quotation marks, change on the way"
        return InputError.at(str(path), message, hint="Save it as CSV once more, with one kind of line ends.")
    at = re.search(r"CSV Error on Line: (\d+)", said)
    if at is None:
        return None
    place = f"{path}:{at[1]}" if is_text(path) else f"{path} line {at[1]}"
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
    if columns is not None:
        message = f"has {columns[2]} value{'s' * (columns[2] != '1')}: expected {columns[1]}, one for each column"
        return InputError.at(place, message, hint="Is it cut off, or is there a separator within a value?")
    if "unterminated quote" in said:
        message = "has a quotation mark that nothing closes, or text behind the closing one"
        return InputError.at(place, message, hint="Within quoted text a quotation mark is written twice.")
    if "Invalid unicode" in said:
        return InputError.at(place, "is not UTF-8", hint="Save the file in UTF-8.")
    reason = next((line for line in said.splitlines()[2:] if line.strip()), "").strip().rstrip(".")
    return InputError.at(place, f"cannot be read: {reason}")
