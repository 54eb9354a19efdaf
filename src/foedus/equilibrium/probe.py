"""How many draws have another equilibrium, as far as starting from elsewhere can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.equilibrium.chain import FINISH, Stage, begin, run_stage
from foedus.equilibrium.loop import Points
from foedus.equilibrium.problem import Array, FixedPoint, Game
from foedus.equilibrium.straight import Straight

Numbers = np.ndarray[Any, Any]

OTHER = 1e-4
"""two solutions are the same equilibrium when no unknown differs by more, relative where it exceeds 1"""


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
    is_certified: Callable[[Game, Numbers], Numbers],
    stage: Stage = FINISH,
) -> Probe:
    """Which draws have another equilibrium that acceleration finds from other starts.

    Arguments:
        problem: the fixed-point condition.
        game: pytree of arrays (…, draw).
        iterate: the equilibria at hand, (unknown, draw).
        starts: other places to start from, (start, unknown, draw).
        is_certified: whether an iterate's certificate holds, (draw,).
        stage: what runs from each start, a `Straight` and how; the chain's own is compiled already.
    """

    if not isinstance(stage.method, Straight):
        raise TypeError(f"a probe starts anywhere, which {type(stage.method).__name__} cannot: give a Straight stage")
    prepared, _ = begin(problem, game)
    known = np.asarray(iterate)
    everyone = np.arange(known.shape[-1])
    arrived, other = [], []
    for start in np.asarray(starts):
        ended = run_stage(stage, problem, prepared, everyone, Points.at(start, 1.0))
        found = np.where(ended.is_done, ended.iterate, known)
        arrived.append(ended.is_done & is_certified(game, found))
        apart = np.max(np.abs(found - known) / (1.0 + np.abs(known)), axis=0)
        other.append(arrived[-1] & (apart > OTHER))
    return Probe(np.stack(arrived), np.stack(other))
