"""The command line: thin, and light until something is computed."""

from foedus.cli.entry import main, run

__all__ = ["main", "run"]
