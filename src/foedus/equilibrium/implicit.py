"""The derivative of an equilibrium by the implicit function theorem, never by unrolling the solver.

With y = F(y; ψ): dy = (I − F_y)⁻¹ F_ψ dψ. The rule captures nothing but what it is given: differentiate with respect
to `game`, not to something the map closes over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.dense import solve_dense
from foedus.equilibrium.krylov import solve_linear
from foedus.equilibrium.problem import Array, FixedPoint, Game


@dataclass(frozen=True)
class Adjoint:
    """How the one linear system behind a derivative is solved."""

    tolerance: float = 1e-11
    """relative residual; a screen that only ranks can do with 1e-3"""
    directions: int = 40
    restarts: int = 8
    is_dense: bool = False
    """whether the matrix is written down and factorised: for few unknowns"""


@partial(jax.custom_vjp, nondiff_argnums=(0, 3))
def at_equilibrium(problem: FixedPoint, game: Game, iterate: Array, adjoint: Adjoint = Adjoint()) -> Array:
    """`iterate`, known to solve the game, as a differentiable function of the game.

    Arguments:
        problem: the fixed-point condition.
        game: its payoffs ψ; the derivative flows here.
        iterate: a solution y, shape (unknown, draw), at scale 1. No derivative flows into it.
        adjoint: how exactly the linear system is solved.

    Returns:
        y unchanged.
    """
    del problem, game, adjoint
    return iterate


def _forward(problem: FixedPoint, game: Game, iterate: Array, adjoint: Adjoint) -> tuple[Array, tuple[Game, Array]]:
    del problem, adjoint
    return iterate, (game, iterate)


def _backward(problem: FixedPoint, adjoint: Adjoint, kept: tuple[Game, Array], weight: Array) -> tuple[Any, Array]:
    game, iterate = kept
    scale = jnp.ones(iterate.shape[-1])
    prepared = problem.prepare(game)
    _, through_iterate = jax.vjp(lambda y: problem.step(prepared, y, scale), iterate)
    if adjoint.is_dense:
        units = jnp.broadcast_to(jnp.eye(len(weight))[:, :, None], (len(weight), *weight.shape))
        rows = jax.vmap(lambda unit: through_iterate(unit)[0])(units)  # row i of the derivative of the map
        matrix = jnp.eye(len(weight))[:, :, None] - jnp.swapaxes(rows, 0, 1)
        moves = solve_dense(matrix, weight[:, None])[:, 0]
    else:
        moves = solve_linear(
            lambda v: v - through_iterate(v)[0], weight, adjoint.tolerance, adjoint.directions, adjoint.restarts
        )
    # Whole numbers (which request stands below which) have no derivative; only the others are moved.
    moving, still = _split(game)

    def of_moving(leaves: list[Array]) -> Array:
        return problem.step(problem.prepare(_join(game, leaves, still)), iterate, scale)

    _, through_game = jax.vjp(of_moving, moving)
    (towards,) = through_game(moves)
    nothing = [np.zeros(leaf.shape, jax.dtypes.float0) for leaf in still]
    return _join(game, towards, nothing), jnp.zeros_like(iterate)


def _is_moving(leaf: Array) -> bool:
    return bool(jnp.issubdtype(jnp.asarray(leaf).dtype, jnp.floating))


def _split(game: Game) -> tuple[list[Array], list[Array]]:
    leaves = jax.tree_util.tree_leaves(game)
    return [leaf for leaf in leaves if _is_moving(leaf)], [leaf for leaf in leaves if not _is_moving(leaf)]


def _join(game: Game, moving: list[Array], still: list[Array]) -> Game:
    leaves, form = jax.tree_util.tree_flatten(game)
    first, second = iter(moving), iter(still)
    return jax.tree_util.tree_unflatten(form, [next(first) if _is_moving(leaf) else next(second) for leaf in leaves])


at_equilibrium.defvjp(_forward, _backward)
