"""From points and names to a game: what builder and game files have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Real
from typing import Any

from foedus.case.document import Path, quote
from foedus.errors import nearest
from foedus.game.check import MOST_MISTAKES, mistakes
from foedus.game.game import NO_OUTCOME, NO_SET, ChanceSet, Game, InformationSet, Outcome
from foedus.game.node import Node
from foedus.game.number import NumberError, exact, read_number
from foedus.game.order import in_order
from foedus.game.payoff import Payoff
from foedus.game.vocabulary import MOST_HINTS, Vocabulary, read_vocabulary

MOST_NODES = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What a game is made of, as written."""

    title: str
    players: tuple[str, ...]
    root: Node
    comment: str = ""
    columns: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    utilities: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake and where it stands in the file; `message` reads on from the dotted path where `is_field`."""

    path: Path
    message: str
    hint: str = ""
    is_field: bool = True


@dataclass(frozen=True, slots=True)
class Assembled:
    """The game, unless it cannot be put together, and everything that is wrong with it."""

    game: Game | None
    mistakes: list[Wrong]


Key = tuple[int, str | int]
"""A set: its player (−1 for chance) and label, or a number where it has none."""


__all__ = ["MOST_HINTS", "MOST_NODES", "Assembled", "Draft", "Wrong", "assemble"]


class _Assembly:
    """A walk over the points of a draft, in preorder."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.wrong: list[Wrong] = []
        self.sets: dict[Key, InformationSet | ChanceSet] = {}
        self.first_node: dict[Key, Node] = {}
        self.keys: list[Key | None] = []
        self.came: list[tuple[int, str]] = []
        self.nodes: list[Node] = []
        self.paid: list[object | None] = []
        self.outcomes: dict[object, tuple[str | None, tuple[Payoff, ...]]] = {}
        self._written: dict[object, object] = {}
        self.vocabulary: Vocabulary = read_vocabulary(draft.columns, draft.parameters, draft.utilities)
        self.wrong += [Wrong(path, message, hint) for path, message, hint in self.vocabulary.mistakes]

    def run(self) -> Assembled:
        if not self.draft.players:
            self.wrong.append(Wrong(("players",), "is empty: expected at least one name"))
        waiting = [(self.draft.root, -1, "")]
        while waiting and len(self.wrong) < MOST_MISTAKES:
            node, parent, action = waiting.pop()
            self.came.append((parent, action))
            self.nodes.append(node)
            here = len(self.nodes) - 1
            waiting.extend((node.actions[each], here, each) for each in reversed(self._visit(node)))
            if len(self.nodes) > MOST_NODES:
                message = f"comes to more than {MOST_NODES:,} nodes, the most a game may have"
                return Assembled(None, [*self.wrong, Wrong(("tree",), message)])
        if self.wrong:
            return Assembled(None, self.wrong)
        return self._finish()

    def _note(self, node: Node, field: Path, message: str, hint: str = "") -> None:
        """Note a mistake at a field of the point that is being visited."""
        path = node.path if field[:1] in (("moves",), ("player",)) else node.payoffs_path or node.path
        if not path:  # a game written in Python: the way there, in actions
            actions: list[str] = []
            at = len(self.nodes) - 1
            while self.came[at][0] >= 0:
                at, action = self.came[at]
                actions.append(action)
            path = ("root", *reversed(actions))
        self.wrong.append(Wrong((*path, *field), message, hint))

    def _visit(self, node: Node) -> tuple[str, ...]:
        """Note a point; its actions in the order of its set."""
        self.paid.append(self._outcome(node))
        if node.is_leaf:
            self.keys.append(None)
            return ()
        player = -1 if node.player is None else self._player(node)
        label: str | int = len(self.nodes) if node.label is None else node.label
        key = (player, label)
        self.keys.append(key)
        actions = tuple(node.actions)
        here = self._set(node, player, actions)
        known = self.sets.setdefault(key, here)
        self.first_node.setdefault(key, node)
        if known is here:
            return actions
        if set(known.actions) != set(actions):
            listed = ", ".join(map(quote, known.actions))
            self._note(node, ("moves",), f"belongs to the set {quote(label)}: expected its actions {listed}", _SAME)
            return ()
        if isinstance(known, ChanceSet) and isinstance(here, ChanceSet):
            chances = dict(zip(here.actions, here.probabilities, strict=True))
            if any(chances[a] != p for a, p in zip(known.actions, known.probabilities, strict=True)):
                self._note(
                    node, ("moves",), f"belongs to the chance set {quote(label)}: expected its probabilities", _SAME
                )
        return known.actions

    def _set(self, node: Node, player: int, actions: tuple[str, ...]) -> InformationSet | ChanceSet:
        label = node.label or ""
        if node.player is not None:
            return InformationSet(label, player, actions)
        probabilities = []
        for action, raw in zip(actions, node.probabilities, strict=True):
            probabilities.append(self._probability(raw, node, ("moves", action, "probability")))
        return ChanceSet(label, actions, tuple(probabilities))

    def _probability(self, raw: Any, node: Node, field: Path) -> Fraction:
        try:
            if isinstance(raw, Real) and not isinstance(raw, bool):
                return exact(raw)
            if isinstance(raw, str):
                return read_number(raw.strip())
            self._note(node, field, f'is {quote(raw)}: expected a probability such as 0.25 or "1/3"')
        except NumberError as error:
            self._note(node, field, f"is {error}")
        return Fraction(1)

    def _player(self, node: Node) -> int:
        if node.player in self.draft.players:
            return self.draft.players.index(node.player)
        hint = nearest(str(node.player), self.draft.players) or f"Players: {', '.join(self.draft.players[:12])}."
        self._note(node, ("player",), f"is {quote(node.player)}: expected one of the players", hint)
        return 0

    def _outcome(self, node: Node) -> object | None:
        """What is paid at a point: a key of `outcomes`, or None."""
        if node.payoffs is None:
            return None
        # One node in several places, or one name, is one outcome.
        key: object = node if node.outcome is None else node.outcome
        if key in self.outcomes and self._written[key] is node.payoffs:
            return key
        self._written.setdefault(key, node.payoffs)
        payoffs = self._payoffs(node)
        if key in self.outcomes and self.outcomes[key][1] != payoffs:
            message = (
                f"pays at {quote(node.outcome)} what it does not pay elsewhere: expected one outcome to be the same"
            )
            self._note(node, (), message)
        self.outcomes.setdefault(key, (node.outcome, payoffs))
        return key

    def _payoffs(self, node: Node) -> tuple[Payoff, ...]:
        read = []
        for name, raw, where in self._by_player(node):
            payoff, wrong = self.vocabulary.payoff(raw, f"{name}.{node.outcome or len(self.outcomes) + 1}")
            for message, hint in wrong:
                self._note(node, where, message, hint)
            read.append(payoff)
        return tuple(read)

    def _by_player(self, node: Node) -> list[tuple[str, Any, Path]]:
        """For each player its payoff as written, and where in the node that stands."""
        players, raw = self.draft.players, node.payoffs
        if isinstance(raw, Mapping):
            for name in raw:
                if name not in players:
                    self._note(node, (name,), "is no player: expected a payoff for each", nearest(str(name), players))
            for name in players:
                if name not in raw:
                    self._note(node, (), f"has no payoff for {quote(name)}: expected one for each player")
            return [(name, raw[name], (name,)) for name in players if name in raw]
        if isinstance(raw, str) or not hasattr(raw, "__iter__"):
            self._note(node, (), f"is {quote(raw)}: expected a list of payoffs, one for each player")
            return []
        listed: list[Any] = list(raw or ())
        if len(listed) != len(players):
            found = "1 payoff" if len(listed) == 1 else f"{len(listed)} payoffs"
            self._note(node, (), f"has {found}: expected {len(players)}, one for each player")
        return [(name, each, (i,)) for i, (name, each) in enumerate(zip(players, listed, strict=False))]

    def _finish(self) -> Assembled:
        information_sets, chance_sets, keys = in_order(self.sets)
        index = {key: place for place, key in enumerate(keys)}
        labels = [key[1] if isinstance(key[1], str) else None for key in keys]
        named = _numbered(labels, [key[0] for key in keys])
        outcome_names = _numbered([label for label, _ in self.outcomes.values()], [0] * len(self.outcomes))
        place = {key: position for position, key in enumerate(self.outcomes)}
        own = len(information_sets)
        game = Game(
            title=self.draft.title,
            comment=self.draft.comment,
            players=self.draft.players,
            information_sets=tuple(
                InformationSet(label, each.player, each.actions)
                for label, each in zip(named[:own], information_sets, strict=True)
            ),
            chance_sets=tuple(
                ChanceSet(label, each.actions, each.probabilities)
                for label, each in zip(named[own:], chance_sets, strict=True)
            ),
            outcomes=tuple(
                Outcome(label, payoffs)
                for label, (_, payoffs) in zip(outcome_names, self.outcomes.values(), strict=True)
            ),
            set_of_node=tuple(NO_SET if key is None else index[key] for key in self.keys),
            outcome_of_node=tuple(NO_OUTCOME if key is None else place[key] for key in self.paid),
            node_labels=("",) * len(self.nodes),
            columns=self.draft.columns,
            parameters=tuple(self.vocabulary.parameters.values()),
            utilities=tuple(self.vocabulary.utilities.values()),
        )
        for each in mistakes(game):
            path: Path = ("outcomes",) if each.about == "outcome" else ("players",)
            if each.about == "set":
                path = self.first_node[keys[each.index]].path
            elif each.about == "node":
                path = self.nodes[each.index].path
            self.wrong.append(Wrong(path, each.message, each.hint, is_field=False))
        return Assembled(game, self.wrong)


def _numbered(labels: list[str | None], groups: list[int]) -> list[str]:
    """Names for what has none: its number within its group, or the next that is not taken."""
    taken = {(group, label) for label, group in zip(labels, groups, strict=True)}
    count: dict[int, int] = {}
    named = []
    for label, group in zip(labels, groups, strict=True):
        number = count[group] = count.get(group, 0) + 1
        while label is None and (group, str(number)) in taken:
            number += 1
        named.append(str(number) if label is None else label)
        taken.add((group, named[-1]))
    return named


_SAME = "Points with one label are one set: give this one a label of its own, or the same actions."


def assemble(draft: Draft) -> Assembled:
    """The game of a draft, with every mistake."""
    return _Assembly(draft).run()
