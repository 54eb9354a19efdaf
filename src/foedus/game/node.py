"""Points of a game under construction: decisions, draws of nature, and ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foedus.case.document import Path

Payoffs = Sequence[Any] | Mapping[str, Any]
"""One payoff for each player, in order or by name: numbers, "1/3", "-1 to 2", or formulas such as "u11 - cost"."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A point of a game under construction; `decision`, `chance` and `leaf` make them.

    `player` is None for chance and at leaves, `label` None where the set has no name of its own, `payoffs` None where
    nothing is paid; `path` and `payoffs_path` are where it and what it pays stand in a file.
    """

    player: str | None = None
    label: str | None = None
    actions: Mapping[str, Node] = field(default_factory=dict)
    probabilities: tuple[Any, ...] = ()
    payoffs: Payoffs | None = None
    outcome: str | None = None
    path: Path = ()
    payoffs_path: Path = ()

    @property
    def is_leaf(self) -> bool:
        """Whether nobody moves here."""
        return not self.actions


def decision(
    player: str,
    actions: Mapping[str, Node | Payoffs],
    label: str | None = None,
    *,
    payoffs: Payoffs | None = None,
) -> Node:
    """A point where a player moves.

    Arguments:
        player: who, by name.
        actions: what each action leads to: another point, or payoffs where the game ends.
        label: the information set. Points with one label are one set: the player cannot tell them apart, and the
            actions must be the same. Without a label the point is a set of its own, called by its number.
        payoffs: what is paid on arriving here, on top of what follows.

    Raises:
        ValueError: there are no actions.
    """
    if not actions:
        raise ValueError(f"expected at least one action of {player}")
    return Node(player, label, {action: _node(child) for action, child in actions.items()}, payoffs=payoffs)


def chance(
    actions: Mapping[str, tuple[Any, Node | Payoffs]], label: str | None = None, *, payoffs: Payoffs | None = None
) -> Node:
    """A point where nature draws.

    Arguments:
        actions: for each what its probability is, exactly (`Fraction(1, 3)` or "1/3"), and what it leads to.
        label: points with one label are one draw, with the same actions and probabilities.
        payoffs: what is paid on arriving here, on top of what follows.

    Raises:
        ValueError: there are no actions.
    """
    if not actions:
        raise ValueError("expected at least one thing that may happen")
    children = {action: _node(child) for action, (_, child) in actions.items()}
    return Node(None, label, children, tuple(chance for chance, _ in actions.values()), payoffs)


def leaf(payoffs: Payoffs, outcome: str | None = None) -> Node:
    """A point where the game ends.

    Arguments:
        payoffs: one for each player.
        outcome: its name; leaves of one outcome pay the same. Without a name it is called by its number.
    """
    return Node(payoffs=payoffs, outcome=outcome)


def _node(child: Node | Payoffs) -> Node:
    return child if isinstance(child, Node) else leaf(child)
