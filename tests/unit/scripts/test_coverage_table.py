"""The script of the table of coverage: an interval that is too narrow is seen, and the models' own are not."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("coverage_table", ROOT / "scripts" / "coverage_table.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    import sys

    sys.modules[specification.name] = module  # its dataclasses look their module up
    specification.loader.exec_module(module)
    return module


def test_the_share_is_that_of_sets_whose_interval_holds_the_truth(script: ModuleType) -> None:
    """Estimates of known spread: right errors hold the truth nine times in ten, halved ones as a normal says, 59 %."""
    world = script.World("normal", "1", ("a", "b"), np.zeros(2), lambda rng: (rng.normal(size=2), np.array([1.0, 0.5])))
    found = script.coverage(world, 2000)
    assert found == pytest.approx([0.9, 0.589], abs=0.04)
    nowhere = replace(world, fitted=lambda rng: (np.zeros(2), np.array([1.0, np.nan])))
    assert script.coverage(nowhere, 10).tolist() == [1.0, 0.0]
    assert script.told(world, np.array([0.9, 0.58]), 10).endswith("| `b` 58.0 |")


@pytest.mark.slow
def test_intervals_of_offers_hold_the_truth(script: ModuleType) -> None:
    found = script.coverage(script.ultimatum(), 100, seed=2)
    assert 0.85 <= found.mean() <= 0.95
