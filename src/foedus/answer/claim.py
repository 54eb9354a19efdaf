"""The claims audit: what the author says beside what the model gives, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer.figure_of import Quantities
from foedus.answer.result import Figure
from foedus.answer.weighing import Part, effective_draws, mean_error, ratio
from foedus.case import Case, parse, resolve
from foedus.case.account import Claim
from foedus.case.expression import Compare, Expression, Mode

Array = Any
FEWEST_EFFECTIVE = 100.0
"""a claim is not tested on fewer effective draws"""
NINETY = 1.645
NOT_TESTABLE = "not testable"


@dataclass(frozen=True)
class Tested:
    """A claim's formula and how its figure is made."""

    claim: Claim
    expression: Expression

    @property
    def is_true_or_false(self) -> bool:
        """Whether the formula is a comparison or a mode, true or false in each draw."""
        return isinstance(self.expression, Compare | Mode)


def settings_of(claim: Claim) -> dict[str, str]:
    """The settings under which a claim is tested, as texts by path."""
    return {path: str(value) for path, value in claim.under.items()}


def tested(case: Case, claim: Claim) -> Tested | None:
    """The claim with its formula read, None where it has none.

    Raises:
        ExpressionError: the formula names what the case does not have.
    """
    return None if claim.tests is None else Tested(claim, resolve(parse(claim.tests), case))


def difference(quantities: Quantities, expression: Expression) -> Part:
    """By how much a comparison or a mode holds in each draw, over ω less the draws that rule out a side of it."""
    if isinstance(expression, Compare):
        sides = quantities.evaluate(expression.left), quantities.evaluate(expression.right)
        less, more = sides if expression.operator in ("<", "<=") else sides[::-1]
        return Part(more.per_draw - less.per_draw, less.within(more.within(quantities.weight)))
    assert isinstance(expression, Mode)
    names = list(quantities.case.requests if expression.family == "requests" else quantities.case.responses)
    if expression.family == "requests":
        reading = quantities.reading
        chance = ratio(reading.prior * reading.likelihood * reading.seen, quantities.likely)
    else:
        chance = np.stack([quantities.carried_out(place) for place in range(len(names))])
    inside = [place for place, name in enumerate(names) if name in expression.members]
    outside = [place for place in range(len(names)) if place not in inside]
    best_inside = chance[np.asarray(inside)].max(axis=0)
    by_how_much = best_inside - (chance[np.asarray(outside)].max(axis=0) if outside else 0.0)
    return Part(by_how_much, quantities.weight)


@dataclass(frozen=True)
class Found:
    """What the model says of a claim."""

    figure: Figure | None
    """None where it does not exist"""
    difference: float | None
    """mean difference, for a comparison or a mode"""
    effective_draws: float
    """the least number of equally weighted draws that a part of the figure, or the whole answer, is worth"""
    reason: str = "what it tests cannot be seen in any draw, or divides by nothing"
    """why there is no figure, where there is none"""

    @classmethod
    def nothing(cls, reason: str) -> Found:
        return cls(None, None, 0.0, reason)


def find(quantities: Quantities, test: Tested) -> Found:
    """The model's figure for a claim.

    The figure of a comparison is the share of draws in which it holds by more than the margin, give or take 1.645
    Monte-Carlo errors.
    """
    least = effective_draws(quantities.weight)
    if not test.is_true_or_false:
        series = quantities.evaluate(test.expression)
        figure = series.figure()
        return Found(figure, None, least if figure is None else min(least, series.effective_draws()))
    part = difference(quantities, test.expression)
    weight = part.weight
    # Nothing, where no draw has weight, or a ratio by nothing.
    if not float(weight.sum()) > 0.0 or not np.all(np.isfinite(part.value[weight > 0])):
        return Found(None, None, least)
    holds = _holds(part, test)
    share, error = float(holds.mean()), mean_error(holds)
    figure = Figure(share, max(0.0, share - NINETY * error), min(1.0, share + NINETY * error), error)
    return Found(figure, float(part.mean()), min(least, effective_draws(weight)))


def headline_value(quantities: Quantities, test: Tested) -> float:
    """The claim's figure as one number, nan where it does not exist."""
    figure = find(quantities, test).figure
    return float("nan") if figure is None else figure.value


def headline_parts(quantities: Quantities, test: Tested) -> tuple[Part, ...]:
    """What that figure, where it exists, is the sum of the means of."""
    if test.is_true_or_false:
        return (_holds(difference(quantities, test.expression), test),)
    return quantities.evaluate(test.expression).parts


def _holds(by_how_much: Part, test: Tested) -> Part:
    """1 in the draws in which a comparison holds by more than the claim's margin."""
    return Part((by_how_much.value > float(test.claim.margin)) * 1.0, by_how_much.weight)


def verdict(found: Found, low: float, high: float) -> tuple[str, str]:
    """The verdict on a claim that states [low, high], and the reason where it cannot be tested."""
    figure = found.figure
    if figure is None:
        return NOT_TESTABLE, found.reason
    if not found.effective_draws >= FEWEST_EFFECTIVE:  # so written, no number at all fails too
        only = f"only {found.effective_draws:.0f} effective draws"
        return NOT_TESTABLE, f"{only}: at least {FEWEST_EFFECTIVE:.0f} are needed"
    if low <= figure.value <= high:
        return "holds", ""
    return ("contested" if figure.low <= high and figure.high >= low else "does not hold"), ""


def verdict_on(quantities: Quantities, test: Tested) -> str:
    """The verdict on a claim, of these draws."""
    stated = quantities.case.stated[test.claim.id]
    return verdict(find(quantities, test), stated.low, stated.high)[0]
