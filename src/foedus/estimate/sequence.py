"""Where the search for a game's parameters begins: one choice after the other, from the last mover to the first.

Given what follows it, a choice between two actions is an ordinary probit or logit in the utilities of its mover. Fitted
one by one they are consistent where the game is right (statistical backward induction, Bas, Signorino & Walker 2008,
doi:10.1093/pan/mpm029), and near enough to the maximum otherwise; a search from nothing ends on ridges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.estimate.likelihood import Data, Numbers
from foedus.estimate.link import Shocks

if TYPE_CHECKING:
    from foedus.estimate.model import GameModel

TURNS = 12
RIDGE = 1e-3
"""of the information about each parameter that is taken as known to be 0: what separates stays finite"""


def first_parameters(model: GameModel, data: Data) -> Numbers:
    """Parameters choice by choice, (parameter,); 0 where a choice has more than two actions."""
    matrices = data["matrices"]
    parameters = [np.zeros(len(matrix)) for matrix in matrices]
    tree = model.game.structure
    waiting = set(range(len(matrices)))
    taken = tallies_of_nodes(model, data["counts"])
    for node in range(tree.n_nodes - 1, -1, -1):
        owner = int(tree.set_of_node[node])
        children = model.engine.structure.children[node]
        if owner < 0 or int(tree.player_of_set[owner]) < 0 or len(children) != 2:
            continue
        tally = np.stack([taken[int(child)] for child in children])
        rows = np.flatnonzero(tally.sum(axis=0) > 0)
        if not len(rows):
            continue
        here = [matrix[:, rows] for matrix in matrices]
        sums = np.stack([mine @ matrix for mine, matrix in zip(parameters, here, strict=True)])
        inputs = {**data, "columns": tuple(column[rows] for column in data["columns"])}
        gain = gains(model, sums, inputs)[node]
        # What a utility does to the gain: exact where payoffs are linear in it.
        slopes = {number: gains(model, _moved(sums, number), inputs)[node] - gain for number in sorted(waiting)}
        moving = [number for number, slope in slopes.items() if np.abs(slope).max() > 1e-12]
        if not moving:
            continue
        design = np.concatenate([slopes[number] * here[number] for number in moving])
        found = _binary(design, gain, tally[:, rows], model.shocks)
        first = 0
        for number in moving:
            parameters[number] = found[first : first + len(here[number])]
            first += len(here[number])
        waiting -= set(moving)
    return np.concatenate(parameters) if parameters else np.zeros(0)


def _moved(sums: Numbers, number: int) -> Numbers:
    moved = sums.copy()
    moved[number] += 1.0
    return moved


def tallies_of_nodes(model: GameModel, counts: Numbers) -> list[Numbers]:
    """For each node how often it was reached in each row; an outcome of several leaves is shared out evenly."""
    tree, seen = model.game.structure, model.leaf_outcomes
    reached: list[Any] = [0.0] * tree.n_nodes
    for leaf, node in enumerate(tree.leaves.tolist()):
        reached[node] = counts[model.outcomes.index(seen[leaf])] / seen.count(seen[leaf])
    for node in range(tree.n_nodes - 1, 0, -1):
        parent = int(tree.parent[node])
        reached[parent] = reached[parent] + reached[node]
    return reached


def gains(model: GameModel, sums: Numbers, data: Data) -> dict[int, Numbers]:
    """What the second action gains against the first at every node of two actions, in units of its link, (row,)."""
    from scipy.special import expit, ndtr

    tree, structure, link = model.game.structure, model.engine.structure, model.shocks.link
    payoffs, log_chance, precision = model.numbers(sums, data, np)
    worth: list[Any] = [None] * tree.n_nodes
    spread: list[Any] = [1.0] * tree.n_nodes
    found = {}
    for node in range(tree.n_nodes - 1, -1, -1):
        owner = int(tree.set_of_node[node])
        if owner < 0:
            worth[node] = payoffs[:, int(structure.leaf_of_node[node])]
            continue
        children = [int(child) for child in structure.children[node]]
        player = int(tree.player_of_set[owner])
        if player < 0:
            chosen = [np.exp(log_chance[int(tree.move[child]) - tree.n_moves]) for child in children]
        elif len(children) == 2:
            gain = (worth[children[1]][player] - worth[children[0]][player]) * precision[owner]
            if model.shocks is Shocks.PROBIT_PRIVATE:
                gain = gain / np.sqrt(spread[children[0]] + spread[children[1]])
            elif model.shocks is Shocks.PROBIT_AGENT:
                gain = gain / np.sqrt(2.0)
            found[node] = gain
            second = ndtr(gain) if link.is_probit else expit(gain)
            chosen = [1.0 - second, second]
        else:
            scaled = np.stack([worth[child][player] * precision[owner] for child in children])
            weights = np.exp(scaled - scaled.max(axis=0))
            chosen = list(weights / weights.sum(axis=0))
        worth[node] = sum(each * worth[child] for each, child in zip(chosen, children, strict=True))
        spread[node] = sum(each**2 * spread[child] for each, child in zip(chosen, children, strict=True))
    return found


def _binary(design: Numbers, offset: Numbers, tally: Numbers, shocks: Shocks) -> Numbers:
    """Coefficients of a probit or logit by scoring, held back a little; design is (parameter, row)."""
    from scipy.special import expit, ndtr

    total = tally.sum(axis=0)
    found = np.zeros(len(design))
    size = np.mean(design**2, axis=1) + 1e-300
    for _ in range(TURNS):
        index = np.clip(offset + found @ design, -6.0, 6.0)
        if shocks.link.is_probit:
            chance, density = ndtr(index), np.exp(-0.5 * index**2) / np.sqrt(2.0 * np.pi)
        else:
            chance = expit(index)
            density = chance * (1.0 - chance)
        odd = density / (chance * (1.0 - chance))
        weight = total * density * odd
        information = (design * weight) @ design.T
        held = RIDGE * max(1.0, float(weight.sum())) * size
        step = np.linalg.solve(information + np.diag(held), design @ ((tally[1] - total * chance) * odd) - held * found)
        found = found + step
        if np.sqrt(np.mean((step @ design) ** 2)) < 0.05:
            break
    return found


__all__ = ["first_parameters", "gains", "tallies_of_nodes"]
