"""What follows an event, as a page and as JSON."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from foedus.cli.aligned import aligned
from foedus.cli.console import folded, page_width

if TYPE_CHECKING:
    from foedus.record import Following

__all__ = ["following_json", "following_sheet"]

HEAD = ("then", "by whom", "after", "exact", "by pair", "before", "same pair", "all pairs", "lift", "naive")
NAMES = 2
"""of the columns, which say what followed; the others are figures"""


def following_sheet(found: "Sequence[Following]", name: str, actor: str | None, other: str | None) -> str:
    """A line for each kind and direction, and below them what each column is."""
    from foedus.record import data_set

    first = found[0]
    rows = [
        (
            one.then, one.direction, f"{one.rate.hits}/{one.rate.cases} {_percent(one.rate.share)}",
            _range(one.rate.low, one.rate.high), _range(one.rate.cluster_low, one.rate.cluster_high),
            _percent(one.before), _percent(one.same_pair), _percent(one.all_pairs), _times(one.lift),
            _times(one.naive_lift),
        )
        for one in found
    ]  # fmt: skip
    lines = aligned(HEAD, rows, NAMES, page_width())
    who = f" by {actor}" if actor else ""
    whom = f" to {other}" if other else ""
    visitor = " The visitor is the actor." if first.after == "visit" else ""
    notes = [
        f"Within {first.days} days after {first.rate.cases} of: {first.after}{who}{whom}, by officials, once a day and"
        f" pair; {first.rate.clusters} pairs of states.{visitor}",
        "after: share followed, with the exact interval and with whole pairs resampled (90 %). before: in as many days"
        " before. same pair: in the same pairs' weeks far from any such event. all pairs: in all weeks of all pairs"
        " with any event. lift: after over same pair. naive: after over all pairs, mostly who meets whom.",
        *data_set(name).traps,
        f"{name}: {data_set(name).citation}.",
    ]
    return "\n".join([*lines, "", *(folded(note, "") for note in notes)])


def following_json(found: "Sequence[Following]", name: str, actor: str | None, other: str | None) -> str:
    """The rates as JSON."""
    from foedus import __version__

    rows = [
        {
            "then": one.then, "direction": one.direction, "n": one.rate.cases, "hits": one.rate.hits,
            "pairs": one.rate.clusters, "after": _rounded(one.rate.share),
            "exact": [_rounded(one.rate.low), _rounded(one.rate.high)],
            "by_pair": [_rounded(one.rate.cluster_low), _rounded(one.rate.cluster_high)],
            "same_day": _rounded(one.same_day), "before": _rounded(one.before), "same_pair": _rounded(one.same_pair),
            "all_pairs": _rounded(one.all_pairs), "lift": _rounded(one.lift), "naive_lift": _rounded(one.naive_lift),
        }
        for one in found
    ]  # fmt: skip
    about = {"set": name, "after": found[0].after, "within_days": found[0].days, "actor": actor, "other": other}
    return json.dumps({"foedus": __version__, "coverage": 0.9, **about, "rates": rows}, indent=2, ensure_ascii=False)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.10g}")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{100 * low:.1f}–{100 * high:.1f}"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
