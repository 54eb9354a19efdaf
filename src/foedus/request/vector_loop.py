"""Which accelerations of the request game run in compiled loops; what compiles is loaded when the first one does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.lanes import Ended
from foedus.equilibrium.loop import Method, Points
from foedus.equilibrium.loop_cache import is_kept, keeps_loops
from foedus.equilibrium.straight import Straight
from foedus.request.compile_apart import compile_apart
from foedus.request.terms import Terms
from foedus.request.vector_facts import TYPES

FINISH = "finish"
"""`vector_run.finish`, which runs a `Straight`"""
_not_tried = threading.Lock()
"""taken by whoever compiles it apart, and never given back"""


class VectorLoop:
    """Accelerations of games with two types of guarantor, eight or sixteen draws to a vector."""

    def covers(self, method: Method, game: Terms) -> bool:
        """Whether the method is an acceleration, and the audience a function of one number."""
        return isinstance(method, Accelerated | Straight) and game.n_types == TYPES

    def run(
        self,
        method: Method,
        game: Terms,
        draws: Any,
        points: Points,
        most_steps: int,
        on_done: Callable[[int], None] | None = None,
    ) -> Ended:
        """As `vector_solve.run_vectors`."""
        from foedus.request.vector_solve import run_vectors

        if not isinstance(method, Accelerated | Straight):
            raise TypeError(f"only accelerations run here: expected an Accelerated or a Straight, found {method}")
        return run_vectors(method, game, draws, points, most_steps, on_done)

    def prepare(self, method: Method, game: Terms, points: Points) -> None:
        """Compile the method; what finishes draws in a process of its own, where it is kept for this one to take.

        Once at most: what could not be kept the first time would not be the next time either.
        """
        is_due = isinstance(method, Straight) and keeps_loops() and not is_kept(FINISH)
        if is_due and _not_tried.acquire(blocking=False):
            compile_apart(method, game, points)
        self.run(method, game, np.zeros(1, dtype=int), points, 1)

    def turned(self, game: Terms, draws: Any, iterate: Any) -> Any:
        """As `vector_solve.turn_vectors`; None where there are other than two types."""
        from foedus.request.vector_solve import turn_vectors

        return turn_vectors(game, draws, iterate) if game.n_types == TYPES else None
