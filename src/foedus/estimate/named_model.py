"""Models with a name and no tree, crisis signalling and the ultimatum: their files, and what stands in them.

Read without computing, so that a mistake in a file is told at once, with its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foedus.case.document import LONGEST_TEXT, Document, Kind, quote, read_document, shorten
from foedus.equilibrium.crisis_moves import OUTCOMES, PAYOFFS
from foedus.errors import Finding, InputError, nearest
from foedus.estimate.rows import formula_text, read_formulas
from foedus.game.file import read_text
from foedus.game.word import FormulaError

CRISIS = "crisis-signalling"
ULTIMATUM = "ultimatum"
MODELS = (CRISIS, ULTIMATUM)
TITLES = {CRISIS: "Crisis signalling", ULTIMATUM: "Ultimatum"}
FORMULAS = {CRISIS: PAYOFFS, ULTIMATUM: ("R1", "R2")}
COLUMNS = {CRISIS: OUTCOMES, ULTIMATUM: ("offer", "accept")}
NUMBERS = {CRISIS: (), ULTIMATUM: ("lowest", "highest", "log(s1)", "log(s2)")}
KEYS = ("model", "title", "comment", "utilities", "columns", "numbers")
KIND = Kind("model", f"model: {CRISIS}", "docs/signalling.md has one to start from.")
_MODEL = re.compile(r"^model\s*:", re.MULTILINE)


@dataclass(frozen=True)
class NamedModel:
    """What is fitted: formulas by payoff or reservation value, columns of the table by what they count, numbers."""

    model: str
    title: str
    formulas: Mapping[str, str | float]
    columns: Mapping[str, str] = field(default_factory=dict)
    """what the table calls a column, by the model's name for it"""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """bounds and scales that are held, of the ultimatum"""


def is_named_model(source: Any) -> bool:
    """Whether a name or a file is of a model without a tree: a template's name, or YAML with a key `model`."""
    if not isinstance(source, str | Path):
        return False
    path = Path(source)
    try:
        if not path.is_file():
            return str(source) in MODELS
        if path.suffix.lower() not in (".yaml", ".yml") or path.stat().st_size > LONGEST_TEXT:
            return False
        return _MODEL.search(path.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError, ValueError):
        return False


def read_named_model(
    source: str | Path, utilities: Mapping[str, Any] | None = None, labels: Mapping[str, Any] | None = None
) -> NamedModel:
    """The model of a name or a file, with formulas and columns replaced.

    Arguments:
        source: "crisis-signalling", "ultimatum", or a YAML file with `model:`.
        utilities: formulas by name; a number holds a payoff or a scale, or is a bound of offers.
        labels: the model's names of columns by what the table calls them ("status_quo": "sq").

    Raises:
        InputError: with every mistake of the file, or of what replaces it.
    """
    text = str(source)
    if text in MODELS and not Path(source).is_file():
        read = NamedModel(text, TITLES[text], {})
    else:
        read = _of_file(read_document(read_text(source, LONGEST_TEXT), text, KIND))
    formulas, numbers, columns = dict(read.formulas), dict(read.numbers), dict(read.columns)
    known = (*FORMULAS[read.model], *NUMBERS[read.model])
    findings = []
    for name, each in (utilities or {}).items():
        try:
            given = formula_text(each)
        except FormulaError as error:
            findings.append(Finding("utility", name, error.message, error.hint))
            continue
        number = _number(given)
        if name in NUMBERS[read.model] and number is not None:
            numbers[name] = number
        elif name in FORMULAS[read.model]:
            # 1 is the constant, as in a game's utility; what is held at 1 is written 1.0.
            formulas[name] = given if number is None or given.strip().removeprefix("~").strip() == "1" else number
        elif name in known:
            findings.append(Finding("utility", name, f"is {quote(shorten(given, 100))}: expected a number"))
        else:
            hint = nearest(name, known) or f"Names: {', '.join(known)}."
            findings.append(Finding("utility", "", f"{quote(shorten(name, 100))} is not in the model", hint))
    for name, given in (labels or {}).items():
        several = (given,) if isinstance(given, str) else tuple(given)
        for each in several:
            if each not in COLUMNS[read.model] or len(several) > 1:
                expected = f"expected one of {', '.join(COLUMNS[read.model])}"
                findings.append(Finding("label", "", f"calls {quote(shorten(name, 60))} {quote(each)}: {expected}"))
            else:
                columns[each] = name
    findings += read_formulas(formulas, FORMULAS[read.model])[1]
    if findings:
        raise InputError(findings)
    return NamedModel(read.model, read.title, formulas, columns, numbers)


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().removeprefix("~"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _of_file(document: Document) -> NamedModel:
    data = document.data if isinstance(document.data, dict) else {}
    findings = list(document.findings)

    def note(path: tuple[str, ...], message: str, hint: str = "") -> None:
        findings.append(Finding(document.place(path), ".".join(path), message, hint))

    def section(key: str, known: tuple[str, ...], kind: type | tuple[type, ...], expected: str) -> dict[str, Any]:
        raw = data.get(key)
        if raw is not None and not isinstance(raw, dict):
            note((key,), f"is {quote(raw)}: expected names and what each is")
        found = {}
        for name, value in (raw if isinstance(raw, dict) else {}).items():
            if name not in known:
                note((key, name), f"is none of {', '.join(known) or 'the names here'}", nearest(name, known))
            elif isinstance(value, bool) or not isinstance(value, kind):
                note((key, name), f"is {quote(value)}: expected {expected}")
            else:
                found[name] = value
        return found

    model = data.get("model")
    if model not in MODELS:
        hint = nearest(str(model), MODELS)
        note(("model",), f"is {quote(model)}: expected {' or '.join(MODELS)}", hint)
        raise InputError(findings)
    for key in data:
        if key not in KEYS:
            note((key,), "is not a key of a model's file", nearest(key, KEYS) or f"Known keys: {', '.join(KEYS)}.")
    title = data.get("title", TITLES[model])
    if not isinstance(title, str):
        note(("title",), f"is {quote(title)}: expected text", "Put it in quotes.")
    formulas = section("utilities", FORMULAS[model], (str, int, float), "a formula or a number")
    columns = section("columns", COLUMNS[model], str, "the name of a column")
    numbers = section("numbers", NUMBERS[model], (int, float), "a number")
    for each in read_formulas(formulas, FORMULAS[model])[1]:
        note(("utilities", each.path), each.message, each.hint)
    if findings:
        raise InputError(findings)
    held = {name: float(value) for name, value in numbers.items()}
    return NamedModel(model, str(title), formulas, columns, held)


__all__ = ["CRISIS", "MODELS", "ULTIMATUM", "NamedModel", "is_named_model", "read_named_model"]
