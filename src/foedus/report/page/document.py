"""The page as one file: markup, style, charts and the one program that draws them, each allowed by its own hash."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from foedus import __version__
from foedus.report.chart import exhibits
from foedus.report.chart.exhibit import NARROW, WIDE
from foedus.report.chart.palette import style_sheet_colours, themed
from foedus.report.page.figure import figure
from foedus.report.page.ground import every_number, known_places, sources
from foedus.report.page.leaked import if_leaked
from foedus.report.page.markup import Markup, Part, element
from foedus.report.page.method import colophon, method
from foedus.report.page.opening import opening
from foedus.report.page.sensitivity import doubling, menu, types
from foedus.report.phrase import one_line, written_day

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.report.chart import Exhibit

TITLES = {
    "requests": "What was asked",
    "responses": "What will be given",
    "prices": "What the promise is worth",
    "stock": "What it would take",
    "timeline": "What is on record",
    "claims": "The claims",
    "evidence": "The evidence",
    "flips": "What would change the answer",
    "indicators": "What to watch",
    "calls": "Without each earlier call",
    "elasticities": "What moves the figures",
    "sobol": "Where the uncertainty comes from",
    "forecasts": "Forecasts",
    "grounds": "What it rests on",
}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
_JSON = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def page(answer: Answer) -> str:
    """The answer as one HTML file that works from a disk: no network, no evaluation of text, nothing from outside.

    What a case says stands in it as text. Without scripts the charts are missing, and their numbers are there.
    """
    shown = exhibits(answer)
    charts = _json({exhibit.id: _specs(exhibit) for exhibit in shown if exhibit.is_drawn})
    style = style_sheet_colours() + _resource("style.css")
    programs = (vega(), _resource("script.js"))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, programs)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=f"foedus {__version__}"),
        element("title", f"{one_line(answer.case.question)} As of {written_day(answer.case.as_of)}"),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("a", "Skip to the answer", href="#answer", class_="skip"),
        element("main", opening(answer), _contents(shown), *_sections(answer, shown), method(), id="answer"),
        colophon(answer),
        element("script", Markup(charts), type="application/json", id="charts"),
        *(element("script", Markup(program)) for program in programs),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _contents(shown: tuple[Exhibit, ...]) -> Markup:
    items = [
        element("li", element("a", TITLES[exhibit.id], href=f"#{exhibit.id}")) for exhibit in shown if exhibit.is_drawn
    ]
    for name, title in (("sources", "Sources"), ("method", "Method"), ("colophon", "This answer")):
        items.append(element("li", element("a", title, href=f"#{name}")))
    return element("nav", element("ul", *items), aria_label="Contents")


def _sections(answer: Answer, shown: tuple[Exhibit, ...]) -> Iterator[Part | None]:
    """The charts in their order, each with what belongs to it."""
    places = known_places(answer)
    for exhibit in shown:
        more = _BELOW.get(exhibit.id)
        yield figure(exhibit, TITLES[exhibit.id], places, *(() if more is None else (more(answer),)))
        yield from (after(answer) for after in _AFTER.get(exhibit.id, ()))
    yield sources(answer)


_BELOW: dict[str, Callable[[Answer], Markup | None]] = {"grounds": every_number, "prices": if_leaked}
"""what stands below a chart, in its section"""
_AFTER: dict[str, tuple[Callable[[Answer], Markup | None], ...]] = {
    "prices": (types,), "flips": (doubling,), "elasticities": (menu,),
}  # fmt: skip
"""what follows it as a section of its own"""


def _specs(exhibit: Exhibit) -> dict[str, Any]:
    """The chart for a wide and for a narrow screen, without a title: the page has it as text."""
    return {name: _plain(exhibit, width) for name, width in (("wide", WIDE), ("narrow", NARROW))}


def _plain(exhibit: Exhibit, width: int) -> Any:
    spec = exhibit.draw(width).to_dict()
    spec.pop("title", None)
    spec |= {"padding": 2, "background": "transparent"}
    # The place it is drawn in is an image with a label and a table; marks read out one by one would be noise.
    spec["config"] = {**spec.get("config", {}), "font": FONT, "aria": False, "background": "transparent"}
    return themed(spec)


@cache
def vega() -> str:
    """Vega, Vega-Lite and their interpreter of expressions as one program."""
    import vl_convert

    from foedus.report.chart.export import vega_lite_version

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vega_lite_version())).replace("\r\n", "\n")


def _json(value: Any) -> str:
    """JSON that can stand in a page: no sign in it ends the element or begins another."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for sign, written in _JSON.items():
        text = text.replace(sign, written)
    return text


def _policy(style: str, programs: tuple[str, ...]) -> str:
    """Nothing but this style and these programs, each by its hash."""
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, programs))}; style-src {_hash(style)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _resource(name: str) -> str:
    return files("foedus.report.page").joinpath(name).read_text(encoding="utf-8")
