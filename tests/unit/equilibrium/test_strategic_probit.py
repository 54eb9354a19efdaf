"""The probit links on the trees of the strategic-estimation literature, against their formulas written out."""

from statistics import NormalDist

import numpy as np
import pytest

from foedus.equilibrium.link import Link
from foedus.equilibrium.solve_game import solve
from foedus.equilibrium.tree_solution import Solution
from foedus.game import Game, decision, make_game

PHI = NormalDist().cdf
ROOT = np.sqrt(2.0)
U11, U13, U14, U24 = 0.3, -0.4, 1.1, 0.7


def two_players() -> Game:
    """1: L ends, or R; then 2: L or R."""
    second = decision("2", {"l": [str(U13), 0], "r": [str(U14), str(U24)]}, label="two")
    return make_game("egame12", ["1", "2"], decision("1", {"L": [str(U11), 0], "R": second}, label="one"))


def chosen(solution: Solution, label: str, action: str) -> float:
    assert solution.is_solved.all()
    player = next(player for player, name in solution.names.sets if name == label)
    return float(solution.of(player, label, action)[0])


def test_agent_error_of_two_players() -> None:
    solution = solve(two_players(), link=Link.PROBIT_AGENT)
    p4 = PHI(U24 / ROOT)
    assert chosen(solution, "two", "r") == pytest.approx(p4, abs=1e-12)
    p2 = PHI(((1 - p4) * U13 + p4 * U14 - U11) / ROOT)
    assert chosen(solution, "one", "R") == pytest.approx(p2, abs=1e-12)


@pytest.mark.parametrize("sigma", [1.0, 2.5])
def test_private_information_of_two_players(sigma: float) -> None:
    """λ = 1/σ: both terms of a player scale together."""
    solution = solve(two_players(), link=Link.PROBIT_PRIVATE, precision=1.0 / sigma)
    p4 = PHI(U24 / (sigma * ROOT))
    p2 = PHI(((1 - p4) * U13 + p4 * U14 - U11) / (sigma * np.sqrt(1 + (1 - p4) ** 2 + p4**2)))
    assert chosen(solution, "two", "r") == pytest.approx(p4, abs=1e-12)
    assert chosen(solution, "one", "R") == pytest.approx(p2, abs=1e-12)


def test_private_information_of_three_players() -> None:
    u11, u13, u15, u16 = 0.2, -0.5, 0.4, -0.9
    u23, u25, u26, u36 = 0.1, 0.8, -0.6, 0.5
    third = decision("3", {"l": [str(u15), str(u25), 0], "r": [str(u16), str(u26), str(u36)]}, label="three")
    second = decision("2", {"l": [str(u13), str(u23), 0], "r": third}, label="two")
    first = decision("1", {"L": [str(u11), 0, 0], "R": second}, label="one")
    solution = solve(make_game("egame123", ["1", "2", "3"], first), link="probit-private")
    p6 = PHI(u36 / ROOT)
    p5 = 1 - p6
    p4 = PHI((p5 * u25 + p6 * u26 - u23) / np.sqrt(1 + p5**2 + p6**2))
    p3 = 1 - p4
    p2 = PHI((p3 * u13 + p4 * (p5 * u15 + p6 * u16) - u11) / np.sqrt(1 + p3**2 + (p4 * p5) ** 2 + (p4 * p6) ** 2))
    assert chosen(solution, "three", "r") == pytest.approx(p6, abs=1e-12)
    assert chosen(solution, "two", "r") == pytest.approx(p4, abs=1e-12)
    assert chosen(solution, "one", "R") == pytest.approx(p2, abs=1e-12)


def test_a_probit_of_high_precision_still_has_beliefs() -> None:
    solution = solve(two_players(), link=Link.PROBIT_AGENT, precision=1e4)
    assert solution.is_solved.all()
    assert np.all(np.isfinite(solution.log_probability))
