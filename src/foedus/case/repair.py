"""Reading on past what the schema refuses, so that one reading of a file finds everything that is wrong in it.

What is refused is put out of the way: optional values are dropped, required ones get a stand-in. The case that comes
out is used only to look for further mistakes, and those that the repair itself may have caused are not reported.
"""

import copy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from foedus.case.case import FORMAT_VERSION, Case
from foedus.case.document import Path
from foedus.case.mistake import Mistake
from foedus.case.schema_error import explain
from foedus.case.structure import place_at

# Each round uncovers what the one before put a stand-in for: a section, its entries, their values.
MOST_ROUNDS = 5

_MENU = {"statement": {"label": "x", "level": 0.1}, "forces": {"label": "x", "level": 0.9}}
_STAND_INS: dict[str, Any] = {
    "foedus": FORMAT_VERSION,
    "as_of": "2000-01-01",
    "asked_on": "2000-01-01",
    "date": "2000-01-01",
    "resolves": "2000-01-01",
    "by": "2000-01-01",
    "client": "USA",
    "guarantor": "USA",
    "requests": _MENU,
    "responses": _MENU,
    "types": {"committed": {"label": "x"}},
    "need": {"acute": {"label": "x"}},
    "level": 0.5,
    "asked": 0.5,
    "given": 0.5,
    "public": 0.5,
    "moves": 0.5,
    "in_service": 1,
    "size": "small",
}


@dataclass(slots=True)
class Attempt:
    """What came of reading data that may be wrong: a case if any could be made, mistakes, and what was put away."""

    case: Case | None
    mistakes: list[Mistake]
    repaired: list[Path]

    def is_caused(self, mistake: Mistake) -> bool:
        """Whether a mistake found later may come of the repair rather than of the file."""
        return any(_touches(path, mistake) for path in self.repaired)


def read_all(data: dict[str, Any]) -> Attempt:
    """The case in `data`, or as much of it as can be read."""
    attempt = Attempt(None, [], [])
    for number in range(MOST_ROUNDS):
        try:
            attempt.case = Case.model_validate(data)
            return attempt
        except ValidationError as error:
            mistakes = explain(error)
        if number == 0:
            attempt.mistakes = mistakes
            data = copy.deepcopy(data)
        for index, mistake in enumerate(mistakes):
            attempt.repaired.append(mistake.path)
            if not _put_away(data, mistake.path, f"unnamed-{number}-{index}"):
                return attempt
    return attempt


def _put_away(data: Any, path: Path, name: str) -> bool:
    """Drop the value at a path, or put a stand-in there; whether that could be done."""
    for key in path[:-1]:
        if isinstance(data, dict) and key in data:
            data = data[str(key)]
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return False
    if not path or not isinstance(data, dict | list):
        return False
    key = path[-1]
    if isinstance(data, list):
        data[int(key)] = {}
        return True
    parent = place_at(Case, path[:-1])
    is_entry_of_section = parent is not None and parent.kind == "section"
    if is_entry_of_section and not isinstance(data.get(str(key)), dict):
        data[str(key)] = {"label": "x"} if path[0] != "sources" else {}
    elif parent is not None and str(key) in parent.required:
        data[str(key)] = name if key == "id" else _STAND_INS.get(str(key), "x")
    else:
        data.pop(str(key), None)
    return True


def _touches(repaired: Path, mistake: Mistake) -> bool:
    if repaired == mistake.path[: len(repaired)] or repaired[0] in mistake.reads:
        return True
    if len(repaired) == 1 and repaired[0] in mistake.looks_up:
        return True
    shared = min(len(repaired), len(mistake.path), 2)
    return not mistake.is_reference and repaired[:shared] == mistake.path[:shared]
