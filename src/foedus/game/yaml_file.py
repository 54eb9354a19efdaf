"""Game files in YAML: players, names for formulas, outcomes, and the tree; every mistake at once, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from foedus.case.document import LONGEST_TEXT, Document, Kind, Path, quote, read_document, shorten
from foedus.errors import Finding, InputError, nearest
from foedus.game.assembly import Draft, Wrong, assemble
from foedus.game.check import MOST_MISTAKES
from foedus.game.file import read_text
from foedus.game.game import Game
from foedus.game.yaml_tree import read_tree

FORMAT_VERSION = 1
KEYS = (
    "foedus-game",
    "title",
    "comment",
    "players",
    "columns",
    "parameters",
    "utilities",
    "outcomes",
    "tree",
    "nodes",
)
GAME = Kind("game", f"foedus-game: {FORMAT_VERSION}", "`foedus game convert beer-quiche FILE` writes one to look at.")


def read_yaml(path: str | FilePath) -> Game:
    """The game in a YAML game file (docs/games.md).

    Raises:
        InputError: with every mistake of the file, each with its line.
    """
    return parse_yaml(read_text(path, LONGEST_TEXT), str(path))


def parse_yaml(text: str, name: str = "<text>") -> Game:
    """The game written in `text`, which messages call `name`.

    Raises:
        InputError: with every mistake of the text.
    """
    document = read_document(text, name, GAME)
    sheet = _Sheet(document.data)
    draft = sheet.draft()
    assembled = assemble(draft) if draft is not None else None
    wrong = [*sheet.wrong, *(assembled.mistakes if assembled is not None else [])]
    findings = _in_order(document, wrong)
    if assembled is None or assembled.game is None or findings:
        raise InputError(findings)
    return assembled.game


class _Sheet:
    """A file's sections read one by one; what is wrong is noted, and something harmless put in its place."""

    def __init__(self, data: Any) -> None:
        self.wrong: list[Wrong] = []
        self.data: Mapping[str, Any] = data if isinstance(data, dict) else {}
        if isinstance(data, dict) and "foedus" in data and "foedus-game" not in data:
            hint = "`foedus case check FILE` reads it."
            self._note(("foedus",), f"begins a case: expected a game, `foedus-game: {FORMAT_VERSION}`", hint)
            self.data = {}
        if not isinstance(data, dict):
            self._note((), f"is {quote(data)}: expected keys and values, the first `foedus-game: {FORMAT_VERSION}`")

    def _note(self, path: Path, message: str, hint: str = "") -> None:
        self.wrong.append(Wrong(path, message, hint))

    def draft(self) -> Draft | None:
        """What the file says, or None where it has no tree."""
        if not self.data:
            return None
        self._version()
        for key in self.data:
            if key not in KEYS:
                known = f"Known keys: {', '.join(KEYS)}."
                self._note((key,), "is not a key of a game file", nearest(key, KEYS) or known)
        outcomes = self._mapping("outcomes")
        players = self._names("players")
        if "players" not in self.data:
            self._note((), "has no players: expected `players: [A, B]`")
        if "tree" not in self.data:
            self._note((), "has no tree: expected `tree:` with a player and its moves")
            return None
        root, wrong = read_tree(self.data["tree"], self._mapping("nodes"), outcomes, players)
        self.wrong += wrong
        if root is None:
            return None
        return Draft(
            self._text("title"),
            players,
            root,
            self._text("comment"),
            self._names("columns"),
            self._mapping("parameters"),
            self._mapping("utilities"),
        )

    def _version(self) -> None:
        version = self.data.get("foedus-game")
        if version is None:
            self._note((), f"has no version: expected the line `foedus-game: {FORMAT_VERSION}`")
        elif version is True or version != FORMAT_VERSION:
            self._note(("foedus-game",), f"is {quote(version)}: expected {FORMAT_VERSION}, the version of the format")

    def _text(self, key: str) -> str:
        value = self.data.get(key, "")
        if isinstance(value, str):
            return value
        self._note((key,), f"is {quote(value)}: expected text", "Put it in quotes.")
        return ""

    def _names(self, key: str) -> tuple[str, ...]:
        raw = self.data.get(key, [])
        if not isinstance(raw, list):
            self._note((key,), f"is {quote(raw)}: expected a list of names")
            return ()
        names = []
        for index, name in enumerate(raw):
            if not isinstance(name, str) or not name:
                hint = "Put it in quotes." if isinstance(name, int | float | bool) else ""
                self._note((key, index), f"is {quote(name)}: expected a name", hint)
                name = f"({index + 1})"
            names.append(name)
        return tuple(names)

    def _mapping(self, key: str) -> Mapping[str, Any]:
        raw = self.data.get(key)
        if raw is None or isinstance(raw, dict):
            return raw or {}
        self._note((key,), f"is {quote(raw)}: expected names and what each is")
        return {}


def _in_order(document: Document, wrong: list[Wrong]) -> list[Finding]:
    """The mistakes as findings by line, each once."""
    placed = [
        (
            document.line(each.path) or 0,
            Finding(
                document.place(each.path),
                shorten(".".join(map(str, each.path)), 200) if each.is_field else "",
                each.message,
                each.hint,
            ),
        )
        for each in wrong
    ]
    placed += [(int(each.place.rpartition(":")[2]), each) for each in document.findings]
    ordered = list(dict.fromkeys(finding for _, finding in sorted(placed, key=lambda pair: pair[0])))
    if len(ordered) > MOST_MISTAKES:
        more = len(ordered) - MOST_MISTAKES
        ordered = [*ordered[:MOST_MISTAKES], Finding(document.name, "", f"there are {more:,} more mistakes")]
    return ordered
