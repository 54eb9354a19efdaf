"""Every equilibrium of the crisis game with signals, in which three normal shocks are known to their owners.

Lewis & Schultz 2003, doi:10.1093/pan/mpg021. A challenges or leaves the status quo; B concedes or resists; A stands
firm or backs down. A knows its shocks to war and to backing down from the start, B its own to war. Everything follows
from p_R, the probability that B resists: the equilibria are the zeros of one function of one number, all of them found.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from foedus.equilibrium.backend import COMPILE, jax, jnp
from foedus.equilibrium.crisis_moves import moves, resistance
from foedus.equilibrium.problem import Array, FixedPoint

Numbers = np.ndarray[Any, Any]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CrisisPayoffs:
    """What each side gets, in units of the shocks' standard deviation, each (draw,)."""

    status_quo_a: Array
    """S_A; B gets 0"""
    concession_a: Array
    """V_A, where B concedes"""
    concession_b: Array
    """C_B"""
    war_a: Array
    """W_A, but for its shock"""
    war_b: Array
    """W_B, but for its shock"""
    backing_down_a: Array
    """a, but for its shock"""
    backing_down_b: Array
    """V_B, where A backs down"""


@dataclass(frozen=True, eq=False)
class CrisisEquilibria:
    """All equilibria of every draw, those in which B concedes most first; nan where a draw has fewer."""

    challenge: Numbers
    """p_C, (equilibrium, draw)"""
    resist: Numbers
    """p_R given a challenge, (equilibrium, draw)"""
    stand_firm: Numbers
    """p_F given challenge and resistance, (equilibrium, draw)"""
    residual: Numbers
    """|p_R − F(p_R)|, (equilibrium, draw)"""

    @property
    def count(self) -> Numbers:
        """How many there are, (draw,)."""
        return np.asarray(np.isfinite(self.resist).sum(axis=0))

    @property
    def outcomes(self) -> Numbers:
        """Probabilities of status quo, concession, war and backing down, (outcome, equilibrium, draw)."""
        c, r, f = self.challenge, self.resist, self.stand_firm
        return np.stack([1.0 - c, c * (1.0 - r), c * r * f, c * r * (1.0 - f)])


_GRID = np.concatenate([-np.geomspace(60.0, 9.5, 24), np.linspace(-9.0, 9.0, 3601), np.geomspace(9.5, 60.0, 24)])
"""normal quantiles of p_R between which zeros are looked for"""
_LEAST = 1e-300
"""p_R below which what a challenge has to bring in is no number"""
_CHUNK = 64


def play(payoffs: CrisisPayoffs, quantile: Array) -> tuple[Array, Array, Array]:
    """p_C, p_F and the quantile of p_R that B answers, given the quantile of the p_R that A expects; (…, draw)."""
    rows = jnp.broadcast_arrays(*jax.tree_util.tree_leaves(payoffs), quantile)[:-1]  # as `crisis_moves.PAYOFFS`
    of_a = moves(rows, jnp.maximum(jax.scipy.special.ndtr(quantile), _LEAST))
    return jnp.exp(of_a.challenges), jnp.exp(of_a.firm), resistance(rows, of_a.firm)


def _step(payoffs: CrisisPayoffs, iterate: Array, scale: Array) -> Array:
    return play(payoffs, iterate[0])[2][None] * scale


CRISIS = FixedPoint(lambda payoffs: jnp.zeros_like(payoffs.war_a)[None], _step)
"""The quantile of p_R as a fixed point, for the derivative of an equilibrium by `at_equilibrium`."""


