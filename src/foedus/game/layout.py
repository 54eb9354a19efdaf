"""Where the nodes of a tree stand on a page: time runs to the right, leaves stand one below the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from foedus.game.game import NO_SET, Game

ROW = 34.0
"""height of a leaf"""
LETTER = 6.3
"""about the width of a letter of the drawing, for room enough"""
LANE = 8.0
"""between the lines of information sets that stand at one depth"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of nodes, (x, y) in pixels, and the size of all of it.

    `lane` has for each information set of several nodes which of the lanes left of its nodes its line takes, from 1;
    lines that would lie on one another take different ones. `lanes` says by depth how many there are.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    depth: tuple[int, ...]
    lane: Mapping[int, int]
    lanes: tuple[int, ...]
    width: float
    height: float


def lay_out(
    game: Game, words_on: Callable[[int], str], words_under: Callable[[int], str], words_at_leaf: Callable[[int], str]
) -> Layout:
    """Where the nodes of a game stand.

    Arguments:
        game: to be drawn.
        words_on: what is written on the move that leads to a node: columns are as wide as their words.
        words_under: what is written at a node, below the move that leads to it.
        words_at_leaf: what is written behind a leaf.
    """
    depth: list[int] = []
    for parent in game.parents:
        depth.append(0 if parent < 0 else depth[parent] + 1)
    y, n_rows = _rows(game)
    lane, lanes = _lanes(game, depth, y)
    widths = [60.0] * len(lanes)
    widths[0] = LETTER * len(words_under(0)) + 10.0
    for node, level in enumerate(depth):
        if level:
            room = max(LETTER * len(words_on(node)), LETTER * len(words_under(node)) + LANE * lanes[level])
            widths[level] = max(widths[level], room + 50.0)
    left = [sum(widths[: level + 1]) for level in range(len(widths))]
    ends = [
        left[level] + LETTER * len(words_at_leaf(node)) + 20.0
        for node, level in enumerate(depth)
        if game.set_of_node[node] == NO_SET
    ]
    return Layout(
        x=tuple(left[level] for level in depth),
        y=tuple(y),
        depth=tuple(depth),
        lane=lane,
        lanes=tuple(lanes),
        width=max(ends),
        height=ROW * n_rows,
    )


def _rows(game: Game) -> tuple[list[float], int]:
    """Heights of the nodes: leaves in rows, other nodes in the middle of what follows; and how many rows there are."""
    y = [0.0] * len(game.set_of_node)
    row = 0
    for node, owner in enumerate(game.set_of_node):
        if owner == NO_SET:
            y[node] = ROW * row
            row += 1
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for node in reversed(range(len(y))):  # children before parents
        if game.set_of_node[node] != NO_SET:
            y[node] = (first[node] + last[node]) / 2.0
        parent = game.parents[node]
        first[parent] = min(first.get(parent, y[node]), y[node])
        last[parent] = max(last.get(parent, y[node]), y[node])
    return y, row


def _lanes(game: Game, depth: Sequence[int], y: Sequence[float]) -> tuple[dict[int, int], list[int]]:
    """The lane of each information set of several nodes, and how many lanes there are at each depth."""
    nodes_of: dict[int, list[int]] = {}
    for node, owner in enumerate(game.set_of_node):
        if 0 <= owner < len(game.information_sets):
            nodes_of.setdefault(owner, []).append(node)
    spans = sorted(
        (min(y[node] for node in nodes), max(y[node] for node in nodes), owner)
        for owner, nodes in nodes_of.items()
        if len(nodes) > 1
    )
    lane: dict[int, int] = {}
    lanes = [0] * (max(depth) + 1)
    taken: dict[tuple[int, int], float] = {}  # by depth and lane: where its last line ends
    for upper, lower, owner in spans:
        levels = {depth[node] for node in nodes_of[owner]}
        free = 1
        while any(taken.get((level, free), -1.0) >= upper for level in levels):
            free += 1
        lane[owner] = free
        for level in levels:
            taken[level, free] = lower
            lanes[level] = max(lanes[level], free)
    return lane, lanes
