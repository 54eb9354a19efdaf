"""The names that formulas of a game may use, and payoffs read with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.case.document import Path, quote
from foedus.errors import listed, nearest
from foedus.game.arithmetic import Name, names_in
from foedus.game.linear import LinearFormula
from foedus.game.payoff import (
    Formula,
    Parameter,
    Payoff,
    PayoffError,
    Utility,
    read_parameter,
    read_payoff,
    read_utility,
)

MOST_HINTS = 10
"""how often a nearest name is looked for in a file: each look compares with every name"""
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


@dataclass(slots=True)
class Vocabulary:
    """Columns, parameters and utilities by name; mistakes as (path, message, hint)."""

    columns: tuple[str, ...]
    parameters: dict[str, Parameter] = field(default_factory=dict)
    utilities: dict[str, Utility] = field(default_factory=dict)
    mistakes: list[tuple[Path, str, str]] = field(default_factory=list)
    n_hints: int = 0

    @property
    def names(self) -> list[str]:
        """Everything that a formula may name."""
        return [*self.utilities, *self.parameters, *self.columns]

    def payoff(self, raw: Any, name: str) -> tuple[Payoff, list[tuple[str, str]]]:
        """A payoff as written, with what is wrong with it; "~ …" becomes a utility called `name`."""
        try:
            payoff = read_payoff(raw)
        except PayoffError as error:
            return Fraction(0), [(error.message, error.hint)]
        if isinstance(payoff, LinearFormula):
            wrong = self.unknown_columns(payoff)
            self.utilities[name] = Utility(name, payoff)
            return Formula(name if _PLAIN.fullmatch(name) else f"`{name}`", Name(name)), wrong
        if isinstance(payoff, Formula):
            known = self.names
            return payoff, [
                (
                    f"names {quote(each)}: expected a utility, parameter or column of the game",
                    self._near(each, known) or (f"Known names: {listed(known)}." if known else _DECLARE),
                )
                for each in names_in(payoff.expression)
                if each not in known
            ]
        return payoff, []

    def _near(self, name: str, known: Sequence[str]) -> str:
        self.n_hints += 1
        return nearest(name, known) if self.n_hints <= MOST_HINTS else ""

    def unknown_columns(self, formula: LinearFormula) -> list[tuple[str, str]]:
        return [
            (
                f"names {quote(each)}: expected a column of the game",
                self._near(each, self.columns) or (f"Columns: {listed(self.columns)}." if self.columns else _DECLARE),
            )
            for each in formula.columns
            if each not in self.columns
        ]


_DECLARE = "Columns are declared by name: `columns: [balance]`."


def read_vocabulary(columns: Sequence[str], parameters: Mapping[str, Any], utilities: Mapping[str, Any]) -> Vocabulary:
    """The names of a game, with what is wrong with them."""
    found = Vocabulary(tuple(columns))
    seen: dict[str, str] = {}
    for kind, names in (("columns", columns), ("parameters", parameters), ("utilities", utilities)):
        for index, name in enumerate(names):
            path: Path = (kind, index) if kind == "columns" else (kind, name)
            if not name or "`" in name or "\n" in name:
                found.mistakes.append((path, f"is {quote(name)}: expected a name without quotes and line ends", ""))
            if name in seen:
                found.mistakes.append((path, f"{quote(name)} is in {seen[name]} already: expected unique names", ""))
            seen[name] = kind
    for name, raw in parameters.items():
        try:
            found.parameters[name] = Parameter(name, read_parameter(raw))
        except PayoffError as error:
            found.mistakes.append((("parameters", name), error.message, error.hint))
            found.parameters[name] = Parameter(name)
    for name, raw in utilities.items():
        try:
            formula = read_utility(raw)
        except PayoffError as error:
            found.mistakes.append((("utilities", name), error.message, error.hint))
            formula = read_utility("1")
        found.utilities[name] = Utility(name, formula)
        found.mistakes += [(("utilities", name), *wrong) for wrong in found.unknown_columns(formula)]
    return found
