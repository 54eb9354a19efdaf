"""The maximum of a log-likelihood: Newton's method, held back where it promises too much, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from foedus.errors import ComputationError
from foedus.estimate.likelihood import Likelihood, Numbers

MOST_STEPS = 200
STEEPEST = 1e-6
"""the largest element of the gradient, in units of log-likelihood per parameter, at which a search is done"""
FLATTEST = 1e-8
"""least eigenvalue of the information matrix, its diagonal scaled to 1, below which a direction counts as flat"""
WIDEST = 1e3
"""standard error of a parameter, in the units of its start, beyond which it counts as not determined"""
SAME = 1e-5
"""difference of log-likelihoods below which two searches found the same maximum"""


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where a search ended.

    `hessian` and `gradient` are of the (weighted) sum; `scores` (parameter, row) of each row. `flat` names directions
    in which the likelihood hardly moves, as ((name, weight), …). `warnings` are sentences.
    """

    names: tuple[str, ...]
    parameters: Numbers
    log_likelihood: float
    gradient: Numbers
    hessian: Numbers
    has_converged: bool
    steps: int
    flat: tuple[tuple[tuple[str, float], ...], ...] = ()
    warnings: tuple[str, ...] = ()
    others: tuple[float, ...] = field(default=())
    """log-likelihoods of other maxima that other starts reached, highest first"""


def maximise(
    likelihood: Likelihood,
    weights: Numbers | None = None,
    start: Numbers | None = None,
    *,
    starts: int = 0,
    seed: int = 1,
    most_steps: int = MOST_STEPS,
) -> Maximum:
    """The maximum that is found from the start, and warnings where it is none or not the only one.

    Arguments:
        likelihood: what to maximise.
        weights: of rows, (row,); 1 each by default.
        start: (parameter,), instead of the likelihood's own.
        starts: how many other, random starts to try. A higher maximum takes the first one's place unless it lies where
            parameters run off.
        seed: of these starts.
        most_steps: of each search.

    Raises:
        ComputationError: the likelihood is not finite at the start.
    """
    weights = np.ones(likelihood.n_rows) if weights is None else np.asarray(weights, dtype=float)
    first = np.asarray(likelihood.start if start is None else start, dtype=float)
    best = climb(likelihood, weights, first, most_steps)
    others: list[float] = []
    notes: list[str] = []
    rng = np.random.default_rng(seed)
    for _ in range(starts):
        try:
            found = climb(likelihood, weights, first + rng.normal(size=len(first)), most_steps)
        except ComputationError:
            continue
        if found.log_likelihood > best.log_likelihood + SAME:
            if _is_degenerate(found) and not _is_degenerate(best):
                notes.append(_ridge(best, found))
                continue
            best, found = found, best
        if found.has_converged and found.log_likelihood < best.log_likelihood - SAME:
            others.append(found.log_likelihood)
    if others and not notes:
        notes.append(f"The likelihood has more than one maximum: other starts ended at {max(others):.6f}.")
    return replace(best, warnings=(*best.warnings, *dict.fromkeys(notes[:1])), others=tuple(sorted(others)[::-1]))


def climb(likelihood: Likelihood, weights: Numbers, start: Numbers, most_steps: int = MOST_STEPS) -> Maximum:
    """One search from one start.

    Each step solves (−H + shift·S) step = gradient, S the diagonal of the information at hand; the shift grows where
    the quadratic promised what the likelihood did not keep, and falls where it kept it (Levenberg 1944, Marquardt 1963,
    doi:10.1137/0111030).

    Raises:
        ComputationError: the likelihood is not finite at the start.
    """
    at = start.copy()
    value, gradient, hessian = likelihood.derivatives(at, weights)
    if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        raise ComputationError("the log-likelihood is not finite where the search begins")
    shift = 0.0
    steps = 0
    has_converged = False
    while steps < most_steps:
        step, promised = _step(gradient, hessian, shift)
        # What is left to gain, against the size of the sum and its rounding.
        if np.abs(gradient).max(initial=0.0) < STEEPEST and promised < 1e-9 * max(1.0, abs(value)) and shift < 1e-6:
            has_converged = True
            break
        if shift > 1e12:
            break
        steps += 1
        found = likelihood.derivatives(at + step, weights)
        is_finite = np.isfinite(found[0]) and np.isfinite(found[1]).all() and np.isfinite(found[2]).all()
        gained = found[0] - value if is_finite else -np.inf
        rounding = 1e-13 * max(1.0, abs(value))
        if is_finite and (gained > 1e-4 * promised or (abs(gained) <= 8 * rounding and promised <= 1e4 * rounding)):
            at = at + step
            value, gradient, hessian = found
            shift = (
                0.0 if gained > 0.2 * promised and shift < 1e-3 else shift / (10.0 if gained > 0.7 * promised else 2.0)
            )
        else:
            shift = max(10.0 * shift, 1e-3)
    flat, notes = _diagnose(likelihood.names, at, hessian, gradient, has_converged)
    return Maximum(likelihood.names, at, value, gradient, hessian, has_converged, steps, flat, notes)


