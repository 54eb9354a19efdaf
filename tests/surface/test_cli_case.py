"""`foedus case`: what is printed, what is written, and how a wrong file ends."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Run, in_its_own_process, in_process, script, stand_in_answer
from rich.cells import cell_len
from test_broken_files import BROKEN, SOUND, expected_messages
from typer.main import get_command

from foedus.case import builtin_ids, builtin_path, case_schema, inputs, load_case
from foedus.cli.application import application


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return in_process(capsys)


def must_not_compute(*_: object, **__: object) -> None:
    raise AssertionError("a wrong case was computed")


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", [("case", "check"), ("case", "show"), ("cite",), ("ask",)])
def test_a_broken_file_ends_with_2_and_leaves_nothing(
    name: str, command: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in_answer(monkeypatch, must_not_compute)
    content = BROKEN[name]
    Path("case.yaml").write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    options = ("--json", "--out", "answer.json") if command == ("ask",) else ()
    ended = run(*command, "case.yaml", *options)
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err == f"{expected_messages()[name]}\n"
    assert os.listdir() == ["case.yaml"]


def test_a_broken_file_shows_no_traceback_to_the_shell(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("foedus: 1\nlevel: [")
    done = in_its_own_process("case", "check", "case.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("case.yaml:")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", builtin_ids())
def test_a_sound_case_is_ok_with_its_counts(name: str, run: Run) -> None:
    case = load_case(name)
    ended = run("case", "check", name)
    assert ended.status == 0
    assert ended.err == ""
    said = " ".join(ended.out.split())
    assert said.startswith(f"{name}.yaml ok {len(case.requests)} requests, {len(case.responses)} responses, ")
    assert f"{len(inputs(case))} numbers: " in said
    assert "warning" not in said


def test_unmarked_numbers_and_other_oddities_are_warned_of(run: Run) -> None:
    late = "  - {id: late, date: 2025-06-24, says: Too late, source: press, likelihood: {others: 0.5}}\n"
    Path("case.yaml").write_text(SOUND.replace("claims:\n", f"{late}claims:\n"))
    ended = run("case", "check", "case.yaml")
    assert ended.status == 0
    warnings = [line.strip() for line in ended.out.splitlines() if line.strip().startswith("warning:")]
    assert warnings[0] == "warning: evidence.late is dated 2025-06-24, after as_of 2025-06-23: ignored"
    assert warnings[1].endswith("numbers say neither source nor judgement, as requests.statement.level")


def test_the_list_has_every_built_in_case_with_its_question(run: Run) -> None:
    ended = run("case", "list")
    for name in builtin_ids():
        assert name in ended.out
        assert load_case(name).question[:40] in ended.out


def test_a_case_is_shown_with_everything_a_reader_wants(run: Run) -> None:
    """Question, parties, menus, audience by groups, stock, ledger, history, evidence, claims, forecasts, balance."""
    case = load_case("moscow-2025")
    ended = run("case", "show", "moscow-2025")
    assert ended.status == 0
    shown = " ".join(ended.out.split())
    assert shown.startswith(f"{case.question} moscow-2025 · as of 23 Jun 2025")
    wanted = [case.client.label, case.guarantor.label]
    wanted += [entry.label for section in (case.requests, case.responses, case.groups) for entry in section.values()]
    wanted += [member.label for member in case.members.values()]
    wanted += [asset.unit for asset in case.stock.values()]
    wanted += [favour.what for favour in case.ledger]
    wanted += [episode.what for episode in case.history if episode.what]
    wanted += [item.says for item in case.evidence]
    wanted += [claim.says for claim in case.claims]
    wanted += [forecast.ask for forecast in case.forecasts]
    assert [text for text in wanted if " ".join(text.split()) not in shown] == []
    assert f"{len(inputs(case))} numbers: " in shown


def test_full_lists_every_number_with_what_it_rests_on(run: Run) -> None:
    brief, full = run("case", "show", "moscow-2025").out, run("case", "show", "moscow-2025", "--full").out
    numbers = full[full.index("\neverywhere\n") : full.index("\nRESTS ON\n")]
    lines = [line for line in numbers.splitlines() if any(f" · {basis}" in line for basis in
             ("sourced (", "judged", "default", "unmarked"))]  # fmt: skip
    assert len(lines) == len(inputs(load_case("moscow-2025")))
    assert "consultation · sourced (treaty, A1)" in full
    assert "everywhere" not in brief


def test_settings_and_day_change_what_is_shown(run: Run) -> None:
    assert "leak         0.9\n" in run("case", "show", "moscow-2025", "--set", "leak=0.9").out
    earlier = run("case", "show", "moscow-2025", "--as-of", "2025-06-22").out
    assert "as of 22 Jun 2025" in earlier
    assert "Putin himself receives the minister" not in earlier


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("arguments", [("case", "show", "moscow-2025", "--full"), ("case", "list"), ("words",)])
def test_pages_fit_the_width_of_the_terminal(
    width: int, arguments: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(*arguments).out.splitlines()
    assert [line for line in lines if cell_len(line) > width] == []
    assert max(cell_len(line) for line in lines) > width / 2


@pytest.mark.parametrize(
    "arguments",
    [("case", "list"), ("case", "show", "moscow-2025"), ("case", "check", "moscow-2025"), ("words", "likely")],
)
def test_there_is_no_colour_where_no_terminal_is(arguments: tuple[str, ...], run: Run) -> None:
    assert "\x1b" not in run(*arguments).out


def test_what_a_file_says_cannot_steer_the_terminal(run: Run) -> None:
    label = '"\\e[31mred\\a [bold]plain[/bold] :smile:"'
    Path("case.yaml").write_text(SOUND.replace("statement: {level", f"statement: {{label: {label}, level"))
    out = run("case", "show", "case.yaml").out
    assert r"\x1b[31mred\x07 [bold]plain[/bold] :smile:" in out
    assert "\x1b" not in out


def test_a_copy_is_the_built_in_file_and_never_replaces_another(run: Run) -> None:
    assert run("case", "copy", "moscow-2025", "mine.yaml").status == 0
    assert Path("mine.yaml").read_bytes() == builtin_path("moscow-2025").read_bytes()
    again = run("case", "copy", "two-by-two", "mine.yaml")
    assert again.status == 2
    assert again.err == "mine.yaml  exists already and is not overwritten. Choose another name.\n"
    assert Path("mine.yaml").read_bytes() == builtin_path("moscow-2025").read_bytes()


def test_a_misspelt_name_is_answered_with_the_nearest(run: Run) -> None:
    ended = run("case", "copy", "moscow-2052", "mine.yaml")
    assert ended.status == 2
    assert ended.err == 'moscow-2052  is neither a file nor a built-in case. Did you mean "moscow-2025"?\n'
    assert os.listdir() == []


def test_a_new_case_runs_as_it_is_under_the_name_of_its_file(run: Run) -> None:
    assert run("case", "new", "my first case.yaml").status == 0
    assert load_case("my first case.yaml").id == "my-first-case"
    assert run("case", "check", "my first case.yaml").status == 0
    assert run("case", "new", "my first case.yaml").status == 2


@pytest.mark.parametrize("name", ["true.yaml", "1e5.yaml", ".yaml", "a*b.yaml", "no/such/folder.yaml"])
def test_a_name_that_makes_no_case_is_refused(name: str, run: Run) -> None:
    ended = run("case", "new", name)
    assert ended.status == 2
    assert ended.err.startswith(f"{name}  ")
    assert os.listdir() == []


def test_the_schema_is_printed_as_json(run: Run) -> None:
    assert json.loads(run("case", "schema").out) == case_schema()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cas",), "Did you mean 'case'"),
        (("case", "shw"), "Did you mean 'show'"),
        (("case", "show", "moscow-2025", "--ful"), "--full"),
        (("case", "show"), "Missing argument 'CASE'"),
        (("case", "show", "moscow-2025", "--as-of", "soon"), "expected a day, as YYYY-MM-DD"),
        (("case", "show", "moscow-2025", "--set", "leek=1"), 'Did you mean "leak"?'),
        (("case", "show", "moscow-2025", "--set", "leak"), "expected PATH=VALUE"),
    ],
)
def test_wrong_usage_ends_with_2_and_the_nearest_right_one(arguments: tuple[str, ...], said: str, run: Run) -> None:
    ended = run(*arguments)
    assert ended.status == 2
    assert ended.out == ""
    assert said in ended.err


@pytest.mark.parametrize("arguments", [("--help",), ("case", "--help"), ("ask", "--help"), ("--version",)])
def test_help_and_version_are_asked_for_and_therefore_output(arguments: tuple[str, ...], run: Run) -> None:
    ended = run(*arguments)
    assert ended.status == 0
    assert ended.err == ""
    assert "foedus" in ended.out


@pytest.mark.parametrize("arguments", [("--help",), ("case", "check", "moscow-2025"), ("case", "show", "moscow-2025")])
def test_reading_a_case_loads_no_numerical_library(arguments: tuple[str, ...]) -> None:
    body = (
        "import atexit, sys\n"
        "heavy = ('jax', 'scipy', 'pandas', 'xarray', 'numpy')\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules], file=sys.stderr))"
    )
    done = in_its_own_process(*arguments, body=body)
    assert done.returncode == 0
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("arguments", [("case", "show", "moscow-2025", "--full"), ("case", "schema")])
def test_a_reader_who_leaves_is_let_go_without_a_word(arguments: tuple[str, ...]) -> None:
    read, written = os.pipe()
    os.close(read)
    done = subprocess.run(script("", arguments), stdout=written, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(written)
    assert done.returncode == 141
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [("case", "schema"), ("case", "show", "moscow-2025"), ("case", "--help")])
def test_a_full_disk_is_said_in_one_line(arguments: tuple[str, ...], unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            script("", arguments), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, env=environment
        )
    assert done.returncode == 1
    assert done.stderr == "Standard output cannot be written: No space left on device.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_an_error_that_nobody_can_be_told_keeps_its_status() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(script("", ("case", "show", "moscow")), stdout=subprocess.PIPE, stderr=full, timeout=60)
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_terminal_without_the_letters_gets_question_marks(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        script("", ("case", "show", "moscow-2025")), capture_output=True, env=environment, timeout=60, check=False
    )
    assert done.returncode == 0
    assert b"moscow-2025 ? as of" in done.stdout


def test_the_installed_command_is_this_one() -> None:
    command = Path(sys.executable).with_name("foedus")
    if not (command.is_file() and command.stat().st_mode & stat.S_IXUSR):
        pytest.skip("foedus is not installed in this environment")
    done = subprocess.run([command, "case", "check", "two-by-two"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_on_the_command_line_names_every_command_and_option() -> None:
    """`docs/cli.md` is the reference; what it does not name nobody finds."""
    page = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")

    def names(command: Any, path: str) -> Iterator[str]:
        yield path
        for parameter in command.params:
            yield from (option for option in parameter.opts if option.startswith("--"))
        for name, child in getattr(command, "commands", {}).items():
            yield from names(child, f"{path} {name}")

    every = list(names(get_command(application), "foedus"))
    assert "foedus case schema" in every
    assert [name for name in every if name not in page] == []
