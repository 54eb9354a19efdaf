"""Models with a name and no tree: predictions, tests on rows not seen, plots and priors, as games with a tree have."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, special
from test_ultimatum import drawn

from foedus.case.prior_file import read_prior_file
from foedus.errors import InputError
from foedus.estimate import fit_named, over
from foedus.estimate.named_model import read_named_model
from foedus.estimate.named_sample import read_named_sample
from foedus.estimate.score import fold_of_row
from foedus.estimate.ultimatum import ultimatum_on

OFFERS = {"R1": "x", "R2": "z", "highest": "15"}
CRISIS = {"V_A": "1", "C_B": "z", "W_A": "x", "W_B": "0.2", "a": "-1.2"}


@pytest.fixture(scope="module")
def offers() -> pd.DataFrame:
    return drawn(240, 4).assign(pair=np.arange(240) // 8)


def accepted(r1: float, r2: float, s1: float, s2: float, highest: float) -> float:
    """The chance that an offer is accepted, by adaptive quadrature over offers and the masses at both ends."""

    def level(y: float) -> float:
        return -(highest - y - r1 - s2 * (1.0 + np.exp((y - r2) / s2))) / s1

    def inside(y: float) -> float:
        slope = (1.0 + np.exp((y - r2) / s2)) / s1
        density = special.expit(level(y)) * special.expit(-level(y)) * slope
        return float(density * special.expit((y - r2) / s2))

    ends = special.expit(level(0.0)) * special.expit(-r2 / s2)
    ends += special.expit(-level(highest)) * special.expit((highest - r2) / s2)
    middle = integrate.quad(inside, 0.0, highest, limit=400, epsabs=1e-12)[0]
    return float(ends + middle)


@pytest.mark.parametrize(
    ("r1", "r2", "s1", "s2"), [(4.0, 6.0, 2.0, 1.0), (3.0, 9.0, 1.0, 2.0), (12.0, 8.0, 3.0, 0.7), (1.0, 2.0, 0.5, 4.0)]
)
def test_the_chance_of_acceptance_is_that_over_all_offers(r1: float, r2: float, s1: float, s2: float) -> None:
    formulas = {"R1": r1, "R2": "~ 1"}
    fixed = {"log(s1)": np.log(s1), "log(s2)": np.log(s2)}
    made = ultimatum_on(formulas, pd.DataFrame({"x": [1.0]}), lowest=0.0, highest=15.0, fixed=fixed)
    refused, taken = made.probabilities(np.array([r2]))[:, 0]
    assert refused + taken == pytest.approx(1.0, abs=1e-12)
    assert taken == pytest.approx(accepted(r1, r2, s1, s2, 15.0), abs=1e-8)


def test_offers_that_are_all_accepted_have_no_logit_beside_them(offers: pd.DataFrame) -> None:
    found = fit_named("ultimatum", offers.assign(accept=1), utilities=OFFERS, penalised=True)
    assert [each.name for each in found.baselines] == ["base rate", "penalised logit"]
    assert found.scores[1].log == 0.0


def test_rows_held_back_are_scored_by_the_fit_on_the_others(offers: pd.DataFrame) -> None:
    found = fit_named("ultimatum", offers, utilities=OFFERS, test="pair >= 20", penalised=True)
    seen, held = offers[offers.pair < 20], offers[offers.pair >= 20]
    alone = fit_named("ultimatum", seen, utilities=OFFERS)
    assert found.n == len(seen)
    np.testing.assert_allclose(found.parameters, alone.parameters, atol=1e-6)
    chance = alone.predict(held)
    told = np.where(held.accept == 1, chance["p:accepted"], chance["p:refused"])
    assert found.tested is not None
    scores = {each.model: each for each in found.tested.scores}
    assert list(scores) == ["game", "base rate", "logit", "penalised logit"]
    assert scores["game"].log == pytest.approx(-np.log(told).mean(), abs=1e-8)
    share = seen.accept.mean()
    plain = np.where(held.accept == 1, share, 1 - share)
    assert scores["base rate"].log == pytest.approx(-np.log(plain).mean(), abs=1e-12)
    assert "compare scores, not AIC" in str(found)


def test_a_fold_is_predicted_by_the_fit_on_the_other_folds_and_clusters_stay_whole(offers: pd.DataFrame) -> None:
    found = fit_named("ultimatum", offers, utilities=OFFERS, folds=3, cluster="pair", seed=5)
    fold = fold_of_row(len(offers), 3, offers.pair.to_numpy(), 5)
    chance = np.zeros(len(offers))
    for number in range(3):
        alone = fit_named("ultimatum", offers[fold != number], utilities=OFFERS)
        chance[fold == number] = alone.predict(offers[fold == number])["p:accepted"]
    assert found.tested is not None
    assert (found.tested.n, found.tested.rounds) == (240, 3)
    losses = -np.log(np.where(offers.accept == 1, chance, 1 - chance))
    assert found.tested.scores[0].log == pytest.approx(losses.mean(), abs=1e-6)


def test_crisis_predictions_are_in_equilibrium_in_rows_that_are_new() -> None:
    """p_R answers to p_F and p_C to p_R."""
    seen = pd.DataFrame({"x": [0.0, 1.0], "z": [1.0, 0.0], "sq": [3, 4], "cd": [1, 1], "sf": [1, 2], "bd": [2, 1]})
    named = read_named_model("crisis-signalling", CRISIS)
    sample = read_named_sample(named, seen, where=None, more_columns=(), place="table")
    new = pd.DataFrame({"x": [0.3, -1.0, 2.0], "z": [-0.5, 1.5, 0.0]})
    likelihood = sample.on(new)
    at = {"V_A:intercept": 1.1, "C_B:intercept": -0.5, "C_B:z": 0.4, "W_A:intercept": 0.2, "W_A:x": 0.6}
    assert likelihood.names == tuple(at)
    nothing, conceded, fought, backed = likelihood.probabilities(np.array(list(at.values())))
    np.testing.assert_allclose(nothing + conceded + fought + backed, 1.0, atol=1e-12)
    challenges = 1 - nothing
    resists, firm = 1 - conceded / challenges, fought / (fought + backed)
    c_b, w_a = -0.5 + 0.4 * new.z, 0.2 + 0.6 * new.x
    np.testing.assert_allclose(resists, special.ndtr((firm * 0.2 - c_b) / firm), atol=1e-9)
    c = (0.0 - (1 - resists) * 1.1) / resists
    np.testing.assert_allclose(challenges, 1 - special.ndtr(c - w_a) * special.ndtr(c + 1.2), atol=1e-9)


def test_probabilities_over_a_column_and_priors_rest_on_the_covariance(offers: pd.DataFrame, tmp_path: Path) -> None:
    found = fit_named("ultimatum", offers, utilities=OFFERS)
    drawn_over = over(found, "z", [-1.0, 1.0])
    taken = drawn_over[drawn_over.outcome == "accepted"]
    assert ((taken.low < taken.probability) & (taken.probability < taken.high)).all()
    (tmp_path / "prior.yaml").write_text(found.to_prior({"taken": "`p:accepted`"}), encoding="utf-8")
    rows = read_prior_file(tmp_path / "prior.yaml", "prior.yaml").rows
    assert set(rows) == {*found.names, "taken"}
    assert rows["R1:x"].definition == "a parameter of the game, in units of the offer"
    assert rows["taken"].mean == pytest.approx(found.probabilities()[1].mean(), abs=0.3 * rows["taken"].se)


def test_offers_without_answers_predict_answers_and_cannot_be_scored_by_them(offers: pd.DataFrame) -> None:
    alone = offers.drop(columns="accept")
    found = fit_named("ultimatum", alone, utilities=OFFERS)
    assert found.predict(alone.head(3))["p:accepted"].between(0, 1).all()
    assert not found.baselines
    with pytest.raises(InputError, match="has no column of them"):
        fit_named("ultimatum", alone, utilities=OFFERS, folds=3)
