"""What counts as a promise that was called, and as one that was honoured: never a rate without it."""

from dataclasses import dataclass
from types import MappingProxyType

from foedus.errors import InputError, listed, nearest

__all__ = ["DEFINITIONS", "LARGE_PACTS", "Definition", "definition"]

LARGE_PACTS = MappingProxyType(
    {
        3075: "Rio pact, 1947",
        3150: "charter of Bogotá, 1948",
        3180: "North Atlantic treaty, 1949",
        3205: "Arab joint defence treaty, 1950",
    }
)
"""Treaties, by their number in ATOP, with so many members that each attack on one makes a row for dozens"""


@dataclass(frozen=True, slots=True)
class Definition:
    """One way to count.

    Attributes:
        name: what `--definition` takes.
        case: what is counted, and when it is.
        honoured: what makes it honoured.
        unit: what a case is: "state" (one ally in one conflict) or "treaty" (one treaty in one conflict).
        source: "calls", "ties", or the data set of an expert coding.
        levels: "war", "dispute", or both.
    """

    name: str
    case: str
    honoured: str
    unit: str
    source: str
    levels: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{self.case}; honoured: {self.honoured}"


BOTH = ("war", "dispute")
JOINED = "the ally is on the target's side within 365 days"
CALLED = (
    "an ally owed the attacked state defence, its treaty was in force on the day before, and it was neither attacked"
    " that day nor in the war already"
)

_ALL = (
    Definition("called", CALLED, JOINED, "state", "calls", BOTH),
    Definition(
        "within-terms",
        f"{CALLED}; one of its treaties is limited neither to adversaries that the challenger is not nor to a place or"
        " a conflict",
        JOINED, "state", "calls", BOTH,
    ),
    Definition(
        "without-large-pacts",
        f"{CALLED}; one of the treaties is none of the four with most rows ({', '.join(LARGE_PACTS.values())})",
        JOINED, "state", "calls", BOTH,
    ),
    Definition(
        "not-fought-against", CALLED, "the ally does not enter on the other side", "state", "calls", BOTH,
    ),
    Definition(
        "in-force",
        "an ally owed the attacked state defence and its treaty was in force on the day before, whether it was free to"
        " answer, attacked on the same day or in the war already",
        JOINED, "state", "calls", BOTH,
    ),
    Definition(
        "any-tie",
        "an ally owed anything by treaty (defence, offence, neutrality, non-aggression, consultation) to anyone in the"
        " conflict from its start, on either side",
        "the ally is on that state's side within 365 days", "state", "ties", BOTH,
    ),
    Definition(
        "llm",
        "a treaty whose promise was called, as coded by hand with the rules of Leeds, Long & Mitchell 2000 (file of"
        " Berkemeier & Fuhrmann 2018)",
        "its members did what the treaty asked: fought, or stayed out where it asked for that", "treaty",
        "berkemeier_fuhrmann_2018", ("war",),
    ),
    Definition(
        "bf",
        "a treaty whose promise was called, as coded by hand with the rules of Berkemeier & Fuhrmann 2018",
        "its members did what the treaty asked: fought, or stayed out where it asked for that", "treaty",
        "berkemeier_fuhrmann_2018", ("war",),
    ),
    Definition(
        "llm-uncalled",
        "a treaty of a state in the war, called or not (same file)",
        "called, and its members did what the treaty asked", "treaty", "berkemeier_fuhrmann_2018", ("war",),
    ),
    Definition(
        "leeds-anac",
        "a treaty whose promise was called in a war to 1944, as coded by hand by Leeds & Anac 2005",
        "its members did what the treaty asked", "treaty", "leeds_anac_2005", ("war",),
    ),
)  # fmt: skip

DEFINITIONS = MappingProxyType({one.name: one for one in _ALL})


def definition(name: str) -> Definition:
    """The definition of that name.

    Raises:
        InputError: there is none.
    """
    try:
        return DEFINITIONS[name]
    except KeyError:
        known = list(DEFINITIONS)
        raise InputError.at(
            "--definition", f'is "{name}"', hint=nearest(name, known) or f"Known are: {listed(known)}."
        ) from None
