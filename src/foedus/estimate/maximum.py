"""The maximum of a log-likelihood: Newton's method, held back where it promises too much, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from foedus.equilibrium.room import make_room
from foedus.errors import ComputationError
from foedus.estimate.likelihood import Likelihood, Numbers

MOST_STEPS = 200
STEEPEST = 1e-6
"""the largest element of the gradient, in units of log-likelihood per parameter, at which a search is done"""
ROUNDING = 8 * float(np.finfo(float).eps)
"""of a term of the gradient"""
FLAT = 1e-5
"""eigenvalue of the information matrix, its diagonal scaled to 1, below which a direction counts as flat"""
FLATTEST = 1e-9
"""the same, below which data say nothing at all about it"""
WIDEST = 30.0
"""standard error beyond which a parameter counts as not determined, in what it does to a usual row"""
FIRST_RADIUS = 0.5
"""of the region that is trusted first: a utility of a usual row moves by so many standard deviations of a shock"""
SPREAD = 3.0
"""of other starts around the first, in what they do to a usual row"""
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
    centring: Numbers | None = None
    """`Likelihood.centring`, in whose coordinates the Hessian is inverted"""


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
    make_room()
    weights = np.ones(likelihood.n_rows) if weights is None else np.asarray(weights, dtype=float)
    first = np.asarray(likelihood.start if start is None else start, dtype=float)
    best = climb(likelihood, weights, first, most_steps)
    others: list[float] = []
    notes: list[str] = []
    ridge: Maximum | None = None
    rng = np.random.default_rng(seed)
    for _ in range(starts):
        try:
            found = climb(
                likelihood, weights, first + SPREAD * rng.normal(size=len(first)) / likelihood.scale, most_steps
            )
        except ComputationError:
            continue
        if found.log_likelihood > best.log_likelihood + SAME:
            if _is_degenerate(found) and not _is_degenerate(best):
                ridge = found if ridge is None or found.log_likelihood > ridge.log_likelihood else ridge
                continue
            best, found = found, best
        if found.has_converged and found.log_likelihood < best.log_likelihood - SAME:
            others.append(found.log_likelihood)
    if others:
        notes.append(f"The likelihood has more than one maximum: other starts ended at {max(others):.6f}.")
    if ridge is not None and ridge.log_likelihood > best.log_likelihood + SAME:
        notes.append(_ridge(best, ridge))
    return replace(best, warnings=(*best.warnings, *notes), others=tuple(sorted(others)[::-1]))


def climb(
    likelihood: Likelihood, weights: Numbers, start: Numbers, most_steps: int = MOST_STEPS, held: int | None = None
) -> Maximum:
    """One search from one start; `held` is the number of a parameter that stays where it is.

    Each step is the best that the quadratic at hand promises within a radius, which shrinks where the likelihood did
    not keep the promise and grows where it did (Moré & Sorensen 1983, doi:10.1137/0904038). Lengths are measured by
    what a step does to a usual row.

    Raises:
        ComputationError: the likelihood is not finite at the start.
    """
    at = start.copy()
    value, gradient, hessian = likelihood.derivatives(at, weights)
    if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        raise ComputationError("the log-likelihood is not finite where the search begins")
    # The search walks in coordinates of columns around their means, unless that would move what is held.
    is_turned = held is None or not np.any(np.delete(likelihood.centring[held], held))
    turn = likelihood.centring if is_turned else np.eye(len(at))
    scale = likelihood.spread if is_turned else likelihood.scale
    free = np.ones(len(at)) if held is None else (np.arange(len(at)) != held).astype(float)
    radius, steps, has_converged = FIRST_RADIUS, 0, False
    while True:
        gradient, hessian = gradient * free, hessian * np.outer(free, free)
        turned = free * (turn.T @ gradient)
        region = _Region(turned / scale, np.outer(free / scale, free / scale) * (turn.T @ hessian @ turn))
        step, promised, is_newton = region.step(radius)
        # A sum over rows is known to its rounding, which is more than the limit where a column counts in millions.
        size = 1.0 + float(np.abs(at) @ likelihood.scale)
        flattest = np.maximum(STEEPEST, ROUNDING * size * likelihood.n_rows * likelihood.scale)
        # What is left to gain, against the size of the sum.
        if is_newton and (np.abs(gradient) < flattest).all() and promised < 1e-9 * max(1.0, abs(value)):
            has_converged = True
            break
        if steps == most_steps or radius < 1e-14:
            break
        steps += 1
        found = likelihood.derivatives(at + turn @ (step / scale), weights)
        is_finite = np.isfinite(found[0]) and np.isfinite(found[1]).all() and np.isfinite(found[2]).all()
        kept = (found[0] - value) / max(promised, 1e-300) if is_finite else -np.inf
        length = float(np.linalg.norm(step))
        # Where what is promised drowns in rounding, the gradient has the say.
        if is_finite and promised < 1e-11 * max(1.0, abs(value)):
            steepness = np.abs(free * (turn.T @ (found[1] * free)) / scale).max()
            kept = 1.0 if steepness < np.abs(turned / scale).max() else -1.0
        if kept < 0.25:
            radius = (0.25 if kept > -3.0 else 0.1) * length
        elif kept > 0.7 and not is_newton:
            radius = max(radius, (4.0 if kept > 0.95 else 2.5) * length)
        if kept > 1e-4:
            at = at + turn @ (step / scale)
            value, gradient, hessian = found
    flat, notes = ((), ()) if held is not None else _diagnose(likelihood, hessian, gradient, has_converged)
    return Maximum(
        likelihood.names, at, value, gradient, hessian, has_converged, steps, flat, notes, (), likelihood.centring
    )


class _Region:
    """A quadratic that is to be maximised within a radius."""

    def __init__(self, gradient: Numbers, hessian: Numbers) -> None:
        self.bend, self.vectors = np.linalg.eigh(-hessian)
        self.along = self.vectors.T @ gradient
        # Along what nothing depends on there is nowhere to go, and no reason to stop either.
        is_dead = (np.abs(self.bend) < 1e-13 * np.abs(self.bend).max(initial=1e-300)) & (np.abs(self.along) < 1e-9)
        self.bend[is_dead], self.along[is_dead] = 1.0, 0.0

    def step(self, radius: float) -> tuple[Numbers, float, bool]:
        """The best step, what is promised of it, and whether the radius left it free."""
        least = float(self.bend.min(initial=np.inf))
        if least > 1e-14 * max(1.0, float(np.abs(self.bend).max(initial=0.0))):
            steps = self.along / self.bend
            if np.linalg.norm(steps) <= radius:
                return self._told(steps, True)
        low = max(0.0, -least)
        high = low + float(np.linalg.norm(self.along)) / radius + 1e-12
        with np.errstate(divide="ignore", invalid="ignore"):
            for _ in range(60):
                shift = 0.5 * (low + high)
                if np.linalg.norm(self.along / (self.bend + shift)) > radius:
                    low = shift
                else:
                    high = shift
            steps = self.along / (self.bend + high)
        return self._told(np.where(self.along == 0.0, 0.0, steps), False)

    def _told(self, steps: Numbers, is_newton: bool) -> tuple[Numbers, float, bool]:
        promised = float(self.along @ steps - 0.5 * np.sum(self.bend * steps**2))
        return self.vectors @ steps, promised, is_newton


def _diagnose(
    likelihood: Likelihood, hessian: Numbers, gradient: Numbers, has_converged: bool
) -> tuple[tuple[tuple[tuple[str, float], ...], ...], tuple[str, ...]]:
    """Flat directions, and sentences about what is wrong."""
    names = likelihood.names
    notes = []
    if not has_converged:
        steep = int(np.argmax(np.abs(gradient)))
        notes.append(
            f"The search stopped before a maximum: the gradient is {gradient[steep]:.2g} at {names[steep]}."
            " None of these figures is an estimate."
        )
    information = -hessian
    diagonal = np.diag(information)
    is_empty = ~(np.abs(diagonal) > 1e-10 * likelihood.scale**2)
    flat: list[tuple[tuple[str, float], ...]] = []
    if is_empty.any():
        empty = [name for name, each in zip(names, is_empty, strict=True) if each]
        notes.append(f"The likelihood does not depend on {', '.join(empty)} there.")
        flat += [((name, 1.0),) for name in empty]
    # The others by themselves: scaled to 1, a curvature that is rounding would be as good as any.
    of = np.flatnonzero(~is_empty)
    turn, width = likelihood.centring[np.ix_(of, of)], likelihood.spread[of]
    information = turn.T @ information[np.ix_(of, of)] @ turn
    scale = np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    names = tuple(names[number] for number in of)
    for value, vector in zip(values, vectors.T, strict=True):
        deviation = 1.0 / np.sqrt(value) / scale if value > 0 else np.full(len(names), np.inf)
        reach = np.where(vector == 0.0, 0.0, deviation) * np.abs(vector)  # not 0 times infinity
        is_wide = np.max(reach * width, initial=0.0) > WIDEST
        if value > FLAT and not is_wide:
            continue
        direction = turn @ (vector / scale)
        effect = np.abs(direction) * likelihood.scale[of]
        seen = [number for number in np.argsort(-effect) if effect[number] > 0.05 * effect.max()]
        direction = direction / np.abs(direction[seen]).max()
        big = [(names[number], float(f"{direction[number]:.3g}")) for number in seen]
        flat.append(tuple(big))
        told = " ".join(f"{weight:+.3g} {name}" for name, weight in big[:6]) + (" …" if len(big) > 6 else "")
        if value < -FLATTEST and has_converged:
            notes.append(f"This is no maximum: the likelihood bends upwards along {told}.")
        elif value > FLATTEST and has_converged and not is_wide:
            notes.append(f"Barely identified: the likelihood hardly moves along {told}.")
        else:
            notes.append(f"Not identified: the likelihood does not settle along {told}.")
    return tuple(flat), tuple(dict.fromkeys(notes))


def _is_degenerate(found: Maximum) -> bool:
    return bool(found.flat) or not found.has_converged


def _ridge(kept: Maximum, ridge: Maximum) -> str:
    far = int(np.argmax(np.abs(ridge.parameters)))
    return (
        f"Other starts climbed a ridge past {ridge.log_likelihood:.5f}, above the maximum of {kept.log_likelihood:.5f} "
        f"reported here, with {ridge.names[far]} at {ridge.parameters[far]:.3g}: there parameters run off and nothing "
        "is determined, so it is no estimate."
    )


__all__ = ["Maximum", "climb", "maximise"]
