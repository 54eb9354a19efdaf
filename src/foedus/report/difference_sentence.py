"""What moved and why, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foedus.report.phrase import one_line, percent, points, shortened, two_digits_of_percent
from foedus.report.sentence import within

if TYPE_CHECKING:
    from foedus.answer.difference import Difference, Movement, Step

LEAST = 0.005
"""a change below half a point is none in a sentence"""
LONGEST_REPORT = 150
SHORTEST_REPORT = 40
"""a first clause of so many letters stands for the whole"""
MOST_CAUSES = 2
HALF = 0.5
LITTLE_LEFT = 0.25


def difference_in_words(difference: Difference) -> str:
    """Two to four sentences: what moved most among requests, why, and what that does to the reply and the price."""
    return " ".join(_sentences(difference))


def leading(difference: Difference, family: str, most: int = 1) -> list[Movement]:
    """The figures of a family that moved most, those first."""
    rows = [row for row in difference.figures if row.family == family]
    return sorted(rows, key=lambda row: -abs(row.change))[:most]


def _sentences(difference: Difference) -> Iterator[str]:
    opening = _opening(difference)
    if difference.steps == ():
        yield f"{opening} nothing changes that a figure depends on."
        return
    moved = [row for family in ("requests", "responses") for row in leading(difference, family)]
    moved = [row for row in moved if abs(row.change) >= LEAST]
    said: set[str] = set()
    if opening.startswith("With "):
        said |= {step.path for step in difference.steps or ()}
    year = difference.after.as_of[:4] if difference.after.as_of[:4] in opening else ""
    for number, row in enumerate(moved):
        start = f"{opening} the" if number == 0 else "The"
        yield f"{start} chance that {_subject(difference, row)} {_moved(row)}."
        yield from _reasons(difference, row, said, year)
    if not moved:
        yield f"{opening} no request and no reply becomes likelier or less likely by half a point."
    yield from _price(difference, is_first=not moved)


def _opening(difference: Difference) -> str:
    """What sets the second apart from the first."""
    before, after = difference.before, difference.after
    is_same_file = before.case == after.case and before.sha256 == after.sha256
    others = [{path: value for path, value in side.settings.items() if path != "as_of"} for side in (before, after)]
    if is_same_file and others[0] == others[1] and before.as_of != after.as_of:
        return _between(date.fromisoformat(before.as_of), date.fromisoformat(after.as_of))
    if is_same_file and before.as_of == after.as_of and others[0] != others[1]:
        steps = difference.steps or ()
        if len(steps) == 1 and steps[0].kind == "input":
            return f"With {_cause(steps[0])}"
        now, then = (", ".join(f"{path} = {value}" for path, value in side.items()) for side in reversed(others))
        return (
            f"Under {one_line(now or 'the values of the file')} instead of {one_line(then or 'the values of the file')}"
        )
    if before.name == after.name:
        return f"Between two answers to {one_line(after.name)}"
    return f"From {one_line(before.name)} to {one_line(after.name)}"


def _between(one: date, other: date) -> str:
    """ "Between 17 and 23 June 2025"; a way back in time is said as one."""
    first = str(one.day) if (one.year, one.month) == (other.year, other.month) else spoken_day(one)
    if one > other:
        return f"Going back from {spoken_day(one)} to {spoken_day(other)}"
    return f"Between {first} and {spoken_day(other)}"


def spoken_day(day: date, known_year: str = "") -> str:
    """A day as it is read aloud: "23 June 2025"; without its year where that has just been said."""
    return f"{day.day} {day:%B}" if str(day.year) == known_year else f"{day.day} {day:%B} {day.year}"


def _subject(difference: Difference, row: Movement) -> str:
    case = difference.case
    client, guarantor = ("the client", "the guarantor") if case is None else (case.client.label, case.guarantor.label)
    label = within(row.label, (client, guarantor))
    who, does = (client, "asked for") if row.family == "requests" else (guarantor, "gives")
    short = shortened(who)
    return f"{'the' + short[3:] if short.startswith('The ') else short} {does} {label}"


def _moved(row: Movement) -> str:
    way = "rises" if row.change > 0 else "falls"
    ends = percent(row.before.value), percent(row.after.value)
    if ends[0] == ends[1]:
        return f"{way} by {two_digits_of_percent(abs(row.change))} points to {ends[1]}"
    return f"{way} from {ends[0]} to {ends[1]}"


def _reasons(difference: Difference, row: Movement, said: set[str], year: str) -> Iterator[str]:
    """The steps that moved a figure most its own way, and the largest against."""
    steps = difference.steps or ()
    if row.explained is None or abs(row.explained) < LEAST:
        return
    if len(steps) == 1:  # the whole of it, once named
        if steps[0].path not in said:
            yield f"That is due to {_again(steps[0], said, year)}."
        return
    sign = 1.0 if row.explained > 0 else -1.0
    ranked = sorted(steps, key=lambda step: -sign * step.contributions[row.figure])
    along = [step for step in ranked[:MOST_CAUSES] if sign * step.contributions[row.figure] >= LEAST]
    if not along:
        return
    share = along[0].contributions[row.figure] / row.explained
    whole = two_digits_of_percent(abs(row.explained))
    part = f"{_size(along[0], row)} of {whole} points" if share <= 1.0 else f"{_size(along[0], row)} points"
    weight = "Most of that" if share >= HALF else "The largest part"
    sentence = f"{weight}, {part}, is due to {_again(along[0], said, year)}{_shared(along[0], row)}"
    for step in along[1:]:
        if sign * step.contributions[row.figure] >= 0.25 * abs(along[0].contributions[row.figure]):
            sentence += f", and {_size(step, row)} to {_again(step, said, year)}{_shared(step, row)}"
    against = ranked[-1]
    if -sign * against.contributions[row.figure] >= 0.25 * abs(along[0].contributions[row.figure]):
        sentence += f". Against that stands {_again(against, said, year)} ({_size(against, row)} points)"
    yield f"{sentence}."


def _shared(step: Step, row: Movement) -> str:
    """A warning where a step adds little once others are replaced: two reports of one letter share their part."""
    here = abs(step.contributions[row.figure])
    for ends, others in ((step.last, "what comes later"), (step.first, "what comes before")):
        if ends is not None and abs(ends[row.figure]) < LITTLE_LEFT * here:
            return f" (a part that it shares with {others})"
    return ""


def _size(step: Step, row: Movement) -> str:
    return two_digits_of_percent(abs(step.contributions[row.figure]))


def _again(step: Step, said: set[str], year: str) -> str:
    """The cause in full, the first time."""
    if step.path in said:
        is_report = step.kind == "evidence"
        return f"the same report ({step.path.split('.')[1]})" if is_report else f"the same ({step.path})"
    said.add(step.path)
    return _cause(step, year)


def _cause(step: Step, year: str = "") -> str:
    """What a step replaces, as it reads in a sentence."""
    day = "" if step.date is None else f" of {spoken_day(date.fromisoformat(step.date), year)}"
    text = within_report(step.label)
    lost = "the absence of " if step.what == "leaves" else ""
    values = f"{step.path} at {step.after} instead of {step.before}"
    match step.kind:
        case "evidence" if step.what == "changes":
            anew = "judged anew" if step.after is None else values
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
    return one_line(values)


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


def _price(difference: Difference, is_first: bool) -> Iterator[str]:
    rows = {row.figure: row for row in difference.figures if row.family == "audience"}
    for name, whom in (("audience.expected_after", "the others"), ("audience.client.expected_after", "the client")):
        row = rows.get(name)
        if row is None:
            continue
        if abs(row.change) >= LEAST:
            yield f"What the promise is worth to {whom} in the end {_moved(row)}."
        elif not is_first:
            yield f"What the promise is worth to {whom} in the end stays at {percent(row.after.value)}."
        return


def listed_points(values: Sequence[float]) -> str:
    """ "−7.1 to −5.9"."""
    low, high = min(values), max(values)
    return points(low) if points(low) == points(high) else f"{points(low)} to {points(high)}"
