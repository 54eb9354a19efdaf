"""The posterior by NUTS: where it must be, what its diagnostics measure, and what is in the tree."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

import foedus
from foedus.errors import InputError
from foedus.estimate import fit, posterior
from foedus.estimate.diagnostics import ess_bulk, ess_tail, mc_error, r_hat
from foedus.estimate.nuts import mode, prior_deviations
from foedus.estimate.posterior import netcdf_bytes, posterior_record, posterior_text

UTILITIES = {"u11": "x", "u13": "0", "u24": "z"}


def simulated(rows=600, seed=2):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=rows), rng.normal(size=rows)
    resists = ndtr((0.4 + 0.8 * z) / np.sqrt(2))
    attacks = ndtr((0.9 * resists - 0.3 - 0.7 * x) / np.sqrt(2))
    moves = rng.uniform(size=rows) < attacks
    happened = np.where(~moves, "1", np.where(rng.uniform(size=rows) < resists, "4", "3"))
    return pd.DataFrame({"x": x, "z": z, "y": happened})


@pytest.fixture(scope="module")
def found():
    return fit("egame12", simulated(), outcome="y", utilities=UTILITIES)


@pytest.fixture(scope="module")
def tree(found):
    return posterior(found, chains=4, draws=500, seed=3)


def test_the_posterior_is_the_likelihood_s_normal_shrunk_by_the_prior(found, tree):
    """With 600 rows the posterior is near the product of the likelihood's normal and the prior's.

    That product has precision H + P and mean (H + P)⁻¹ H θ̂. What is left is the likelihood's third derivative, of order
    1/n against deviations of order 1/√n: a tenth of a deviation; and Monte Carlo error, three of which are allowed.
    """
    said = tree["posterior"]["coefficient"].to_numpy().reshape(-1, len(found.names))
    information, precision = -found.maximum.hessian, np.diag(prior_deviations(found.likelihood) ** -2.0)
    covariance = np.linalg.inv(information + precision)
    expected = covariance @ information @ found.parameters
    deviation = np.sqrt(np.diag(covariance))
    error = tree["diagnostics"]["mc_error"].to_numpy()
    assert np.all(np.abs(said.mean(axis=0) - expected) < 3 * error + 0.1 * deviation)
    np.testing.assert_allclose(said.std(axis=0), deviation, rtol=0.1)


def test_means_and_deviations_are_those_of_the_posterior_by_quadrature():
    """Two parameters, integrated on a grid: no sampler, no normal approximation; so few rows that it is skewed."""
    table = simulated(25, seed=5)
    found = fit("egame12", table, outcome="y", utilities={"u11": "0", "u13": "0", "u14": "1", "u24": "1"})
    assert found.names == ("u14:intercept", "u24:intercept")
    tree = posterior(found, chains=4, draws=1000, seed=1)
    deviations = prior_deviations(found.likelihood)
    axis = np.linspace(-8, 8, 161)
    grid = np.array([[a, b] for a in axis for b in axis])
    counts = np.array([(table.y == each).sum() for each in ("1", "3", "4")])
    resists = ndtr(grid[:, 1] / np.sqrt(2))
    attacks = ndtr(resists * grid[:, 0] / np.sqrt(2))
    chances = np.stack([1 - attacks, attacks * (1 - resists), attacks * resists])
    height = counts @ np.log(np.maximum(chances, 1e-300)) - 0.5 * np.sum((grid / deviations) ** 2, axis=1)
    weight = np.exp(height - height.max())
    weight /= weight.sum()
    mean = weight @ grid
    deviation = np.sqrt(weight @ (grid - mean) ** 2)
    draws = tree["posterior"]["coefficient"].to_numpy().reshape(-1, 2)
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 4 * tree["diagnostics"]["mc_error"].to_numpy())
    np.testing.assert_allclose(draws.std(axis=0), deviation, rtol=0.08)


def test_one_seed_gives_the_same_draws(found, tree):
    again = posterior(found, chains=4, draws=500, seed=3)
    np.testing.assert_array_equal(again["posterior"]["coefficient"], tree["posterior"]["coefficient"])


def test_the_tree_has_the_groups_and_dimensions_of_arviz(found, tree):
    assert {"posterior", "sample_stats", "log_likelihood", "observed_data"} <= set(tree.children)
    assert tree["posterior"]["coefficient"].dims == ("chain", "draw", "parameter")
    assert tuple(tree["posterior"]["parameter"].to_numpy()) == found.names
    assert {"lp", "diverging", "acceptance_rate", "energy", "n_steps", "step_size"} <= set(
        tree["sample_stats"].data_vars
    )
    first = tree["posterior"]["coefficient"].to_numpy()[1, 7]
    np.testing.assert_allclose(
        tree["log_likelihood"]["happened"].to_numpy()[1, 7], found.likelihood.by_row(first), rtol=1e-10
    )
    assert tree["observed_data"]["happened"].sum() == 600


def test_it_says_its_prior_and_that_nothing_is_wrong(tree):
    text = posterior_text(tree)
    assert "Prior: normal around 0, independent; deviation 2.5" in text
    assert "Divergences: 0." in text
    assert "Warning" not in text
    assert json.dumps(posterior_record(tree), allow_nan=False)


def test_a_netcdf_file_holds_the_whole_tree(tree, tmp_path):
    import xarray as xr

    path = tmp_path / "p.nc"
    path.write_bytes(netcdf_bytes(tree))
    with xr.open_datatree(path, engine="h5netcdf") as back:
        np.testing.assert_array_equal(back["posterior"]["coefficient"], tree["posterior"]["coefficient"])
        assert list(back["posterior"]["parameter"].to_numpy()) == list(tree["posterior"]["parameter"].to_numpy())
        assert back.attrs["prior"] == tree.attrs["prior"]


def test_foedus_fit_returns_the_tree_and_few_draws_are_warned_about():
    tree = foedus.fit(
        "egame12", simulated(80), outcome="y", utilities=UTILITIES, method="nuts", chains=2, draws=20, seed=1
    )
    assert tree["posterior"]["coefficient"].shape == (2, 20, 5)
    assert "Few effective draws" in tree.attrs["warnings"]
    assert "Warning: Few effective draws" in posterior_text(tree)


def test_separated_data_have_a_posterior_where_there_is_no_maximum():
    """Whoever is attacked resists exactly where z is above 0: the likelihood climbs for ever, the prior holds it."""
    table = simulated(200)
    table["y"] = np.where(table.y == "1", "1", np.where(table.z > 0, "4", "3"))
    found = fit("egame12", table, outcome="y", utilities=UTILITIES)
    assert not found.maximum.has_converged or found.maximum.flat
    tree = posterior(found, chains=2, draws=300, seed=1)
    slope = tree["posterior"]["coefficient"].sel(parameter="u24:z")
    assert 1.0 < float(slope.mean()) < 15.0
    assert float(tree["diagnostics"]["r_hat"].max()) < 1.05


def test_the_mode_is_where_the_slope_of_the_posterior_is_zero(found):
    deviations = prior_deviations(found.likelihood)
    at, bend = mode(found.likelihood, deviations, found.likelihood.start)
    _, slope, hessian = found.likelihood.derivatives(at, np.ones(found.n))
    np.testing.assert_allclose(slope - at / deviations**2, 0.0, atol=1e-3)
    np.testing.assert_allclose(bend, np.diag(deviations**-2.0) - hessian, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"method": "nutz"}, "expected ml or nuts"),
        ({"method": "nuts", "errors": "sandwich"}, "a posterior has intervals of its own"),
        ({"method": "nuts", "replications": 5}, "a posterior has intervals of its own"),
        ({"method": "nuts", "chains": 1}, "expected at least 2"),
        ({"method": "nuts", "draws": 2}, "expected at least 4"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        fit("egame12", simulated(60), outcome="y", utilities=UTILITIES, **settings)


def autoregressive(carried, shape, seed=0):
    rng = np.random.default_rng(seed)
    shocks = rng.normal(size=shape)
    found = shocks.copy()
    for at in range(1, shape[1]):
        found[:, at] = carried * found[:, at - 1] + np.sqrt(1 - carried**2) * shocks[:, at]
    return found


@pytest.mark.parametrize("carried", [0.0, 0.5, 0.9])
def test_effective_sizes_are_those_of_a_process_whose_are_known(carried):
    """A first-order autoregression has (1 − a)/(1 + a) of its draws.

    Three relative errors of an estimate of it are allowed, √(2(2M + 1)/N) each, M being five times its time (Sokal
    1997, doi:10.1007/978-1-4899-0319-8_6); of that of a mean's error half as much.
    """
    draws = autoregressive(carried, (4, 20_000))
    expected = draws.size * (1 - carried) / (1 + carried)
    window = 5 * 0.5 * (1 + carried) / (1 - carried)
    allowed = 3 * np.sqrt(2 * (2 * window + 1) / draws.size)
    assert ess_bulk(draws) == pytest.approx(expected, rel=allowed)
    assert mc_error(draws) == pytest.approx(1 / np.sqrt(expected), rel=allowed)
    assert ess_tail(draws) > expected * (1 - allowed)
    assert r_hat(draws) == pytest.approx(1.0, abs=2e-3)


def test_effective_size_is_numpyro_s_before_ranks():
    from numpyro.diagnostics import effective_sample_size

    from foedus.estimate.diagnostics import _ess

    draws = autoregressive(0.6, (4, 2_000), seed=3)
    assert _ess(draws) == pytest.approx(float(effective_sample_size(draws)), rel=0.02)


def test_r_hat_sees_chains_apart_in_place_or_in_spread():
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(4, 1000))
    assert r_hat(draws + np.array([0, 0, 0, 1.0])[:, None]) > 1.05
    assert r_hat(draws * np.array([1, 1, 1, 3.0])[:, None]) > 1.05
    assert r_hat(draws + np.linspace(0, 3, 1000)) > 1.05


@pytest.mark.slow
def test_the_truth_ranks_uniformly_among_draws_of_its_posterior():
    """Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788), with the script that draws its figure.

    Of five parameters the worst chi-square of ten bins is below the 0.1 % point for five of them, 32.0.
    """
    import importlib.util
    from pathlib import Path

    path = Path(__file__).parents[3] / "scripts" / "calibration_figure.py"
    spec = importlib.util.spec_from_file_location("calibration_figure", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names, ranks = module.ranks(60, seed=2)
    assert ranks.shape == (len(names), 60)
    for each in ranks:
        counts = np.bincount(each // 10, minlength=10)
        assert np.sum((counts - 6.0) ** 2 / 6.0) < 32.0
    # All ranks together have the mean of a uniform distribution over 0 to 99, within four of its standard errors.
    assert abs(ranks.mean() - 49.5) < 4 * 28.9 / np.sqrt(60)
