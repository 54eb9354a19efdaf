"""Numbers of a case from the fitted game of honour: the argument of its page holds, and the case cites them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.special import expit

from foedus.case import builtin_path, load_case
from foedus.game.arithmetic import evaluate, names_in, parse_arithmetic

ROOT = Path(__file__).parents[3]
OTHERS, OWES = "resolve:log1p(ally_other_defense_commitments)", "resolve:ally_owes_challenger_defense"
PRIOR = """foedus-prior: 1
foedus: "0"
game: "A promise"
data: "promises.csv"
data_sha256: "00"
method: "by hand"
rows:
  precision: {mean: 2, se: 0.4, interval: [1.25, 2.75], definition: "by hand"}
  norm: {mean: 0.1, se: 0.1, interval: [0, 0.3], definition: "by hand"}
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("honour_priors", ROOT / "scripts" / "honour_priors.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def of_rows(script: ModuleType, others: float, owes: float) -> tuple[float, float]:
    given = {OTHERS: others, OWES: owes}
    formulas = {name: parse_arithmetic(text) for name, text in script.prior_rows().items()}
    assert set(names_in(formulas["norm"])) == {OTHERS, OWES}
    found = {name: float(evaluate(formula, given, np)) for name, formula in formulas.items()}
    return found["precision"], found["norm"]


@pytest.mark.parametrize("others", [0.1, 0.2, 0.3])
def test_at_the_precision_one_alliance_more_moves_the_odds_as_the_fit_says(script: ModuleType, others: float) -> None:
    """An ally of median value and reserve stays by a logistic choice; the call has revealed the guarantor's type."""
    precision, _ = of_rows(script, others, 0.0)
    value, reserve = script.middle("audience.*.value"), script.middle("audience.*.reserve")
    keen = precision * script.middle("sharpness")
    stays = [expit(keen * (script.middle(f"types.{kind}.honours") - reserve)) for kind in ("committed", "opportunist")]
    assert precision * value * (stays[0] - stays[1]) == pytest.approx(others * np.log(2), rel=0.15)


def test_the_norm_is_what_owing_both_sides_costs_and_never_below_zero(script: ModuleType) -> None:
    precision, norm = of_rows(script, 0.3, -0.5)
    assert precision * norm == pytest.approx(0.5, rel=1e-12)
    assert of_rows(script, 0.3, 0.5)[1] == 0.0
    assert of_rows(script, -1.0, -0.5) == pytest.approx(of_rows(script, 0.02, -0.5), rel=1e-6)


def test_the_case_cites_the_file_for_its_precision_and_for_both_types(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / script.FILE).write_text(PRIOR, encoding="utf-8")
    text = builtin_path(script.CASE).read_text(encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(script.citing(text, ("precision", "norm")), encoding="utf-8")
    case = load_case(path)
    assert set(case.resolved) >= {"precision", "types.committed.norm", "types.opportunist.norm"}
    assert case.resolved["types.committed.norm"].taken_from == f"the fit in {script.FILE}"
    path.write_text(script.citing(text, ()), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
