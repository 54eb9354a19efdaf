"""Certified equilibria of the request game, draw by draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foedus.equilibrium.certificate import Certificate
from foedus.equilibrium.chain import DEFAULT_CHAIN, Solution, Stage, solve
from foedus.equilibrium.chunk import over_chunks
from foedus.equilibrium.problem import FixedPoint
from foedus.equilibrium.status import Status
from foedus.request.certificate import certificate_at
from foedus.request.game import RequestGame
from foedus.request.iterate import start, step

REQUEST_GAME = FixedPoint(start, step)
CERTIFICATE_CHUNK = 64


@dataclass(frozen=True)
class Equilibria:
    """What the solver found in each draw, and what it is worth."""

    solution: Solution
    certificate: Certificate

    @property
    def is_solved(self) -> np.ndarray[Any, Any]:
        """Whether the draw may be called an equilibrium, (draw,)."""
        return np.asarray(self.solution.status <= Status.STRAIGHT)

    @property
    def iterate(self) -> np.ndarray[Any, Any]:
        return self.solution.iterate


def solve_request_game(
    game: RequestGame,
    chain: tuple[Stage, ...] = DEFAULT_CHAIN,
    on_done: Callable[[int], None] | None = None,
) -> Equilibria:
    """A certified equilibrium of each draw, or the status that says why there is none."""
    return certify_solution(game, solve(REQUEST_GAME, game, chain, on_done))


def certify_solution(game: RequestGame, solution: Solution) -> Equilibria:
    """The solution with its certificates; where one does not hold the draw's status says so."""
    found = certificates(game, np.where(np.isfinite(solution.iterate), solution.iterate, 0.0))
    status = np.where(solution.has_converged & ~found.is_solved, int(Status.CERTIFICATE), solution.status)
    return Equilibria(replace(solution, status=status), found)


def certificates(game: RequestGame, iterate: np.ndarray[Any, Any]) -> Certificate:
    """The certificate of each draw's iterate, (unknown, draw)."""
    everyone = np.arange(game.n_draws)
    found: Certificate = over_chunks(certificate_at, (game, iterate), everyone, CERTIFICATE_CHUNK)
    return found
