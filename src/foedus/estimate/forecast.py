"""How good probabilities of a rare event were: loss row by row, rank, reliability, and intervals by cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from foedus.errors import InputError
from foedus.estimate.likelihood import Numbers

__all__ = [
    "COVERAGE",
    "RESAMPLES",
    "Interval",
    "Stratum",
    "area_under_curve",
    "log_losses",
    "reliability",
    "resampled",
    "squared_losses",
]

COVERAGE = 0.90
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A statistic of all rows, and where it lies when whole clusters are drawn with replacement."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rows whose forecasts lie in [low, high): their mean forecast, and how often the event happened."""

    low: float
    high: float
    rows: int
    forecast: float
    hits: int
    clusters: int


def log_losses(probability: Numbers, happened: Numbers) -> Numbers:
    """(row,) −log of the probability of what happened; infinite where that was 0. `happened` is 0 or 1."""
    with np.errstate(divide="ignore"):
        losses: Numbers = -np.log(np.where(happened == 1, probability, 1.0 - probability))
    return losses


def squared_losses(probability: Numbers, happened: Numbers) -> Numbers:
    """(row,) (p − y)²: the Brier score's, with the event alone counted (half of the sum over both outcomes)."""
    losses: Numbers = (np.asarray(probability, dtype=float) - happened) ** 2
    return losses


def area_under_curve(probability: Numbers, happened: Numbers, weights: Numbers | None = None) -> float:
    """The chance that an event had a higher forecast than a non-event, ties half; NaN where there is but one kind.

    Arguments:
        probability, happened: (row,).
        weights: (row,) how often each row counts; once by default.
    """
    weight = np.ones(len(happened)) if weights is None else np.asarray(weights, dtype=float)
    level = np.unique(probability, return_inverse=True)[1]
    events = np.bincount(level, weights=weight * (happened == 1))
    others = np.bincount(level, weights=weight * (happened != 1))
    pairs = events.sum() * others.sum()
    if pairs <= 0:
        return float("nan")
    below = np.cumsum(others) - others
    return float(np.sum(events * (below + 0.5 * others)) / pairs)


def reliability(
    probability: Numbers, happened: Numbers, edges: Sequence[float], clusters: Numbers
) -> tuple[Stratum, ...]:
    """Forecasts beside what happened, in strata with the same edges for every model; empty ones are left out.

    Arguments:
        probability, happened: (row,).
        edges: increasing, from 0 to 1; a forecast of 1 is in the last.
        clusters: (row,) conflicts, to say how many stand behind a stratum.
    """
    number = np.minimum(np.searchsorted(edges, probability, side="right") - 1, len(edges) - 2)
    found = []
    for each in np.unique(number):
        rows = number == each
        found.append(
            Stratum(
                float(edges[each]), float(edges[each + 1]), int(rows.sum()), float(probability[rows].mean()),
                int(happened[rows].sum()), len(np.unique(clusters[rows])),
            )
        )  # fmt: skip
    return tuple(found)


def resampled(
    statistic: Callable[[Numbers], float], clusters: Numbers, *, coverage: float = COVERAGE,
    resamples: int = RESAMPLES, seed: int = 1,
) -> Interval:  # fmt: skip
    """A statistic with its percentile interval when whole clusters are drawn with replacement.

    Models are not fitted again: the interval says how far the score depends on which conflicts there were to predict.

    Arguments:
        statistic: of (row,) weights, how often each row counts. A draw in which it is NaN is left out.
        clusters: (row,).
        seed: the same seed draws the same clusters, so that models are compared on the same draws.

    Raises:
        InputError: there are fewer than two clusters.
    """
    number = np.unique(clusters, return_inverse=True)[1]
    count = int(number.max()) + 1 if len(number) else 0
    if count < 2:
        raise InputError.at("clusters", f"are {count}: expected two or more to draw from")
    generator = np.random.default_rng(seed)
    times = generator.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    drawn = np.array([statistic(each[number]) for each in times])
    drawn = drawn[~np.isnan(drawn)]
    whole = statistic(np.ones(len(number)))
    if not len(drawn):
        return Interval(whole, float("nan"), float("nan"))
    low, high = np.quantile(drawn, [0.5 - 0.5 * coverage, 0.5 + 0.5 * coverage])
    return Interval(whole, float(low), float(high))
