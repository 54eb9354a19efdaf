"""Labels of a case inside a sentence, and figures in words with their numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from foedus.quantity import word_for
from foedus.report.phrase import one_line, percent, percent_range, shortened

if TYPE_CHECKING:
    from foedus.answer.result import Answer, Figure
    from foedus.case import Case

LONGEST_IN_SENTENCE = 70
_FIRST_WORD = re.compile(r"([A-Z])([a-z-]*)(?=$|[\s,;:/])(.*)", re.DOTALL)
# Adjectives of states and peoples: "Russian forces", "Chinese mediation", "British troops".
_OF_A_PEOPLE = re.compile(r"(an|ese|ish)$")


def figure_in_words(figure: Figure) -> str:
    """A probability as an analyst's word, a whole per cent and its range: "likely, 55 %, 38–71"."""
    if math.isnan(figure.value):
        return "not known"
    word = word_for(min(1.0, max(0.0, figure.value))).phrase
    return f"{word}, {in_numbers(figure)}"


def in_numbers(figure: Figure) -> str:
    """A probability and its range: "55 %, 38–71"."""
    if math.isnan(figure.value):
        return "not known"
    return f"{percent(figure.value)}, {percent_range(figure.low, figure.high)}"


def as_share(figure: Figure) -> Figure:
    """An estimate of a share, which may fall below nothing or rise above all, within both."""
    value, low, high = (min(1.0, max(0.0, number)) for number in (figure.value, figure.low, figure.high))
    return replace(figure, value=value, low=low, high=high)


def either(names: Sequence[str]) -> str:
    """ "a", "a or b", "a, b or c"; semicolons where a name has commas of its own."""
    if len(names) < 2:
        return "".join(names)
    comma, last = ("; ", "; or ") if any("," in name for name in names) else (", ", " or ")
    return comma.join(names[:-1]) + last + names[-1]


def within(label: str, names: Iterable[str]) -> str:
    """A label as it reads inside a sentence: a small first letter, unless the word seems to be a name.

    A name is taken for one by `names` (of states and parties), by its ending, or by the name that follows it.
    """
    text = shortened(label, LONGEST_IN_SENTENCE)
    match = _FIRST_WORD.fullmatch(text)
    if match is None:
        return text
    word, rest = match[1] + match[2], match[3].lstrip(" ,;:/")
    if word == "The":  # an article begins small even before a name
        return text[0].lower() + text[1:]
    is_name = (
        _OF_A_PEOPLE.search(word) is not None
        or rest[:1].isupper()
        or (
            len(word) > 1  # "A delegation" is no Armenia
            and any(
                known.startswith(word[: max(4, len(word) - 2)]) for name in names for known in one_line(name).split()
            )
        )
    )
    return text if is_name else text[0].lower() + text[1:]


def parties(answer: Answer) -> list[str]:
    """Names of states and parties that a label may begin with."""
    return names_in(answer.case)


def names_in(case: Case) -> list[str]:
    """The same, of a case."""
    challenger = [] if case.challenger is None else [case.challenger.label]
    members = [member.label for member in case.members.values()]
    return [case.client.label, case.guarantor.label, *challenger, *members]
