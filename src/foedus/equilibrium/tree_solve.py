"""Solve draws of one tree: along the branch in the odds of the cut, and in those of all sets where that falls short.

The cut's map is a composition of many choices, which at a high precision multiplies what rounding does to the odds it
is given. In the odds of all sets each choice answers for itself: what the first finds is polished there, and what it
loses is followed there from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import jax
from foedus.equilibrium.branch import Branch
from foedus.equilibrium.certificate import SOLVED
from foedus.equilibrium.chain import begin
from foedus.equilibrium.chunk import over_chunks, take
from foedus.equilibrium.homotopy import Homotopy
from foedus.equilibrium.lanes import run_lanes
from foedus.equilibrium.loop import Method, Points
from foedus.equilibrium.status import Status
from foedus.equilibrium.tree_engine import Profile, TreeEngine, profiled, profiled_from_cut
from foedus.equilibrium.tree_map import TreeMap, TreeNumbers

Numbers = np.ndarray[Any, Any]

MOST_DENSE = 400
"""unknowns up to which the Jacobian is written down; beyond, the branch is followed without a matrix"""
FAST = Branch()
CAREFUL = Branch(max_steps=4000, aim=0.01, longest=0.5, tolerance=1e-4, fresh_starts=2)
_CACHE, _FEWEST, _MEMORY = 3e6, 8, 48e6
"""bytes that the rows of one batch of lanes should take, and may take where they would be fewer than so many lanes:
what does not fit the processor's own memory takes three times as long, and fewer lanes do not fill its vectors"""


@dataclass(frozen=True)
class Found:
    """Where each draw's solver ended. An iterate is called an equilibrium only by its certificate."""

    odds: Numbers
    """of all free sets, (unknown, draw)"""
    profile: Profile
    """of NumPy arrays"""
    status: Numbers
    """a `Status`, (draw,)"""
    steps: Numbers
    """linear systems solved, (draw,)"""


def solve_tree(
    engine: TreeEngine, numbers: TreeNumbers, on_done: Callable[[int], None] | None = None, fast: Branch = FAST
) -> Found:
    """The equilibrium of every draw on the principal branch, first reached, with its certificate.

    Arguments:
        engine: of the tree and the link.
        numbers: NumPy arrays, the draw last.
        on_done: called with a number of draws whenever so many are solved.
        fast: step control of the first stage.

    Returns:
        `Found`; a draw whose certificate does not hold has a status that is no equilibrium's, and nothing is raised.
    """
    n_draws = numbers.payoffs.shape[-1]
    everyone = np.arange(n_draws)
    status = np.full(n_draws, int(Status.HOMOTOPY if engine.reduced.schedule.n_unknown else Status.DIRECT))
    odds, has_converged, steps = follow(engine.reduced, numbers, everyone, fast, on_done)
    odds, profile = from_cut(engine, numbers, odds)
    left = np.flatnonzero(~(profile.certificate.is_solved & has_converged))
    if len(left) and engine.reduced is not engine.whole:
        # What has arrived and only lacks the last digits.
        near = left[has_converged[left] & np.all(np.isfinite(odds[:, left]), axis=0)]
        polished, is_better = _polish(engine, numbers, near, odds[:, near])
        better = near[is_better]
        odds[:, better] = polished[:, is_better]
        _renew(profile, engine, numbers, odds, better)
        left = np.setdiff1d(left, better)
    if len(left):
        careful, has_arrived, more = follow(engine.whole, numbers, left, CAREFUL, on_done)
        steps[left] += more
        arrived = left[has_arrived]
        odds[:, arrived], has_converged[arrived] = careful[:, has_arrived], True
        status[arrived] = int(Status.HOMOTOPY)
        _renew(profile, engine, numbers, odds, arrived)
    is_solved = profile.certificate.residual <= SOLVED
    status[~is_solved] = int(Status.CERTIFICATE)
    status[~has_converged] = int(Status.NO_CONVERGENCE)
    status[~np.all(np.isfinite(odds), axis=0)] = int(Status.NOT_FINITE)
    return Found(odds, profile, status, steps)


