"""Running commands of foedus in this process or one of their own, and an answer that costs nothing to compute."""

import subprocess
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from foedus.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


def in_process(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command here and returns how it ended."""

    def run(*arguments: str) -> Ended:
        capsys.readouterr()
        status = main(arguments)
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run


def script(body: str, arguments: Sequence[str]) -> list[str]:
    """A command line that runs `body`, then foedus with the arguments: a place to put stand-ins."""
    return [
        sys.executable,
        "-c",
        f"{body}\nfrom foedus.cli import run\nrun({list(arguments)!r})",
    ]


def in_its_own_process(*arguments: str, body: str = "", **options: Any) -> subprocess.CompletedProcess[str]:
    """The ended process of a command."""
    return subprocess.run(
        script(body, arguments), capture_output=True, text=True, encoding="utf-8", timeout=60, **options
    )


def stand_in_answer(monkeypatch: pytest.MonkeyPatch, compute: Callable[..., Any], verify: Any = None) -> None:
    """Put `compute` in the place of the room that computes answers, and a page that names the draws beside it."""
    answer, terminal = types.ModuleType("foedus.answer"), types.ModuleType("foedus.report.terminal")
    answer.ask, answer.verify = compute, verify  # type: ignore[attr-defined]
    terminal.briefing = lambda answer, full=False, flips=False: (  # type: ignore[attr-defined]
        f"{answer.draws} draws{' in full' if full else ''}{' with every flip' if flips else ''}"
    )
    monkeypatch.setitem(sys.modules, "foedus.answer", answer)
    monkeypatch.setitem(sys.modules, "foedus.report.terminal", terminal)
