"""The sheet that every chart is drawn on: rows of a label, a plot and numbers, and the look of all of it.

Case text stands in data only, never in an expression or in the name of a field, where Vega would run it.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import altair as alt

from foedus.report.chart.exhibit import TURN
from foedus.report.chart.palette import INK, MUTED, PAPER, RULE
from foedus.report.phrase import shortened

if TYPE_CHECKING:
    from foedus.report.chart.exhibit import Exhibit

FONT_SIZE = 12
LINE = 15
"""Pixels from one line of text to the next."""
MOST_ROWS = 60
"""What is more stands in the table beside the chart."""
TALL = "M-0.1,-1L0.1,-1L0.1,1L-0.1,1Z"
"""The shape of a stroke that stands upright."""
HATCH = "M-1,-1L1,-1L1,1L-1,1ZM-1,0L0,-1M-1,1L1,-1M0,1L1,0"
"""The shape of a square with diagonals across, for what is inferred or would have to leave."""
DIAGONAL = "M-1,-1L1,-1L1,1L-1,1ZM-1,1L1,-1"
"""The same for small squares: one diagonal, as more would run together."""
_CHARACTER, _BOLD = 6.8, 7.5
"""Pixels of a letter at most, as fonts differ."""
_TITLE_CHARACTER = 8.0

Data = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One row of a chart: what it is about, what stands to the right of it, and the values that marks are drawn at."""

    label: str
    number: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    is_head: bool = False


