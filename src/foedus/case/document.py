"""YAML as plain data with line numbers, built from the event stream so that nothing in a file can be executed.

Refused before anything is built: tags, anchors and aliases, more than one document, nesting deeper than
`DEEPEST_NESTING` and files of more than `LONGEST_TEXT` bytes or `MOST_VALUES` values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from foedus.errors import Finding, InputError, printable

# A case of two hundred pieces of evidence needs about a tenth of these. They keep the refusal of a hostile file
# under two seconds: the event stream yields some forty thousand values a second.
LONGEST_TEXT = 500_000
MOST_VALUES = 20_000
DEEPEST_NESTING = 32
LONGEST_INTEGER = 300

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of file it is, as messages call it: a noun, how it begins, and what to do about an empty one."""

    noun: str
    opening: str
    how_to_begin: str


CASE = Kind("case", "foedus: 1", "`foedus case new FILE` writes one to start from.")

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = {
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **{word: float("nan") for word in (".nan", ".NaN", ".NAN")},
}


@dataclass(slots=True)
class Document:
    """Plain data (dict, list, str, int, float, bool, None), the line of each path, and duplicate keys found."""

    name: str
    data: Any
    lines: dict[Path, int]
    findings: list[Finding] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """Line of the path, or of the nearest thing around it that stands in the file; None when nothing does."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def place(self, path: Path) -> str:
        """ "file:line" of the path."""
        line = self.line(path)
        return self.name if line is None else f"{self.name}:{line}"


@dataclass(slots=True)
class _Open:
    """A mapping or list being built; `key` is the key that waits for its value."""

    into: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    is_key_next: bool = True
    is_dropped: bool = False


def read_document(text: str, name: str, kind: Kind = CASE) -> Document:
    """The document in `text`.

    Arguments:
        text: YAML 1.2, at most `LONGEST_TEXT` characters.
        name: what findings call the file.
        kind: what the file is to be, for messages.

    Raises:
        InputError: not YAML, or YAML that may not be used here (one finding: what follows it cannot be read).
    """
    if len(text) > LONGEST_TEXT:
        raise InputError.at(name, f"is longer than {LONGEST_TEXT:,} characters, the most a {kind.noun} may have")
    return _Builder(name, kind).build(text)


class _Builder:
    def __init__(self, name: str, kind: Kind) -> None:
        self.kind = kind
        self.document = Document(name, None, {})
        self.stack: list[_Open] = []
        self.has_root = False
        self.n_values = 0

    def build(self, text: str) -> Document:
        for event in _events(text, self.document.name):
            kind, line = type(event).__name__, event.start_mark.line + 1
            self._refuse(event, kind, line)
            if kind == "ScalarEvent":
                self._scalar(event, line)
            elif kind == "MappingStartEvent":
                self._open({}, line)
            elif kind == "SequenceStartEvent":
                self._open([], line)
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self.stack.pop()
        if not self.has_root or self.document.data is None:
            raise InputError.at(
                self.document.name,
                f"is empty: expected a {self.kind.noun}, whose first line is `{self.kind.opening}`",
                hint=self.kind.how_to_begin,
            )
        return self.document

    def _stop(self, line: int, message: str, hint: str = "") -> InputError:
        return InputError.at(f"{self.document.name}:{line}", message, hint=hint)

    def _refuse(self, event: Any, kind: str, line: int) -> None:
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            sign = "*" if kind == "AliasEvent" else "&"
            raise self._stop(
                line,
                f"{sign}{event.anchor} is a YAML anchor or alias: expected plain values",
                f'Write the value out, or put text that begins with "{sign}" in quotes.',
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self._stop(
                line,
                f"{quote(str(tag))} is a YAML tag: expected plain values, as nothing in a {self.kind.noun} file is "
                "executed",
                'Put text that begins with "!" in quotes.',
            )
        if kind == "DocumentStartEvent" and self.has_root:
            raise self._stop(line, f"a second YAML document begins here: expected one {self.kind.noun} in a file")
        if kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            self.n_values += 1
            if self.n_values > MOST_VALUES:
                raise self._stop(
                    line, f"there are more than {MOST_VALUES:,} values, the most a {self.kind.noun} may have"
                )

    def _scalar(self, event: Any, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.into, dict) and top.is_key_next:
            self._key(top, str(event.value), line)
            return
        plain = bool(event.implicit[0])
        self._place(resolve_scalar(event.value) if plain else event.value, line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        path = (*top.path, key)
        top.key, top.is_key_next, top.is_dropped = key, False, key in top.into
        if top.is_dropped:
            first = self.document.lines[path]
            place, where = f"{self.document.name}:{line}", ".".join(map(str, path))
            self.document.findings.append(
                Finding(place, shorten(where), f"is given twice: expected once, and line {first} has it already")
            )
        else:
            self.document.lines[path] = line

    def _open(self, into: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.stack) >= DEEPEST_NESTING:
            raise self._stop(
                line, f"values are nested deeper than {DEEPEST_NESTING} levels: expected a flat {self.kind.noun} file"
            )
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.into, dict) and top.is_key_next:
            raise self._stop(
                line,
                "a mapping or list stands where a key should: expected a word before the colon",
                "Text with braces or brackets needs quotes.",
            )
        path = self._place(into, line)
        self.stack.append(_Open(into, path))

    def _place(self, value: Any, line: int) -> Path:
        if not self.stack:
            self.has_root, self.document.data = True, value
            self.document.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.into, list):
            path: Path = (*top.path, len(top.into))
            top.into.append(value)
            self.document.lines.setdefault(path, line)
            return path
        assert top.key is not None
        path = (*top.path, top.key)
        # The second value of a key given twice is read, so that its own mistakes do not hide, but not kept.
        if not top.is_dropped:
            top.into[top.key] = value
        top.is_key_next = True
        return path


def _events(text: str, name: str) -> Iterator[Any]:
    """The YAML events of `text`; whatever ruamel makes of a broken file comes out as an InputError."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except InputError:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = name if mark is None else f"{name}:{mark.line + 1}"
        raise InputError.at(place, *_said(error, text, mark)) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InputError.at(
            f"{name}:{line}", f"the character U+{_code(error.character):04X} is not allowed: expected readable text"
        ) from None
    except Exception as error:  # ruamel raises AttributeError, ValueError and others on some malformed directives
        raise InputError.at(name, f"cannot be read as YAML ({type(error).__name__})") from None


def _said(error: MarkedYAMLError, text: str, mark: Any) -> tuple[str]:
    problem = (error.problem or "it is malformed").strip()
    lines = text.splitlines()
    at = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\\t" in problem or "\t" in at[: len(at) - len(at.lstrip())]:
        return ("a tab stands where YAML wants spaces: expected spaces for indentation",)
    if "mapping values are not allowed" in problem:
        return ('a second ": " on the line: expected text that contains a colon to be in quotes',)
    return (f"cannot be read as YAML: {shorten(' '.join(problem.split()), 100)}",)


def _code(character: Any) -> int:
    return character if isinstance(character, int) else ord(str(character)[0])


def resolve_scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar by the YAML 1.2 core schema; dates and whatever else stay text."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if text in _SPECIAL:
        return _SPECIAL[text]
    if len(text) <= LONGEST_INTEGER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _REAL.fullmatch(text):
            return float(text)
    return text


def quote(value: Any) -> str:
    """A value as a finding shows it: on one line, text in double quotes, long ones cut."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    return shorten(str(value))


def shorten(text: str, longest: int = 60) -> str:
    """The text on one line, what cannot be printed escaped, and cut at `longest` characters."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return printable(cut)
