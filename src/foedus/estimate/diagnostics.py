"""Whether chains have mixed: rank-normalised split R-hat and effective sizes of samples.

Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), doi:10.1214/20-BA1221.
"""

from __future__ import annotations

import numpy as np

from foedus.estimate.likelihood import Numbers


def r_hat(draws: Numbers) -> float:
    """The greater of the rank-normalised split R-hats of the draws and of their distances from the median.

    1 where chains agree; above 1.01 they have not mixed.

    Arguments:
        draws: (chain, draw), four draws a chain at least.
    """
    split = _split(draws)
    return max(_plain_r_hat(_normal_ranks(split)), _plain_r_hat(_normal_ranks(np.abs(split - np.median(split)))))


def ess_bulk(draws: Numbers) -> float:
    """How many independent draws say as much about the middle of the distribution."""
    return _ess(_normal_ranks(_split(draws)))


def ess_tail(draws: Numbers) -> float:
    """The same about its tails: the lesser of that for the shares below the 5 % and the 95 % quantile."""
    split = _split(draws)
    return min(_ess((split <= end).astype(float)) for end in np.quantile(draws, [0.05, 0.95]))


def mc_error(draws: Numbers) -> float:
    """Standard error of the mean over draws, as an estimate of the mean of the distribution."""
    return float(np.std(draws, ddof=1) / np.sqrt(_ess(_split(draws))))


def _split(draws: Numbers) -> Numbers:
    """Each chain as two: one that drifts then disagrees with itself."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_ranks(draws: Numbers) -> Numbers:
    """Ranks over all chains, as quantiles of the normal distribution."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    found: Numbers = ndtri((rankdata(draws).reshape(draws.shape) - 0.375) / (draws.size + 0.25))
    return found


def _plain_r_hat(draws: Numbers) -> float:
    n = draws.shape[1]
    within = float(np.var(draws, axis=1, ddof=1).mean())
    between = float(np.var(draws.mean(axis=1), ddof=1))
    if within == 0.0:
        return 1.0 if between == 0.0 else np.inf
    return float(np.sqrt((n - 1) / n + between / within))


def _ess(draws: Numbers) -> float:
    """From autocorrelations, cut where Geyer's monotone sequence of positive pairs ends."""
    n = draws.shape[1]
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * n, axis=1)
    covariances = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * n, axis=1)[:, :n].mean(axis=0) / n
    within = covariances[0] * n / (n - 1)
    total = covariances[0] + float(np.var(draws.mean(axis=1), ddof=1))
    if total == 0.0:
        return float(draws.size)
    correlations = 1.0 - (within - covariances) / total
    correlations[0] = 1.0
    pairs = correlations[: n - n % 2].reshape(-1, 2).sum(axis=1)
    ended = np.flatnonzero(pairs <= 0)
    kept = np.minimum.accumulate(pairs[: ended[0]] if len(ended) else pairs)
    time = max(2.0 * float(kept.sum()) - 1.0, 1.0 / np.log10(draws.size))
    return float(draws.size / time)


__all__ = ["ess_bulk", "ess_tail", "mc_error", "r_hat"]
