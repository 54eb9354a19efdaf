"""Other equilibria at the same precision, as far as starting from elsewhere can tell.

From a random profile y₀ the zero of y − F(y) − (1 − t)(y₀ − F(y₀)) is followed from t = 0, where it is y₀, to t = 1,
where it is an equilibrium (Newton homotopy), through turning points, by the same method as the branch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.branch import Branch
from foedus.equilibrium.certificate import SOLVED
from foedus.equilibrium.chain import begin
from foedus.equilibrium.chunk import take
from foedus.equilibrium.lanes import run_lanes
from foedus.equilibrium.loop import Points
from foedus.equilibrium.problem import Array, FixedPoint
from foedus.equilibrium.tree_engine import TreeEngine
from foedus.equilibrium.tree_map import Prepared, TreeMap, TreeNumbers
from foedus.equilibrium.tree_solve import from_cut, lanes_for

Numbers = np.ndarray[Any, Any]

OTHER = 1e-6
"""two profiles are the same equilibrium when no probability differs by more"""
SEARCH = Branch(max_steps=150, first_length=1.0, aim=0.1, fresh_starts=0)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class _Elsewhere:
    """A game and where the homotopy begins."""

    prepared: Prepared
    start: Array
    """y₀, (unknown, draw)"""
    miss: Array
    """y₀ − F(y₀), (unknown, draw)"""


@dataclass(frozen=True, eq=False)
class Others:
    """Where the starts from elsewhere led in one draw."""

    starts: int
    arrived: int
    """starts that led to an equilibrium with a certificate"""
    on_branch: int
    """those of them that led to the branch's own"""
    probability: Numbers
    """of the other equilibria, the most often found first, (move, equilibrium)"""
    payoffs: Numbers
    """(player, equilibrium)"""
    residual: Numbers
    """(equilibrium,)"""
    times: Numbers
    """how many starts led there, (equilibrium,)"""


def probe_tree(engine: TreeEngine, numbers: TreeNumbers, known: Numbers, starts: int, seed: int) -> tuple[Others, ...]:
    """For every draw the equilibria that random starts lead to.

    Arguments:
        engine: of the tree and the link.
        numbers: NumPy arrays, the draw last.
        known: probabilities of the branch's equilibrium, (move, draw).
        starts: how many profiles, their sets' strategies uniform on the simplex and then sharpened, to start from.
        seed: of the random profiles: the same for every draw, so that the draws around it change nothing.
    """
    mapped = engine.reduced
    n_draws, n_unknown = known.shape[-1], mapped.schedule.n_unknown
    if not n_unknown or not starts:  # strategies follow from one another: there is but one equilibrium
        nothing = np.zeros(0)
        none = (np.zeros((len(known), 0)), np.zeros((numbers.payoffs.shape[0], 0)), nothing, nothing.astype(int))
        return tuple(Others(starts, starts, starts, *none) for _ in range(n_draws))
    prepared, _ = begin(mapped.problem, numbers)
    chosen = _random_odds(mapped, starts, seed)
    begins = np.repeat(chosen, n_draws, axis=-1)
    place = np.tile(np.arange(n_draws), starts)
    begun = _begun(mapped)(take(prepared, place), begins)
    ended = run_lanes(
        SEARCH,
        _homotopy(mapped),
        jax.tree_util.tree_map(np.asarray, begun),
        np.arange(len(place)),
        Points.at(begins, 0.0),
        lanes_for(mapped, len(place)),
        8,
        SEARCH.max_steps,
    )
    some = take(numbers, place)
    _, profile = from_cut(engine, some, np.where(ended.is_done, ended.iterate, begins))
    is_good = ended.is_done & (np.asarray(profile.certificate.residual) <= SOLVED)
    probability = np.exp(profile.log_probability)
    found = []
    for draw in range(n_draws):
        mine = np.flatnonzero((place == draw) & is_good)
        found.append(_sorted_out(starts, mine, probability, profile, known[:, draw]))
    return tuple(found)


def _sorted_out(starts: int, mine: Numbers, probability: Numbers, profile: Any, known: Numbers) -> Others:
    on_branch = 0
    kinds: list[list[int]] = []
    for number in mine.tolist():
        if np.max(np.abs(probability[:, number] - known)) <= OTHER:
            on_branch += 1
            continue
        for kind in kinds:
            if np.max(np.abs(probability[:, number] - probability[:, kind[0]])) <= OTHER:
                kind.append(number)
                break
        else:
            kinds.append([number])
    kinds.sort(key=lambda kind: (-len(kind), kind[0]))
    first = np.array([kind[0] for kind in kinds], dtype=int)
    return Others(
        starts,
        len(mine),
        on_branch,
        probability[:, first],
        np.asarray(profile.payoffs)[:, first],
        np.asarray(profile.certificate.residual)[first],
        np.array([len(kind) for kind in kinds], dtype=int),
    )


def _random_odds(mapped: TreeMap, starts: int, seed: int) -> Numbers:
    """Odds of the cut, (unknown, start): from uniform mixtures to near certainty."""
    random = np.random.default_rng(seed)
    rows = []
    sharpness = random.uniform(1.0, 6.0, size=starts)
    for number in mapped.schedule.cut:
        size = int(mapped.schedule.structure.n_actions[number])
        log_p = np.log(random.dirichlet(np.ones(size), size=starts).T + 1e-12) * sharpness
        rows.append(np.clip(log_p[1:] - log_p[:1], -30.0, 30.0))
    return np.concatenate(rows)


@cache
def _homotopy(mapped: TreeMap) -> FixedPoint:
    def start(game: _Elsewhere) -> Array:
        return game.start

    def step(game: _Elsewhere, odds: Array, scale: Array) -> Array:
        return mapped.step(game.prepared, odds, jnp.ones_like(scale)) + (1.0 - scale) * game.miss

    def span(game: _Elsewhere) -> Array:
        return 1.0 + jnp.max(jnp.abs(game.miss), axis=0)

    return FixedPoint(start, step, span=span)


@cache
def _begun(mapped: TreeMap) -> Any:
    def work(prepared: Prepared, odds: Array) -> _Elsewhere:
        return _Elsewhere(prepared, odds, odds - mapped.step(prepared, odds, jnp.ones(odds.shape[-1])))

    return jax.jit(work)
