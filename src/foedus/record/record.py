"""A folder of owners' files, opened: each data set read, checked and kept when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.errors import Finding, InputError
from foedus.record.catalogue import data_set
from foedus.record.connection import duckdb_connection, frame_of
from foedus.record.folder import files_of, find_file
from foedus.record.reading import tidy
from foedus.record.system import check_codes, member_spells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Record", "read"]


class Record:
    """The public record in a folder, as Ibis tables.

    A table is read and checked once. Where the folder has the list of states, the codes in the columns of states are
    held against it, year by year.
    """

    def __init__(self, folder: str | Path, connection: Any = None) -> None:
        """Open a folder; nothing is read yet. `connection` is an Ibis backend on DuckDB, by default one in memory."""
        self.folder = Path(folder)
        self.connection = duckdb_connection() if connection is None else connection
        self._tables: dict[str, Any] = {}
        self._kept = 0

    def has(self, name: str) -> bool:
        """Whether the folder has the file of a data set, or several: which is meant is asked when it is read."""
        return self.folder.is_dir() and bool(files_of(data_set(name), self.folder))

    def require(self, names: Iterable[str]) -> None:
        """Stop where files are missing, before long work.

        Raises:
            InputError: with every data set that the folder lacks, and where to get it.
        """
        findings: list[Finding] = []
        for name in names:
            try:
                find_file(data_set(name), self.folder)
            except InputError as error:
                findings.extend(finding for finding in error.findings if finding not in findings)
        if findings:
            raise InputError(findings)

    def table(self, name: str) -> Any:
        """The data set of that name as an Ibis table, in the vocabulary of foedus.

        Raises:
            InputError: there is no such set or file, or it is not as the owner made it; every mistake is named.
        """
        if name not in self._tables:
            data = data_set(name)
            path = find_file(data, self.folder)
            table = tidy(self.connection, path, data)
            if name != "states" and data.refuses_foreign_codes and data.state_columns and self.has("states"):
                check_codes(table, self.member_spells(), path, data)
            self._tables[name] = table
        return self._tables[name]

    def member_spells(self) -> Any:
        """Spells of membership in the state system: `ccode`, `first_day`, `last_day`."""
        return self.once("member spells", lambda: member_spells(self.table("states")))

    def once(self, name: str, build: Callable[[], Any]) -> Any:
        """A table that is computed when it is first asked for, by a name of its own."""
        key = f"once {name}"
        if key not in self._tables:
            self._tables[key] = self.keep("_".join(name.split()), build())
        return self._tables[key]

    def keep(self, name: str, expression: Any) -> Any:
        """The expression computed once, as a table of this record that later expressions start from."""
        self._kept += 1
        return self.connection.create_table(f"kept_{name}_{self._kept}", expression, temp=True)


def read(name: str, folder: str | Path) -> pd.DataFrame:
    """A data set as a pandas table: see `Record.table`."""
    return frame_of(Record(folder).table(name))
