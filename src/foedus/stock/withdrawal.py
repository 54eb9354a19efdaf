"""The cheapest way to take units out of theatres whose units fall in value, in every draw at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]

# Halvings of the bracket around the marginal value. The bracket ends 2^-80 of the dearest unit wide, below float64's
# resolution of any value that matters beside it, so the remainder can be priced at its upper end.
HALVINGS = 80


@dataclass(frozen=True)
class Withdrawal:
    """What leaves each theatre, and what it costs.

    Attributes:
        taken: units out of each theatre, each (draw,).
        cost: value lost, in alliance values, (draw,).
        marginal: value of the next unit, (draw,): the right derivative of cost; infinite where nothing is left.
    """

    taken: dict[str, Draws]
    cost: Draws
    marginal: Draws


def cheapest_withdrawal(wanted: Draws, placed: Mapping[str, Draws], worth: Mapping[str, Draws]) -> Withdrawal:
    """The least loss of value that frees `wanted` units, shape (draw,), or all there are where that is fewer.

    In a theatre with n units of average worth w, the value at the k-th best unit falls linearly along [0, n] from
    1.5 w to 0.5 w; a whole unit k is worth the mean over its place [k − 1, k], so k units together are worth
    V(k) = w (1.5 k − k²/2n), and V is linear between whole units. Whole units are counted from the most valued one.
    Where n is not whole the last, least valued place is the fraction left over, worth its own mean; V(n) = w n
    always, and n below one is a single place of worth w. V is concave, so taking the least valued places of all
    theatres first is the optimum of the separable problem.

    Instead of sorting places (a class may have a hundred thousand units), the marginal value is bracketed by halving:
    at a marginal value m each theatre gives the places worth no more than m, a number in closed form. What is still
    missing at the lower end of the bracket has the marginal value of its upper end.

    Arguments:
        wanted: units, not negative, (draw,).
        placed: units in each theatre, each (draw,).
        worth: value of the average unit there, each (draw,), same theatres.
    """
    everything = sum(placed.values(), start=np.zeros_like(wanted))
    dearest = np.zeros_like(wanted)
    for value in worth.values():
        dearest = np.maximum(dearest, 1.5 * value)
    # Below zero nothing is taken, at the dearest everything: a theatre of no worth (all values 0) is bracketed too.
    below, above = -1.0 - dearest, dearest
    for _ in range(HALVINGS):
        middle = 0.5 * (below + above)
        gives_more = sum((taken_at(middle, placed[j], worth[j]) for j in placed), np.zeros_like(wanted)) > wanted
        below = np.where(gives_more, below, middle)
        above = np.where(gives_more, middle, above)

    taken: dict[str, Draws] = {}
    cost = np.zeros_like(wanted)
    missing = wanted.copy()
    for theatre, units in placed.items():
        taken[theatre] = taken_at(below, units, worth[theatre])
        cost = cost + loss_of_value(taken[theatre], units, worth[theatre])
        missing = missing - taken[theatre]
    missing = np.clip(missing, 0.0, None)
    for theatre, units in placed.items():
        more = np.minimum(missing, taken_at(above, units, worth[theatre]) - taken[theatre])
        taken[theatre] = taken[theatre] + more
        cost = cost + more * np.maximum(above, 0.0)
        missing = missing - more
    return Withdrawal(taken, cost, np.where(wanted < everything, np.maximum(above, 0.0), np.inf))


def taken_at(marginal: Draws, units: Draws, worth: Draws) -> Draws:
    """Units a theatre gives at this marginal value: those in places worth no more than it, shape (draw,)."""
    whole = np.floor(units)
    fraction = units - whole
    has_units = units > 0.0
    length = np.where(has_units, units, 1.0)
    has_worth = worth > 0.0
    relative = marginal / np.where(has_worth, worth, 1.0)
    # Place k of the whole ones is worth 1.5 − (k − ½)/n of the average; kept are those strictly above the marginal.
    kept = np.clip(np.ceil(length * (1.5 - relative) + 0.5) - 1.0, 0.0, whole)
    keeps_the_fraction = 1.5 - (whole + 0.5 * fraction) / length > relative
    kept = np.where((fraction > 0.0) & keeps_the_fraction, units, kept)
    kept = np.where(has_worth, kept, np.where(marginal < 0.0, units, 0.0))
    return np.where(has_units, units - kept, 0.0)


def loss_of_value(taken: Draws, units: Draws, worth: Draws) -> Draws:
    """V(n) − V(n − t) where n − t is whole or t is 0, shape (draw,), without the cancellation of the difference."""
    length = np.where(units > 0.0, units, 1.0)
    return worth * (0.5 * taken + taken * taken / (2.0 * length))
