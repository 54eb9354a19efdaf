"""Known solutions of the catalogue come out of the engine: logit ones to the digit, others as limits of branches."""

import math
from typing import Any

import numpy as np
import pytest

from foedus.equilibrium.solve_game import solve
from foedus.game import Game, KnownSolution, catalogue_entry

LOGIT: list[tuple[str, dict[str, Any]]] = [
    ("deterrence", {}),
    ("deterrence", {"gain": 2, "war": -3, "resolve": -1}),
    ("request", {}),
    ("ultimatum", {}),
]
# Which of the known solutions the principal branch ends in. Of beer and quiche it is the one that meets the intuitive
# criterion; of Selten's horse one of those that survive trembles.
LIMITS: list[tuple[str, int, dict[str, Any]]] = [
    ("beer-quiche", 0, {}),
    ("centipede", 0, {}),
    ("chain-store", 0, {"entrants": 2}),
    ("crisis-signalling", 0, {}),
    ("matching-pennies", 0, {}),
    ("selten-horse", 0, {}),
    ("ultimatum", 1, {"steps": 4}),
]


def distance(game: Game, known: KnownSolution, probability: Any) -> float:
    """The largest difference in a probability, over the sets of which the known solution speaks."""
    tree = game.tree
    worst = 0.0
    for index, each in enumerate(game.information_sets):
        strategy = known.profile.get(game.players[each.player], {}).get(each.label)
        if strategy is not None:
            played = probability[tree.first_move[index] : tree.first_move[index + 1]]
            expected = np.array([float(strategy.get(action, 0)) for action in each.actions])
            worst = max(worst, float(np.abs(played - expected).max()))
    return worst


@pytest.mark.parametrize(("name", "numbers"), LOGIT)
def test_logit_equilibria_of_the_catalogue_are_met_to_the_digit(name: str, numbers: dict[str, Any]) -> None:
    entry = catalogue_entry(name)
    game, known = entry.game(**numbers), entry.solutions(**numbers)[0]
    assert known.precision is not None
    solution = solve(game, precision=known.precision)
    assert solution.is_solved[0]
    assert distance(game, known, np.exp(solution.log_probability[:, 0])) < 1e-12


@pytest.mark.parametrize(("name", "which", "numbers"), LIMITS)
def test_the_branch_ends_in_a_known_equilibrium(name: str, which: int, numbers: dict[str, Any]) -> None:
    """5e-3: a mixed equilibrium is approached as 1/λ, and the limit is taken where λ is large, not infinite."""
    entry = catalogue_entry(name)
    game, known = entry.game(**numbers), entry.solutions(**numbers)[which]
    solution = solve(game, precision=math.inf)
    assert solution.is_solved[0]
    assert distance(game, known, np.exp(solution.log_probability[:, 0])) < 5e-3
