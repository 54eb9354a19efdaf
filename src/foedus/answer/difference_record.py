"""A difference as plain data and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from foedus import __version__
from foedus.answer.record import rounded

if TYPE_CHECKING:
    from foedus.answer.difference import Difference


def record(difference: Difference) -> dict[str, Any]:
    """Dicts, lists, text, numbers and None alone, keys in a fixed order; numbers to 10 significant digits."""
    figures = [{**_plain(row), "change": rounded(row.change)} for row in difference.figures]
    return {
        "foedus": __version__,
        "before": _plain(difference.before),
        "after": _plain(difference.after),
        "draws": difference.draws,
        "certified": difference.certified,
        "seed": difference.seed,
        "order": difference.order,
        "figures": figures,
        "steps": _plain(difference.steps),
        "verdicts": _plain(difference.verdicts),
        "notes": list(difference.notes),
    }


def to_json(difference: Difference) -> str:
    """The record as JSON text: two spaces deep, letters as they are, a line end after it."""
    return json.dumps(record(difference), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return rounded(value) if isinstance(value, float) else value
