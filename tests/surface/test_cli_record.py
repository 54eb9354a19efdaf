"""`foedus record`: what is printed, what is written, and how it ends."""

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Run, in_process

from foedus.record import DATA_SETS
from record_world import write_world


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("foedus.record.default_folder", lambda: tmp_path / "nowhere")
    return in_process(capsys)


@pytest.fixture
def world(tmp_path: Path) -> str:
    (folder := tmp_path / "world").mkdir()
    return str(write_world(folder))


def test_every_set_is_listed_with_what_is_there(run: Run, world: str) -> None:
    ended = run("record", "list", "--data", world)
    assert (ended.status, ended.err) == (0, "")
    # What does not fit in a line goes below the name; an address is never broken.
    said = [line.split(maxsplit=1) for line in ended.out.replace("\n    ", " ").splitlines()]
    about = {name: " ".join(rest.split()) for name, rest in said}
    assert set(about) == set(DATA_SETS)
    assert about["states"].endswith("states.csv")
    assert about["gdelt2"].endswith("unverified on real files not there")
    assert all(len(line) <= 80 or " " not in line.strip() for line in ended.out.splitlines())


@pytest.mark.parametrize("name", DATA_SETS)
def test_a_description_has_owner_terms_citation_and_traps(name: str, run: Run) -> None:
    ended = run("record", "describe", name)
    said = " ".join(ended.out.split())
    assert ended.status == 0
    data = DATA_SETS[name]
    for part in (data.owner, data.licence, data.citation, *data.traps, *data.column_names):
        assert " ".join(part.split()) in said


def test_calls_are_summed_up_or_written(run: Run, world: str, tmp_path: Path) -> None:
    ended = run("record", "calls", "--data", world)
    assert ended.status == 0
    assert "wars, before 1945" in ended.out
    assert "2 in 1 conflict" in ended.out
    for ending in (".csv", ".parquet"):
        out = tmp_path / f"calls{ending}"
        assert run("record", "calls", "--data", world, "--level", "dispute", "--out", str(out)).status == 0
        rows = pd.read_csv(out) if ending == ".csv" else pd.read_parquet(out)
        assert list(rows["ally"]) == [200, 300, 365]
        again = run("record", "calls", "--data", world, "--out", str(out))
        assert (again.status, "exists already" in again.err) == (2, True)
    assert run("record", "calls", "--data", world, "--out", "calls.xlsx").status == 2


