"""What survives when the analyst had judged otherwise: wider intervals, another menu; the kinds of guarantor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from foedus.report.page.markup import Markup, details, element, heading, paragraph, table
from foedus.report.phrase import (
    MISSING,
    counted,
    percent,
    percent_range,
    shortened,
    table_percent,
)
from foedus.report.play_block import further_figures
from foedus.report.sentence import in_numbers

if TYPE_CHECKING:
    from foedus.answer.result import Answer, Figure, RequestRow, ResponseRow
    from foedus.answer.sensitivity import MenuRow


def doubling(answer: Answer) -> Markup:
    """The doubling line."""
    title, row = "If judged intervals were twice as wide", answer.doubling
    if row is None:
        return _empty("doubling", title)
    requests, responses = _labels(answer.requests), _labels(answer.responses)
    kept = [name for name, keeps in (("request", row.keeps_request), ("reply", row.keeps_response)) if keeps]
    finding = {2: "What leads still leads", 0: "Another request and another reply lead"}.get(
        len(kept),
        f"The {''.join(kept)} that leads still leads, the {'reply' if row.keeps_request else 'request'} does not",
    )
    changed = "; ".join(f"{shortened(claim)} becomes “{verdict}”" for claim, verdict in row.verdicts.items())
    verdicts = (
        f"{len(row.verdicts)} of {row.tested} verdicts change: {changed}"
        if row.verdicts
        else f"None of {row.tested} verdicts changes"
        if row.tested
        else "There are no verdicts to change"
    )
    first, reply = answer.split.request, _leading_response(answer)

    def line(keeps: bool, labels: Mapping[str, str], name: str, then: str, figure: Figure) -> str:
        text = f"“{shortened(labels.get(name, name))}” then has {in_numbers(figure)}"
        return text if keeps else f"{text}, and “{shortened(labels.get(then, then))}” leads"

    return element(
        "section",
        heading(title, finding),
        paragraph(
            f"With {counted(row.judged)} judged intervals doubled, on {counted(row.draws)} certified draws:"
            f" {line(row.keeps_request, requests, first, row.request, row.posterior)}."
            f" {line(row.keeps_response, responses, reply, row.response, row.probability)}. {verdicts}."
        ),
        id="doubling",
    )


def menu(answer: Answer) -> Markup:
    """What the answer would be had the menu of requests been cut otherwise."""
    title = "If the menu of requests were cut otherwise"
    if not answer.menu:
        return _empty("menu", title)
    requests, responses = _labels(answer.requests), _labels(answer.responses)

    def named(name: str) -> str:
        return " + ".join(shortened(requests.get(part, part)) for part in name.split("+"))

    def cut(row: MenuRow) -> str:
        return f"{'; '.join(map(named, row.requests))}: {'in two' if row.kind == 'split' else 'as one'}"

    def then(row: MenuRow) -> str:
        if row.leads == first:
            return f"of the replies “{shortened(responses.get(row.response, row.response))}” leads"
        return "it leads" if row.leads == "+".join(row.requests) else f"“{named(row.leads)}” leads"

    def cells(row: MenuRow) -> tuple[str, ...]:
        ambiguity = MISSING if row.ambiguity is None else percent(row.ambiguity)
        reply = shortened(responses.get(row.response, row.response))
        leads = "changed" if row.is_changed else "the same"
        return cut(row), named(row.leads), table_percent(row.posterior), reply, ambiguity, leads

    first = answer.split.request
    changed = [row for row in answer.menu if row.is_changed]
    finding = f"{len(changed) or 'None'} of {len(answer.menu)} other cuts would change what leads"
    head = ("cut", "request that leads", "chance of what leads now", "reply that leads", "ambiguity", "what leads")
    return element(
        "section",
        heading(title, finding),
        paragraph("In two: both have the whole weight of the request. As one: the two share one.", class_="key"),
        element("ul", *(element("li", f"{cut(row)}, {then(row)}.", dir="auto") for row in changed))
        if changed
        else None,
        details(f"All {len(answer.menu)} cuts", table(head, map(cells, answer.menu), title)),
        id="menu",
    )


def types(answer: Answer) -> Markup | None:
    """What kind of guarantor: assumed for the next call, and as solved for this crisis."""
    if not answer.types:
        return None
    rows = (
        (
            shortened(row.label, 120), percent(row.share),
            f"{percent(row.honours.value)} ({percent_range(row.honours.low, row.honours.high)})",
            MISSING if row.in_game_honours is None else percent(row.in_game_honours),
        )
        for row in answer.types
    )  # fmt: skip
    title = "What kind of guarantor"
    return element(
        "section",
        heading(title, _otherwise(answer)),
        paragraph(
            "An honour rate means nothing without its definition. Next call: the chance that a type honours a call in a"
            " crisis to come, which is an assumption. This crisis: how much of what is asked above words it gives here,"
            " as solved."
        ),
        table(("type", "share", "next call", "this crisis"), rows, title),
        _further(answer),
        id="types",
    )


def _otherwise(answer: Answer) -> str:
    outside = [row for row in answer.types if row.is_outside]
    if not outside:
        return "Each type behaves in this crisis as is assumed for the next call"
    named = ", ".join(f"“{shortened(row.label)}”" for row in outside)
    return (
        f"{named} behave{'s' if len(outside) == 1 else ''} otherwise in this crisis than is assumed for the next call"
    )


def _further(answer: Answer) -> Markup:
    """What else the game says, a line each."""
    refusal = answer.deniable_refusal
    lines = [] if refusal is None else [f"A refusal that nobody can prove: {in_numbers(refusal)}."]
    return element("ul", *(element("li", line, dir="auto") for line in (*lines, *further_figures(answer))))


def _leading_response(answer: Answer) -> str:
    return max(answer.responses, key=lambda row: row.probability.value).id if answer.responses else ""


def _labels(rows: Iterable[RequestRow] | Iterable[ResponseRow]) -> dict[str, str]:
    return {row.id: row.label for row in rows}


def _empty(id: str, title: str) -> Markup:
    reason = "Not looked at in this run."
    return element("section", element("h2", title, class_="section"), paragraph(reason, class_="empty"), id=id)
