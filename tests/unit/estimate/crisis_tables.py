"""The sanctions data and the stored fits, and games drawn from known parameters."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from foedus.equilibrium.backend import jax
from foedus.equilibrium.crisis_branch import principal
from foedus.equilibrium.crisis_moves import log_outcomes

SHARED = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[4] / "shared"))


def table_of(name: str) -> pd.DataFrame:
    """Published data; the test is skipped where they are not at hand."""
    path = SHARED / "data" / "estimation" / f"{name}.parquet"
    if not path.is_file():
        pytest.skip(f"no data at {path}: set FOEDUS_SHARED to the folder that holds data/")
    return pd.read_parquet(path)


def _figures() -> dict[str, Any]:
    path = SHARED / "expected" / "peers.json"
    if not path.is_file():
        pytest.skip(f"no figures at {path}: set FOEDUS_SHARED to the folder that holds expected/")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def stored(name: str) -> dict[str, Any]:
    """A stored fit."""
    found: dict[str, Any] = next(each for each in _figures()["estimates"] if each["id"] == name)
    return found


def figure(models: str) -> dict[str, Any]:
    """A stored test between two models."""
    found: dict[str, Any] = next(each for each in _figures()["tests"] if each["models"] == models)
    return found


def worst_coefficient(entry: dict[str, Any], names: tuple[str, ...], estimates: np.ndarray) -> float:
    """The largest difference from the stored coefficients, in units of max(1, standard error)."""
    assert list(names) == [name for name, each in entry["coefficients"].items() if each[1] != "fixed"]
    differences = []
    for name, estimate in zip(names, estimates, strict=True):
        value, error = entry["coefficients"][name]
        differences.append(abs(estimate - value) / max(1.0, error or 0.0))
    return max(differences)


TRUE = {
    "S_A:x": 0.4,
    "V_A:intercept": 1.0,
    "C_B:intercept": -0.8,
    "C_B:z": 0.5,
    "W_A:intercept": -1.2,
    "W_A:x": 0.6,
    "W_B:intercept": 0.3,
    "W_B:z": -0.4,
    "a:intercept": -1.0,
}
FORMULAS = {"S_A": "~ x - 1", "V_A": "~ 1", "C_B": "~ z", "W_A": "~ x", "W_B": "~ z", "a": "~ 1", "V_B": 0}


def crisis_table(n_rows: int, plays: int, seed: int) -> pd.DataFrame:
    """Games played `plays` times each at the parameters `TRUE`."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, n_rows))
    one = np.ones(n_rows)
    t = TRUE
    payoffs = np.stack(
        [
            t["S_A:x"] * x,
            t["V_A:intercept"] * one,
            t["C_B:intercept"] + t["C_B:z"] * z,
            t["W_A:intercept"] + t["W_A:x"] * x,
            t["W_B:intercept"] + t["W_B:z"] * z,
            t["a:intercept"] * one,
            0.0 * one,
        ]
    )
    quantile = principal(payoffs)
    chances = np.exp(np.asarray(log_outcomes(payoffs, jax.scipy.special.ndtr(quantile), quantile))).T
    counts = rng.multinomial(plays, chances / chances.sum(axis=1, keepdims=True))
    return pd.DataFrame({"x": x, "z": z, **dict(zip(("sq", "cd", "sf", "bd"), counts.T, strict=True))})
