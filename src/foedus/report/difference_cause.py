"""What a step of a difference replaces, as it reads in a sentence: a report, a favour, an input in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from foedus.report.input_name import input_name, named
from foedus.report.phrase import one_line, shortened
from foedus.report.sentence import within

if TYPE_CHECKING:
    from foedus.answer.difference import Difference, Step

DEFAULT = " (default)"
LONGEST_REPORT = 150
SHORTEST_REPORT = 40
"""a first clause of so many letters stands for the whole"""


def spoken_day(day: date, known_year: str = "") -> str:
    """A day as it is read aloud: "23 June 2025"; without its year where that has just been said."""
    return f"{day.day} {day:%B}" if str(day.year) == known_year else f"{day.day} {day:%B} {day.year}"


def again(difference: Difference, step: Step, said: set[str], year: str) -> str:
    """The cause in full, the first time."""
    if step.path in said:
        return "the same report" if step.kind == "evidence" and len(_reports(difference, said)) == 1 else _short(step)
    said.add(step.path)
    return cause(difference, step, year)


def _reports(difference: Difference, said: set[str]) -> list[str]:
    return [step.path for step in difference.steps or () if step.kind == "evidence" and step.path in said]


def _short(step: Step) -> str:
    """What a step is called where it has been named in full."""
    if step.kind == "evidence":
        return f"the report already named ({step.path.split('.')[1]})"
    return "the reply as it is seen" if step.path == "seen" else f"the same change ({one_line(step.path)})"


def input_name_of(difference: Difference, step: Step) -> str:
    """What an input is: "chance that the request becomes known"; its path where no words for it are known."""
    return one_line(step.path) if difference.case is None else input_name(difference.case, step.path)


def _values(difference: Difference, step: Step) -> str:
    """ "the delay of forces at 23 days instead of 7 to 56 days (responses.forces.delay)"."""
    what = one_line(step.path) if difference.case is None else named(difference.case, step.path)
    path = "" if what == one_line(step.path) else f" ({one_line(step.path)})"
    before, after = (_value(text) for text in (step.before, step.after))
    return f"{what} at {after} instead of {before}{path}"


def _value(text: str | None) -> str:
    """ "the default 0.1 to 0.4", where that is what a case without the number has."""
    written = one_line(text or "none")
    return f"the default {written.removesuffix(DEFAULT)}" if written.endswith(DEFAULT) else written


def cause(difference: Difference, step: Step, year: str = "") -> str:
    """What a step replaces, as it reads in a sentence."""
    day = "" if step.date is None else f" of {spoken_day(date.fromisoformat(step.date), year)}"
    text = within_report(step.label)
    lost = "the absence of " if step.what == "leaves" else ""
    match step.kind:
        case "evidence" if step.what == "changes":
            anew = "judged anew" if step.after is None else _values(difference, step)
            return f"the report{day} that {text} ({anew})"
        case "evidence":
            return f"{lost}the report{day} that {text}"
        case "history":
            return f"{lost}the call{day} ({text}){', judged anew' if step.what == 'changes' else ''}"
        case "ledger":
            return f"{lost}the favour{day} ({text})"
        case "reply" if step.path == "seen":
            return f"{lost}the reply as it is seen{day.replace(' of', ' on', 1)} ({within(step.label, ())})"
        case "reply" if step.path == "as_of":
            return "the days that pass with no more to be seen of the reply"
        case "audience":
            return f"{step.label} among those who watch" if not lost else f"the audience without {step.label}"
        case "source":
            return f"the grade of {shortened(step.label)}, {step.after} instead of {step.before}"
        case "structure":
            return f"what may be asked and given being another ({shortened(step.label or step.path, 100)})"
    return _values(difference, step)


def within_report(text: str) -> str:
    """What a report says, after "that"."""
    clause = text.partition(";")[0]
    short = shortened(clause if len(clause) >= SHORTEST_REPORT else text, LONGEST_REPORT).removesuffix(".")
    first = short.split(" ", 1)[0]
    # An article, a preposition or a pronoun begins small after "that"; a name does not.
    return short[:1].lower() + short[1:] if first.lower() in _SMALL else short


_SMALL = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "it", "its", "his", "her", "their", "no", "neither", "both"}
    | {"in", "on", "at", "to", "for", "from", "by", "of", "before", "after", "during", "since", "under", "with"}
    | {"one", "two", "three", "four", "reports", "sources", "officials"}
)
"""Words that begin small after "that": whatever else begins a report may be a name"""
