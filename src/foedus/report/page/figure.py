"""A chart on the page: its finding as a heading, the place it is drawn in, and the same as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from foedus.report.page.markup import Markup, Part, anchor, details, element, heading, joined, link, paragraph, table
from foedus.report.phrase import one_line

if TYPE_CHECKING:
    from foedus.report.chart import Exhibit


def figure(exhibit: Exhibit, title: str, places: Collection[str], *more: Part | None) -> Markup:
    """A section of one chart, with more below it; of what there is nothing to draw, the reason.

    `places` are the anchors that the page has.
    """
    if not exhibit.is_drawn:
        return element(
            "section", element("h2", title, class_="section"), paragraph(f"{exhibit.finding}.", class_="empty"), *more,
            id=exhibit.id,
        )  # fmt: skip
    plot = element(
        "div",
        element("div", class_="plot", data_chart=exhibit.id, aria_hidden="true"),
        role="img",
        aria_label=f"Chart. {exhibit.finding}. {exhibit.name}. The table below it has the numbers.",
    )
    caption = element(
        "figcaption",
        heading(title, exhibit.finding),
        paragraph(exhibit.name, class_="name"),
        paragraph(exhibit.key, class_="key") if exhibit.key else None,
    )
    return element(
        "section", element("figure", caption, plot, numbers(exhibit, places)), *more, id=exhibit.id, class_="chart"
    )


def numbers(exhibit: Exhibit, places: Collection[str]) -> Markup:
    """The table that says the same as a chart, each row with what it rests on."""
    has_ground = any(exhibit.anchors)
    head = (*exhibit.head, *(("rests on",) if has_ground else ()))
    anchors = exhibit.anchors or ((),) * len(exhibit.rows)
    rows = (
        (*row, *((_ground(at, places),) if has_ground else ())) for row, at in zip(exhibit.rows, anchors, strict=True)
    )
    return details("The same in numbers", table(head, rows, f"{exhibit.name}: numbers"))


def _ground(anchors: tuple[str, ...], places: Collection[str]) -> Markup:
    def links() -> Iterator[Part]:
        for place, name in enumerate(anchors):
            kind, _, rest = name.partition(":")
            known = link(f"#{anchor(kind, rest)}", one_line(rest)) if name in places else one_line(rest)
            yield joined(", " if place else "", known)

    return joined(*links())
