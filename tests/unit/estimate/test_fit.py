"""Fits of games on tables made here: parameters recovered, errors of every kind, predictions, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

import foedus
from foedus.equilibrium.backend import jnp
from foedus.errors import InputError
from foedus.estimate import Shocks, fit, over, profile
from foedus.estimate.chance import log_logistic, log_normal, normal_ratio
from foedus.estimate.formula import read_game, template_names
from foedus.estimate.induction import is_seen
from foedus.estimate.link import usual_shocks
from foedus.estimate.model import model_of
from foedus.estimate.where import rows_where
from foedus.game import parse_yaml

TRUE = {"u11:intercept": -0.4, "u11:x": 0.8, "u14:intercept": 0.3, "u24:intercept": -0.2, "u24:z": 0.9}
UTILITIES = {"u11": "x", "u14": "1", "u24": "z"}


def simulated(rows: int = 1500, seed: int = 5) -> pd.DataFrame:
    """Plays of egame12 with agent error at TRUE, by the formulas of Signorino (1999)."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=rows), rng.normal(size=rows)
    p4 = ndtr((-0.2 + 0.9 * z) / np.sqrt(2))
    p2 = ndtr((p4 * 0.3 - (-0.4 + 0.8 * x)) / np.sqrt(2))
    challenged, resisted = rng.uniform(size=rows) < p2, rng.uniform(size=rows) < p4
    y = np.where(~challenged, "1", np.where(resisted, "4", "3"))
    return pd.DataFrame({"x": x, "z": z, "y": y, "place": np.arange(rows) // 25, "year": 1900 + np.arange(rows) % 60})


@pytest.fixture(scope="module")
def found():
    return fit("egame12", simulated(), outcome="y", utilities=UTILITIES)


def test_true_parameters_lie_within_three_standard_errors(found):
    assert found.names == tuple(TRUE)
    for value, estimate, error in zip(TRUE.values(), found.parameters, found.standard_errors, strict=True):
        assert abs(estimate - value) < 3 * error


def test_the_door_of_the_package_leads_here():
    assert foedus.fit is fit


def test_tallies_in_columns_are_the_rows_they_count(found):
    table = simulated()
    flags = pd.get_dummies(table["y"]).astype(int)
    same = fit("egame12", table.join(flags), utilities=UTILITIES)
    np.testing.assert_allclose(same.parameters, found.parameters, atol=1e-8)
    twice = pd.concat([table, table[:100]]).reset_index(drop=True)
    flags.iloc[:100] *= 2
    tallied = fit("egame12", table.join(flags), utilities=UTILITIES)
    np.testing.assert_allclose(
        tallied.parameters, fit("egame12", twice, outcome="y", utilities=UTILITIES).parameters, atol=1e-6
    )


def test_a_logit_divided_by_the_root_of_two_has_coefficients_that_much_larger():
    plain = fit("egame12", simulated(), outcome="y", utilities=UTILITIES, link="logit")
    scaled = fit("egame12", simulated(), outcome="y", utilities=UTILITIES, link="logit-sqrt2")
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-8)
    np.testing.assert_allclose(scaled.parameters, np.sqrt(2) * plain.parameters, atol=1e-5)


def test_robust_errors_agree_with_the_curvature_where_the_model_is_true(found):
    for errors, more in (("sandwich", {}), ("cluster", {"cluster": "place"})):
        other = fit("egame12", simulated(), outcome="y", utilities=UTILITIES, errors=errors, **more)
        np.testing.assert_allclose(other.standard_errors, found.standard_errors, rtol=0.35)
        assert not np.allclose(other.standard_errors, found.standard_errors, rtol=1e-6)


def test_clusters_of_one_row_are_the_sandwich_but_for_its_small_correction():
    table = simulated(400).assign(one=np.arange(400))
    alone = fit("egame12", table, outcome="y", utilities=UTILITIES, cluster="one")
    robust = fit("egame12", table, outcome="y", utilities=UTILITIES, errors="sandwich")
    np.testing.assert_allclose(alone.covariance, robust.covariance * 400 / 399, rtol=1e-9)


def test_resampled_errors_agree_with_the_curvature_and_repeat_with_their_seed(found):
    table = simulated()
    first = fit("egame12", table, outcome="y", utilities=UTILITIES, replications=60, seed=4)
    again = fit("egame12", table, outcome="y", utilities=UTILITIES, replications=60, seed=4)
    assert first.resampled is not None
    assert first.resampled.failed == 0
    np.testing.assert_allclose(first.standard_errors, found.standard_errors, rtol=0.35)
    np.testing.assert_array_equal(first.covariance, again.covariance)


def test_a_profile_falls_by_half_a_chi_square_at_its_ends(found):
    profiled = profile(found.likelihood, found.maximum, "u24:z", level=0.9, points=5)
    number = found.names.index("u24:z")
    wald = found.parameters[number] + np.array([-1, 1]) * 1.6449 * found.standard_errors[number]
    np.testing.assert_allclose([profiled.low, profiled.high], wald, atol=0.2 * found.standard_errors[number])
    assert profiled.log_likelihood.max() <= found.log_likelihood + 1e-9
    assert profiled.low < found.parameters[number] < profiled.high


def test_rows_that_are_predicted_have_the_probabilities_of_the_formula(found):
    new = pd.DataFrame({"x": [0.5, np.nan], "z": [-1.0, 0.0], "name": ["a", "b"]})
    predicted = found.predict(new)
    b = dict(zip(found.names, found.parameters, strict=True))
    p4 = ndtr((b["u24:intercept"] - b["u24:z"]) / np.sqrt(2))
    p2 = ndtr((p4 * b["u14:intercept"] - b["u11:intercept"] - 0.5 * b["u11:x"]) / np.sqrt(2))
    expected = [1 - p2, p2 * (1 - p4), p2 * p4]
    np.testing.assert_allclose(predicted.loc[0, ["p:1", "p:3", "p:4"]].astype(float), expected, atol=1e-12)
    assert predicted.loc[1, ["p:1", "p:3", "p:4"]].isna().all()
    assert list(predicted["name"]) == ["a", "b"]


def test_probabilities_over_a_covariate_sum_to_one_and_lie_in_their_intervals(found):
    table = over(found, "x", [-1.0, 0.0, 1.0])
    assert table.groupby("x")["probability"].sum().to_numpy() == pytest.approx(np.ones(3))
    assert ((table["low"] < table["probability"]) & (table["probability"] < table["high"])).all()
    first = table[table["outcome"] == "1"]["probability"].to_numpy()
    assert (np.diff(first) > 0).all()


def test_rows_held_back_are_scored_by_models_that_have_not_seen_them():
    table = simulated()
    held = fit("egame12", table, outcome="y", utilities=UTILITIES, test="year >= 1940")
    alone = fit("egame12", table[table.year < 1940], outcome="y", utilities=UTILITIES)
    np.testing.assert_allclose(held.parameters, alone.parameters, atol=1e-7)
    assert held.tested is not None
    later = table[table.year >= 1940]
    predicted = alone.predict(later)
    chosen = [predicted.loc[row, f"p:{y}"] for row, y in later["y"].items()]
    scores = {each.model: each for each in held.tested.scores}
    assert scores["game"].log == pytest.approx(-np.mean(np.log(chosen)), abs=1e-7)
    share = table[table.year < 1940]["y"].value_counts(normalize=True)
    assert scores["base rate"].log == pytest.approx(-np.mean(np.log(share[later["y"]])), abs=1e-9)
    everything = predicted[["p:1", "p:3", "p:4"]].to_numpy()
    happened = np.stack([(later["y"] == each).to_numpy() for each in ("1", "3", "4")], axis=1)
    assert scores["game"].brier == pytest.approx(((everything - happened) ** 2).sum(axis=1).mean(), abs=1e-9)
    assert scores["game"].log < scores["base rate"].log


def test_folds_keep_clusters_together_and_score_every_row():
    found = fit("egame12", simulated(600), outcome="y", utilities=UTILITIES, folds=3, cluster="place")
    assert found.tested is not None
    assert found.tested.n == 600
    assert {each.model for each in found.tested.scores} == {"game", "base rate", "multinomial logit"}


def test_a_penalised_logit_is_no_better_in_sample_than_the_logit_and_has_no_aic():
    found = fit("egame12", simulated(400), outcome="y", utilities=UTILITIES, penalised=True, test="year >= 1945")
    beside = {each.name: each for each in found.baselines}
    assert beside["penalised logit"].log_likelihood < beside["multinomial logit"].log_likelihood + 1e-4
    np.testing.assert_allclose(beside["penalised logit"].probabilities.sum(axis=0), 1.0)
    assert np.isnan(beside["penalised logit"].aic)
    assert json.loads(found.to_json())["baselines"][2]["aic"] is None
    assert found.tested is not None
    scores = {each.model: each.log for each in found.tested.scores}
    assert scores["penalised logit"] < scores["base rate"]
    assert "penalised logit" in str(found)


def test_the_record_has_what_programs_rely_on(found):
    record = json.loads(found.to_json())
    assert {"n", "log_likelihood", "aic", "parameters", "converged", "baselines"} <= set(record)
    assert record["n"] == 1500
    assert record["converged"] is True
    assert [each["name"] for each in record["parameters"]] == list(TRUE)
    assert set(record["parameters"][0]) == {"name", "estimate", "se", "z"}
    assert [each["name"] for each in record["baselines"]] == ["base rate", "multinomial logit"]
    rows = found.to_csv().splitlines()
    assert rows[0] == "name,estimate,se,z"
    assert len(rows) == 6
    assert r"u11:intercept & $" in found.to_latex()


def test_a_number_holds_a_utility_as_its_figures_do():
    table = simulated(400)
    number = fit("egame12", table, outcome="y", utilities={**UTILITIES, "u14": 1})
    figures = fit("egame12", table, outcome="y", utilities={**UTILITIES, "u14": "1.0"})
    assert "u14:intercept" not in number.names
    np.testing.assert_allclose(number.parameters, figures.parameters, atol=1e-9)


def test_a_column_of_text_gets_a_coefficient_for_each_category_but_the_first():
    table = simulated(600)
    table["regime"] = np.where(table.x > 0.5, "mixed", np.where(table.x < -0.5, "dem", "autoc"))
    found = fit("egame12", table, outcome="y", utilities={**UTILITIES, "u11": "regime"})
    assert found.names[:3] == ("u11:intercept", "u11:regime[dem]", "u11:regime[mixed]")
    with pytest.raises(InputError, match="fit has not seen"):
        found.predict(table.assign(regime="junta"))


def test_categories_keep_their_order_in_predictions_whatever_the_new_table_makes_of_them():
    table = simulated(600)
    order = ["low", "middle", "high"]
    table["rank"] = pd.Categorical(np.select([table.x < -0.5, table.x < 0.5], order[:2], order[2]), order)
    table["place"] = 1 + table.place % 3
    found = fit("egame12", table, outcome="y", utilities={**UTILITIES, "u11": "rank + C(place)"})
    assert found.names[1:3] == ("u11:rank[middle]", "u11:rank[high]")
    new, expected = table.tail(40), found.probabilities()[:, -40:]
    for made in (new, new.assign(rank=new["rank"].astype(str)), new.assign(place=new.place.astype(float))):
        np.testing.assert_allclose(found.predict(made)[["p:1", "p:3", "p:4"]].to_numpy().T, expected, atol=1e-12)
    drawn = over(found, "rank")
    assert list(drawn["rank"][:3]) == order
    usual = found.predict(pd.DataFrame({"rank": order, "place": table.place.median(), "z": table.z.median()}))
    np.testing.assert_allclose(drawn["probability"], usual[["p:1", "p:3", "p:4"]].to_numpy().T.reshape(-1), atol=1e-12)
    with pytest.raises(InputError, match='has "9" in the column "place", which the fit has not seen'):
        found.predict(new.assign(place=9))
    with pytest.raises(InputError, match='has text in the column "z"'):
        found.predict(new.assign(z="much"))
    with pytest.raises(InputError, match="in 40 of 40 rows, such as where z is inf"):
        found.predict(new.assign(z=np.inf))


THREE = """
foedus-game: 1
title: Three replies
players: [A, B]
columns: [x]
utilities: {u: "~ 1 + x", v: "~ 1"}
parameters: {d: free}
outcomes:
  stay: [u, 0]
  yes: [v, "d * x"]
  no: [0, 0.5]
  late: ["v * x", 0]
tree:
  player: A
  moves:
    keep: stay
    go:
      player: B
      moves: {yes: yes, no: no, late: late}
"""


@pytest.mark.parametrize("name", ["egame12", "egame122", "egame123", "three"])
@pytest.mark.parametrize("shocks", list(Shocks))
def test_the_pass_through_the_tree_says_what_the_tree_engine_says(name, shocks):
    game = parse_yaml(THREE) if name == "three" else read_game(name)
    if name == "three" and shocks.link.is_probit:
        pytest.skip("a probit needs sets of two actions")
    model = model_of(game, shocks)
    assert is_seen(model.engine.structure)
    rng = np.random.default_rng(2)
    sums = rng.normal(size=(len(model.sums), 7))
    data = {"columns": tuple(rng.normal(size=(len(model.columns), 7)))}
    numbers = model.tree_numbers(jnp.asarray(sums), data)
    mine, engine = np.asarray(model.log_leaves(numbers)), np.asarray(model.log_leaves_of_engine(numbers))
    np.testing.assert_allclose(mine, engine, atol=1e-12)
    np.testing.assert_allclose(np.exp(mine).sum(axis=0), 1.0, atol=1e-12)


def test_logarithms_of_normal_and_logistic_probabilities_hold_far_out():
    from scipy.special import log_expit, log_ndtr

    x = np.concatenate([np.linspace(-60, 60, 2001), [-1e4, 1e4, 0.0]])
    below, above = (np.asarray(each) for each in log_normal(jnp.asarray(x)))
    np.testing.assert_allclose(above, log_ndtr(x), rtol=3e-15, atol=3e-16)
    np.testing.assert_allclose(below, log_ndtr(-x), rtol=3e-15, atol=3e-16)
    _, ratio = (np.asarray(each) for each in normal_ratio(jnp.asarray(x)))
    near = np.abs(x) < 30
    density = np.exp(-0.5 * x[near] ** 2 - 0.5 * np.log(2 * np.pi) - log_ndtr(x[near]))
    np.testing.assert_allclose(ratio[near], density, rtol=1e-12)
    low, high = (np.asarray(each) for each in log_logistic(jnp.asarray(x)))
    np.testing.assert_allclose(high, log_expit(x), rtol=1e-14, atol=1e-16)
    np.testing.assert_allclose(low, log_expit(-x), rtol=1e-14, atol=1e-16)


def test_a_free_parameter_and_a_payoff_of_several_are_fitted():
    game = parse_yaml(THREE)
    assert usual_shocks(game) is Shocks.LOGIT
    rng = np.random.default_rng(8)
    n = 4000
    x = rng.normal(size=n)
    u, v, d = 0.5 - 0.6 * x, 0.7, 1.1
    worth = np.stack([d * x, np.full(n, 0.5), np.zeros(n)])
    p = np.exp(worth) / np.exp(worth).sum(axis=0)
    go = 1 / (1 + np.exp(-(p[0] * v + p[2] * v * x - u)))
    cut = rng.uniform(size=n)
    reply = np.where(cut < p[0], "yes", np.where(cut < p[0] + p[1], "no", "late"))
    y = np.where(rng.uniform(size=n) < go, reply, "stay")
    found = fit(game, pd.DataFrame({"x": x, "y": y}), outcome="y")
    assert found.names == ("u:intercept", "u:x", "v:intercept", "d")
    for value, estimate, error in zip((0.5, -0.6, 0.7, 1.1), found.parameters, found.standard_errors, strict=True):
        assert abs(estimate - value) < 3 * error


def _refused(table, message: str, hint: str = "", **settings) -> None:
    given = {"outcome": "y", "utilities": UTILITIES, **settings}
    with pytest.raises(InputError) as caught:
        fit("egame12", table, **given)
    assert message in str(caught.value), str(caught.value)
    assert hint in str(caught.value), str(caught.value)


def test_bad_tables_are_refused_and_say_what_would_help(tmp_path):
    table = simulated(300)
    _refused(table.drop(columns="z"), 'has no column "z"')
    _refused(table.rename(columns={"z": "zz"}), 'Did you mean "zz"?')
    _refused(table, 'has no column "outcom"', outcome="outcom")
    _refused(table[:3], "has 3 rows that can be used: expected more than the 5 parameters")
    _refused(table[:0], "has no rows")
    _refused(table.assign(y="1"), 'has the outcome "1" in every row')
    _refused(table.assign(y="2"), 'has "2" in the column "y": expected an outcome')
    _refused(table.assign(x=1.0), 'has 1 for "u11:x" in every row: expected a column that varies')
    _refused(table.assign(x=np.nan), "has a gap in every one of 300 rows. By column: x 300")
    _refused(table.assign(x=[f"text {n}" for n in range(300)]), 'has 300 different texts in the column "x"')
    _refused(
        table.assign(x=np.where(table.x > 0, "3", "n/a")).assign(x=["1", "2", "n/a"] * 100), "has numbers beside text"
    )
    _refused(table.assign(x=np.where(table.x > 2, np.inf, table.x)), "not finite")
    _refused(table, "calls", utilities={**UTILITIES, "u11": "__import__(x)"})
    _refused(table, "is not in the game", utilities={**UTILITIES, "u15": "x"})
    _refused(table, "u11 is None: expected a formula or a number", utilities={**UTILITIES, "u11": None})
    _refused(table, "u11 is nan: expected a formula or a number", utilities={**UTILITIES, "u11": np.nan})
    _refused(table, "is -1: expected a whole number from 0", replications=-1)
    _refused(table, "is 1: expected two or more", replications=1)
    _refused(table, "is hessian beside 5 resampled fits, which are for bootstrap", errors="hessian", replications=5)
    _refused(
        table.assign(intercept=table.x), 'would have two coefficients called "u11:intercept"',
        hint="Rename the column.", utilities={**UTILITIES, "u11": "intercept"},
    )  # fmt: skip
    _refused(table, "is -1: expected a whole number from 0", starts=-1)
    _refused(table, "is -1: expected a whole number from 0", seed=-1)
    _refused(table, 'names "yeer"', where="yeer > 1900")
    _refused(table, "holds in none of 300 rows", hint="year is 1900 to 1959.", where="year > 3000")
    by_land = table.assign(land=["Ýmir", "Búri"] * 150)
    _refused(by_land, "holds in no row: expected rows", hint='Did you mean "Ýmir"?', test='land == "Ymir"')
    _refused(by_land, "holds in no row", hint='land is "Búri", "Ýmir".', test='land == "Odin" and year > 3000')
    _refused(by_land, "holds in every row", hint="year is 1900 to 1959. x is -", test="not (year + x > 3000)")
    _refused(table.assign(w=np.nan), "holds in every row", hint="w is missing in every row.", test="w is missing")
    _refused(table, "expected one of the links", link="probit")
    _refused(table, "holds in every row", test="year > 0")
    _refused(table, "is 1: expected 2 to 300", folds=1)
    _refused(table, "folds  is 2.5: expected a whole number", folds=2.5)
    _refused(table, "stands beside a test", folds=3, test="year > 1930")
    _refused(table, "is no outcome of the game", labels={"a": "9"})
    _refused(tmp_path / "t.xlsx", "is of an unknown format")
    _refused(tmp_path / "t.csv", "is not a file")
    _refused(table.assign(x=np.where(table.x > 2, 1e200, table.x)), 'has numbers up to 1e+200 for "u11:x"')
    _refused(table.assign(x=table.x * 1e-200), "which cannot be computed with. Give the column in another unit")
    _refused(table.assign(x=table.x + 1e9), "vary by 5.", hint="Subtract 1e+09 from the column.")
    _refused(table.assign(x="a"), 'has "a" for "u11:x" in every row: expected a column that varies')
    _refused(table.assign(x=pd.date_range("1900-01-01", periods=300)), "has dates in the column")
    _refused(table.assign(x=[[1], [2]] * 150), 'has lists in the column "x": expected numbers or text')
    _refused(table, 'is "clustr": expected one of hessian', hint='Did you mean "cluster"?', errors="clustr")
    _refused(table, "expected a column of clusters as well (--cluster COL)", errors="cluster")
    _refused(table.assign(x=table.x + 1j), "has complex numbers in the column")
    _refused(pd.concat([table, table[["x"]]], axis=1), 'has the column "x" twice')
    _refused(table.assign(y=np.where(table.y == "1", 1.0, np.inf)), 'has "inf" in the column "y"')
    tallied = table.assign(**{"1": np.inf, "3": 1, "4": 1})
    _refused(tallied, 'has inf in the column "1": expected how often', outcome=None)
    _refused(table, "ends too early", where="")
    (tmp_path / "d.csv").write_text("x,x,z,y\n1,2,3,1\n")
    _refused(tmp_path / "d.csv", 'has the column "x" twice')
    (tmp_path / "s.csv").write_text("x;z;y\n1;2;1\n")
    _refused(tmp_path / "s.csv", 'Its columns seem to be kept apart by ";"')
    (tmp_path / "c.csv").write_text("x;z;y\n1,5;2,5;1\n")
    _refused(tmp_path / "c.csv", 'Its columns seem to be kept apart by ";"')
    (tmp_path / "l.csv").write_bytes("größe,y\n1,1\n".encode("latin-1"))
    _refused(tmp_path / "l.csv", "is not in UTF-8: it has the byte 0xf6. Save it as UTF-8.")
    for name, sign, told in (("v.csv", ",", '","'), ("v.tsv", "\t", "tab")):
        (tmp_path / name).write_text("x,z,y\n1,2,1,\n1,3,4,\n".replace(",", sign))
        _refused(tmp_path / name, "has 4 values in its lines and 3 names of columns above them", f"end in a {told} too")
    (tmp_path / "r.csv").write_text("x,z,y\nr1,2,3,1\nr2,2,3,4\n")
    _refused(tmp_path / "r.csv", "expected as many", hint="Name every column, that of row names too.")
    (tmp_path / "w.csv").write_text("x,z,y\n1,2,3,1,5\n2,2,3,4,5\n")
    _refused(tmp_path / "w.csv", "has 5 values in its lines and 3 names")
    (tmp_path / "e.csv").write_text("")
    _refused(tmp_path / "e.csv", "is empty")
    (tmp_path / "b.parquet").write_text("no parquet")
    _refused(tmp_path / "b.parquet", "cannot be read as a .parquet table")


def test_columns_whose_names_are_numbers_and_columns_of_mixed_objects_are_read():
    table = simulated(300).rename(columns={"x": 7})
    found = fit("egame12", table, outcome="y", utilities={**UTILITIES, "u11": "`7`"})
    assert found.names[1] == "u11:7"
    np.testing.assert_allclose(found.predict(table)["p:1"], found.probabilities()[0])
    mixed = simulated(300).assign(x=np.array(["a", 1] * 150, dtype=object))
    assert fit("egame12", mixed, outcome="y", utilities=UTILITIES).names[1] == "u11:x[a]"


def test_every_format_of_table_gives_the_same_fit(tmp_path, found):
    table = simulated()
    table.to_csv(tmp_path / "t.csv", index=False)
    table.to_csv(tmp_path / "t.tsv", index=False, sep="\t")
    table.to_parquet(tmp_path / "t.parquet")
    table.to_stata(tmp_path / "t.dta", write_index=False)
    for name in ("t.csv", "t.tsv", "t.parquet", "t.dta"):
        same = fit("egame12", tmp_path / name, outcome="y", utilities=UTILITIES)
        np.testing.assert_allclose(same.parameters, found.parameters, atol=1e-8)


def test_truth_values_with_gaps_are_numbers_as_those_without_are(tmp_path):
    table = simulated(400).assign(ally=lambda each: each.x + each.z > 0)
    settings = {"outcome": "y", "utilities": {**UTILITIES, "u24": "z + ally"}}
    whole = fit("egame12", table, **settings)
    gaps = table.assign(ally=table.ally.astype(object).where(table.index >= 40))
    gaps.to_csv(tmp_path / "gaps.csv", index=False)
    for given in (gaps, tmp_path / "gaps.csv"):
        found = fit("egame12", given, **settings)
        assert found.names == whole.names == (*TRUE, "u24:ally")
        np.testing.assert_allclose(found.parameters, fit("egame12", table[40:], **settings).parameters, atol=1e-8)
        told = whole.predict(given)["p:4"]
        assert told[:40].isna().all()
        np.testing.assert_allclose(told[40:], whole.probabilities()[2, 40:], atol=1e-12)


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0, np.nan])
def test_an_interval_holds_a_share(found, level):
    for ask in (lambda: found.profile("u24:z", level=level), lambda: over(found, "z", [0.0], level=level)):
        with pytest.raises(InputError, match="expected the share that the interval holds"):
            ask()
    with pytest.raises(InputError, match="expected two or more"):
        found.profile("u24:z", points=1)


