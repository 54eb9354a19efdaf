"""HTML from parts: what is text is escaped, what is markup was made here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

SHORT, LONG = 26, 70
"""Letters of a cell that stays on one line, and of one that takes many."""
VOID = frozenset({"br", "hr", "img", "meta"})
_TOGETHER = re.compile(r" (?=%)|(?<=\d) (?=\d{3}\b)")
"""Spaces that no line ends at: before the sign of per cent, between the groups of a number."""
_RANGE = re.compile("(?<=[\\d%])\N{EN DASH}(?=[\\d<>&])")
"""A dash between two numbers, where no line ends either."""
_DAY = re.compile(r"(?<=\b\d{4})-(?=\d\d-\d\d\b)|(?<=\b\d{4}-\d\d)-(?=\d\d\b)")
_WEB = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)


class Markup(str):
    """Text that is HTML already; only this module makes it from other text."""

    __slots__ = ()


Part = str | Markup


def element(tag: str, *parts: Part | None, **attributes: str | bool | None) -> Markup:
    """An element: parts that are no `Markup` are escaped, None is left out.

    Attributes are named as in HTML, `class_` with an underscore at the end, other underscores as hyphens; one that is
    None or False is left out.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{joined(*parts)}</{tag}>")


def joined(*parts: Part | None) -> Markup:
    """Parts one after the other."""
    return Markup("".join(escaped(part) for part in parts if part is not None))


def escaped(part: Part) -> Markup:
    """Text as HTML that shows it, numbers kept together; markup as it is."""
    if isinstance(part, Markup):
        return part
    whole = _TOGETHER.sub("\N{NO-BREAK SPACE}", html.escape(part, quote=True))
    return Markup(_RANGE.sub("\N{EN DASH}\N{WORD JOINER}", whole))


def isolated(text: str) -> Markup:
    """Text of a case inside a sentence, with a direction of its own."""
    return element("bdi", text)


def paragraph(*parts: Part | None, class_: str | None = None) -> Markup:
    """A paragraph; its direction is that of its first letters."""
    return element("p", *parts, class_=class_, dir="auto")


def heading(title: str, finding: Part) -> Markup:
    """The heading of a section: what it is about, and what it found."""
    whole = finding if isinstance(finding, Markup) else _DAY.sub("-\N{WORD JOINER}", finding)
    return element("h2", element("span", title, class_="section"), element("span", whole, class_="finding"), dir="auto")


def table(head: Iterable[Part], rows: Iterable[Iterable[Part]], caption: str, class_: str | None = None) -> Markup:
    """A table that may be wider than the page: it scrolls in its own box, by keyboard as well."""
    heads = element("tr", *(element("th", part, scope="col") for part in head))
    body = (element("tr", *(element("td", part, dir="auto", class_=_breadth(part)) for part in row)) for row in rows)
    inside = element(
        "table", element("caption", caption, class_="unseen"), element("thead", heads), element("tbody", *body)
    )
    return element(
        "div", inside, class_=f"scroll {class_ or ''}".strip(), tabindex="0", role="group", aria_label=caption
    )


def _breadth(part: Part) -> str | None:
    """How a cell folds: a few words stay on a line, a sentence has room."""
    length = len(part if not isinstance(part, Markup) else re.sub(r"<[^>]*>", "", part))
    return "short" if length <= SHORT else "long" if length > LONG else None


def details(summary: Part, *parts: Part | None, **attributes: str | bool | None) -> Markup:
    """What opens on request."""
    return element("details", element("summary", summary), *parts, **attributes)


def link(address: str, text: Part) -> Markup:
    """A link within the page or to the web; other addresses are no links, and stand beside the text."""
    if address.startswith("#"):
        return element("a", text, href=address)
    if _WEB.fullmatch(address):
        return element("a", text, href=address, rel="noopener noreferrer")
    return joined(text, " ", element("span", address, dir="ltr")) if address != text else escaped(text)


def anchor(kind: str, name: str) -> str:
    """The id of a place on the page: "input-requests.arms.level", "source-press"."""
    return f"{kind}-{re.sub(r'[^A-Za-z0-9._-]', lambda found: f'_{ord(found[0]):x}', name)}"


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{html.escape(str(value), quote=True)}"'
