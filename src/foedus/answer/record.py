"""The answer as plain data and as JSON: what scripts, notebooks and other programs rely on.

Keys may be added; to change or remove one is an entry of the changelog. `seconds` is the only key that two runs of one
case, seed and version do not share.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from foedus import __version__
from foedus.answer.record_audience import audience_row, group_row
from foedus.answer.result import Answer, ClaimRow, Figure, StockRow, TypeRow
from foedus.answer.sensitivity import FlipRow

if TYPE_CHECKING:
    from foedus.answer.sensitivity import IndicatorRow
    from foedus.case import Case

DIGITS = 10
DIGITS_OF_CERTIFICATE = 2
"""Residuals and regrets: their size means something, their digits do not."""
_OF_CERTIFICATE = ("max_residual", "max_regret", "max_raw_regret")


def record(answer: Answer) -> dict[str, Any]:
    """The machine-readable contract: dicts, lists, text, numbers and None alone, keys in a fixed order.

    Numbers are rounded to 10 significant digits, residuals and regrets to 2. None stands where a number does not exist;
    `notes` beside it says why.
    """
    case = answer.case
    whole: dict[str, Any] = {
        "foedus": __version__,
        "case": case.id,
        "question": case.question,
        "as_of": case.as_of.isoformat(),
        "asked_on": case.asked_on.isoformat(),
        "sha256": case.sha256,
    }
    if case.settings:
        whole["settings"] = dict(case.settings)
    if case.resolved:
        whole["record"] = [{"path": path, **asdict(one)} for path, one in case.resolved.items()]
    whole |= {
        "seed": answer.seed,
        "draws": answer.draws,
        "requests": [_with_interval(row, "posterior") for row in answer.requests],
        "responses": [_response(row, case) for row in answer.responses],
        "audience": [audience_row(row, answer) for row in answer.audience],
        "groups": [group_row(row) for row in answer.groups],
        "types": [_type(row) for row in answer.types],
        "history": list(answer.history),
        "evidence": list(answer.evidence),
        "claims": [_claim(row) for row in answer.claims],
        "forecasts": [_with_interval(row, "probability") for row in answer.forecasts],
        "deniability": answer.ambiguity,
        "innocence": answer.innocence,
        "deniable_refusal": answer.deniable_refusal,
        "obligation": answer.obligation,
        "escalation": answer.escalation,
        "book": answer.book,
        "split": answer.split,
        "surprise": answer.surprise,
        "effective_draws": answer.effective_draws,
        "subsample": answer.subsample,
        "stock": [_stock(row) for row in answer.stock],
        "indicators": [_indicator(row) for row in answer.indicators],
        "conflict": list(answer.conflict),
        "conflict_measure": answer.conflict_measure,
        "menu": list(answer.menu),
        "elasticities": list(answer.elasticities),
        "doubling": answer.doubling,
        "flips": None if answer.flips is None else [_flip(row) for row in answer.flips],
        "flip_draws": answer.flip_draws,
        "sobol": None if answer.sobol is None else list(answer.sobol),
        "balance": answer.balance,
        "equilibrium": _equilibrium(answer),
        "probe": {"draws": answer.equilibrium.probe_draws, "other": answer.equilibrium.probe_other},
        "warnings": list(case.warnings),
        "seconds": dict(answer.seconds),
    }
    return {key: plain(value, key) for key, value in whole.items()}


def to_json(answer: Answer) -> str:
    """The record as JSON text."""
    return as_json(record(answer))


def as_json(plain_data: dict[str, Any]) -> str:
    """Plain data as JSON text: two spaces deep, letters as they are, a line end after it."""
    return json.dumps(plain_data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _with_interval(row: Any, figure: str) -> dict[str, Any]:
    """The row's fields, one of them spread out: its mean under its own name, `low`, `high` and `error` beside it."""
    return dict(_spread(row, figure))


def _spread(row: Any, figure: str) -> Iterator[tuple[str, Any]]:
    for part in fields(row):
        value = getattr(row, part.name)
        if part.name == figure:
            yield from ((figure, value.value), ("low", value.low), ("high", value.high), ("error", value.error))
        else:
            yield part.name, value


def _response(row: Any, case: Case) -> dict[str, Any]:
    entry = _with_interval(row, "probability")
    entry["extrapolated"] = entry.pop("is_extrapolated")
    entry["units"] = dict(row.units)
    notes = {}
    if row.no_free_units is None:
        notes["no_free_units"] = "needs no units"
    if row.loss is None:
        notes["loss"] = "cannot be seen as itself"
    if row.escalation is None:
        notes["escalation"] = "there is no challenger" if case.challenger is None else "cannot be seen as itself"
    return {**entry, "notes": notes} if notes else entry


def _claim(row: ClaimRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "source": row.source,
        "says": row.says,
        "tests": row.tests,
        "under": row.under,
        "verdict": row.verdict,
        "stated": {"word": row.word, "low": row.stated_low, "high": row.stated_high},
        "model": row.model,
        "difference": row.difference,
        "hinges_on": row.hinges_on,
        "hinge_swing": row.hinge_swing,
        "hinge_rivals": list(row.hinge_rivals),
        "reason": row.reason,
    }


def _type(row: TypeRow) -> dict[str, Any]:
    entry = {part.name: getattr(row, part.name) for part in fields(row)}
    notes = {"in_game_honours": "nothing above words is asked"} if row.in_game_honours is None else {}
    return {**entry, "notes": notes} if notes else entry


def _flip(row: FlipRow) -> dict[str, Any]:
    entry = {part.name: getattr(row, part.name) for part in fields(row)}
    entry["inside"], entry["confirmed"] = row.is_inside, entry.pop("is_confirmed")
    return entry


def _stock(row: StockRow) -> dict[str, Any]:
    return {part.name: getattr(row, part.name) for part in fields(row)}


def _indicator(row: IndicatorRow) -> dict[str, Any]:
    entry = {part.name: getattr(row, part.name) for part in fields(row)}
    notes = {}
    if row.if_seen is None:
        notes["if_seen"] = "cannot be seen"
    if row.if_not is None:
        notes["if_not"] = "must be seen"
    return {**entry, "notes": notes} if notes else entry


def _equilibrium(answer: Answer) -> dict[str, Any]:
    report = answer.equilibrium
    entry = {part.name: getattr(report, part.name) for part in fields(report) if not part.name.startswith("probe")}
    entry["tempered"] = entry.pop("is_tempered")
    return entry


def plain(value: Any, key: str = "") -> Any:
    """What JSON can hold; `key` is the name that the value stands under."""
    if isinstance(value, Figure):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name), part.name) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(entry, str(name)) for name, entry in value.items()}
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [plain(entry, key) for entry in value]
    return _plain_number(value, key)


def _plain_number(value: Any, key: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return rounded(float(value), DIGITS_OF_CERTIFICATE if key in _OF_CERTIFICATE else DIGITS)
    if hasattr(value, "item"):  # the library's own numbers and truth values
        return _plain_number(value.item(), key)
    raise TypeError(f"{key} is a {type(value).__name__}, which JSON cannot hold")


def rounded(number: float, digits: int = DIGITS) -> float | None:
    """The number to so many significant digits; None for what is no finite number, and never a negative zero."""
    if not math.isfinite(number):
        return None
    return float(f"{number:.{digits}g}") + 0.0
