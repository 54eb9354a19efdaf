"""Treaties of defence in force on the day before a call, and their conditions: ATOP 4.01, to 2016, unknown after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus.record.connection import library

if TYPE_CHECKING:
    from foedus.record.record import Record

__all__ = ["CONDITIONS", "conditions"]

LAST_YEAR = 2016
CONDITIONS = (
    "bilateral", "unconditional", "adversary_excluded", "location_limited", "conflict_limited", "wartime_treaty",
    "peacetime_military_contact", "formed_before_year", "within_terms",
)  # fmt: skip


def conditions(record: Record, promises: Any) -> Any:
    """What the treaties behind each promise say, for the day before its call.

    Columns: `conflict`, `call_kind`, `target`, `ally`, `in_force_day_before` (null where the year is past the treaty
    record), and, null where no treaty was in force, `atop_ids` (joined by commas) and, as 0 and 1:

    * `bilateral`: one of the treaties has two members; `unconditional`: one has no condition on the promise to defend;
    * `adversary_excluded`, `location_limited`, `conflict_limited`: every one of them promises help against a named
      adversary only and the challenger is none of those named, in a named place only, in a named conflict only;
    * `wartime_treaty`: every one was made during a war and for it;
    * `formed_before_year`: one bound both in an earlier year;
    * `peacetime_military_contact`: the closest, 0 to 3;
    * `within_terms`: one has none of the three limits. Where one treaty is for another adversary and the next for a
      named place, no limit is in every one of them, and still none may bind.

    Arguments:
        promises: `conflict`, `call_kind`, `target`, `ally`, `challenger`, `call_date`.
    """
    ibis = library()
    members = record.table("members_v4_01")
    dated = members.mutate(entered=_day(members, "ent"), left=_day(members, "exit"))
    dated = record.keep("members", dated)
    owing = dated.filter(dated.defense == 1)
    owed = dated.select("atopid", target="member", target_entered="entered", target_left="left").distinct()
    rows = promises.inner_join(owing, promises.ally == owing.member)
    rows = rows.filter(
        (rows.entered < rows.call_date) & (rows.left.isnull() | (rows.left >= rows.call_date - ibis.interval(days=1)))
    )
    rows = rows.inner_join(owed, ["atopid", "target"])
    rows = rows.filter(
        (rows.target_entered < rows.call_date)
        & (rows.target_left.isnull() | (rows.target_left >= rows.call_date - ibis.interval(days=1)))
    )
    # A treaty against a named adversary whose name the record does not hold excludes nobody that we know of.
    excludes = (
        (rows.defcoadv == 1)
        & (rows.statthr1.notnull() | rows.statthr2.notnull())
        & (rows.statthr1.fill_null(-1) != rows.challenger)
        & (rows.statthr2.fill_null(-1) != rows.challenger)
    )
    one = rows.select(
        "conflict",
        "call_kind",
        "target",
        "ally",
        "atopid",
        "bilat",
        "wartime",
        "milcon",
        "defcoloc",
        "defcocon",
        "defcon",
        excludes=excludes,
        is_limited=excludes | (rows.defcoloc == 1) | (rows.defcocon == 1),
        is_older=library().greatest(rows.entered, rows.target_entered).year() < rows.call_date.year(),
    ).distinct()
    keys = ["conflict", "call_kind", "target", "ally"]
    found = one.group_by(keys).aggregate(
        atop_ids=one.atopid.cast("string").group_concat(",", order_by=one.atopid),
        bilateral=(one.bilat == 1).any().cast("int64"),
        unconditional=(one.defcon == 0).any().cast("int64"),
        adversary_excluded=one.excludes.all().cast("int64"),
        location_limited=(one.defcoloc == 1).all().cast("int64"),
        conflict_limited=(one.defcocon == 1).all().cast("int64"),
        wartime_treaty=(one.wartime == 1).all().cast("int64"),
        peacetime_military_contact=one.milcon.max(),
        formed_before_year=one.is_older.any().cast("int64"),
        within_terms=(~one.is_limited).any().cast("int64"),
    )
    found = record.keep("conditions", found)
    joined = promises.select(*keys, "call_date").left_join(found, keys)
    is_known = joined.call_date.year() <= LAST_YEAR
    return joined.select(
        *keys, in_force_day_before=is_known.ifelse(joined.atop_ids.notnull().cast("int64"), None), atop_ids="atop_ids",
        **{name: name for name in CONDITIONS},
    )  # fmt: skip


def _day(members: Any, end: str) -> Any:
    """The day of entry or exit; the first of a month of which no day is known."""
    year, month, day = (members[f"{part}{end}"] for part in ("yr", "mo", "day"))
    return library().date(year, month.fill_null(1), day.fill_null(1))
