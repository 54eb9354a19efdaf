"""`foedus solve`: the equilibrium of a game, printed, written and drawn; wrong input is refused before it runs."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Run, in_process

from foedus.game import efg_text, load_game
from foedus.report.solution.sheet import percent

GAME = "beer-quiche"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("foedus.cli.solve_command.use_compiled_code", lambda: None)
    return in_process(capsys)


def solved(run: Run, *arguments: str) -> dict[str, Any]:
    ended = run("solve", GAME, "--json", *arguments)
    assert ended.status == 0, ended.err
    record: dict[str, Any] = json.loads(ended.out)
    return record


def test_json_has_what_programs_rely_on(run: Run) -> None:
    record = solved(run, "--precision", "2")
    game = load_game(GAME)
    assert record["players"] == list(game.players)
    assert record["converged"] is True
    assert record["residual"] <= 1e-9
    assert record["regret"] <= 1e-9
    assert set(record["payoffs"]) == set(game.players)
    for number, each in enumerate(game.information_sets):
        odds = record["strategies"][game.players[each.player]][each.label]
        assert list(odds) == list(each.actions)
        assert sum(odds.values()) == pytest.approx(1.0)
        beliefs = record["beliefs"][game.players[each.player]][each.label]
        assert len(beliefs) == game.set_of_node.count(number)
        assert sum(beliefs.values()) == pytest.approx(1.0)
    assert "branch" not in record
    assert "others" not in record


def test_beliefs_are_never_null_where_play_never_comes(run: Run) -> None:
    record = solved(run, "--precision", "10000")
    for sets in record["log_beliefs"].values():
        for beliefs in sets.values():
            assert all(isinstance(value, float) and value <= 0.0 for value in beliefs.values())
            assert max(beliefs.values()) > -1.0


def test_one_player_may_have_another_precision(run: Run) -> None:
    first, second = load_game(GAME).players
    record = solved(run, "--precision", "2", "--precision-of", f"{second}=0")
    assert record["precision"] == {first: 2.0, second: 0.0}
    assert all(p == pytest.approx(0.5) for odds in record["strategies"][second].values() for p in odds.values())


def test_the_branch_and_other_equilibria_are_there_when_asked_for(run: Run) -> None:
    record = solved(run, "--precision", "2", "--branch", "--starts", "5")
    branch, others = record["branch"], record["others"]
    assert branch["arrived"]
    first = next(iter(branch["precision"].values()))
    assert first[0] == 0.0
    assert first[-1] == pytest.approx(2.0)
    assert max(branch["residual"]) <= 1e-9
    assert others["starts"] == 5
    assert others["on_branch"] + sum(each["times"] for each in others["equilibria"]) == others["arrived"]


def test_the_limit_is_called_approximate(run: Run) -> None:
    ended = run("solve", GAME, "--precision", "inf")
    assert ended.status == 0
    assert "approximate sequential equilibrium" in " ".join(ended.out.split())


def test_the_page_shows_strategies_beliefs_payoffs_and_certificate(run: Run) -> None:
    ended = run("solve", GAME, "--precision", "2", "--starts", "5", "--branch")
    for title in ("WHAT IS PLAYED", "WHAT IS BELIEVED", "PAYOFFS", "OTHER EQUILIBRIA", "THE BRANCH", "RESTS ON"):
        assert title in ended.out
    assert all(len(line) <= 80 for line in ended.out.splitlines())


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_the_branch_is_drawn_to_a_file(run: Run, tmp_path: Path, suffix: str) -> None:
    picture, table = tmp_path / f"branch{suffix}", tmp_path / "solution.json"
    ended = run("solve", GAME, "--precision", "2", "--plot", str(picture), "--out", str(table))
    assert (ended.status, ended.out) == (0, "")
    assert picture.read_bytes()[:4] in (b"<svg", b"\x89PNG")
    assert json.loads(table.read_text(encoding="utf-8"))["converged"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--precision", "-1"), "--precision  is -1: expected a number from 0 to 1e9, or inf"),
        (("--precision", "nan"), "--precision  is nan"),
        (("--precision", "1e12"), "--precision  is 1e12"),
        (("--precision", "sharp"), '--precision  is "sharp"'),
        (("--precision", "1", "--precision-of", "Nobody=2"), 'has no player "Nobody"'),
        (("--precision", "1", "--precision-of", "2"), "expected PLAYER=λ"),
        (("--precision", "1", "--link", "cauchit"), "expected logit, probit-agent or probit-private"),
        (("--precision", "1", "--link", "probit-private"), "every move has to be seen"),
        (("--precision", "1", "--plot", "branch.doc"), "expected one that ends in .svg or .png"),
        (("--precision", "1", "--out", "no/such/folder/file"), "there is no folder"),
    ],
)
def test_wrong_input_is_refused_with_what_was_expected(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ended = run("solve", GAME, *arguments)
    assert ended.status == 2
    assert said in ended.err
    assert ended.out == ""


def test_a_game_is_not_overwritten_by_its_solution(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "game.efg"
    file.write_text(efg_text(load_game(GAME)), encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    ended = run("solve", str(file), "--precision", "1", "--out", str(file))
    assert ended.status == 2
    assert file.read_text(encoding="utf-8") == before


def test_what_is_no_equilibrium_is_not_called_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With so few steps nothing arrives: JSON says so, the page shows no strategies, and the status is 1."""
    from foedus.equilibrium import tree_solve
    from foedus.equilibrium.branch import Branch

    monkeypatch.setattr(tree_solve, "CAREFUL", Branch(max_steps=2))
    monkeypatch.setattr(tree_solve.solve_tree, "__defaults__", (None, Branch(max_steps=2)))
    ended = run("solve", GAME, "--precision", "5")
    assert ended.status == 1
    assert "NOT SOLVED" in ended.out
    assert "WHAT IS PLAYED" not in ended.out
    assert "no equilibrium at the precision asked for" in ended.err
    ended = run("solve", GAME, "--precision", "5", "--json")
    assert ended.status == 1
    assert json.loads(ended.out)["converged"] is False


@pytest.mark.parametrize(
    ("p", "said"), [(0.0, "< 0.1 %"), (1e-9, "< 0.1 %"), (0.0123, "1.2 %"), (0.99999, "> 99.9 %"), (1.0, "> 99.9 %")]
)
def test_a_probability_is_not_printed_as_certain_where_it_is_not(p: float, said: str) -> None:
    assert percent(p) == said
