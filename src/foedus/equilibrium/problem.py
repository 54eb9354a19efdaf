"""What a game has to provide to be solved: a start at λ = 0 and one turn of a fixed-point map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from foedus.equilibrium.backend import jax

Array = Any
Game = Any
"""a pytree whose leaves all end in the draw axis"""


def as_it_stands(game: Game) -> Game:
    """The game itself: nothing of it need be worked out before it is solved."""
    return game


def of_order_one(game: Game) -> Array:
    """1 for every draw."""
    leaf = jax.tree_util.tree_leaves(game)[0]
    return np.ones(leaf.shape[-1])


class Loop(Protocol):
    """What runs a method over many draws, as `run_lanes` does, for one kind of game."""

    def covers(self, method: Any, game: Game) -> bool:
        """Whether it is made for this method and this game."""

    def run(
        self,
        method: Any,
        game: Game,
        draws: Array,
        points: Any,
        most_steps: int,
        on_done: Callable[[int], None] | None = None,
    ) -> Any:
        """What `run_lanes` returns, from the same arguments."""

    def prepare(self, method: Any, game: Game, points: Any) -> None:
        """See to it that the method is compiled; the game and the points are those of one draw."""

    def turned(self, game: Game, draws: Array, iterate: Array) -> Array | None:
        """As `turned.turned`; None where it is not made for this game."""


@dataclass(frozen=True)
class FixedPoint:
    """An equilibrium condition y = F(y; game, scale), batched on the last axis.

    The unknown y may be anything that determines all strategies (beliefs, utilities, log odds). `scale` multiplies
    every precision of the game together: 0 is reference play, 1 the game as it stands. Start and step have to work in
    the precision of what they are given, single or double.
    """

    start: Callable[[Game], Array]
    """prepared game -> y at scale 0, shape (unknown, draw)"""
    step: Callable[[Game, Array, Array], Array]
    """(prepared game, y, scale (draw,)) -> F(y), shape (unknown, draw)"""
    prepare: Callable[[Game], Game] = as_it_stands
    """game -> the same with whatever no y moves worked out, once for all turns of the map"""
    span: Callable[[Game], Array] = of_order_one
    """prepared game -> how far y goes about, from scale 0 to 1, (draw,): by it a step in the scale is weighed against
    one in y, and the draws that go farthest are begun first"""
    loop: Loop | None = None
    """runs some methods over the draws in compiled loops of the game's own; `run_lanes` runs the others"""
    is_plain: bool = False
    """whether start and prepare are made for NumPy arrays too: then they run as they stand, and nothing is compiled"""
