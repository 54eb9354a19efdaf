"""How many draws have another equilibrium, as far as starting from elsewhere can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.backend import jnp
from foedus.equilibrium.chain import ACCELERATION, Stage
from foedus.equilibrium.chunk import over_chunks
from foedus.equilibrium.loop import advance
from foedus.equilibrium.problem import Array, FixedPoint, Game

Numbers = np.ndarray[Any, Any]

OTHER = 1e-6
"""two profiles are the same equilibrium when no probability differs by more; certified residuals are below 1e-9"""


@dataclass(frozen=True)
class Probe:
    """What the starts from elsewhere led to."""

    has_arrived: Numbers
    """whether the start led to an equilibrium with a certificate, (start, draw)"""
    is_other: Numbers
    """whether that equilibrium is another one than the branch's, (start, draw)"""

    @property
    def share(self) -> float:
        """Share of draws in which at least one start found another equilibrium; a lower bound on how many have one."""
        return float(self.is_other.any(axis=0).mean()) if self.is_other.size else 0.0

    @property
    def frequency(self) -> float:
        """Share of the starts that arrived which arrived at another equilibrium."""
        arrived = int(self.has_arrived.sum())
        return int(self.is_other.sum()) / arrived if arrived else 0.0


def probe(
    problem: FixedPoint,
    game: Game,
    iterate: Array,
    starts: Array,
    is_certified: Callable[[Game, Array], Array],
    largest_difference: Callable[[Game, Array, Array], Array],
    stage: Stage = ACCELERATION,
) -> Probe:
    """Which draws have another equilibrium that acceleration finds from other starts.

    Arguments:
        problem: the fixed-point condition.
        game: pytree of arrays (…, draw).
        iterate: the equilibria at hand, (unknown, draw).
        starts: other places to start from, (start, unknown, draw).
        is_certified: whether an iterate's certificate holds, (draw,).
        largest_difference: of two iterates' strategies, in probability, (draw,).
        stage: what runs from each start, an `Accelerated` and how; the chain's own is compiled already.
    """

    method = stage.method
    if not isinstance(method, Accelerated):
        raise TypeError(f"a probe starts anywhere, which {type(method).__name__} cannot: give an Accelerated stage")

    def from_start(part: Game, known: Array, start: Array) -> tuple[Array, Array]:
        state = method.begin_at(jnp.asarray(start))
        for _ in range(-(-method.max_steps // stage.round_steps)):
            state = advance(method, problem, part, state, stage.round_steps)
            if bool(jnp.all(state.is_over)):
                break
        found = jnp.where(state.is_done, state.iterate, known)
        has_arrived = state.is_done & is_certified(part, found)
        return has_arrived, has_arrived & (largest_difference(part, found, known) > OTHER)

    everyone = np.arange(np.shape(iterate)[-1])
    outcomes = [over_chunks(from_start, (game, np.asarray(iterate), start), everyone, stage.chunk) for start in starts]
    return Probe(np.stack([arrived for arrived, _ in outcomes]), np.stack([other for _, other in outcomes]))
