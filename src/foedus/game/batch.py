"""Payoffs at leaves from payoffs at outcomes, for many games of one shape at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.errors import InputError
from foedus.game.game import NO_OUTCOME, NO_SET, Game
from foedus.game.payoff import central
from foedus.quantity import Quantity, draw

if TYPE_CHECKING:
    from foedus.game.tree import FloatArray, IntArray


def leaf_payoffs(game: Game, outcome_payoffs: Any, library: Any = None) -> Any:
    """What players get at each leaf: the sum over the outcomes on its path.

    Arguments:
        game: whose tree says which outcomes those are.
        outcome_payoffs: (player, outcome, …), in the order of `game.outcomes`.
        library: `numpy` (the default), or `jax.numpy` where the result is to be differentiated.

    Returns:
        (player, leaf, …)
    """
    import numpy

    library = numpy if library is None else library
    players, _, *batch = outcome_payoffs.shape
    # One more outcome, which is worth nothing, fills up the paths that have fewer.
    padded = library.concatenate([outcome_payoffs, library.zeros((players, 1, *batch))], axis=1)
    on_path = outcomes_on_path(game)
    total = padded[:, on_path[:, 0]]
    for column in range(1, on_path.shape[1]):
        total = total + padded[:, on_path[:, column]]
    return total


def outcomes_on_path(game: Game) -> IntArray:
    """(leaf, most on a path): the outcomes on the path to each leaf, filled up with the number of outcomes."""
    import numpy as np

    paths: list[tuple[int, ...]] = []
    for parent, outcome in zip(game.parents, game.outcome_of_node, strict=True):
        before = paths[parent] if parent >= 0 else ()
        paths.append(before if outcome == NO_OUTCOME else (*before, outcome))
    found = [path for path, owner in zip(paths, game.set_of_node, strict=True) if owner == NO_SET]
    most = max(1, *(len(path) for path in found)) if found else 1
    filled = np.full((len(found), most), len(game.outcomes), dtype=np.int64)
    for leaf, path in enumerate(found):
        filled[leaf, : len(path)] = path
    return filled


def draw_payoffs(game: Game, n_draws: int, seed: int) -> FloatArray:
    """Draws of the payoffs at leaves, (player, leaf, draw): intervals are drawn, numbers repeated.

    Each interval has a stream of its own, keyed by its outcome and player: changing one leaves the others' draws.

    Raises:
        InputError: a payoff is a formula.
        ValueError: less than one draw.
    """
    import numpy as np

    if game.has_formulas:
        raise InputError.at(game.title or "game", "has payoffs that are formulas: expected numbers and intervals")
    intervals = {
        f"payoffs.{each.label}.{player}": payoff
        for each in game.outcomes
        for player, payoff in zip(game.players, each.payoffs, strict=True)
        if isinstance(payoff, Quantity)
    }
    drawn = draw(intervals, n_draws, seed)
    payoffs = np.zeros((len(game.players), len(game.outcomes), n_draws))
    for column, each in enumerate(game.outcomes):
        for row, (player, payoff) in enumerate(zip(game.players, each.payoffs, strict=True)):
            if isinstance(payoff, Quantity):
                payoffs[row, column] = drawn[f"payoffs.{each.label}.{player}"]
            else:
                payoffs[row, column] = float(central(payoff))
    result: FloatArray = leaf_payoffs(game, payoffs)
    return result
