"""Where along an input a figure becomes another: values are tried further and further out, then closed in on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foedus.answer.figure_of import Quantities
from foedus.answer.moved import Moved, Place, Sample
from foedus.answer.regression import Means, means_of_all, plain_means
from foedus.answer.ruler import Ruler
from foedus.answer.standing import Scores, Standing
from foedus.answer.weighing import Part

Draws = NDArray[np.float64]

REACH = 2.0
"""how far an input is moved from its median, in units of its own 90 % interval"""
STEPS_OUT = (1.0, REACH)
"""moves tried beyond the interval"""
OPTIMISM = 1.5
"""a value further out is tried where the figure, going on as it went, would flip within so many times the reach"""
ROUNDS = 4
CLOSE = 0.02
"""an interval's share within which a flip is located closely enough"""


@dataclass(frozen=True, eq=False)
class Pair:
    """A figure and an input that may flip it; a key by itself."""

    standing: Standing
    path: str
    pull: float
    """where the flip should be to first order, in intervals from the median, with its sign"""

    @property
    def way(self) -> int:
        return 1 if self.pull > 0.0 else -1


@dataclass(frozen=True)
class Bracket:
    """Two values of an input: at one the figure is what it was, at the other no more."""

    kept: float
    flipped: float
    kept_margin: float
    flipped_margin: float
    after: str
    last: int = 0
    """which end the last step moved: 1 the kept one, −1 the flipped one"""


