"""Shares with two intervals: exact, and with whole conflicts resampled, as rows of one are not independent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COVERAGE", "RESAMPLES", "Rate", "exact_interval", "rate_of", "resampled_interval"]

COVERAGE = 0.90
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of cases, as counts, with two intervals and how many clusters (conflicts, pairs) stand behind it.

    `low`, `high`: exact, as if cases were independent. `cluster_low`, `cluster_high`: with whole clusters resampled.
    None where there is no case.
    """

    hits: int
    cases: int
    clusters: int
    low: float | None
    high: float | None
    cluster_low: float | None
    cluster_high: float | None

    @property
    def share(self) -> float | None:
        return self.hits / self.cases if self.cases else None


def exact_interval(hits: int, cases: int, coverage: float = COVERAGE) -> tuple[float, float]:
    """The central interval of Clopper & Pearson 1934 (doi:10.1093/biomet/26.4.404) for a binomial share.

    Raises:
        ValueError: there is no case, or there are more hits than cases.
    """
    if not 0 <= hits <= cases or cases == 0:
        raise ValueError(f"{hits} of {cases} is no share")
    from scipy.special import betaincinv

    tail = (1 - coverage) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, cases - hits + 1, tail))
    high = 1.0 if hits == cases else float(betaincinv(hits + 1, cases - hits, 1 - tail))
    return low, high


def resampled_interval(
    hits: Sequence[int] | NDArray[np.int64], cases: Sequence[int] | NDArray[np.int64],
    coverage: float = COVERAGE, resamples: int = RESAMPLES, seed: int = 1,
) -> tuple[float, float]:  # fmt: skip
    """The interval of a share when whole clusters are drawn with replacement (Efron & Tibshirani 1993, percentiles).

    Where every cluster has no hit, or nothing but hits, resampling would say that nothing is uncertain: the exact
    interval stands there with clusters in the place of cases.

    Arguments:
        hits, cases: by cluster.
        seed: of the resampling; the same seed gives the same interval.

    Raises:
        ValueError: there is no case.
    """
    import numpy as np

    hit, case = np.asarray(hits, dtype=np.int64), np.asarray(cases, dtype=np.int64)
    hit, case = hit[case > 0], case[case > 0]
    if not case.sum():
        raise ValueError("no case in any cluster")
    clusters = len(case)
    if clusters == 1 and 0 < hit.sum() < case.sum():
        return 0.0, 1.0  # one conflict says nothing about how conflicts differ
    if hit.sum() in (0, case.sum()):
        return exact_interval(0 if hit.sum() == 0 else clusters, clusters, coverage)
    generator = np.random.default_rng(seed)
    times = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    shares = (times @ hit) / (times @ case)
    tail = (1 - coverage) / 2
    low, high = np.quantile(shares, [tail, 1 - tail])
    return float(low), float(high)


def rate_of(
    hits: Sequence[int] | NDArray[np.int64], cases: Sequence[int] | NDArray[np.int64], coverage: float = COVERAGE,
    resamples: int = RESAMPLES, seed: int = 1,
) -> Rate:  # fmt: skip
    """The share over all clusters, with both intervals; hits and cases are by cluster."""
    total_hits, total = int(sum(hits)), int(sum(cases))
    clusters = sum(1 for n in cases if n)
    if not total:
        return Rate(0, 0, 0, None, None, None, None)
    low, high = exact_interval(total_hits, total, coverage)
    return Rate(total_hits, total, clusters, low, high, *resampled_interval(hits, cases, coverage, resamples, seed))
