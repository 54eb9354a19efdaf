"""Utilities as R writes them: `~ 1 + balance + sqrt(distance):ally`, one coefficient a term.

A formula is read here, term by term, by a grammar of its own; what is handed on to `formulaic` are names of columns and
nothing else (`foedus.game.design`), because formulaic runs what stands in a formula as Python.

    formula = "~" terms
    terms   = [ "-" ] cross { ( "+" | "-" ) cross }     a + b; a - b and a + 0 take terms and the constant away
    cross   = nested { "*" nested }                     a * b is a + b + a:b
    nested  = product { "/" product }                   a / b is a + a:b
    product = power { ":" power }                       interaction
    power   = item [ "^" whole number ]                 all interactions up to that order
    item    = "0" | "1" | column | "C(" column [ "," base "=" text ] ")" | "I(" arithmetic ")" | function "(" … ")"
              | "powers(" column "," whole number ")" | "(" terms ")"
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from foedus.game.arithmetic import (
    FUNCTIONS,
    Binary,
    Call,
    Expression,
    Name,
    Number,
    checked_function,
    names_in,
    read_sum,
)
from foedus.game.word import FormulaError, Words

TERM_FUNCTIONS = (*FUNCTIONS, "C", "I", "powers")
MOST_TERMS = 200
HIGHEST_POWER = 9


@dataclass(frozen=True, slots=True)
class Factor:
    """One variable of a term: a column as it is, as categories, or something worked out from columns.

    `text` is what names of coefficients call it; `base` is the category without a coefficient of its own, "" for the
    first.
    """

    text: str
    kind: Literal["column", "categories", "arithmetic"]
    expression: Expression
    base: str = ""


Term = tuple[Factor, ...]
"""Factors that are multiplied; the constant has none."""

CONSTANT: Term = ()


@dataclass(frozen=True, slots=True)
class LinearFormula:
    """A sum of terms, each with a coefficient (categories: one for each but the base).

    `text` is as written; `terms` has the constant, `()`, first where there is one.
    """

    text: str
    terms: tuple[Term, ...]

    @property
    def columns(self) -> list[str]:
        """The columns it reads, each once."""
        return list(
            dict.fromkeys(name for term in self.terms for factor in term for name in names_in(factor.expression))
        )


def parse_linear(text: str) -> LinearFormula:
    """The formula in `text`, which may begin with "~"; whether its columns exist is another question.

    Raises:
        FormulaError: it does not follow the grammar, or calls a function that is not in `TERM_FUNCTIONS`.
    """
    words = Words(text)
    if words.peek() == "~":
        words.next += 1
    terms = _terms(words, is_outermost=True)
    if words.word().kind:
        raise words.stop("+, -, *, :, /, ^ or the end")
    if not terms:
        raise FormulaError("has no term: expected a constant or a column", "A payoff that is nothing is the number 0.")
    return LinearFormula(text.strip(), tuple(sorted(terms, key=len)))


def _terms(words: Words, *, is_outermost: bool = False) -> list[Term]:
    words.deeper()
    # The constant is there unless it is taken away, and only once, however deep the brackets.
    terms: list[Term] = [CONSTANT] if is_outermost else []
    sign = "+"
    if words.peek() in ("+", "-"):
        sign = words.peek()
        words.next += 1
    while True:
        if _is_zero(words):
            if not is_outermost:
                raise words.stop("a column, as 0 takes away the constant and stands outside brackets")
            words.next += 1
            terms = _without(terms, [CONSTANT]) if sign == "+" else _joined([CONSTANT], terms)
        else:
            more = _cross(words)
            terms = _joined(terms, more) if sign == "+" else _without(terms, more)
        if words.peek() not in ("+", "-"):
            words.depth -= 1
            return terms
        sign = words.peek()
        words.next += 1


def _is_zero(words: Words) -> bool:
    return words.word().kind == "number" and words.word().text == "0"


def _cross(words: Words) -> list[Term]:
    terms = _nested(words)
    while words.peek() == "*":
        words.next += 1
        other = _nested(words)
        terms = _joined(_joined(terms, other), _products(terms, other))
    return terms


def _nested(words: Words) -> list[Term]:
    terms = _product(words)
    while words.peek() == "/":
        words.next += 1
        whole = _one(factor for term in terms for factor in term)
        terms = _joined(terms, _products([whole], _product(words)))
    return terms


def _product(words: Words) -> list[Term]:
    terms = _power(words)
    while words.peek() == ":":
        words.next += 1
        terms = _products(terms, _power(words))
    return terms


def _power(words: Words) -> list[Term]:
    terms = _item(words)
    if words.peek() not in ("^", "**"):
        return terms
    words.next += 1
    order = _whole(words)
    raised = terms
    for _ in range(order - 1):
        raised = _joined(raised, _products(raised, terms))
    return raised


def _item(words: Words) -> list[Term]:
    word = words.word()
    if word.kind == "sign" and word.text == "(":
        words.next += 1
        terms = _terms(words)
        words.take(")")
        return terms
    if word.kind == "number":
        if word.text != "1":
            raise FormulaError(
                f"has the number {word.text} at character {word.start + 1}: expected 0 or 1, for the constant",
                f"Write I({word.text} * x) for a multiple of a column.",
            )
        words.next += 1
        return [CONSTANT]
    if word.kind == "name" and words.peek(1) == "(":
        return _function(words)
    if word.kind in ("name", "quoted"):
        words.next += 1
        return [(Factor(word.text, "column", Name(word.text)),)]
    raise words.stop("a column, 0, 1, a function or (")


def _function(words: Words) -> list[Term]:
    start = words.word().start
    function = checked_function(words.word().text, TERM_FUNCTIONS)
    words.next += 2
    if function == "C":
        column, base = _column(words), ""
        expression: Expression = column
        label = f"C({column.name})"
        if words.peek() == ",":
            words.next += 1
            if words.word().text != "base" or words.peek(1) != "=" or words.word(2).kind != "text":
                raise words.stop('base="the category to compare with"')
            base = words.word(2).text
            words.next += 3
        kind = "categories"
    elif function == "powers":
        column = _column(words)
        words.take(",")
        highest = _whole(words)
        words.take(")")
        return [(_power_of(column, order),) for order in range(1, highest + 1)]
    else:
        inner = read_sum(words)
        kind, base, expression = "arithmetic", "", inner if function == "I" else Call(function, inner)
        label = "".join(words.text[start : words.word().start + 1].split())
    words.take(")")
    return [(Factor(label, kind, expression, base),)]  # type: ignore[arg-type]


def _power_of(column: Name, order: int) -> Factor:
    if order == 1:
        return Factor(column.name, "column", column)
    return Factor(f"I({column.name}^{order})", "arithmetic", Binary("^", column, Number(Fraction(order))))


def _column(words: Words) -> Name:
    word = words.word()
    if word.kind not in ("name", "quoted"):
        raise words.stop("a column")
    words.next += 1
    return Name(word.text)


def _whole(words: Words) -> int:
    word = words.word()
    if word.kind != "number" or len(word.text) != 1 or not 1 <= int(word.text) <= HIGHEST_POWER:
        raise words.stop(f"a whole number from 1 to {HIGHEST_POWER}")
    words.next += 1
    return int(word.text)


def _one(factors: Iterable[Factor]) -> Term:
    """The term of these factors, each once."""
    return tuple(dict.fromkeys(factors))


def _products(first: list[Term], second: list[Term]) -> list[Term]:
    if len(first) * len(second) > 10 * MOST_TERMS:
        raise _too_many()
    return _joined([], [_one((*left, *right)) for left in first for right in second])


def _joined(first: list[Term], second: list[Term]) -> list[Term]:
    """Terms of both, each once: a:b is b:a."""
    by_factors = {frozenset(term): term for term in reversed([*first, *second])}
    if len(by_factors) > MOST_TERMS:
        raise _too_many()
    return [by_factors[key] for key in dict.fromkeys(frozenset(term) for term in [*first, *second])]


def _without(terms: list[Term], others: list[Term]) -> list[Term]:
    gone = {frozenset(term) for term in others}
    return [term for term in terms if frozenset(term) not in gone]


def _too_many() -> FormulaError:
    return FormulaError(f"comes to more than {MOST_TERMS} terms: expected fewer interactions")


def describe(formula: LinearFormula) -> str:
    """The terms of a formula, written out."""
    return " + ".join(":".join(factor.text for factor in term) or "1" for term in formula.terms)
