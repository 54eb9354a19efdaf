"""The words of Gambit's game files: quoted labels, braces, commas, numbers, and where each stands.

Labels stand in double or in single quotes, with `\\"` for a quote inside. Outside them white space and line ends mean
nothing, and `//` begins a remark that goes on to the end of its line.
"""

from __future__ import annotations

import re

from foedus.case.document import quote, shorten
from foedus.errors import InputError

LONGEST_TEXT = 20_000_000  # bytes: a request game with two members takes nine million
LONGEST_LABEL = 10_000

# A label without an end goes on to the end of the file, so that every word is read once, whatever the file holds.
_TOKEN = re.compile(
    r"""\s*(?://[^\n]*\s*)*("[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?\Z)|[{},]|[^\s{},"']+|\Z)""",
    re.DOTALL,
)
_CLOSED = re.compile(r""""[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'""", re.DOTALL)
_QUOTES = frozenset("\"'")
_ESCAPED = re.compile(r"\\([\\\"'])")


class Tokens:
    """The words of a text in order, one looked at ahead; `name` is what messages call the file.

    `ahead` is the next word as it stands in the file, quotes included, and "" at the end; `next` is its number.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        words: list[str] = [word for word in _TOKEN.findall(text) if word]
        words.append("")
        self.words = words
        self.next = 0
        self.ahead = words[0]

    @property
    def is_at_end(self) -> bool:
        """Whether no word is left."""
        return self.ahead == ""

    @property
    def is_label_ahead(self) -> bool:
        """Whether the next word is in quotes."""
        return self.ahead[:1] in _QUOTES

    def take(self) -> str:
        """The next word, which is then passed; "" at the end, which is not."""
        word = self.ahead
        if word:
            self.next += 1
            self.ahead = self.words[self.next]
        return word

    def skip_comma(self) -> None:
        """Pass a comma, if one is next."""
        if self.ahead == ",":
            self.take()

    def label(self, expected: str) -> str:
        """The next label without its quotes."""
        word = self.ahead
        if word[:1] not in _QUOTES:
            raise self.wrong(f"expected {expected}")
        self.next += 1
        self.ahead = self.words[self.next]
        if not self.ahead and not _CLOSED.fullmatch(word):
            raise self.wrong_here(f"a label begins with {word[0]} and has no end: expected a closing {word[0]}")
        if len(word) > LONGEST_LABEL:
            raise self.wrong_here(f"a label of {len(word):,} characters: expected at most {LONGEST_LABEL:,}")
        return unescaped(word[1:-1]) if "\\" in word else word[1:-1]

    def sign(self, sign: str, expected: str) -> None:
        """Pass a brace."""
        if self.ahead != sign:
            raise self.wrong(f"expected {expected}")
        self.take()

    def whole(self, expected: str) -> int:
        """The next word as a whole number of at least 0."""
        word = self.ahead
        if not (word.isascii() and word.isdigit() and len(word) <= 18):
            raise self.wrong(f"expected {expected}")
        self.next += 1
        self.ahead = self.words[self.next]
        return int(word)

    def wrong(self, expected: str) -> InputError:
        """The error of finding something else in the next word."""
        if self.is_at_end:
            return self.error_at_end(f"the file ends here: {expected}")
        word = self.ahead
        found = shorten(word) if word[:1] in "\"'" else quote(word)
        return self.error(self.next, f"{found}: {expected}")

    def wrong_here(self, message: str, hint: str = "") -> InputError:
        """An error about the word that was passed last."""
        return self.error(self.next - 1, message, hint)

    def error(self, index: int, message: str, hint: str = "") -> InputError:
        """An error about one word."""
        return InputError.at(self.place(index), message, hint=hint)

    def error_at_end(self, message: str) -> InputError:
        """An error about the end of the file."""
        return InputError.at(f"{self.name}:{self.text.rstrip().count(chr(10)) + 1}", message)

    def place(self, index: int) -> str:
        """ "file:line" of a word."""
        return f"{self.name}:{self.lines([index])[index]}"

    def lines(self, indices: list[int]) -> dict[int, int]:
        """The line of each word asked for: found by reading once more, since only a message needs it."""
        wanted = set(indices)
        found: dict[int, int] = {}
        line, reached = 1, 0
        for index, match in enumerate(_TOKEN.finditer(self.text)):
            if index in wanted:
                line += self.text.count("\n", reached, match.start(1))
                reached = match.start(1)
                found[index] = line
                if len(found) == len(wanted):
                    break
        return found


def unescaped(label: str) -> str:
    """A label with `\\"` and `\\\\` read; other backslashes are themselves, as Gambit has it."""
    return _ESCAPED.sub(r"\1", label)


def escaped(label: str) -> str:
    """A label as it stands between double quotes."""
    # A backslash is left alone where it cannot be misread: Gambit does not read two of them as one.
    return re.sub(r'\\(?=[\\"\']|$)|"', lambda match: f"\\{match[0]}", label)
