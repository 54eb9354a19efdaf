"""Games written as YAML game files."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from foedus.case.document import read_document, resolve_scalar
from foedus.files import write_atomically
from foedus.game.game import NO_OUTCOME, NO_SET, ChanceSet, Game, Outcome
from foedus.game.payoff import Payoff, written_payoff
from foedus.game.yaml_file import FORMAT_VERSION, GAME

DEEPEST_NESTED = 5  # levels of the tree that are nested; what is deeper is named, so that a line stays readable
_PLAIN = re.compile(r"[^\W\d][\w.'()/+-]*(?: [\w.'()/+-]+)*")


def write_yaml(game: Game, path: str | Path, *, may_replace: bool = False) -> Path:
    """The path written: the game as a YAML game file. Read back, it is equal but for labels of nodes, which it has not.

    Raises:
        InputError: the game is larger than a YAML game file may be, or the file cannot be written.
    """
    return write_atomically(path, yaml_text(game, str(path)), may_replace=may_replace)


def yaml_text(game: Game, name: str = "game") -> str:
    """The game as the text of a YAML game file; messages call it `name`.

    Raises:
        InputError: the game is larger than a YAML game file may be.
    """
    text = _Page(game).text()
    read_document(text, name, GAME)
    return text


class _Page:
    def __init__(self, game: Game) -> None:
        self.game = game
        self.lines: list[str] = []
        self.children: list[list[int]] = [[] for _ in game.set_of_node]
        for node, parent in enumerate(game.parents):
            if parent >= 0:
                self.children[parent].append(node)
        uses = [0] * len(game.outcomes)
        for outcome in game.outcome_of_node:
            if outcome != NO_OUTCOME:
                uses[outcome] += 1
        # What stands once under its own number needs no name.
        self.is_named = [
            count > 1 or each.label != str(place)
            for place, (count, each) in enumerate(zip(uses, game.outcomes, strict=True), start=1)
        ]
        taken = {each.label for each in game.outcomes}
        self.prefix = "node "
        while any(label.startswith(self.prefix) for label in taken):
            self.prefix = f"_{self.prefix}"
        self.waiting: list[int] = []

    def text(self) -> str:
        game = self.game
        self.lines = [f"foedus-game: {FORMAT_VERSION}"]
        for key, value in (("title", game.title), ("comment", game.comment)):
            if value:
                self.lines.append(f"{key}: {scalar(value)}")
        self.lines.append(f"players: [{', '.join(map(scalar, game.players))}]")
        if game.columns:
            self.lines.append(f"columns: [{', '.join(map(scalar, game.columns))}]")
        self._section("parameters", [(p.name, "free" if p.value is None else payoff(p.value)) for p in game.parameters])
        self._section("utilities", [(each.name, scalar(f"~ {_bare(each.formula.text)}")) for each in game.utilities])
        named = [each for each, is_named in zip(game.outcomes, self.is_named, strict=True) if is_named]
        self._section("outcomes", [(each.label, self._payoffs(each)) for each in named])
        self._branch("tree", 0, 0, 0)
        if self.waiting:
            self.lines.append("nodes:")
        for node in self.waiting:  # which grows while it is read
            self._branch(scalar(f"{self.prefix}{node}"), node, 1, 0)
        return "\n".join(self.lines) + "\n"

    def _section(self, key: str, entries: list[tuple[str, str]]) -> None:
        if entries:
            self.lines += [f"{key}:", *(f"  {scalar(name)}: {value}" for name, value in entries)]

    def _branch(self, key: str, node: int, indent: int, depth: int) -> None:
        """Write what a key leads to; no deeper than `DEEPEST_NESTED`, so that no tree is too deep to be written."""
        game, margin = self.game, "  " * indent
        owner, outcome = game.set_of_node[node], game.outcome_of_node[node]
        if owner == NO_SET:
            self.lines.append(f"{margin}{key}: {self._end(outcome)}")
            return
        if depth > DEEPEST_NESTED:
            self.waiting.append(node)
            self.lines.append(f"{margin}{key}: {scalar(f'{self.prefix}{node}')}")
            return
        each = game.sets[owner]
        self.lines.append(f"{margin}{key}:")
        if outcome != NO_OUTCOME:
            paid = game.outcomes[outcome]
            said = f"outcome: {scalar(paid.label)}" if self.is_named[outcome] else f"payoffs: {self._payoffs(paid)}"
            self.lines.append(f"{margin}  {said}")
        if isinstance(each, ChanceSet):
            self.lines.append(f"{margin}  chance: {scalar(each.label)}")
        else:
            self.lines += [f"{margin}  player: {scalar(game.players[each.player])}"]
            self.lines += [f"{margin}  set: {scalar(each.label)}"]
        self.lines.append(f"{margin}  moves:")
        for action, child in enumerate(self.children[node]):
            name = scalar(each.actions[action])
            if isinstance(each, ChanceSet):
                probability = number(each.probabilities[action])
                self.lines += [f"{margin}    {name}:", f"{margin}      probability: {probability}"]
                self._branch("then", child, indent + 3, depth + 1)
            else:
                self._branch(name, child, indent + 2, depth + 1)

    def _end(self, outcome: int) -> str:
        if outcome == NO_OUTCOME:
            return f"[{', '.join('0' for _ in self.game.players)}]"
        each = self.game.outcomes[outcome]
        return scalar(each.label) if self.is_named[outcome] else self._payoffs(each)

    def _payoffs(self, outcome: Outcome) -> str:
        return f"[{', '.join(map(payoff, outcome.payoffs))}]"


def _bare(formula: str) -> str:
    return formula.removeprefix("~").strip()


def payoff(value: Payoff) -> str:
    """A payoff as YAML."""
    return number(value) if isinstance(value, Fraction) else scalar(written_payoff(value))


def number(value: Fraction) -> str:
    """A number as YAML that reads back exactly: a decimal where a short one does, else a ratio."""
    decimal = repr(float(value))
    if value.denominator > 1 and len(decimal) <= 8 and "e" not in decimal and Fraction(decimal) == value:
        return decimal
    text = str(value)
    return text if value.denominator > 1 or len(text) < 16 else f'"{text}"'


def scalar(text: str) -> str:
    """A text as YAML, in quotes where it could be taken for anything else."""
    if _PLAIN.fullmatch(text) and isinstance(resolve_scalar(text), str) and text.isascii():
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
