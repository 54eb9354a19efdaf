"""A game as people read it: names, information sets and exact payoffs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from foedus.errors import InputError
from foedus.game.payoff import Formula, Parameter, Payoff, Utility, central
from foedus.game.tree import Tree
from foedus.quantity import Quantity

NO_SET = -1
NO_OUTCOME = -1


@dataclass(frozen=True, slots=True)
class InformationSet:
    """What a player can tell apart: `label` is unique among the sets of `player` (its number), `actions` have names."""

    label: str
    player: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChanceSet:
    """A draw of nature: probabilities above 0 that sum to 1, one for each action."""

    label: str
    actions: tuple[str, ...]
    probabilities: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What players get where it stands: payoffs by player."""

    label: str
    payoffs: tuple[Payoff, ...]


@dataclass(frozen=True)
class Game:
    """A finite game with perfect recall.

    Nodes are in depth-first preorder, and the children of a node follow the actions of its set; so `set_of_node` alone
    says what the tree looks like. Readers and the builder check what they hand out (`foedus.game.check`).

    Arguments:
        title, comment: what it is, in words.
        players: their names, unique.
        information_sets: those of the first player by first appearance in preorder, then those of the second, …
        chance_sets: by first appearance.
        outcomes: by first appearance, with unique labels.
        set_of_node: for each node the set that moves there, players' first and chance's after them; −1 at a leaf.
        outcome_of_node: for each node its outcome, −1 for none. Outcomes may stand at inner nodes: payoffs add up.
        node_labels: names of nodes, which may be empty or repeat.
        columns: of a table of data, which formulas may name.
        parameters: named numbers that formulas use.
        utilities: named linear formulas over columns, which formulas use by their names.
    """

    title: str
    comment: str
    players: tuple[str, ...]
    information_sets: tuple[InformationSet, ...]
    chance_sets: tuple[ChanceSet, ...]
    outcomes: tuple[Outcome, ...]
    set_of_node: tuple[int, ...]
    outcome_of_node: tuple[int, ...]
    node_labels: tuple[str, ...]
    columns: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    utilities: tuple[Utility, ...] = ()

    @property
    def has_formulas(self) -> bool:
        """Whether a payoff needs data or parameters to be known."""
        return any(isinstance(payoff, Formula) for each in self.outcomes for payoff in each.payoffs)

    @property
    def has_intervals(self) -> bool:
        """Whether a payoff is an uncertain number."""
        return any(isinstance(payoff, Quantity) for each in self.outcomes for payoff in each.payoffs)

    @property
    def n_leaves(self) -> int:
        """Leaves of the tree."""
        return self.set_of_node.count(NO_SET)

    @cached_property
    def sets(self) -> tuple[InformationSet | ChanceSet, ...]:
        """The players' information sets, then the chance sets: what the numbers of `set_of_node` count."""
        return (*self.information_sets, *self.chance_sets)

    @cached_property
    def n_actions(self) -> tuple[int, ...]:
        """Actions of each set, chance sets last."""
        return tuple(len(each.actions) for each in self.sets)

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """For each node the node before it, −1 at the root."""
        return tuple(parent for parent, _ in self._steps)

    @cached_property
    def actions_taken(self) -> tuple[int, ...]:
        """For each node which action of its parent leads here, counted from 0; −1 at the root."""
        return tuple(action for _, action in self._steps)

    @cached_property
    def _steps(self) -> tuple[tuple[int, int], ...]:
        return tuple(_steps(self.set_of_node, self.n_actions))

    @cached_property
    def leaf_totals(self) -> tuple[tuple[Fraction, ...], ...]:
        """For each leaf, in preorder, what each player gets: exact totals of the path, an interval by its median.

        Raises:
            InputError: a payoff is a formula.
        """
        if self.has_formulas:
            raise InputError.at(
                self.title or "game",
                "has payoffs that are formulas: expected numbers",
                hint="Estimate them (foedus fit GAME DATA), or work them out in Python: foedus.game.design.",
            )
        own = [tuple(central(payoff) for payoff in each.payoffs) for each in self.outcomes]
        nothing = (Fraction(0),) * len(self.players)
        total: list[tuple[Fraction, ...]] = []
        for parent, outcome in zip(self.parents, self.outcome_of_node, strict=True):
            before = total[parent] if parent >= 0 else nothing
            here = nothing if outcome == NO_OUTCOME else own[outcome]
            # Most games have payoffs at the leaves alone: no sum of fractions for what is nothing.
            total.append(here if before is nothing else before if here is nothing else _sum(before, here))
        return tuple(each for each, owner in zip(total, self.set_of_node, strict=True) if owner == NO_SET)

    @cached_property
    def tree(self) -> Tree:
        """The game as arrays, intervals by their median.

        Raises:
            InputError: a payoff is a formula; `structure` has the arrays without payoffs.
        """
        import numpy as np

        payoffs = [[float(payoff) for payoff in each] for each in self.leaf_totals]
        return replace(
            self.structure, payoffs=np.array(payoffs, dtype=np.float64).reshape(-1, len(self.players)).T.copy()
        )

    @cached_property
    def structure(self) -> Tree:
        """The game as arrays with every payoff 0: for payoffs that come from elsewhere."""
        import numpy as np

        first_move = np.concatenate([[0], np.cumsum(self.n_actions, dtype=np.int64)]).astype(np.int64)
        parent = np.array(self.parents, dtype=np.int64)
        set_of_node = np.array(self.set_of_node, dtype=np.int64)
        move = np.full(len(parent), -1, dtype=np.int64)
        move[1:] = first_move[set_of_node[parent[1:]]] + np.array(self.actions_taken, dtype=np.int64)[1:]
        leaves = np.flatnonzero(set_of_node == NO_SET)
        return Tree(
            n_players=len(self.players),
            parent=parent,
            move=move,
            set_of_node=set_of_node,
            player_of_set=np.array(
                [each.player for each in self.information_sets] + [-1] * len(self.chance_sets), dtype=np.int64
            ),
            first_move=first_move,
            chance=np.array([float(p) for each in self.chance_sets for p in each.probabilities], dtype=np.float64),
            leaves=leaves,
            payoffs=np.zeros((len(self.players), len(leaves))),
        )

    def at_centre(self) -> Game:
        """The game with the median in place of each interval."""
        outcomes = tuple(
            replace(each, payoffs=tuple(p if isinstance(p, Formula) else central(p) for p in each.payoffs))
            for each in self.outcomes
        )
        return replace(self, outcomes=outcomes)


def _steps(set_of_node: tuple[int, ...], n_actions: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """For each node its parent and which action leads here; no recursion, as trees may be deep."""
    waiting: list[tuple[int, int]] = [(-1, -1)]
    for node, owner in enumerate(set_of_node):
        yield waiting.pop()
        if owner != NO_SET:
            waiting.extend((node, action) for action in range(n_actions[owner] - 1, -1, -1))


def _sum(first: tuple[Fraction, ...], second: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(a + b for a, b in zip(first, second, strict=True))
