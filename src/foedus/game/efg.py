"""Gambit's extensive games (`.efg`), read whole.

The format: "The extensive game (.efg) file format", https://gambitproject.readthedocs.io.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from foedus.case.document import quote
from foedus.game.file import located, read_text
from foedus.game.game import NO_OUTCOME, NO_SET, ChanceSet, Game, InformationSet, Outcome
from foedus.game.number import NumberError, read_number
from foedus.game.order import in_order, told_apart
from foedus.game.token import Tokens

MOST_NODES = 200_000
MOST_PLAYERS = 1_000
MOST_ACTIONS = 20_000
CHANCE = -1


@dataclass(slots=True)
class _Set:
    """A set as first described: the player (−1 chance), its label, actions, chances, and the word where it stands."""

    player: int
    label: str
    actions: tuple[str, ...]
    chances: tuple[Fraction, ...]
    word: int


@dataclass(slots=True)
class _Parts:
    """What has been read of a tree so far."""

    players: tuple[str, ...]
    sets: dict[tuple[int, int], _Set] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    keys: list[tuple[int, int] | None] = field(default_factory=list)
    outcome_of_node: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    numbers: dict[str, Fraction] = field(default_factory=dict)


def read_efg(path: str | Path) -> Game:
    """The game in a Gambit `.efg` file.

    Numbers are read exactly (0.1 is 1/10). A set without a label is called by its number, an action without one by its
    place.

    Raises:
        InputError: the file cannot be read, is not such a game, or is none that can be solved: line and expectation.
    """
    return parse_efg(read_text(path), str(path))


def parse_efg(text: str, name: str = "<text>") -> Game:
    """The game written in `text` in Gambit's `.efg` format; messages call it `name`.

    Raises:
        InputError: as `read_efg`.
    """
    tokens = Tokens(text, name)
    _header(tokens)
    title = tokens.label("the title of the game in quotes")
    parts = _Parts(read_players(tokens))
    comment = tokens.label("a comment in quotes") if tokens.is_label_ahead else ""
    _nodes(tokens, parts)
    return _game(title, comment, tokens, parts)


def _header(tokens: Tokens) -> None:
    if tokens.ahead != "EFG":
        raise tokens.wrong('expected "EFG", with which a Gambit extensive game begins')
    tokens.take()
    if tokens.ahead != "2":
        raise tokens.wrong("expected 2, the version of the format")
    tokens.take()
    if tokens.ahead not in ("R", "D"):
        raise tokens.wrong("expected R, as in EFG 2 R")
    tokens.take()


def read_players(tokens: Tokens) -> tuple[str, ...]:
    """The names in braces; a player without one is called by its number."""
    start = tokens.next
    tokens.sign("{", "{ and the names of the players")
    names: list[str] = []
    while tokens.ahead != "}":
        name = tokens.label("the name of a player in quotes, or }")
        names.append(name or f"Player {len(names) + 1}")
        if len(names) > MOST_PLAYERS:
            raise tokens.wrong_here(f"there are more than {MOST_PLAYERS:,} players, the most a game may have")
        tokens.skip_comma()
    tokens.take()
    if not names:
        raise tokens.error(start, "the game has no players: expected at least one name in braces")
    return tuple(names)


def _nodes(tokens: Tokens, parts: _Parts) -> None:
    """Read nodes in preorder until the tree is complete; `open_` counts the children still to come, level by level."""
    open_ = [1]
    while open_:
        if tokens.is_at_end:
            missing = sum(open_)
            children = "1 node is" if missing == 1 else f"{missing:,} nodes are"
            raise tokens.error_at_end(f"the file ends before the tree does: {children} missing, expected c, p or t")
        n_actions = _node(tokens, parts)
        open_[-1] -= 1
        if n_actions:
            open_.append(n_actions)
        while open_ and open_[-1] == 0:
            open_.pop()
        if len(parts.keys) > MOST_NODES:
            raise tokens.wrong_here(f"there are more than {MOST_NODES:,} nodes, the most a game may have")
    if not tokens.is_at_end:
        raise tokens.wrong("expected the end of the file, as every action has its node already")


def _node(tokens: Tokens, parts: _Parts) -> int:
    """Read one node; how many children it has."""
    parts.words.append(tokens.next)
    kind = tokens.ahead
    if kind not in ("c", "p", "t"):
        raise tokens.wrong("expected a node: c (chance), p (player) or t (terminal)")
    tokens.take()
    parts.labels.append(tokens.label("the label of the node in quotes"))
    n_actions = 0
    if kind == "t":
        parts.keys.append(None)
    else:
        player = CHANCE if kind == "c" else _player(tokens, parts)
        key = (player, tokens.whole("the number of the information set"))
        parts.keys.append(key)
        n_actions = len(_set(tokens, parts, key).actions)
    parts.outcome_of_node.append(_outcome(tokens, parts))
    return n_actions


def _player(tokens: Tokens, parts: _Parts) -> int:
    expected = f"the number of a player, 1 to {len(parts.players)}"
    number = tokens.whole(expected)
    if not 1 <= number <= len(parts.players):
        raise tokens.wrong_here(f"there is no player {number}: expected {expected}")
    return number - 1


def _set(tokens: Tokens, parts: _Parts, key: tuple[int, int]) -> _Set:
    word = tokens.next
    known = parts.sets.get(key)
    label = tokens.label("the label of the information set in quotes") if tokens.is_label_ahead else None
    what = f"chance set {key[1]}" if key[0] == CHANCE else f"information set {key[1]} of player {key[0] + 1}"
    if tokens.ahead != "{":
        if known is None:
            raise tokens.wrong(f"expected {{ and the actions of {what}, which is met here for the first time")
        if label is not None and label not in (known.label, ""):
            raise tokens.error(word, f"{what} is called {quote(label)} here and {quote(known.label)} before")
        return known
    actions, chances = _actions(tokens, parts, is_chance=key[0] == CHANCE)
    # What has no label is called by its number.
    named = _Set(key[0], label or str(key[1]), actions, chances, word)
    if known is None:
        parts.sets[key] = named
        return named
    if (known.actions, known.chances) != (actions, chances) or (label is not None and known.label != named.label):
        raise tokens.error(
            word,
            f"{what} differs from its first description: expected the label, actions and chances of line "
            f"{tokens.lines([known.word])[known.word]}",
        )
    return known


def _actions(tokens: Tokens, parts: _Parts, *, is_chance: bool) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
    start = tokens.next
    tokens.sign("{", "{ and a list of actions")
    names: list[str] = []
    chances: list[Fraction] = []
    while tokens.ahead != "}":
        name = tokens.label("the label of an action in quotes, or }")
        names.append(name or str(len(names) + 1))
        if len(names) > MOST_ACTIONS:
            raise tokens.wrong_here(f"there are more than {MOST_ACTIONS:,} actions, the most a set may have")
        if is_chance:
            chances.append(number(tokens, parts.numbers, "the probability of the action"))
        tokens.skip_comma()
    tokens.take()
    if not names:
        raise tokens.error(start, "there are no actions: expected at least one in braces")
    return tuple(names), tuple(chances)


def _outcome(tokens: Tokens, parts: _Parts) -> int:
    """The outcome of the node: its place among those met so far, or `NO_OUTCOME`."""
    word = tokens.next
    which = tokens.whole("the number of the outcome, 0 for none")
    label = tokens.label("the label of the outcome in quotes") if tokens.is_label_ahead else None
    payoffs = None
    if tokens.ahead == "{":
        tokens.take()
        payoffs = read_payoffs(tokens, parts.numbers, len(parts.players), tokens.next - 1)
    if which == 0:
        if payoffs is not None or label:
            raise tokens.error(word, "outcome 0 stands for no outcome: expected neither label nor payoffs after it")
        return NO_OUTCOME
    known = parts.outcomes.get(which)
    if known is None:
        if payoffs is None:
            raise tokens.error(
                word, f"outcome {which} is met here for the first time: expected its payoffs in braces", _OMITTED
            )
        parts.outcomes[which] = Outcome(label or str(which), payoffs)
        return which
    if (payoffs is not None and payoffs != known.payoffs) or (label and label != known.label):
        raise tokens.error(word, f"outcome {which} differs from its first description: expected the same", _OMITTED)
    return which


_OMITTED = "What is described once may be left out later, and must not change."


def read_payoffs(tokens: Tokens, numbers: dict[str, Fraction], n_players: int, start: int) -> tuple[Fraction, ...]:
    """The payoffs up to a closing brace, one for each player, with commas or without; `start` is their first word."""
    payoffs: list[Fraction] = []
    while tokens.ahead != "}":
        payoffs.append(number(tokens, numbers, "a payoff, or }"))
        tokens.skip_comma()
        if len(payoffs) > n_players:
            raise tokens.wrong_here(f"there are too many payoffs here: expected {n_players}, one for each player")
    tokens.take()
    if len(payoffs) < n_players:
        found = "is 1 payoff" if len(payoffs) == 1 else f"are {len(payoffs):,} payoffs"
        raise tokens.error(start, f"there {found} here: expected {n_players}, one for each player")
    return tuple(payoffs)


def number(tokens: Tokens, known: dict[str, Fraction], expected: str) -> Fraction:
    """The next word as an exact number; `known` keeps those read before, as few are new."""
    word = tokens.ahead
    value = known.get(word)
    if value is None:
        if word[:1] in ("", "{", "}", ",", '"', "'"):
            raise tokens.wrong(f"expected {expected}")
        try:
            value = known[word] = read_number(word)
        except NumberError as error:
            raise tokens.error(tokens.next, str(error)) from None
    tokens.take()
    return value


def _game(title: str, comment: str, tokens: Tokens, parts: _Parts) -> Game:
    sets: dict[tuple[int, int], InformationSet | ChanceSet] = {
        key: ChanceSet(each.label, each.actions, each.chances)
        if each.player == CHANCE
        else InformationSet(each.label, each.player, each.actions)
        for key, each in parts.sets.items()
    }
    information_sets, chance_sets, order = in_order(sets)
    index = {key: place for place, key in enumerate(order)}
    place = {which: position for position, which in enumerate(parts.outcomes)}
    game = Game(
        title=title,
        comment=comment,
        players=parts.players,
        information_sets=information_sets,
        chance_sets=chance_sets,
        outcomes=told_apart(parts.outcomes.values()),
        set_of_node=tuple(NO_SET if key is None else index[key] for key in parts.keys),
        outcome_of_node=tuple(NO_OUTCOME if which == NO_OUTCOME else place[which] for which in parts.outcome_of_node),
        node_labels=tuple(parts.labels),
    )
    words = {"set": [parts.sets[key].word for key in order], "node": parts.words, "player": [], "outcome": []}
    return located(game, tokens, words)
