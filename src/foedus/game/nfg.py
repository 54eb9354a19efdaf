"""Gambit's strategic games (`.nfg`), both versions, as games in which everybody moves at once.

The formats: "The strategic game (.nfg) file format", payoff and outcome version, https://gambitproject.readthedocs.io.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from pathlib import Path

from foedus.game.efg import number, read_payoffs, read_players
from foedus.game.file import located, read_text
from foedus.game.game import NO_OUTCOME, NO_SET, Game, InformationSet, Outcome
from foedus.game.order import told_apart
from foedus.game.token import Tokens

MOST_CELLS = 100_000
MOST_STRATEGIES = 10_000


def read_nfg(path: str | Path) -> Game:
    """The game in a Gambit `.nfg` file, as a tree: the players move one after the other and see nothing.

    Each player has one information set, labelled by its name.

    Raises:
        InputError: the file cannot be read or is not such a game: line and expectation.
    """
    return parse_nfg(read_text(path), str(path))


def parse_nfg(text: str, name: str = "<text>") -> Game:
    """The game written in `text` in Gambit's `.nfg` format; messages call it `name`.

    Raises:
        InputError: as `read_nfg`.
    """
    tokens = Tokens(text, name)
    for word, expected in (
        ("NFG", 'expected "NFG", with which a Gambit strategic game begins'),
        ("1", "expected 1, the version of the format"),
    ):
        if tokens.ahead != word:
            raise tokens.wrong(expected)
        tokens.take()
    if tokens.ahead not in ("R", "D"):
        raise tokens.wrong("expected R, as in NFG 1 R")
    tokens.take()
    title = tokens.label("the title of the game in quotes")
    players = read_players(tokens)
    strategies, words = _strategies(tokens, len(players))
    cells = math.prod(len(each) for each in strategies)
    if cells > MOST_CELLS:
        raise tokens.error(words[0], f"there are {cells:,} profiles of strategies: expected at most {MOST_CELLS:,}")
    comment = tokens.label("a comment in quotes") if tokens.is_label_ahead else ""
    outcomes, of_cell = (
        _outcomes(tokens, len(players), cells) if tokens.ahead == "{" else _table(tokens, len(players), cells)
    )
    if not tokens.is_at_end:
        raise tokens.wrong(f"expected the end of the file, as all {cells:,} profiles have their payoffs")
    game = _tree(title, comment, players, strategies, outcomes, of_cell)
    return located(game, tokens, {"set": words, "player": [], "node": [], "outcome": []})


def _strategies(tokens: Tokens, n_players: int) -> tuple[list[tuple[str, ...]], list[int]]:
    """Labels of each player's strategies and where they stand: lists of labels, or how many there are."""
    found: list[tuple[str, ...]] = []
    words: list[int] = []
    tokens.sign("{", "{ and the strategies of each player")
    while tokens.ahead != "}":
        words.append(tokens.next)
        if tokens.ahead == "{":
            tokens.take()
            labels: list[str] = []
            while tokens.ahead != "}":
                labels.append(tokens.label("the label of a strategy in quotes, or }") or str(len(labels) + 1))
                tokens.skip_comma()
            tokens.take()
            found.append(tuple(labels))
        else:
            count = tokens.whole("the number of strategies of a player, or a list of labels in braces")
            if count > MOST_STRATEGIES:
                raise tokens.wrong_here(f"a player has {count:,} strategies: expected at most {MOST_STRATEGIES:,}")
            found.append(tuple(str(place) for place in range(1, count + 1)))
        if not found[-1]:
            raise tokens.error(words[-1], "a player has no strategy: expected at least one")
        if len(found) > n_players:
            raise tokens.error(words[-1], f"there are more lists of strategies than players: expected {n_players}")
        tokens.skip_comma()
    if len(found) < n_players:
        raise tokens.wrong(f"expected the strategies of {n_players} players, found those of {len(found)}")
    tokens.take()
    return found, words


def _table(tokens: Tokens, n_players: int, cells: int) -> tuple[list[Outcome], list[int]]:
    """Payoffs profile by profile."""
    known: dict[str, Fraction] = {}
    outcomes = []
    for cell in range(cells):
        payoffs = []
        for player in range(n_players):
            expected = f"the payoff of player {player + 1} in profile {cell + 1:,} of {cells:,}"
            payoffs.append(number(tokens, known, expected))
            tokens.skip_comma()
        outcomes.append(Outcome(str(cell + 1), tuple(payoffs)))
    return outcomes, list(range(cells))


def _outcomes(tokens: Tokens, n_players: int, cells: int) -> tuple[list[Outcome], list[int]]:
    """Outcomes in braces, then the outcome of each profile."""
    known: dict[str, Fraction] = {}
    outcomes: list[Outcome] = []
    tokens.take()
    while tokens.ahead != "}":
        start = tokens.next
        tokens.sign("{", "{ and an outcome, or }")
        label = tokens.label("the label of the outcome in quotes")
        payoffs = read_payoffs(tokens, known, n_players, start)
        outcomes.append(Outcome(label or str(len(outcomes) + 1), payoffs))
        tokens.skip_comma()
    tokens.take()
    of_cell = []
    for cell in range(cells):
        which = tokens.whole(f"the number of the outcome of profile {cell + 1:,} of {cells:,}")
        if which > len(outcomes):
            raise tokens.wrong_here(f"there is no outcome {which}: expected 0 to {len(outcomes)}")
        of_cell.append(which - 1)
    return outcomes, of_cell


def _tree(
    title: str,
    comment: str,
    players: tuple[str, ...],
    strategies: list[tuple[str, ...]],
    outcomes: list[Outcome],
    of_cell: list[int],
) -> Game:
    """The players one after the other: in the file the first strategy changes fastest, in the tree the last."""
    sizes = [len(each) for each in strategies]
    strides = [math.prod(sizes[:player]) for player in range(len(sizes))]
    set_of_node: list[int] = []
    outcome_of_node: list[int] = []
    for profile in product(*map(range, sizes)):
        # The players at whom this path parts from the one before: all after the last strategy that moved on.
        zeros = next((i for i, s in enumerate(reversed(profile)) if s), len(profile))
        for player in range(len(profile) - zeros, len(profile)):
            set_of_node.append(player)
            outcome_of_node.append(NO_OUTCOME)
        set_of_node.append(NO_SET)
        outcome_of_node.append(of_cell[sum(s * stride for s, stride in zip(profile, strides, strict=True))])
    # By first appearance in the tree, and only those that some profile has.
    order = list(dict.fromkeys(which for which in outcome_of_node if which != NO_OUTCOME))
    place = {which: position for position, which in enumerate(order)}
    return Game(
        title=title,
        comment=comment,
        players=players,
        information_sets=tuple(
            InformationSet(name, player, labels)
            for player, (name, labels) in enumerate(zip(players, strategies, strict=True))
        ),
        chance_sets=(),
        outcomes=told_apart(outcomes[which] for which in order),
        set_of_node=tuple(set_of_node),
        outcome_of_node=tuple(NO_OUTCOME if which == NO_OUTCOME else place[which] for which in outcome_of_node),
        node_labels=("",) * len(set_of_node),
    )
