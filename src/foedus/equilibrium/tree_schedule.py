"""In which order the quantities of a tree are worked out, given the strategies of a cut: index arrays, no numbers.

Quantities are of three kinds: the *choice* of a set (strategies follow from it), the *value* of a node to a player and,
where shocks are private, the *spread* of a node (the sum of squared probabilities of the leaves below). Each has a
stage, one more than the last stage it draws on; what has one stage and one shape is worked out together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.equilibrium.tree_structure import Structure

Numbers = np.ndarray[Any, Any]

NOWHERE = -1
"""instead of a number where there is nothing to read"""
MOST_STAGES = 48
"""beyond this the answers of a cut take longer to compile, with their derivatives, than those of all sets"""


@dataclass(frozen=True, eq=False)
class Choice:
    """Sets of one shape whose actions' worths are worked out together."""

    sets: Numbers
    """(set,)"""
    leaf: Numbers
    """leaf after each node and action, NOWHERE where play goes on, (set, node, action)"""
    child: Numbers
    """node after each node and action, NOWHERE where that is a leaf, (set, node, action)"""
    doubtful: Numbers
    """moves of players that tell the nodes apart, NOWHERE for less than others have, (set, node, move)"""
    doubtful_chance: Numbers
    """the same of chance, (set, node, move)"""
    is_padding: Numbers
    """whether the node is there only to fill the shape up, (set, node)"""


@dataclass(frozen=True, eq=False)
class Value:
    """Nodes of one shape whose values to players are worked out together."""

    keys: Numbers
    """player · nodes + node, (value,); player = number of players for the spread"""
    moves: Numbers
    """(value, action)"""
    leaf: Numbers
    """player · leaves + leaf, NOWHERE where play goes on, (value, action)"""
    child: Numbers
    """player · nodes + node, NOWHERE where that is a leaf, (value, action)"""
    is_chance: bool
    is_spread: bool


@dataclass(frozen=True, eq=False)
class Schedule:
    """Everything that is worked out, in order."""

    structure: Structure
    cut: tuple[int, ...]
    is_private: bool
    steps: tuple[Choice | Value, ...]

    @property
    def n_unknown(self) -> int:
        """Unknowns of the fixed point: of each cut set one less than it has actions."""
        return int(sum(self.structure.n_actions[number] - 1 for number in self.cut))


def schedule(
    structure: Structure,
    cut: Iterable[int],
    is_private: bool = False,
    with_root: bool = False,
    most_stages: int | None = None,
) -> Schedule:
    """The order in which everything follows from the strategies of the cut.

    Arguments:
        structure: of the tree.
        cut: sets whose strategies are given.
        is_private: whether the spread of nodes is asked for.
        with_root: whether the value of the whole game to every player is, too.
        most_stages: how long the order may be; as long as it takes by default.

    Raises:
        ValueError: the strategies of the cut do not make all others follow, or not within so many stages.
    """
    cut = tuple(cut)
    return _Order(structure, cut, is_private, with_root, most_stages).schedule()