class Sheet:
    """Rows placed on a width; marks are added layer by layer.

    Arguments:
        rows: from top to bottom.
        width: of the whole, in pixels.
        domain: ends of the horizontal axis.
        axis: how it is written, at the top.
        number_head: what the numbers at the right are.
        number_width: pixels of the numbers at the right, where labels stand to the left.
        label_width: pixels of the labels at the left.
        most_lines: lines that a label may take.
        top: pixels above the first row, for heads of columns.
    """

    def __init__(
        self, rows: Sequence[Row], width: int, domain: tuple[float, float], axis: alt.Axis | None,
        number_head: str = "", number_width: int = 124, label_width: int = 236, most_lines: int = 3,
        top: float = 4.0,
    ) -> None:  # fmt: skip
        self.is_narrow = width < TURN
        self.label_width = 0 if self.is_narrow else label_width
        self.number_width = 0 if self.is_narrow else number_width
        self.plot_width = width - self.label_width - self.number_width - 10
        self.numbers_at = self.plot_width + (0 if self.is_narrow else number_width)
        self.domain, self.axis = domain, axis
        if axis is not None and self.is_narrow:
            axis.grid = False  # lines through the labels
        self.number_head, self.most_lines, self.top = number_head, most_lines, top
        self.layers: list[alt.Chart] = []
        self.data = self._placed(rows)

    def _placed(self, rows: Sequence[Row]) -> list[Data]:
        if len(rows) > MOST_ROWS:
            rows = [*rows[: MOST_ROWS - 1], Row(f"{len(rows) - MOST_ROWS + 1} more in the table")]
        placed: list[Data] = []
        y = self.top
        for row in rows:
            letters = _BOLD if row.is_head else _CHARACTER
            lines = wrapped(row.label, max(12, int((self._room(row) - 10) / letters)), self.most_lines)
            text_height = float(LINE) * len(lines)
            written_height = max(text_height, float(LINE) * (1 + row.number.count("\n")))
            if self.is_narrow:
                top, middle, height = y + LINE / 2, y + written_height + 9, written_height + (24 if row.values else 6)
            else:
                above = 10.0 if row.is_head and placed else 0.0
                height = above + max(24.0, written_height + 8)
                middle = y + (above + height) / 2
                top = middle - (text_height - LINE) / 2
            extra = LINE * row.number.count("\n")
            numbers_y = top if self.is_narrow else middle - extra / 2
            placed.append(
                {
                    **{key: _clean(value) for key, value in row.values.items()},
                    "label": lines, "number": [_spaced(line) for line in row.number.split("\n")],
                    "y": middle, "label_y": top, "number_y": numbers_y,
                    "band_top": y, "band_bottom": y + height, "is_head": row.is_head,
                }
            )  # fmt: skip
            y += height
        self.height = y + 2
        return placed

    def _room(self, row: Row) -> float:
        """Pixels of a label: its numbers stand beside its first lines where it is above its plot."""
        if not self.is_narrow:
            return self.label_width
        return self.plot_width - _CHARACTER * max(len(line) for line in row.number.split("\n"))

    def y(self, name: str = "y") -> alt.Y:
        """A vertical place in pixels from the top."""
        scale = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        return alt.Y(f"{name}:Q", scale=scale, axis=None)

    def x(self, name: str) -> alt.X:
        """A horizontal place on the axis; every layer has the same axis, or none of them would have one."""
        scale = alt.Scale(domain=list(self.domain), nice=False, zero=False)
        return alt.X(f"{name}:Q", scale=scale, axis=self.axis)

    def chart(self, rows: Iterable[Data] | None = None) -> alt.Chart:
        """A layer over the rows, or over rows of its own."""
        return alt.Chart(alt.InlineData(values=list(self.data if rows is None else rows)))

    def add(self, layer: alt.Chart) -> None:
        """One more layer, above those before."""
        self.layers.append(layer)

    def span(
        self, low: str, high: str, thickness: float, color: str, rows: Iterable[Data] | None = None, **mark: Any
    ) -> None:
        """A bar, a band or a line from one value to another."""
        chart = self.chart(rows).mark_rule(strokeWidth=thickness, color=color, clip=True, **mark)
        self.add(chart.encode(x=self.x(low), x2=f"{high}:Q", y=self.y()))

    def dots(
        self, at: str, shape: str, color: str, filled: bool = True, size: float = 70, rows: Iterable[Data] | None = None
    ) -> None:
        """A mark at a value; a hollow one has the colour of the page inside."""
        look: Data = {"fill": color if filled else PAPER, "stroke": color, "strokeWidth": 1.6, "opacity": 1}
        chart = self.chart(rows).mark_point(shape=shape, size=size, **look)
        self.add(chart.encode(x=self.x(at), y=self.y()))

    def cells(self, rows: Iterable[Data], color: str) -> None:
        """Boxes from `left` to `right` and `top` to `bottom`, as strong as their `strength`."""
        chart = self.chart(rows).mark_rect(color=color, cornerRadius=2)
        strength = alt.Opacity("strength:Q", scale=None, legend=None)
        self.add(chart.encode(x=self.x("left"), x2="right:Q", y=self.y("top"), y2="bottom:Q", opacity=strength))

    def frame(self, rows: Iterable[Data], color: str) -> None:
        """A line around bands, from `left` to `right`."""
        mark = self.chart(rows).mark_rect(filled=False, stroke=color, strokeWidth=1.2, cornerRadius=2)
        self.add(mark.encode(x=self.x("left"), x2="right:Q", y=self.y("band_top"), y2="band_bottom:Q"))

    def upright(self, value: float, color: str, dash: Sequence[int] = (), thickness: float = 1.0) -> None:
        """A line from top to bottom at a value; where labels stand above their plots, a piece beside each mark."""
        rows = [{"at": value, "y": 0.0, "y2": self.height}]
        if self.is_narrow:
            rows = [{"at": value, "y": row["y"] - 6, "y2": row["y"] + 7} for row in self.data if not row["is_head"]]
        mark = self.chart(rows).mark_rule(color=color, strokeWidth=thickness, strokeDash=list(dash))
        self.add(mark.encode(x=self.x("at"), y=self.y(), y2="y2:Q"))

    def text(self, rows: Iterable[Data], at: str, **mark: Any) -> None:
        """Words at a value, from the fields `text` and `y`."""
        chart = self.chart(rows).mark_text(**{"color": INK, "fontSize": FONT_SIZE - 1, **mark})
        self.add(chart.encode(x=self.x(at), y=self.y(), text="text:N"))

    def words(self) -> None:
        """Labels and numbers of the rows."""
        for is_head in (False, True):
            rows = [row for row in self.data if row["is_head"] is is_head]
            if rows:
                limit = self.label_width - 8 if self.label_width else self.plot_width
                mark = self.chart(rows).mark_text(
                    align="left", baseline="middle", color=INK, fontSize=FONT_SIZE, limit=limit, lineHeight=LINE,
                    fontWeight="bold" if is_head else "normal",
                )  # fmt: skip
                self.add(mark.encode(x=alt.value(-self.label_width), y=self.y("label_y"), text="label:N"))
        mark = self.chart(row for row in self.data if any(row["number"])).mark_text(
            align="right", baseline="middle", color=MUTED, fontSize=FONT_SIZE, lineHeight=LINE
        )
        self.add(mark.encode(x=alt.value(self.numbers_at), y=self.y("number_y"), text="number:N"))
        if self.number_head:
            head = self.chart([{"text": _spaced(self.number_head), "y": 0.0}])
            above = 11 + (LINE if self.is_narrow and self.axis is not None else 0)  # over the ends of the axis
            mark = head.mark_text(align="right", color=MUTED, fontSize=FONT_SIZE - 1, dy=-above)
            self.add(mark.encode(x=alt.value(self.numbers_at), y=self.y(), text="text:N"))

    def finished(self) -> alt.LayerChart:
        """The layers as one chart."""
        self.words()
        return layered(self.layers, self.plot_width, self.height)


