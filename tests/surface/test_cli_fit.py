"""`foedus fit`: a game's parameters on a table, printed, written and drawn; wrong input is refused and says where."""

import json
import os
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
    Path("model.yaml").write_text('model: crisis-signalling\nutilities:\n  W_a: "~ x"\n')
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


OFFERS = ("fit", "ultimatum", "offers.csv", "--utility", "R1=x", "--utility", "R2=1", "--utility", "highest=15")


def test_an_ultimatum_is_fitted_by_name(run: Run) -> None:
    from foedus.estimate import fit_ultimatum, ultimatum_likelihood

    rng = np.random.default_rng(5)
    table = pd.DataFrame({"x": rng.normal(size=200)})
    table["given"] = np.clip(np.round(6 + table.x + rng.logistic(size=200), 3), 0.5, 14.5)
    table["accept"] = (table.given + rng.logistic(size=200) > 5).astype(int)
    table.to_csv("offers.csv", index=False)
    ended = run(*OFFERS, "--label", "given=offer", "--json")
    assert ended.status == 0, ended.err
    record = json.loads(ended.out)
    plain = ultimatum_likelihood({"R1": "~ x", "R2": "~ 1"}, table, offer="given", accept="accept", highest=15)
    assert record["log_likelihood"] == pytest.approx(fit_ultimatum(plain).log_likelihood, abs=1e-6)
    assert [each["name"] for each in record["parameters"]] == [
        "R1:intercept", "R1:x", "R2:intercept", "log(s1)", "log(s2)",
    ]  # fmt: skip
    assert run(*OFFERS, "--label", "given=offer", "--out", "u.tex").status == 0
    assert Path("u.tex").read_text().startswith(r"\begin{tabular}")
    ended = run(
        *OFFERS, "--label", "given=offer", "--folds", "2", "--predict", "offers.csv", "--out", "p.csv",
        "--over", "x", "--plot", "x.svg", "--prior-file", "prior.yaml",
    )  # fmt: skip
    assert ended.status == 0, ended.err
    assert "rows not seen (2 folds)" in ended.out
    assert pd.read_csv("p.csv")[["p:refused", "p:accepted"]].sum(axis=1).to_numpy() == pytest.approx(np.ones(200))
    assert "<svg" in Path("x.svg").read_text()
    assert 'model: "ultimatum"' in Path("prior.yaml").read_text()


def test_the_crisis_game_is_fitted_from_a_file_by_nested_pseudo_likelihood(run: Run) -> None:
    """The sanctions data, at the stored end of sigInt, which is not the maximum."""
    shared = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[3] / "shared"))
    data, figures = shared / "data" / "estimation" / "sanctions.parquet", shared / "expected" / "peers.json"
    if not (data.is_file() and figures.is_file()):
        pytest.skip(f"no data at {data}: set FOEDUS_SHARED to the folder that holds data/ and expected/")
    stored = {each["id"]: each for each in json.loads(figures.read_text(encoding="utf-8"))["estimates"]}
    entry = stored["sanctions/npl/from-npl"]
    lines = [f"  {name}: ~ {formula}" for name, formula in entry["formula"].items() if formula != "0"]
    Path("sanctions.yaml").write_text("\n".join(["model: crisis-signalling", "utilities:", *lines, ""]))
    asked = ("--predict", str(data), "--out", "p.csv", "--json")
    ended = run("fit", "sanctions.yaml", str(data), "--method", "npl", *asked)
    assert ended.status == 0, ended.err
    record = json.loads(ended.out)
    assert record["log_likelihood"] == pytest.approx(entry["logL"], abs=1e-5)
    assert record["log_likelihood"] == pytest.approx(-3932.447, abs=5e-4)
    assert record["errors"] == "outer products"
    assert [each["name"] for each in record["baselines"]] == ["base rate", "multinomial logit"]
    # Where expectations have settled, the equilibrium that is predicted is the one whose likelihood was maximised.
    names = ["sq", "cd", "sf", "bd"]
    told = pd.read_csv("p.csv")
    chance = told[[f"p:{each}" for each in names]].to_numpy()
    assert (told[names].to_numpy() * np.log(chance)).sum() == pytest.approx(entry["logL"], abs=1e-5)


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
    "a method of another model": ((*FIT, "--method", "npl"), "goes with crisis-signalling only"),
    "an option of another model": (
        ("fit", "ultimatum", "plays.csv", "--outcome", "y"),
        "which --label COLUMN=NAME names",
    ),
    "a link of another model": (
        ("fit", "crisis-signalling", "plays.csv", "--link", "logit"),
        "the shocks are part of crisis-signalling",
    ),
    "a sampler of another model": (
        ("fit", "crisis-signalling", "plays.csv", "--method", "nuts"),
        "ml has standard errors",
    ),
    "a payoff of no such name": (
        ("fit", "crisis-signalling", "plays.csv", "--utility", "S_B=x"),
        "is not in the model",
    ),
    "a column of no such name": (
        ("fit", "crisis-signalling", "plays.csv", "--label", "x=st"),
        "expected one of sq, cd",
    ),
    "no tallies": (("fit", "crisis-signalling", "plays.csv", "--utility", "W_A=x"), 'plays.csv  has no column "sq"'),
    "a mistake in a model's file": (("fit", "model.yaml", "plays.csv"), "model.yaml:3  utilities.W_a is none of"),
    "predictions to nowhere": ((*FIT, "--predict", "plays.csv"), "needs --out FILE"),
    "over its own table": ((*FIT, "--out", "plays.csv"), "is what the fit is made from"),
    "two texts in one file": (
        (*FIT, "--out", "x.yaml", "--prior-file", "./x.yaml"),
        "is what --out and --prior-file both write",
    ),
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


