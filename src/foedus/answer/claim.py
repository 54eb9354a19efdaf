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


@dataclass(frozen=True)
class Tested:
    """A claim's formula and how its figure is made."""

    claim: Claim
    expression: Expression

    @property
    def is_true_or_false(self) -> bool:
        """Whether the formula is a comparison or a mode, true or false in each draw."""
        return isinstance(self.expression, Compare | Mode)


def tested(case: Case, claim: Claim) -> Tested | None:
    """The claim with its formula read, None where it has none."""
    return None if claim.tests is None else Tested(claim, resolve(parse(claim.tests), case))


def difference(quantities: Quantities, expression: Expression) -> Array:
    """By how much a comparison or a mode holds in each draw, (draw,)."""
    if isinstance(expression, Compare):
        left = quantities.evaluate(expression.left).per_draw
        right = quantities.evaluate(expression.right).per_draw
        return right - left if expression.operator in ("<", "<=") else left - right
    assert isinstance(expression, Mode)
    names = list(quantities.case.requests if expression.family == "requests" else quantities.case.responses)
    if expression.family == "requests":
        reading = quantities.reading
        chance = ratio(reading.prior * reading.likelihood * reading.seen, quantities.weight)
    else:
        xp = quantities.weight.__array_namespace__()
        chance = xp.stack([quantities.carried_out(place) for place in range(len(names))])
    inside = [place for place, name in enumerate(names) if name in expression.members]
    outside = [place for place in range(len(names)) if place not in inside]
    best_inside = chance[np.asarray(inside)].max(axis=0)
    return best_inside - (chance[np.asarray(outside)].max(axis=0) if outside else 0.0)


def mean_difference(quantities: Quantities, expression: Expression) -> Array:
    """ω-mean of `difference`: a smooth stand-in for the share of draws in which it holds."""
    weight = quantities.weight
    return Part(difference(quantities, expression), weight).mean()


def model_figure(quantities: Quantities, test: Tested) -> tuple[Figure | None, float | None]:
    """The model's figure for a claim, and for a comparison or a mode the mean difference.

    The figure of a comparison is the ω-share of draws in which it holds by more than the margin, give or take 1.645
    Monte-Carlo errors.
    """
    if not test.is_true_or_false:
        return quantities.evaluate(test.expression).figure(quantities.weight), None
    weight = quantities.weight
    by_how_much = difference(quantities, test.expression)
    if not np.all(np.isfinite(by_how_much[weight > 0])):  # a ratio by nothing
        return None, None
    holds = (by_how_much > float(test.claim.margin)) * 1.0
    share = float((weight * holds).sum() / weight.sum())
    error = mean_error(Part(holds, weight))
    figure = Figure(share, max(0.0, share - NINETY * error), min(1.0, share + NINETY * error), error)
    return figure, float(mean_difference(quantities, test.expression))


def headline_value(quantities: Quantities, test: Tested) -> float:
    """The claim's figure as one number, nan where it does not exist."""
    figure, _ = model_figure(quantities, test)
    return float("nan") if figure is None else figure.value


def verdict(figure: Figure | None, low: float, high: float, weight: Array) -> tuple[str, str]:
    """The verdict on a claim that states [low, high], and the reason where it cannot be tested."""
    if figure is None or not np.all(np.isfinite([figure.value, figure.low, figure.high])):
        return "not testable", "what it tests cannot be seen in any draw, or divides by nothing"
    effective = effective_draws(weight)
    if not effective >= FEWEST_EFFECTIVE:  # so written, no number at all fails too
        return "not testable", f"only {effective:.0f} effective draws: at least {FEWEST_EFFECTIVE:.0f} are needed"
    if low <= figure.value <= high:
        return "holds", ""
    return ("contested" if figure.low <= high and figure.high >= low else "does not hold"), ""
