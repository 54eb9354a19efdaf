"""The ultimatum game: the stored fits of R `games`, the floor they stand on, and recovery."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from crisis_tables import figure, stored, table_of, worst_coefficient
from scipy import integrate, special

from foedus.equilibrium.backend import jnp
from foedus.errors import InputError
from foedus.estimate import clarke, vuong
from foedus.estimate.likelihood import Likelihood
from foedus.estimate.ultimatum import fit_ultimatum, log_parts, ultimatum_likelihood


def of_entry(entry: dict[str, Any]) -> Likelihood:
    bounds = entry["bounds"]
    return ultimatum_likelihood(
        entry["formula"],
        table_of(entry["data"]),
        offer="offer",
        accept="accept" if entry["uses_acceptance"] else None,
        lowest=bounds["min_offer"],
        highest=bounds["max_offer"],
        fixed=entry["fixed"],
    )


@pytest.mark.parametrize(
    "name",
    [
        "data_ult/both",
        "data_ult/offer-only",
        "data_ult/fixed-scales",
        "data_ult/nonnested",
        "student_offers/article",
    ],
)
def test_the_fit_is_that_of_games_to_the_digit(name: str) -> None:
    entry = stored(name)
    fit = fit_ultimatum(of_entry(entry))
    assert fit.log_likelihood == pytest.approx(entry["logL"], abs=1e-6)
    assert worst_coefficient(entry, fit.names, fit.parameters) < 1e-5
    errors = [each[1] for each in entry["coefficients"].values() if each[1] != "fixed"]
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=1e-4)
    assert fit.warnings == ()


def test_offers_are_compared_with_least_squares_as_games_does() -> None:
    """The likelihood of offers alone, in a fit to offers and answers, beside a normal one about a regression line."""
    entry = stored("data_ult/nonnested")
    likelihood = of_entry(entry)
    found = fit_ultimatum(likelihood)
    assert likelihood.index is not None
    sums = likelihood.index.sums(jnp.asarray(found.parameters), likelihood.arrays)
    mine = np.asarray(log_parts(sums, likelihood.arrays)[0])
    table = table_of("data_ult")
    design = np.column_stack([np.ones(len(table)), table[["w1", "w2", "x1", "x2", "z1", "z2"]]])
    away = table.offer.to_numpy() - design @ np.linalg.lstsq(design, table.offer, rcond=None)[0]
    # The variance is the unbiased one, and counts as a parameter.
    variance = away @ away / (len(table) - design.shape[1])
    line = -0.5 * np.log(2 * np.pi * variance) - away**2 / (2 * variance)
    test = figure("data_ult/nonnested offer vs OLS")
    assert mine.sum() == pytest.approx(test["vuong"]["logL1"], abs=1e-5)
    assert line.sum() == pytest.approx(test["vuong"]["logL2"], abs=1e-6)
    compared = vuong(mine, line, 12, 8)
    assert compared.statistic == pytest.approx(test["vuong"]["statistic"], rel=1e-5)
    assert compared.p == pytest.approx(test["vuong"]["p"], rel=1e-4)
    signs = clarke(mine, line, 12, 8, as_games=True)
    assert (signs.statistic, signs.n) == (test["clarke"]["statistic"], test["clarke"]["n"])
    assert signs.p == pytest.approx(test["clarke"]["p"], rel=1e-9)


def test_a_fit_that_lives_on_the_floor_of_probabilities_says_so() -> None:
    """With s2 held at 1, single answers of the classroom are less likely than the machine's epsilon."""
    entry = stored("student_offers/first")
    fit = fit_ultimatum(of_entry(entry))
    assert fit.log_likelihood > entry["logL"]
    assert fit.on_floor.sum() == 4
    assert any("4 of 32 rows" in each and "floor" in each for each in fit.warnings)


def drawn(n_rows: int, seed: int) -> pd.DataFrame:
    """Offers of 0 to 15: R1 = 4 + 2x with scale 2, R2 = 6 − z with scale 1."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, n_rows))
    first, second = 4.0 + 2.0 * x + rng.logistic(scale=2.0, size=n_rows), 6.0 - z
    # The proposer's condition 15 − y − R1 = 1 + exp(y − R2), whose solution is Lambert's W.
    odds = 15.0 - first - 1.0 - second
    offer = 15.0 - first - 1.0 - np.real(special.lambertw(np.exp(np.minimum(odds, 50.0))))
    offer = np.clip(offer, 0.0, 15.0)
    accept = (offer >= second + rng.logistic(size=n_rows)).astype(int)
    return pd.DataFrame({"x": x, "z": z, "offer": offer, "accept": accept})


def test_parameters_that_offers_were_drawn_with_are_found_again() -> None:
    likelihood = ultimatum_likelihood(
        {"R1": "~ x", "R2": "~ z"}, drawn(1500, 8), offer="offer", accept="accept", highest=15.0
    )
    fit = fit_ultimatum(likelihood)
    true = np.array([4.0, 2.0, 6.0, -1.0, np.log(2.0), 0.0])
    assert fit.names == ("R1:intercept", "R1:x", "R2:intercept", "R2:z", "log(s1)", "log(s2)")
    assert np.abs((fit.parameters - true) / fit.standard_errors).max() < 4.0
    assert fit.standard_errors.max() < 0.3


def test_offers_have_a_whole_probability() -> None:
    table = pd.DataFrame({"y": [0.0, 7.0, 15.0]})
    likelihood = ultimatum_likelihood({"R1": 4, "R2": 6}, table, offer="y", highest=15.0, floor=0.0)
    sums = jnp.stack([jnp.zeros(3), jnp.zeros(3), jnp.full(3, 0.5), jnp.full(3, 0.2)])
    ends = np.exp(np.asarray(log_parts(sums, likelihood.data)[0]))

    def density(y: float) -> float:
        data = {**likelihood.data, "offer": np.array([0.0, y, 15.0])}
        return float(np.exp(np.asarray(log_parts(sums, data)[0])[1]))

    assert ends[0] + ends[2] + integrate.quad(density, 0.0, 15.0)[0] == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"offer": 16.0}, "outside 0 to 15"),
        ({"offer": 3.0}, "one offer only"),
        ({"accept": 2}, "other values than 0 and 1"),
        ({"accept": "yes"}, "no numbers in the column"),
    ],
)
def test_offers_and_answers_that_cannot_be_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ultimatum_likelihood(
            {"R1": "~ x", "R2": "~ z"}, drawn(20, 1).assign(**change), offer="offer", accept="accept", highest=15.0
        )
