"""Certified equilibria of the request game, draw by draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE
from foedus.equilibrium.certificate import Certificate
from foedus.equilibrium.chain import DEFAULT_CHAIN, FINISH, SEARCH, Solved, Stage, solve
from foedus.equilibrium.packed import Packed
from foedus.equilibrium.problem import FixedPoint
from foedus.equilibrium.status import Status
from foedus.request.certificate import certificate_at
from foedus.request.game import RequestGame
from foedus.request.iterate import n_unknowns, start, step
from foedus.request.terms import Terms, terms_of
from foedus.request.vector_loop import VectorLoop


def _span(terms: Terms) -> Any:
    return terms.precision


REQUEST_GAME = FixedPoint(start, step, terms_of, _span, VectorLoop(), is_plain=True)
CHAIN = (SEARCH, FINISH, next(stage for stage in DEFAULT_CHAIN if stage.is_straight))
"""The solver's own chain less what does not pay here: plain iteration arrives in one draw of five where an audience
watches, and is slower where nobody does; the homotopy takes as long as everything else and solves one in twenty of what
the acceleration leaves."""
_CERTIFICATE, _CERTIFICATE_CHUNK = Packed(certificate_at, Certificate, COMPILE), 64
AFRESH = (replace(SEARCH, most_steps=800), FINISH)
"""for a draw that did not arrive from nearby, where a few may be left out: two in a hundred at most were"""
NEARBY = replace(FINISH, most_steps=60)
"""nineteen in twenty draws arrive in forty steps"""


@dataclass(frozen=True)
class Equilibria:
    """What the solver found in each draw, and what it is worth."""

    solution: Solved
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
    chain: tuple[Stage, ...] | None = None,
    on_done: Callable[[int], None] | None = None,
    near: np.ndarray[Any, Any] | None = None,
    beside: Callable[[], object] | None = None,
) -> Equilibria:
    """A certified equilibrium of each draw, or the status that says why there is none.

    Arguments:
        game: in all its draws.
        chain: stages, tried in order; by default `CHAIN`.
        on_done: called with a number of draws whenever so many are solved.
        near: equilibria of a game not far from this one, (unknown, draw). Each draw is first solved from there, which
            takes a third of the time; where the branch has turned in between it may end on another equilibrium.
        beside: as in `chain.solve`, where nothing is known nearby.
    """
    if near is None:
        anywhere = np.zeros((n_unknowns(game), game.n_draws))

        def ahead() -> None:
            certificates(game, anywhere, np.arange(min(1, game.n_draws)))
            if beside is not None:
                beside()

        return certify_solution(game, solve(REQUEST_GAME, game, chain or CHAIN, on_done, beside=ahead))
    solution = solve(REQUEST_GAME, game, (NEARBY,), on_done, iterate=near)
    left = np.flatnonzero(~solution.has_converged)
    if len(left):
        rest = game.take(left)
        afresh = solve(REQUEST_GAME, rest, chain or CHAIN, on_done)
        solution.iterate[:, left], solution.status[left] = afresh.iterate, afresh.status
    return certify_solution(game, solution)


def certify_solution(game: RequestGame, solution: Solved) -> Equilibria:
    """The solution with its certificates; where one does not hold the draw's status says so."""
    iterate = np.where(np.isfinite(solution.iterate), solution.iterate, 0.0)
    found = certificates(game, iterate, np.arange(game.n_draws))
    status = np.where(solution.has_converged & ~found.is_solved, int(Status.CERTIFICATE), solution.status)
    return Equilibria(replace(solution, status=status), found)


def certificates(game: RequestGame, iterate: np.ndarray[Any, Any], draws: np.ndarray[Any, Any]) -> Certificate:
    """The certificates of these draws' iterates, of (unknown, draw)."""
    found: Certificate = _CERTIFICATE.over((game, iterate), draws, _CERTIFICATE_CHUNK)
    return found
