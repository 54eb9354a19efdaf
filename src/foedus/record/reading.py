"""From an owner's file to a table in the vocabulary of foedus: renamed, codes for missing made null, checked."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from foedus.errors import Finding, InputError, listed
from foedus.record.connection import library
from foedus.record.source import open_file, unreadable
from foedus.record.text_file import is_text, line_of

if TYPE_CHECKING:
    from pathlib import Path

    from foedus.record.data_set import Column, DataSet

__all__ = ["tidy"]

TYPES = {"whole": "int64", "number": "float64", "text": "string", "day": "date"}
MOST_NAMED = 5  # rows named in a message
ROW = "row_of_file"


def tidy(connection: Any, path: Path, data: DataSet) -> Any:
    """The table of a data set: the columns of its record, in its vocabulary, whole numbers 64 bits wide.

    Codes for "not known" and "does not apply" are null. Rows keep their order.

    Raises:
        InputError: with every mistake found: columns missing, no rows, values that are none, years outside what the
            set covers, rows that share a key. Each names file, row and remedy.
    """
    raw = open_file(connection, path, data)
    found = _owner_columns(raw, path, data)
    values = {column.name: _value(raw, found[column.name], column, is_text(path)) for column in data.columns}
    _check_values(raw, found, values, path, data)
    table = raw.select(**{column.name: _without_codes(values[column.name], column) for column in data.columns})
    _check_rows(table, path, data)
    return table


def _owner_columns(raw: Any, path: Path, data: DataSet) -> dict[str, str | None]:
    """Name in the file of each column; None for one that the file may lack and does.

    Raises:
        InputError: columns are missing.
    """
    there = {name.lower(): name for name in reversed(raw.columns)}
    found: dict[str, str | None] = {}
    for column in data.columns:
        names = (column.name, *column.owner_names)
        found[column.name] = next((there[name.lower()] for name in names if name.lower() in there), None)
    missing = [c for c in data.columns if found[c.name] is None and not c.may_lack]
    if len(missing) == len(data.columns):
        raise InputError.at(
            str(path), f"has none of the columns of {data.name}: expected {listed(data.column_names, 8)}",
            hint=f"Another file, or one without a line of column names? It begins with {listed(list(raw.columns), 8)}.",
        )  # fmt: skip
    if missing:
        version = f" This record is of version {data.version}." if data.version else ""
        raise InputError(
            Finding(
                str(path),
                "",
                f"has no column {' or '.join((column.name, *column.owner_names))} ({column.meaning})",
                f"Another file, or another version of {data.name}?{version} Its columns are"
                f" {listed(list(raw.columns), 8)}.",
            )
            for column in missing
        )
    return found


def _value(raw: Any, name: str | None, column: Column, is_lines: bool) -> Any:
    """The column as its type; null where the text is none."""
    ibis = library()
    kind = TYPES[column.kind]
    if name is None:
        return ibis.null(kind)
    value = raw[name]
    if column.kind == "day":
        return _day(value)
    if column.kind == "text":
        return (value.strip() if is_lines else value.cast("string")).nullif("")
    if value.type().is_string():
        number = value.strip().try_cast("float64")
        # "2.5" cast to a whole number would be rounded without a word.
        return number if column.kind == "number" else (number == number.floor()).ifelse(number, None).cast("int64")
    if column.kind == "whole" and value.type().is_floating():
        value = value.isnan().ifelse(None, value)
        return (value == value.floor()).ifelse(value, None).cast("int64")
    if value.type().is_floating():
        return value.isnan().ifelse(None, value).cast("float64")
    return value.try_cast(kind) if not value.type().is_numeric() else value.cast(kind)


def _day(value: Any) -> Any:
    """A day from a date, from text as 2014-01-31, from 20140131 as text or number, or from 201401 (its first day)."""
    ibis = library()
    if value.type().is_date() or value.type().is_timestamp():
        return value.cast("date")
    text = value.cast("int64").cast("string") if value.type().is_numeric() else value.strip()
    text = ibis.cases((text.re_search("^[0-9]{6}$"), text + "01"), else_=text)
    compact = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)
    return ibis.cases((text.re_search("^[0-9]{8}$"), compact), else_=text.substr(0, 10)).try_cast("date")


def _without_codes(value: Any, column: Column) -> Any:
    return value.isin(list(column.missing)).ifelse(None, value) if column.missing else value


def _check_values(raw: Any, found: dict[str, str | None], values: dict[str, Any], path: Path, data: DataSet) -> None:
    """Raise InputError for an empty table and for values that are not what their column holds."""
    bad = {
        column.name: _is_wrong(raw[found[column.name]], values[column.name], column)
        for column in data.columns
        if found[column.name] is not None and not _is_of_kind(raw[found[column.name]].type(), column)
    }
    # Every column is counted: in a file of lines, one that nobody asks for is not even looked at.
    used = {f"known_{name}": raw[owned].count() for name, owned in found.items() if owned is not None and is_text(path)}
    tests = {f"bad_{name}": test.sum() for name, test in bad.items()}
    counted = _run(raw.aggregate(rows=raw.count(), **tests, **used), path)
    counts = counted.to_pylist()[0]
    if not counts["rows"]:
        raise InputError.at(str(path), f"has no rows: expected {data.title} in each", hint="Is the file cut off?")
    findings: list[Finding] = []
    numbered = raw.mutate(**{ROW: library().row_number()})
    for column in data.columns:
        many = counts.get(f"bad_{column.name}") or 0
        if many:
            owned = found[column.name]
            wrong = numbered.filter(bad[column.name]).select(ROW, owned).order_by(ROW).limit(MOST_NAMED)
            hint = "" if many <= MOST_NAMED else f"{many} rows are so."
            findings.extend(
                Finding(
                    _place(path, row[ROW], data), str(owned), f'is "{row[owned]}": expected {_expected(column)}', hint
                )
                for row in _run(wrong, path).to_pylist()
            )
    if findings:
        raise InputError(findings)


EXPECTED = {"whole": "a whole number", "number": "a number", "day": "a day"}


def _expected(column: Column) -> str:
    return " or ".join(map(str, column.codes)) if column.codes else EXPECTED[column.kind]


def _is_wrong(written: Any, value: Any, column: Column) -> Any:
    """Whether something is written that is no value, or a code that the owner does not have."""
    is_none = written.notnull() & ~_is_nan(written) & value.isnull()
    return is_none | ~value.isin([*column.codes, *column.missing]).fill_null(True) if column.codes else is_none


def _is_of_kind(kind: Any, column: Column) -> bool:
    """Whether no value of a column of the file can be wrong."""
    return not column.codes and (
        column.kind == "text"
        or (column.kind == "whole" and kind.is_integer())
        or (column.kind == "number" and kind.is_numeric())
        or (column.kind == "day" and (kind.is_date() or kind.is_timestamp()))
    )


def _is_nan(value: Any) -> Any:
    return value.isnan() if value.type().is_floating() else library().literal(False)


def _check_rows(table: Any, path: Path, data: DataSet) -> None:
    """Raise InputError for rows that share a key and for years that the set does not cover."""
    findings = []
    numbered = table.mutate(**{ROW: library().row_number()})
    if data.years and data.year_column:
        year = numbered[data.year_column]
        outside = numbered.filter((year < data.years[0]) | (year > data.years[1])).select(ROW, year)
        wrong = _run(outside.order_by(ROW).limit(MOST_NAMED), path).to_pylist()
        findings += [
            Finding(
                _place(path, row[ROW], data), data.year_column,
                f"is {row[data.year_column]}: {data.name} covers {data.coverage}", "Another version of the file?",
            )
            for row in wrong
        ]  # fmt: skip
    if data.begins is not None:
        day, today = numbered.date, datetime.date.today() + datetime.timedelta(days=1)  # somewhere it is tomorrow
        outside = numbered.filter((day.year() < data.begins) | (day > today)).select(ROW, day)
        findings += [
            Finding(
                _place(path, row[ROW], data), "date", f"is {row['date']}: " + (
                    "it lies ahead" if row["date"] > today else f"{data.name} begins in {data.begins}"
                ), "Expected a day on which an event was reported.",
            )
            for row in _run(outside.order_by(ROW).limit(MOST_NAMED), path).to_pylist()
        ]  # fmt: skip
    if data.key and _has_duplicates(table, data, path):
        same = numbered.group_by(list(data.key)).aggregate(
            first=numbered[ROW].min(), last=numbered[ROW].max(), copies=numbered.count()
        )
        twice = _run(same.filter(same.copies > 1).order_by("first").limit(MOST_NAMED), path).to_pylist()
        findings += [
            Finding(
                _place(path, row["last"], data), "", f"repeats {_place(path, row['first'], data)}: "
                + ", ".join(f"{name} {row[name]}" for name in data.key),
                f"One row for each {', '.join(data.key)}: remove the others.",
            )
            for row in twice
        ]  # fmt: skip
    if findings:
        raise InputError(findings)


def _has_duplicates(table: Any, data: DataSet, path: Path) -> bool:
    """Whether rows share a key: asked first without numbering the rows, which ten million would feel."""
    once = table.select(*data.key).distinct()
    return bool(_run(table.count(), path).as_py() != _run(once.count(), path).as_py())


def _place(path: Path, row: int, data: DataSet) -> str:
    """File and line of a text file; file and row of another, counted from 1."""
    return f"{path}:{line_of(path, row, data)}" if is_text(path) else f"{path} row {row + 1}"


def _run(expression: Any, path: Path) -> Any:
    """The result as an Arrow table; a file that turns out to be broken only now is named."""
    try:
        return expression.to_pyarrow()
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb", "pyarrow"):
            raise
        raise unreadable(path, error) from error
