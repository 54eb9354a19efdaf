"""A game drawn as SVG: the tree, information sets as dashed lines, and strategies and beliefs where they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TypeVar

from foedus.case.document import quote, shorten
from foedus.errors import InputError, nearest
from foedus.game.game import NO_OUTCOME, NO_SET, ChanceSet, Game
from foedus.game.layout import LANE, LETTER, Layout, lay_out
from foedus.game.payoff import written_payoff

MOST_NODES = 4_000
LONGEST_LABEL = 40
COLOURS = ("#0b5fa5", "#b3400b", "#00695c", "#8e2a6b", "#7a5c00", "#4a4a9c", "#a3243b", "#3d6b1f")
CHANCE_COLOUR = "#555555"
INK = "#1d1d1f"
MARGIN = 24.0
HEAD = 64.0
"""room for the title and the players"""

Stated = TypeVar("Stated")

Strategies = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Probabilities by player, information set and action."""

Beliefs = Mapping[str, Mapping[str, Sequence[float]]]
"""By player and information set the probability of each of its nodes, in the order of the tree."""


def draw_game(game: Game, strategies: Strategies | None = None, beliefs: Beliefs | None = None) -> str:
    """The game as an SVG image, which needs nothing else to be shown.

    Arguments:
        game: at most `MOST_NODES` nodes.
        strategies: written on the moves, likelier moves drawn thicker; players and sets may be left out.
        beliefs: written at the nodes of information sets.

    Raises:
        InputError: the game is too large, or strategies or beliefs name what it does not have.
    """
    if len(game.set_of_node) > MOST_NODES:
        message = f"has {len(game.set_of_node):,} nodes: expected at most {MOST_NODES:,} for a drawing"
        raise InputError.at(game.title or "game", message)
    chosen = _probabilities(game, strategies or {})
    believed = _beliefs(game, beliefs or {})
    return _Picture(game, chosen, believed).text()


def _probabilities(game: Game, strategies: Strategies) -> dict[int, tuple[float, ...]]:
    """For each set that strategies speak of, the probability of each action."""
    found: dict[int, tuple[float, ...]] = {}
    for index, stated in _by_set(game, strategies).items():
        actions = game.information_sets[index].actions
        for action in stated:
            if action not in actions:
                label = game.information_sets[index].label
                hint = nearest(action, actions)
                raise InputError.at("strategies", f"{quote(label)} has no action {quote(action)}", hint=hint)
        found[index] = tuple(float(stated.get(action, 0.0)) for action in actions)
    return found


def _beliefs(game: Game, beliefs: Beliefs) -> dict[int, float]:
    """For each node that beliefs speak of, its probability within its set."""
    found: dict[int, float] = {}
    for index, stated in _by_set(game, beliefs).items():
        nodes = [node for node, owner in enumerate(game.set_of_node) if owner == index]
        if len(stated) != len(nodes):
            label = game.information_sets[index].label
            message = f"{quote(label)} has {len(stated)} probabilities: expected {len(nodes)}, one for each node"
            raise InputError.at("beliefs", message)
        if len(nodes) > 1:  # at a set of one node there is nothing to believe
            found.update(zip(nodes, map(float, stated), strict=True))
    return found


def _by_set(game: Game, stated: Mapping[str, Mapping[str, Stated]]) -> dict[int, Stated]:
    index = {(game.players[each.player], each.label): place for place, each in enumerate(game.information_sets)}
    found: dict[int, Stated] = {}
    for player, by_label in stated.items():
        if player not in game.players:
            raise InputError.at("strategies", f"there is no player {quote(player)}", hint=nearest(player, game.players))
        for label, value in by_label.items():
            if (player, label) not in index:
                known = [each for name, each in index if name == player]
                message = f"{quote(player)} has no information set {quote(label)}"
                raise InputError.at("strategies", message, hint=nearest(label, known))
            found[index[player, label]] = value
    return found


