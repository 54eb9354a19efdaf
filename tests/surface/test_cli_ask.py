"""`foedus ask` and `foedus verify` as shells around a stand-in answer: options in, answers out, every way to end."""

import gc
import io
import json
import os
import signal
import subprocess
import time
import types
from pathlib import Path
from typing import Any

import pytest
from commands import Run, in_its_own_process, in_process, script, stand_in_answer

from answers import invented
from foedus.case import builtin_path
from foedus.cli.picture import Pictures
from foedus.cli.progress import ProgressBar
from foedus.errors import ComputationError


class StandIn:
    """An answer that says what it was asked with."""

    def __init__(self, case: Any, draws: int, seed: int, flips: bool, sobol: bool, full: bool) -> None:
        self.draws, self.is_full, self.record = draws, full, {
            "foedus": "0.1.0", "case": case.id, "as_of": str(case.as_of), "seed": seed, "draws": draws,
            "settings": dict(case.settings), "flips": [] if flips else None, "sobol": [] if sobol else None,
        }  # fmt: skip

    def to_json(self) -> str:
        return json.dumps(self.record)


def compute(
    case: Any, *, draws: int, seed: int, flips: bool, sobol: bool, full: bool, record: str | None, on_progress: Any
) -> StandIn:
    on_progress("draws", draws, draws)
    return StandIn(case, draws, seed, flips, sobol, full)


def compare(record: dict[str, Any], case: Any, *, on_progress: Any) -> Any:
    holds = record["seed"] == 1
    return types.SimpleNamespace(holds=holds, lines=(f"{case.id}: {'the same' if holds else 'differs'}",))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    stand_in_answer(monkeypatch, compute, compare)
    return in_process(capsys)


def test_options_reach_the_answer(run: Run) -> None:
    ended = run(
        "ask", "two-by-two", "--json", "--draws", "64", "--seed", "7", "--as-of", "2000-02-01", "--set", "leak=0.5",
    )  # fmt: skip
    assert (ended.status, ended.err) == (0, "")
    record = json.loads(ended.out)
    assert (record["draws"], record["seed"], record["as_of"]) == (64, 7, "2000-02-01")
    assert record["settings"].keys() == {"leak"}


def test_the_briefing_is_printed_and_full_is_passed_on(run: Run) -> None:
    assert run("ask", "two-by-two").out == "4000 draws\n"
    assert run("ask", "two-by-two", "--full", "--draws", "8").out == "8 draws in full\n"


