"""A difference as plain data and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus import __version__
from foedus.answer.record import as_json, plain, rounded

if TYPE_CHECKING:
    from foedus.answer.difference import Difference


def record(difference: Difference) -> dict[str, Any]:
    """Dicts, lists, text, numbers and None alone, keys in a fixed order; numbers to 10 significant digits."""
    figures = [{**plain(row), "change": rounded(row.change)} for row in difference.figures]
    return {
        "foedus": __version__,
        "before": plain(difference.before),
        "after": plain(difference.after),
        "draws": difference.draws,
        "certified": difference.certified,
        "seed": difference.seed,
        "order": difference.order,
        "figures": figures,
        "steps": plain(difference.steps),
        "verdicts": plain(difference.verdicts),
        "notes": list(difference.notes),
    }


def to_json(difference: Difference) -> str:
    """The record as JSON text."""
    return as_json(record(difference))
