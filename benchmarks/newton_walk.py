"""The yardstick of `trees.py`: a plain Newton walk in λ over a batch of draws of one tree, in NumPy, on one thread.

What a good programmer writes in an afternoon. The unknowns are the log odds of every information set; the response map
is worked out for all draws at once, level by level of the tree; its Jacobian comes from forward differences, a column
at a time; λ goes up in equal steps, each corrected by Newton's method. It has no step control, no certificate and no
way around a turning point. Shares nothing with foedus but the arrays of the tree.

    python benchmarks/newton_walk.py        one line on what a draw takes
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.game import Tree

Numbers = np.ndarray[Any, Any]

STEPS = 10
"""equal steps in λ"""
LOOSE, TIGHT = 1e-4, 1e-10
"""largest miss in log odds at which a step on the way, and the last one, ends"""
MOST = 12
NUDGE = 1e-7


class NewtonWalk:
    """The walk for one tree; everything that no payoff changes is worked out once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        n_nodes, n_sets = len(tree.parent), tree.n_sets
        self.depth = np.zeros(n_nodes, dtype=int)
        for node in range(1, n_nodes):
            self.depth[node] = self.depth[tree.parent[node]] + 1
        self.levels = [np.flatnonzero(self.depth == level) for level in range(1, self.depth.max() + 1)]
        self.children = []  # of each level, sorted by parent, with where each parent's children begin
        for nodes in self.levels:
            order = nodes[np.argsort(tree.parent[nodes], kind="stable")]
            parents, first = np.unique(tree.parent[order], return_index=True)
            self.children.append((order, parents, first))
        self.inner = np.flatnonzero((tree.set_of_node >= 0) & (tree.set_of_node < n_sets))
        self.n_actions = np.diff(tree.first_move)[:n_sets]
        self.set_of_move = np.repeat(np.arange(n_sets), self.n_actions)
        is_first = np.zeros(tree.n_moves, dtype=bool)
        is_first[tree.first_move[:n_sets]] = True
        self.free = np.flatnonzero(~is_first)
        self.first_of_free = tree.first_move[self.set_of_move[self.free]]
        by_set = np.argsort(tree.set_of_node[self.inner], kind="stable")
        self.by_set = self.inner[by_set]
        self.first_by_set = np.searchsorted(tree.set_of_node[self.by_set], np.arange(n_sets))
        # Nodes after players' moves, sorted by move: a move's worth is the sum over the nodes it leads to.
        after = np.flatnonzero((tree.move >= 0) & (tree.move < tree.n_moves))
        self.after = after[np.argsort(tree.move[after], kind="stable")]
        self.first_after = np.searchsorted(tree.move[self.after], np.arange(tree.n_moves))
        self.owner_after = tree.player_of_set[tree.set_of_node[tree.parent[self.after]]]

    def answer(self, odds: Numbers, payoffs: Numbers, precision: float) -> Numbers:
        """Log odds that every set answers, (unknown, draw)."""
        tree, n_draws = self.tree, odds.shape[-1]
        logits = np.zeros((tree.n_moves, n_draws))
        logits[self.free] = odds
        top = np.maximum.reduceat(logits, tree.first_move[: tree.n_sets])
        weight = np.exp(logits - top[self.set_of_move])
        total = np.add.reduceat(weight, tree.first_move[: tree.n_sets])
        chosen = np.concatenate(
            [weight / total[self.set_of_move], np.broadcast_to(tree.chance[:, None], (len(tree.chance), n_draws))]
        )
        reach = np.ones((len(tree.parent), n_draws))
        for nodes in self.levels:
            reach[nodes] = reach[tree.parent[nodes]] * chosen[tree.move[nodes]]
        value = np.zeros((tree.n_players, len(tree.parent), n_draws))
        value[:, tree.leaves] = payoffs
        for order, parents, first in reversed(self.children):
            value[:, parents] += np.add.reduceat(chosen[tree.move[order]] * value[:, order], first, axis=1)
        reached = np.add.reduceat(reach[self.by_set], self.first_by_set)
        before = tree.parent[self.after]
        belief = reach[before] / reached[tree.set_of_node[before]]
        worth = np.add.reduceat(belief * value[self.owner_after, self.after], self.first_after)
        return precision * (worth[self.free] - worth[self.first_of_free])

    def solve(self, payoffs: Numbers, precision: float) -> Numbers:
        """Log odds of every set in every draw, (unknown, draw), for payoffs (player, leaf, draw)."""
        n_unknown, n_draws = len(self.free), payoffs.shape[-1]
        odds = np.zeros((n_unknown, n_draws))
        for step in range(1, STEPS + 1):
            now = precision * step / STEPS
            for _ in range(MOST):
                miss = self.answer(odds, payoffs, now) - odds
                if np.abs(miss).max() <= (TIGHT if step == STEPS else LOOSE):
                    break
                matrix = np.empty((n_draws, n_unknown, n_unknown))
                for column in range(n_unknown):
                    nudged = odds.copy()
                    nudged[column] += NUDGE
                    moved = self.answer(nudged, payoffs, now) - nudged
                    matrix[:, :, column] = ((moved - miss) / NUDGE).T
                odds = odds - np.linalg.solve(matrix, miss.T[:, :, None])[:, :, 0].T
        return odds


if __name__ == "__main__":
    import time

    from foedus.game import load_game

    tree = load_game("beer-quiche").tree
    draws = np.repeat(tree.payoffs[:, :, None], 1000, axis=-1)
    begin = time.process_time()
    NewtonWalk(tree).solve(draws, 2.0)
    print(f"beer-quiche: {(time.process_time() - begin) * 1e3:.0f} microseconds of processor time a draw")
