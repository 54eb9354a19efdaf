"""The grammar of `tests` and of a forecast's `from`.

    test       = sum [ comparison sum ] | mode
    comparison = "<" | ">" | "<=" | ">="
    mode       = "mode(" ( "requests" | "responses" ) ")" ( "in" "{" id { "," id } "}" | "=" id )
    sum        = product { ( "+" | "-" ) product }
    product    = factor { ( "*" | "/" ) factor }
    factor     = [ "-" ] ( number | name | "(" sum ")" )
    name       = part { "." part }

A part may contain hyphens, as ids do: `a-b` is a name, `a - b` a difference.
"""

import re
from dataclasses import dataclass
from typing import Literal

from foedus.case.document import quote, shorten

LONGEST_EXPRESSION = 4_000
MOST_TOKENS = 300  # keeps every walk over the tree far from the interpreter's recursion limit
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))"
    r"|(?P<name>[^\W\d]\w*(?:-\w+)*(?:\.\w+(?:-\w+)*)*)"
    r"|(?P<sign><=|>=|[-+*/()<>=,{}]))"
)


class ExpressionError(ValueError):
    """A formula that cannot be read; `message` reads on from the path of the field."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(f"{message}. {hint}".rstrip())


@dataclass(frozen=True, slots=True)
class Number:
    """A number written out."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity of the answer by its path."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Binary:
    """A sum, difference, product or ratio."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison, true or false in each draw."""

    operator: Literal["<", ">", "<=", ">="]
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Mode:
    """Whether the most likely member of a family is one of some, true or false in each draw."""

    family: Literal["requests", "responses"]
    members: tuple[str, ...]


Expression = Number | Name | Binary | Compare | Mode


def parse(text: str) -> Expression:
    """The formula in `text` as a tree; names are not looked up (`resolve` does).

    Raises:
        ExpressionError: it does not follow the grammar.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise ExpressionError(f"is a formula of {len(text):,} characters: expected at most {LONGEST_EXPRESSION:,}")
    return _Parser(text).test()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._split(text)
        self.next = 0

    def _split(self, text: str) -> list[tuple[str, str, int]]:
        tokens: list[tuple[str, str, int]] = []
        end, stop = 0, len(text.rstrip())
        while end < stop:
            match = _TOKEN.match(text, end)
            if match is None:
                at = len(text) - len(text[end:].lstrip())
                raise ExpressionError(
                    f"cannot be read at character {at + 1}, {quote(shorten(text[at:], 20))}: {GRAMMAR}"
                )
            kind = match.lastgroup or ""
            tokens.append((kind, match[kind], match.start(kind)))
            end = match.end()
        if len(tokens) > MOST_TOKENS:
            raise ExpressionError(f"is a formula of {len(tokens)} parts: expected at most {MOST_TOKENS}")
        return tokens

    def test(self) -> Expression:
        if self._peek() == "mode" and self._peek(1) == "(":
            tree: Expression = self._mode()
        else:
            tree = self._sum()
            sign = self._peek()
            if sign in ("<", ">", "<=", ">="):
                self.next += 1
                tree = Compare(sign, tree, self._sum())  # type: ignore[arg-type]
        if self.next < len(self.tokens):
            found = self._peek()
            if found == "=":
                raise self._stop("a comparison by <, >, <= or >=")
            if found in ("<", ">", "<=", ">="):
                raise self._stop("one comparison in a formula")
            raise self._stop("an operator or the end")
        return tree

    def _mode(self) -> Mode:
        self.next += 2
        family = self._peek()
        if family not in ("requests", "responses"):
            raise self._stop("requests or responses")
        self.next += 1
        self._take(")")
        if self._peek() == "=":
            self.next += 1
            return Mode(family, (self._id(),))  # type: ignore[arg-type]
        self._take("in")
        self._take("{")
        members = [self._id()]
        while self._peek() == ",":
            self.next += 1
            members.append(self._id())
        self._take("}")
        return Mode(family, tuple(members))  # type: ignore[arg-type]

    def _sum(self) -> Expression:
        tree = self._product()
        while (sign := self._peek()) in ("+", "-"):
            self.next += 1
            tree = Binary(sign, tree, self._product())  # type: ignore[arg-type]
        return tree

    def _product(self) -> Expression:
        tree = self._factor()
        while (sign := self._peek()) in ("*", "/"):
            self.next += 1
            tree = Binary(sign, tree, self._factor())  # type: ignore[arg-type]
        return tree

    def _factor(self) -> Expression:
        if self._peek() == "-":
            self.next += 1
            return Binary("-", Number(0.0), self._factor())
        if self._peek() == "(":
            self.next += 1
            tree = self._sum()
            self._take(")")
            return tree
        kind, word, _ = self.tokens[self.next] if self.next < len(self.tokens) else ("", "", 0)
        self.next += 1
        if kind == "number":
            return Number(float(word))
        if kind == "name":
            return Name(tuple(word.split(".")))
        self.next -= 1
        raise self._stop("a number, a name or (")

    def _id(self) -> str:
        kind, word, _ = self.tokens[self.next] if self.next < len(self.tokens) else ("", "", 0)
        if kind != "name":
            raise self._stop("an id")
        self.next += 1
        return word

    def _peek(self, ahead: int = 0) -> str:
        at = self.next + ahead
        return self.tokens[at][1] if at < len(self.tokens) else ""

    def _take(self, word: str) -> None:
        if self._peek() != word:
            raise self._stop(word)
        self.next += 1

    def _stop(self, expected: str) -> ExpressionError:
        if self.next >= len(self.tokens):
            return ExpressionError(f"ends too early: expected {expected} after {quote(self.text.strip())}")
        _, word, at = self.tokens[self.next]
        return ExpressionError(f"has {quote(word)} at character {at + 1}: expected {expected}")


GRAMMAR = "expected names, numbers, + - * / ( ) and one of < > <= >="
