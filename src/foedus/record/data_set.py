"""What foedus knows of a data set before it sees the file: its owner, its columns, what it covers, what goes wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "DataSet"]

Kind = Literal["whole", "number", "text", "day"]
UNKNOWN = -9  # Correlates of War: not known
NOT_APPLICABLE = -8


@dataclass(frozen=True, slots=True)
class Column:
    """One column in the vocabulary of foedus.

    `owner_names` are the names that the owner's own files give it, compared without case. `missing` are codes that
    stand for "not known" or "does not apply" and become null. `is_state` marks Correlates of War numbers of states.
    A column that `may_lack` is null where the file does not have it. `codes` are all that its values may be, where the
    owner has a list of them.
    """

    name: str
    meaning: str
    kind: Kind = "whole"
    owner_names: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    is_state: bool = False
    may_lack: bool = False
    codes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.missing and self.kind not in ("whole", "number"):
            raise ValueError(f"{self.name} is no number and cannot have codes for missing")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set as a record: to add one is to write one of these.

    Attributes:
        name: what foedus calls it, and the name of its file without the ending.
        title: what one row is.
        years: first and last year covered, both included; outside them nothing is known. None: by the file.
        year_column: the column that the years are read from, or "".
        key: columns that no two rows share; empty where rows may repeat.
        columns: what is read of it; other columns of a file are left alone.
        owner_files: names that the owner's own files have, compared without case.
        download: address of the file itself, where the owner gives one; None: by hand from `address`.
        sha256: checksum of that file, or None where it is not known.
        is_undirected: each pair stands once; `both_directions` makes it directed.
        refuses_foreign_codes: every state code has to be a member of the state system in the row's year. False where
            the owner counts entities beyond the system; these fall out where states are joined.
        is_verified: read from a real file in tests; False: only from rows written by hand after the codebook.
        traps: what cost others a paper.
        header: column names of a file that has none of its own.
        begins: first year of a set of events that grows: a day before it, or one that lies ahead, is a mistake.
    """

    name: str
    title: str
    owner: str
    address: str
    licence: str
    citation: str
    doi: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    year_column: str = ""
    version: str = ""
    owner_files: tuple[str, ...] = ()
    download: str | None = None
    sha256: str | None = None
    is_undirected: bool = False
    refuses_foreign_codes: bool = True
    is_verified: bool = True
    traps: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    begins: int | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def state_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_state)

    @property
    def coverage(self) -> str:
        """The years in words."""
        return "as the file has it" if self.years is None else f"{self.years[0]}–{self.years[1]}"


def state(name: str, meaning: str, *owner_names: str) -> Column:
    """A column of state numbers."""
    return Column(name, meaning, owner_names=owner_names, is_state=True)


def whole(name: str, meaning: str, *owner_names: str, missing: Sequence[int] = (), may_lack: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, meaning, "whole", owner_names, tuple(missing), may_lack=may_lack)


def flag(name: str, meaning: str, *owner_names: str) -> Column:
    """A column that is 1 where something is so, and 0 or null where not."""
    return Column(name, meaning, "whole", owner_names, codes=(0, 1))


def number(name: str, meaning: str, *owner_names: str, missing: Sequence[int] = (), may_lack: bool = False) -> Column:
    """A column of numbers."""
    return Column(name, meaning, "number", owner_names, tuple(missing), may_lack=may_lack)


def text(name: str, meaning: str, *owner_names: str, may_lack: bool = False) -> Column:
    """A column of text."""
    return Column(name, meaning, "text", owner_names, may_lack=may_lack)


def day(name: str, meaning: str, *owner_names: str, may_lack: bool = False) -> Column:
    """A column of days: dates, or numbers as 20140131."""
    return Column(name, meaning, "day", owner_names, may_lack=may_lack)
