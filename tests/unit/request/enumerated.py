"""The same random crises for the arrays and for the slow enumeration, and profiles carried from one to the other."""

from dataclasses import replace

import numpy as np

from foedus.case import Case
from foedus.equilibrium.backend import jax
from foedus.request import Profile, RequestGame, assemble
from foedus.request.logs import NEVER
from oracles.request_enumeration import Profile as SlowProfile
from oracles.request_enumeration import SlowRequestGame
from oracles.small_cases import random_game

N_DRAWS = 8


def crisis(seed: int, n_types: int = 2) -> tuple[RequestGame, SlowRequestGame]:
    """One random small crisis with audience, own priors, evidence, veto, clarity, leak, weights and fear."""
    slow = random_game(np.random.default_rng(seed), n_types=n_types)
    return fast_twin(slow.case, slow), slow


def fast_twin(case: Case, slow: SlowRequestGame) -> RequestGame:
    """The game that `assemble` makes of the slow one's draw, with its evidence and stock, which no case file gave."""
    game, _, _ = assemble(case, {path: np.array([value]) for path, value in slow.values.items()})
    return replace(
        game,
        evidence=slow.evidence[:, None],
        cost=(slow.stock + slow.money)[:, None],
        is_open=slow.on_menu.astype(float)[:, None],
    )


def stacked(games: list[RequestGame]) -> RequestGame:
    """Crises of one shape as the draws of one game."""
    return jax.tree_util.tree_map(lambda *leaves: np.concatenate(leaves, axis=-1), *games)


def fast_profile(slow: SlowProfile) -> Profile:
    """The slow profile as one draw of logarithms and log odds."""
    with np.errstate(divide="ignore"):
        log_client, log_guarantor = np.log(slow.client), np.log(slow.guarantor)

        def log_odds(p: np.ndarray) -> np.ndarray:
            return (np.log(p) - np.log1p(-p))[..., None]

        return Profile(
            log_client[..., None],
            np.maximum(log_guarantor, NEVER)[..., None],
            log_odds(slow.escalates),
            log_odds(slow.stays),
            log_odds(slow.client_stays),
        )


def slow_profile(fast: Profile, draw: int) -> SlowProfile:
    """One draw of the fast profile as probabilities."""
    return SlowProfile(**{name: np.asarray(values)[..., draw] for name, values in fast.probabilities().items()})
