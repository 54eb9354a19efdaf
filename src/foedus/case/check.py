"""What the schema cannot see: references, tables, coverage and dates that must fit one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from foedus.case.case import Case
from foedus.case.document import Path, quote
from foedus.case.mistake import Mistake
from foedus.case.number import Mark
from foedus.case.schema_error import MOST_HINTS
from foedus.case.stated import StatedRange
from foedus.errors import listed, nearest

Sections = tuple[str, ...]


@dataclass(slots=True)
class Checker:
    """Collects what is wrong and what is odd; shared by all checks of one case."""

    case: Case
    data: dict[str, Any]
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stated: dict[str, StatedRange] = field(default_factory=dict)

    def add(
        self,
        path: Path,
        message: str,
        hint: str = "",
        reads: Sections = (),
        looks_up: Sections = (),
        is_reference: bool = False,
    ) -> None:
        """Note a mistake at a path of the file; the last three as in `Mistake`."""
        self.mistakes.append(Mistake(path, message, hint, reads, looks_up, is_reference))

    def refer(self, path: Path, name: str | None, section: str, known: Iterable[str], reads: Sections = ()) -> bool:
        """Whether `name` is among the known ids of a section; a mistake is noted when it is not."""
        if name is None:
            return True
        ids = list(known)
        if name in ids:
            return True
        shown = f"Known: {listed(ids)}." if ids else f"There are no {section}."
        hint = nearest(name, ids) if len(self.mistakes) < MOST_HINTS else ""
        found = "is" if path[-1] == name else f"is {quote(name)}, which is"
        message = f"{found} not in {section}: expected one of its ids"
        looks_up = (section.partition(".")[0],)
        self.mistakes.append(Mistake(path, message, hint or shown, reads, looks_up, is_reference=True))
        return False


def check_case(case: Case, data: dict[str, Any], marks: Mapping[Path, Mark]) -> Checker:
    """Everything wrong or odd about a case that fits the schema."""
    from foedus.case.check_account import check_account
    from foedus.case.check_claim import check_claims
    from foedus.case.check_indicator import check_indicators
    from foedus.case.check_play import check_play

    checker = Checker(case, data)
    check_play(checker)
    check_account(checker)
    for path, mark in marks.items():
        if (len(path) != 2 or path[0] not in ("evidence", "history")) and path[:1] != ("ledger",):
            checker.refer((*path, "source"), mark.source, "sources", case.sources)
    check_claims(checker)
    check_indicators(checker)
    for name, stated in case.references.items():
        if stated.reference is not None and (stated.reference.kind == "atop") != (name == "duty"):
            kinds = "atop" if name == "duty" else "honour-rate, events or fit"
            checker.add(tuple(name.split(".")), f"is from {stated.reference.kind}: expected {kinds} here")
    return checker
