"""What follows an event between two states, beside what would have followed anyway.

Most of what seems to follow a visit follows who visits whom: the same pair's other weeks and the weeks before say how
much of it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foedus.errors import InputError
from foedus.record.base_rate import mondays, near, share_of_all_pairs, share_of_same_pairs
from foedus.record.interval import Rate, rate_of
from foedus.record.ontology import KINDS

__all__ = ["DIRECTIONS", "Following", "following", "read_days", "seen_around"]

DIRECTIONS = ("actor to other", "other to actor")
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Following:
    """What followed `after`, by kind and direction.

    Attributes:
        after: the event that something follows.
        then: what follows.
        direction: by whom to whom: the actor of the first event, or the other.
        rate: share of first events after which it happened, on days 1 to `days`; clusters are pairs of states.
        same_day: share where it happened on the day.
        before: share where it happened in the days before, as many.
        same_pair: the share of weeks in which it happened within as many days, in the same pairs, far from any first
            event; pairs weigh as often as they have first events. None where there is no such week.
        all_pairs: the same share over all pairs that had any event, and all weeks.
    """

    after: str
    then: str
    direction: str
    days: int
    rate: Rate
    same_day: float | None
    before: float | None
    same_pair: float | None
    all_pairs: float | None

    @property
    def naive_lift(self) -> float | None:
        """How much more often than between all pairs; mostly who meets whom."""
        return _ratio(self.rate.share, self.all_pairs)

    @property
    def lift(self) -> float | None:
        """How much more often than between the same states in other weeks."""
        return _ratio(self.rate.share, self.same_pair)


def following(
    table: Any, after: str = "visit", then: Sequence[str] = tuple(KINDS), within: int = 30, actor: str | None = None,
    other: str | None = None,
) -> list[Following]:  # fmt: skip
    """What follows `after` within so many days, for each kind in `then` and both directions.

    First events count once a day and pair, by actors who speak for their state, and only where the data cover as many
    days before and after.

    Arguments:
        table: events as `events` gives them, on any Ibis backend.
        after, then: kinds, as they stand in the column `kind`.
        within: days, 1 to 365.
        actor, other: ISO 3166 codes, to look at one state or one pair; base rates stay those of all pairs.

    Raises:
        InputError: there is no first event.
    """
    span = table.aggregate(first=table.date.min(), last=table.date.max()).to_pyarrow().to_pylist()[0]
    # All of them: one near an end of the data is not counted, and the weeks beside it are not free of it either.
    every = _official(table, after)
    if actor is not None:
        every = every.filter(every.actor == actor)
    if other is not None:
        every = every.filter(every.other == other)
    firsts = _with_days_around(every, within, span)
    count = firsts.count().to_pyarrow().as_py()
    if not count:
        raise _no_first_event(after, within, actor, other, every.count().to_pyarrow().as_py())
    # In order: which pair a seed draws goes by its place, and a database gives groups in any order.
    pairs = _rows(firsts.group_by(["actor", "other"]).aggregate(n=firsts.count()).order_by(["actor", "other"]))
    weeks = mondays(table, within, span)
    found = []
    for direction in DIRECTIONS:
        outcomes = _outcomes(table, then, direction == DIRECTIONS[1])
        around = _rows(seen_around(firsts, outcomes, within))
        base = share_of_all_pairs(table, outcomes, weeks, within)
        same = share_of_same_pairs(firsts, every, outcomes, weeks, within)
        for kind in then:
            seen = [row for row in around if row["kind"] == kind]
            rate, same_day, before = _around(pairs, seen)
            found.append(
                Following(after, kind, direction, within, rate, same_day, before, same.get(kind), base.get(kind))
            )
    return found


def seen_around(firsts: Any, outcomes: Any, within: int) -> Any:
    """By pair and kind, after, on the day of and before how many first events it was seen.

    Arguments:
        firsts: `actor`, `other`, `date`, once each.
        outcomes: `actor`, `other`, `seen` (a day), `kind`, once each.
    """
    rows = near(firsts, outcomes, within)
    one = rows.group_by(["actor", "other", "date", "kind"]).aggregate(
        after=(rows.gap > 0).cast("int64").max(), same_day=(rows.gap == 0).cast("int64").max(),
        before=(rows.gap < 0).cast("int64").max(),
    )  # fmt: skip
    return one.group_by(["actor", "other", "kind"]).aggregate(
        after=one.after.sum(), same_day=one.same_day.sum(), before=one.before.sum()
    )


def _no_first_event(after: str, within: int, actor: str | None, other: str | None, near_an_end: int) -> InputError:
    """What to raise where nothing is left to follow: which event between whom, and what asks for less."""
    ends = f"{f' by {actor}' if actor else ''}{f' to {other}' if other else ''}"
    less = [f"leave {option} out or name another" for option, end in (("--actor", actor), ("--other", other)) if end]
    if near_an_end:
        less.append(f"name fewer days with --within (too near to an end of the data: {near_an_end})")
    less.append("name another kind with --after")
    hint = f"{'; '.join(less)}."
    return InputError.at(
        "record events", f"there is no {after}{ends}, by officials, with {within} days of events on either side",
        hint=hint[0].upper() + hint[1:],
    )  # fmt: skip


def _official(table: Any, after: str) -> Any:
    """First events by actors who speak for their state, once a day and pair."""
    return table.filter((table.kind == after) & table.is_official).select("actor", "other", "date").distinct()


def _with_days_around(events: Any, within: int, span: dict[str, Any]) -> Any:
    import datetime

    margin = datetime.timedelta(days=within)
    return events.filter((events.date >= span["first"] + margin) & (events.date <= span["last"] - margin))


def _outcomes(table: Any, then: Sequence[str], is_turned: bool) -> Any:
    rows = table.filter(table.kind.isin(list(then)))
    ends = {"actor": rows.other, "other": rows.actor} if is_turned else {"actor": rows.actor, "other": rows.other}
    return rows.select(**ends, seen=rows.date, kind=rows.kind).distinct()


def _around(pairs: list[dict[str, Any]], seen: list[dict[str, Any]]) -> tuple[Rate, float, float]:
    """Share of first events followed, with its intervals, and the shares on the day and before."""
    cases = {(row["actor"], row["other"]): row["n"] for row in pairs}
    hits = {(row["actor"], row["other"]): row["after"] for row in seen}
    total = sum(cases.values())
    rate = rate_of([hits.get(pair, 0) for pair in cases], list(cases.values()))
    return rate, sum(row["same_day"] for row in seen) / total, sum(row["before"] for row in seen) / total


def read_days(text: str) -> int:
    """A number of days written as 30d, 30 days or 30.

    Raises:
        InputError: it is none, or not between 1 and 365.
    """
    number = text.strip().lower().removesuffix("days").removesuffix("day").removesuffix("d").strip()
    if not number.isdecimal() or not 1 <= int(number) <= MOST_DAYS:
        raise InputError.at("--within", f'is "{text}": expected days, 1 to {MOST_DAYS}, as 30d')
    return int(number)


def _rows(expression: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None