def test_a_rate_is_printed_with_its_definition_and_its_conflicts(
    run: Run, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    ended = run("record", "honour", "--data", world, "--definition", "called", "--level", "war")
    assert ended.status == 0
    rows = [line.split() for line in ended.out.splitlines() if line.startswith("called ")]
    assert rows[0][:6] == ["called", "war", "before", "1945", "1/2", "50.0"]
    assert rows[0][-1] == "1"
    assert "called: an ally owed the attacked state defence, its treaty was in force" in " ".join(ended.out.split())
    assert "Clopper–Pearson" in ended.out


@pytest.mark.parametrize("by", ["definition", "era", "era,decade,obligation,guarantor"])
def test_every_rate_fits_the_page_whole(by: str, run: Run, world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names go above their figures, first those that rows share; no figure is broken."""
    figures = []
    for width in (100, 80, 60, 50):
        monkeypatch.setenv("COLUMNS", str(width))
        ended = run("record", "honour", "--data", world, "--by", by)
        assert ended.status == 0
        table = ended.out.partition("\n\n")[0]
        assert max(map(len, ended.out.splitlines())) <= width
        figures.append([word for word in table.split() if "/" in word or "–" in word or word == "%"])
        if by == "era" and width == 80:
            assert table.splitlines()[:5] == [
                "definition, level",
                "                                                     by",
                "  era          honoured    share       exact   conflict  conflicts",
                "called, war",
                "  before 1945       1/2   50.0 %    2.5–97.5  0.0–100.0          1",
            ]
        if by == "era" and width == 50:
            assert table.splitlines()[3:5] == [
                "called, war, before 1945",
                "       1/2  50.0 %   2.5–97.5 0.0–100.0         1",
            ]
    assert figures[0]
    assert figures.count(figures[0]) == 4


def test_definitions_left_out_are_named_with_what_they_lack(run: Run, world: str) -> None:
    (Path(world) / "gml_disputes.csv").unlink()
    ended = run("record", "honour", "--data", world, "--by", "definition")
    said = " ".join(ended.out.split())
    assert (ended.status, ended.err) == (0, "")
    assert (
        "Left out, as the folder has no file of gml_disputes: called (disputes), within-terms (disputes),"
        " without-large-pacts (disputes), not-fought-against (disputes), in-force (disputes)." in said
    )
    assert "Left out, as the folder has no file of leeds_anac_2005: leeds-anac (wars)." in said
    left = json.loads(run("record", "honour", "--data", world, "--json").out)["left_out"]
    assert left[0] == {
        "definition": "called", "level": "dispute", "reason": "the folder has no file of gml_disputes",
    }  # fmt: skip


def test_json_holds_rates_and_their_definitions(run: Run, world: str, tmp_path: Path) -> None:
    ended = run("record", "honour", "--data", world, "--by", "guarantor", "--definition", "called", "--json")
    document = json.loads(ended.out)
    rates = [one for one in document["rates"] if one["level"] == "war"]
    assert [(one["guarantor"], one["honoured"], one["cases"]) for one in rates] == [
        ("Russia", 1, 2), ("United Kingdom", 1, 2),
    ]  # fmt: skip
    assert set(document["definitions"]) == {"called"}
    out = tmp_path / "rates.json"
    assert run("record", "honour", "--data", world, "--definition", "called", "--out", str(out)).status == 0
    assert json.loads(out.read_text())["definitions"] == document["definitions"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("honour",), "is no folder. Name the folder of the owners' files with --data"),
        (("calls", "--data", "."), "has no file of"),
        (("describe", "stats"), 'Did you mean "states"'),
        (("download", "states"), "the terms of states are not accepted"),
    ],
)
def test_what_is_missing_ends_with_a_remedy(
    arguments: tuple[str, ...], said: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty := tmp_path / "empty").mkdir()
    monkeypatch.chdir(empty)
    ended = run("record", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


def test_terms_are_shown_before_anything_is_fetched(run: Run) -> None:
    ended = run("record", "download", "states")
    assert "owner: Correlates of War Project" in ended.err
    assert "terms: Free; the project asks users to cite each set and its version" in ended.err


def a_year_of_news(folder: Path) -> str:
    """ICEWS rows: Iran visits Russia on 1 May and asks for arms five days later."""
    days = pd.date_range("2014-01-01", "2014-12-31").strftime("%Y-%m-%d")
    rows = [(day, "France", "Make statement", "Germany") for day in days]
    rows += [("2014-05-01", "Foreign Affairs (Iran)", "Make a visit", "Russia")]
    rows += [("2014-05-06", "Iran", "Appeal for military aid", "Russia")]
    frame = pd.DataFrame(rows, columns=["date", "subject", "relation", "object"])
    frame.to_csv(folder / "icews14.csv", index=False)
    return str(folder)


def test_what_follows_is_printed_beside_the_weeks_before_and_the_base_rates(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    folder = a_year_of_news(tmp_path)
    ended = run("record", "events", "--data", folder, "--actor", "Iran", "--then", "ask", "--within", "10d")
    assert ended.status == 0
    line = next(line for line in ended.out.splitlines() if line.startswith("ask   actor to other"))
    assert line.split()[4:7] == ["1/1", "100.0", "%"]
    said = " ".join(ended.out.split())
    assert "Within 10 days after 1 of: visit by IRN, by officials, once a day and pair; 1 pairs of states." in said
    assert "A sample with holes" in said
    document = json.loads(run("record", "events", "--data", folder, "--then", "ask", "--json").out)
    assert (document["set"], document["after"], document["within_days"]) == ("icews14", "visit", 30)
    assert [(one["direction"], one["hits"], one["n"]) for one in document["rates"]] == [
        ("actor to other", 1, 1), ("other to actor", 0, 1),
    ]  # fmt: skip


def test_what_follows_fits_the_page_whole(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From heads one word below another to each figure after its head: the same figures at every width."""
    folder, figures = a_year_of_news(tmp_path), []
    for width in (100, 76, 60, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        ended = run("record", "events", "--data", folder, "--then", "ask,visit", "--within", "10d")
        table = ended.out.partition("\n\n")[0]
        assert ended.status == 0
        assert max(map(len, ended.out.splitlines())) <= width
        words = (word.strip(",") for word in table.split())
        figures.append([word for word in words if any(map(str.isdigit, word)) or word == "–"])
    assert len(figures[0]) == 4 * 9
    assert figures.count(figures[0]) == 4
    assert "  after 1/1 100.0 %, exact 5.0–100.0," in table.splitlines()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--after", "visits"), 'Did you mean "visit"'),
        (("--then", "ask,hepl"), '--then  is "hepl"'),
        (("--within", "a month"), "expected days, 1 to 365, as 30d"),
        (("--actor", "Persia"), "expected a state, as RUS or Russia"),
        (("--set", "icewsx"), 'knows no data set "icewsx"'),
        (("--set", "states"), "expected events, one of icews14"),
        (
            ("--actor", "USA"),
            "there is no visit by USA, by officials, with 30 days of events on either side. Leave --actor out or name"
            " another; name another kind with --after.\n",
        ),
        (
            ("--actor", "Iran", "--other", "Lesotho"),
            "there is no visit by IRN to LSO, by officials, with 30 days of events on either side. Leave --actor out or"
            " name another; leave --other out or name another; name another kind with --after.\n",
        ),
        (
            ("--other", "LSO"),
            "there is no visit to LSO, by officials, with 30 days of events on either side. Leave --oth",
        ),
        (
            ("--other", "RUS", "--within", "200"),
            "there is no visit to RUS, by officials, with 200 days of events on either side. Leave --other out or name"
            " another; name fewer days with --within (too near to an end of the data: 1); name another kind",
        ),
    ],
)
def test_wrong_questions_about_events_end_with_a_remedy(
    arguments: tuple[str, ...], said: str, run: Run, tmp_path: Path
) -> None:
    ended = run("record", "events", "--data", a_year_of_news(tmp_path), *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize("nothing", ["", " "])
@pytest.mark.parametrize("command", ["list", "calls", "honour", "events", "download states --accept"])
def test_an_empty_name_of_a_folder_is_not_the_one_where_somebody_is(
    command: str, nothing: str, run: Run, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world)
    ended = run("record", *command.split(), "--data", nothing)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("--data  is empty: expected the name of a folder. A full stop is the folder where")
    assert run("record", "list", "--data", ".").status == 0
    cited = run("ask", "moscow-2025", "--record", nothing)
    assert (cited.status, cited.err.partition(":")[0]) == (2, "--record  is empty")


@pytest.mark.parametrize(
    ("command", "option"),
    [("honour", "--level"), ("honour", "--definition"), ("honour", "--by"), ("events", "--then")],
)
@pytest.mark.parametrize("nothing", ["", " , "])
def test_an_empty_list_of_names_is_not_every_one(command: str, option: str, nothing: str, run: Run, world: str) -> None:
    ended = run("record", command, "--data", world, option, nothing)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == f"{option}  is empty: expected one name at least. Leave the option out for its default.\n"


def test_a_list_of_no_folder_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "nowhere", tmp_path / "file"):
        ended = run("record", "list", "--data", str(place))
        assert (ended.status, ended.out) == (2, "")
        assert "is no folder: expected the folder with the owners' files" in ended.err
