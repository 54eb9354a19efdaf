"""Flips put to a larger sample: confirmed on either side, shifted to where it has them, or left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from foedus.answer.flip_search import REACH, Pair, Search
from foedus.answer.moved import Place
from foedus.answer.ruler import Ruler
from foedus.answer.sensitivity import FlipRow
from foedus.answer.standing import Standing

CONFIRMED = 320
"""draws on which the smallest moves are put to the test"""
BEST = 3
"""claims whose nearest flip is put to the larger sample, beside the nearest of request and response"""
CLEARANCE = 0.1
"""how far on either side of a flip it is put to the test, in units of the input's interval; at most half as far again,
on a grid that figures may share"""
CLEAR = 1.645
"""standard errors of the larger sample by which the figure has to be what it was on the one side, and another on the
other, for a flip to be confirmed: it is then so on all draws with a chance of 95 % a side"""
FURTHEST = 0.5
"""how far beyond where it was looked for a flip is looked for next, in units of the input's interval"""
TESTS = 4
"""how often a flip is tested, shifted in between, before it is given up"""


def in_order(rows: Sequence[FlipRow]) -> list[FlipRow]:
    """The rows, the smallest move first."""
    return sorted(rows, key=lambda row: (abs(row.move), row.figure, row.input))


def to_test(rows: Sequence[FlipRow]) -> list[FlipRow]:
    """Which of the rows, the smallest move first, are put to the larger sample."""
    # Where an input is at its median the larger sample has been solved already: to ask it costs nothing.
    return [row for row in rows if row.move == 0.0] + _nearest([row for row in rows if row.move != 0.0])


def best_of(rows: Sequence[FlipRow]) -> list[FlipRow]:
    """Which of them are put to all draws: the nearest confirmed one of request and response, and of three claims."""
    return _nearest([row for row in rows if row.is_confirmed])


def _nearest(rows: Sequence[FlipRow]) -> list[FlipRow]:
    nearest = {row.figure: row for row in reversed(rows)}
    leaders = [nearest.pop(figure) for figure in ("request", "response") if figure in nearest]
    return leaders + in_order(list(nearest.values()))[:BEST]


def confirmed(
    search: Search, rows: Sequence[FlipRow], best: Sequence[FlipRow], watched: Mapping[str, Standing]
) -> list[FlipRow]:
    """The rows, the best of them put to a larger sample: confirmed, shifted, or left out where it says otherwise."""
    rest = [row for row in rows if row not in best]
    settled: list[FlipRow] = []
    for _ in range(TESTS):
        tested = _tested(search, best, watched)
        settled += [replace(row, draws=len(search.sample.origin)) for row, is_settled in tested if is_settled]
        best = [row for row, is_settled in tested if not is_settled and np.isfinite(row.move)]
        if not best:
            break
    return in_order([*settled, *rest])


def _tested(search: Search, rows: Sequence[FlipRow], watched: Mapping[str, Standing]) -> list[tuple[FlipRow, bool]]:
    """Each row with whether the larger sample has it there too; else moved to where that would have it.

    It is moved to no number where the larger sample has it nowhere.
    """
    sides = [_sides(search.rulers[row.input], row) for row in rows]
    wanted: list[tuple[Standing, Place]] = [
        (watched[row.figure], (row.input, value)) for row, pair in zip(rows, sides, strict=True) for value in pair
    ]
    search.look(wanted)
    return [_judged(search, row, watched[row.figure], *pair) for row, pair in zip(rows, sides, strict=True)]


def _sides(ruler: Ruler, row: FlipRow) -> tuple[float, float]:
    """Values on the near and the far side of a flip, on a grid, so that figures may share them."""
    if row.move == 0.0:
        return ruler.now, ruler.now
    grid = CLEARANCE / 2.0
    below, above = np.floor(row.move / grid - 2.0) * grid, np.ceil(row.move / grid + 2.0) * grid
    near, far = (below, above) if row.move > 0.0 else (above, below)
    return ruler.at(near), ruler.at(far)


def _judged(search: Search, row: FlipRow, standing: Standing, near: float, far: float) -> tuple[FlipRow, bool]:
    nowhere = replace(row, at=np.nan, move=np.nan), False
    before, after = (search.result(standing, (row.input, value)) for value in (near, far))
    ruler = search.rulers[row.input]
    if before is None or after is None:
        return nowhere
    is_clear = all(
        abs(margin) >= CLEAR * search.error(standing, (row.input, value))
        for value, (margin, _) in ((near, before), (far, after))
    )
    if row.move == 0.0:
        return (replace(row, after=after[1], is_confirmed=is_clear), True) if after[1] != row.before else nowhere
    if before[1] == row.before and after[1] != row.before:
        at = near + (far - near) * _zero(before[0], after[0])
        return replace(row, at=at, move=ruler.move(at), after=after[1], is_confirmed=is_clear), True
    bracket = search.bracket(Pair(standing, row.input, row.move))
    if bracket is not None:
        share = _zero(bracket.kept_margin, bracket.flipped_margin)
        at = bracket.kept + (bracket.flipped - bracket.kept) * share
    elif before[1] != row.before and (near - ruler.now) * row.move <= 0.0:
        at = ruler.now  # flipped on both sides of the median
    else:
        at = _further(ruler, row, before, after, near, far)
        if at == far:
            return nowhere  # the bound of the field, where it was tested
    return (replace(row, at=at, move=ruler.move(at)), False) if abs(ruler.move(at)) <= REACH else nowhere


def _further(
    ruler: Ruler, row: FlipRow, before: tuple[float, str], after: tuple[float, str], near: float, far: float
) -> float:
    """Where to look next when both sides of a flip agree: towards the median if both are flipped, else beyond both.

    Where the margin, going on straight, would be 0, but half the way to the median or `FURTHEST` intervals at most;
    never beyond what the field allows.
    """
    if before[1] != row.before:
        from_, most = near, (ruler.now - near) / 2.0
    else:
        from_, most = far, np.sign(row.move) * FURTHEST * ruler.width
    slope = (after[0] - before[0]) / (far - near) if far != near else 0.0
    way = -(before[0] if from_ == near else after[0]) / slope if slope else most
    share = way / most if most else 0.0
    return ruler.within(from_ + most * (min(1.0, share) if share > 0.0 else 1.0))


def _zero(kept: float, flipped: float) -> float:
    """Where a margin that falls straight from `kept` at 0 to `flipped` at 1 is 0, half way where it does not fall."""
    drop = kept - flipped
    return float(min(1.0, max(0.0, kept / drop))) if drop > 0.0 and np.isfinite(drop) else 0.5
