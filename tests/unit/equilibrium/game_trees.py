"""Games for the tests of the engine: random ones, and the owners' files with other programs' equilibria."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foedus.equilibrium.tree_solution import Solution
from foedus.game import ChanceSet, Game, InformationSet, Outcome

EXPECTED = Path(os.environ.get("FOEDUS_SHARED", Path(__file__).parents[4] / "shared")) / "expected"


def expected(name: str) -> Any:
    """A file of other programs' figures, or a skip that says where it was looked for."""
    path = EXPECTED / name
    if not path.is_file():
        pytest.skip(f"no figures at {path}: set FOEDUS_SHARED to the folder that holds expected/")
    return json.loads(path.read_text(encoding="utf-8"))


def stored_names(kind: str) -> list[str]:
    """Games with stored equilibria, for parametrize; none where the figures are missing."""
    path = EXPECTED / "aqre.json"
    return list(json.loads(path.read_text(encoding="utf-8"))[kind]) if path.is_file() else []


def random_game(seed: int, n_players: int = 2, depth: int = 3, widest: int = 3, is_public: bool = False) -> Game:
    """A game with perfect recall whose players see some moves of others and all of their own.

    Nodes of one depth and mover belong to one set where the mover has seen the same; with `is_public` everybody sees
    everything.
    """
    random = np.random.default_rng(seed)
    movers = [-1, *(int(m) for m in random.permutation(n_players))]
    movers += [int(m) for m in random.integers(-1 if not is_public else 0, n_players, size=max(0, depth - len(movers)))]
    movers = movers[:depth] if not is_public else movers[1 : depth + 1]
    sizes = [int(s) for s in random.integers(2, widest + 1, size=len(movers))]
    seen = random.uniform(size=(len(movers), n_players)) < (1.0 if is_public else 0.5)
    sets: dict[tuple[int, int, tuple[tuple[int, int], ...]], int] = {}
    owners: list[tuple[int, int, tuple[tuple[int, int], ...]] | None] = []

    def grow(level: int, history: tuple[int, ...]) -> None:
        if level == len(movers):
            owners.append(None)
            return
        mover = movers[level]
        knows = tuple(
            (past, action)
            for past, action in enumerate(history)
            if mover < 0 or movers[past] == mover or seen[past, mover]
        )
        key = (mover, level, knows)
        sets.setdefault(key, sizes[level])
        owners.append(key)
        for action in range(sizes[level]):
            grow(level + 1, (*history, action))

    grow(0, ())
    players = [key for player in range(n_players) for key in sets if key[0] == player]
    chances = [key for key in sets if key[0] < 0]
    number = {key: place for place, key in enumerate([*players, *chances])}
    chance_sets = []
    for place, key in enumerate(chances):
        weights = random.integers(1, 6, size=sets[key])
        total = int(weights.sum())
        chance_sets.append(
            ChanceSet(
                f"chance {place}",
                tuple(f"c{place}.{action}" for action in range(sets[key])),
                tuple(Fraction(int(weight), total) for weight in weights),
            )
        )
    outcomes, outcome_of_node = [], []
    for owner in owners:
        if owner is None:
            outcome_of_node.append(len(outcomes))
            payoffs = tuple(Fraction(int(value), 10) for value in random.integers(-20, 21, size=n_players))
            outcomes.append(Outcome(f"o{len(outcomes)}", payoffs))
        else:
            outcome_of_node.append(-1)
    return Game(
        title=f"random {seed}",
        comment="",
        players=tuple(f"player {player}" for player in range(n_players)),
        information_sets=tuple(
            InformationSet(f"s{place}", key[0], tuple(f"a{place}.{action}" for action in range(sets[key])))
            for place, key in enumerate(players)
        ),
        chance_sets=tuple(chance_sets),
        outcomes=tuple(outcomes),
        set_of_node=tuple(-1 if owner is None else number[owner] for owner in owners),
        outcome_of_node=tuple(outcome_of_node),
        node_labels=("",) * len(owners),
    )


def furthest(solution: Solution, profile: dict[str, list[float]], draw: int = 0) -> float:
    """Largest difference of a solution from a stored profile, by labels of sets."""
    mine = {label: list(odds.values()) for sets in solution.strategies(draw).values() for label, odds in sets.items()}
    assert mine.keys() == profile.keys()
    return max(abs(p - q) for label in profile for p, q in zip(mine[label], profile[label], strict=True))


def played(solution: Solution, draw: int = 0) -> list[list[float]]:
    """One draw's strategies as the slow walk takes them."""
    first = solution.engine.structure.tree.first_move
    rows = solution.probability[:, draw]
    return [rows[first[n] : first[n + 1]].tolist() for n in range(solution.engine.structure.tree.n_sets)]


def relabelled(game: Game, seed: int) -> Game:
    """The same game with its players, its sets and the actions of each set in another order, and the tree to match."""
    random = np.random.default_rng(seed)
    players = [int(p) for p in random.permutation(len(game.players))]
    actions = [[int(a) for a in random.permutation(size)] for size in game.n_actions]
    children: list[list[int]] = [[] for _ in game.set_of_node]
    for node, parent in enumerate(game.parents):
        if parent >= 0:
            children[parent].append(node)
    order: list[int] = []

    def visit(node: int) -> None:
        order.append(node)
        for action in actions[game.set_of_node[node]] if children[node] else ():
            visit(children[node][action])

    visit(0)
    new_player = {old: new for new, old in enumerate(players)}
    n_sets = len(game.information_sets)
    sets = sorted(
        (int(s) for s in random.permutation(n_sets)),
        key=lambda number: new_player[game.information_sets[number].player],
    )
    number_of = {old: new for new, old in enumerate(sets)}
    number_of |= {n_sets + place: n_sets + place for place in range(len(game.chance_sets))} | {-1: -1}
    return Game(
        title=game.title,
        comment="",
        players=tuple(game.players[old] for old in players),
        information_sets=tuple(
            InformationSet(
                game.information_sets[old].label,
                new_player[game.information_sets[old].player],
                tuple(game.information_sets[old].actions[action] for action in actions[old]),
            )
            for old in sets
        ),
        chance_sets=tuple(
            ChanceSet(
                each.label,
                tuple(each.actions[action] for action in actions[n_sets + place]),
                tuple(each.probabilities[action] for action in actions[n_sets + place]),
            )
            for place, each in enumerate(game.chance_sets)
        ),
        outcomes=tuple(Outcome(each.label, tuple(each.payoffs[old] for old in players)) for each in game.outcomes),
        set_of_node=tuple(number_of[game.set_of_node[node]] for node in order),
        outcome_of_node=tuple(game.outcome_of_node[node] for node in order),
        node_labels=tuple(game.node_labels[node] for node in order),
    )
