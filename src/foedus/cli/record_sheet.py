"""Pages of the public record: data sets, calls, honour rates."""

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.cli.aligned import aligned
from foedus.cli.console import folded, page_width

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foedus.record import HonourRate, LeftOut

__all__ = ["call_summary", "description", "honour_json", "honour_sheet", "listing"]

PERCENT = "90 %"


def listing(folder: str | None) -> str:
    """The data sets, one a line where it fits; with a folder, which of them are there.

    Raises:
        InputError: there is no such folder.
    """
    from foedus.errors import InputError
    from foedus.record import DATA_SETS
    from foedus.record.folder import find_file

    if folder is not None and not Path(folder).is_dir():
        raise InputError.at(folder, "is no folder: expected the folder with the owners' files (--data FOLDER)")
    lines = []
    for data in DATA_SETS.values():
        there = ""
        if folder is not None:
            try:
                there = f"  {find_file(data, folder)}"
            except InputError:
                there = "  not there"
        marks = "" if data.is_verified else "  unverified on real files"
        about = f"{data.coverage:19} {data.owner}{marks}{there}"
        line = f"{data.name:33} {about}"
        lines += [line] if len(line) <= page_width() else [data.name, folded(" ".join(about.split()), "    ")]
    return "\n".join(lines)


def description(name: str) -> "Sequence[RenderableType]":
    """All that is known of a data set."""
    from foedus.cli.block import block
    from foedus.record import data_set
    from foedus.record.folder import where_to_put

    data = data_set(name)
    cited = data.citation + (f", doi:{data.doi}" if data.doi else "")
    about = [
        ("a row is", data.title),
        ("owner", data.owner),
        ("terms", data.licence),
        ("cite", cited),
        ("version", data.version or "not numbered"),
        ("covers", data.coverage + ("" if data.years is None else "; outside these years nothing is known")),
        ("pairs", "each once; made directed before a join" if data.is_undirected else "as they stand"),
        ("file", where_to_put(data)),
    ]
    if data.download:
        about.append(("download", f"foedus record download {data.name} --accept\n{data.download}"))
    if not data.is_verified:
        about.append(("unverified", "the reader is made after the codebook and has seen no real file"))
    columns = [(one.name, one.meaning + _codes(one.missing)) for one in data.columns]
    pages = [block(data.name, about), block("columns read", columns)]
    if data.traps:
        pages.append(block("what goes wrong", [("", trap) for trap in data.traps]))
    return pages


def _codes(missing: Sequence[int]) -> str:
    return f" ({', '.join(map(str, missing))}: null)" if missing else ""


def call_summary(rows: Any, level: str) -> "Sequence[RenderableType]":
    """How many calls there are and what came of them, by era."""
    from foedus.cli.block import block
    from foedus.cli.plain import counted
    from foedus.record import definition, frame_of

    frame = frame_of(rows.select("era", "conflict", "called", "joined", "in_force_day_before"))
    pages = []
    for era, part in frame.groupby("era", sort=False):
        called = part[part["called"] == 1]
        pages.append(
            block(
                f"{level}s, {'before' if era == 'pre1945' else 'from'} 1945",
                [
                    ("promises of defence", f"{len(part)} of allies to states attacked"),
                    ("in force the day before", f"{int((part['in_force_day_before'] == 1).sum())}"),
                    ("called", f"{len(called)} in {counted(called['conflict'].nunique(), 'conflict', 'conflicts')}"),
                    ("of these honoured", f"{int(called['joined'].sum())}"),
                ],
            )
        )
    pages.append(block("what was counted", [("", definition("called").sentence)]))
    return pages


def honour_sheet(rates: "Sequence[HonourRate]", left: "Sequence[LeftOut]" = ()) -> str:
    """A line a rate, and below them what each definition counts and which are left out."""
    heads = [key for key in ("era", "decade", "obligation", "guarantor") if any(key in one.group for one in rates)]
    rows = [
        (
            one.definition.name, one.level, *(one.group.get(key, "") for key in heads),
            f"{one.rate.hits}/{one.rate.cases}", _percent(one.rate.share), _range(one.rate.low, one.rate.high),
            _range(one.rate.cluster_low, one.rate.cluster_high), str(one.rate.clusters),
        )
        for one in rates
    ]  # fmt: skip
    names = ("definition", "level", *heads)
    figures = ("honoured", "share", "exact", "by conflict", "conflicts")
    lines = aligned((*names, *figures), rows, len(names), page_width())
    used = {one.definition.name: one.definition for one in rates}
    notes = [
        f"Intervals are {PERCENT}: exact (Clopper–Pearson), and with whole conflicts resampled, as rows of one are not"
        " independent. A rate without its definition means nothing:"
    ]
    legend = [
        textwrap.fill(f"{name}: {one.sentence}.", page_width(), initial_indent="  ", subsequent_indent="      ")
        for name, one in used.items()
    ]
    return "\n".join(
        [*lines, "", *(folded(note, "") for note in notes), *legend, *_left_out(left), "", *_sources(rates)]
    )


def _left_out(left: "Sequence[LeftOut]") -> list[str]:
    """A line for each reason, with the definitions that it keeps out, at which level where not at both."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for one in left:
        by_reason.setdefault(one.reason, {}).setdefault(one.definition, []).append(one.level)
    notes = [
        f"Left out, as {reason}: "
        + ", ".join(name if len(at) > 1 else f"{name} ({at[0]}s)" for name, at in named.items())
        + "."
        for reason, named in by_reason.items()
    ]
    return ["", *(folded(note, "") for note in notes)] if notes else []


def _sources(rates: "Sequence[HonourRate]") -> list[str]:
    from foedus.record import data_set

    named: list[str] = []
    for one in rates:
        source = one.definition.source
        sets = (
            ["atop_directed_dyad_year", "interstate_war_participants" if one.level == "war" else "gml_participants"]
            if source in ("calls", "ties")
            else [source]
        )
        sets += ["members_v4_01"] if source == "calls" else []
        named.extend(name for name in sets if name not in named)
    return [folded(f"{name}: {data_set(name).citation}.", "") for name in named]


def honour_json(rates: "Sequence[HonourRate]", left: "Sequence[LeftOut]" = ()) -> str:
    """The rates as JSON, with their definitions in words, and what is left out."""
    from foedus import __version__

    entries = [
        {
            "definition": one.definition.name, "level": one.level, **one.group, "unit": one.definition.unit,
            "honoured": one.rate.hits, "cases": one.rate.cases, "share": _rounded(one.rate.share),
            "exact": [_rounded(one.rate.low), _rounded(one.rate.high)],
            "by_conflict": [_rounded(one.rate.cluster_low), _rounded(one.rate.cluster_high)],
            "conflicts": one.rate.clusters,
        }
        for one in rates
    ]  # fmt: skip
    meanings = {
        one.definition.name: {"case": one.definition.case, "honoured": one.definition.honoured} for one in rates
    }
    without = [{"definition": one.definition, "level": one.level, "reason": one.reason} for one in left]
    document = {
        "foedus": __version__, "coverage": 0.9, "rates": entries, "definitions": meanings, "left_out": without,
    }  # fmt: skip
    return json.dumps(document, indent=2, ensure_ascii=False)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.10g}")


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{100 * low:.1f}–{100 * high:.1f}"
