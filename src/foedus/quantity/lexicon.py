"""Words of likelihood: from a phrase to its range and from a number to a phrase.

A lexicon belongs to the speaker. `icd203` holds what the analysts of one intelligence community have agreed to mean,
`lay` what 46 readers were measured to understand. The tables are CSV files beside this one; their headers name the
sources. docs/words.md tells how a phrase is read and argues the one range in each that is ours.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import Literal, cast

from foedus.quantity.distribution import log_odds
from foedus.quantity.quantity import QuantityError

Role = Literal["term", "synonym", "derived"]
LEXICON_NAMES = ("icd203", "lay")
# Readers answer in steps of five points ("about even" was 50 to nearly all): a measured range means half a step more.
HEAPING = 0.025


@dataclass(frozen=True, slots=True)
class Word:
    """A phrase of a lexicon with its range: print both, readers then take it as meant twice as often.

    (66 % of the time against 32 %: Wintle et al. 2019, doi:10.1371/journal.pone.0213522.)

    Arguments:
        phrase: as the lexicon spells it.
        low, high: the range, as probabilities; a 90 % interval where the word stands for a number.
        median: the measured median, None where nobody measured one. Printed, not used: the range makes the draws.
        source: where the range comes from.
        lexicon: name of the lexicon.
        role: "term", "synonym" (a second phrase of one range) or "derived" (ours, from the ranges of others).
        forms: other forms of the phrase.
    """

    phrase: str
    low: float
    high: float
    median: float | None
    source: str
    lexicon: str
    role: Role = "term"
    forms: tuple[str, ...] = ()

    @property
    def percent_range(self) -> str:
        """The range as printed beside the word: "55–80 %"."""
        return f"{100 * self.low:.4g}–{100 * self.high:.4g} %"

    def __str__(self) -> str:
        return f"{self.phrase} ({self.percent_range})"


def lexicons() -> tuple[str, ...]:
    """Names of the lexicons that ship."""
    return LEXICON_NAMES


@functools.cache
def words(lexicon: str = "icd203") -> tuple[Word, ...]:
    """All words of a lexicon, in the order of its file.

    Raises:
        QuantityError: no lexicon of this name.
    """
    if lexicon not in LEXICON_NAMES:
        raise QuantityError(f"a lexicon: {' or '.join(LEXICON_NAMES)}", _nearest(lexicon, LEXICON_NAMES))
    text = resources.files("foedus.quantity").joinpath(f"{lexicon}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Word(
            phrase=row["phrase"],
            low=float(row["low"]),
            high=float(row["high"]),
            median=float(row["median"]) if row["median"] else None,
            source=row["source"],
            lexicon=lexicon,
            role=cast(Role, row["role"]),
            forms=tuple(row["forms"].split("|")) if row["forms"] else (),
        )
        for row in rows
    )


def lookup(phrase: str, lexicon: str = "icd203") -> Word:
    """The word of a lexicon, whatever its case, punctuation and spacing.

    Raises:
        QuantityError: the phrase is not in this lexicon; the message names the nearest one, or the lexicon that has it.
    """
    known = _by_plain_phrase(lexicon)
    plain = plain_phrase(phrase)
    if plain in known:
        return known[plain]
    elsewhere = [other for other in LEXICON_NAMES if other != lexicon and plain in _by_plain_phrase(other)]
    also = f' ("{phrase}" is in the {elsewhere[0]} lexicon)' if elsewhere else ""
    near = _nearest(plain, tuple(known))
    raise QuantityError(f"a phrase of the {lexicon} lexicon{also}", known[near].phrase if near else None)


def word_for(probability: float, lexicon: str = "icd203") -> Word:
    """The phrase that fits a probability best; its range may leave the number out, so print the number beside it.

    ICD 203 has adjoining ranges: the one that holds the number, at a shared end the one nearer to even. Lay ranges
    overlap: among those that hold the number (to 2.5 points, see `HEAPING`) the one whose measured median is nearest in
    log odds, of several the narrowest. Neither has a word below 1 % or above 99 %, where the outermost is returned.

    Raises:
        QuantityError: not a probability, or no lexicon of this name.
    """
    terms = [word for word in words(lexicon) if word.role == "term"]
    if not 0.0 <= probability <= 1.0:
        raise QuantityError("a probability between 0 and 1")
    inside = min(max(probability, min(word.low for word in terms)), max(word.high for word in terms))
    measured = [(word, word.median) for word in terms if word.median is not None]
    if not measured:
        holding = [word for word in terms if word.low <= inside <= word.high]
        return min(holding, key=lambda word: abs(word.low + word.high - 1.0))
    near = [(word, median) for word, median in measured if word.low - HEAPING <= inside <= word.high + HEAPING]
    return min(near, key=lambda pair: (abs(log_odds(inside) - log_odds(pair[1])), pair[0].high - pair[0].low))[0]


def plain_phrase(phrase: str) -> str:
    """A phrase without case, punctuation and extra spaces: "Unlikely – but not impossible." and its kin become one."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", phrase.casefold()).split())


@functools.cache
def _by_plain_phrase(lexicon: str) -> dict[str, Word]:
    return {plain_phrase(form): word for word in words(lexicon) for form in (word.phrase, *word.forms)}


def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return near[0] if near else None
