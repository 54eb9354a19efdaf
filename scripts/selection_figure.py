"""The figure of docs/honour-rate.md: what selection does to each way of counting.

    python scripts/selection_figure.py [FILE]

Draws a simulated world (`foedus.record.selection`) at 21 levels of the challengers' insight and writes an SVG, by
default docs/pictures/selection.svg. No data are read.
"""

from __future__ import annotations

import sys
from pathlib import Path

import altair as alt
import vl_convert

from foedus.record import World, selected_rates

FIGURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "selection.svg"
LINES = {
    "true": "how reliable promises are",
    "called": "honoured, of those called",
    "with_uncalled": "of those called or not, in the war",
    "disputes": "of those in any dispute",
}
COLOURS = ["#1b2a3a", "#b4552d", "#c9a227", "#4f7d75"]
WIDTH, HEIGHT = 460, 280


def rows() -> list[dict[str, float | str]]:
    """One row for each level of insight and way of counting."""
    found: list[dict[str, float | str]] = []
    for step in range(21):
        rates = selected_rates(World(insight=step / 20))
        found += [{"insight": step / 20, "way": way, "share": getattr(rates, name)} for name, way in LINES.items()]
    return found


def figure() -> alt.LayerChart:
    """The chart: four lines, each named at its right end."""
    data = alt.Data(values=rows())
    colour = alt.Color("way:N", scale=alt.Scale(domain=list(LINES.values()), range=COLOURS), legend=None)
    x = alt.X("insight:Q", title="how well challengers know whether the ally would come", axis=alt.Axis(format="%"))
    y = alt.Y("share:Q", title="honour rate", scale=alt.Scale(domain=[0, 0.8]), axis=alt.Axis(format="%"))
    lines = alt.Chart(data).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour)
    names = (
        alt.Chart(data)
        .transform_filter("datum.insight == 1")
        .mark_text(align="left", dx=8, fontSize=12)
        .encode(x=x, y=y, text="way:N", color=colour)
    )
    return (
        alt.layer(lines, names)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            background="#fefefe",
            padding=10,
        )
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", grid=True, gridColor="#e8e6e1")
        .configure_view(stroke=None)
    )


def main() -> None:
    """Write the figure."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FIGURE
    target.write_text(vl_convert.vegalite_to_svg(figure().to_json()), encoding="utf-8")


if __name__ == "__main__":
    main()
