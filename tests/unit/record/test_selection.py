"""Selection: called promises are honoured less than promises are reliable, where challengers know anything."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.record import World, called_reliability, selected_rates

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "selection_figure.py"


def test_one_world_gives_74_50_and_25_percent() -> None:
    """The three rates of the literature from promises that are equally reliable."""
    rates = selected_rates(World())
    shown = [round(100 * share, 1) for share in (rates.true, rates.called, rates.with_uncalled)]
    assert shown == pytest.approx([74.5, 51, 25.5], abs=0.5)
    assert rates.disputes < 0.06
    assert rates.large_pacts < 0.04


def test_the_simulation_agrees_with_the_integral() -> None:
    for insight in (0.0, 0.3, 0.75, 1.0):
        world = World(insight=insight)
        # 0.006: three standard errors of a share among 70 000 calls.
        assert selected_rates(world).called == pytest.approx(called_reliability(world), abs=0.006)


def test_challengers_who_know_nothing_select_nothing() -> None:
    assert called_reliability(World(insight=0.0)) == pytest.approx(1.49 / 2, abs=2e-3)


def test_the_better_challengers_know_the_lower_the_rate_among_called_promises() -> None:
    rates = [called_reliability(World(insight=step / 10)) for step in range(11)]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] - rates[-1] > 0.2


@settings(max_examples=40, deadline=None)
@given(st.floats(1.0, 5.0), st.floats(1.0, 5.0), st.floats(0.05, 1.0), st.floats(3.0, 20.0))
def test_selection_never_raises_the_rate(first: float, second: float, insight: float, stakes: float) -> None:
    world = World(reliability=(first, second), insight=insight, stakes=stakes)
    assert called_reliability(world) <= first / (first + second) + 1e-3


def test_a_world_without_attacks_has_no_rate() -> None:
    with pytest.raises(ValueError, match="no challenger attacks"):
        selected_rates(replace(World(), insight=0.0, stakes=0.1))


def test_the_figure_on_the_page_is_the_one_the_script_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("selection_figure", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(sys, "argv", ["selection_figure.py", str(tmp_path / "figure.svg")])
    module.main()
    assert (tmp_path / "figure.svg").read_text() == module.FIGURE.read_text()
