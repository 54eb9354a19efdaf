"""What a chart says, before it is drawn: its finding, its numbers as a table, and how to draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from altair import LayerChart

WIDE = 720
"""Pixels of a chart on a page: the width of its column of text."""
NARROW = 344
"""Pixels of a chart on a telephone; below `TURN` labels stand above what they name."""
TURN = 520


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chart in words and numbers; nothing is drawn, and altair is not loaded, before `draw` is called.

    Arguments:
        id: short name, of the file and of the place on the page.
        finding: what the chart shows, as a sentence without a full stop; computed from the answer.
        name: what is drawn, in neutral words.
        key: how to read the marks; "" where they need no words.
        head: heads of the columns of the table that says the same as the chart.
        rows: its rows, each as long as `head`.
        anchors: for each row what it rests on: "input:PATH" or "source:ID"; empty where nothing is to be traced.
        make: the chart at a width in pixels; None where there is nothing to draw.
    """

    id: str
    finding: str
    name: str
    key: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    anchors: tuple[tuple[str, ...], ...] = ()
    make: Callable[[int], LayerChart] | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to draw."""
        return self.make is not None

    def draw(self, width: int = WIDE) -> LayerChart:
        """The chart under its title, `width` pixels wide.

        Raises:
            InputError: there is nothing to draw, or the width is below 240 pixels.
        """
        from foedus.errors import InputError

        if self.make is None:
            raise InputError.at(self.id, f"has nothing to draw: {self.finding[:1].lower()}{self.finding[1:]}")
        if width < NARROW - 104:
            raise InputError.at(self.id, f"is {width} pixels wide: expected 240 or more")
        from foedus.report.chart.sheet import titled

        return titled(self.make(width), self, width)


def nothing(name: str, reason: str, id: str) -> Exhibit:
    """The exhibit of something that a case or an answer does not have, with the reason in place of a finding."""
    return Exhibit(id, reason, name)
