"""What a notebook shows of an answer: the two sentences, the chart of requests, and the main tables."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus import __version__
from foedus.report.chart.exhibits import exhibits
from foedus.report.headline import cautions, what_was_asked, what_will_be_given
from foedus.report.page.markup import Markup, details, element
from foedus.report.phrase import counted, one_line, written_day

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.report.chart.exhibit import Exhibit

WIDTH = 640
OPEN = ("responses",)
"""tables that are seen at once; those below open on a click, in this order"""
ON_REQUEST = {
    "requests": "The requests in numbers", "prices": "What the promise is worth", "claims": "The claims",
    "evidence": "The evidence", "flips": "What would change the answer", "indicators": "What to watch",
}  # fmt: skip


def as_html(answer: Answer) -> str:
    """A fragment of HTML that stands alone: no script, no style sheet, nothing fetched, every text of the case escaped.

    The chart is a picture within it, so that nothing in it meets what else the notebook holds.
    """
    shown = {exhibit.id: exhibit for exhibit in exhibits(answer)}
    return element("div", *_parts(answer, shown))


def _parts(answer: Answer, shown: dict[str, Exhibit]) -> Iterator[Markup]:
    case = answer.case
    yield element("p", element("strong", one_line(case.question)), f" As of {written_day(case.as_of)}.", dir="auto")
    yield element("p", what_was_asked(answer), " ", what_will_be_given(answer), dir="auto")
    for sentence in cautions(answer):
        yield element("p", element("em", sentence), dir="auto")
    if case.settings:
        settings = ", ".join(f"{path} = {value}" for path, value in case.settings)
        yield element("p", element("em", f"Under {one_line(settings)}."), dir="auto")
    if shown["requests"].is_drawn:
        yield _picture(shown["requests"])
    for name in OPEN:
        if shown[name].rows:
            yield element("p", element("strong", shown[name].finding), element("br"), shown[name].name, dir="auto")
            yield _table(shown[name])
    for name, title in ON_REQUEST.items():
        if shown[name].rows:
            yield details(f"{title}: {shown[name].finding}", _table(shown[name]))
    yield element(
        "p",
        element(
            "small",
            f"{counted(answer.equilibrium.solved)} of {counted(answer.draws)} draws certified · seed {answer.seed} ·"
            f" foedus {__version__} · case {one_line(case.id)} {case.sha256[:12]}",
        ),
    )


def _picture(exhibit: Exhibit) -> Markup:
    """The chart on white, as a notebook may be dark, under its own title."""
    from foedus.report.chart.export import as_svg

    drawn = base64.b64encode(as_svg(exhibit.draw(WIDTH)).encode()).decode()
    return element(
        "img", src=f"data:image/svg+xml;base64,{drawn}", alt=f"Chart. {exhibit.finding}. {exhibit.name}.",
        style="max-width:100%;background:#fff",
    )  # fmt: skip


def _table(exhibit: Exhibit) -> Markup:
    """The numbers of a chart; a notebook's own style has the lines and the stripes."""
    head = element(
        "tr", *(element("th", name, style=_LEFT if place == 0 else None) for place, name in enumerate(exhibit.head))
    )
    rows = (
        element(
            "tr",
            *(element("td", cell, dir="auto", style=_LEFT if place == 0 else None) for place, cell in enumerate(row)),
        )
        for row in exhibit.rows
    )
    return element("table", element("thead", head), element("tbody", *rows))


_LEFT = "text-align:left"
