"""Honour rates, each with its definition, its intervals and the number of conflicts behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.errors import InputError, listed, nearest
from foedus.record.calls import POST_WAR, call_table
from foedus.record.connection import frame_of, library
from foedus.record.countable import countable
from foedus.record.definition import LARGE_PACTS, Definition
from foedus.record.interval import COVERAGE, RESAMPLES, Rate, rate_of
from foedus.record.record import Record
from foedus.record.ties import DAYS_TO_ANSWER, OBLIGATIONS, ties

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BY", "HonourRate", "honour_rates", "honour_table"]

BY = ("definition", "level", "era", "decade", "obligation", "guarantor")
OBLIGATION_WORDS = dict(
    zip(OBLIGATIONS, ("defence", "offence", "neutrality", "non-aggression", "consultation"), strict=True)
)
ERAS = ("before 1945", "from 1945")
UNKNOWN = "not known"
WARS_WITHOUT_A_YEAR = {"WorldWarI": 1914, "WorldWarII": 1939}
"""names in the expert file that do not say when the war was"""


@dataclass(frozen=True, slots=True)
class HonourRate:
    """One rate: how it was counted, for which group, and the counts."""

    definition: Definition
    level: str
    group: dict[str, str]
    """era, decade, obligation and guarantor, as far as they were asked for; empty for the whole"""
    rate: Rate


def honour_rates(
    record: Record | str | Path,
    by: Sequence[str] = ("definition", "level", "era"),
    definitions: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    coverage: float = COVERAGE,
    resamples: int = RESAMPLES,
    seed: int = 1,
) -> list[HonourRate]:
    """Rates of honour by definition and level, and within these by what else is asked for.

    Intervals: exact ones, and ones that draw whole conflicts with replacement. Treaties with several obligations count
    under each of them. Rates "by guarantor" exist where a case is an ally, not a treaty.

    Arguments:
        record: a record, or the folder of the owners' files.
        by: some of `BY`; definition and level always count.
        definitions, levels: names, by default all for which the folder has the files; `left_out` says which it lacks.

    Raises:
        InputError: a name is none; a definition that is named lacks files, or none has its own; a file is wrong.
    """
    for name in by:
        if name not in BY:
            raise InputError.at("--by", f'is "{name}"', hint=nearest(name, BY) or f"Known are: {listed(BY)}.")
    opened = record if isinstance(record, Record) else Record(record)
    counted, _ = countable(opened, by, definitions, levels)
    extra = [name for name in dict.fromkeys(by) if name not in ("definition", "level")]
    return [rate for one, level in counted for rate in _rates(opened, one, level, extra, coverage, resamples, seed)]


def honour_table(record: Record | str | Path, **options: Any) -> pd.DataFrame:
    """`honour_rates` as a pandas table: one row a rate, the definition in words in each."""
    import pandas as pd

    rows = [
        {
            "definition": one.definition.name, "level": one.level, **one.group, "honoured": one.rate.hits,
            "cases": one.rate.cases, "share": one.rate.share, "low": one.rate.low, "high": one.rate.high,
            "conflict_low": one.rate.cluster_low, "conflict_high": one.rate.cluster_high,
            "conflicts": one.rate.clusters, "unit": one.definition.unit, "meaning": one.definition.sentence,
        }
        for one in honour_rates(record, **options)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _rates(
    record: Record, one: Definition, level: str, extra: list[str], coverage: float, resamples: int, seed: int
) -> list[HonourRate]:
    rows = _cases(record, one, level)
    if "obligation" in extra:
        rows = _by_obligation(rows, one)
    elif one.source != "calls":
        rows = rows.drop(*[name for name in OBLIGATIONS if name in rows.columns])
    if "guarantor" in extra:
        names = record.member_spells().group_by("ccode").aggregate(guarantor=lambda t: t.state_name.min())
        rows = rows.join(names, rows.ally == names.ccode)
    counted = rows.group_by([*extra, "conflict"]).aggregate(hits=rows.honoured.sum(), cases=rows.count())
    frame = frame_of(counted.order_by([*extra, "conflict"]))
    groups = frame.groupby(extra, sort=True) if extra else [((), frame)]
    return [
        HonourRate(
            one, level, dict(zip(extra, map(str, key if isinstance(key, tuple) else (key,)), strict=True)),
            rate_of(part["hits"].to_numpy(), part["cases"].to_numpy(), coverage, resamples, seed),
        )
        for key, part in groups
    ]  # fmt: skip


def _cases(record: Record, one: Definition, level: str) -> Any:
    """The cases of a definition: conflict, honoured (0, 1), era and decade, and the ally or obligations."""
    if one.source == "calls":
        return _called(record, one, level)
    if one.source == "ties":
        rows = ties(record, level)
        return _dated(rows, rows.year).select(
            "conflict", "ally", "era", "decade", *OBLIGATIONS,
            honoured=(rows.days_to_join <= DAYS_TO_ANSWER).fill_null(False).cast("int64"),
        )  # fmt: skip
    return _expert(record, one)


def _called(record: Record, one: Definition, level: str) -> Any:
    rows = call_table(record, level)
    chosen = rows.filter((rows.in_force_day_before if one.name == "in-force" else rows.called) == 1)
    if one.name == "within-terms":
        chosen = chosen.filter(chosen.within_terms == 1)
    if one.name == "without-large-pacts":
        # What is left of the list once the four are struck out: anything is some other treaty.
        left = chosen.atop_ids.re_replace(f"\\b({'|'.join(map(str, LARGE_PACTS))})\\b", "").replace(",", "")
        chosen = chosen.filter(left != "")
    honoured = chosen.hindsight_joined_other_side == 0 if one.name == "not-fought-against" else chosen.joined == 1
    return _dated(chosen, chosen.year).select("conflict", "ally", "era", "decade", honoured=honoured.cast("int64"))


def _expert(record: Record, one: Definition) -> Any:
    table = record.table(one.source)
    if one.source == "leeds_anac_2005":
        return table.filter(table.honor3.notnull()).select(  # blank: not coded so
            conflict="war", honoured="honor3", era=library().literal(ERAS[0]), decade=library().literal(UNKNOWN)
        )
    rules = "bf" if one.name == "bf" else "llm"
    honoured = (table[f"honor_{rules}"] == 1).fill_null(False)
    judged = honoured | (table[f"violate_{rules}"] == 1).fill_null(False)
    chosen = table if one.name == "llm-uncalled" else table.filter(judged)
    # The file has no year of its own: the first in the name is when the war began (Crimean1853-1856).
    year = library().cases(
        *((chosen.warname == name, began) for name, began in WARS_WITHOUT_A_YEAR.items()),
        else_=chosen.warname.re_extract(r"(\d{4})", 1).try_cast("int64"),
    )
    era = library().cases((chosen.pre_1945 == 1, ERAS[0]), (chosen.pre_1945 == 0, ERAS[1]), else_=UNKNOWN)
    return chosen.select(
        conflict="warid", honoured=honoured.cast("int64"), era=era,
        decade=_decade(year), **{name: chosen[name] for name in OBLIGATIONS},
    )  # fmt: skip


def _dated(rows: Any, year: Any) -> Any:
    return rows.mutate(era=(year < POST_WAR).ifelse(*ERAS), decade=_decade(year))


def _decade(year: Any) -> Any:
    return (((year // 10) * 10).cast("string") + "s").fill_null(UNKNOWN)


def _by_obligation(rows: Any, one: Definition) -> Any:
    """The rows once for each obligation that the promise holds."""
    if one.source == "calls":
        return rows.mutate(obligation=library().literal("defence"))
    if one.source == "leeds_anac_2005":
        return rows.mutate(obligation=library().literal("not in the file"))
    parts = [
        rows.filter(rows[name] == 1).drop(*OBLIGATIONS).mutate(obligation=library().literal(word))
        for name, word in OBLIGATION_WORDS.items()
    ]
    return parts[0].union(*parts[1:])
