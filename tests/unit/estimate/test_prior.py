"""Prior files: what a fit writes, a case reads; functions of parameters have the intervals that theory gives."""

import hashlib

import numpy as np
import pytest
from scipy.special import ndtr
from test_fit import UTILITIES, simulated

from foedus.case.prior_file import read_prior_file
from foedus.errors import InputError
from foedus.estimate import fit, posterior, prior_text


@pytest.fixture(scope="module")
def found():
    return fit("egame12", simulated(), outcome="y", utilities=UTILITIES)


def read(text, folder):
    path = folder / "prior.yaml"
    path.write_text(text, encoding="utf-8")
    return read_prior_file(path, "prior.yaml")


def test_parameters_come_back_with_their_normal_interval(found, tmp_path):
    prior = read(found.to_prior(), tmp_path)
    assert tuple(prior.rows) == found.names
    for name, mean, error in zip(found.names, found.parameters, found.standard_errors, strict=True):
        row = prior.rows[name]
        np.testing.assert_allclose(
            [row.mean, row.se, row.low, row.high], [mean, error, mean - 1.645 * error, mean + 1.645 * error], rtol=1e-3
        )


def test_a_function_has_the_quantiles_of_its_parameter(found, tmp_path):
    """exp is monotone, so its interval is exp of the parameter's; 4,000 draws find an end within 3 % of a deviation."""
    prior = read(prior_text(found, {"factor": "exp(`u24:z`)"}), tmp_path)
    row, plain = prior.rows["factor"], prior.rows["u24:z"]
    assert row.definition == "exp(`u24:z`)"
    np.testing.assert_allclose([np.log(row.low), np.log(row.high)], [plain.low, plain.high], atol=0.1 * plain.se)
    np.testing.assert_allclose(row.mean, np.exp(plain.mean + 0.5 * plain.se**2), rtol=0.02 * plain.se)


def test_a_fitted_probability_is_the_mean_over_rows(found, tmp_path):
    prior = read(prior_text(found, {"resists": "`p:4` / (`p:3` + `p:4`)"}), tmp_path)
    b = dict(zip(found.names, found.parameters, strict=True))
    table = simulated()
    p4 = ndtr((b["u24:intercept"] + b["u24:z"] * table.z) / np.sqrt(2))
    p2 = ndtr((p4 * b["u14:intercept"] - b["u11:intercept"] - b["u11:x"] * table.x) / np.sqrt(2))
    row = prior.rows["resists"]
    assert row.mean == pytest.approx((p2 * p4).mean() / p2.mean(), abs=0.1 * row.se)
    assert 0 < row.low < row.mean < row.high < 1


def test_resampled_fits_and_posteriors_give_their_own_quantiles(found, tmp_path):
    resampled = fit("egame12", simulated(), outcome="y", utilities=UTILITIES, replications=50)
    row = read(resampled.to_prior(), tmp_path).rows["u24:z"]
    number = found.names.index("u24:z")
    np.testing.assert_allclose(
        [row.low, row.high], np.quantile(resampled.resampled.parameters[number], [0.05, 0.95]), rtol=1e-5
    )
    tree = posterior(found, chains=2, draws=200)
    prior = read(found.to_prior({"twice": "2 * `u24:z`"}, draws=tree), tmp_path)
    draws = tree["posterior"]["coefficient"].sel(parameter="u24:z").to_numpy()
    assert prior.method == "NUTS"
    assert prior.rows["u24:z"].mean == pytest.approx(draws.mean(), rel=1e-5)
    assert prior.rows["twice"].high == pytest.approx(2 * np.quantile(draws, 0.95), rel=1e-5)


def test_what_resampled_fits_leave_open_is_no_row(tmp_path):
    """A category in no row that is fitted: each of the resampled fits leaves its coefficient where the search began."""
    table = simulated(600).assign(land=np.repeat(["a", "b"], 300))
    settings = {"outcome": "y", "utilities": {**UTILITIES, "u24": "z + land"}, "test": 'land == "b"'}
    found = fit("egame12", table, replications=8, **settings)
    plain = fit("egame12", table, **settings)
    assert np.isnan(found.standard_errors).tolist() == np.isnan(plain.standard_errors).tolist()
    assert dict(zip(found.names, np.isnan(found.standard_errors), strict=True))["u24:land[b]"]
    prior = read(found.to_prior({"resists": "`p:4` / (`p:3` + `p:4`)"}), tmp_path)
    assert "u24:land[b]" not in prior.rows
    assert 0 < prior.rows["resists"].low < prior.rows["resists"].high < 1
    with pytest.raises(InputError, match="not determined by the data"):
        found.to_prior({"twice": "2 * `u24:land[b]`"})


def test_a_table_from_python_has_the_hash_of_its_rows_whatever_lies_in_the_folder(found, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table").write_text("another")
    rows = found.sample.kept.table.to_csv(index=False).encode()
    assert read(found.to_prior(), tmp_path).data_sha256 == hashlib.sha256(rows).hexdigest()


def test_the_hash_is_that_of_the_file(tmp_path):
    table = tmp_path / "plays.csv"
    simulated(300).to_csv(table, index=False)
    found = fit("egame12", table, outcome="y", utilities=UTILITIES)
    assert read(found.to_prior(), tmp_path).data_sha256 == hashlib.sha256(table.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"a": "exp(`u24:zz`)"}, 'Did you mean "u24:z"?'),
        ({"a": "system(1)"}, "expected one of the functions"),
        ({"a": "1 +"}, "ends too early"),
        ({"a": "log(-`u24:z` * `u24:z`)"}, "is not finite"),
        ({"u24:z": "1"}, "is a parameter: expected another name"),
    ],
)
def test_a_wrong_row_is_refused(found, rows, message):
    with pytest.raises(InputError) as caught:
        found.to_prior(rows)
    assert message in str(caught.value)
