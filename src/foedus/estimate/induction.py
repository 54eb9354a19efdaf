"""Games in which every move is seen: from the leaves to the root in one pass, written for what differentiates it twice.

The tree engine says the same (tests hold the two together) and solves any game; this pass has no tables of rows to
gather from, so that a Hessian costs a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from foedus.equilibrium.backend import jnp
from foedus.equilibrium.link import Link
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_structure import Structure
from foedus.estimate.chance import log_logistic, log_normal
from foedus.estimate.likelihood import Array


def is_seen(structure: Structure) -> bool:
    """Whether every information set is a single node."""
    return all(len(nodes) == 1 for nodes in structure.nodes_of_set)


def log_leaves(structure: Structure, link: Link, numbers: TreeNumbers) -> Array:
    """Log probability of reaching each leaf, (leaf, row)."""
    tree = structure.tree
    log_taken = log_moves(structure, link, numbers)
    reached: list[Array] = [0.0] * tree.n_nodes
    for node in range(1, tree.n_nodes):
        reached[node] = reached[int(tree.parent[node])] + log_taken[node]
    shape = numbers.payoffs.shape[-1:]
    return jnp.stack([jnp.broadcast_to(reached[int(leaf)], shape) for leaf in tree.leaves])


def log_played(structure: Structure, link: Link, numbers: TreeNumbers, tallies: Array) -> Array:
    """Log probability of all plays of each row, (row,): move by move, so that no logarithm is taken for two leaves.

    Arguments:
        tallies: how often each leaf was reached, (leaf, row).
    """
    tree = structure.tree
    log_taken = log_moves(structure, link, numbers)
    times: list[Array] = [0.0] * tree.n_nodes
    for leaf, node in enumerate(tree.leaves):
        times[int(node)] = tallies[leaf]
    total: Array = jnp.zeros(numbers.payoffs.shape[-1:])
    for node in range(tree.n_nodes - 1, 0, -1):
        total = total + jnp.where(times[node] > 0, times[node] * log_taken[node], 0.0)
        times[int(tree.parent[node])] = times[int(tree.parent[node])] + times[node]
    return total


def log_moves(structure: Structure, link: Link, numbers: TreeNumbers) -> list[Array]:
    """For each node the log probability of the move that leads there, given the node before, (row,)."""
    tree = structure.tree
    n_nodes = tree.n_nodes
    worth: list[list[Array]] = [[] for _ in range(n_nodes)]
    spread: list[Array] = [1.0] * n_nodes
    log_taken: list[Array] = [0.0] * n_nodes
    for node in range(n_nodes - 1, -1, -1):
        owner = int(tree.set_of_node[node])
        if owner < 0:
            leaf = int(structure.leaf_of_node[node])
            worth[node] = list(numbers.payoffs[:, leaf])
            continue
        children = [int(child) for child in structure.children[node]]
        player = int(tree.player_of_set[owner])
        if player < 0:
            logs = [numbers.log_chance[int(tree.move[child]) - tree.n_moves] for child in children]
        else:
            gains = [
                (worth[child][player] - worth[children[0]][player]) * numbers.precision[owner] for child in children[1:]
            ]
            if link is Link.PROBIT_PRIVATE and gains:
                gains = [gains[0] / jnp.sqrt(spread[children[0]] + spread[children[1]])]
            elif link is Link.PROBIT_AGENT:
                gains = [gain / np.sqrt(2.0) for gain in gains]
            logs = _log_chosen(gains, log_normal if link.is_probit else log_logistic)
        chosen = [jnp.exp(each) for each in logs]
        worth[node] = [_sum(chosen, [worth[child][each] for child in children]) for each in range(tree.n_players)]
        spread[node] = _sum([each * each for each in chosen], [spread[child] for child in children])
        for child, each in zip(children, logs, strict=True):
            log_taken[child] = each
    return log_taken


def _log_chosen(gains: list[Array], log_chance: Callable[[Array], tuple[Array, Array]]) -> list[Array]:
    """Log probabilities of all actions, from what the others gain against the first."""
    if not gains:
        return [jnp.zeros(())]
    if len(gains) == 1:
        return list(log_chance(gains[0]))
    whole = jnp.stack([jnp.zeros_like(gains[0]), *gains])
    top = jnp.max(whole, axis=0)
    total = top + jnp.log(jnp.sum(jnp.exp(whole - top), axis=0))
    return [each - total for each in whole]


def _sum(weights: Sequence[Array], values: Sequence[Array]) -> Array:
    total = weights[0] * values[0]
    for weight, value in zip(weights[1:], values[1:], strict=True):
        total = total + weight * value
    return total


__all__ = ["is_seen", "log_leaves", "log_moves", "log_played"]
