"""What may flip: which request or response leads, and the verdict on a claim, as numbers that change sign there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from foedus.answer.claim import NINETY, Tested, difference, find
from foedus.answer.figure_of import Quantities
from foedus.answer.screen import LEAST_CHANGE
from foedus.answer.weighing import LOW, Part, effective_draws
from foedus.case.expression import Binary, Expression, Name, Number

Draws = NDArray[np.float64]
Scores = NDArray[np.float64]

HOLDS, CONTESTED, DOES_NOT_HOLD = "holds", "contested", "does not hold"
LEAST = 1e-300


class Standing(Protocol):
    """A figure of the answer that is one of several things."""

    @property
    def id(self) -> str:
        """`request`, `response`, or the id of a claim."""

    def terms(self, quantities: Quantities) -> Sequence[Part]:
        """The numbers in each draw whose weighted means decide it."""

    def scores(self, means: Draws) -> Scores:
        """The numbers on which it turns, from these means; not numbers where it does not exist."""

    def state(self, scores: Scores) -> str | None:
        """What it is, None where it does not exist."""

    def margin(self, scores: Scores, state: str) -> float:
        """How far it is from being something else than `state`: below 0 where it is."""

    def pull(self, scores: Scores, swing: Draws) -> float:
        """By how many intervals of an input, with the sign, it would become another were it to move evenly; infinite
        where it would not.

        Arguments:
            scores: where it stands.
            swing: change of the means of `parts` from the lower end of the input's interval to the upper.
        """

    def parts(self, quantities: Quantities) -> Sequence[Sequence[Part]]:
        """What the screen follows: for each number the parts whose means add up to it."""


@dataclass(frozen=True)
class Leading:
    """Which of several leads, by the log of the chance of each."""

    id: str
    names: tuple[str, ...]
    family: str

    def _name(self, name: str) -> Name:
        return Name((self.family, name, "posterior" if self.family == "requests" else "probability"))

    def parts(self, quantities: Quantities) -> Sequence[Sequence[Part]]:
        return [quantities.series(self._name(name)).parts for name in self.names]

    def terms(self, quantities: Quantities) -> Sequence[Part]:
        return [part for name in self.names for part in quantities.series(self._name(name)).parts]

    def scores(self, means: Draws) -> Scores:
        found: Scores = np.log(np.maximum(means, LEAST))
        return found

    def state(self, scores: Scores) -> str | None:
        return self.names[int(np.argmax(scores))] if np.all(np.isfinite(scores)) else None

    def margin(self, scores: Scores, state: str) -> float:
        leader = self.names.index(state)
        others = np.delete(scores, leader)
        return float(scores[leader] - others.max()) if len(others) else math.inf

    def pull(self, scores: Scores, swing: Draws) -> float:
        leader = int(np.argmax(scores))
        relative = swing / np.exp(scores)
        gap = np.delete(scores[leader] - scores, leader)
        return _least(-gap, np.delete(relative[leader] - relative, leader))


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim, by the model's figure and its interval.

    The interval meets the stated range where more than a twentieth of the draws lie on its side of each edge: shares
    are means, which a sample tells better than it tells the ends of an interval. For a comparison or a mode the figure
    is the share of draws in which it holds; its interval is that of a share of as many equally weighted draws as the
    answer has, and not of the few on which inputs are moved.
    """

    test: Tested
    low: float
    high: float
    effective: float
    spread: float
    """for a comparison, standard deviation over draws of the difference behind it"""
    points: tuple[float, float]
    """5 and 95 % points of the figure in the answer"""

    @classmethod
    def of(cls, test: Tested, low: float, high: float, quantities: Quantities) -> Verdict:
        """As the answer has it, from all its draws.

        A stated range that ends where the figure must end, as that of a chance at 0 or 1, has no edge there that it
        could cross: what a sample says of it may.
        """
        least, most = (0.0, 1.0) if test.is_true_or_false else _reach(test.expression)
        low, high = low if low > least else -math.inf, high if high < most else math.inf
        found = find(quantities, test)
        if not test.is_true_or_false or found.figure is None:
            points = (0.0, 0.0) if found.figure is None else (found.figure.low, found.figure.high)
            return cls(test, low, high, found.effective_draws, 0.0, points)
        part = difference(quantities, test.expression)
        share, error = found.figure.value, found.figure.error
        effective = share * (1.0 - share) / error**2 if error > 0.0 else effective_draws(part.weight)
        value = np.where(part.weight > 0, part.value, 0.0)
        spread = math.sqrt(float(np.average((value - float(part.mean())) ** 2, weights=part.weight)))
        return cls(test, low, high, effective, spread, (found.figure.low, found.figure.high))

    @property
    def id(self) -> str:
        return self.test.claim.id

    def parts(self, quantities: Quantities) -> Sequence[Sequence[Part]]:
        if self.test.is_true_or_false:
            return [(difference(quantities, self.test.expression),)]
        return [quantities.evaluate(self.test.expression).parts]

    def terms(self, quantities: Quantities) -> Sequence[Part]:
        if self.test.is_true_or_false:
            part = difference(quantities, self.test.expression)
            return [Part((part.value > float(self.test.claim.margin)) * 1.0, part.weight)]
        series = quantities.evaluate(self.test.expression)
        weight = series.weight
        # The draws of a sum of parts are moved to the mean that is printed, as its interval is.
        moved = series.per_draw + (series.mean() - Part(series.per_draw, weight).mean())
        tails = [Part((moved >= self.low) * 1.0, weight), Part((moved <= self.high) * 1.0, weight)]
        return [*series.parts, *tails]

    def scores(self, means: Draws) -> Scores:
        if self.test.is_true_or_false:
            return np.asarray(means)
        return np.array([means[:-2].sum(), means[-2], means[-1]])

    def _distances(self, scores: Scores) -> tuple[float, float]:
        """How far the figure lies within the stated range, and by how much more than 5 % of it reach into it."""
        value = float(scores[0])
        inside = min(value - self.low, self.high - value)
        if not self.test.is_true_or_false:
            return inside, min(float(scores[1]), float(scores[2])) - LOW
        share = min(1.0, max(0.0, value))
        around = NINETY * math.sqrt(share * (1.0 - share) / self.effective)
        return inside, min(self.high - share, share - self.low) + around

    def state(self, scores: Scores) -> str | None:
        if not np.all(np.isfinite(scores)):
            return None
        inside, meets = self._distances(scores)
        return HOLDS if inside >= 0.0 else CONTESTED if meets >= 0.0 else DOES_NOT_HOLD

    def margin(self, scores: Scores, state: str) -> float:
        inside, meets = self._distances(scores)
        return {HOLDS: inside, CONTESTED: min(meets, -inside), DOES_NOT_HOLD: min(-meets, -inside)}[state]

    def pull(self, scores: Scores, swing: Draws) -> float:
        value = float(scores[0])
        ways = np.array([self.low - value, self.high - value])
        if not self.test.is_true_or_false:  # and where an end of the interval would leave the range, or reach it
            ways = np.append(ways, [self.low - self.points[1], self.high - self.points[0]])
        # A comparison: about as many draws change sides as lie within the swing of the sign.
        speed = float(swing[0]) / (4.0 * self.spread if self.spread > 0.0 else 1.0)
        return _least(ways, np.full(len(ways), speed))


