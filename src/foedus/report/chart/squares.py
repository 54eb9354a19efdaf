"""Squares that stand for units: strips of them under lines of words, from top to bottom."""

from __future__ import annotations

from typing import Any

import altair as alt

from foedus.report.chart.palette import INK, PAPER
from foedus.report.chart.sheet import DIAGONAL, FONT_SIZE, HATCH, LINE, layered, wrapped

SOLID, HATCHED, OPEN, CROSSED = "solid", "hatched", "open", "crossed"


class Squares:
    """A sheet of strips, `width` pixels wide, a square every `step` pixels."""

    def __init__(self, width: int, step: int) -> None:
        self.width, self.step = width, step
        self.columns = max(1, (width - 4) // step)
        self._y = 8.0
        self._squares: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._words: dict[bool, list[dict[str, Any]]] = {}

    def write(self, text: str, is_bold: bool = False) -> None:
        """A line of words, or a few where it is long."""
        for line in wrapped(text, int(self.width / 7.5)):
            self._words.setdefault(is_bold, []).append({"text": line, "x": 0.0, "y": self._y})
            self._y += LINE

    def strip(self, *runs: tuple[int, str, str]) -> None:
        """Squares side by side: how many, in which colour, solid, hatched, open or crossed."""
        looks = [(colour, look) for count, colour, look in runs for _ in range(count)]
        for index, look in enumerate(looks):
            across, down = index % self.columns, index // self.columns
            place = {"x": across * self.step + 5, "y": self._y + down * self.step - 1}
            self._squares.setdefault(look, []).append(place)
        self._y += self.step * max(1, -(-len(looks) // self.columns)) + 4

    def space(self) -> None:
        """Room before something else begins."""
        self._y += 10

    def finished(self) -> alt.LayerChart:
        """All of it as one chart."""
        layers = [self._marks(colour, look, at) for (colour, look), at in self._squares.items()]
        for is_bold, words in self._words.items():
            text = alt.Chart(alt.InlineData(values=words)).mark_text(
                align="left", baseline="middle", color=INK, fontSize=FONT_SIZE, limit=self.width,
                fontWeight="bold" if is_bold else "normal",
            )  # fmt: skip
            layers.append(text.encode(x=self._place(alt.X, "x", self.width), y=self._place(alt.Y, "y"), text="text:N"))
        return layered(layers, self.width - 4, self._y)

    def _marks(self, colour: str, look: str, at: list[dict[str, Any]]) -> alt.Chart:
        hatch = HATCH if self.step > 10 else DIAGONAL
        shape = {HATCHED: hatch, CROSSED: "cross"}.get(look, "square")
        fill = PAPER if look in (HATCHED, OPEN) else colour
        mark: alt.Chart = alt.Chart(alt.InlineData(values=at)).mark_point(
            shape=shape, size=(self.step - 2.6) ** 2, fill=fill, stroke=colour, strokeWidth=0.9, opacity=1
        )
        placed: alt.Chart = mark.encode(x=self._place(alt.X, "x", self.width), y=self._place(alt.Y, "y"))
        return placed

    def _place(self, channel: Any, field: str, end: float | None = None) -> Any:
        end = self._y if end is None else end
        scale = alt.Scale(domain=[0, end], range=[0, end], nice=False, zero=False)
        return channel(f"{field}:Q", scale=scale, axis=None)
