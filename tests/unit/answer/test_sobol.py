"""Sobol indices: functions whose indices are known, samples with holes, and a case in which one input is everything."""

import numpy as np
import pytest

from foedus.answer import ask, sobol
from foedus.answer.sobol import OTHERS, indices, leading_inputs
from foedus.answer.solved_again import INNOCENCE, headlines
from foedus.case import builtin_path, load_case, parse_case
from foedus.errors import ComputationError

POINTS = 1024
A, B = 7.0, 0.1


def ishigami(points: np.ndarray) -> dict[str, np.ndarray]:
    """Ishigami and Homma (1990), on [−π, π]³, and the sum of the first two inputs."""
    x, y, z = np.pi * (2.0 * points.T - 1.0)
    return {
        "ishigami": np.sin(x) + A * np.sin(y) ** 2 + B * z**4 * np.sin(x),
        "sum": points[:, 0] + points[:, 1],
        "constant": np.ones(len(points)),
        "rounded": 0.5 + 1e-13 * np.sin(1e9 * x),
    }


def known() -> dict[str, tuple[float, float]]:
    """First-order and total indices of the function of Ishigami and Homma, from its partial variances."""
    v_x = 0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2
    v_y = A**2 / 8.0
    v_xz = B**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    total = v_x + v_y + v_xz
    return {
        "x": (v_x / total, (v_x + v_xz) / total),
        "y": (v_y / total, v_y / total),
        "z": (0.0, v_xz / total),
        OTHERS: (v_y / total, (v_y + v_xz) / total),
    }


@pytest.mark.parametrize("groups", [("x", "y", "z"), ("x", OTHERS, OTHERS)])
def test_indices_are_those_that_are_known(groups: tuple[str, ...]) -> None:
    """0.05: three standard errors at so many points are less."""
    rows = [row for row in indices("xyz", groups, ishigami, POINTS, 1) if row.figure == "ishigami"]
    assert {row.input for row in rows} == set(groups)
    for row in rows:
        first, total = known()[row.input]
        assert row.first.value == pytest.approx(first, abs=0.05)
        assert row.total.value == pytest.approx(total, abs=0.05)
        for figure in (row.first, row.total):
            assert figure.low < figure.value < figure.high
    assert rows[-1].input == (OTHERS if OTHERS in groups else "z")


def test_a_sum_has_no_interactions_and_an_input_that_it_lacks_has_no_share() -> None:
    rows = {row.input: row for row in indices("xyz", "xyz", ishigami, POINTS, 1) if row.figure == "sum"}
    for name in "xy":
        assert rows[name].first.value == pytest.approx(0.5, abs=0.03)
        assert rows[name].total.value == pytest.approx(0.5, abs=0.03)
    assert rows["z"].total.value == pytest.approx(0.0, abs=1e-12)


def test_a_figure_that_does_not_vary_has_no_rows() -> None:
    assert {row.figure for row in indices("xyz", "xyz", ishigami, 64, 1)} == {"ishigami", "sum"}


def test_a_point_that_fails_takes_its_whole_base_point_along() -> None:
    """What is left is the estimate from the other base points, and not one with numbers made up."""

    def holed(points: np.ndarray) -> dict[str, np.ndarray]:
        values = ishigami(points)["ishigami"]
        values[:: 5 * 40] = np.nan  # one point of every fortieth base point
        return {"ishigami": values}

    for row in indices("xyz", "xyz", holed, POINTS, 1):
        first, total = known()[row.input]
        assert row.first.value == pytest.approx(first, abs=0.06)
        assert row.total.value == pytest.approx(total, abs=0.06)


def test_too_few_whole_points_are_refused() -> None:
    def broken(points: np.ndarray) -> dict[str, np.ndarray]:
        return {"f": np.where(points[:, 0] > 0.5, points[:, 0], np.nan)}

    with pytest.raises(ComputationError, match=r"points of the Sobol sample could be solved for f"):
        indices("xyz", "xyz", broken, 64, 1)


def test_without_the_library_it_is_said_what_to_install_before_anything_is_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sobol, "find_spec", lambda name: None)
    with pytest.raises(ComputationError, match=r"pip install 'foedus\[sensitivity\]'"):
        ask("no-such-case", sobol=True)


def test_inputs_are_chosen_figure_by_figure() -> None:
    """However small the numbers of a figure are; an input that moves nothing is not."""
    swings = {"a": [1.0, 0.0], "b": [0.5, 1e-6], "c": [0.1, 2e-6], "d": [0.0, 0.0], "e": [-0.2, 0.0]}
    assert leading_inputs({path: np.array(row) for path, row in swings.items()}) == ["a", "c", "b", "e"]
    assert leading_inputs({}) == []


def test_in_a_case_with_one_input_that_matters_that_is_everything() -> None:
    case = load_case("two-by-two", settings={"requests.help.asking": "0.02 to 0.2"})
    answer = ask(case, draws=64, flips=False, sobol=True)
    assert answer.sobol is not None
    assert {row.figure for row in answer.sobol} == set(headlines(case, "statement", "words")) - {INNOCENCE}
    for row in answer.sobol:  # the others are defaults that nothing reads here
        share = 1.0 if row.input == "requests.help.asking" else 0.0
        assert row.first.value == pytest.approx(share, abs=0.1)
        assert row.total.value == pytest.approx(share, abs=0.1)
    assert ask(case, draws=64, flips=False).sobol is None


def test_where_nothing_moves_a_figure_there_are_no_indices() -> None:
    assert ask("two-by-two", draws=4, flips=False, sobol=True).sobol == ()


REPORTS = """
sources: {wire: {title: A wire, kind: press}}
evidence:
  - id: first
    date: 1999-12-30
    says: So it is
    source: wire
    origin: wire
    reliability: 1
    odds: {statement: 1, help: 2}
  - id: copy
    date: 1999-12-31
    says: So it is again
    source: wire
    origin: wire
    reliability: 1
    likelihood: {statement: 0.1 to 0.9, help: 0.2 to 0.8}
"""


def test_reports_of_one_origin_are_called_by_an_input_that_the_case_has() -> None:
    """Their draws are those of the first of them, which has no number of that name."""
    case = parse_case(builtin_path("two-by-two").read_text(encoding="utf-8") + REPORTS)
    rows = ask(case, draws=64, flips=False, sobol=True).sobol
    assert rows
    assert {row.input for row in rows} - {OTHERS} == {f"evidence.copy.likelihood.{name}" for name in case.requests}
