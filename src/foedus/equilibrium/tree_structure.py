"""What of a game's tree no number changes: who follows whom, what a set has to guess, which strategies to guess first.

The strategy of a set depends on what follows it and, where it cannot tell its nodes apart, on the moves before it that
differ between them. Where these dependences have no circle, strategies follow from one another in one pass, as in
backward induction. A *cut* is a choice of sets without which there is no circle: their strategies are the unknown of
the fixed point, and all others follow. The equilibria are the same whatever the cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from foedus.game import Tree

Numbers = np.ndarray[Any, Any]

MOST_LINKS = 400_000
"""dependences beyond which every set is cut: to look for a good cut would take longer than it saves"""


@dataclass(frozen=True, eq=False)
class Structure:
    """A tree without its numbers. Sets and moves of chance come after those of the players."""

    tree: Tree

    @cached_property
    def key(self) -> bytes:
        """Equal for trees that differ in their numbers only."""
        tree = self.tree
        parts = (tree.parent, tree.move, tree.set_of_node, tree.player_of_set, tree.first_move)
        return b"|".join([str(tree.n_players).encode(), *(np.asarray(part, np.int64).tobytes() for part in parts)])

    @cached_property
    def n_actions(self) -> Numbers:
        """(set,)"""
        return np.diff(self.tree.first_move)

    @cached_property
    def children(self) -> list[Numbers]:
        """For each node the nodes after it, in the order of its actions."""
        found: list[list[int]] = [[] for _ in range(len(self.tree.parent))]
        for node, parent in enumerate(self.tree.parent.tolist()):
            if parent >= 0:
                found[parent].append(node)
        return [np.array(nodes, dtype=int) for nodes in found]

    @cached_property
    def nodes_of_set(self) -> list[Numbers]:
        """For each set of a player its nodes, ascending."""
        owner = self.tree.set_of_node
        order = np.argsort(owner, kind="stable")
        begin = np.searchsorted(owner[order], np.arange(self.tree.n_sets + 1))
        return [order[begin[number] : begin[number + 1]] for number in range(self.tree.n_sets)]

    @cached_property
    def depth(self) -> int:
        """Moves on the longest way from the root to a leaf."""
        depth = [0] * len(self.tree.parent)
        for node, parent in enumerate(self.tree.parent.tolist()):
            if parent >= 0:
                depth[node] = depth[parent] + 1
        return max(depth)

    @cached_property
    def leaf_of_node(self) -> Numbers:
        """(node,) number of the leaf, −1 where play goes on"""
        found = np.full(len(self.tree.parent), -1)
        found[self.tree.leaves] = np.arange(len(self.tree.leaves))
        return found

    @cached_property
    def doubtful_moves(self) -> list[list[list[int]]]:
        """For each set and node of it the moves on the way there that not all nodes of the set have in common."""
        found = []
        for nodes in self.nodes_of_set:
            ways = [self._moves_to(int(node)) for node in nodes] if len(nodes) > 1 else [[]]
            shared = set(ways[0]).intersection(*ways[1:])
            found.append([[move for move in way if move not in shared] for way in ways])
        return found

    def _moves_to(self, node: int) -> list[int]:
        moves = []
        while self.tree.parent[node] >= 0:
            moves.append(int(self.tree.move[node]))
            node = int(self.tree.parent[node])
        return moves[::-1]

    @cached_property
    def set_of_move(self) -> Numbers:
        """(move,)"""
        return np.repeat(np.arange(len(self.n_actions)), self.n_actions)

    @cached_property
    def is_choice(self) -> Numbers:
        """(set,) whether a player chooses there, between two actions or more"""
        return (self.n_actions > 1) & (self.tree.player_of_set >= 0)

    def depends_on(self) -> list[set[int]] | None:
        """For each set of a player the sets whose strategy its own depends on; None where these are too many."""
        below: list[int] = [0] * len(self.tree.parent)
        owner, parent = self.tree.set_of_node.tolist(), self.tree.parent.tolist()
        choice = [bool(is_one) for is_one in self.is_choice]
        for node in range(len(parent) - 1, 0, -1):
            mine = 1 << owner[node] if owner[node] >= 0 and choice[owner[node]] else 0
            below[parent[node]] |= below[node] | mine
        found: list[set[int]] = []
        links = 0
        for number, nodes in enumerate(self.nodes_of_set):
            after = 0
            for node in nodes.tolist():
                after |= below[node]
            needed = _bits(after)
            for way in self.doubtful_moves[number]:
                needed.update(int(self.set_of_move[move]) for move in way if choice[self.set_of_move[move]])
            found.append(needed)
            links += len(needed)
            if links > MOST_LINKS:
                return None
        return found

    def cut(self) -> list[int]:
        """Sets whose strategies make all others follow, ascending: few, and with few actions.

        To find the smallest is hard (it is a feedback vertex set); one at a time the set is taken that most others
        hang on, weighed by its number of actions.
        """
        depends = self.depends_on()
        if depends is None:
            return [number for number in range(self.tree.n_sets) if self.is_choice[number]]
        uses = {number: set(needed) for number, needed in enumerate(depends) if self.is_choice[number]}
        used_by: dict[int, set[int]] = {number: set() for number in uses}
        for number, needed in uses.items():
            for other in needed:
                used_by[other].add(number)
        chosen = []

        def drop(number: int) -> set[int]:
            needed, users = uses.pop(number), used_by.pop(number)
            for other in needed:
                used_by[other].discard(number)
            for other in users:
                uses[other].discard(number)
            return needed | users

        while uses:
            waiting = {number for number in uses if not uses[number] or not used_by[number]}
            while waiting:
                number = waiting.pop()
                if number in uses:
                    near = drop(number)
                    waiting.update(other for other in near if not uses[other] or not used_by[other])
            if uses:
                best = max(
                    uses,
                    key=lambda number: (
                        len(uses[number]) * len(used_by[number]) / (self.n_actions[number] - 1),
                        -number,
                    ),
                )
                chosen.append(best)
                drop(best)
        return sorted(chosen)


def _bits(mask: int) -> set[int]:
    found = set()
    while mask:
        lowest = mask & -mask
        found.add(lowest.bit_length() - 1)
        mask ^= lowest
    return found
