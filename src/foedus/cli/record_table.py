"""Tables as files: CSV or Parquet by the ending, whole or not at all."""

import io
from pathlib import Path
from typing import Any

__all__ = ["check_table_file", "write_table"]

ENDINGS = (".csv", ".parquet")


def check_table_file(out: str) -> None:
    """Stop before long work where the file cannot be written.

    Raises:
        InputError: its ending is neither .csv nor .parquet, it exists, or its folder does not.
    """
    from foedus.errors import InputError
    from foedus.files import check_writable

    if Path(out).suffix not in ENDINGS:
        raise InputError.at(out, "has an ending that says nothing: expected .csv or .parquet")
    if check_writable(out).exists():
        raise InputError.at(out, "exists already and is not overwritten", hint="Choose another name.")


def write_table(out: str, table: Any) -> Path:
    """The file written from an Arrow table.

    Raises:
        InputError: it cannot be written.
    """
    from foedus.files import write_atomically

    content = io.BytesIO()
    if out.endswith(".csv"):
        from pyarrow import csv

        csv.write_csv(table, content)
    else:
        from pyarrow import parquet

        parquet.write_table(table, content)
    return write_atomically(out, content.getvalue())
