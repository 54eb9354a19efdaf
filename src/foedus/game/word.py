"""The words of formulas: names, numbers and signs, cut to a size that no walk over them can be overrun by."""

from __future__ import annotations

import re
from typing import NamedTuple

from foedus.case.document import quote, shorten

LONGEST_FORMULA = 4_000
MOST_WORDS = 300
DEEPEST = 50

_WORD = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*(?:\.\w+)*)"
    r"|`(?P<quoted>[^`\n]+)`"
    r"|\"(?P<text>[^\"\n]*)\""
    r"|(?P<sign>\*\*|[-+*/^():,=~]))"
)


class FormulaError(ValueError):
    """A formula that cannot be read; `message` reads on from the path of the field."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(f"{message}. {hint}".rstrip())


class Word(NamedTuple):
    """One word: its kind (number, name, quoted, text or sign), its text, and where it begins."""

    kind: str
    text: str
    start: int


class Words:
    """The words of a formula in order, the next of which can be looked at; `depth` counts open brackets."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_FORMULA:
            raise FormulaError(f"is a formula of {len(text):,} characters: expected at most {LONGEST_FORMULA:,}")
        self.text = text
        self.words = _split(text)
        self.next = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> str:
        """The sign that comes next, "" where it is none."""
        word = self.word(ahead)
        return word.text if word.kind == "sign" else ""

    def word(self, ahead: int = 0) -> Word:
        """A word to come; of kind "" after the end."""
        at = self.next + ahead
        return self.words[at] if at < len(self.words) else Word("", "", len(self.text))

    def take(self, sign: str) -> None:
        """Pass a sign."""
        if self.peek() != sign:
            raise self.stop(sign)
        self.next += 1

    def deeper(self) -> None:
        """Go one level down, which is allowed `DEEPEST` times."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"is nested deeper than {DEEPEST} levels: expected a flatter formula")

    def stop(self, expected: str) -> FormulaError:
        """The error of finding something else in the next word."""
        word = self.word()
        if not word.kind:
            return FormulaError(f"ends too early: expected {expected} after {quote(self.text.strip())}")
        return FormulaError(f"has {quote(word.text)} at character {word.start + 1}: expected {expected}")


def _split(text: str) -> list[Word]:
    words: list[Word] = []
    end, stop = 0, len(text.rstrip())
    while end < stop:
        match = _WORD.match(text, end)
        if match is None:
            at = len(text) - len(text[end:].lstrip())
            raise FormulaError(
                f"cannot be read at character {at + 1}, {quote(shorten(text[at:], 20))}: {EXPECTED}",
                "A formula is never run as a program.",
            )
        kind = match.lastgroup or ""
        words.append(Word(kind, match[kind], match.start(kind)))
        end = match.end()
    if len(words) > MOST_WORDS:
        raise FormulaError(f"is a formula of {len(words)} words: expected at most {MOST_WORDS}")
    return words


EXPECTED = "expected names, numbers, + - * / ^ ( ) and functions such as log()"