def test_one_cluster_has_no_errors_by_cluster():
    """Its scores sum to 0 at the maximum, and all resampled fits of it are the same: errors would be 0."""
    table = simulated(300).assign(half=np.arange(300) // 150)
    told = "leaves rows of one cluster to fit on: expected two clusters or more"
    _refused(table, told, hint="--errors hessian needs no clusters.", cluster="half", test="half == 1")
    _refused(table, told, cluster="half", test="half == 1", replications=5)
    found = fit("egame12", table, outcome="y", utilities=UTILITIES, cluster="half", test="half == 1", errors="hessian")
    assert (found.standard_errors > 0.01).all()
    assert not any("clusters" in each for each in found.warnings)
    _refused(table.assign(half=[[1]] * 300), 'has lists in the column "half"', cluster="half")


def test_gaps_are_counted_by_column():
    table = simulated(300)
    table.loc[:9, "x"] = np.nan
    table.loc[5:14, "z"] = np.nan
    found = fit("egame12", table, outcome="y", utilities=UTILITIES)
    assert found.n == 285
    assert found.sample.kept.missing == {"x": 10, "z": 10}
    assert "Left out for gaps: 15 rows (x 10, z 10)." in str(found)


CONDITIONS = {
    "year >= 1946": [False, True, False],
    "year = 1950 or regime == 'dem'": [True, True, False],
    "not (year < 1946)": [False, True, True],
    "(year + 1) * 2 > 3800 and year < 1950": [True, False, False],
    "year is missing": [False, False, True],
    'year is not missing and regime != "dem"': [False, True, False],
    "`a b` < 2": [True, False, False],
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_holds_where_it_says(text):
    table = pd.DataFrame({"year": [1914, 1950, np.nan], "regime": ["dem", "autoc", None], "a b": [1, 2, 3]})
    assert list(rows_where(table, text)) == CONDITIONS[text]


@pytest.mark.parametrize(
    "text",
    [
        "year >", "year >= ", "1946", "year >= 1946 garbage", "regime > 'a'", "regime == 3", "year == 'dem'",
        "__import__('os')", "year >= 1 and", "(year > 1", "year.max() > 1", "lambda: 1", "year > 1; drop",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(text):
    table = pd.DataFrame({"year": [1914, 1950], "regime": ["dem", "autoc"]})
    with pytest.raises(InputError):
        rows_where(table, text)


def test_templates_are_listed():
    assert template_names() == ("egame12", "egame122", "egame123", "honour")