def follow(
    mapped: TreeMap,
    numbers: TreeNumbers,
    draws: Numbers,
    method: Branch,
    on_done: Callable[[int], None] | None = None,
    points: Points | None = None,
) -> tuple[Numbers, Numbers, Numbers]:
    """Odds of the map's cut at the full precision, whether each draw arrived, and systems solved, for some draws."""
    n_unknown = mapped.schedule.n_unknown
    if not n_unknown:
        if on_done is not None:
            on_done(len(draws))
        return np.zeros((0, len(draws))), np.ones(len(draws), dtype=bool), np.zeros(len(draws))
    some = numbers if len(draws) == numbers.payoffs.shape[-1] else take(numbers, draws)
    prepared, origin = begin(mapped.problem, some)
    points = Points.at(origin, 0.0) if points is None else points
    way: Method = method if n_unknown <= MOST_DENSE else Homotopy(max_steps=method.max_steps)
    lanes = lanes_for(mapped, len(draws))
    ended = run_lanes(way, mapped.problem, prepared, np.arange(len(draws)), points, lanes, 8, method.max_steps, on_done)
    return ended.iterate, ended.is_done, ended.steps


def lanes_for(mapped: TreeMap, n_draws: int) -> int:
    """Draws side by side while the map and its derivative are worked out, a power of two."""
    return _lanes(mapped, mapped.schedule.n_unknown + 1, n_draws)


def chunk_for(mapped: TreeMap, n_draws: int) -> int:
    """Draws side by side while the map alone is worked out, a power of two."""
    return _lanes(mapped, 4, n_draws)


def _lanes(mapped: TreeMap, copies: int, n_draws: int) -> int:
    rows = sum(step.child.size for step in mapped.schedule.steps)
    one = 8.0 * max(1, rows) * copies
    most = max(_CACHE / one, min(_FEWEST, _MEMORY / one), 1.0)
    return min(256, 1 << int(np.log2(most)), 1 << max(3, (n_draws - 1).bit_length()))


def from_cut(engine: TreeEngine, numbers: TreeNumbers, odds: Numbers) -> tuple[Numbers, Profile]:
    """Odds of all free sets, from those of the cut, with profile and certificate of every draw."""
    n_draws = odds.shape[-1]
    done: tuple[Numbers, Profile] = over_chunks(
        partial(profiled_from_cut, engine), (numbers, odds), np.arange(n_draws), chunk_for(engine.whole, n_draws)
    )
    return jax.tree_util.tree_map(np.array, done)  # type: ignore[no-any-return]


def profile_of(engine: TreeEngine, numbers: TreeNumbers, odds: Numbers) -> Profile:
    """Profile and certificate of every draw."""
    n_draws = odds.shape[-1]
    done: Profile = over_chunks(
        partial(profiled, engine), (numbers, odds), np.arange(n_draws), chunk_for(engine.whole, n_draws)
    )
    return jax.tree_util.tree_map(np.array, done)  # type: ignore[no-any-return]


def _renew(profile: Profile, engine: TreeEngine, numbers: TreeNumbers, odds: Numbers, draws: Numbers) -> None:
    """Put what follows from new odds of some draws in its place."""
    if len(draws):
        new = profile_of(engine, take(numbers, draws), odds[:, draws])
        for old, leaf in zip(jax.tree_util.tree_leaves(profile), jax.tree_util.tree_leaves(new), strict=True):
            old[..., draws] = leaf


def _polish(engine: TreeEngine, numbers: TreeNumbers, draws: Numbers, odds: Numbers) -> tuple[Numbers, Numbers]:
    """Newton's method in all odds from where the branch ended, and whether it stayed there and has a certificate."""
    if not len(draws) or engine.whole.schedule.n_unknown > MOST_DENSE:
        return odds, np.zeros(len(draws), dtype=bool)
    found, has_converged, _ = follow(engine.whole, numbers, draws, CAREFUL, points=Points.at(odds, 1.0))
    some = take(numbers, draws)
    before, after = profile_of(engine, some, odds), profile_of(engine, some, found)
    moved = np.max(np.abs(np.exp(after.log_probability) - np.exp(before.log_probability)), axis=0)
    return found, has_converged & np.asarray(after.certificate.is_solved) & (moved < 1e-3)
