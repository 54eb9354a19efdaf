"""How an equilibrium of a tree moves with its payoffs, chance and precision: by the implicit function theorem.

Of the map of all sets, whatever cut the equilibrium was found in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.chunk import over_chunks
from foedus.equilibrium.dense import solve_dense
from foedus.equilibrium.implicit import Adjoint, at_equilibrium
from foedus.equilibrium.problem import Array
from foedus.equilibrium.tree_engine import TreeEngine
from foedus.equilibrium.tree_map import TreeMap, TreeNumbers
from foedus.equilibrium.tree_solve import MOST_DENSE, lanes_for

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Slopes:
    """Derivatives of one probability."""

    payoffs: Numbers
    """with respect to every payoff, (player, leaf, draw)"""
    chance: Numbers
    """with respect to every probability of chance, each as if it could move alone, (chance move, draw)"""
    precision: Numbers
    """with respect to every player's λ, (player, draw)"""


def equilibrium_log_probability(engine: TreeEngine, numbers: TreeNumbers, odds: Array) -> Array:
    """Log probability of every move at a known equilibrium, as a differentiable function of the game's numbers.

    Arguments:
        engine: of the tree and the link.
        numbers: the derivative flows here, through payoffs, log chance and precision.
        odds: the equilibrium, in the odds of all free sets, (unknown, draw); no derivative flows into it.

    Returns:
        (move, draw); differentiate it in reverse mode.
    """
    adjoint = Adjoint(is_dense=engine.whole.schedule.n_unknown <= MOST_DENSE)
    return engine.log_probability(at_equilibrium(engine.whole.problem, numbers, odds, adjoint))


def slopes(engine: TreeEngine, numbers: TreeNumbers, odds: Numbers, move: int) -> Slopes:
    """How the probability of one move answers to every number of the game, draw by draw."""
    n_draws = odds.shape[-1]
    found: TreeNumbers = over_chunks(
        partial(_slopes, engine, move), (numbers, odds), np.arange(n_draws), min(64, lanes_for(engine.whole, n_draws))
    )
    tree = engine.structure.tree
    by_player = np.zeros((tree.n_players, n_draws))
    np.add.at(by_player, tree.player_of_set[: tree.n_sets], np.asarray(found.precision))
    chance = np.asarray(found.log_chance) / np.exp(np.asarray(numbers.log_chance))
    return Slopes(np.asarray(found.payoffs), chance, by_player)


@partial(jax.jit, static_argnums=(0, 1), compiler_options=COMPILE)
def _slopes(engine: TreeEngine, move: int, numbers: TreeNumbers, odds: Array) -> TreeNumbers:
    def chosen(numbers: TreeNumbers) -> Array:
        return jnp.sum(jnp.exp(equilibrium_log_probability(engine, numbers, odds)[move]))

    return jax.grad(chosen)(numbers)  # type: ignore[no-any-return]


@partial(jax.custom_jvp, nondiff_argnums=(0,))
def followed(mapped: TreeMap, numbers: TreeNumbers, odds: Array) -> Array:
    """`odds`, known to solve a map, as a function of the game's numbers that can be differentiated as often as needed.

    With y = F(y; ψ): dy = (I − F_y)⁻¹ F_ψ dψ, whose right-hand side is again a function of ψ and of y itself. The
    matrix is written down, so this is for maps of few unknowns; in one direction, or in reverse, once or twice.

    Arguments:
        mapped: the map of a cut, or of all sets.
        numbers: ψ; the derivative flows here.
        odds: the solution y, (unknown, draw); no derivative flows into it.

    Returns:
        y unchanged.
    """
    del mapped, numbers
    return odds


@followed.defjvp
def _followed_jvp(
    mapped: TreeMap, at: tuple[TreeNumbers, Array], along: tuple[TreeNumbers, Array]
) -> tuple[Array, Array]:
    (numbers, odds), (change, _) = at, along
    found = followed(mapped, numbers, odds)
    scale, count = jnp.ones(odds.shape[-1]), len(odds)

    def answer(numbers: TreeNumbers, odds: Array) -> Array:
        return mapped.step(mapped.prepare(numbers), odds, scale)

    _, pushed = jax.jvp(lambda each: answer(each, found), (numbers,), (change,))
    units = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, *odds.shape))
    columns = jax.vmap(lambda unit: jax.jvp(lambda each: answer(numbers, each), (found,), (unit,))[1])(units)
    system = jnp.eye(count)[:, :, None] - jnp.swapaxes(columns, 0, 1)
    # By the inverse, which is a number here: elimination of both sides together could not be run in reverse.
    return found, jnp.sum(_inverse(system) * pushed[None], axis=1)


@jax.custom_jvp
def _inverse(matrix: Array) -> Array:
    """Of every draw's matrix, (row, column, draw)."""
    return solve_dense(matrix, jnp.broadcast_to(jnp.eye(len(matrix))[:, :, None], matrix.shape))


@_inverse.defjvp
def _inverse_jvp(at: tuple[Array], along: tuple[Array]) -> tuple[Array, Array]:
    found = _inverse(at[0])
    return found, -jnp.einsum("ijd,jkd,kld->ild", found, along[0], found)
