"""Everything foedus raises on purpose.

    FoedusError                 exit status 1
    ├── InputError              exit status 2: the input is wrong, and each finding says where
    └── ComputationError        exit status 1: the input is fine, the computation failed and says why

Anything else that escapes is a defect of foedus.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = ["ComputationError", "Finding", "FoedusError", "InputError", "listed", "nearest", "printable"]

LONGEST_NAME_COMPARED = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake in the input: where it stands, what was found and expected, and what would help.

    `place` is "file:line", or "file" where no line is known; `path` the dotted path of the field, or "";
    `message` reads on from the path, without a final full stop; `hint` is one or more sentences, or "".
    """

    place: str
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """The finding on one line, whatever the file put into it."""
        sentence = f"{self.path} {self.message}".strip()
        return printable(f"{self.place}  {sentence}. {self.hint}".rstrip())


class FoedusError(Exception):
    """Root of the errors that foedus raises on purpose; `exit_status` is what the command line returns."""

    exit_status: int = 1


class InputError(FoedusError):
    """The input is wrong; `findings` holds every mistake found, in the order of the file."""

    exit_status = 2

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: list[Finding] = list(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    @classmethod
    def at(cls, place: str, message: str, *, path: str = "", hint: str = "") -> "InputError":
        """An error of one finding."""
        return cls([Finding(place, path, message, hint)])

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Finding]]]:
        """Pickle by the findings, so that a worker process can hand the error back whole."""
        return (type(self), (self.findings,))


class ComputationError(FoedusError):
    """The computation failed although the input was in order; the message says why."""


def printable(text: str) -> str:
    """The text on one line: line ends, control characters and others that cannot be shown are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def listed(known: Sequence[str], most: int = 12) -> str:
    """The first names, for a hint."""
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")


def nearest(name: str, known: Sequence[str]) -> str:
    """`Did you mean "…"?` for the known name closest to `name`, or "" when none is close."""
    if not name or len(name) > LONGEST_NAME_COMPARED:
        return ""
    by_folded = {candidate.casefold(): candidate for candidate in reversed(known)}
    matches = get_close_matches(name.casefold(), list(by_folded), n=1, cutoff=0.6)
    return f'Did you mean "{by_folded[matches[0]]}"?' if matches else ""