@pytest.mark.parametrize(("options", "is_whole"), [
    ((), False), (("--flips",), False), (("--full",), True), (("--json",), True), (("--out", "answer.json"), True),
    (("--out", "answer.txt"), False), (("--html", "page.html"), True), (("--charts", "charts"), True),
])  # fmt: skip
def test_what_no_output_shows_is_not_worked_out(
    options: tuple[str, ...], is_whole: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[StandIn] = []

    def kept(*given: Any, **options: Any) -> StandIn:
        answers.append(compute(*given, **options))
        return answers[-1]

    stand_in_answer(monkeypatch, kept)
    monkeypatch.setattr(Pictures, "write", lambda pictures, answer: None)
    assert run("ask", "two-by-two", *options).status == 0
    assert [answer.is_full for answer in answers] == [is_whole]


def test_garbage_is_collected_again_after_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    during: list[bool] = []

    def look(*_: object, **__: object) -> None:
        during.append(gc.isenabled())
        raise ComputationError("no")

    stand_in_answer(monkeypatch, look)
    assert run("ask", "two-by-two").status == 1
    assert during == [False]
    assert gc.isenabled()


@pytest.mark.parametrize(("options", "is_looked_for", "is_whole"), [
    ((), True, False), (("--flips",), True, True), (("--no-flips",), False, False),
])  # fmt: skip
def test_flips_are_looked_for_unless_they_are_not_wanted(
    options: tuple[str, ...], is_looked_for: bool, is_whole: bool, run: Run
) -> None:
    """By default the page shows the nearest alone."""
    record = json.loads(run("ask", "two-by-two", "--json", *options).out)
    assert (record["flips"] is not None, record["sobol"]) == (is_looked_for, None)
    assert run("ask", "two-by-two", *options).out == f"4000 draws{' with every flip' if is_whole else ''}\n"


def test_sobol_indices_are_computed_where_they_are_asked_for(run: Run) -> None:
    record = json.loads(run("ask", "two-by-two", "--json", "--sobol", "--no-flips").out)
    assert (record["flips"], record["sobol"]) == (None, [])


@pytest.mark.parametrize("options", [("--json", "--out", "answer"), ("--out", "answer.json"), ("--out", "answer.txt")])
def test_out_writes_instead_of_printing_and_replaces_an_older_answer(options: tuple[str, ...], run: Run) -> None:
    for _ in range(2):
        assert run("ask", "two-by-two", *options) == (ended := run("ask", "two-by-two", *options))
        assert (ended.status, ended.out, ended.err) == (0, "", "")
    written = Path(options[-1]).read_text()
    assert written == "4000 draws\n" if options[-1].endswith(".txt") else json.loads(written)["draws"] == 4000
    assert os.listdir() == [options[-1]]


WARNED = """
foedus: 1
id: warned
question: What was asked?
as_of: 2000-01-01
client: {label: The client}
guarantor: {label: The guarantor}
requests: {statement: {level: 0}, help: {level: 1}}
responses: {words: {level: 0}, help: {level: 1}}
sources: {press: {title: Press, kind: press}}
claims: [{id: C1, source: press, says: Help was asked}]
"""


@pytest.mark.parametrize(("options", "is_said"), [
    (("--json",), True), (("--out", "answer.json"), True), (("--json", "--out", "answer"), True),
    ((), False), (("--full",), False), (("--out", "answer.txt"), False),
])  # fmt: skip
def test_warnings_are_said_once(options: tuple[str, ...], is_said: bool, run: Run) -> None:
    """On the page where there is one, else beside the JSON."""
    Path("case.yaml").write_text(WARNED)
    ended = run("ask", "case.yaml", *options)
    assert ended.status == 0
    assert ("warning: claims.C1 tests nothing" in ended.err) is is_said
    assert (ended.err == "") is not is_said


def test_pages_and_charts_are_written_beside_the_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("foedus.answer.ask", lambda *_, **__: invented("two-by-two"))
    for _ in range(2):
        ended = in_process(capsys)("ask", "two-by-two", "--html", "page.html", "--charts", "charts")
        assert ended.status == 0
        assert "WHAT WAS ASKED" in ended.out
        assert ended.err == "page: page.html\ncharts: charts\n"
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {"requests.png", "requests.svg"} <= set(os.listdir("charts"))


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (("--html", "no/such/page.html"), "no/such/page.html"),
        (("--html", "."), "."),
        (("--charts", "no/such/folder"), "no/such/folder"),
        (("--charts", "file"), "file"),
        (("--html", "page.html", "--out", "./page.html"), "page.html"),
        (("--html", "case.yaml"), "case.yaml"),
        (("--html", "./both", "--charts", "both"), "both"),
        (("--out", "both", "--charts", "both"), "both"),
    ],
)
def test_where_no_page_can_be_written_nothing_is_computed(
    options: tuple[str, ...], place: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def must_not(*_: object, **__: object) -> None:
        raise AssertionError("computed before the place to write was looked at")

    stand_in_answer(monkeypatch, must_not)
    Path("file").write_text("")
    Path("case.yaml").write_bytes(builtin_path("two-by-two").read_bytes())
    ended = run("ask", "case.yaml", *options)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(place)


def test_where_nothing_can_be_written_nothing_is_computed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not(*_: object, **__: object) -> None:
        raise AssertionError("computed before the place to write was looked at")

    stand_in_answer(monkeypatch, must_not)
    for place in ("no/such/answer.json", ".", os.devnull):
        ended = run("ask", "two-by-two", "--out", place)
        assert (ended.status, ended.out) == (2, "")
        assert ended.err.startswith(place)


def test_the_case_is_never_overwritten_by_its_answer(run: Run) -> None:
    content = builtin_path("two-by-two").read_bytes()
    Path("case.yaml").write_bytes(content)
    assert run("ask", "case.yaml", "--json", "--out", "./case.yaml").status == 2
    assert Path("case.yaml").read_bytes() == content


@pytest.mark.parametrize("failing", ["compute", "to_json"])
def test_a_failed_computation_ends_with_1_says_why_and_leaves_the_old_answer(
    failing: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise ComputationError("17 of 64 draws failed their certificate (worst residual 3e-4, draw 11)")

    stand_in_answer(
        monkeypatch, fail if failing == "compute" else lambda *_, **__: types.SimpleNamespace(to_json=fail, draws=64)
    )
    Path("answer.json").write_text("old")
    ended = run("ask", "two-by-two", "--out", "answer.json")
    assert (ended.status, ended.out) == (1, "")
    assert ended.err == "17 of 64 draws failed their certificate (worst residual 3e-4, draw 11)\n"
    assert Path("answer.json").read_text() == "old"
    assert os.listdir() == ["answer.json"]


@pytest.mark.parametrize(
    "options", [("--draws", "0"), ("--draws", "many"), ("--seed", "-1"), ("--as-of", "2025-02-30")]
)
def test_wrong_options_end_with_2(options: tuple[str, ...], run: Run) -> None:
    ended = run("ask", "two-by-two", *options)
    assert (ended.status, ended.out) == (2, "")
    assert options[0] in ended.err


def test_a_defect_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    stand_in_answer(monkeypatch, break_down)
    with pytest.raises(ZeroDivisionError):
        run("ask", "two-by-two")


SLEEPING = """
import sys, time, types
def ask(*_, **__):
    print("computing", flush=True)
    time.sleep(60)
"""
COMPILING = """
import sys, threading, types
from foedus.equilibrium.chunk import on_threads
def ask(*_, **__):
    def work():
        print("computing", flush=True)
        threading.Event().wait()
    on_threads(work, 1, lambda: None)
"""
"""nothing can stop its thread, as one that compiles"""
INSTEAD = """
module = types.ModuleType("foedus.answer")
module.ask = ask
sys.modules["foedus.answer"] = module
"""


@pytest.mark.parametrize("answer", [SLEEPING, COMPILING], ids=["sleeping", "compiling"])
def test_an_interruption_ends_with_130_and_no_file(answer: str, tmp_path: Path) -> None:
    command = script(answer + INSTEAD, ("ask", "two-by-two", "--out", "answer.json"))
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "computing\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "Interrupted.\n"
    assert os.listdir(tmp_path) == []


def test_a_command_that_is_done_leaves_at_once(tmp_path: Path) -> None:
    """Whatever a thread is doing; what was printed is there."""
    body = "import threading; threading.Thread(target=threading.Event().wait).start()"
    done = in_its_own_process("case", "list", body=body, cwd=tmp_path)
    assert done.returncode == 0
    assert "moscow-2025" in done.stdout


@pytest.mark.parametrize("closed", [1, 2])
def test_where_a_stream_is_closed_nobody_listens(closed: int, tmp_path: Path) -> None:
    command = script("", ("case", "list"))
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {closed}>&-', *command], cwd=tmp_path, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (b"moscow-2025" in done.stdout) is (closed == 2)


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


def waited(patience: float, seconds: float, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `stream` shows of a computation of `seconds` by who waits `patience` seconds."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    with ProgressBar(patience) as progress:
        progress("solving draws", 10, 40)
        time.sleep(seconds)
        progress("solving draws", 20, 40)
    return stream.getvalue()


def test_a_long_computation_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = waited(0.05, 0.6, Terminal(), monkeypatch)
    assert "solving draws" in shown
    assert "10/40" in shown


def test_a_short_computation_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waited(30.0, 0.01, Terminal(), monkeypatch) == ""


def test_no_bar_is_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waited(0.05, 0.3, io.StringIO(), monkeypatch) == ""


def test_an_answer_is_verified_and_a_different_one_ends_with_1(run: Run) -> None:
    run("ask", "two-by-two", "--out", "answer.json")
    assert run("verify", "answer.json").out == "two-by-two: the same\n"
    run("ask", "two-by-two", "--seed", "2", "--out", "answer.json")
    ended = run("verify", "answer.json")
    assert (ended.status, ended.out) == (1, "two-by-two: differs\n")


def test_an_answer_to_a_file_is_verified_against_the_file(run: Run) -> None:
    run("case", "new", "mine.yaml")
    run("ask", "mine.yaml", "--set", "leak=0.5", "--out", "answer.json")
    ended = run("verify", "answer.json")
    assert ended.status == 2
    assert ended.err == (
        'answer.json  answers "mine", which is no built-in case.'
        " Name its file: foedus verify answer.json --case FILE.\n"
    )
    assert run("verify", "answer.json", "--case", "mine.yaml").out == "mine: the same\n"


SOUND = {"foedus": "0.1", "case": "two-by-two", "as_of": "2000-01-01", "seed": 1, "draws": 4}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"seed": NaN}', b"{}"])
def test_a_file_that_holds_no_answer_is_refused(content: bytes, run: Run) -> None:
    Path("answer.json").write_bytes(content)
    ended = run("verify", "answer.json")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("answer.json")


@pytest.mark.parametrize(
    "change",
    [{"seed": True}, {"draws": "4"}, {"as_of": "soon"}, {"case": None}, {"settings": {"leek": 1}}, {"settings": 7}],
)
def test_an_answer_that_cannot_be_computed_again_is_refused(change: dict[str, Any], run: Run) -> None:
    Path("answer.json").write_text(json.dumps(SOUND))
    assert run("verify", "answer.json").status == 0
    Path("answer.json").write_text(json.dumps(SOUND | change))
    ended = run("verify", "answer.json")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err


@pytest.mark.parametrize("name", ["none.json", ".", "a\0b", "x" * 5000])
def test_an_answer_that_is_not_there_is_refused(name: str, run: Run) -> None:
    ended = run("verify", name)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err
