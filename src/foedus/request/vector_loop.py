"""Which accelerations of the request game run in compiled loops; what compiles is loaded when the first one does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from foedus.equilibrium.accelerated import Accelerated
from foedus.equilibrium.lanes import Ended
from foedus.equilibrium.loop import Method, Points
from foedus.equilibrium.straight import Straight
from foedus.request.terms import Terms
from foedus.request.vector_facts import TYPES


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
        """Compile the method."""
        from foedus.request.vector_run import climb, finish

        (climb if isinstance(method, Accelerated) else finish).prepared(game.precision.dtype)

    def turned(self, game: Terms, draws: Any, iterate: Any) -> Any:
        """As `vector_solve.turn_vectors`; None where there are other than two types."""
        from foedus.request.vector_solve import turn_vectors

        return turn_vectors(game, draws, iterate) if game.n_types == TYPES else None