@dataclass
class Search:
    """What has been tried on one sample."""

    sample: Sample
    everything: Quantities
    """all draws with nothing set"""
    drawn: Mapping[str, Draws]
    """the inputs in all draws, by path"""
    rulers: Mapping[str, Ruler]
    anchors: dict[tuple[str, str], Scores] = field(default_factory=dict)
    """by figure and path, what is added to what the sample says of the figure when this input is set"""
    tried: dict[tuple[str, Place], Means] = field(default_factory=dict)
    terms: dict[tuple[str, bytes], Sequence[Part]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)

    def look(self, wanted: Sequence[tuple[Standing, Place]]) -> None:
        """Try figures at places, all solved as one batch."""
        new = [(standing, place) for standing, place in wanted if (standing.id, place) not in self.tried]
        found = self.sample.move([place for _, place in new])
        for standing, place in new:
            if place in found:
                self.tried[standing.id, place] = self._means(standing, place[0], found[place])

    def _means(self, standing: Standing, path: str, moved: Moved) -> Means:
        """What all draws would say, from what the sample says."""
        return means_of_all(
            standing.terms(moved.quantities),
            self._terms(standing, moved.draws),
            self._terms(standing, None),
            np.asarray(moved.quantities.reading.thinning),
            self.sample.base.world.values[path][moved.draws],
            self.drawn[path],
        )

    def _terms(self, standing: Standing, draws: NDArray[np.int64] | None) -> Sequence[Part]:
        """What a figure turns on with nothing set, on some draws of the sample or on all draws."""
        key = standing.id, b"" if draws is None else draws.tobytes()
        if key not in self.terms:
            self.terms[key] = standing.terms(self.everything if draws is None else self.sample.unmoved(draws))
        return self.terms[key]

    def scores(self, standing: Standing, place: Place) -> Scores | None:
        """Where a figure stands at a place; None where that was not tried."""
        means = self.tried.get((standing.id, place))
        if means is None:
            return None
        anchor = self.anchors.get((standing.id, place[0]), 0.0)
        return np.asarray(standing.scores(means.value) + anchor)

    def result(self, standing: Standing, place: Place) -> tuple[float, str] | None:
        """Margin and state at a place; None where it was not tried or the figure does not exist there."""
        scores = self.scores(standing, place)
        state = None if scores is None else standing.state(scores)
        if scores is None or state is None:
            return None
        return standing.margin(scores, self.was(standing)), state

    def error(self, standing: Standing, place: Place) -> float:
        """Standard error of the margin at a place, by the infinitesimal jackknife."""
        means, was = self.tried[standing.id, place], self.was(standing)
        here = standing.margin(standing.scores(means.value), was)
        moved = [standing.margin(standing.scores(means.value + each), was) - here for each in means.influence.T]
        return float(np.sqrt(np.sum(np.square(moved))))

    def was(self, standing: Standing) -> str:
        """What the figure is in the answer."""
        if standing.id not in self.states:
            scores = standing.scores(plain_means(self._terms(standing, None)))
            self.states[standing.id] = standing.state(scores) or ""
        return self.states[standing.id]

    def along(self, pair: Pair) -> list[tuple[float, float, str]]:
        """Value, margin and state of what has been tried, by value."""
        places = [place for figure, place in self.tried if figure == pair.standing.id and place[0] == pair.path]
        results = [(place[1], self.result(pair.standing, place)) for place in places]
        return sorted((value, *found) for value, found in results if found is not None)

    def bracket(self, pair: Pair) -> Bracket | None:
        """The pair of neighbouring values tried that holds the flip nearest to the median."""
        was, ruler = self.was(pair.standing), self.rulers[pair.path]
        row = self.along(pair)
        found = []
        for one, other in pairwise(row):
            if (one[2] == was) != (other[2] == was):
                kept, flipped = (one, other) if one[2] == was else (other, one)
                found.append(Bracket(kept[0], flipped[0], kept[1], flipped[1], flipped[2]))
        return min(found, key=lambda each: abs(ruler.move(each.flipped)), default=None)

    def at_median(self, pair: Pair) -> str | None:
        """What the figure becomes where the input merely loses its spread, None where it stays what it was."""
        found = self.result(pair.standing, (pair.path, self.rulers[pair.path].now))
        return None if found is None or found[1] == self.was(pair.standing) else found[1]

    def anchor(self, other: Search, pairs: Sequence[Pair]) -> None:
        """Make this sample agree with another where the inputs of some pairs are at their medians."""
        wanted = [(pair.standing, (pair.path, self.rulers[pair.path].now)) for pair in pairs]
        other.look(wanted)
        for standing, place in wanted:
            there, here = other.scores(standing, place), self.scores(standing, place)
            if there is not None and here is not None:
                self.anchors[standing.id, place[0]] = there - here

    def go_to_median(self, pairs: Sequence[Pair]) -> None:
        """Try every pair with the input at its median."""
        self.look([(pair.standing, (pair.path, self.rulers[pair.path].now)) for pair in pairs])

    def go_out(self, pairs: Sequence[Pair]) -> None:
        """Try each pair beyond where it should flip, then further out while that may help."""
        first = {pair: 0.5 if abs(pair.pull) <= 0.5 else 1.0 if abs(pair.pull) <= 1.0 else REACH for pair in pairs}
        self.look([(pair.standing, (pair.path, self._value(pair, step))) for pair, step in first.items()])
        for step in STEPS_OUT:
            self.look(
                [
                    (pair.standing, (pair.path, self._value(pair, step)))
                    for pair in pairs
                    if first[pair] < step and self.bracket(pair) is None and self._may_flip(pair)
                ]
            )

    def _value(self, pair: Pair, step: float) -> float:
        """The end of the interval for half a step, else the value so many intervals away."""
        ruler = self.rulers[pair.path]
        if step == 0.5:
            return ruler.high if pair.way > 0 else ruler.low
        return ruler.at(pair.way * step)

    def _may_flip(self, pair: Pair) -> bool:
        """Whether the figure, going on from the last value as it went from the median, would flip within reach."""
        row, ruler = self.along(pair), self.rulers[pair.path]
        if len(row) < 2:
            return False
        (value, margin, _), (_, margin_before, _) = row[:: -pair.way][:2]
        fall = margin_before - margin
        return fall > 0.0 and abs(ruler.move(value)) * (1.0 + margin / fall) <= OPTIMISM * REACH

    def close_in(self, brackets: dict[Pair, Bracket]) -> dict[Pair, float]:
        """Where each bracket's figure flips, by regula falsi (the Illinois rule), all at once, round after round."""
        at = {pair: _between(bracket) for pair, bracket in brackets.items()}
        left = [pair for pair in brackets if self._is_wide(pair, brackets[pair])]
        for _ in range(ROUNDS):
            self.look([(pair.standing, (pair.path, at[pair])) for pair in left])
            for pair in left:
                found = self.result(pair.standing, (pair.path, at[pair]))
                if found is not None:
                    brackets[pair] = _narrowed(brackets[pair], at[pair], *found, self.was(pair.standing))
            tried = {pair: at[pair] for pair in left}
            at |= {pair: _between(brackets[pair]) for pair in left}
            left = [pair for pair in left if self._is_wide(pair, brackets[pair]) and self._is_new(pair, at, tried)]
            if not left:
                break
        return at

    def _is_wide(self, pair: Pair, bracket: Bracket) -> bool:
        return abs(bracket.flipped - bracket.kept) > CLOSE * self.rulers[pair.path].width

    def _is_new(self, pair: Pair, at: Mapping[Pair, float], tried: Mapping[Pair, float]) -> bool:
        """Whether the last value tried has moved the flip."""
        return abs(at[pair] - tried[pair]) > CLOSE * self.rulers[pair.path].width


def _between(bracket: Bracket) -> float:
    """Where the margin would be 0 were it straight, kept off the ends."""
    drop = bracket.kept_margin - bracket.flipped_margin
    share = bracket.kept_margin / drop if drop > 0.0 and np.isfinite(drop) else 0.5
    return bracket.kept + min(0.95, max(0.05, share)) * (bracket.flipped - bracket.kept)


def _narrowed(bracket: Bracket, value: float, margin: float, state: str, was: str) -> Bracket:
    if state == was:  # an end that stays twice counts for half, or regula falsi would creep
        other = bracket.flipped_margin / 2.0 if bracket.last == 1 else bracket.flipped_margin
        return Bracket(value, bracket.flipped, margin, other, bracket.after, 1)
    other = bracket.kept_margin / 2.0 if bracket.last == -1 else bracket.kept_margin
    return Bracket(bracket.kept, value, other, margin, state, -1)
