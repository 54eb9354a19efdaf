"""The one place where Ibis is imported, and the DuckDB that reads files unless another backend is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import ComputationError

if TYPE_CHECKING:
    import types

    import pandas as pd

__all__ = ["duckdb_connection", "frame_of", "library"]

MEMORY = "1500MB"


def library() -> Any:
    """Ibis.

    Raises:
        ComputationError: it is not installed.
    """
    try:
        import ibis
    except ImportError:
        raise ComputationError(
            "ibis is not installed, and the public record needs it: pip install 'foedus[record]'"
        ) from None
    return ibis


def duckdb_connection() -> Any:
    """A DuckDB in memory, as an Ibis backend: quiet, and within memory that a laptop has.

    Raises:
        ComputationError: Ibis or DuckDB is not installed.
    """
    ibis = library()
    _installed("duckdb")
    connection = ibis.duckdb.connect()
    connection.raw_sql(f"SET memory_limit = '{MEMORY}'; SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    return connection


def frame_of(expression: Any) -> pd.DataFrame:
    """The result of an Ibis expression as a pandas table.

    By way of Arrow: the straight way of Ibis 12 asks pandas 3 for an option that pandas warns of.
    """
    frame: pd.DataFrame = expression.to_pyarrow().to_pandas()
    return frame


def _installed(name: str) -> types.ModuleType:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise ComputationError(
            f"{name} is not installed, and the public record needs it: pip install 'foedus[record]'"
        ) from None