class _Order:
    def __init__(
        self, structure: Structure, cut: tuple[int, ...], is_private: bool, with_root: bool, most_stages: int | None
    ) -> None:
        self.most_stages = most_stages
        self.structure, self.tree, self.cut = structure, structure.tree, cut
        self.is_private, self.with_root = is_private, with_root
        self.n_nodes, self.spread = len(self.tree.parent), self.tree.n_players
        self.choice_stage = dict.fromkeys(cut, 0)
        self.values: dict[int, int] = {}

    def schedule(self) -> Schedule:
        order: dict[int, dict[tuple[Any, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
        wanted = self._wanted_values()
        answered: dict[int, int] = {}
        for number in self._in_order():
            stage = answered[number] = self._stage_of_choice(number, wanted)
            if self.most_stages is not None and stage > self.most_stages:
                raise ValueError(f"more than {self.most_stages} stages")
            if number not in self.choice_stage:
                self.choice_stage[number] = stage
            order[stage][self._shape_of_choice(number)].append(number)
        if self.with_root:
            for player in range(self.tree.n_players):
                self._stage_of_value(player * self.n_nodes)
        for key, stage in self.values.items():
            order[stage][self._shape_of_value(key)].append(key)
        steps: list[Choice | Value] = []
        for stage in sorted(order):
            # Values first: of one stage none draws on another, but a reader follows the tree upwards.
            for shape in sorted(order[stage]):
                members = sorted(order[stage][shape])
                steps.append(self._value(members) if shape[0] == "value" else self._choice(members, shape[1]))
        return Schedule(self.structure, self.cut, self.is_private, tuple(steps))

    def _wanted_values(self) -> list[int]:
        """For each set the player whose worth its actions have."""
        return [int(player) for player in self.tree.player_of_set[: self.tree.n_sets]]

    def _in_order(self) -> list[int]:
        """Sets of players, each after those that its strategy depends on, cut ones apart."""
        depends = self.structure.depends_on()
        given = set(self.cut)
        if depends is None:
            if given != {number for number in range(self.tree.n_sets) if self.structure.is_choice[number]}:
                raise ValueError("too many dependences for anything but a cut of every set")
            return list(range(self.tree.n_sets))
        left = {number: depends[number] - given for number in range(self.tree.n_sets)}
        users: dict[int, list[int]] = defaultdict(list)
        for number, needed in left.items():
            for other in needed:
                users[other].append(number)
        ready = sorted((number for number, needed in left.items() if not needed), reverse=True)
        found = []
        while ready:
            number = ready.pop()
            found.append(number)
            if number in given:
                continue
            for user in users[number]:
                left[user].discard(number)
                if not left[user]:
                    ready.append(user)
        if len(found) < self.tree.n_sets:
            raise ValueError("strategies hang on one another in a circle that the cut does not open")
        return found

    def _stage_of_choice(self, number: int, player_of: list[int]) -> int:
        stage = 0
        for way in self.structure.doubtful_moves[number]:
            for move in way:
                stage = max(stage, self._stage_of_strategy(int(self.structure.set_of_move[move])))
        for owner in (player_of[number], *((self.spread,) if self.is_private else ())):
            for node in self.structure.nodes_of_set[number]:
                for child in self.structure.children[node]:
                    stage = max(stage, self._stage_of_value(owner * self.n_nodes + int(child)))
        return stage + 1

    def _stage_of_strategy(self, number: int) -> int:
        if self.tree.player_of_set[number] < 0 or self.structure.n_actions[number] == 1:
            return 0
        return self.choice_stage[number]

    def _stage_of_value(self, key: int) -> int:
        """Of the value and of all below it, without recursion: trees may be deep."""
        waiting = [key]
        while waiting:
            top = waiting[-1]
            owner, node = divmod(top, self.n_nodes)
            if top in self.values or self.structure.leaf_of_node[node] >= 0:
                waiting.pop()
                continue
            children = [owner * self.n_nodes + int(child) for child in self.structure.children[node]]
            inner = [each for each in children if self.structure.leaf_of_node[each % self.n_nodes] < 0]
            missing = [each for each in inner if each not in self.values]
            if missing:
                waiting.extend(missing)
                continue
            stage = self._stage_of_strategy(int(self.tree.set_of_node[node]))
            self.values[top] = 1 + max([stage, *(self.values[each] for each in inner)])
            waiting.pop()
        return self.values.get(key, 0)

    def _shape_of_choice(self, number: int) -> tuple[Any, ...]:
        n_nodes = len(self.structure.nodes_of_set[number])
        filled = n_nodes if n_nodes <= 8 else 1 << (n_nodes - 1).bit_length()
        children = self._children_of_set(number)
        is_leaf = self.structure.leaf_of_node[children] >= 0
        kind = 0 if is_leaf.all() else 1 if not is_leaf.any() else 2
        return ("choice", filled, int(self.structure.n_actions[number]), kind)

    def _shape_of_value(self, key: int) -> tuple[Any, ...]:
        owner, node = divmod(key, self.n_nodes)
        children = self.structure.children[node]
        is_leaf = self.structure.leaf_of_node[children] >= 0
        kind = 0 if is_leaf.all() else 1 if not is_leaf.any() else 2
        is_chance = int(self.tree.player_of_set[self.tree.set_of_node[node]]) < 0
        return ("value", len(children), kind, is_chance, owner == self.spread)

    def _children_of_set(self, number: int) -> Numbers:
        return np.stack([self.structure.children[node] for node in self.structure.nodes_of_set[number]])

    def _choice(self, sets: list[int], n_nodes: int) -> Choice:
        n_actions = int(self.structure.n_actions[sets[0]])
        child = np.zeros((len(sets), n_nodes, n_actions), dtype=int)
        padding = np.zeros((len(sets), n_nodes), dtype=bool)
        ways: list[list[list[int]]] = []
        for place, number in enumerate(sets):
            children = self._children_of_set(number)
            spare = n_nodes - len(children)
            child[place] = np.concatenate([children, np.repeat(children[:1], spare, axis=0)])
            padding[place, len(children) :] = True
            way = self.structure.doubtful_moves[number]
            ways.append(way + [way[0]] * spare)
        is_chance = self.tree.player_of_set[self.structure.set_of_move] < 0
        is_certain = self.structure.n_actions[self.structure.set_of_move] == 1
        leaf = self.structure.leaf_of_node[child]
        return Choice(
            sets=np.array(sets),
            leaf=leaf,
            child=np.where(leaf >= 0, NOWHERE, child),
            doubtful=_padded([[[m for m in way if not is_chance[m] and not is_certain[m]] for way in w] for w in ways]),
            doubtful_chance=_padded([[[m for m in way if is_chance[m]] for way in w] for w in ways]),
            is_padding=padding,
        )

    def _value(self, keys: list[int]) -> Value:
        owners, nodes = np.divmod(np.array(keys), self.n_nodes)
        children = np.stack([self.structure.children[node] for node in nodes])
        leaf = self.structure.leaf_of_node[children]
        set_of = self.tree.set_of_node[nodes]
        n_leaves = len(self.tree.leaves)
        return Value(
            keys=np.array(keys),
            moves=self.tree.first_move[set_of][:, None] + np.arange(children.shape[1]),
            leaf=np.where(leaf >= 0, owners[:, None] * n_leaves + leaf, NOWHERE),
            child=np.where(leaf >= 0, NOWHERE, owners[:, None] * self.n_nodes + children),
            is_chance=bool(self.tree.player_of_set[set_of[0]] < 0),
            is_spread=bool(owners[0] == self.spread),
        )


def _padded(ways: list[list[list[int]]]) -> Numbers:
    longest = max(len(way) for sets in ways for way in sets)
    found = np.full((len(ways), len(ways[0]), longest), NOWHERE)
    for place, sets in enumerate(ways):
        for node, way in enumerate(sets):
            found[place, node, : len(way)] = way
    return found
