"""What is compared, as it was given; and the comparison of two answers by their numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foedus import __version__
from foedus.answer.difference import Difference, Movement, Side, Step, VerdictChange
from foedus.answer.result import Figure
from foedus.case import Case
from foedus.errors import InputError

CLIENT_PRICE, PRICE = "audience.client.expected_after", "audience.expected_after"


@dataclass(frozen=True)
class Given:
    """One of the two as it was given: an answer computed before, the case that it answers, or both."""

    name: str
    case: Case | None
    """None where it cannot be found again"""
    record: Mapping[str, Any] | None = None
    """of an answer; None for a case alone"""

    @property
    def side(self) -> Side:
        """What a difference keeps of it."""
        case, record = self.case, self.record
        if record is not None:
            settings = {str(path): str(value) for path, value in record.get("settings", {}).items()}
            return Side(
                self.name, record["case"], record["as_of"], record.get("sha256"), settings, record["draws"],
                record["seed"], record["foedus"],
            )  # fmt: skip
        assert case is not None
        return Side(self.name, case.id, case.as_of.isoformat(), case.sha256, dict(case.settings))


def numbers_alone(old: Given, new: Given) -> Difference:
    """Two answers whose cases cannot both be found again: their numbers, without what moved them."""
    missing = [one.name for one in (old, new) if one.case is None]
    records = [one.record for one in (old, new)]
    if records[0] is None or records[1] is None:
        raise InputError.at(
            missing[0],
            "answers a case that cannot be found again: expected another answer to compare its numbers to",
            hint="Name the file of the case: --case FILE.",
        )  # fmt: skip
    rows = []
    for family in ("requests", "responses"):
        before = [row["id"] for row in records[0].get(family, [])]
        for row in records[1].get(family, []):
            if row["id"] in before:
                rows.append((f"{family}.{row['id']}", str(row.get("label", row["id"]))))
    refuse_strangers(old, new, [name for name, _ in rows if name.startswith("requests.")])
    rows.append((CLIENT_PRICE, "the client"))
    figures = [
        Movement(name, label, *ends, None) for name, label in rows if (ends := answered(old, new, name)) is not None
    ]
    return Difference(
        before=old.side, after=new.side, figures=tuple(figures),
        verdicts=tuple(recorded_verdicts(records[0], records[1], ())), steps=None,
        notes=(
            f"the case that {' and '.join(missing)} answer{'s' if len(missing) == 1 else ''} cannot be found again, or"
            " its file has changed since: the numbers are compared, what moved them is not known",
            *of_answers(old, new),
        ),
        draws=None, certified=None, seed=None,
    )  # fmt: skip


def refuse_strangers(old: Given, new: Given, requests: list[str]) -> None:
    """Refuse to compare what has nothing to compare.

    Raises:
        InputError: `requests`, those that both have, are none.
    """
    if not requests:
        raise InputError.at(
            new.name,
            f"has no request in common with {old.name}: expected two answers about one crisis",
        )


def answered(old: Given, new: Given, name: str) -> tuple[Figure, Figure] | None:
    """The figures of two answers computed before; None where one was not, or lacks the figure."""
    if old.record is None or new.record is None:
        return None
    ends = _recorded(old.name, old.record, name), _recorded(new.name, new.record, name)
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def _recorded(place: str, record: Mapping[str, Any], name: str) -> Figure | None:
    """A headline figure as a record has it; `place` is what messages call it.

    Raises:
        InputError: the record has rows that are none.
    """
    family, _, rest = name.partition(".")
    key = {"requests": "posterior", "responses": "probability"}.get(family, "expected_after")
    if name == PRICE:  # no row of a record holds the mean over all members
        return None
    rest = "client" if name == CLIENT_PRICE else rest
    try:
        row = next((row for row in record.get(family, []) if row["id"] == rest), None)
        if row is None:
            return None
        inside = row["intervals"]["expected_after"] if family == "audience" else row
        return Figure(float(row[key]), float(inside["low"]), float(inside["high"]), float(inside["error"]))
    except (KeyError, TypeError, ValueError):
        raise InputError.at(
            place, f"has a row of {family} without {key}, low, high and error: expected"
            " what `foedus ask CASE --json` gave",
        ) from None  # fmt: skip


def last_change(claim: str, word: str, steps: tuple[Step, ...]) -> str | None:
    """Path of the step with which a claim got its verdict for good."""
    path = None
    for step in steps:
        if claim in step.verdicts:
            path = step.path if step.verdicts[claim] == word else None
    return path


def recorded_verdicts(
    old: Mapping[str, Any], new: Mapping[str, Any], steps: tuple[Step, ...]
) -> Iterator[VerdictChange]:
    """Claims tested by the same formula whose verdict is another, as two records have them."""
    before = {row["id"]: row for row in old.get("claims", [])}
    for row in new.get("claims", []):
        other = before.get(row["id"])
        if other is not None and other["tests"] == row["tests"] and other["verdict"] != row["verdict"]:
            path = last_change(row["id"], row["verdict"], steps)
            yield VerdictChange(row["id"], row["says"], other["verdict"], row["verdict"], path)


def of_answers(old: Given, new: Given) -> Iterator[str]:
    """Draws, seeds and versions that differ."""
    for key, what in (("draws", "draws"), ("seed", "seed"), ("foedus", "version of foedus")):
        if old.record is not None and new.record is not None and old.record[key] != new.record[key]:
            yield (
                f"another {what}: {old.record[key]} before, {new.record[key]} after"
                if key != "draws"
                else (f"other numbers of draws: {old.record[key]} before, {new.record[key]} after")
            )
    for one in (old, new):
        if one.record is not None and one.record["foedus"] != __version__ and one.case is not None:
            yield f"{one.name} was computed by foedus {one.record['foedus']}, the steps by {__version__}"
