"""Folds: what is held back tells the model nothing, and what the others leave open is said."""

import numpy as np
import pandas as pd
import pytest
from test_fit import UTILITIES, simulated
from test_ultimatum import drawn

from foedus.estimate import fit, fit_named
from foedus.estimate.out_of_sample import determined_by

BY_LAND = {**UTILITIES, "u11": "land + x", "u14": 0.3}
OFFERS = {"R1": "x", "R2": "land - 1", "highest": "15"}


def _score(table: pd.DataFrame, outcomes: dict[str, str], column: str, fitted) -> float:
    """−log of what happened where each land in turn is predicted by a fit that was made without it."""
    losses = []
    for land in table["land"].unique():
        held = table[table["land"] == land]
        told = fitted(f'land == "{land}"').predict(held)
        losses += [-np.log(told.loc[row, f"p:{outcomes[str(each)]}"]) for row, each in held[column].items()]
    return float(np.mean(losses))


def test_a_category_that_is_only_held_back_is_not_known_from_what_is_to_be_predicted():
    table = simulated(600).assign(land=lambda each: "land " + (each.index // 150).astype(str))
    # The last land plays otherwise: a coefficient of its own, had one seen it, would say so.
    table.loc[table.land == "land 3", "y"] = np.where(np.arange(150) % 10 == 0, "3", "1")
    found = fit("egame12", table, outcome="y", utilities=BY_LAND, cluster="land", folds=4)
    assert found.tested is not None
    by_hand = _score(
        table, {each: each for each in "134"}, "y",
        lambda condition: fit("egame12", table, outcome="y", utilities=BY_LAND, test=condition),
    )  # fmt: skip
    assert found.tested.scores[0].log == pytest.approx(by_hand, abs=1e-6)
    assert "In 4 of 4 folds the rows that are left do not determine every parameter" in " ".join(found.warnings)


def test_nor_is_it_in_a_model_without_a_tree():
    table = drawn(240, 4).assign(land=lambda each: "land " + (each.index // 80).astype(str))
    table["offer"] = np.clip(table["offer"] + 2.0 * (table["land"] == "land 2"), 0.0, 15.0)
    found = fit_named("ultimatum", table, utilities=OFFERS, cluster="land", folds=3)
    assert found.tested is not None
    by_hand = _score(
        table, {"0": "refused", "1": "accepted"}, "accept",
        lambda condition: fit_named("ultimatum", table, utilities=OFFERS, test=condition),
    )  # fmt: skip
    assert found.tested.scores[0].log == pytest.approx(by_hand, abs=1e-5)
    assert "do not determine every parameter" in " ".join(found.warnings)


def test_what_rows_say_of_parameters_is_kept_and_the_rest_is_none():
    matrix = np.array([[1.0, 1.0, 1.0, 1.0], [0.0, 2000.0, 500.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    parameters = np.array([0.5, -1e-3, 7.0])
    rows = np.array([0, 1, 2])
    np.testing.assert_allclose(determined_by([matrix], rows, parameters), [0.5, -1e-3, 0.0], atol=1e-12)
    same = determined_by([matrix], np.array([1]), parameters)
    assert same @ matrix[:, 1] == pytest.approx(parameters @ matrix[:, 1])
    np.testing.assert_allclose(determined_by([matrix], np.arange(4), parameters), parameters, rtol=1e-12)


def test_a_fold_in_which_the_search_finds_no_maximum_is_counted():
    table = simulated(60).assign(place=np.arange(60) % 2)
    # Without the second half resisting hangs on z alone, and no maximum is left.
    first = (table.place == 0) & (table.y != "1")
    table.loc[first, "y"] = np.where(table.loc[first, "z"] > 0, "4", "3")
    found = fit("egame12", table, outcome="y", utilities=UTILITIES, cluster="place", folds=2)
    assert "1 of 2 folds" in " ".join(found.warnings)
