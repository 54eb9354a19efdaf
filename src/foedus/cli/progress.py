"""A progress bar on standard error, for whoever waits more than a second at a terminal."""

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0  # seconds; shorter work needs no bar


class ProgressBar:
    """Called with (stage, done, total) while something is computed; shows nothing unless a terminal waits for it.

    Use as a context manager: leaving it wipes the bar, so that the answer stands alone.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._latest = ("starting", 0, 0)
        self._timer: threading.Timer | None = None
        self._display: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBar":
        if sys.stderr.isatty():
            # By a timer, not by the first call: a first compilation may take seconds before anything is reported.
            self._timer = threading.Timer(self._patience, self._begin)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Note that `done` of `total` steps of a stage are done; a total of 0 means that nobody knows it."""
        with self._lock:
            self._latest = (stage, done, total)
            self._update()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._display is not None:
                self._display.stop()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._timer is None:  # done meanwhile
                return
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._display = Progress(*columns, console=Console(file=sys.stderr), transient=True)
            self._task = self._display.add_task("", total=None)
            self._update()
            self._display.start()

    def _update(self) -> None:
        if self._display is not None and self._task is not None:
            stage, done, total = self._latest
            self._display.update(self._task, description=stage, completed=done, total=total or None)
