"""Replay an answer and say whether it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from foedus.answer.question import ask
from foedus.answer.solved_again import Wanted
from foedus.answer.world import Progress
from foedus.case import Case

MOST_DIFFERENCES = 10
CLOCK = "seconds"
"""the only key that a replay may change"""


@dataclass(frozen=True)
class Verification:
    """Whether a replay gave the same answer, and lines that say so."""

    holds: bool
    lines: tuple[str, ...]


def verify(record: dict[str, Any], case: Case, *, on_progress: Progress | None = None) -> Verification:
    """The answer of `record` computed again from `case`, compared number by number."""
    if record.get("sha256") != case.sha256:
        return Verification(
            False,
            (
                f"{case.name} is not the file that was answered: its SHA-256 is {case.sha256},",
                f"that of the answer {record.get('sha256')}.",
            ),
        )
    again = ask(
        case,
        draws=int(record["draws"]),
        seed=int(record["seed"]),
        flips=_flips(record),
        sobol=record.get("sobol") is not None,
        full=bool(record.get("elasticities") or record.get("menu")),
        on_progress=on_progress,
    ).record()
    found = list(_differences(record, again, ""))
    if not found:
        return Verification(True, (f"The same: every number of {case.id} comes out again, seed {record['seed']}.",))
    shown = [f"  {line}" for line in found[:MOST_DIFFERENCES]]
    more = len(found) - len(shown)
    return Verification(
        False,
        (
            f"Not the same: {len(found)} of its entries differ.",
            *shown,
            *([f"  and {more} more."] if more else []),
        ),
    )


def _flips(record: dict[str, Any]) -> Wanted:
    """How flips were looked for. Where the draws are few the sample was all of them, and the two ways are one."""
    if record.get("flips") is None:
        return False
    return "all" if record.get("flip_draws") == record["equilibrium"]["solved"] else True


def _differences(before: Any, now: Any, path: str) -> Iterator[str]:
    """What differs, place by place; `seconds` may."""
    if path == CLOCK:
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            inner = f"{path}.{key}" if path else str(key)
            if key not in before or key not in now:
                yield f"{inner} is in {'the replay' if key in now else 'the answer'} only"
            else:
                yield from _differences(before[key], now[key], inner)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for place, (old, new) in enumerate(zip(before, now, strict=True)):
            name = old.get("id", place) if isinstance(old, dict) else place
            yield from _differences(old, new, f"{path}.{name}")
    elif before != now:
        yield f"{path} was {before}, is {now}"
