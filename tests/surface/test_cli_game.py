"""`foedus game`: the catalogue and game files on the command line."""

import json
import os
from pathlib import Path

import pytest
from commands import Run, in_its_own_process, in_process
from test_light_import import NOT_FOR_A_CHECK, loaded_by
from test_light_import import run as statement

from foedus.game import catalogue_names, load_game


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return in_process(capsys)


def test_the_list_has_every_game_of_the_catalogue(run: Run) -> None:
    ended = run("game", "list")
    assert (ended.status, ended.err) == (0, "")
    assert [line.split()[0] for line in ended.out.splitlines() if not line.startswith(" ")] == list(catalogue_names())


@pytest.mark.parametrize("name", catalogue_names())
def test_a_game_is_shown_with_source_reason_and_solution(name: str, run: Run) -> None:
    ended = run("game", "show", name)
    assert (ended.status, ended.err) == (0, "")
    for heading in ("\nSource\n", "\nWhy\n", "\nKnown: "):
        assert heading in ended.out
    assert all(len(line) <= 100 for line in ended.out.splitlines())


def test_numbers_of_the_catalogue_are_set(run: Run) -> None:
    assert "13 leaves" in run("game", "check", "chain-store", "--set", "entrants=2").out
    assert "13 leaves" in run("game", "check", "chain-store:entrants=2").out
    ended = run("game", "show", "chain-store", "--set", "entrant=2")
    assert (ended.status, ended.err) == (2, 'chain-store  has no number "entrant". Did you mean "entrants"?\n')
    ended = run("game", "show", "chain-store", "--set", "entrants")
    assert ended.status == 2
    assert "is not written NAME=NUMBER" in ended.err
    ended = run("game", "check", "chain-store", "--set", "path_or_name=2")
    assert (ended.status, ended.err) == (
        2,
        'chain-store  has no number "path_or_name". Known: entrants, tough, b, a.\n',
    )


def test_files_have_no_numbers_to_set(run: Run) -> None:
    assert run("game", "convert", "request", "g.efg").status == 0
    ended = run("game", "check", "g.efg", "--set", "x=1")
    assert (ended.status, ended.err) == (2, "g.efg  is a file: x can be given to games of the catalogue only.\n")


def test_a_file_goes_before_a_game_of_the_catalogue(run: Run) -> None:
    Path("request").write_text("nonsense")
    ended = run("game", "check", "request")
    assert ended.status == 2
    assert "unknown format" in ended.err


@pytest.mark.parametrize("suffix", ["efg", "yaml", "nfg"])
def test_games_are_converted_by_the_name_of_the_file(suffix: str, run: Run) -> None:
    ended = run("game", "convert", "matching-pennies", f"game.{suffix}")
    assert (ended.status, ended.out, ended.err) == (0, f"Wrote game.{suffix}.\n", "")
    assert load_game(f"game.{suffix}").tree.payoffs.tolist() == load_game("matching-pennies").tree.payoffs.tolist()
    again = run("game", "convert", "matching-pennies", f"game.{suffix}")
    assert again.status == 2
    assert "exists already" in again.err


def test_medians_are_written_when_asked(run: Run) -> None:
    Path("g.yaml").write_text("foedus-game: 1\nplayers: [A]\ntree: {player: A, moves: {a: [1 to 3], b: [0]}}\n")
    ended = run("game", "convert", "g.yaml", "g.efg")
    assert ended.status == 2
    assert "--centre" in ended.err
    assert run("game", "convert", "g.yaml", "g.efg", "--centre").status == 0
    assert load_game("g.efg").tree.payoffs.tolist() == [[2.0, 0.0]]


def test_a_drawing_takes_strategies_from_the_json_of_a_solution(run: Run) -> None:
    solution = {
        "strategies": {"Sender": {"tough": {"beer": 0.75, "quiche": 0.25}}},
        "beliefs": {"Receiver": {"saw beer": {"tough/beer": 0.9, "wimp/beer": 0.1}}},
    }
    Path("s.json").write_text(json.dumps(solution))
    assert run("game", "draw", "beer-quiche", "a.svg", "--strategies", "s.json").status == 0
    drawing = Path("a.svg").read_text()
    assert "beer 0.75" in drawing
    assert "saw beer [0.9]" in drawing
    Path("s.json").write_text(json.dumps(solution["strategies"]))
    assert run("game", "draw", "beer-quiche", "b.svg", "--strategies", "s.json").status == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "s.json:1  cannot be read as JSON"),
        ("[" * 100_000, "s.json:1  cannot be read as JSON"),
        ("[1]", "s.json  holds no strategies"),
        ('{"Sender": {"tough": {"beer": 2}}}', "s.json  holds no strategies"),
        ('{"Sender": {"tough": {"bear": 1}}}', 'strategies  "tough" has no action "bear". Did you mean "beer"?'),
        ('{"strategies": {"Bender": {}}}', 'strategies  there is no player "Bender". Did you mean "Sender"?'),
    ],
)
def test_strategies_that_are_none_are_refused_and_nothing_is_written(text: str, message: str, run: Run) -> None:
    Path("s.json").write_text(text)
    ended = run("game", "draw", "beer-quiche", "a.svg", "--strategies", "s.json")
    assert ended.status == 2
    assert ended.err.startswith(message)
    assert os.listdir() == ["s.json"]


def test_a_drawing_is_an_svg_file(run: Run) -> None:
    ended = run("game", "draw", "beer-quiche", "a.png")
    assert (ended.status, ended.out) == (2, "")
    assert "expected one that ends in .svg" in ended.err


def test_what_is_odd_is_said_and_stops_nothing(run: Run) -> None:
    Path("g.yaml").write_text(
        "foedus-game: 1\nplayers: [A, B]\ncolumns: [x, y]\nparameters: {k: free, spare: 1}\n"
        "utilities: {u: ~ x, left: ~ x}\ntree: {player: A, moves: {a: [u - k, 0]}}\n"
    )
    ended = run("game", "check", "g.yaml")
    assert (ended.status, ended.err) == (0, "")
    assert [line for line in ended.out.splitlines() if "warning" in line] == [
        "  warning: the utility left is used by no payoff",
        "  warning: the parameter spare is used by no payoff",
        "  warning: the column y is used by no payoff",
        "  warning: B never moves",
        "  warning: there is nothing to choose at 1",
    ]


@pytest.mark.parametrize("arguments", [("game", "check", "beer-quiche"), ("game", "show", "chain-store")])
def test_reading_a_game_loads_nothing_that_computes_or_draws(arguments: tuple[str, ...]) -> None:
    assert loaded_by(statement(*arguments), [*NOT_FOR_A_CHECK, "formulaic"]) == []


def test_a_game_with_formulas_is_checked_without_the_libraries_of_estimation(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_text(
        "foedus-game: 1\nplayers: [A]\ncolumns: [x]\nutilities: {u: ~ log(x)}\n"
        "tree: {player: A, moves: {a: [u - 1], b: [0.2 to 0.6]}}\n"
    )
    assert loaded_by(statement("game", "check", str(path)), [*NOT_FOR_A_CHECK, "formulaic"]) == []


def test_a_broken_file_ends_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "g.efg").write_text('EFG 2 R "x"')
    done = in_its_own_process("game", "check", "g.efg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "g.efg:1  the file ends here: expected { and the names of the players.\n"
