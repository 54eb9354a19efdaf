"""Fits of other programs, read from the folder of figures, and the same fits here."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from foedus.estimate import Fit, fit

SHARED = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[4] / "shared"))
FIGURES = SHARED / "expected" / "peers.json"
DATA = SHARED / "data" / "estimation"
needs_figures = pytest.mark.skipif(
    not FIGURES.exists() or not DATA.exists(),
    reason=f"no figures at {FIGURES}: set FOEDUS_SHARED to the folder that holds expected/ and data/",
)

# What each table calls the outcomes of the trees.
OUTCOMES = {
    "war1800": {"outcome": None, "labels": {"sq": "1", "capit": "3", "war": "4"}},
    "leblang2003": {"outcome": "outcome", "labels": {"no attack": "1", "devaluation": "3", "defense": "4"}},
    "data_122": {"outcome": "y", "labels": {"LL": "1", "LR": "2", "RL": "3", "RR": "4"}},
    "data_123": {"outcome": "y", "labels": {}},
}
LINKS = {
    ("probit", "agent"): "probit-agent",
    ("probit", "private"): "probit-private",
    ("logit", "agent"): "logit-sqrt2",
}


@cache
def figures() -> dict:
    return json.loads(FIGURES.read_text()) if FIGURES.exists() else {"estimates": [], "tests": []}


def entries(*models: str) -> list[dict]:
    """Fits of these models."""
    return [each for each in figures()["estimates"] if each["model"] in models]


def entry(name: str) -> dict:
    return next(each for each in figures()["estimates"] if each["id"] == name)


def where(name: str) -> str | None:
    """The condition on rows of an entry, as foedus writes it."""
    rows = {
        "war1800/probit-agent-1850": "year >= 1850",
        "war1800/balance": "regime1 is not missing and regime2 is not missing",
    }
    return rows.get(name)


@cache
def refit(name: str) -> Fit:
    """The fit of an entry, done here."""
    peer = entry(name)
    utilities = {}
    for utility, formula in peer["formula"].items():
        held = peer["fixed"].get(f"{utility}:intercept")
        utilities[utility] = formula if held is None else f"{float(held)}"
    return fit(
        peer["model"],
        DATA / f"{peer['data']}.parquet",
        utilities=utilities,
        link=LINKS[peer["link"], peer["error"]],
        where=where(name),
        **OUTCOMES[peer["data"]],
    )
