"""How often something is seen anyway: between all pairs of states, and between the same pairs in other weeks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from foedus.record.connection import library

__all__ = ["Shares", "anchors_followed", "mondays", "near", "share_of_all_pairs", "share_of_same_pairs"]


class Shares(dict[str, float]):
    """Shares by kind; of a kind that was never seen the share is 0, or None where there was nothing to count."""

    def __init__(self, found: dict[str, float], is_known: bool) -> None:
        super().__init__(found)
        self.is_known = is_known

    def get(self, key: str, default: Any = None) -> Any:
        """The share of a kind."""
        return super().get(key, 0.0 if self.is_known else default)


def near(firsts: Any, outcomes: Any, within: int, keys: Sequence[str] = ("actor", "other")) -> Any:
    """First events (`date`) and outcomes (`seen`) at most `within` days apart, with the `gap` in days from the first.

    Joined by periods of as many days rather than by every pair of days: ten years of daily news would be billions.
    """
    periods = outcomes.mutate(period=_day(outcomes.seen) // within)
    three = [periods, *(periods.mutate(period=periods.period + step) for step in (-1, 1))]
    joined = firsts.mutate(period=_day(firsts.date) // within).inner_join(
        three[0].union(three[1], three[2]), [*keys, "period"]
    )
    rows = joined.mutate(gap=joined.seen.delta(joined.date, unit="day")).drop("period")
    return rows.filter((rows.gap >= -within) & (rows.gap <= within))


def _day(date: Any) -> Any:
    return date.delta(library().date("1800-01-01"), unit="day")


def anchors_followed(anchors: Any, outcomes: Any, within: int) -> Any:
    """Anchors (`actor`, `other`, `date`) after which an outcome was seen on days 1 to `within`, by kind, once each."""
    rows = near(anchors, outcomes, within)
    return rows.filter(rows.gap >= 1).select("actor", "other", "date", "kind").distinct()


def mondays(table: Any, within: int, span: dict[str, Any]) -> Any:
    """Mondays with as many days of events on either side, as the events have them: `date`."""
    margin = datetime.timedelta(days=within)
    days = table.filter((table.date >= span["first"] + margin) & (table.date <= span["last"] - margin))
    return days.filter(days.date.day_of_week.index() == 0).select("date").distinct()


def share_of_all_pairs(table: Any, outcomes: Any, weeks: Any, within: int) -> Shares:
    """Share of pairs and weeks followed by each kind, over ordered pairs that had any event in either direction."""
    pairs = table.select("actor", "other").distinct()
    both = pairs.union(pairs.select(actor="other", other="actor"), distinct=True)
    number = both.count().to_pyarrow().as_py() * weeks.count().to_pyarrow().as_py()
    rows = near(weeks, outcomes, within, keys=())
    followed = rows.filter(rows.gap >= 1).select("actor", "other", "date", "kind").distinct()
    counted = followed.group_by("kind").aggregate(n=followed.count()).to_pyarrow().to_pylist()
    return Shares({row["kind"]: row["n"] / number for row in counted} if number else {}, number > 0)


def share_of_same_pairs(firsts: Any, every: Any, outcomes: Any, weeks: Any, within: int) -> Shares:
    """Share of weeks of the same pairs far from any first event, pairs weighing as often as they have first events.

    `firsts` are those that count, `every` those that weeks have to be far from.
    """
    pairs = firsts.group_by(["actor", "other"]).aggregate(weight=firsts.count())
    anchors = pairs.select("actor", "other").cross_join(weeks)
    taken = (
        near(anchors, every.select("actor", "other", seen="date"), within).select("actor", "other", "date").distinct()
    )
    free = anchors.anti_join(taken, ["actor", "other", "date"])
    hit = anchors_followed(free, outcomes, within)
    weight = {pair: row["weight"] for pair, row in _by_pair(pairs)}
    weeks_of = {pair: row["n"] for pair, row in _by_pair(free.group_by(["actor", "other"]).aggregate(n=free.count()))}
    matched = sum(weight[pair] for pair in weeks_of)
    found: dict[str, float] = {}
    for pair, row in _by_pair(hit.group_by(["actor", "other", "kind"]).aggregate(n=hit.count())):
        found[row["kind"]] = found.get(row["kind"], 0.0) + weight[pair] * row["n"] / weeks_of[pair] / matched
    return Shares(found, matched > 0)


def _by_pair(expression: Any) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    return [((row["actor"], row["other"]), row) for row in expression.to_pyarrow().to_pylist()]
