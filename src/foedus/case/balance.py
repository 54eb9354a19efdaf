"""How much of a case rests on sources, on judgement and on defaults."""

from dataclasses import dataclass

from foedus.case.case import Case
from foedus.case.inputs import Basis, inputs


@dataclass(frozen=True, slots=True)
class CaseBalance:
    """Paths of the inputs by what they rest on, each in the order of `inputs`."""

    sourced: tuple[str, ...]
    judged: tuple[str, ...]
    default: tuple[str, ...]
    unmarked: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many inputs there are of each basis."""
        return {
            "sourced": len(self.sourced),
            "judged": len(self.judged),
            "default": len(self.default),
            "unmarked": len(self.unmarked),
        }

    @property
    def total(self) -> int:
        """How many inputs there are."""
        return sum(self.counts.values())


def describe(case: Case) -> CaseBalance:
    """What the inputs of a case rest on."""
    every = inputs(case)

    def paths(basis: Basis) -> tuple[str, ...]:
        return tuple(path for path, number in every.items() if number.basis == basis)

    return CaseBalance(paths("sourced"), paths("judged"), paths("default"), paths("unmarked"))
