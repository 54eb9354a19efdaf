"""The branch as a chart: what each action's probability does as λ grows, one small plot per information set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.report.chart.palette import ACCENT, AGAINST, AMBER, GREEN, INK, MUTED, PAPER, PURPLE, RULE
from foedus.report.phrase import one_line, shortened

if TYPE_CHECKING:
    import altair

    from foedus.equilibrium.tree_solution import Solution

COLOURS = (ACCENT, AGAINST, GREEN, PURPLE, AMBER, INK, MUTED)
MOST_SETS = 24
"""plots on one sheet; of a larger game the first sets are drawn, and the title says so"""
LONG = 50.0
"""λ beyond which its axis is logarithmic, but near 0"""
WIDTH, HEIGHT, COLUMNS = 210, 120, 3


def branch_chart(solution: Solution, title: str, draw: int = 0) -> altair.ConcatChart:
    """The branch of one draw, each action a line that is named at its end.

    Raises:
        ValueError: the solution was made without its branch.
    """
    import altair as alt

    if solution.branch is None:
        raise ValueError("the branch was not kept: solve with branch=True")
    path = solution.branch[draw]
    precision = path.precision.max(axis=0).tolist()
    order = list(range(len(precision)))
    plots: list[Any] = []
    first = n_free = 0
    for number, (player, label) in enumerate(solution.names.sets):
        actions = solution.names.actions[number]
        rows = path.probability[first : first + len(actions)]
        first += len(actions)
        if len(actions) < 2:
            continue
        n_free += 1
        if n_free > MOST_SETS:
            continue
        lines: list[dict[str, Any]] = []
        ends: list[dict[str, Any]] = []
        # Names at the ends of their lines keep clear of one another.
        places = _apart([float(row[-1]) for row in rows])
        for place, action in enumerate(actions):
            name = shortened(one_line(action), 18)
            lines.extend(
                {"lambda": x, "p": float(y), "action": str(place), "point": point}
                for x, y, point in zip(precision, rows[place].tolist(), order, strict=True)
            )
            ends.append({"lambda": precision[-1], "p": places[place], "action": str(place), "name": name})
        colour = alt.Color(
            "action:N",
            scale=alt.Scale(
                domain=[str(n) for n in range(len(actions))],
                range=[COLOURS[n % len(COLOURS)] for n in range(len(actions))],
            ),
            legend=None,
        )
        # What happens at low λ would be a line on the left of a long axis.
        scale = alt.Scale(type="symlog", constant=1) if precision[-1] > LONG else alt.Scale()
        x = alt.X("lambda:Q", title="λ", axis=alt.Axis(tickCount=4, format="~g"), scale=scale)
        y = alt.Y("p:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
        drawn = alt.Chart(alt.InlineData(values=lines)).mark_line(strokeWidth=1.8)
        named = alt.Chart(alt.InlineData(values=ends)).mark_text(align="left", dx=5, fontSize=10)
        plots.append(
            alt.layer(
                drawn.encode(x=x, y=y, color=colour, order="point:Q"),
                named.encode(x=x, y=y, color=colour, text="name:N"),
            ).properties(
                width=WIDTH,
                height=HEIGHT,
                title=alt.TitleParams(
                    shortened(f"{one_line(player)}: {one_line(label)}", 34),
                    anchor="start",
                    fontSize=11,
                    color=INK,
                    fontWeight="normal",
                ),
            )
        )
    turns = ", ".join(f"{value:.3g}" for value in path.turning_precision)
    below = f"Logit play along the principal branch, λ from 0 to {precision[-1]:.4g}"
    below = below.replace("Logit", "Probit") if solution.link.is_probit else below
    if turns:
        below += f"; it turns at λ = {turns}"
    chart: altair.ConcatChart = alt.concat(*plots, columns=COLUMNS).properties(
        title=alt.TitleParams(
            shortened(one_line(title), 80),
            subtitle=below + (f"; the first {MOST_SETS} sets" if n_free > MOST_SETS else ""),
            anchor="start",
            fontSize=15,
            color=INK,
            subtitleColor=MUTED,
            offset=12,
        )
    )
    looked: altair.ConcatChart = chart.configure(
        font="Liberation Sans, Arial, Helvetica, sans-serif", background=PAPER, padding=14
    ).configure_axis(gridColor=RULE, domain=False, ticks=False, labelColor=MUTED, titleColor=MUTED)
    return looked


def write_branch_chart(solution: Solution, title: str, file: str | Path, draw: int = 0) -> Path:
    """The branch drawn to a file, PNG where its name ends in .png and SVG elsewhere.

    Raises:
        InputError: the file cannot be written.
    """
    import vl_convert

    from foedus.files import write_atomically
    from foedus.report.chart.export import SCALE, vega_lite_version

    spec: dict[str, Any] = dict(branch_chart(solution, title, draw).to_dict())
    drawn: str | bytes
    if str(file).lower().endswith(".png"):
        drawn = bytes(vl_convert.vegalite_to_png(spec, vl_version=vega_lite_version(), scale=SCALE))
    else:
        drawn = str(vl_convert.vegalite_to_svg(spec, vl_version=vega_lite_version()))
    return write_atomically(file, drawn, may_replace=True)


def _apart(values: list[float], least: float = 0.09) -> list[float]:
    """The values moved apart, in their order, until none is nearer to the next than `least`."""
    order = sorted(range(len(values)), key=lambda number: values[number])
    placed = dict.fromkeys(order, 0.0)
    before = -1.0
    for number in order:
        before = max(values[number], before + least)
        placed[number] = before
    over = max(0.0, before - 1.0)
    return [placed[number] - over * (placed[number] / before if before else 0.0) for number in range(len(values))]
