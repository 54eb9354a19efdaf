"""The equilibria of a game's draws, with names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from foedus.equilibrium.certificate import SOLVED
from foedus.equilibrium.link import Link
from foedus.equilibrium.status import Status
from foedus.equilibrium.tree_branch import BranchPath
from foedus.equilibrium.tree_derivative import Slopes, slopes
from foedus.equilibrium.tree_engine import TreeEngine
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_names import Names
from foedus.equilibrium.tree_probe import Others

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Solution:
    """One equilibrium for every draw of a game, with its certificate; the draw is the last axis.

    A draw whose `status` is not solved is no equilibrium, and its rows are where the solver stopped.
    """

    names: Names
    link: Link
    precision: Numbers
    """λ of every player, (player, draw)"""
    log_probability: Numbers
    """natural logarithm of the probability of every move at its set, (move, draw)"""
    worth: Numbers
    """expected payoff of every move to its player, conditional on being at its set, (move, draw)"""
    log_belief: Numbers
    """natural logarithm of the probability of every node given its set, finite at every precision, (belief, draw)"""
    payoffs: Numbers
    """expected payoff of every player, (player, draw)"""
    residual: Numbers
    """‖σ − F(σ)‖∞ over all sets, recomputed from the payoffs, (draw,)"""
    regret: Numbers
    """largest KL(σ ‖ F)/λ of a set, in units of payoff, (draw,)"""
    raw_regret: Numbers
    """most that a set leaves on the table: its best action's worth less what is played, (draw,)"""
    status: Numbers
    """a `Status`, (draw,)"""
    steps: Numbers
    """linear systems solved, (draw,)"""
    is_limit: bool
    """whether λ → ∞ was asked for: then the profile stands for an approximate sequential equilibrium, as good as
    `raw_regret` says, and `precision` is where on the branch it was taken"""
    odds: Numbers
    """the engine's unknown, (unknown, draw)"""
    engine: TreeEngine
    numbers: TreeNumbers
    branch: tuple[BranchPath, ...] | None = None
    """for each draw the branch up to its precision, where it was asked for"""
    others: tuple[Others, ...] | None = None
    """for each draw what the starts from elsewhere led to, where they were asked for"""

    axes: ClassVar[dict[str, tuple[str, ...]]] = {
        "precision": ("player", "draw"),
        "log_probability": ("move", "draw"),
        "probability": ("move", "draw"),
        "worth": ("move", "draw"),
        "log_belief": ("belief", "draw"),
        "belief": ("belief", "draw"),
        "payoffs": ("player", "draw"),
        "residual": ("draw",),
        "regret": ("draw",),
        "raw_regret": ("draw",),
        "status": ("draw",),
        "steps": ("draw",),
    }
    """what the axes of each array are"""

    @property
    def coordinates(self) -> dict[str, tuple[Any, ...]]:
        """The names along every axis but the draws."""
        return {
            "player": self.names.players,
            "set": self.names.sets,
            "move": self.names.moves,
            "belief": self.belief_names,
        }

    @cached_property
    def belief_names(self) -> tuple[tuple[str, str, str], ...]:
        """(player, set, history) of every belief."""
        tree = self.engine.structure.tree
        return tuple(
            (*self.names.sets[number], self.names.history(tree, node)) for number, node in self.engine.belief_nodes
        )

    @property
    def n_draws(self) -> int:
        """Draws solved together."""
        return int(self.status.shape[-1])

    @property
    def is_solved(self) -> Numbers:
        """Whether the draw is an equilibrium: a method arrived, and its certificate holds, (draw,)."""
        return (self.status <= Status.STRAIGHT) & (self.residual <= SOLVED)

    @cached_property
    def probability(self) -> Numbers:
        """Of every move at its set, (move, draw)."""
        return np.asarray(np.exp(self.log_probability))

    @cached_property
    def belief(self) -> Numbers:
        """Probability of every node given that its set is reached, (belief, draw)."""
        return np.asarray(np.exp(self.log_belief))

    def strategies(self, draw: int = 0) -> dict[str, dict[str, dict[str, float]]]:
        """One draw's strategies: player → set → action → probability."""
        return self._nested(self.names.moves, self.probability[:, draw])

    def worths(self, draw: int = 0) -> dict[str, dict[str, dict[str, float]]]:
        """What each action is worth to who chooses it: player → set → action → expected payoff."""
        return self._nested(self.names.moves, self.worth[:, draw])

    def beliefs(self, draw: int = 0) -> dict[str, dict[str, dict[str, float]]]:
        """One draw's beliefs: player → set → history of the node → probability."""
        return self._nested(self.belief_names, self.belief[:, draw])

    def log_beliefs(self, draw: int = 0) -> dict[str, dict[str, dict[str, float]]]:
        """The same in natural logarithms, which say how unlikely what is printed as 0 is."""
        return self._nested(self.belief_names, self.log_belief[:, draw])

    def value(self, draw: int = 0) -> dict[str, float]:
        """One draw's expected payoffs, by player."""
        return dict(zip(self.names.players, self.payoffs[:, draw].tolist(), strict=True))

    def sentence(self, draw: int = 0) -> str:
        """How the solution of one draw ended."""
        status = Status(int(self.status[draw]))
        # Where every move is seen nothing has to be guessed: one pass from the leaves gives all strategies.
        return "solved by backward induction" if status is Status.DIRECT else status.sentence

    def of(self, player: str, label: str, action: str) -> Numbers:
        """The probability of one action in every draw, (draw,).

        Raises:
            KeyError: there is no such move.
        """
        return np.asarray(self.probability[self._row(player, label, action)])

    def slopes(self, player: str, label: str, action: str) -> Slopes:
        """How the probability of one action answers to every payoff, probability of chance and λ, in every draw.

        By the implicit function theorem at the solution: a draw that is not solved has numbers that mean nothing.

        Raises:
            KeyError: there is no such move.
        """
        return slopes(self.engine, self.numbers, self.odds, self._row(player, label, action))

    def _row(self, player: str, label: str, action: str) -> int:
        try:
            return self.names.moves.index((player, label, action))
        except ValueError:
            raise KeyError((player, label, action)) from None

    def _nested(
        self, rows: tuple[tuple[str, str, str], ...], values: Numbers
    ) -> dict[str, dict[str, dict[str, float]]]:
        found: dict[str, dict[str, dict[str, float]]] = {player: {} for player in self.names.players}
        for player, label in self.names.sets:
            found[player].setdefault(label, {})
        for (player, label, last), value in zip(rows, values.tolist(), strict=True):
            found[player][label][last] = value
        return found
