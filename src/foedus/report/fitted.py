"""Fitted probabilities over one covariate as a chart: a line and its interval for each outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from foedus.report.chart.palette import ACCENT, INK, MUTED, PAPER, RULE
from foedus.report.phrase import one_line, shortened

if TYPE_CHECKING:
    import altair
    import pandas

WIDTH, HEIGHT, COLUMNS = 220, 150, 3
MOST_OUTCOMES = 12


def fitted_chart(table: pandas.DataFrame, column: str) -> altair.ConcatChart:
    """One small plot for each outcome, on one scale of probabilities.

    Arguments:
        table: of `foedus.estimate.over`.
        column: the covariate.
    """
    import altair as alt

    is_number = table[column].dtype.kind in "iuf"
    name = shortened(one_line(column), 40)
    top = float(table["high"].max())
    plots: list[Any] = []
    for outcome in list(dict.fromkeys(table["outcome"]))[:MOST_OUTCOMES]:
        rows = table[table["outcome"] == outcome]
        values = [
            {"x": float(x) if is_number else shortened(one_line(str(x)), 20), "p": float(p), "low": low, "high": high}
            for x, p, low, high in zip(rows[column], rows["probability"], rows["low"], rows["high"], strict=True)
        ]
        x = (
            alt.X("x:Q", title=name, scale=alt.Scale(zero=False))
            if is_number
            else alt.X("x:N", title=name, sort=None)  # categories in their own order, not in that of the alphabet
        )
        y = alt.Y("p:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format="%", tickCount=4))
        drawn = alt.Chart(alt.InlineData(values=values))
        if is_number:
            marks = [
                drawn.mark_area(opacity=0.18, color=ACCENT).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
                drawn.mark_line(strokeWidth=1.8, color=ACCENT).encode(x=x, y=y),
            ]
        else:
            marks = [
                drawn.mark_rule(strokeWidth=1.8, color=ACCENT).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
                drawn.mark_point(filled=True, size=50, color=ACCENT).encode(x=x, y=y),
            ]
        title = alt.TitleParams(
            shortened(one_line(str(outcome)), 34), anchor="start", fontSize=11, color=INK, fontWeight="normal"
        )
        plots.append(alt.layer(*marks).properties(width=WIDTH, height=HEIGHT, title=title))
    chart: Any = (
        alt.concat(*plots, columns=COLUMNS)
        .properties(
            title=alt.TitleParams(
                f"Fitted probabilities over {name}",
                subtitle="Other columns at their median or most frequent category; bands hold 90 %",
                anchor="start", color=INK, subtitleColor=MUTED, fontSize=13,
            ),
            background=PAPER,
        )
        .configure_axis(gridColor=RULE, domainColor=RULE, tickColor=RULE, labelColor=MUTED, titleColor=MUTED)
        .configure_view(stroke=None)
    )  # fmt: skip
    return cast("altair.ConcatChart", chart)


def fitted_picture(table: pandas.DataFrame, column: str, name: str) -> str | bytes:
    """The chart as SVG, or as PNG where the name ends so."""
    from foedus.report.chart.export import as_png, as_svg

    chart: Any = fitted_chart(table, column)
    return as_png(chart) if name.lower().endswith(".png") else as_svg(chart)


__all__ = ["fitted_chart", "fitted_picture"]