def test_a_posterior_is_printed_beside_the_fit_and_written_as_netcdf(run: Run) -> None:
    ended = run(*FIT, "--method", "nuts", "--chains", "2", "--draws", "100", "--out", "p.nc")
    assert ended.status == 0, ended.err
    for text in (
        "Posterior by NUTS: 2 chains of 100 draws",
        "Prior: normal around 0",
        "R-hat",
        "By maximum likelihood:",
    ):
        assert text in ended.out
    assert Path("p.nc").read_bytes()[1:4] == b"HDF"


def test_a_prior_file_is_cited_by_a_case(run: Run) -> None:
    ended = run(*FIT, "--prior-file", "prior.yaml", "--prior-row", "resists=`p:war` / (`p:war` + `p:capitulation`)")
    assert ended.status == 0, ended.err
    assert "priors: prior.yaml" in ended.err
    case = """
foedus: 1
id: citing
question: What was asked?
as_of: 2018-06-01
client: IRN
guarantor: RUS
leak: {from: fit, file: prior.yaml, row: resists}
requests: {words: {level: 0.05}, arms: {level: 0.6}}
responses: {words: {level: 0.05}, arms: {level: 0.6}}
"""
    Path("case.yaml").write_text(case)
    checked = run("case", "check", "case.yaml")
    assert checked.status == 0, checked.err
    Path("case.yaml").write_text(case.replace("row: resists", "row: resist"))
    refused = run("case", "check", "case.yaml")
    assert refused.status == 2
    assert 'Did you mean "resists"?' in refused.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--method", "nutz"), 'Did you mean "nuts"?'),
        (("--method", "nuts", "--bootstrap", "9"), "a posterior has intervals of its own"),
        (("--method", "nuts", "--out", "p.csv"), "expected .nc, .json, or text"),
        (("--method", "nuts", "--over", "x", "--plot", "p.svg"), "go with ml"),
        (("--out", "p.nc"), "expected --method nuts"),
        (("--prior-row", "a=1"), "needs --prior-file FILE"),
        (("--prior-file", "plays.csv"), "is what the fit is made from"),
        (("--prior-file", "prior.yaml", "--prior-row", "a=nothing"), "which is no parameter of the fit"),
        (("--prior-file", "prior.yaml", "--prior-row", "a=p:war"), "A name with signs in it stands in backticks: `"),
    ],
)
def test_settings_of_posteriors_and_priors_that_do_not_go_together(
    run: Run, options: tuple[str, ...], message: str
) -> None:
    ended = run(*FIT, *options)
    assert ended.status == 2
    assert message in ended.err
    assert not Path("prior.yaml").exists()
