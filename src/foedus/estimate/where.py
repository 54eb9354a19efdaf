"""Conditions on rows of a table: comparisons of columns, read by a grammar of their own and never run as a program.

    condition  = all { "or" all }
    all        = one { "and" one }
    one        = "not" one | "(" condition ")" | side comparison side | column "is" [ "not" ] "missing"
    comparison = "==" | "=" | "!=" | "<" | "<=" | ">" | ">="
    side       = text in quotes | arithmetic on columns (`foedus.game.arithmetic`)

A comparison with something missing does not hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from foedus.case.document import quote, shorten
from foedus.errors import InputError, listed, nearest
from foedus.game.arithmetic import Expression, Name, evaluate, names_in, read_sum
from foedus.game.word import LONGEST_FORMULA, MOST_WORDS, FormulaError, Word, Words

if TYPE_CHECKING:
    import pandas

COMPARISONS = ("==", "=", "!=", "<=", ">=", "<", ">")
_COMPARISON = re.compile(r"\s*(==|!=|<=|>=|<|>|=)")
_PIECE = re.compile(r"`[^`\n]*`|\"[^\"\n]*\"|'[^'\n]*'|==|!=|<=|>=|[<>=]|[^`\"'<>=!]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and what is asked of them; `right` is None where the column `left` is asked to be missing."""

    left: Expression | str
    comparison: str
    right: Expression | str | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all or one have to hold, or one that must not."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Condition, ...]


Condition = Comparison | Joined