@dataclass(slots=True)
class _Picture:
    game: Game
    chosen: Mapping[int, tuple[float, ...]]
    believed: Mapping[int, float]

    def text(self) -> str:
        game = self.game
        layout = lay_out(game, self._move, self._words_at, self._payoffs_plain)
        roster = sum(LETTER * len(shorten(name, LONGEST_LABEL)) + 36.0 for name in game.players)
        width = max(layout.width, LETTER * 1.4 * min(len(game.title), 90), roster) + 2 * MARGIN + 20.0
        height = layout.height + HEAD + MARGIN
        title = _text_of(game.title or "Game", 90)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}" '
            'font-family="Helvetica, Arial, sans-serif" font-size="12">',
            f"<title>{title}</title>",
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
            f'<text x="{MARGIN:.0f}" y="24" font-size="16" font-weight="bold" fill="{INK}">{title}</text>',
            *self._roster(),
            f'<g transform="translate({MARGIN:.1f} {HEAD + 20.0:.1f})">',
            *self._edges(layout),
            *self._sets(layout),
            *self._nodes(layout),
            "</g>",
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _roster(self) -> list[str]:
        parts = []
        x = MARGIN
        for player, name in enumerate(self.game.players):
            words = shorten(name, LONGEST_LABEL)
            parts.append(f'<circle cx="{x + 5:.1f}" cy="42" r="5" fill="{_colour(player)}"/>')
            parts.append(f'<text x="{x + 15:.1f}" y="46" fill="{_colour(player)}">{escape(words)}</text>')
            x += LETTER * len(words) + 36.0
        return parts

    def _edges(self, layout: Layout) -> list[str]:
        parts = []
        for node, parent in enumerate(self.game.parents):
            if parent < 0:
                continue
            probability = self._probability(parent, self.game.actions_taken[node])
            thick = 1.2 if probability is None else 0.6 + 3.4 * min(max(probability, 0.0), 1.0)
            x0, y0, x1, y1 = layout.x[parent], layout.y[parent], layout.x[node], layout.y[node]
            bend = x0 + 26.0
            colour = self._colour_of(parent)
            parts.append(
                f'<polyline points="{x0:.1f},{y0:.1f} {bend:.1f},{y1:.1f} {x1:.1f},{y1:.1f}" fill="none" '
                f'stroke="{colour}" stroke-width="{thick:.2f}" stroke-opacity="0.75"/>'
            )
            parts.append(
                f'<text x="{bend + 3.0:.1f}" y="{y1 - 4.0:.1f}" fill="{INK}">{_text_of(self._move(node), 99)}</text>'
            )
        return parts

    def _sets(self, layout: Layout) -> list[str]:
        """A dashed line through the nodes of each set that has several."""
        nodes_of: dict[int, list[int]] = {}
        for node, owner in enumerate(self.game.set_of_node):
            if 0 <= owner < len(self.game.information_sets):
                nodes_of.setdefault(owner, []).append(node)
        parts = []
        for owner, nodes in nodes_of.items():
            for upper, lower in pairwise(nodes):
                x0, y0, x1, y1 = layout.x[upper], layout.y[upper], layout.x[lower], layout.y[lower]
                side = min(x0, x1) - 8.0 - LANE * (layout.lane[owner] - 1)
                path = f"M{x0:.1f},{y0:.1f} L{side:.1f},{y0 + 7.0:.1f} L{side:.1f},{y1 - 7.0:.1f} L{x1:.1f},{y1:.1f}"
                colour = _colour(self.game.information_sets[owner].player)
                parts.append(
                    f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4" stroke-dasharray="5 4"/>'
                )
        return parts

    def _nodes(self, layout: Layout) -> list[str]:
        parts = []
        for node, owner in enumerate(self.game.set_of_node):
            x, y = layout.x[node], layout.y[node]
            if owner == NO_SET:
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{INK}"/>')
                parts.append(f'<text x="{x + 8.0:.1f}" y="{y + 4.0:.1f}">{self._payoffs(node)}</text>')
                continue
            colour, each = self._colour_of(node), self.game.sets[owner]
            if isinstance(each, ChanceSet):
                parts.append(
                    f'<rect x="{x - 5.0:.1f}" y="{y - 5.0:.1f}" width="10" height="10" fill="{colour}" '
                    f'transform="rotate(45 {x:.1f} {y:.1f})"/>'
                )
            else:
                parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>')
            words = self._words_at(node)
            if words:
                side = LANE * layout.lanes[layout.depth[node]]
                # Below the line of the move before, whose label is above it; the moves that follow lie to the right.
                parts.append(
                    f'<text x="{x - 7.0 - side:.1f}" y="{y + (4.0 if node == 0 else 14.0):.1f}" text-anchor="end" '
                    f'font-size="11" fill="{colour}" stroke="#ffffff" stroke-width="3" paint-order="stroke">'
                    f"{_text_of(words, 120)}</text>"
                )
        return parts

    def _words_at(self, node: int) -> str:
        """What is written at a node: its set, the belief in it, and what is paid there."""
        owner = self.game.set_of_node[node]
        if owner == NO_SET:
            return ""
        words = [shorten(self.game.sets[owner].label, LONGEST_LABEL)]
        if node in self.believed:
            words.append(f"[{_number(self.believed[node])}]")
        if self.game.outcome_of_node[node] != NO_OUTCOME:
            words.append(f"({self._listed(node)})")
        return " ".join(words)

    def _move(self, node: int) -> str:
        """What is written on the move that leads to a node: its label, and how likely it is."""
        parent, action = self.game.parents[node], self.game.actions_taken[node]
        if parent < 0:
            return ""
        each = self.game.sets[self.game.set_of_node[parent]]
        label = shorten(each.actions[action], LONGEST_LABEL)
        if isinstance(each, ChanceSet):
            return f"{label} {shorten(str(each.probabilities[action]), 12)}"
        probability = self._probability(parent, action)
        return label if probability is None else f"{label} {_number(probability)}"

    def _probability(self, node: int, action: int) -> float | None:
        owner = self.game.set_of_node[node]
        return self.chosen[owner][action] if owner in self.chosen else None

    def _listed(self, node: int) -> str:
        outcome = self.game.outcomes[self.game.outcome_of_node[node]]
        return ", ".join(shorten(written_payoff(payoff), 24) for payoff in outcome.payoffs)

    def _payoffs_plain(self, node: int) -> str:
        return "0" if self.game.outcome_of_node[node] == NO_OUTCOME else self._listed(node)

    def _payoffs(self, node: int) -> str:
        """The payoffs at a leaf, each in the colour of its player."""
        if self.game.outcome_of_node[node] == NO_OUTCOME:
            return f'<tspan fill="{INK}">0</tspan>'
        outcome = self.game.outcomes[self.game.outcome_of_node[node]]
        return ", ".join(
            f'<tspan fill="{_colour(player)}">{_text_of(written_payoff(payoff), 24)}</tspan>'
            for player, payoff in enumerate(outcome.payoffs)
        )

    def _colour_of(self, node: int) -> str:
        each = self.game.sets[self.game.set_of_node[node]]
        return CHANCE_COLOUR if isinstance(each, ChanceSet) else _colour(each.player)


def _colour(player: int) -> str:
    return COLOURS[player % len(COLOURS)]


def _number(value: float) -> str:
    """A probability in three digits, without calling certain or impossible what is not."""
    if 0.0 < value < 0.0005:
        return f"{value:.1e}"
    if 0.9995 < value < 1.0:
        return ">0.999"
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text_of(text: str, longest: int) -> str:
    """Text as XML: on one line, nothing in it that could be read as markup."""
    return escape(shorten(text, longest))
