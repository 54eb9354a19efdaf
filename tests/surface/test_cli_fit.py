"""`foedus fit`: a game's parameters on a table, printed, written and drawn; wrong input is refused and says where."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import Run, in_process

GAME = """
foedus-game: 1
title: Deterrence on a table
players: [Attacker, Defender]
columns: [x, z]
utilities:
  peace: "~ 1 + x"
  war: "~ 1"
  resolve: "~ 1 + z"
outcomes:
  status quo: [peace, 0]
  capitulation: [0, 0]
  war: [war, resolve]
tree:
  player: Attacker
  moves:
    leave: status quo
    attack:
      player: Defender
      moves: {give in: capitulation, resist: war}
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setattr("foedus.cli.fit_command.use_compiled_code", lambda: None)
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"x": rng.normal(size=300), "z": rng.normal(size=300)})
    table["y"] = np.where(table.x + rng.normal(size=300) > 0, "status quo", "war")
    table.loc[table.z + rng.normal(size=300) < 0, "y"] = "capitulation"
    table.to_csv("plays.csv", index=False)
    Path("game.yaml").write_text(GAME)
    return in_process(capsys)


FIT = ("fit", "game.yaml", "plays.csv", "--outcome", "y")


def test_the_page_shows_estimates_beside_the_baselines(run: Run) -> None:
    ended = run(*FIT)
    assert ended.status == 0, ended.err
    for text in (
        "Deterrence on a table, probit-agent, on 300 of 300 rows",
        "peace:x",
        "base rate",
        "multinomial logit",
    ):
        assert text in ended.out
    assert "Lowest AIC:" in ended.out


def test_json_has_what_programs_rely_on(run: Run) -> None:
    record = json.loads(run(*FIT, "--json").out)
    assert {"n", "log_likelihood", "aic", "parameters", "converged", "baselines"} <= set(record)
    assert record["converged"] is True
    assert record["n"] == 300


@pytest.mark.parametrize(
    ("name", "start"), [("f.json", "{"), ("f.csv", "name,estimate"), ("f.tex", r"\begin{tabular}")]
)
def test_a_fit_is_written_in_the_format_of_the_file(run: Run, name: str, start: str) -> None:
    assert run(*FIT, "--out", name).status == 0
    assert Path(name).read_text().startswith(start)


def test_probabilities_of_new_rows_and_a_picture_are_written(run: Run) -> None:
    ended = run(*FIT, "--predict", "plays.csv", "--out", "p.csv", "--over", "x", "--plot", "x.svg", "--folds", "2")
    assert ended.status == 0, ended.err
    table = pd.read_csv("p.csv")
    assert len(table) == 300
    assert table[["p:status quo", "p:capitulation", "p:war"]].sum(axis=1).to_numpy() == pytest.approx(np.ones(300))
    assert "<svg" in Path("x.svg").read_text()
    assert "rows not seen (2 folds)" in ended.out


REFUSED = {
    "no such table": (("fit", "game.yaml", "none.csv"), "none.csv  is not a file: expected a table"),
    "no such game": (("fit", "egame21", "plays.csv"), 'Did you mean "egame12"?'),
    "no such column": ((*FIT[:4], "w"), 'has no column "w"'),
    "no condition": ((*FIT, "--where", "import os"), "where"),
    "a condition on no column": ((*FIT, "--where", "u > 1"), 'names "u": expected a column of the table'),
    "no such utility": ((*FIT, "--utility", "peas=x"), 'Did you mean "peace"?'),
    "no formula": ((*FIT, "--utility", "peace"), "expected NAME=FORMULA"),
    "a call": ((*FIT, "--utility", "peace=eval(x)"), "calls"),
    "no such link": ((*FIT, "--link", "cloglog"), "expected one of the links"),
    "no such method": ((*FIT, "--method", "guess"), "expected ml"),
    "predictions to nowhere": ((*FIT, "--predict", "plays.csv"), "needs --out FILE"),
    "over its own table": ((*FIT, "--out", "plays.csv"), "is what the fit is made from"),
    "a picture of nothing": ((*FIT, "--plot", "x.svg"), "go together"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_input_is_refused_and_nothing_written(run: Run, name: str) -> None:
    arguments, message = REFUSED[name]
    before = sorted(Path().iterdir())
    ended = run(*arguments)
    assert ended.status == 2
    assert message in ended.err
    assert "Traceback" not in ended.err
    assert sorted(Path().iterdir()) == before