class _Words(Words):
    """Words in which comparisons are signs, and text may stand in single quotes."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_FORMULA:
            raise FormulaError(f"is a condition of {len(text):,} characters: expected at most {LONGEST_FORMULA:,}")
        self.text, self.next, self.depth = text, 0, 0
        self.words: list[Word] = []
        for piece in _PIECE.finditer(text):
            found = piece.group()
            if found in COMPARISONS:
                self.words.append(Word("sign", found, piece.start()))
            elif len(found) > 1 and found[0] == found[-1] == "'":
                self.words.append(Word("text", found[1:-1], piece.start()))
            elif found.strip():
                self.words += [Word(each.kind, each.text, each.start + piece.start()) for each in Words(found).words]
        if len(self.words) > MOST_WORDS:
            raise FormulaError(f"is a condition of {len(self.words)} words: expected at most {MOST_WORDS}")

    def is_next(self, *names: str) -> bool:
        word = self.word()
        return word.kind == "name" and word.text.lower() in names


def parse_condition(text: str) -> Condition:
    """The condition in `text`.

    Raises:
        FormulaError: it does not follow the grammar.
    """
    words = _Words(text)
    found = _any(words)
    if words.word().kind:
        raise words.stop("and, or, or the end")
    return found


def _any(words: _Words) -> Condition:
    words.deeper()
    parts = [_all(words)]
    while words.is_next("or"):
        words.next += 1
        parts.append(_all(words))
    words.depth -= 1
    return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))


def _all(words: _Words) -> Condition:
    parts = [_one(words)]
    while words.is_next("and"):
        words.next += 1
        parts.append(_one(words))
    return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))


def _one(words: _Words) -> Condition:
    words.deeper()
    if words.is_next("not"):
        words.next += 1
        found: Condition = Joined("not", (_one(words),))
    else:
        found = _bracketed(words) or _comparison(words)
    words.depth -= 1
    return found


def _bracketed(words: _Words) -> Condition | None:
    """A condition in brackets; None where the brackets belong to arithmetic."""
    if words.peek() != "(":
        return None
    at, depth = words.next, words.depth
    try:
        words.next += 1
        found = _any(words)
        words.take(")")
    except FormulaError:
        words.next, words.depth = at, depth
        return None
    return found


def _comparison(words: _Words) -> Condition:
    left = _side(words)
    if isinstance(left, Name) and words.is_next("is"):
        words.next += 1
        is_not = words.is_next("not")
        words.next += is_not
        if not words.is_next("missing"):
            raise words.stop("missing")
        words.next += 1
        found = Comparison(left, "missing", None)
        return Joined("not", (found,)) if is_not else found
    comparison = words.peek()
    if comparison not in COMPARISONS:
        raise words.stop(f"one of {' '.join(COMPARISONS)}, as in year >= 1946")
    words.next += 1
    return Comparison(left, "==" if comparison == "=" else comparison, _side(words))


def _side(words: _Words) -> Expression | str:
    if words.word().kind == "text":
        words.next += 1
        return words.words[words.next - 1].text
    return read_sum(words)


def rows_where(table: pandas.DataFrame, text: str, option: str = "where") -> Any:
    """(row,) whether the condition in `text` holds.

    Raises:
        InputError: no condition, a column that the table does not have, or text compared with numbers.
    """
    import numpy as np

    try:
        condition = parse_condition(text)
        return np.asarray(_holds(condition, table), dtype=bool)
    except FormulaError as error:
        raise InputError.at(option, f"{quote(shorten(text, 200))} {error.message}", hint=error.hint) from None


def _holds(condition: Condition, table: pandas.DataFrame) -> Any:
    import numpy as np

    if isinstance(condition, Joined):
        parts = [_holds(part, table) for part in condition.parts]
        if condition.kind == "not":
            return ~parts[0]
        return np.logical_and.reduce(parts) if condition.kind == "and" else np.logical_or.reduce(parts)
    if condition.right is None:
        return _column(table, condition.left.name).isna().to_numpy()  # type: ignore[union-attr]
    sides = [_value(side, table) for side in (condition.left, condition.right)]
    is_text = [_is_text(side) for side in sides]
    if is_text[0] != is_text[1]:
        raise FormulaError("compares text with a number", 'Text stands in quotes: regime == "dem".')
    left, right = sides
    is_there = np.ones(len(table), dtype=bool)
    for side in sides:
        if not np.isscalar(side) and np.ndim(side):
            is_there &= np.array([each is not None for each in side]) if _is_text(side) else ~np.isnan(side)
    if condition.comparison in ("==", "!="):
        with np.errstate(all="ignore"):
            is_same = np.broadcast_to(np.asarray(left == right, dtype=bool), (len(table),))
        return is_there & (is_same if condition.comparison == "==" else ~is_same)
    if is_text[0]:
        raise FormulaError(f"compares text by {condition.comparison}", "Text can be == or !=.")
    with np.errstate(all="ignore"):
        compared = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return is_there & np.broadcast_to(compared[condition.comparison], (len(table),))


def _is_text(side: Any) -> bool:
    return isinstance(side, str) or getattr(getattr(side, "dtype", None), "kind", "") == "O"


def _column(table: pandas.DataFrame, name: str) -> Any:
    known = [str(each) for each in table.columns]
    if name not in known:
        hint = nearest(name, known) or f"Columns: {listed(known)}."
        raise FormulaError(f"names {quote(name)}: expected a column of the table", hint)
    return table[name]


def _value(side: Expression | str, table: pandas.DataFrame) -> Any:
    import numpy as np
    import pandas as pd

    if isinstance(side, str):
        return side
    columns = {name: _column(table, name) for name in names_in(side)}
    if isinstance(side, Name) and not pd.api.types.is_numeric_dtype(columns[side.name]):
        column = columns[side.name]
        told = [None if is_gap else str(each) for each, is_gap in zip(column, column.isna(), strict=True)]
        return np.array(told, dtype=object)
    for name, column in columns.items():
        if not pd.api.types.is_numeric_dtype(column):
            raise FormulaError(f"computes with {quote(name)}, which holds text")
    values = {name: column.to_numpy(dtype=np.float64, na_value=np.nan) for name, column in columns.items()}
    with np.errstate(all="ignore"):
        return evaluate(side, values, np)


__all__ = ["parse_condition", "rows_where"]
