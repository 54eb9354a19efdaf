"""A game as arrays: what an engine computes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    IntArray = NDArray[np.int64]
    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A finite game with perfect recall as arrays; the names stand in `Game`.

    Nodes are in depth-first preorder: node 0 is the root, a parent comes before its children, and the children of a
    node follow the order of its set's actions. Sets: the players' information sets 0 … n_sets − 1 in the order of
    `Game.information_sets`, then the chance sets. Moves: every action of every set, set by set in the same order
    (`first_move[s]` … `first_move[s + 1] − 1`), so that chance moves come last. A payoff at an inner node counts for
    every leaf below it: a leaf's payoff is the total of its path.
    """

    n_players: int
    parent: IntArray
    """(node,) the node before, −1 at the root"""
    move: IntArray
    """(node,) the move that leads here, −1 at the root"""
    set_of_node: IntArray
    """(node,) the set that moves here, −1 at a leaf"""
    player_of_set: IntArray
    """(set,) −1 for chance"""
    first_move: IntArray
    """(set + 1,) number of the first move of each set, and how many moves there are"""
    chance: FloatArray
    """(chance move,) probabilities above 0; those of one set sum to 1"""
    leaves: IntArray
    """(leaf,) node of each leaf, ascending"""
    payoffs: FloatArray
    """(player, leaf)"""

    @property
    def n_nodes(self) -> int:
        """Nodes, leaves included."""
        return len(self.parent)

    @property
    def n_leaves(self) -> int:
        """Leaves."""
        return len(self.leaves)

    @property
    def n_sets(self) -> int:
        """Information sets of players; chance sets are not counted."""
        return int((self.player_of_set >= 0).sum())

    @property
    def n_moves(self) -> int:
        """Moves of players; chance moves are not counted."""
        return int(self.first_move[self.n_sets])

    @property
    def n_actions(self) -> IntArray:
        """(set,) actions of each set, chance sets included."""
        return self.first_move[1:] - self.first_move[:-1]

    @property
    def set_of_move(self) -> IntArray:
        """(move,) the set of each move, chance moves included."""
        import numpy as np

        return np.repeat(np.arange(len(self.player_of_set)), self.n_actions)
