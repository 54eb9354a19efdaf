"""Flips: the smallest move of an uncertain input that changes who leads, what is given, or a verdict.

Every input is screened to first order; those that may flip a figure are set to values further and further from their
median, each as `--set` would, on a small sample of the draws that count, and the flip is closed in on there. The
smallest moves are then put to a larger sample, and on request the best of these to all draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import NOT_TESTABLE, Tested, verdict_on
from foedus.answer.confirm import CONFIRMED, best_of, confirmed, in_order, to_test
from foedus.answer.figure_of import Quantities
from foedus.answer.flip_search import OPTIMISM, REACH, Bracket, Pair, Search
from foedus.answer.moved import Sample, movable
from foedus.answer.regression import plain_means
from foedus.answer.ruler import Ruler
from foedus.answer.sensitivity import FlipRow
from foedus.answer.standing import Leading, Scores, Standing, Verdict
from foedus.answer.weighing import Part
from foedus.answer.world import Progress, Solved

Draws = NDArray[np.float64]

SEARCHED = 64
"""draws on which flips are searched: enough to find them, as `regression` tells from them what all draws would say"""
CANDIDATES = 4
"""inputs per figure that the screen passes on"""
LOCATED = 2
"""flips per figure that are closed in on: the nearest"""


@dataclass(frozen=True)
class Flips:
    """The rows and what they cost."""

    rows: tuple[FlipRow, ...]
    solved: int
    """draws that were solved again"""
    draws: int
    """draws that the best of them were put to"""


def standings(quantities: Quantities, tests: Sequence[Tested]) -> list[Standing]:
    """What may flip in an answer: who leads, what is given, and the claims that have a verdict."""
    case = quantities.case
    found: list[Standing] = [
        Leading("request", tuple(case.requests), "requests"),
        Leading("response", tuple(case.responses), "responses"),
    ]
    for test in tests:
        if verdict_on(quantities, test) != NOT_TESTABLE:
            stated = case.stated[test.claim.id]
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
    on_all: bool = False,
) -> Flips:
    """The flips found, the smallest move first.

    Arguments:
        quantities: of all certified draws.
        solved: the world that these are draws of.
        watched: what may flip.
        swings: by path, the first-order changes of what `readers` follows from the lower end of an input to the upper.
        seed: of the draws.
        report: called as it goes on.
        on_all: whether the best are put to all certified draws in the end, which takes several times as long.
    """
    moving = movable(quantities.case)
    scores = {standing.id: standing.scores(plain_means(standing.terms(quantities))) for standing in watched}
    rulers = {path: Ruler.of(given) for path, given in moving.items()}
    pairs = _promising(quantities, watched, scores, {path: swings[path] for path in moving})
    put_to = len(solved.draws) if on_all else min(CONFIRMED, len(solved.draws))
    if not pairs:
        return Flips((), 0, put_to)
    values = {path: solved.world.values[path][solved.draws] for path in moving}
    small = Search(Sample.of(solved, SEARCHED, seed), quantities, values, rulers)
    large = Search(Sample.of(solved, CONFIRMED, seed, is_thorough=True), quantities, values, rulers)
    steps = 5 if on_all else 4
    report("looking for flips", 0, steps)
    small.go_to_median(pairs)
    small.anchor(large, [pair for pair in pairs if small.at_median(pair) is not None])
    report("looking for flips", 1, steps)
    small.go_out([pair for pair in pairs if small.at_median(pair) is None])
    report("looking for flips", 2, steps)
    rows = _located(small, pairs)
    report("looking for flips", 3, steps)
    by_figure = {standing.id: standing for standing in watched}
    rows = confirmed(large, rows, to_test(rows), by_figure)
    samples = [small.sample, large.sample]
    report("looking for flips", 4, steps)
    if on_all and len(large.sample.origin) < len(solved.draws):
        whole = Search(Sample.of(solved, len(solved.draws), seed, is_thorough=True), quantities, values, rulers)
        rows = confirmed(whole, rows, best_of(rows), by_figure)
        samples.append(whole.sample)
    report("looking for flips", steps, steps)
    return Flips(tuple(rows), sum(sample.solved for sample in samples), put_to)


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
    return in_order(rows)


def _row(search: Search, pair: Pair, at: float, after: str) -> FlipRow:
    ruler = search.rulers[pair.path]
    before = search.was(pair.standing)
    return FlipRow(
        pair.standing.id, pair.path, ruler.low, ruler.now, ruler.high, at, ruler.move(at), before, after, False,
        len(search.sample.origin),
    )  # fmt: skip
