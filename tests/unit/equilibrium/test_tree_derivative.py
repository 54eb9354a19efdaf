"""Derivatives of a tree's equilibrium: implicit = unrolled = differenced, in payoffs, chance and precision."""

import dataclasses

import numpy as np
import pytest
from game_trees import random_game

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.link import Link
from foedus.equilibrium.solve_game import solve
from foedus.equilibrium.tree_derivative import equilibrium_log_probability
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_solution import Solution

STEP = 1e-5
CLOSE = 3e-8
"""differences of second order with this step, of solutions to 1e-13, are good to 1e-8"""
GAMES = [(0, Link.LOGIT), (4, Link.LOGIT), (5, Link.LOGIT), (2, Link.PROBIT_AGENT), (3, Link.PROBIT_PRIVATE)]


def solved(seed: int, link: Link, precision: float = 1.5, **numbers: np.ndarray) -> Solution:
    is_private = link is Link.PROBIT_PRIVATE
    widest = 2 if link.is_probit else 3
    game = random_game(seed, n_players=3, depth=3 if is_private else 4, widest=widest, is_public=is_private)
    solution = solve(game, precision=numbers.pop("precision", np.float64(precision)), link=link, **numbers)
    assert solution.is_solved.all()
    return solution


@pytest.mark.parametrize(("seed", "link"), GAMES)
def test_implicit_derivatives_are_what_differences_say(seed: int, link: Link) -> None:
    solution = solved(seed, link)
    tree = solution.engine.structure.tree
    move = tree.n_moves // 2
    found = solution.slopes(*solution.names.moves[move])

    def differenced(name: str, base: np.ndarray, at: tuple[int, ...]) -> float:
        ends = []
        for sign in (1.0, -1.0):
            moved = np.array(base)
            moved[at] += sign * STEP
            ends.append(_solve_numbers(solution, dataclasses.replace(solution.numbers, **{name: moved}))[move])
        return float((ends[0] - ends[1]) / (2.0 * STEP))

    random = np.random.default_rng(seed)
    pay = solution.numbers.payoffs
    for _ in range(4):
        at = (int(random.integers(pay.shape[0])), int(random.integers(pay.shape[1])), 0)
        assert found.payoffs[at] == pytest.approx(differenced("payoffs", pay, at), abs=CLOSE)
    for row in range(min(2, len(solution.numbers.log_chance))):
        expected = differenced("log_chance", solution.numbers.log_chance, (row, 0))
        assert found.chance[row, 0] * np.exp(solution.numbers.log_chance[row, 0]) == pytest.approx(expected, abs=CLOSE)
    owners = tree.player_of_set[: tree.n_sets]
    for player in sorted(set(owners.tolist())):
        each = [
            differenced("precision", solution.numbers.precision, (number, 0))
            for number in np.flatnonzero(owners == player).tolist()
        ]
        assert found.precision[player, 0] == pytest.approx(sum(each), abs=CLOSE * len(each))


def _solve_numbers(solution: Solution, numbers: TreeNumbers) -> np.ndarray:
    from foedus.equilibrium.tree_solve import solve_tree

    found = solve_tree(solution.engine, numbers)
    return np.exp(np.asarray(found.profile.log_probability)[:, 0])


@pytest.mark.parametrize("seed", [0, 4, 5])
def test_implicit_derivatives_are_those_of_unrolled_iteration(seed: int) -> None:
    """At a low precision the map contracts, so that 300 turns of it are the equilibrium and can be differentiated."""
    solution = solved(seed, Link.LOGIT, precision=0.4)
    engine, problem = solution.engine, solution.engine.whole.problem

    def unrolled(numbers: TreeNumbers) -> jax.Array:
        prepared = problem.prepare(numbers)
        scale = jnp.ones(1)
        begin = jnp.zeros_like(jnp.asarray(solution.odds))
        odds, _ = jax.lax.scan(lambda y, _: (problem.step(prepared, y, scale), None), begin, None, length=300)
        return engine.log_probability(odds)

    weight = jnp.asarray(np.random.default_rng(seed).normal(size=solution.log_probability.shape))
    by_hand = jax.jit(jax.grad(lambda numbers: jnp.sum(weight * unrolled(numbers))))(solution.numbers)
    implicit = jax.jit(
        jax.grad(lambda numbers: jnp.sum(weight * equilibrium_log_probability(engine, numbers, solution.odds)))
    )(solution.numbers)
    for name in ("payoffs", "log_chance", "precision"):
        assert np.asarray(getattr(implicit, name)) == pytest.approx(np.asarray(getattr(by_hand, name)), abs=1e-10)


def test_slopes_of_a_batch_are_those_of_its_draws() -> None:
    game = random_game(4, n_players=3, depth=4)
    payoffs = np.stack([game.tree.payoffs, 1.2 * game.tree.payoffs, game.tree.payoffs - 0.3], axis=-1)
    batch = solve(game, payoffs=payoffs)
    name = batch.names.moves[0]
    together = batch.slopes(*name)
    for draw in range(3):
        alone = solve(game, payoffs=payoffs[..., draw]).slopes(*name)
        assert together.payoffs[..., draw] == pytest.approx(alone.payoffs[..., 0], abs=1e-10)
        assert together.precision[:, draw] == pytest.approx(alone.precision[:, 0], abs=1e-10)


def test_a_move_that_is_not_there_has_no_slopes() -> None:
    with pytest.raises(KeyError):
        solved(0, Link.LOGIT).slopes("player 0", "s0", "nothing")
