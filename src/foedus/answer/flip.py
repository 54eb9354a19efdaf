"""Flips: the smallest move of an uncertain input that changes who leads, what is given, or a verdict.

Every input is screened to first order; those that may flip a figure are set to values further and further from their
median, each as `--set` would, on a small sample of the draws that count, and the flip is closed in on there. The
smallest moves are then put to a larger sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import NOT_TESTABLE, Tested, find, verdict
from foedus.answer.figure_of import Quantities
from foedus.answer.flip_search import OPTIMISM, REACH, Bracket, Pair, Ruler, Search
from foedus.answer.moved import Place, Sample, movable
from foedus.answer.regression import plain_means
from foedus.answer.sensitivity import FlipRow
from foedus.answer.standing import Leading, Scores, Standing, Verdict
from foedus.answer.weighing import Part
from foedus.answer.world import Progress, Solved

Draws = NDArray[np.float64]

SEARCHED = 80
"""draws on which flips are searched: differences of a figure between two values of an input, on draws in common,
are known much better than the figure itself"""
CONFIRMED = 320
"""draws on which the smallest moves are put to the test"""
CANDIDATES = 4
"""inputs per figure that the screen passes on"""
LOCATED = 2
"""flips per figure that are closed in on: the nearest"""
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


@dataclass(frozen=True)
class Flips:
    """The rows and what they cost."""

    rows: tuple[FlipRow, ...]
    solved: int
    """draws that were solved again"""


def standings(quantities: Quantities, tests: Sequence[Tested]) -> list[Standing]:
    """What may flip in an answer: who leads, what is given, and the claims that have a verdict."""
    case = quantities.case
    found: list[Standing] = [
        Leading("request", tuple(case.requests), "requests"),
        Leading("response", tuple(case.responses), "responses"),
    ]
    for test in tests:
        stated = case.stated[test.claim.id]
        if verdict(find(quantities, test), stated.low, stated.high)[0] != NOT_TESTABLE:
            found.append(Verdict.of(test, stated.low, stated.high, quantities))
    return found


def readers(quantities: Quantities, watched: Sequence[Standing]) -> list[Callable[[Quantities], Sequence[Part]]]:
    """What the screen of inputs has to follow for them, figure after figure."""

    def reader(standing: Standing, place: int) -> Callable[[Quantities], Sequence[Part]]:
        return lambda here: standing.parts(here)[place]

    return [reader(standing, place) for standing in watched for place in range(len(standing.parts(quantities)))]


def flips(
    quantities: Quantities,
    solved: Solved,
    watched: Sequence[Standing],
    swings: Mapping[str, Draws],
    seed: int,
    report: Progress,
) -> Flips:
    """The flips found, the smallest move first.

    Arguments:
        quantities: of all certified draws.
        solved: the world that these are draws of.
        watched: what may flip.
        swings: by path, the first-order changes of what `readers` follows from the lower end of an input to the upper.
        seed: of the draws.
        report: called as it goes on.
    """
    moving = movable(quantities.case)
    scores = {standing.id: standing.scores(plain_means(standing.terms(quantities))) for standing in watched}
    rulers = {path: Ruler.of(given) for path, given in moving.items()}
    pairs = _promising(quantities, watched, scores, {path: swings[path] for path in moving})
    if not pairs:
        return Flips((), 0)
    values = {path: solved.world.values[path][solved.draws] for path in moving}
    small = Search(Sample.of(solved, SEARCHED, seed), quantities, values, rulers)
    large = Search(Sample.of(solved, CONFIRMED, seed, is_thorough=True), quantities, values, rulers)
    report("looking for flips", 0, 4)
    small.go_to_median(pairs)
    small.anchor(large, [pair for pair in pairs if small.at_median(pair) is not None])
    report("looking for flips", 1, 4)
    small.go_out([pair for pair in pairs if small.at_median(pair) is None])
    report("looking for flips", 2, 4)
    rows = _located(small, pairs)
    report("looking for flips", 3, 4)
    rows = _confirmed(large, rows, {standing.id: standing for standing in watched})
    report("looking for flips", 4, 4)
    return Flips(tuple(rows), small.sample.solved + large.sample.solved)


def _promising(
    quantities: Quantities, watched: Sequence[Standing], scores: Mapping[str, Scores], swings: Mapping[str, Draws]
) -> list[Pair]:
    """Figures with the inputs that would flip them soonest, to first order."""
    found: list[Pair] = []
    first = 0
    for standing in watched:
        rows = slice(first, first := first + len(standing.parts(quantities)))
        if standing.state(scores[standing.id]) is None:
            continue
        pulls = {path: standing.pull(scores[standing.id], swing[rows]) for path, swing in swings.items()}
        nearest = sorted(pulls, key=lambda path: abs(pulls[path]))[:CANDIDATES]
        found += [Pair(standing, path, pulls[path]) for path in nearest if abs(pulls[path]) <= OPTIMISM * REACH]
    return found


def _located(search: Search, pairs: Sequence[Pair]) -> list[FlipRow]:
    """Rows of the flips nearest to the median, each closed in on."""
    rows = []
    brackets: dict[Pair, Bracket] = {}
    for pair in pairs:
        ruler = search.rulers[pair.path]
        at_once = search.at_median(pair)
        bracket = search.bracket(pair)
        if at_once is not None:
            rows.append(_row(search, pair, ruler.now, at_once))
        elif bracket is not None:
            brackets[pair] = bracket

    def distance(pair: Pair) -> float:
        ruler, bracket = search.rulers[pair.path], brackets[pair]
        return min(abs(ruler.move(bracket.kept)), abs(ruler.move(bracket.flipped)))

    kept: dict[Pair, Bracket] = {}
    for figure in dict.fromkeys(pair.standing.id for pair in brackets):
        own = sorted((pair for pair in brackets if pair.standing.id == figure), key=distance)
        kept |= {pair: brackets[pair] for pair in own[:LOCATED]}
    rows += [_row(search, pair, at, kept[pair].after) for pair, at in search.close_in(kept).items()]
    return _in_order(rows)


def _row(search: Search, pair: Pair, at: float, after: str) -> FlipRow:
    ruler = search.rulers[pair.path]
    before = search.was(pair.standing)
    return FlipRow(
        pair.standing.id, pair.path, ruler.low, ruler.now, ruler.high, at, ruler.move(at), before, after, False
    )


def _in_order(rows: Sequence[FlipRow]) -> list[FlipRow]:
    return sorted(rows, key=lambda row: (abs(row.move), row.figure, row.input))


def _confirmed(search: Search, rows: list[FlipRow], watched: Mapping[str, Standing]) -> list[FlipRow]:
    """The rows, the best of them put to a larger sample: confirmed, shifted, or left out where it says otherwise."""
    # Where an input is at its median the larger sample has been solved already: to ask it costs nothing.
    best = [row for row in rows if row.move == 0.0]
    nearest = {row.figure: row for row in reversed(rows) if row.move != 0.0}
    leaders = [nearest.pop(figure) for figure in ("request", "response") if figure in nearest]
    best += leaders + _in_order(list(nearest.values()))[:BEST]
    rest = [row for row in rows if row not in best]
    settled: list[FlipRow] = []
    for _ in range(TESTS):
        tested = _tested(search, best, watched)
        settled += [row for row, is_settled in tested if is_settled]
        best = [row for row, is_settled in tested if not is_settled and np.isfinite(row.move)]
        if not best:
            break
    return _in_order([*settled, *rest])


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
    return (replace(row, at=at, move=ruler.move(at)), False) if abs(ruler.move(at)) <= REACH else nowhere


def _further(
    ruler: Ruler, row: FlipRow, before: tuple[float, str], after: tuple[float, str], near: float, far: float
) -> float:
    """Where to look next when both sides of a flip agree: towards the median if both are flipped, else beyond both.

    Where the margin, going on straight, would be 0, but half the way to the median or `FURTHEST` intervals at most.
    """
    if before[1] != row.before:
        from_, most = near, (ruler.now - near) / 2.0
    else:
        from_, most = far, np.sign(row.move) * FURTHEST * ruler.width
    slope = (after[0] - before[0]) / (far - near)
    way = -(before[0] if from_ == near else after[0]) / slope if slope else most
    share = way / most if most else 0.0
    return float(from_ + most * (min(1.0, share) if share > 0.0 else 1.0))


def _zero(kept: float, flipped: float) -> float:
    """Where a margin that falls straight from `kept` at 0 to `flipped` at 1 is 0, half way where it does not fall."""
    drop = kept - flipped
    return float(min(1.0, max(0.0, kept / drop))) if drop > 0.0 and np.isfinite(drop) else 0.5
