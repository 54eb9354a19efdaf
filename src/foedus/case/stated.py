"""How sure a source says it is."""

from dataclasses import dataclass

from foedus.case.number import PROBABILITY_FIELD, read_quantity
from foedus.quantity import REAL, lookup

LIKELY = 0.55
"""A flat claim states likely or more, a flat denial less than that."""

# Intelligence analysts are trained to the words of ICD 203; everybody else speaks as people do.
_ANALYSTS = ("analysis", "judgement")


@dataclass(frozen=True, slots=True)
class StatedRange:
    """How sure a source says it is: its word, and the range that the word has in the source's lexicon."""

    word: str
    low: float
    high: float


def lexicon_of(kind: str, lexicon: str | None) -> str:
    """The lexicon that a source's words are read in: its own, or the usual one of its kind."""
    return lexicon or ("icd203" if kind in _ANALYSTS else "lay")


def read_stated_range(raw: str | float | int, lexicon: str) -> StatedRange:
    """The range that a claim states.

    Raises:
        PydanticCustomError: neither a word of the lexicon nor a range.
    """
    if raw == "claim":
        return StatedRange("claim", LIKELY, 1.0)
    if raw == "denial":
        return StatedRange("denial", 0.0, LIKELY)
    if isinstance(raw, str) and not any(character.isdigit() for character in raw):
        quantity = read_quantity(raw, PROBABILITY_FIELD, lexicon)
        word = quantity.word or lookup(raw, lexicon)
        return StatedRange(word.phrase, word.low, word.high)
    quantity = read_quantity(raw, REAL)
    return StatedRange(quantity.text, quantity.lower_end, quantity.upper_end)
