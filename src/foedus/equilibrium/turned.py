"""A game made ready to be solved, and one turn of its map at given points."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.chunk import Tree, over_chunks, take
from foedus.equilibrium.problem import Array, FixedPoint, Game

Numbers = np.ndarray[Any, Any]
COMPILED_CHUNK, PLAIN_CHUNK = 64, 256
"""draws at a time: what is compiled is as fast in few, and NumPy takes few calls for many"""
Once = Callable[[FixedPoint, Game], Tree]
"""what is worked out of a problem's game before it is solved"""


def once(work: Once, problem: FixedPoint, game: Game) -> Tree:
    """`work` in all draws of the game, as NumPy arrays (…, draw); compiled, unless the problem is plain."""
    n_draws = int(jax.tree_util.tree_leaves(game)[0].shape[-1])
    if problem.is_plain:
        return over_chunks(partial(work, problem), (game,), np.arange(n_draws), PLAIN_CHUNK)
    return over_chunks(partial(_compiled, work, problem), (game,), np.arange(n_draws), COMPILED_CHUNK)


def prepared(problem: FixedPoint, game: Game) -> Game:
    """The game with whatever no y moves worked out, in all its draws, as NumPy arrays (…, draw)."""
    return once(_prepare, problem, game)


def turned(problem: FixedPoint, game: Game, draws: Numbers, iterate: Numbers) -> Numbers:
    """F(y; game) at the full precision, (unknown, point).

    Arguments:
        problem: the fixed-point condition.
        game: prepared, NumPy arrays (…, draw).
        draws: which draw of the game each point is of, indices, (point,).
        iterate: y, (unknown, point).
    """
    if not len(draws):
        return np.zeros_like(iterate)
    if problem.loop is not None:
        image: Numbers | None = problem.loop.turned(game, draws, iterate)
        if image is not None:
            return image

    def work(places: Numbers) -> Array:
        return _turn(problem, take(game, draws[places]), iterate[:, places])

    points = np.arange(len(draws))
    compiled: Numbers = over_chunks(work, (points,), points, COMPILED_CHUNK)
    return compiled


def _prepare(problem: FixedPoint, game: Game) -> Game:
    return problem.prepare(game)


@partial(jax.jit, static_argnums=(0, 1), compiler_options=COMPILE)
def _compiled(work: Once, problem: FixedPoint, game: Game) -> Tree:
    return work(problem, game)


@partial(jax.jit, static_argnums=0, compiler_options=COMPILE)
def _turn(problem: FixedPoint, game: Game, iterate: Array) -> Array:
    return problem.step(game, iterate, jnp.ones(iterate.shape[-1]))
