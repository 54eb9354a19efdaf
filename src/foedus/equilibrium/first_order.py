"""How equilibria move with the game, to first order, without solving again.

By the implicit function theorem: where y = F(y; ψ), a game ψ' nearby has y' ≈ y + (I − F_y)⁻¹ [F(y; ψ') − y]. One
matrix in each draw serves any number of changes; `implicit.py` has the same derivative for gradients of one number.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.chunk import over_chunks
from foedus.equilibrium.problem import Array, FixedPoint, Game

Numbers = np.ndarray[Any, Any]

STEP = 1e-7
"""of a forward difference of F, relative where an unknown exceeds 1"""
WORST_CONDITION = 0.1 / STEP
"""of a matrix of such differences, whose entries are wrong by about STEP, up to which its inverse says something"""
_MOST_BYTES = 256 * 2**20


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
        here = np.asarray(_image(problem, game, iterate))
        step = STEP * (1.0 + np.abs(iterate))
        matrix = np.empty((n_draws, unknowns, unknowns))

        def column(place: int) -> None:
            moved = iterate.copy()
            moved[place] += step[place]
            slope = (np.asarray(_image(problem, game, moved)) - here) / step[place]
            matrix[:, :, place] = -slope.T
            matrix[:, place, place] += 1.0

        column(0)  # alone: two threads would compile the same thing twice
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
            list(threads.map(column, range(1, unknowns)))
        return cls(problem, iterate, _inverses(matrix))

    def towards(self, game: Game) -> Numbers:
        """The iterates of changed games, (unknown, copy · draw): copies of all the draws, copy after copy."""
        unknowns, n_draws = self.iterate.shape
        total = int(jax.tree_util.tree_leaves(game)[0].shape[-1])
        at = np.tile(self.iterate, total // n_draws)
        image = over_chunks(partial(_image, self.problem), (game, at), np.arange(total), n_draws)
        gap = (image - at).reshape(unknowns, -1, n_draws)
        with one_blas_thread():
            moves = np.matmul(self.inverse, np.moveaxis(gap, -1, 0))  # (draw, unknown, copy)
        found: Numbers = at + np.moveaxis(moves, 0, -1).reshape(unknowns, -1)
        return found


def one_blas_thread() -> threadpool_limits:
    """Within it, linear algebra stays on the thread that calls it.

    A product of a few hundred rows is no work for two threads, which wait for each other longer than they calculate: on
    a busy machine 25 times as long.
    """
    return threadpool_limits(limits=1, user_api="blas")


def _inverses(matrix: Numbers) -> Numbers:
    """The inverse of each, (draw, row, column); zeros where it would only magnify the noise of the differences."""
    found = np.zeros_like(matrix)

    def invert(draw: int) -> None:
        with suppress(np.linalg.LinAlgError):
            inverse = np.linalg.inv(matrix[draw])
            if np.linalg.norm(inverse) * max(1.0, float(np.linalg.norm(matrix[draw]))) < WORST_CONDITION:
                found[draw] = inverse

    with one_blas_thread(), ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        list(threads.map(invert, np.flatnonzero(np.all(np.isfinite(matrix), axis=(1, 2)))))
    return found


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def _image(problem: FixedPoint, game: Game, iterate: Array) -> Array:
    return problem.step(problem.prepare(game), iterate, jnp.ones(iterate.shape[-1]))