def layered(layers: list[alt.Chart], width: float, height: float) -> alt.LayerChart:
    """The layers as one chart, with the look that all charts share."""
    chart: alt.LayerChart = alt.LayerChart(layer=layers).properties(width=width, height=height)
    axis = alt.AxisConfig(
        domain=False, ticks=False, gridColor=RULE, labelColor=MUTED, titleColor=MUTED, labelFontSize=FONT_SIZE - 1,
        titleFontSize=FONT_SIZE - 1, titleFontWeight="normal", labelPadding=6,
    )  # fmt: skip
    looked: alt.LayerChart = chart.configure(
        font="Liberation Sans, Arial, Helvetica, sans-serif",
        background="transparent",
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        padding=2,
    )
    return looked


def titled(chart: alt.LayerChart, exhibit: Exhibit, width: int) -> alt.LayerChart:
    """The chart under its finding, the neutral name and the key beneath; on paper, as it stands alone."""
    room = int((width - 16) / _TITLE_CHARACTER)
    below = [
        line
        for part in (exhibit.name, exhibit.key)
        for line in textwrap.wrap(part, int(room * 1.25), break_on_hyphens=False)
    ]
    above = textwrap.wrap(exhibit.finding, room, break_on_hyphens=False) or [""]
    title = alt.TitleParams(
        text=above, subtitle=below, anchor="start", frame="bounds", offset=14,
        fontSize=15, color=INK, subtitleColor=MUTED, subtitleFontSize=FONT_SIZE, fontWeight="bold",
        subtitleLineHeight=LINE, lineHeight=19, subtitlePadding=5,
    )  # fmt: skip
    whole: alt.LayerChart = chart.properties(title=title, padding=14, background=PAPER)
    return whole


def wrapped(text: str, characters: int, most_lines: int = 3) -> list[str]:
    """The text in a few lines; a path of the case breaks at its dots."""
    short = shortened(text, characters * most_lines)
    words = [part for word in short.split() for part in _parts(word, characters)]
    lines = textwrap.wrap(" ".join(words), characters, break_on_hyphens=False)
    if len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], shortened(" ".join(lines[most_lines - 1 :]), characters)]
    return lines or [""]


def _parts(word: str, characters: int) -> Iterator[str]:
    """A word that is longer than a line in parts, each ending with a dot where there is one."""
    while len(word) > characters and (cut := word.rfind(".", 0, characters) + 1) > 0:
        yield word[:cut]
        word = word[cut:]
    yield word


def percent_axis(most: int = 6) -> alt.Axis:
    """An axis of probabilities, in whole per cents."""
    return alt.Axis(orient="top", title=None, tickCount=most, labelExpr="format(datum.value * 100, '.3~r') + ' %'")


def points_axis(title: str | None = None) -> alt.Axis:
    """An axis of changes of a probability, in points."""
    words = "(datum.value > 0 ? '+' : '') + format(datum.value * 100, '.3~r')"
    return alt.Axis(orient="top", title=title, tickCount=5, labelExpr=words)


def number_axis(title: str | None = None, signed: bool = False) -> alt.Axis:
    """An axis of plain numbers."""
    words = "(datum.value > 0 ? '+' : '') + format(datum.value, '.3~r')" if signed else "format(datum.value, '.3~r')"
    return alt.Axis(orient="top", title=title, tickCount=5, labelExpr=words)


def reach(values: Iterable[float | None], least: float = 0.0, most: float = math.inf) -> float:
    """The end of an axis from 0 that holds all these values, with a little room."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    return min(most, max(least, 1.04 * max(known, default=least)))


def _spaced(text: str) -> str:
    """Two spaces between numbers stay apart: SVG would make them one."""
    return text.replace("  ", "\N{NO-BREAK SPACE}" * 3)


def _clean(value: Any) -> Any:
    """What JSON can hold: a number that is none is left out of the chart."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
