"""`foedus diff`: every form of its arguments, where its output goes, and what it says to what is wrong."""

import json
import shutil
from pathlib import Path

import pytest
from commands import Run, in_process

from foedus.case import builtin_path

CASE = "two-by-two-watched"
FEW = ("--draws", "64")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("foedus.cli.compiled.use_compiled_code", lambda: None)  # no cache folder but the user's own
    return in_process(capsys)


def test_two_settings_of_one_case(run: Run) -> None:
    ended = run("diff", CASE, "--from", "responses.help.money=1", "--to", "leak=0.5", "--json", *FEW)
    assert (ended.status, ended.err) == (0, "")
    record = json.loads(ended.out)
    assert (record["before"]["settings"], record["after"]["settings"]) == (
        {"responses.help.money": "1"},
        {"leak": "0.5"},
    )
    assert [(step["path"], step["before"], step["after"]) for step in record["steps"]] == [
        ("leak", "0", "0.5"),
        ("responses.help.money", "1", "1.2"),
    ]
    assert (record["draws"], record["seed"]) == (64, 1)


def test_a_page_for_readers(run: Run) -> None:
    ended = run("diff", CASE, "--to", "precision=14", *FEW)
    assert ended.status == 0
    words = " ".join(ended.out.split())
    assert "at 14 instead of 12 (precision) the chance that the client asked for" in words
    assert "WHAT MOVED IT" in ended.out


def test_two_answers_and_a_case(run: Run) -> None:
    for name, *settings in (("a.json",), ("b.json", "--set", "leak=0.5")):
        assert run("ask", CASE, "--out", name, *FEW, *settings).status == 0
    record = json.loads(run("diff", "a.json", "b.json", "--json", *FEW).out)
    assert [step["path"] for step in record["steps"]] == ["leak"]
    answers = [json.loads(Path(name).read_text()) for name in ("a.json", "b.json")]
    for end, answer in zip(("before", "after"), answers, strict=True):
        assert record["figures"][0][end]["value"] == answer["requests"][0]["posterior"]
        assert record[end]["draws"] == 64
    # An answer beside a case: both are computed on the draws of the comparison.
    mixed = json.loads(run("diff", "a.json", CASE, "--to", "leak=0.5", "--json", *FEW).out)
    assert [step["path"] for step in mixed["steps"]] == ["leak"]


def test_an_answer_to_a_file_of_ones_own(run: Run) -> None:
    text = builtin_path(CASE).read_text(encoding="utf-8").replace(f"id: {CASE}", "id: mine")
    Path("mine.yaml").write_text(text, encoding="utf-8")
    run("ask", "mine.yaml", "--out", "a.json", *FEW)
    run("ask", "mine.yaml", "--set", "leak=0.5", "--out", "b.json", *FEW)
    lost = json.loads(run("diff", "a.json", "b.json", "--json").out)
    assert lost["steps"] is None
    assert "cannot be found again" in lost["notes"][0]
    found = json.loads(run("diff", "a.json", "b.json", "--case", "mine.yaml", "--json", *FEW).out)
    assert [step["path"] for step in found["steps"]] == ["leak"]
    # An answer to a built-in case beside it needs no file.
    run("ask", CASE, "--set", "leak=0.5", "--out", "c.json", *FEW)
    mixed = json.loads(run("diff", "a.json", "c.json", "--case", "mine.yaml", "--json", *FEW).out)
    assert [step["path"] for step in mixed["steps"]] == ["leak"]
    Path("mine.yaml").write_text(text.replace("precision: 12", "precision: 13"), encoding="utf-8")
    changed = json.loads(run("diff", "a.json", "b.json", "--case", "mine.yaml", "--json").out)
    assert changed["steps"] is None


def test_out_is_json_or_a_page_and_never_one_of_the_two(run: Run) -> None:
    shutil.copy(builtin_path(CASE), "case.yaml")
    assert run("diff", CASE, "case.yaml", "--out", "d.json", *FEW) == run("diff", CASE, CASE, "--out", "d.txt", *FEW)
    assert json.loads(Path("d.json").read_text())["steps"] == []
    assert "nothing changes that a figure depends on" in " ".join(Path("d.txt").read_text().split())
    ended = run("diff", CASE, "case.yaml", "--out", "case.yaml", *FEW)
    assert ended.status == 2
    assert "one of the two that are compared" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((CASE,), "Expected NEW, or settings of OLD to compare"),
        ((CASE, "--to", "lek=1"), '--to lek=1  there is no "lek"'),
        ((CASE, "--from", "leak=2"), "--from leak=2  leak is 2: expected"),
        ((CASE, "--from", "leak"), "--from leak  has no =: expected PATH=VALUE"),
        ((CASE, "nothing.yaml"), "nothing.yaml  does not exist"),
        ((CASE, "broken.json"), "broken.json:1  is not JSON"),
        ((CASE, "other.json"), "other.json  foedus is missing: expected what `foedus ask CASE --json` gave"),
        ((CASE, "old.json"), "old.json  answers a case that cannot be found again"),
        (("old.json", "--to", "leak=1"), "old.json  is an answer, computed under settings of its own"),
        ((CASE, "moscow-2025", "--out", "no/folder.json"), "there is no folder"),
    ],
)
def test_what_is_wrong_is_said_with_status_two(run: Run, arguments: tuple[str, ...], said: str) -> None:
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("other.json").write_text('{"a": 1}', encoding="utf-8")
    old = {"foedus": "0.0.1", "case": "gone", "as_of": "2000-01-01", "seed": 1, "draws": 4}
    Path("old.json").write_text(json.dumps(old), encoding="utf-8")
    ended = run("diff", *arguments, *FEW)
    assert ended.status == 2
    assert said in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        ("requests", None),
        ("responses", [{}]),
        ("audience", {"id": "client"}),
        ("claims", [{"id": "c"}]),
        ("claims", [1]),
    ],
)
def test_an_answer_that_was_edited_by_hand_is_refused_by_the_name_of_its_file(run: Run, key: str, rows: object) -> None:
    old = {"foedus": "0.0.1", "case": "gone", "as_of": "2000-01-01", "seed": 1, "draws": 4}
    for name, record in (("old.json", old), ("new.json", {**old, key: rows})):
        Path(name).write_text(json.dumps(record), encoding="utf-8")
    ended = run("diff", "old.json", "new.json", *FEW)
    assert ended.status == 2
    assert ended.err.startswith(f"new.json  {key} is no list of rows with")
