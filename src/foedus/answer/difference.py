"""The difference between two answers: what moved, and which input moved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.answer.result import Figure
    from foedus.case import Case

ORDER = "structure first; then what is dated, by its day; then the other inputs, in the order of the file"
"""in which the inputs of one answer are replaced by those of the other"""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    name: str
    """what readers know it by: a file, an id, or the settings that set it apart"""
    case: str
    """id"""
    as_of: str
    """ISO day"""
    sha256: str | None
    settings: Mapping[str, str] = field(default_factory=dict)
    draws: int | None = None
    """draws, seed and version are those of an answer that was computed before; None where there was none"""
    seed: int | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """A headline figure before and after."""

    figure: str
    """`requests.ID`, `responses.ID`, `audience.client.expected_after` or `audience.expected_after` (all others)"""
    label: str
    before: Figure
    after: Figure
    explained: float | None
    """what the steps add up to: the change on the draws of the comparison; None where there are no steps"""

    @property
    def family(self) -> str:
        """`requests`, `responses` or `audience`."""
        return self.figure.partition(".")[0]

    @property
    def change(self) -> float:
        """after − before"""
        return self.after.value - self.before.value


@dataclass(frozen=True, slots=True)
class Step:
    """One input replaced, those before it replaced already, and by how much each figure moved."""

    path: str
    kind: str
    """structure, evidence, history, ledger, reply, audience, source or input"""
    what: str
    """`enters`, `leaves` or `changes`"""
    label: str
    """what it is in the case's words; "" for an input, whose path says it"""
    date: str | None
    before: str | None
    """as written, of an input that changes"""
    after: str | None
    contributions: Mapping[str, float]
    """by figure; those of all steps add up to `Movement.explained`, but for rounding"""
    first: Mapping[str, float] | None = None
    """the same had it been replaced first of all; None for steps too small to look at"""
    last: Mapping[str, float] | None = None
    """and last"""
    verdicts: Mapping[str, str] = field(default_factory=dict)
    """verdicts that became others with it, by claim"""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A claim whose verdict is another."""

    id: str
    says: str
    before: str
    after: str
    step: str | None
    """path of the step with which it became so for good; None where that is not known"""


@dataclass(frozen=True)
class Difference:
    """What moved between two answers, and which input moved it; made by `foedus.diff`.

    The steps replace the inputs of the one by those of the other, one after the other: sequential replacement. What a
    step contributes depends on the order; `first` and `last` say by how much.
    """

    before: Side
    after: Side
    figures: tuple[Movement, ...]
    verdicts: tuple[VerdictChange, ...]
    steps: tuple[Step, ...] | None
    """None where a case could not be found again, so that only the numbers are compared"""
    notes: tuple[str, ...]
    """what differs beside the inputs (draws, seeds, versions), and what could not be compared"""
    draws: int | None
    """draws that the steps rest on"""
    certified: int | None
    """the fewest of them that were certified in any step"""
    seed: int | None
    order: str = ORDER
    case: Case | None = field(default=None, repr=False)
    """the case as of the later of the two, for labels of states and parties"""

    def record(self) -> dict[str, Any]:
        """The machine-readable contract as plain data."""
        from foedus.answer.difference_record import record

        return record(self)

    def to_json(self) -> str:
        """The same as JSON text, two spaces deep."""
        from foedus.answer.difference_record import to_json

        return to_json(self)