def _step(gradient: Numbers, hessian: Numbers, shift: float) -> tuple[Numbers, float]:
    """A step uphill, and what a quadratic promises of it. Directions that bend the wrong way are turned around."""
    scale = np.sqrt(np.maximum(np.abs(np.diag(hessian)), 1e-12 * max(1e-300, np.abs(hessian).max(initial=0.0))))
    scale = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(-hessian / np.outer(scale, scale))
    along = vectors.T @ (gradient / scale)
    bend = np.maximum(np.abs(values), 1e-10 * max(1.0, np.abs(values).max(initial=0.0)))
    steps = along / (bend + shift)
    promised = float(along @ steps - 0.5 * np.sum(bend * steps**2))
    return (vectors @ steps) / scale, promised


def _diagnose(
    names: tuple[str, ...], at: Numbers, hessian: Numbers, gradient: Numbers, has_converged: bool
) -> tuple[tuple[tuple[tuple[str, float], ...], ...], tuple[str, ...]]:
    """Flat directions, and sentences about what is wrong."""
    notes = []
    if not has_converged:
        steep = int(np.argmax(np.abs(gradient)))
        notes.append(
            f"The search stopped before a maximum: the gradient is {gradient[steep]:.2g} at {names[steep]}."
            " Nothing below is an estimate."
        )
    information = -hessian
    diagonal = np.diag(information)
    empty = [name for name, each in zip(names, diagonal, strict=True) if not abs(each) > 1e-10]
    if empty:
        notes.append(f"The likelihood does not depend on {', '.join(empty)} there.")
    scale = np.sqrt(np.maximum(np.abs(diagonal), 1e-300))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    flat = []
    for value, vector in zip(values, vectors.T, strict=True):
        deviation = 1.0 / np.sqrt(value) / scale if value > 0 else np.full(len(names), np.inf)
        is_wide = np.max(np.abs(vector) * deviation, initial=0.0) > WIDEST * (1.0 + np.abs(at).max(initial=0.0) / 10.0)
        if value > FLATTEST and not is_wide:
            continue
        direction = vector / scale
        direction = direction / np.abs(direction).max()
        big = [
            (names[i], round(float(direction[i]), 3))
            for i in np.argsort(-np.abs(direction))
            if abs(direction[i]) > 0.05
        ]
        flat.append(tuple(big))
        told = " ".join(f"{weight:+.3g} {name}" for name, weight in big[:6]) + (" …" if len(big) > 6 else "")
        if value < -FLATTEST:
            notes.append(f"This is no maximum: the likelihood bends upwards along {told}.")
        else:
            notes.append(f"Not identified: the likelihood hardly moves along {told}.")
    return tuple(flat), tuple(notes)


def _is_degenerate(found: Maximum) -> bool:
    return bool(found.flat) or not found.has_converged


def _ridge(kept: Maximum, ridge: Maximum) -> str:
    far = int(np.argmax(np.abs(ridge.parameters)))
    return (
        f"Another start climbed a ridge to {ridge.log_likelihood:.5f}, above the maximum of {kept.log_likelihood:.5f} "
        f"reported here, with {ridge.names[far]} at {ridge.parameters[far]:.3g}: there parameters run off and nothing "
        "is determined, so it is no estimate."
    )


__all__ = ["Maximum", "climb", "maximise"]
