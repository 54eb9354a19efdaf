"""The script behind docs/base-rates.md reproduces published counts, and the flagship's weights follow its rule."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from scipy.stats import binomtest

from foedus.case import inputs, load_case

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "response_base_rates.py"
FULLY = ("own_front", "homeland", "forces")
PARTLY = ("economic", "covert_aid", "arms", "production")
WORDS = ("words", "political", "mediate")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("response_base_rates", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("hits", "cases"), [(0, 21), (6, 43), (5, 5), (24, 221)])
def test_intervals_are_the_exact_binomial_ones(script: ModuleType, hits: int, cases: int) -> None:
    rate = script.Rate(hits, cases)
    exact = binomtest(hits, cases).proportion_ci(0.9, method="exact")
    assert rate.low == pytest.approx(exact.low, abs=1e-12)
    assert rate.high == pytest.approx(exact.high, abs=1e-12)


def test_honour_rates_reproduce_the_published_ones(script: ModuleType, shared_data: Path) -> None:
    rates = {name.strip(): by_rules["llm"] for name, by_rules in script.honour_rates(shared_data).items()}
    published = {
        "all treaties, 1816-2003": (73, 146),
        "all treaties, before 1945": (61, 92),
        "all treaties, from 1945": (12, 54),
    }
    assert {name: (rates[name].hits, rates[name].cases) for name in published} == published


def test_weights_of_the_flagship_follow_the_rule_without_a_defence_clause(
    script: ModuleType, shared_data: Path
) -> None:
    full = script.honour_rates(shared_data)["defence pacts, from 1945"]["llm"]
    partly = script.partly_rates(script.activity_counts(shared_data, until=2024))
    by_class = script.class_weights(full, partly, is_written=False)
    case = load_case("moscow-2025")
    read = inputs(case)
    assert {*FULLY, *PARTLY, *WORDS} == set(case.responses)
    for name, members in (("fully", FULLY), ("partly", PARTLY), ("words", WORDS)):
        low, high = (end / len(members) for end in by_class[name])
        for response in members:
            weight = read[f"responses.{response}.weight"].quantity
            assert weight.low == pytest.approx(low, rel=0.1)
            assert weight.high == pytest.approx(high, rel=0.1)
            assert read[f"responses.{response}.weight"].source == "base_rates"
