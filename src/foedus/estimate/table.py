"""Tables of data: read from the formats of the field, and the rows of them that a fit can use."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.case.document import quote, shorten
from foedus.errors import ComputationError, InputError, listed, nearest
from foedus.estimate.where import rows_where
from foedus.estimate.where_hint import hint_of

if TYPE_CHECKING:
    import pandas

FORMATS = (".csv", ".tsv", ".tab", ".parquet", ".dta")
MOST_CATEGORIES = 100
OTHER_SIGNS = ";\t|,"
"""that keep columns apart where the name of the file says otherwise"""


@dataclass(frozen=True, eq=False)
class Kept:
    """The rows of a table that are used: those that meet a condition and have no gap in a column that matters.

    `missing` counts the rows left out by column; a row with two gaps counts in both.
    """

    table: pandas.DataFrame
    n_read: int
    n_where: int
    missing: Mapping[str, int]


def read_table(source: str | Path | pandas.DataFrame) -> pandas.DataFrame:
    """The table in a file (.csv, .tsv, .parquet, Stata's .dta), or as it is given.

    Raises:
        InputError: no such file, another format, or one that cannot be read.
        ComputationError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise ComputationError("pandas is not installed, and tables need it: pip install 'foedus[estimate]'") from None
    if isinstance(source, pd.DataFrame):
        return with_plain_columns(source.reset_index(drop=True), "table")
    place = shorten(str(source), 400)
    path = Path(source)
    suffixes = [each.lower() for each in path.suffixes if each.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    if suffix not in FORMATS:
        message = f"is of an unknown format: expected a table that ends in {', '.join(FORMATS)}"
        raise InputError.at(place, message, hint=nearest(suffix, FORMATS))
    if "\0" in place or not path.is_file():
        raise InputError.at(place, "is not a file: expected a table")
    try:
        if suffix == ".parquet":
            table = pd.read_parquet(path)
        elif suffix == ".dta":
            table = pd.read_stata(path)
        else:
            table = _read_text(path, "," if suffix == ".csv" else "\t")
    except ImportError:
        raise ComputationError(
            "pyarrow is not installed, and .parquet needs it: pip install 'foedus[estimate]'"
        ) from None
    except pd.errors.EmptyDataError:
        raise InputError.at(place, "is empty: expected a first line with the names of columns") from None
    except UnicodeDecodeError as error:
        message = f"is not in UTF-8: it has the byte 0x{error.object[error.start]:02x}"
        raise InputError.at(place, message, hint="Save it as UTF-8.") from None
    except (InputError, MemoryError):
        raise
    except Exception as error:  # every reader has its own
        reason = shorten(str(error).splitlines()[0] if str(error) else type(error).__name__, 200).rstrip(".")
        raise InputError.at(place, f"cannot be read as a {suffix} table: {reason}") from None
    table = with_plain_columns(table, place)
    if len(table.columns) == 1 and (sign := next((each for each in OTHER_SIGNS if each in table.columns[0]), "")):
        message = (
            f"has one column only, {quote(shorten(table.columns[0], 60))}: expected columns in the way of {suffix}"
        )
        raise InputError.at(place, message, hint=f"Its columns seem to be kept apart by {quote(sign)}.")
    return table


def _read_text(path: Path, sign: str) -> pandas.DataFrame:
    """A table in lines of text; names that stand twice are kept, as pandas would rename the second."""
    import pandas as pd

    first = pd.read_csv(path, sep=sign, header=None, nrows=1, dtype=str, keep_default_na=False)
    names = first.iloc[0].tolist()
    if len(names) > 1 or not any(each in str(names[0]) for each in OTHER_SIGNS):
        _check_width(path, sign)
    table = pd.read_csv(path, sep=sign, low_memory=False)
    if len(names) == len(table.columns) and len(set(filter(None, names))) < len(list(filter(None, names))):
        table.columns = pd.Index(names)
    return table


def _check_width(path: Path, sign: str) -> None:
    """Stop where lines have a value too many: pandas takes the first for the name of the row, and moves all others.

    Raises:
        InputError: as it says.
    """
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
        lines = (line for line in csv.reader(stream, delimiter=sign) if line)
        names, values = next(lines, []), next(lines, [])
    if len(values) > len(names):
        lines_and_names = f"{len(values):,} values in its lines and {len(names):,} names of columns above them"
        told = "tab" if sign == "\t" else quote(sign)
        hint = f"Its lines end in a {told} too many." if not values[-1] else "Name every column, that of row names too."
        raise InputError.at(shorten(str(path), 400), f"has {lines_and_names}: expected as many", hint=hint)


def with_plain_columns(table: pandas.DataFrame, place: str) -> pandas.DataFrame:
    """The table with columns named by text, and truth values kept such where gaps among them made them objects.

    Raises:
        InputError: two columns have one name.
    """
    import pandas as pd

    names = [str(name) for name in table.columns]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise InputError.at(place, f"has the column {quote(twice[0])} twice: expected unique names")
    truths = [
        number
        for number, dtype in enumerate(table.dtypes)
        if dtype.kind == "O" and pd.api.types.infer_dtype(table.iloc[:, number], skipna=True) == "boolean"
    ]
    if truths:
        table = table.astype({table.columns[number]: "boolean" for number in truths})
    return table if all(isinstance(name, str) for name in table.columns) else table.set_axis(pd.Index(names), axis=1)


def kept_rows(
    table: pandas.DataFrame, columns: Sequence[str], *, where: str | None = None, place: str = "table"
) -> Kept:
    """The rows that meet a condition and have every one of the columns.

    Raises:
        InputError: the table lacks a column, or no row is left.
    """
    known = [str(name) for name in table.columns]
    unknown = [name for name in dict.fromkeys(columns) if name not in known]
    if unknown:
        from foedus.errors import Finding

        raise InputError(
            Finding(place, "", f"has no column {quote(name)}", nearest(name, known) or f"Columns: {listed(known)}.")
            for name in unknown
        )
    n_read = len(table)
    if not n_read:
        raise InputError.at(place, "has no rows: expected one for each play of the game")
    if where is not None:
        whole, table = table, table[rows_where(table, where)]
        if not len(table):
            message = f"{quote(shorten(where, 200))} holds in none of {n_read:,} rows"
            raise InputError.at("where", message, hint=hint_of(whole, where))
    n_where = len(table)
    gaps = {name: int(table[name].isna().sum()) for name in dict.fromkeys(columns)}
    table = table.dropna(subset=list(gaps)).reset_index(drop=True)
    missing = {name: count for name, count in gaps.items() if count}
    if not len(table):
        raise InputError.at(place, f"has a gap in every one of {n_where:,} rows", hint=f"By column: {told(missing)}.")
    return Kept(table, n_read, n_where, missing)


@contextmanager
def named_as(place: str) -> Iterator[None]:
    """Findings about "the table" say which one: formulas do not know where their rows come from."""
    try:
        yield
    except InputError as error:
        findings = [replace(each, place=place) if each.place == "table" else each for each in error.findings]
        raise InputError(findings) from None


def told(missing: Mapping[str, int]) -> str:
    """Counts by column, in words."""
    return ", ".join(f"{name} {count:,}" for name, count in missing.items())


def check_categories(table: pandas.DataFrame, columns: Sequence[str], place: str) -> None:
    """Stop where a column of text would become a coefficient for nearly every row.

    Raises:
        InputError: with every such column.
    """
    import pandas as pd

    from foedus.errors import Finding

    findings = []
    for name in columns:
        column: Any = table[name]
        if column.dtype.kind in "mMc":
            what, hint = (
                ("complex numbers", "") if column.dtype.kind == "c" else ("dates", "Take a number, as the year.")
            )
            message = f"has {what} in the column {quote(name)}: expected numbers or text"
            findings.append(Finding(place, "", message, hint))
            continue
        if not pd.api.types.is_scalar(column.iloc[0]):
            message = f"has {type(column.iloc[0]).__name__}s in the column {quote(name)}: expected numbers or text"
            findings.append(Finding(place, "", message))
            continue
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            continue
        values = list(dict.fromkeys(str(each) for each in column))
        numbers = sum(_is_number(each) for each in values)
        if numbers and len(values) > 2:
            odd = next((each for each in values if not _is_number(each)), "")
            what = f"beside text such as {quote(shorten(odd, 40))}" if odd else "as text"
            findings.append(Finding(place, "", f"has numbers {what} in the column {quote(name)}", "Make it numbers."))
        elif len(values) > MOST_CATEGORIES or (len(values) > 12 and 2 * len(values) > len(table)):
            message = f"has {len(values):,} different texts in the column {quote(name)}: expected a few categories"
            findings.append(Finding(place, "", message, f"Such as {quote(shorten(values[0], 40))}."))
    if findings:
        raise InputError(findings)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


__all__ = ["Kept", "check_categories", "kept_rows", "named_as", "read_table", "told", "with_plain_columns"]
