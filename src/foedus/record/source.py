"""A file as an Ibis table, with the columns and values that it has: Parquet, CSV, TSV, Stata, zipped or not."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.errors import InputError
from foedus.record.connection import library

if TYPE_CHECKING:
    import pandas as pd

    from foedus.record.data_set import DataSet

__all__ = ["is_text", "open_file"]

# What owners write where nothing is known.
NULLS = ("", ".", "NA", "NaN", "NULL", "null", "None")
SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
LARGEST_UNZIPPED = 4 << 30
REMEDY = "Get it from the owner again; a file that was cut off or saved by another program reads like this."


def is_text(path: Path) -> bool:
    """Whether the file has lines, so that a row can be named by its line."""
    return any(ending in SEPARATORS for ending in path.suffixes)


def open_file(connection: Any, path: Path, data: DataSet) -> Any:
    """The file as a table of the connection; Parquet and text stay where they are until something is asked of them.

    Columns of text files are all text, with null for what owners write where nothing is known.

    Raises:
        InputError: the file cannot be read as what its name says.
    """
    try:
        if path.suffix == ".parquet":
            return connection.read_parquet(str(path))
        if path.suffix == ".dta":
            return _in_memory(connection, _stata(path))
        if path.suffix == ".zip":
            return _in_memory(connection, _unzipped(path, data))
        return _text(connection, path, data)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, struct.error) as error:
        raise _unreadable(path, error) from error
    except Exception as error:
        # DuckDB and Arrow have errors of their own for a file that is not what it says.
        if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb", "pyarrow", "ibis", "pandas"):
            raise
        raise _unreadable(path, error) from error


def _text(connection: Any, path: Path, data: DataSet) -> Any:
    separator = SEPARATORS[next(ending for ending in path.suffixes if ending in SEPARATORS)]
    has_header = not _lacks_header(path, data)
    named = {} if has_header else {"names": list(data.header)}
    # GDELT quotes nothing: a name may begin with a quotation mark.
    quote = "" if data.header else '"'
    return connection.read_csv(
        str(path), all_varchar=True, header=has_header, sep=separator, nullstr=list(NULLS), quote=quote,
        strict_mode=separator == ",", **named,
    )  # fmt: skip


def _lacks_header(path: Path, data: DataSet) -> bool:
    """Whether a file of a set whose owner writes no header indeed has none."""
    if not data.header:
        return False
    import gzip

    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        first = stream.readline().decode("utf-8", errors="replace").rstrip("\r\n").split("\t")
    return len(first) == len(data.header) and first[0].lower() != data.header[0].lower()


def _stata(path: Path | io.BytesIO) -> pd.DataFrame:
    import pandas as pd

    return pd.read_stata(path, convert_categoricals=False)


def _unzipped(path: Path, data: DataSet) -> pd.DataFrame:
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
        content = io.BytesIO(packed.read(chosen[0]))
    ending = Path(chosen[0].filename).suffix.lower()
    if ending == ".dta":
        return _stata(content)
    if ending == ".parquet":
        return pd.read_parquet(content)
    options: dict[str, Any] = {"header": None, "names": list(data.header)} if data.header else {}
    frame: pd.DataFrame = pd.read_csv(
        content, sep=SEPARATORS[ending], dtype=str, keep_default_na=False, na_values=list(NULLS), **options
    )
    return frame


def _is_owners(name: str, data: DataSet) -> bool:
    return Path(name).name.lower() in {owned.lower() for owned in data.owner_files}


def _in_memory(connection: Any, frame: pd.DataFrame) -> Any:
    import pyarrow

    table = library().memtable(pyarrow.Table.from_pandas(frame, preserve_index=False))
    return connection.create_table(f"file_{id(frame)}", table, temp=True)


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return InputError.at(str(path), f"cannot be read: {reason.rstrip('.')}", hint=REMEDY)
