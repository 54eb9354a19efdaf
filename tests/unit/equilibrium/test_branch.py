"""The dense branch on problems in which something is known, and the loop that it shares with the other methods."""

import numpy as np
import pytest
from named_problems import CONTRACTION, CYCLING, games

from foedus.equilibrium import Branch
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.chain import begin
from foedus.equilibrium.lanes import Ended, run_lanes
from foedus.equilibrium.loop import Points
from foedus.equilibrium.problem import Array, FixedPoint, Game

BRANCH = Branch()


def followed(problem: FixedPoint, game: Game, method: Branch = BRANCH) -> Ended:
    prepared, origin = begin(problem, game)
    count = origin.shape[-1]
    return run_lanes(method, problem, prepared, np.arange(count), Points.at(origin, 0.0), 8, 8, method.max_steps)


def _folding(game: dict[str, Array], y: Array, scale: Array) -> Array:
    """y = F with 4 t = y³ − 3 y² + 2.9 y: t rises, falls between two folds and rises again."""
    return y + 4.0 * scale * game["one"] - (y**3 - 3.0 * y**2 + 2.9 * y)


FOLDING = FixedPoint(lambda game: jnp.zeros((1, game["one"].shape[-1])), _folding)


@pytest.mark.parametrize("problem", [CONTRACTION, CYCLING])
def test_a_branch_without_folds_ends_on_its_fixed_point(problem: FixedPoint) -> None:
    game = games(0.3, 2.0, 7.0)
    ended = followed(problem, game)
    assert ended.is_done.all()
    again = np.asarray(problem.step(game, ended.iterate, np.ones(3)))
    assert again == pytest.approx(ended.iterate, abs=1e-12)


def test_a_fold_is_gone_round() -> None:
    """The cubic has one root at t = 1, beyond both folds, which stepping t upwards alone jumps to or misses."""
    ended = followed(FOLDING, games(1.0, 0.5))
    assert ended.is_done.all()
    y = ended.iterate[0]
    assert y**3 - 3.0 * y**2 + 2.9 * y == pytest.approx(np.array([4.0, 2.0]), abs=1e-11)


def test_a_draw_out_of_steps_is_not_done() -> None:
    ended = followed(FOLDING, games(1.0), Branch(max_steps=3))
    assert not ended.is_done.any()


def test_a_map_that_gives_no_number_is_not_done_and_ends() -> None:
    broken = FixedPoint(
        lambda game: jnp.zeros((1, game["one"].shape[-1])), lambda game, y, scale: y + jnp.log(0.3 - scale)
    )
    ended = followed(broken, games(1.0))
    assert not ended.is_done.any()
