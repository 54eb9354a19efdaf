"""Where the nodes of a tree stand on a page: time runs to the right, leaves stand one below the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foedus.game.game import NO_SET, Game

ROW = 34.0
"""height of a leaf"""
LETTER = 6.3
"""about the width of a letter of the drawing, for room enough"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of nodes, (x, y) in pixels, and the size of all of it."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    depth: tuple[int, ...]
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
    widths = [60.0] * (max(depth) + 1)
    widths[0] = LETTER * len(words_under(0)) + 10.0
    for node, level in enumerate(depth):
        if level:
            words = max(len(words_on(node)), len(words_under(node)))
            widths[level] = max(widths[level], LETTER * words + 50.0)
    left = [sum(widths[: level + 1]) for level in range(len(widths))]
    y = [0.0] * len(depth)
    row = 0
    for node, owner in enumerate(game.set_of_node):
        if owner == NO_SET:
            y[node] = ROW * row
            row += 1
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for node in reversed(range(len(depth))):  # children before parents
        if game.set_of_node[node] != NO_SET:
            y[node] = (first[node] + last[node]) / 2.0
        parent = game.parents[node]
        first[parent] = min(first.get(parent, y[node]), y[node])
        last[parent] = max(last.get(parent, y[node]), y[node])
    ends = [
        left[level] + LETTER * len(words_at_leaf(node)) + 20.0
        for node, level in enumerate(depth)
        if game.set_of_node[node] == NO_SET
    ]
    return Layout(
        x=tuple(left[level] for level in depth),
        y=tuple(y),
        depth=tuple(depth),
        width=max(ends),
        height=ROW * row,
    )
