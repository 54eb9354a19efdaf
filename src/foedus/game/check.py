"""What makes a game one that can be solved: names that tell things apart, chances that are some, perfect recall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from typing import Literal

from foedus.case.document import quote
from foedus.game.game import NO_SET, Game

MOST_MISTAKES = 200

About = Literal["player", "set", "outcome", "node"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a game, and about which of its players, sets, outcomes or nodes; `message` names the thing."""

    about: About
    index: int
    message: str
    hint: str = ""


def mistakes(game: Game) -> list[Mistake]:
    """What keeps a game from being solved, in the order of the checks; at most `MOST_MISTAKES`."""
    checks = chain(_names(game), _duplicates(game), _chances(game), _unreachable(game), _recall(game))
    return list(islice(checks, MOST_MISTAKES))


def _names(game: Game) -> Iterator[Mistake]:
    """Names that no file could hold: empty ones, and characters that are none."""
    for what, text in (("title", game.title), ("comment", game.comment)):
        if not _is_text(text):
            yield Mistake("node", 0, f"the {what} is {quote(text)}: expected readable text")
    kinds: list[tuple[About, str, Sequence[str]]] = [
        ("player", "the name of a player", game.players),
        ("set", "the label of an information set", [each.label for each in game.sets]),
        ("outcome", "the label of an outcome", [each.label for each in game.outcomes]),
    ]
    for about, what, names in kinds:
        for index, name in enumerate(names):
            if not name or not _is_text(name):
                yield Mistake(about, index, f"{what} is {quote(name)}: expected readable text")
    for index, each in enumerate(game.sets):
        for action in each.actions:
            if not action or not _is_text(action):
                message = f"{quote(each.label)} has the action {quote(action)}: expected readable text"
                yield Mistake("set", index, message)


def _is_text(text: str) -> bool:
    """Whether UTF-8 can hold the text, and no NUL is in it."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))


def _duplicates(game: Game) -> Iterator[Mistake]:
    for index in _repeated(game.players):
        yield Mistake("player", index, f"the player {quote(game.players[index])} is named twice: expected unique names")
    sets = [(each.player, each.label) for each in game.information_sets]
    for index in _repeated(sets):
        player, label = sets[index]
        yield Mistake(
            "set",
            index,
            f"{quote(game.players[player])} has two information sets {quote(label)}: expected unique labels",
            "A set that is the same in two places has one number; two sets need two labels.",
        )
    first = len(game.information_sets)
    for index in _repeated([each.label for each in game.chance_sets]):
        label = game.chance_sets[index].label
        yield Mistake("set", first + index, f"there are two chance sets {quote(label)}: expected unique labels")
    for index, each in enumerate(game.sets):
        for action in _repeated(each.actions):
            yield Mistake(
                "set",
                index,
                f"{quote(each.label)} has the action {quote(each.actions[action])} twice: expected unique labels",
            )


def _repeated(names: Sequence[object]) -> list[int]:
    """Where a name stands that stood before."""
    seen: set[object] = set()
    found = []
    for index, name in enumerate(names):
        if name in seen:
            found.append(index)
        seen.add(name)
    return found


def _chances(game: Game) -> Iterator[Mistake]:
    for index, each in enumerate(game.chance_sets, start=len(game.information_sets)):
        bad = [(a, p) for a, p in zip(each.actions, each.probabilities, strict=True) if p <= 0]
        for action, probability in bad:
            kind = "probability 0" if probability == 0 else f"the negative probability {written(probability)}"
            hint = "Leave out what cannot happen: beliefs after it mean nothing." if probability == 0 else ""
            yield Mistake(
                "set",
                index,
                f"{quote(each.label)} gives {quote(action)} {kind}: expected probabilities above 0",
                hint,
            )
        total = sum(each.probabilities, Fraction(0))
        if not bad and total != 1:
            near = abs(total - 1) < Fraction(1, 100)
            yield Mistake(
                "set",
                index,
                f"{quote(each.label)} has probabilities that sum to {written(total)}: expected a sum of exactly 1",
                "Numbers are read exactly: write 1/3 rather than 0.333." if near else "",
            )


def _unreachable(game: Game) -> Iterator[Mistake]:
    reached = set(game.set_of_node)
    for index, each in enumerate(game.sets):
        if index not in reached:
            yield Mistake(
                "set", index, f"{quote(each.label)} is at no node of the tree: expected every set to be reachable"
            )


def _recall(game: Game) -> Iterator[Mistake]:
    """Sets that a path meets twice, and sets whose player has forgotten something.

    Where all earlier sets of a player have perfect recall, its last own action says all that it did and saw before; so
    it is enough that the last own action is the same at every node of a set.
    """
    n_sets = len(game.information_sets)
    latest: dict[int, list[int]] = {player: [] for player in range(len(game.players))}
    path: list[int] = []
    on_path: dict[int, int] = {}
    taken: list[int] = [-1] * len(game.set_of_node)
    memory: dict[int, tuple[int, int, int]] = {}
    reported: set[int] = set()
    for node, owner in enumerate(game.set_of_node):
        parent = game.parents[node]
        while path and path[-1] != parent:
            left = game.set_of_node[path.pop()]
            if left < n_sets:
                latest[game.information_sets[left].player].pop()
                on_path[left] -= 1
        if parent >= 0:
            taken[parent] = game.actions_taken[node]
        if owner == NO_SET:
            continue
        path.append(node)
        if owner >= n_sets:
            continue
        each = game.information_sets[owner]
        own = latest[each.player]
        if on_path.get(owner, 0) and owner not in reported:
            reported.add(owner)
            yield Mistake(
                "node",
                node,
                f"{quote(each.label)} is met twice on one path: {quote(game.players[each.player])} would not know "
                "that it has moved there already (absent-mindedness): expected a set to be met once",
                "Give the second visit an information set of its own.",
            )
        now = (game.set_of_node[own[-1]], taken[own[-1]]) if own else (-1, -1)
        before = memory.setdefault(owner, (*now, node))
        if before[:2] != now and owner not in reported:
            reported.add(owner)
            yield Mistake(
                "node",
                node,
                f"{quote(each.label)} is reached after {_said(game, *now)} here but after {_said(game, *before[:2])} "
                f"elsewhere: expected {quote(game.players[each.player])} to recall what it did (perfect recall)",
                "Give the two situations information sets of their own.",
            )
        own.append(node)
        on_path[owner] = on_path.get(owner, 0) + 1


def _said(game: Game, owner: int, action: int) -> str:
    if owner < 0:
        return "no own move"
    each = game.information_sets[owner]
    return f"{quote(each.actions[action])} at {quote(each.label)}"


def written(number: Fraction) -> str:
    """A fraction as a file has it, cut where it is long."""
    text = str(number)
    return text if len(text) <= 40 else f"about {float(number):.6g}"
