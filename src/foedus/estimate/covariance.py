"""Standard errors: from the curvature, robust to a wrong model, by cluster, by resampling rows, and by profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foedus.equilibrium.chunk import cores, threads
from foedus.errors import ComputationError, InputError
from foedus.estimate.likelihood import Likelihood, Numbers
from foedus.estimate.maximum import Maximum, climb


def hessian_covariance(maximum: Maximum) -> Numbers:
    """Inverse of minus the Hessian, (parameter, parameter); NaN in rows of parameters that are not determined."""
    turn = np.eye(len(maximum.names)) if maximum.centring is None else maximum.centring
    information = -turn.T @ maximum.hessian @ turn
    scale = np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    is_flat = values <= 1e-12
    kept = turn @ (vectors[:, ~is_flat] / scale[:, None])
    found: Numbers = (kept / values[~is_flat]) @ kept.T
    # What a flat direction moves, in units in which the curvature along each parameter is 1.
    curved = np.sqrt(np.abs(np.diag(maximum.hessian)))
    moved = np.abs(turn @ (vectors[:, is_flat] / scale[:, None])) * np.maximum(curved, 1e-150)[:, None]
    lost = (moved > 1e-4 * np.maximum(moved.max(axis=0, initial=0.0), 1e-300)).any(axis=1)
    found[lost] = np.nan
    found[:, lost] = np.nan
    return found


def sandwich_covariance(likelihood: Likelihood, maximum: Maximum, clusters: Numbers | None = None) -> Numbers:
    """H⁻¹ (Σ s sᵀ) H⁻¹ over the scores s of rows, or of clusters, then times G / (G − 1) for G of them.

    Consistent where rows (clusters) are independent, even if the model is wrong (Huber 1967; White 1982,
    doi:10.2307/1912526; clusters: Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).

    Arguments:
        clusters: (row,) number of each row's cluster, counted from 0.
    """
    scores = likelihood.scores(maximum.parameters)
    if clusters is not None:
        count = int(clusters.max()) + 1
        scores = np.stack([np.bincount(clusters, weights=row, minlength=count) for row in scores])
        scores = scores * np.sqrt(count / max(count - 1, 1))
    bread = hessian_covariance(maximum)
    found: Numbers = bread @ (scores @ scores.T) @ bread
    return found


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Estimates on resampled rows: `parameters` (parameter, replication); `failed` did not reach a maximum."""

    parameters: Numbers
    failed: int

    @property
    def covariance(self) -> Numbers:
        """(parameter, parameter)"""
        return np.atleast_2d(np.cov(self.parameters, ddof=1))


def bootstrap(
    likelihood: Likelihood,
    maximum: Maximum,
    replications: int,
    *,
    clusters: Numbers | None = None,
    seed: int = 1,
    on_done: Callable[[int], None] | None = None,
) -> Bootstrap:
    """Estimates on rows (clusters) drawn with replacement, each searched from the maximum.

    A replication is a weight for each row, so that all share what is compiled; threads take them side by side, and the
    result does not depend on how many threads there are.

    Arguments:
        on_done: called with 1 whenever a replication is done.

    Raises:
        ComputationError: fewer than two replications reached a maximum.
    """
    rng = np.random.default_rng(seed)
    count = likelihood.n_rows if clusters is None else int(clusters.max()) + 1
    drawn = [rng.multinomial(count, np.full(count, 1.0 / count)).astype(float) for _ in range(replications)]

    def one(times: Numbers) -> Numbers | None:
        weights = times if clusters is None else times[clusters]
        try:
            found = climb(likelihood, weights, maximum.parameters, most_steps=60)
        except ComputationError:
            return None
        finally:
            if on_done is not None:
                on_done(1)
        return found.parameters if found.has_converged else None

    likelihood.derivatives(maximum.parameters, np.ones(likelihood.n_rows))
    with threads(cores()) as pool:
        found = [each for each in pool.map(one, drawn) if each is not None]
    if len(found) < 2:
        raise ComputationError(f"of {replications} resampled fits {len(found)} reached a maximum: expected two or more")
    return Bootstrap(np.stack(found, axis=1), replications - len(found))


def check_level(level: float) -> None:
    """Stop where an interval cannot hold such a share.

    Raises:
        InputError: as it says.
    """
    if not 0.0 < level < 1.0:
        raise InputError.at("level", f"is {level}: expected the share that the interval holds, between 0 and 1")


@dataclass(frozen=True, eq=False)
class Profile:
    """The highest log-likelihood at each value of one parameter, and where it has fallen by what a level allows.

    `low` or `high` is infinite where the likelihood never falls so far.
    """

    name: str
    values: Numbers
    log_likelihood: Numbers
    low: float
    high: float
    level: float


def profile(likelihood: Likelihood, maximum: Maximum, name: str, *, level: float = 0.9, points: int = 21) -> Profile:
    """The profile likelihood of a parameter, and the interval in which twice its fall is below χ²₁.

    Raises:
        ValueError: no parameter of that name.
        InputError: a level that is no share, or fewer than two points.
    """
    from scipy.special import ndtri

    check_level(level)
    if points < 2:
        raise InputError.at("points", f"is {points}: expected two or more")

    number = maximum.names.index(name)
    fall = 0.5 * float(ndtri(0.5 + 0.5 * level)) ** 2
    weights = np.ones(likelihood.n_rows)
    curvature = -maximum.hessian[number, number]
    deviation = float(np.sqrt(hessian_covariance(maximum)[number, number]))
    if not np.isfinite(deviation):
        deviation = 1.0 / np.sqrt(curvature) if curvature > 0 else 1.0

    def highest(value: float, start: Numbers) -> tuple[float, Numbers]:
        begin = start.copy()
        begin[number] = value
        found = climb(likelihood, weights, begin, held=number)
        return found.log_likelihood, found.parameters

    ends = []
    for sign in (-1.0, 1.0):
        inner, outer, at = 0.0, 0.0, maximum.parameters
        reach = deviation * float(ndtri(0.5 + 0.5 * level))
        for _ in range(12):
            outer += reach
            value, at = highest(maximum.parameters[number] + sign * outer, at)
            if maximum.log_likelihood - value > fall:
                break
            inner = outer
            reach *= 1.5
        else:
            ends.append(sign * np.inf)
            continue
        for _ in range(30):
            middle = 0.5 * (inner + outer)
            value, _ = highest(maximum.parameters[number] + sign * middle, at)
            if maximum.log_likelihood - value > fall:
                outer = middle
            else:
                inner = middle
            if outer - inner < 1e-6 * max(deviation, 1e-300):
                break
        ends.append(maximum.parameters[number] + sign * 0.5 * (inner + outer))
    centre = float(maximum.parameters[number])
    span = [end if np.isfinite(end) else centre + sign * 4 * deviation for end, sign in zip(ends, (-1, 1), strict=True)]
    values = centre + 1.25 * (np.linspace(span[0], span[1], points) - centre)
    heights, at = [], maximum.parameters
    for each in values:
        height, at = highest(float(each), at)
        heights.append(height)
    return Profile(name, values, np.array(heights), float(ends[0]), float(ends[1]), level)


__all__ = ["Bootstrap", "Profile", "bootstrap", "check_level", "hessian_covariance", "profile", "sandwich_covariance"]
