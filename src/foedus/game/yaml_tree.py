"""The tree of a YAML game file: points, nested or named, whose moves lead to payoffs, outcomes or other points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from foedus.case.document import Path, quote
from foedus.errors import listed, nearest
from foedus.game.assembly import MOST_HINTS, Wrong
from foedus.game.node import Node

NODE_KEYS = ("player", "set", "chance", "moves", "payoffs", "outcome")
_EXPECTED = "expected payoffs such as [1, 0], the name of an outcome or node, or a point with `player` and `moves`"


def read_tree(
    tree: Any, nodes: Mapping[str, Any], outcomes: Mapping[str, Any], players: tuple[str, ...]
) -> tuple[Node | None, list[Wrong]]:
    """The root of a tree with what is wrong with it; None where nothing can be made of it."""
    reader = _TreeReader(nodes, outcomes, players)
    root = reader.read(tree)
    return root, reader.wrong


class _TreeReader:
    def __init__(self, nodes: Mapping[str, Any], outcomes: Mapping[str, Any], players: tuple[str, ...]) -> None:
        self.nodes, self.outcomes, self.players = nodes, outcomes, players
        self.made: dict[str, Node] = {}
        self.used: set[str] = set()
        self.wrong: list[Wrong] = []

    def _note(self, path: Path, message: str, hint: str = "") -> None:
        self.wrong.append(Wrong(path, message, hint))

    def _near(self, name: str, known: list[str]) -> str:
        """A hint by the nearest name, while mistakes are few: thousands of comparisons take minutes."""
        return nearest(name, known) if len(self.wrong) < MOST_HINTS else ""

    def read(self, tree: Any) -> Node | None:
        for name in self.nodes:
            if name in self.outcomes:
                self._note(("nodes", name), "is the name of an outcome too: expected unique names")
        # Named points are made before what leads to them, so that a chain of thousands is no recursion.
        graph = {name: set(_references(raw, self.nodes)) for name, raw in self.nodes.items()}
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            cycle = [str(name) for name in error.args[1]][::-1]
            self._note(("nodes", cycle[0]), f"leads back to itself ({listed(cycle, 6)}): expected a tree")
            return None
        for name in order:
            self.made[name] = self._node(self.nodes[name], ("nodes", name))
        root = self._node(tree, ("tree",))
        for kind, names in (("nodes", self.nodes), ("outcomes", self.outcomes)):
            for name in names:
                if name not in self.used:
                    self._note((kind, name), "is never reached: expected a move that leads to it")
        return root

    def _node(self, raw: Any, path: Path) -> Node:
        """A point as written; something harmless in place of what is none."""
        if isinstance(raw, list):
            return Node(payoffs=raw, path=path)
        if isinstance(raw, str):
            return self._named(raw, path)
        if not isinstance(raw, dict) or not raw:
            self._note(path, f"is {quote(raw)}: {_EXPECTED}")
            return Node(path=path)
        if all(key in self.players for key in raw) and "moves" not in raw:
            return Node(payoffs=raw, path=path)
        for key in raw:
            if key not in NODE_KEYS:
                hint = nearest(key, NODE_KEYS) or f"Known keys: {', '.join(NODE_KEYS)}."
                self._note((*path, key), "is not a key of a point", hint)
        payoffs, outcome, where = self._paid(raw, path)
        if "moves" not in raw:
            if payoffs is None:
                self._note(path, f"has neither moves nor payoffs: {_EXPECTED}")
            for key in ("player", "chance", "set"):
                if key in raw and payoffs is not None:
                    self._note((*path, key), "stands where nobody moves: expected moves beside it")
            return Node(payoffs=payoffs, outcome=outcome, path=path, payoffs_path=where)
        return self._moving(raw, path, payoffs, outcome, where)

    def _moving(self, raw: Mapping[str, Any], path: Path, payoffs: Any, outcome: str | None, where: Path) -> Node:
        is_chance = "chance" in raw
        if is_chance == ("player" in raw):
            self._note(path, "has " + ("both player and chance" if is_chance else "no player") + _WHO)
        key = "chance" if is_chance else "set"
        label = raw.get(key)
        if label is not None and not isinstance(label, str):
            self._note((*path, key), f"is {quote(label)}: expected a label", "Put it in quotes.")
            label = str(label)
        player = None if is_chance else raw.get("player", "")
        if not is_chance and not isinstance(player, str):
            self._note((*path, "player"), f"is {quote(player)}: expected the name of a player")
            player = ""
        moves = raw["moves"]
        if not isinstance(moves, dict) or not moves:
            self._note((*path, "moves"), f"is {quote(moves)}: expected moves and what each leads to")
            return Node(payoffs=payoffs, outcome=outcome, path=path, payoffs_path=where)
        actions: dict[str, Node] = {}
        probabilities: list[Any] = []
        for action, leads in moves.items():
            at = (*path, "moves", action)
            if is_chance:
                probability, leads, at = self._chance_move(leads, at)
                probabilities.append(probability)
            actions[action] = self._node(leads, at)
        # Whoever has no name is reported above, once; any player will do to read on.
        named = player if player or player is None or not self.players else self.players[0]
        return Node(named, label or None, actions, tuple(probabilities), payoffs, outcome, path, where)

    def _chance_move(self, raw: Any, path: Path) -> tuple[Any, Any, Path]:
        """The probability of a chance move as written, and what it leads to."""
        if not isinstance(raw, dict) or set(raw) != {"probability", "then"}:
            self._note(path, f"is {quote(raw)}: expected {{probability: 1/2, then: …}}, as chance decides")
            return 1, [0] * len(self.players), path
        return raw["probability"], raw["then"], (*path, "then")

    def _paid(self, raw: Mapping[str, Any], path: Path) -> tuple[Any, str | None, Path]:
        """What is paid at a point, the name of the outcome, and where that stands."""
        if "outcome" not in raw:
            return raw.get("payoffs"), None, (*path, "payoffs") if "payoffs" in raw else ()
        name = raw["outcome"]
        if "payoffs" in raw:
            self._note((*path, "payoffs"), "stands beside an outcome: expected one of them")
        if not isinstance(name, str) or name not in self.outcomes:
            known = list(self.outcomes)
            hint = self._near(str(name), known) or (f"Outcomes: {listed(known)}." if known else "")
            self._note((*path, "outcome"), f"is {quote(name)}: expected the name of an outcome", hint)
            return [0] * len(self.players), None, ()
        self.used.add(name)
        return self.outcomes[name], name, ("outcomes", name)

    def _named(self, name: str, path: Path) -> Node:
        if name in self.made:
            self.used.add(name)
            return self.made[name]
        if name in self.outcomes:
            self.used.add(name)
            return Node(payoffs=self.outcomes[name], outcome=name, path=path, payoffs_path=("outcomes", name))
        known = [*self.outcomes, *self.nodes]
        hint = self._near(name, known) or (f"Known names: {listed(known)}." if known else "")
        self._note(path, f"is {quote(name)}: {_EXPECTED}", hint)
        return Node(path=path)


_WHO = ": expected `player` with a name, or `chance` with a label"


def _references(raw: Any, names: Mapping[str, Any]) -> Iterator[str]:
    """The named points that a point leads to."""
    waiting = [raw]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and part in names:
            yield part
        elif isinstance(part, dict):
            moves = part.get("moves")
            if isinstance(moves, dict):
                for leads in moves.values():
                    waiting.append(leads.get("then") if "chance" in part and isinstance(leads, dict) else leads)
