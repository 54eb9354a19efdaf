"""Payoffs worked out from columns and named parameters: a small language, and no Python.

    sum     = product { ( "+" | "-" ) product }
    product = sign { ( "*" | "/" ) sign }
    sign    = [ "+" | "-" ] power
    power   = atom [ ( "^" | "**" ) sign ]
    atom    = number | name | "`" any name "`" | function "(" sum ")" | "(" sum ")"

The functions are `FUNCTIONS`. Whoever evaluates says what a name is worth and where the functions come from, so that
one formula serves NumPy and what can be differentiated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from foedus.case.document import quote
from foedus.errors import nearest
from foedus.game.word import FormulaError, Words

FUNCTIONS = ("abs", "exp", "log", "log10", "log1p", "sqrt")
"""What a formula may call: the natural logarithm is `log`, as in R."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written out."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A column, a parameter or a utility."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """The negative of something."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """A sum, difference, product, ratio or power."""

    operator: Literal["+", "-", "*", "/", "^"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """One of `FUNCTIONS` of something."""

    function: str
    of: Expression


Expression = Number | Name | Negative | Binary | Call


def parse_arithmetic(text: str) -> Expression:
    """The formula in `text`; whether its names exist is another question (`names_in`).

    Raises:
        FormulaError: it does not follow the grammar, or calls a function that is not in `FUNCTIONS`.
    """
    words = Words(text)
    tree = read_sum(words)
    if words.word().kind:
        raise words.stop("an operator or the end")
    return tree


def read_sum(words: Words) -> Expression:
    """The sum that begins at the next word."""
    words.deeper()
    tree = _product(words)
    while (sign := words.peek()) in ("+", "-"):
        words.next += 1
        tree = Binary(sign, tree, _product(words))  # type: ignore[arg-type]
    words.depth -= 1
    return tree


def _product(words: Words) -> Expression:
    tree = _sign(words)
    while (sign := words.peek()) in ("*", "/"):
        words.next += 1
        tree = Binary(sign, tree, _sign(words))  # type: ignore[arg-type]
    return tree


def _sign(words: Words) -> Expression:
    words.deeper()
    if words.peek() in ("+", "-"):
        is_negative = words.peek() == "-"
        words.next += 1
        tree = _sign(words)
        tree = Negative(tree) if is_negative else tree
    else:
        tree = _atom(words)
        if words.peek() in ("^", "**"):
            words.next += 1
            tree = Binary("^", tree, _sign(words))
    words.depth -= 1
    return tree


def _atom(words: Words) -> Expression:
    word = words.word()
    if word.text == "(" and word.kind == "sign":
        words.next += 1
        tree = read_sum(words)
        words.take(")")
        return tree
    if word.kind == "number":
        words.next += 1
        return Number(written_number(word.text))
    if word.kind == "name" and words.peek(1) == "(":
        function = checked_function(word.text, FUNCTIONS)
        words.next += 2
        tree = read_sum(words)
        words.take(")")
        return Call(function, tree)
    if word.kind in ("name", "quoted"):
        words.next += 1
        return Name(word.text)
    raise words.stop("a number, a name or (")


def written_number(text: str) -> Fraction:
    """A number of a formula, exactly."""
    from foedus.game.number import NumberError, read_number

    try:
        return read_number(text)
    except NumberError as error:
        raise FormulaError(f"has the number {error}") from None


def checked_function(name: str, known: tuple[str, ...]) -> str:
    """The name of a function that formulas may call.

    Raises:
        FormulaError: it is another.
    """
    if name in known:
        return name
    raise FormulaError(
        f"calls {quote(name)}: expected one of the functions {', '.join(known)}",
        f"{nearest(name, known)} A formula is never run as a program.".strip(),
    )


def names_in(expression: Expression) -> list[str]:
    """The names in an expression, each once, in order."""
    found: dict[str, None] = {}
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            found[part.name] = None
        elif isinstance(part, Binary):
            waiting += [part.right, part.left]
        elif isinstance(part, Negative | Call):
            waiting.append(part.of)
    return list(found)


def evaluate(expression: Expression, values: Mapping[str, Any], library: Any) -> Any:
    """The value of an expression.

    Arguments:
        expression: parsed, so never more than a few hundred parts.
        values: arrays or numbers by name.
        library: whose `log`, `sqrt`, … are used: `numpy`, or `jax.numpy` where it is to be differentiated.
    """
    if isinstance(expression, Number):
        return float(expression.value)
    if isinstance(expression, Name):
        return values[expression.name]
    if isinstance(expression, Negative):
        return -evaluate(expression.of, values, library)
    if isinstance(expression, Call):
        return getattr(library, expression.function)(evaluate(expression.of, values, library))
    left = evaluate(expression.left, values, library)
    right = evaluate(expression.right, values, library)
    if expression.operator == "+":
        return left + right
    if expression.operator == "-":
        return left - right
    if expression.operator == "*":
        return left * right
    # Division and powers of bare Python numbers raise where arrays give infinity, which is refused later.
    if expression.operator == "/":
        return library.true_divide(left, right)
    return library.power(left * 1.0, right)