def _reach(expression: Expression) -> tuple[float, float]:
    """The least and the greatest value that a formula may have, as far as its form says."""
    if _is_chance(expression):
        return 0.0, 1.0
    match expression:
        case Number(value):
            return value, value
        case Binary("+", left, right):
            ends = _reach(left), _reach(right)
            return ends[0][0] + ends[1][0], ends[0][1] + ends[1][1]
        case Binary("-", left, right):
            ends = _reach(left), _reach(right)
            return ends[0][0] - ends[1][1], ends[0][1] - ends[1][0]
    return -math.inf, math.inf


def _is_chance(expression: Expression) -> bool:
    """Whether a formula is the name of one probability, or the sum of those of several things that exclude another."""
    names = _summands(expression)
    if not names:
        return False
    first, last = names[0].parts[0], names[0].parts[-1]
    if len(names) == 1:
        if first == "audience":  # a price afterwards is that before and a change, each with weights of its own
            return names[0].parts[2] not in ("after", "after_if_leaked", "change")
        return first in ("ambiguity", "innocence", "obligation", "escalation", "types") or (
            first in ("requests", "responses") and last not in ("cost", "loss")
        )
    alike = {(name.parts[0], name.parts[2:]) for name in names}
    excludes = (first, last) in (("requests", "posterior"), ("requests", "prior"), ("responses", "probability"))
    return excludes and len(alike) == 1 and len(set(names)) == len(names)


def _summands(expression: Expression) -> list[Name]:
    """The names of which a formula is the sum; none where it is anything else."""
    if isinstance(expression, Name):
        return [expression]
    if isinstance(expression, Binary) and expression.operator == "+":
        left, right = _summands(expression.left), _summands(expression.right)
        return [*left, *right] if left and right else []
    return []


def _least(way: Draws, speed: Draws) -> float:
    """The shortest of the ways, in intervals at the given speeds."""
    is_moving = np.isfinite(way) & np.isfinite(speed) & (np.abs(speed) > LEAST_CHANGE)
    moves = way[is_moving] / speed[is_moving]
    return float(moves[np.argmin(np.abs(moves))]) if len(moves) else math.inf
