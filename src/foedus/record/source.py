"""A file as an Ibis table, with the columns and values that it has: Parquet, CSV, TSV, Stata, zipped or not."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.errors import Finding, InputError
from foedus.record.connection import library
from foedus.record.text_file import SEPARATORS, read_text, syntax_error

if TYPE_CHECKING:
    import pandas as pd

    from foedus.record.data_set import DataSet

__all__ = ["open_file", "unreadable"]

LARGEST_UNZIPPED = 4 << 30
REMEDY = "Get it from the owner again; a file that was cut off or saved by another program reads like this."


def open_file(connection: Any, path: Path, data: DataSet) -> Any:
    """The file as a table of the connection; Parquet and text stay where they are until something is asked of them.

    Columns of text files are all text, with null for what owners write where nothing is known.

    Raises:
        InputError: the file cannot be read as what its name says.
    """
    try:
        if path.suffix.lower() == ".parquet":
            return connection.read_parquet(str(path))
        if path.suffix.lower() == ".dta":
            return _in_memory(connection, _stata(path))
        if path.suffix.lower() == ".zip":
            return _unzipped(connection, path, data)
        return read_text(connection, path, data)
    except InputError:
        raise
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, struct.error) as error:
        raise unreadable(path, error) from error
    except Exception as error:
        # DuckDB and Arrow have errors of their own for a file that is not what it says.
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb", "pyarrow", "ibis", "pandas"):
            raise
        raise unreadable(path, error) from error


def _stata(path: Path | io.BytesIO) -> pd.DataFrame:
    import pandas as pd

    return pd.read_stata(path, convert_categoricals=False)


def _unzipped(connection: Any, path: Path, data: DataSet) -> Any:
    """The one table in a zipped file.

    Raises:
        InputError: it has none or several, or one that would fill the memory.
    """
    import pandas as pd

    with zipfile.ZipFile(path) as packed:
        members = [
            one for one in packed.infolist() if Path(one.filename).suffix.lower() in (*SEPARATORS, ".dta", ".parquet")
        ]
        named = [
            one for one in members if Path(one.filename).stem.lower() == data.name or _is_owners(one.filename, data)
        ]
        chosen = named if len(named) == 1 else members
        if len(chosen) != 1:
            listed = ", ".join(one.filename for one in members) or "none"
            raise InputError.at(
                str(path), f"should hold one table, and holds: {listed}", hint="Unpack it and keep one."
            )
        if chosen[0].file_size > LARGEST_UNZIPPED:
            raise InputError.at(str(path), "is too large to be read zipped", hint="Unpack it first.")
        content = packed.read(chosen[0])
    ending = Path(chosen[0].filename).suffix.lower()
    if ending == ".dta":
        return _in_memory(connection, _stata(io.BytesIO(content)))
    if ending == ".parquet":
        return _in_memory(connection, pd.read_parquet(io.BytesIO(content)))
    # By the one reader of lines: pandas fills up lines that are too short, and takes what GDELT writes for quotes.
    with tempfile.TemporaryDirectory() as folder:
        (unpacked := Path(folder) / f"table{ending}").write_bytes(content)
        try:
            lines = read_text(connection, unpacked, data)
            return _kept(connection, lines)
        except InputError as error:
            raise InputError(
                Finding(each.place.replace(str(unpacked), str(path)), each.path, each.message, each.hint)
                for each in error.findings
            ) from None


def _is_owners(name: str, data: DataSet) -> bool:
    return Path(name).name.lower() in {owned.lower() for owned in data.owner_files}


def _in_memory(connection: Any, frame: pd.DataFrame) -> Any:
    import pyarrow

    table = library().memtable(pyarrow.Table.from_pandas(frame, preserve_index=False))
    return _kept(connection, table)


def _kept(connection: Any, table: Any) -> Any:
    """The table in the connection's memory, under a name that no other has: the number of an object is given anew."""
    return connection.create_table(library().util.gen_name("file"), table, temp=True)


def unreadable(path: Path, error: Exception) -> InputError:
    """What to raise for a file that a library failed to read: the line that is wrong, or the reason in its words."""
    known = syntax_error(path, error)
    if known is not None:
        return known
    reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return InputError.at(str(path), f"cannot be read: {reason.rstrip('. ')}", hint=REMEDY)
