"""What moved and why, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foedus.report.difference_cause import again, cause, spoken_day
from foedus.report.phrase import one_line, percent, points, shortened, two_digits_of_percent
from foedus.report.sentence import within

if TYPE_CHECKING:
    from foedus.answer.difference import Difference, Movement, Step

LEAST = 0.005
"""a change below half a point is none in a sentence"""
LEAST_OTHER = 0.02
"""what others must gain or lose to be named beside the figure that moved most"""
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
        yield from _in_its_place(difference, row)
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
            return f"With {cause(difference, steps[0])}"
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


def _subject(difference: Difference, row: Movement) -> str:
    case = difference.case
    client, guarantor = ("the client", "the guarantor") if case is None else (case.client.label, case.guarantor.label)
    label = within(row.label, (client, guarantor))
    who, does = (client, "asked for") if row.family == "requests" else (guarantor, "gives")
    short = shortened(who)
    return f"{'the' + short[3:] if short.startswith('The ') else short} {does} {label}"


def _in_its_place(difference: Difference, row: Movement) -> Iterator[str]:
    """What gains what the figure loses, or loses what it gains: the most of its own family, two at most."""
    others = leading(difference, row.family, len(difference.figures))
    against = [other for other in others if other.change * row.change < 0.0 and abs(other.change) >= LEAST_OTHER]
    if not against or abs(row.change) < LEAST_OTHER:
        return
    case = difference.case
    names = ("the client", "the guarantor") if case is None else (case.client.label, case.guarantor.label)
    listed = " and ".join(
        f"{within(shortened(other.label), names)} (from {percent(other.before.value)} to {percent(other.after.value)})"
        for other in against[:MOST_CAUSES]
    )
    yield f"{'Likelier' if row.change < 0.0 else 'Less likely'} instead {'are' if len(against) > 1 else 'is'} {listed}."


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
            yield f"That is due to {again(difference, steps[0], said, year)}."
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
    sentence = f"{weight}, {part}, is due to {again(difference, along[0], said, year)}{_shared(along[0], row)}"
    for step in along[1:]:
        if sign * step.contributions[row.figure] >= 0.25 * abs(along[0].contributions[row.figure]):
            sentence += f", and {_size(step, row)} to {again(difference, step, said, year)}{_shared(step, row)}"
    against = ranked[-1]
    if -sign * against.contributions[row.figure] >= 0.25 * abs(along[0].contributions[row.figure]):
        sentence += f". Against that stands {again(difference, against, said, year)} ({_size(against, row)} points)"
    yield f"{sentence}."


def _shared(step: Step, row: Movement) -> str:
    """A warning where a step adds little once others are replaced: two reports of one letter share their part."""
    here = abs(step.contributions[row.figure])
    for ends, others in ((step.last, "though once the later ones are known it adds little"),
                         (step.first, "though without the earlier ones it does little")):  # fmt: skip
        if ends is not None and abs(ends[row.figure]) < LITTLE_LEFT * here:
            return f" ({others})"
    return ""


def _size(step: Step, row: Movement) -> str:
    return two_digits_of_percent(abs(step.contributions[row.figure]))


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
