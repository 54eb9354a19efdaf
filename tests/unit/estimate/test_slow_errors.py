"""Standard errors and profiles against slow computations of their own, which share no code with the estimates."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize
from scipy.special import ndtr
from test_fit import UTILITIES, simulated

from foedus.estimate import fit

STEP = 1e-5


def log_rows(b: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    """egame12 with agent error, by the formulas of Signorino (1999)."""
    p4 = ndtr((b[3] + b[4] * table["z"]) / np.sqrt(2))
    p2 = ndtr((p4 * b[2] - b[0] - b[1] * table["x"]) / np.sqrt(2))
    return np.log(np.select([table["y"] == "1", table["y"] == "3"], [1 - p2, p2 * (1 - p4)], p2 * p4))


def differences(b: np.ndarray, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Scores of rows (parameter, row) and the Hessian, by differences of the formulas."""
    moves = np.eye(len(b)) * STEP
    scores = np.stack([(log_rows(b + e, table) - log_rows(b - e, table)) / (2 * STEP) for e in moves])
    wide = np.eye(len(b)) * 1e-3

    def total(at: np.ndarray) -> float:
        return float(log_rows(at, table).sum())

    hessian = [
        [(total(b + d + e) - total(b + d - e) - total(b - d + e) + total(b - d - e)) / 4e-6 for e in wide] for d in wide
    ]
    return scores, np.array(hessian)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Plays of which those of one place are alike."""
    plays = simulated(250, seed=8)
    return pd.concat([plays, plays[:150], plays[:60]]).reset_index(drop=True)


@pytest.mark.parametrize("kind", ["hessian", "sandwich", "cluster"])
def test_covariances_are_those_of_differences_of_the_formulas(table: pd.DataFrame, kind: str) -> None:
    found = fit("egame12", table, outcome="y", utilities=UTILITIES, errors=kind, cluster="place")
    scores, hessian = differences(found.parameters, table)
    assert np.abs(scores.sum(axis=1)).max() < 1e-4
    bread = np.linalg.inv(-hessian)
    if kind == "cluster":
        groups = table.groupby("place").groups.values()
        scores = np.stack([scores[:, list(rows)].sum(axis=1) for rows in groups], axis=1)
        scores = scores * np.sqrt(len(groups) / (len(groups) - 1))
    expected = bread if kind == "hessian" else bread @ scores @ scores.T @ bread
    np.testing.assert_allclose(found.standard_errors, np.sqrt(np.diag(expected)), rtol=1e-4)
    np.testing.assert_allclose(found.covariance, expected, atol=1e-4 * np.abs(expected).max())


def test_a_row_twice_in_its_cluster_says_nothing_new() -> None:
    plays = simulated(300, seed=8).assign(row=np.arange(300))
    twice = pd.concat([plays, plays]).reset_index(drop=True)
    settings = {"outcome": "y", "utilities": UTILITIES}
    once, doubled = (fit("egame12", each, cluster="row", **settings) for each in (plays, twice))
    np.testing.assert_allclose(doubled.covariance, once.covariance, rtol=1e-6)
    assert (fit("egame12", twice, **settings).standard_errors < 0.75 * doubled.standard_errors).all()
    drawn = [fit("egame12", each, cluster="row", replications=20, **settings) for each in (plays, twice)]
    np.testing.assert_allclose(drawn[1].standard_errors, drawn[0].standard_errors, rtol=1e-5)


def test_a_profile_is_that_of_another_search_where_the_likelihood_is_skewed() -> None:
    plays = simulated(120, seed=2)
    found = fit("egame12", plays, outcome="y", utilities=UTILITIES)
    number, best = 4, found.parameters
    others = np.delete(np.arange(5), number)

    def fallen(value: float) -> float:
        def minus(free: np.ndarray) -> float:
            b = np.empty(5)
            b[others], b[number] = free, value
            return -float(log_rows(b, plays).sum())

        return found.log_likelihood + float(optimize.minimize(minus, best[others], tol=1e-9).fun)

    asked = found.profile("u24:z", level=0.95)
    reach = 5 * found.standard_errors[number]
    fall = 0.5 * 1.959963984540054**2
    ends = [
        optimize.brentq(lambda value: fallen(value) - fall, best[number], best[number] + sign * reach, xtol=1e-5)
        for sign in (-1, 1)
    ]
    np.testing.assert_allclose([asked.low, asked.high], ends, atol=1e-4)
    normal = best[number] + np.array([-1.96, 1.96]) * found.standard_errors[number]
    assert np.abs(normal - ends).max() > 0.01  # which the normal interval is not
    np.testing.assert_allclose(
        found.log_likelihood - asked.log_likelihood[[0, -1]], [fallen(asked.values[0]), fallen(asked.values[-1])],
        atol=1e-5,
    )  # fmt: skip
