"""What the catalogue knows of a game: where it comes from, why it matters, how to make it, and how it is solved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from foedus.case.document import quote
from foedus.errors import InputError, nearest
from foedus.game.game import Game
from foedus.game.number import NumberError, read_number

Strategy = Mapping[str, float | Fraction]
"""Probabilities by action; what is left out has none."""

Profile = Mapping[str, Mapping[str, Strategy]]
"""Strategies by player and information set; sets about which a solution says nothing are left out."""

Concept = Literal["subgame-perfect equilibrium", "sequential equilibrium", "Nash equilibrium", "logit equilibrium"]


@dataclass(frozen=True, slots=True)
class KnownSolution:
    """A known solution of a game.

    Arguments:
        concept: what kind; every kind but the logit equilibrium is of exact optimisers.
        profile: probabilities, exact where fractions.
        statement: in words, with what is left open.
        precision: of a logit equilibrium (λ, one for all players); None otherwise.
        is_unique: whether the game has no other of that kind, where the profile speaks.
        source: where it stands, or how it is derived.
    """

    concept: Concept
    profile: Profile
    statement: str
    precision: float | None = None
    is_unique: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that a game of the catalogue can be made with: its bounds, and whether it is whole."""

    name: str
    default: Fraction | int
    low: Fraction | int
    high: Fraction | int
    says: str

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return isinstance(self.default, int)

    @property
    def expected(self) -> str:
        """What may stand here, as a message says it."""
        return f"a {'whole number' if self.is_whole else 'number'} from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A game of the catalogue; `make` and `solve` take the numbers of `settings` by name."""

    name: str
    title: str
    citation: str
    doi: str
    why: str
    make: Callable[..., Game]
    solve: Callable[..., tuple[KnownSolution, ...]]
    settings: tuple[Setting, ...] = ()

    def game(self, /, **numbers: Any) -> Game:
        """The game with these numbers, others by default.

        Raises:
            InputError: a number that the game does not have, or out of bounds.
        """
        return self.make(**self.read(numbers))

    def solutions(self, /, **numbers: Any) -> tuple[KnownSolution, ...]:
        """Its known solutions with these numbers, others by default.

        Raises:
            InputError: as `game`.
        """
        return self.solve(**self.read(numbers))

    def read(self, numbers: Mapping[str, Any]) -> dict[str, Fraction | int]:
        """Numbers as given or written, checked and completed by the defaults.

        Raises:
            InputError: a number that the game does not have, or out of bounds.
        """
        known = {setting.name: setting for setting in self.settings}
        read: dict[str, Fraction | int] = {name: setting.default for name, setting in known.items()}
        for name, raw in numbers.items():
            if name not in known:
                hint = nearest(name, list(known)) or (f"Known: {', '.join(known)}." if known else "")
                raise InputError.at(self.name, f"has no number {quote(name)}", hint=hint)
            read[name] = self._number(known[name], raw)
        return read

    def _number(self, setting: Setting, raw: Any) -> Fraction | int:
        try:
            number = read_number(raw.strip() if isinstance(raw, str) else str(raw))
        except NumberError:
            number = None
        is_fit = number is not None and setting.low <= number <= setting.high
        if number is None or not is_fit or (setting.is_whole and number.denominator != 1):
            raise InputError.at(self.name, f"{setting.name} is {quote(raw)}: expected {setting.expected}")
        return int(number) if setting.is_whole else number


def certain(action: str) -> Strategy:
    """The strategy that takes one action."""
    return {action: Fraction(1)}
