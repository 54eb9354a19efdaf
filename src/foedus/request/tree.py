"""The request game of one draw as a tree in which whoever acts is a player: for programs that know nothing of foedus.

Nature draws need and type, the client asks, nature says what is heard, the guarantor chooses, nature says what is
carried out, whether the request leaks and what is seen; then the challenger, the client and the members act, none of
them seeing the others. It is the same game where members share nature's prior, take the crisis for their own
(spillover 1) and read no evidence (`Case.on_tree_terms`): their beliefs are then Bayes' rule on the tree. Utilities
are scaled by the draw's precisions, so that λ = 1 serves every player; weights of menus are payoff bonuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.game import ChanceSet, Game, InformationSet, Outcome
from foedus.request.game import RequestGame
from foedus.request.terms import terms_of
from foedus.request.turn import Rules, Turn

if TYPE_CHECKING:
    from foedus.case import Case
    from foedus.request.response import Profile

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class RequestTree:
    """The tree, and where each of its information sets stands in the arrays of the request game."""

    game: Game
    turns: tuple[Turn, ...]
    """by information set"""

    def strategy(self, profile: Profile, draw: int = 0) -> Numbers:
        """The chance of every move of the players under a profile of the request game, (move,)."""
        chances = {name: np.asarray(value)[..., draw] for name, value in profile.probabilities().items()}
        moves: list[float] = []
        for turn in self.turns:
            name, *place = turn.place
            at = chances[name][tuple(place)]
            moves += [float(at), float(1.0 - at)] if at.ndim == 0 else [float(at[entry]) for entry in turn.entries]
        return np.array(moves)


def request_tree(case: Case, game: RequestGame, draw: int, name: str = "") -> RequestTree:
    """One draw of a request game on the terms of a tree.

    Arguments:
        case: gives ids and what the tree is called; `game` was made from it.
        game: members' own priors and spillovers, and evidence, are not read.
        draw: its place on the last axis.
        name: what the tree is called; by default after the case and the draw.
    """
    rules = Rules(case, terms_of(game.take(np.array([draw]))))
    growth = _Growth(rules)
    growth.grow(0)
    comment = f"{case.question} As of {case.as_of}, one draw of its inputs; one precision of 1 for all."
    return growth.finished(name or f"{case.id}, draw {draw}", comment)


@dataclass
class _Growth:
    """The nodes so far, in preorder."""

    rules: Rules
    played: dict[str, Any] = field(default_factory=dict)
    sets: dict[tuple[str | None, str], int] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    set_of_node: list[int] = field(default_factory=list)
    outcome_of_node: list[int] = field(default_factory=list)
    outcomes: dict[tuple[float, ...], int] = field(default_factory=dict)

    def grow(self, depth: int) -> None:
        """Everything that can follow what has been played."""
        if depth == len(self.rules.turns):
            payoffs = self.rules.payoffs(self.played)
            self.set_of_node.append(-1)
            self.outcome_of_node.append(self.outcomes.setdefault(payoffs, len(self.outcomes)))
            return
        turn = self.rules.turns[depth](self.played)
        if turn.player is not None or len(turn.actions) > 1:  # what is certain is no node
            self.set_of_node.append(self._numbered(turn))
            self.outcome_of_node.append(-1)
        for entry in turn.entries:
            self.played[turn.name] = entry
            self.grow(depth + 1)

    def _numbered(self, turn: Turn) -> int:
        number = self.sets.setdefault((turn.player, turn.label), len(self.turns))
        if number == len(self.turns):
            self.turns.append(turn)
        return number

    def finished(self, title: str, comment: str) -> RequestTree:
        """Sets in the order of a `Game`: those of each player in turn, then nature's."""
        players = self.rules.players
        order = sorted(
            range(len(self.turns)),
            key=lambda number: len(players) if (who := self.turns[number].player) is None else players.index(who),
        )
        place = {number: at for at, number in enumerate(order)} | {-1: -1}
        turns = [self.turns[number] for number in order]
        mine = tuple(turn for turn in turns if turn.player is not None)
        game = Game(
            title=title,
            comment=comment,
            players=players,
            information_sets=tuple(
                InformationSet(turn.label, players.index(turn.player), turn.actions)
                for turn in mine
                if turn.player is not None
            ),
            chance_sets=tuple(
                ChanceSet(turn.label, turn.actions, whole(turn.probabilities)) for turn in turns if turn.player is None
            ),
            outcomes=tuple(
                Outcome(f"o{number}", tuple(map(written, payoffs))) for number, payoffs in enumerate(self.outcomes, 1)
            ),
            set_of_node=tuple(place[number] for number in self.set_of_node),
            outcome_of_node=tuple(self.outcome_of_node),
            node_labels=("",) * len(self.set_of_node),
        )
        return RequestTree(game, mine)


def written(value: float) -> Fraction:
    """The number that a float is printed as: reading it gives the float back, and it is short to write."""
    return Fraction(repr(value))


def whole(probabilities: tuple[float, ...]) -> tuple[Fraction, ...]:
    """Probabilities as they are printed, the largest of them what the others leave, so that they add up to 1."""
    exact = [written(each) for each in probabilities]
    largest = max(range(len(exact)), key=exact.__getitem__)
    exact[largest] += 1 - sum(exact)
    return tuple(exact)