def crisis_equilibria(payoffs: CrisisPayoffs) -> CrisisEquilibria:
    """All equilibria of every draw.

    Zeros are looked for between neighbouring points of a grid of quantiles 0.005 apart, also where two zeros lie
    between the same points and the function only comes near 0 at both; each is then closed in on to the last digit.
    """
    draws = int(np.shape(payoffs.war_a)[-1])
    columns = [np.broadcast_to(np.asarray(leaf, float), (draws,)) for leaf in jax.tree_util.tree_leaves(payoffs)]
    low, high, draw = _brackets(columns, draws)
    found, owner = _closed_in(columns, low, high, draw), draw
    most = int(np.bincount(owner, minlength=1).max(initial=0)) if len(owner) else 0
    rows = np.full((4, max(1, most), draws), np.nan)
    taken = np.zeros(draws, dtype=int)
    for number in np.lexsort((found, owner)).tolist():
        of = int(owner[number])
        rows[0, taken[of], of] = found[number]
        taken[of] += 1
    for place in range(rows.shape[1]):
        challenge, firm, answer = (np.asarray(part) for part in _played(CrisisPayoffs(*columns), rows[0, place]))
        missed = np.abs(np.asarray(jax.scipy.special.ndtr(answer) - jax.scipy.special.ndtr(rows[0, place])))
        rows[1:, place] = challenge, firm, missed
    resist = np.asarray(jax.scipy.special.ndtr(rows[0]))
    return CrisisEquilibria(rows[1], resist, rows[2], rows[3])


def _brackets(columns: list[Numbers], draws: int) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs of quantiles with a zero between them, and whose they are."""
    parts: list[tuple[Numbers, Numbers, Numbers]] = []
    for begin in range(0, draws, _CHUNK):
        some = np.arange(begin, min(begin + _CHUNK, draws))
        miss = _missed([column[some] for column in columns], np.repeat(_GRID[:, None], len(some), axis=1))
        crosses = np.signbit(miss[1:]) != np.signbit(miss[:-1])
        at, of = np.nonzero(crosses)
        parts.append((_GRID[at], _GRID[at + 1], some[of]))
        size = np.abs(miss)
        dips = (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:]) & ~crosses[1:] & ~crosses[:-1]
        at, of = np.nonzero(dips)
        if len(at):
            parts.append(_dips(columns, _GRID[at], _GRID[at + 2], some[of]))
    low, high, draw = (np.concatenate(each) for each in zip(*parts, strict=True))
    return low, high, draw


def _dips(columns: list[Numbers], low: Numbers, high: Numbers, draw: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The two pairs of each dip that goes through 0, by golden section."""
    own = [column[draw] for column in columns]
    sign = np.sign(_missed(own, low))
    left, right, ratio = low.copy(), high.copy(), (np.sqrt(5.0) - 1.0) / 2.0
    for _ in range(60):
        first, second = right - ratio * (right - left), left + ratio * (right - left)
        is_left = sign * _missed(own, first) < sign * _missed(own, second)
        left, right = np.where(is_left, left, first), np.where(is_left, second, right)
    bottom = 0.5 * (left + right)
    through = np.flatnonzero(sign * _missed(own, bottom) < 0.0)
    return (
        np.concatenate([low[through], bottom[through]]),
        np.concatenate([bottom[through], high[through]]),
        np.concatenate([draw[through], draw[through]]),
    )


def _closed_in(columns: list[Numbers], low: Numbers, high: Numbers, draw: Numbers) -> Numbers:
    """The zero in each pair, by bisection to the last digit."""
    own = [column[draw] for column in columns]
    is_low_negative = np.signbit(_missed(own, low))
    low, high = low.copy(), high.copy()
    for _ in range(64):
        middle = 0.5 * (low + high)
        is_low = np.signbit(_missed(own, middle)) == is_low_negative
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return np.asarray(0.5 * (low + high))


def _missed(columns: list[Numbers], quantile: Numbers) -> Numbers:
    """The answer less the quantile that was expected; compiled for lengths that are powers of two."""
    length = quantile.shape[-1]
    full = max(_CHUNK, 1 << max(0, (length - 1).bit_length()))

    def filled(array: Numbers) -> Numbers:
        return np.concatenate([array, np.repeat(array[..., :1], full - length, axis=-1)], axis=-1)

    if not length:
        return np.zeros_like(quantile)
    answer = _played(CrisisPayoffs(*(filled(column) for column in columns)), filled(quantile))[2]
    return np.asarray(answer)[..., :length] - quantile


_played = partial(jax.jit, compiler_options=COMPILE)(play)
