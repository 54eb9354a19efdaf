"""The script behind docs/honour-game.md: losses by conflict by hand, verdicts, and the published counts of wars."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from foedus.estimate.forecast import Interval

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "honour_out_of_sample.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("honour_out_of_sample", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_by_conflict_each_counts_once(script: ModuleType) -> None:
    assert script.by_conflict(np.array([0.0, 0.0, 0.3, 1.0]), np.array([7, 7, 7, 8])) == pytest.approx((0.1 + 1.0) / 2)


def test_a_difference_is_a_verdict_only_where_its_interval_leaves_out_zero(script: ModuleType) -> None:
    found = [
        script.verdict(Interval(value, low, high)) for value, low, high in ((-1, -2, -0.1), (1, 0.1, 2), (1, -1, 2))
    ]
    assert found == ["**better**", "**worse**", "not told apart"]


def test_called_treaties_in_wars_are_the_published_ones(script: ModuleType, shared_data: Path) -> None:
    """73 of 146 honoured (Berkemeier & Fuhrmann 2018); nobody has a past before the first war."""
    table = script.promises_in_wars(shared_data)
    called = table[table.untested == 0]
    assert (len(called), int(called.honoured.sum())) == (146, 73)
    assert table.year.notna().all()
    assert (table[table.year == table.year.min()].past_calls == 0).all()
    assert (table.past_honoured <= table.past_calls).all()
