"""How equilibria move with the game, to first order, without solving again.

By the implicit function theorem: where y = F(y; ψ), a game ψ' nearby has y' ≈ y + (I − F_y)⁻¹ [F(y; ψ') − y]. One
matrix in each draw serves any number of changes; `implicit.py` has the same derivative for gradients of one number.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax
from foedus.equilibrium.chunk import cores, threads
from foedus.equilibrium.one_blas_thread import one_blas_thread
from foedus.equilibrium.problem import FixedPoint, Game
from foedus.equilibrium.turned import prepared, turned

Numbers = np.ndarray[Any, Any]

STEP = 1e-7
"""of a forward difference of F, relative where an unknown exceeds 1"""
WORST_CONDITION = 0.1 / STEP
"""of a matrix of such differences, whose entries are wrong by about STEP, up to which its inverse says something"""
_MOST_BYTES = 256 * 2**20
_BLOCK = 2048
"""points that are turned at a time"""


def most_draws(n_unknowns: int) -> int:
    """For how many draws the matrices fit into a quarter of a gigabyte."""
    return max(1, _MOST_BYTES // (8 * n_unknowns**2))


@dataclass(frozen=True)
class FirstOrder:
    """Equilibria and the inverse of I − F_y in each draw."""

    problem: FixedPoint
    iterate: Numbers
    """y, (unknown, draw)"""
    inverse: Numbers
    """(draw, unknown, unknown)"""

    @classmethod
    def at(cls, problem: FixedPoint, game: Game, iterate: Numbers) -> FirstOrder:
        """The matrix by forward differences of F, one unknown at a time.

        Arguments:
            problem: the fixed-point condition.
            game: pytree of arrays (…, draw).
            iterate: its solutions, (unknown, draw).

        A solution at a turning point of its branch has no first-order move that could be told from noise: it stays
        where it is.
        """
        unknowns, n_draws = iterate.shape
        game, draws = prepared(problem, game), np.arange(n_draws)
        here = turned(problem, game, draws, iterate)
        step = STEP * (1.0 + np.abs(iterate))
        matrix = np.empty((n_draws, unknowns, unknowns))
        per_block = max(1, _BLOCK // max(1, n_draws))
        for first in range(0, unknowns, per_block):
            places = np.arange(first, min(first + per_block, unknowns))
            moved = np.repeat(iterate[:, None], len(places), axis=1)  # (unknown, place, draw)
            moved[places, places - first] += step[places]
            image = turned(problem, game, np.tile(draws, len(places)), moved.reshape(unknowns, -1))
            slope = (image.reshape(moved.shape) - here[:, None]) / step[places]
            matrix[:, :, places] = -np.moveaxis(slope, -1, 0)
        matrix[:, np.arange(unknowns), np.arange(unknowns)] += 1.0
        return cls(problem, iterate, _inverses(matrix))

    def towards(self, game: Game) -> Numbers:
        """The iterates of changed games, (unknown, copy · draw): copies of all the draws, copy after copy."""
        unknowns, n_draws = self.iterate.shape
        total = int(jax.tree_util.tree_leaves(game)[0].shape[-1])
        at = np.tile(self.iterate, total // n_draws)
        image = turned(self.problem, prepared(self.problem, game), np.arange(total), at)
        gap = (image - at).reshape(unknowns, -1, n_draws)
        with one_blas_thread():
            moves = np.matmul(self.inverse, np.moveaxis(gap, -1, 0))  # (draw, unknown, copy)
        found: Numbers = at + np.moveaxis(moves, 0, -1).reshape(unknowns, -1)
        return found


def _inverses(matrix: Numbers) -> Numbers:
    """The inverse of each, (draw, row, column); zeros where it would only magnify the noise of the differences."""
    found = np.zeros_like(matrix)

    def invert(draw: int) -> None:
        with suppress(np.linalg.LinAlgError):
            inverse = np.linalg.inv(matrix[draw])
            if np.linalg.norm(inverse) * max(1.0, float(np.linalg.norm(matrix[draw]))) < WORST_CONDITION:
                found[draw] = inverse

    with one_blas_thread(), threads(cores()) as pool:
        list(pool.map(invert, np.flatnonzero(np.all(np.isfinite(matrix), axis=(1, 2)))))
    return found
