"""The number that stands where an analyst writes none: the only place where defaults are kept.

Intervals are 90 % ranges. Every default is printed as such in an answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.case.number import (
    CLOCK_FIELD,
    POSITIVE_FIELD,
    PROBABILITY_FIELD,
    RATE_FIELD,
    TIME_FIELD,
    WEIGHT_FIELD,
)
from foedus.quantity import Field, Quantity, parse_quantity


@dataclass(frozen=True, slots=True)
class Default:
    """A default as an analyst would write it, and the field that gives the text its meaning."""

    text: str | float
    field: Field
    scale_by_level: bool = False

    @property
    def quantity(self) -> Quantity:
        """The number itself."""
        return parse_quantity(self.text, self.field)


DEFAULTS: dict[str, Default] = {
    "precision": Default("6 to 24", POSITIVE_FIELD),
    "sharpness": Default("0.5 to 2", POSITIVE_FIELD),
    "leak": Default("0.1 to 0.4", PROBABILITY_FIELD),
    "harm": Default("0.3 to 0.8", POSITIVE_FIELD),
    "entanglement": Default("0.2 to 0.8", POSITIVE_FIELD),
    "disappointment": Default("0.05 to 0.2", POSITIVE_FIELD),
    "memory": Default("0.8 to 0.95", PROBABILITY_FIELD),
    "patience": Default("90 to 365 days", CLOCK_FIELD),
    "urgency": Default("14 to 60 days", CLOCK_FIELD),
    "challenger.sharpness": Default("0.5 to 2", POSITIVE_FIELD),
    "challenger.gain": Default("0.4 to 1.2", POSITIVE_FIELD),
    "challenger.risk": Default("0.2 to 0.6", POSITIVE_FIELD),
    "challenger.deterred": Default("0.3 to 1.2", POSITIVE_FIELD),
    "types.committed.share": Default("0.15 to 0.5", PROBABILITY_FIELD),
    "types.committed.fate": Default("0.5 to 1.5", POSITIVE_FIELD),
    "types.committed.norm": Default("0.5 to 2", POSITIVE_FIELD),
    "types.committed.honours": Default("0.85 to 0.98", PROBABILITY_FIELD),
    "types.opportunist.fate": Default("0.1 to 0.5", POSITIVE_FIELD),
    "types.opportunist.norm": Default("0.02 to 0.3", POSITIVE_FIELD),
    "types.opportunist.honours": Default("0.05 to 0.4", PROBABILITY_FIELD),
    "need.acute.value": Default("1 to 2", POSITIVE_FIELD),
    "need.bearable.value": Default("0.4 to 0.9", POSITIVE_FIELD),
    # Asking for a statement is free; the cost grows with the level, from the lowest of the menu, to this at level 1.
    "requests.*.asking": Default("0.05 to 0.2", POSITIVE_FIELD, scale_by_level=True),
    "requests.*.clarity": Default("0.8 to 1", PROBABILITY_FIELD),
    "requests.*.weight": Default(1, WEIGHT_FIELD),
    "responses.*.delay": Default(0, TIME_FIELD),
    "responses.*.visibility": Default("0.9 to 1", PROBABILITY_FIELD),
    "responses.*.veto": Default(0, PROBABILITY_FIELD),
    "responses.*.money": Default(0, POSITIVE_FIELD),
    "responses.*.weight": Default(1, WEIGHT_FIELD),
    "stock.*.production": Default(0, RATE_FIELD),
    "stock.*.lead_time": Default(0, TIME_FIELD),
    "duty": Default(0, PROBABILITY_FIELD),
    "audience.*.spillover": Default("0 to 0.5", PROBABILITY_FIELD),
    "audience.*.value": Default("0.1 to 0.6", POSITIVE_FIELD),
    "audience.*.reserve": Default("0.2 to 0.5", PROBABILITY_FIELD),
    "audience.*.fear": Default("0 to 0.2", POSITIVE_FIELD),
    "audience.client.value": Default(1, POSITIVE_FIELD),
    # Lower than for others: few have an alternative under fire.
    "audience.client.reserve": Default("0.02 to 0.2", PROBABILITY_FIELD),
    "evidence.*.reliability": Default("0.2 to 0.9", PROBABILITY_FIELD),
}

DEFAULT_NEED_VALUES = ("acute", "bearable")

# Admiralty code: reliability falls evenly from A1 to E5 in the sum of the two steps.
BEST_GRADE, WORST_GRADE, STEPS = 0.95, 0.2, 8
CANNOT_BE_JUDGED = "0.2 to 0.9"


def type_default(name: str, key: str, types: Iterable[str]) -> Default | None:
    """Default of a type's number: the first type is the committed one, the last the opportunist, whatever their ids."""
    ids = list(types)
    if needs_own_numbers(name, ids):
        return None
    kind = "committed" if name == ids[0] else "opportunist"
    return DEFAULTS.get(f"types.{kind}.{key}")


def needs_own_numbers(name: str, types: Iterable[str]) -> bool:
    """Whether a type stands between the first and the last, where no default would mean anything."""
    ids = list(types)
    return name not in (ids[0], ids[-1])


def grade_reliability(grade: str) -> Quantity:
    """Reliability that a grade of the Admiralty code stands for.

    F and 6, "cannot be judged", are wide rather than low.
    """
    letter, number = "ABCDEF".index(grade[0]), "123456".index(grade[1])
    if grade[0] == "F" or grade[1] == "6":
        return parse_quantity(CANNOT_BE_JUDGED, PROBABILITY_FIELD)
    value = BEST_GRADE - (BEST_GRADE - WORST_GRADE) * (letter + number) / STEPS
    return parse_quantity(round(value, 10), PROBABILITY_FIELD)
