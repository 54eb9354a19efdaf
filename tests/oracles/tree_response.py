"""Everyone's logit answer on a tree, by walking it node by node: the slow, obvious version of an engine's map.

On probabilities rather than logarithms, with sums in plain Python floats: right at moderate precision.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.game import Tree

Array = NDArray[np.float64]


def tree_response(tree: Tree, strategy: Array, precision: float = 1.0) -> Array:
    """The chance of every move of the players, (move,), when all others, and oneself elsewhere, play `strategy`.

    Raises:
        ValueError: an information set is not reached, so that nothing can be believed there.
    """
    chances = np.concatenate([strategy, tree.chance])
    reach = np.ones(tree.n_nodes)
    for node in range(1, tree.n_nodes):
        reach[node] = reach[tree.parent[node]] * chances[tree.move[node]]
    worth = np.zeros((tree.n_players, tree.n_nodes))
    worth[:, tree.leaves] = tree.payoffs
    for node in range(tree.n_nodes - 1, 0, -1):
        worth[:, tree.parent[node]] += chances[tree.move[node]] * worth[:, node]

    gained, reached = np.zeros(tree.n_moves), np.zeros(tree.n_sets)
    for node in range(tree.n_nodes):
        if 0 <= tree.set_of_node[node] < tree.n_sets:
            reached[tree.set_of_node[node]] += reach[node]
    if (reached <= 0.0).any():
        raise ValueError("an information set is not reached")
    for node in range(1, tree.n_nodes):
        owner = tree.set_of_node[tree.parent[node]]
        if owner < tree.n_sets:
            gained[tree.move[node]] += reach[tree.parent[node]] * worth[tree.player_of_set[owner], node]
    answer = np.zeros(tree.n_moves)
    for owner in range(tree.n_sets):
        moves = slice(tree.first_move[owner], tree.first_move[owner + 1])
        scaled = precision * gained[moves] / reached[owner]
        odds = np.exp(scaled - scaled.max())
        answer[moves] = odds / odds.sum()
    return answer
