"""What everything rests on: every number of the case with its source, judgement or default; the sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.case import inputs
from foedus.report.input_name import input_name
from foedus.report.page.markup import Markup, Part, anchor, details, element, joined, link, paragraph, table
from foedus.report.phrase import one_line, written_date
from foedus.report.written_number import written

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.case import Case, Input, Source

MARKS = {"sourced": "■", "judged": "▨", "default": "□", "unmarked": "✕"}
HEADS = {
    "evidence": "Evidence: how likely each item is under each request",
    "audience": "Audience: who watches",
    "requests": "Requests: what may have been asked",
    "responses": "Responses: what may be given",
    "types": "Types of guarantor",
    "stock": "Stock",
    "history": "Earlier calls",
    "challenger": "The challenger",
    "need": "The client's need",
    "third_parties": "Third parties",
    "indicators": "What to watch: how likely each sign is",
    "": "Everywhere",
}


def every_number(answer: Answer) -> Markup:
    """All numbers that the model reads, by the part of the case they belong to."""
    groups: dict[str, list[tuple[str, Input]]] = {}
    for path, number in inputs(answer.case).items():
        section = path.partition(".")[0] if "." in path else ""
        groups.setdefault(section, []).append((path, number))
    key = "■ sourced: a source vouches for it. ▨ judged by the analyst. □ default. ✕ unmarked: neither is named."
    return joined(
        element("h3", "Every number of the case", class_="on-request"),
        paragraph(key, class_="key on-request"),
        *(
            details(f"{HEADS.get(section, section)} ({len(rows)})", _numbers(answer.case, section, rows))
            for section, rows in groups.items()
        ),
    )


def _numbers(case: Case, section: str, rows: list[tuple[str, Input]]) -> Markup:
    def cells() -> Iterator[tuple[Part, ...]]:
        for path, number in rows:
            yield (
                _named(case, path),
                written(path, number).removesuffix(" (default)"),
                element("span", f"{MARKS[number.basis]} {number.basis}", class_="basis"),
                _source(case, number),
                one_line(number.why),
            )

    caption = f"Numbers of the case: {HEADS.get(section, section)}"
    return table(("number", "value", "basis", "source", "why"), cells(), caption, class_="numbers")


def _named(case: Case, path: str) -> Markup:
    """The number in words, its path below: that is what settings take."""
    code, words = element("code", path, id=anchor("input", path)), input_name(case, path)
    return code if words == one_line(path) else joined(words, element("br"), code)


def _source(case: Case, number: Input) -> Part:
    if number.source is None:
        return ""
    source = case.sources[number.source]
    grade = f" ({source.grade})" if source.grade else ""
    return joined(link(f"#{anchor('source', number.source)}", one_line(source.title)), grade)


def sources(answer: Answer) -> Markup:
    """The sources of the case, those that only resolve forecasts left out: no answer reads them."""
    shown = _used_sources(answer)
    if not shown:
        return element(
            "section", element("h2", "Sources"), paragraph("The case names no source.", class_="empty"), id="sources"
        )
    items = (
        element("li", *_entry(name, source), id=anchor("source", name), dir="auto") for name, source in shown.items()
    )
    return element(
        "section",
        element("h2", "Sources"),
        paragraph("Graded by the Admiralty code: the source from A to F, the information from 1 to 6.", class_="key"),
        element("ol", *items, class_="sources"),
        id="sources",
    )


def known_places(answer: Answer) -> frozenset[str]:
    """What a row of a chart can be traced to on this page: "input:PATH" and "source:ID"."""
    paths = (f"input:{path}" for path in inputs(answer.case))
    return frozenset([*paths, *(f"source:{name}" for name in _used_sources(answer))])


def _used_sources(answer: Answer) -> dict[str, Source]:
    """All sources but those that only say how forecasts ended."""
    case = answer.case
    used = {number.source for number in inputs(case).values()}
    used |= {row.source for row in answer.evidence} | {row.source for row in answer.claims}
    used |= {favour.source for favour in case.ledger} | {episode.source for episode in case.history}
    resolving = {forecast.source for forecast in case.forecasts}
    return {name: source for name, source in case.sources.items() if name not in resolving or name in used}


def _entry(name: str, source: Source) -> Iterator[Part]:
    title = one_line(source.title)
    yield element("code", one_line(name))
    yield " "
    yield element("cite", title if source.url is None else link(source.url.strip(), title))
    about = [part for part in (source.author, source.publisher) if part]
    dated = [] if source.date is None else [written_date(source.date.text)]
    grade = [f"graded {source.grade}"] if source.grade else []
    yield joined(". ", element("bdi", one_line("; ".join([*about, *dated, source.kind, *grade]))), ".")
    if source.stance:
        yield joined(" Stance: ", element("bdi", one_line(source.stance)), ".")
    if source.note:
        yield joined(" ", element("span", one_line(source.note), class_="quiet"), ".")
