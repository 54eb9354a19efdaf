"""Priors from a fit: the file that `foedus fit --prior-file` writes, and the row of it that a case cites."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedus.case.document import LONGEST_TEXT, Document, Kind, quote, read_document, shorten
from foedus.case.reference import Reference, Resolved
from foedus.errors import Finding, InputError, listed, nearest
from foedus.quantity import QuantityError, parse_quantity

FORMAT_VERSION = 1
PRIOR = Kind("prior file", f"foedus-prior: {FORMAT_VERSION}", "`foedus fit GAME DATA --prior-file FILE` writes one.")
TEXTS = ("foedus", "game", "data", "data_sha256", "method")
"""what the file says of the fit, beside `rows`"""


@dataclass(frozen=True, slots=True)
class PriorRow:
    """A parameter of a fit, or a function of parameters: `low` and `high` are the ends of its 90 % interval."""

    name: str
    mean: float
    se: float
    low: float
    high: float
    definition: str


@dataclass(frozen=True, slots=True)
class PriorFile:
    """What a fit says about its parameters: which game, on what data, and its rows by name."""

    name: str
    game: str
    data: str
    data_sha256: str
    method: str
    foedus: str
    rows: dict[str, PriorRow]


class MissingPriorFileError(InputError):
    """There is no such file, which a value beside the reference makes up for; any other mistake it does not."""


def read_prior_file(path: Path, name: str) -> PriorFile:
    """The prior file at a path, which messages call `name`.

    Raises:
        MissingPriorFileError: there is none.
        InputError: with every mistake of the file.
    """
    try:
        if not path.exists():
            raise MissingPriorFileError.at(name, "does not exist: expected a prior file", hint=PRIOR.how_to_begin)
        if not path.is_file():
            raise InputError.at(name, "is not a regular file: expected a prior file")
        if path.stat().st_size > LONGEST_TEXT:
            raise InputError.at(name, f"is longer than {LONGEST_TEXT:,} bytes, the most a prior file may have")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError.at(name, "is not UTF-8: expected a text file in UTF-8") from None
    except (OSError, ValueError) as error:  # a name with a NUL, too long
        raise InputError.at(name, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return _Reader(read_document(text, name, PRIOR)).read()


def cited(reference: Reference, folder: Path) -> Resolved:
    """What a reference to a fit comes to.

    Arguments:
        reference: with `file` and `row`.
        folder: of the case, from which the name of the file counts.

    Raises:
        MissingPriorFileError: there is no such file.
        InputError: it has mistakes, has no such row, or the row's interval does not fit where it is cited.
    """
    name, wanted = reference.get("file"), reference.get("row")
    place = shorten(name, 200)
    found = read_prior_file(folder / name, place)
    row = found.rows.get(wanted)
    if row is None:
        hint = nearest(wanted, list(found.rows)) or f"Rows: {listed(list(found.rows))}."
        raise InputError.at(place, f"has no row {quote(wanted)}: expected one of its rows", hint=hint)
    text = f"{row.low:.6g} to {row.high:.6g}" if row.low < row.high else f"{row.low:.6g}"
    try:
        parse_quantity(text, reference.field)
    except QuantityError as error:
        raise InputError.at(
            place, f"has {text} in the row {quote(wanted)}: {error.expected}",
            hint="A function of parameters may fit here where the parameter does not (--prior-row NAME=FORMULA).",
        ) from None  # fmt: skip
    rests_on = (
        f"{row.name} = {row.definition}: {row.mean:.4g}, standard error {row.se:.3g}; {found.game}, {found.method}, "
        f"on {found.data} (SHA-256 {found.data_sha256[:12]}…), foedus {found.foedus}"
    )
    return Resolved(text, rests_on, taken_from=f"the fit in {place}")


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings = list(document.findings)

    def read(self) -> PriorFile:
        data = self.document.data
        if not isinstance(data, dict):
            raise InputError.at(self.document.place(()), "is no mapping: expected a prior file", hint=PRIOR.opening)
        if data.get("foedus-prior") != FORMAT_VERSION or isinstance(data.get("foedus-prior"), bool):
            self._add(
                ("foedus-prior",), f"is {quote(data.get('foedus-prior'))}: expected {FORMAT_VERSION}, the version of "
                "the format of prior files",
            )  # fmt: skip
        texts = {key: self._text((key,), data) for key in TEXTS}
        rows = data.get("rows")
        read: dict[str, PriorRow] = {}
        if isinstance(rows, dict) and rows:
            read = {name: self._row(("rows", name), name, raw) for name, raw in rows.items()}
        else:
            self._add(("rows",), f"is {quote(rows)}: expected rows by name")
        if self.findings:
            raise InputError(self.findings)
        return PriorFile(self.document.name, rows=read, **texts)

    def _row(self, path: tuple[str, ...], name: str, raw: Any) -> PriorRow:
        if not isinstance(raw, dict):
            self._add(path, f"is {quote(raw)}: expected mean, se, interval and definition")
            raw = {"mean": 0.0, "se": 0.0, "interval": [0.0, 0.0], "definition": ""}
        ends = raw.get("interval")
        low, high = 0.0, 0.0
        if isinstance(ends, list) and len(ends) == 2:
            low, high = (self._number((*path, "interval"), end) for end in ends)
            if low > high:
                self._add((*path, "interval"), f"is {low:g} to {high:g}: expected the lower end first")
        else:
            self._add((*path, "interval"), f"is {quote(ends)}: expected [low, high], the ends of a 90 % interval")
        mean, se = (self._number((*path, key), raw.get(key)) for key in ("mean", "se"))
        if se < 0:
            self._add((*path, "se"), f"is {se:g}: expected a standard error of at least 0")
        return PriorRow(name, mean, se, low, high, self._text((*path, "definition"), raw))

    def _number(self, path: tuple[str, ...], raw: Any) -> float:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw):
            return float(raw)
        self._add(path, f"is {quote(raw)}: expected a number")
        return 0.0

    def _text(self, path: tuple[str, ...], owner: dict[str, Any]) -> str:
        raw = owner.get(path[-1])
        if isinstance(raw, str):
            return shorten(raw, 400)
        self._add(path, f"is {quote(raw)}: expected text")
        return ""

    def _add(self, path: tuple[str, ...], message: str) -> None:
        self.findings.append(Finding(self.document.place(path), shorten(".".join(path), 200), message))


__all__ = ["MissingPriorFileError", "PriorFile", "PriorRow", "cited", "read_prior_file"]
