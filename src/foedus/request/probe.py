"""The multi-start probe of the request game: random play to start from, and what counts as another equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.equilibrium.probe import Probe, probe
from foedus.request.game import RequestGame
from foedus.request.iterate import pack
from foedus.request.logs import NEVER
from foedus.request.signals import read_signals
from foedus.request.solve import REQUEST_GAME, Equilibria, certificates
from foedus.request.terms import terms_of

Array = Any


def random_starts(game: RequestGame, n_starts: int, seed: int) -> np.ndarray[Any, Any]:
    """Beliefs under random play of client and guarantor, (start, unknown, draw).

    Each strategy is uniform on its simplex (Dirichlet with all parameters 1), the guarantor's on the draw's menu.

    Arguments:
        game: in the draws to start in.
        n_starts: how many starts in each draw.
        seed: of the generator; start k has its own stream, so that more starts leave the first ones as they are.
    """
    types, needs, requests, responses = game.n_types, game.n_needs, game.n_requests, game.n_responses
    is_open = np.asarray(game.is_open) > 0
    starts = []
    for number in range(n_starts):
        generator = np.random.default_rng([seed, number])
        # Normalised exponentials are a Dirichlet draw; those off the menu are dropped before they are normalised.
        client = generator.exponential(size=(needs, requests, game.n_draws))
        guarantor = generator.exponential(size=(types, needs, requests, responses, game.n_draws)) * is_open
        with np.errstate(divide="ignore"):
            log_guarantor = np.log(guarantor / guarantor.sum(axis=3, keepdims=True))
        log_client = np.log(client / client.sum(axis=1, keepdims=True))
        starts.append(_believed(game, log_client, np.maximum(log_guarantor, NEVER)))
    return np.asarray(starts)


def _believed(game: RequestGame, log_client: Array, log_guarantor: Array) -> Array:
    return pack(game, read_signals(terms_of(game), log_client, log_guarantor), log_client)


def _is_certified(game: RequestGame, iterate: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(certificates(game, iterate, np.arange(game.n_draws)).is_solved)


def probe_request_game(
    game: RequestGame, equilibria: Equilibria, n_draws: int = 128, n_starts: int = 4, seed: int = 0
) -> Probe:
    """Whether other starts lead to other equilibria, on a subsample of the solved draws.

    Arguments:
        game: all draws.
        equilibria: what the solver found in them.
        n_draws: of the subsample, spread evenly over the solved draws.
        n_starts: random starts in each.
        seed: of the starts.
    """
    solved = np.flatnonzero(equilibria.is_solved)
    chosen = solved[np.unique(np.linspace(0, len(solved) - 1, min(n_draws, len(solved))).astype(int))]
    part = game.take(chosen)
    starts = random_starts(part, n_starts, seed)
    return probe(REQUEST_GAME, part, equilibria.iterate[:, chosen], starts, _is_certified)
