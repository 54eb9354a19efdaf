"""A solved game on a page of the terminal: strategies, beliefs, payoffs, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from foedus.report.bar import EDGE, FULL
from foedus.report.layout import Column, block, ledger, paragraph
from foedus.report.phrase import one_line, shortened

if TYPE_CHECKING:
    from rich.console import RenderableType

    from foedus.equilibrium.tree_branch import BranchPath
    from foedus.equilibrium.tree_probe import Others
    from foedus.equilibrium.tree_solution import Solution

LONGEST_NAME = 40
BAR = 14
MOST_SETS = 60
"""sets of which the page shows the strategies; JSON has them all"""
MOST_OTHERS = 5


def solution_sheet(solution: Solution, title: str, draw: int = 0) -> Group:
    """One draw of a solution as a page. What is no equilibrium says so where the strategies would stand."""
    parts: list[RenderableType] = [Text(_head(solution, title, draw), style="bold")]
    if not solution.is_solved[draw]:
        parts.append(block("NOT SOLVED", paragraph(_why_not(solution, draw))))
    else:
        parts.append(_strategies(solution, draw))
        beliefs = _beliefs(solution, draw)
        if beliefs is not None:
            parts.append(beliefs)
        parts.append(_payoffs(solution, draw))
    if solution.others is not None:
        parts.append(_others(solution.others[draw]))
    if solution.branch is not None:
        parts.append(_branch(solution.branch[draw]))
    parts.append(_certificate(solution, draw))
    return Group(*parts)


def _head(solution: Solution, title: str, draw: int) -> str:
    return f"{shortened(one_line(title), 60)}    {_precision(solution, draw)}"


def _precision(solution: Solution, draw: int) -> str:
    rows = {
        name: value
        for name, value in zip(solution.names.players, solution.precision[:, draw].tolist(), strict=True)
        if any(player == name for player, _ in solution.names.sets)
    }
    values = set(rows.values())
    if solution.is_limit:
        return f"λ → ∞, taken at λ = {max(values, default=0.0):.4g}"
    if len(values) <= 1:
        return f"λ = {max(values, default=0.0):.6g}"
    return "λ = " + ", ".join(f"{value:.6g} ({one_line(name)})" for name, value in rows.items())


def _why_not(solution: Solution, draw: int) -> str:
    return f"No equilibrium was found at this precision: {solution.sentence(draw)}."


def _strategies(solution: Solution, draw: int) -> Group:
    rows: list[tuple[RenderableType, list[Text | str]]] = []
    chosen, worth = solution.strategies(draw), solution.worths(draw)
    shown = 0
    for player, sets in chosen.items():
        if sets:
            rows.append((Text(one_line(player), style="bold"), ["", "", ""]))
        for label, odds in sets.items():
            shown += 1
            if shown > MOST_SETS:
                continue
            rows.append((Text(f"  {shortened(one_line(label), LONGEST_NAME)}", style="dim"), ["", "", ""]))
            for action, p in odds.items():
                name = Text(f"    {shortened(one_line(action), LONGEST_NAME)}")
                chance = percent(p) if len(odds) > 1 else "100 %"
                rows.append((name, [Text(_bar(p)), chance, f"{worth[player][label][action]:.3g}"]))
    columns = [Column("", is_number=False), Column("chosen"), Column("worth")]
    more = [paragraph(f"{shown - MOST_SETS} more sets in --json", "dim")] if shown > MOST_SETS else []
    return block("WHAT IS PLAYED", ledger(columns, rows), *more)


def _beliefs(solution: Solution, draw: int) -> Group | None:
    lines = []
    for player, sets in solution.beliefs(draw).items():
        for label, odds in sets.items():
            if len(odds) > 1:
                likely = sorted(odds.items(), key=lambda pair: -pair[1])[:4]
                told = ", ".join(f"{shortened(one_line(way), LONGEST_NAME)} {percent(p)}" for way, p in likely)
                told += f" and {len(odds) - 4} more" if len(odds) > 4 else ""
                lines.append((f"{one_line(player)}, {one_line(label)}", told))
    if not lines:
        return None
    shown = [paragraph(f"{name}: {told}") for name, told in lines[:MOST_SETS]]
    return block("WHAT IS BELIEVED WHERE PLAYERS CANNOT TELL", *shown)


def _payoffs(solution: Solution, draw: int) -> Group:
    told = " · ".join(f"{one_line(name)} {value:.4g}" for name, value in solution.value(draw).items())
    return block("PAYOFFS", paragraph(told))


def _others(others: Others) -> Group:
    found = len(others.times)
    lines = [
        f"{others.arrived} of {others.starts} random starts arrived at an equilibrium, "
        f"{others.on_branch} of them at this one."
    ]
    lines.append(
        "None found another; that none exists is not shown by this."
        if not found
        else f"{found} other{'s' if found > 1 else ''} found, "
        + ", ".join(f"{int(times)} time{'s' if times > 1 else ''}" for times in others.times[:MOST_OTHERS])
        + ("; the strategies are in --json." if found <= MOST_OTHERS else ", …; the strategies are in --json.")
    )
    return block("OTHER EQUILIBRIA", *(paragraph(line) for line in lines))


def _branch(path: BranchPath) -> Group:
    turns = [f"{value:.4g}" for value in path.turning_precision]
    points = "1 point" if len(path.scale) == 1 else f"{len(path.scale)} points"
    told = f"{points} from λ = 0, worst residual {path.residual.max():.1g}."
    if turns:
        told += (
            f" It turns at λ = {', '.join(turns)}: where it passes a precision more than once, the first time counts."
        )
    if not path.has_arrived:
        told += " It was lost before the precision asked for."
    return block("THE BRANCH", paragraph(told))


def _certificate(solution: Solution, draw: int) -> Group:
    told = (
        f"residual {solution.residual[draw]:.1g} (an equilibrium below 1e-9) · regret {solution.regret[draw]:.1g} · "
        f"raw regret {solution.raw_regret[draw]:.2g}"
    )
    lines = [told]
    if solution.is_solved[draw]:
        lines.append(f"{solution.sentence(draw).capitalize()}.")
    if solution.is_limit and solution.is_solved[draw]:
        lines.append(
            "An approximate sequential equilibrium of the game without error: nobody gains more than the raw regret by "
            "another action anywhere, beliefs by Bayes' rule with every action possible."
        )
    return block("RESTS ON", *(paragraph(line) for line in lines))


def percent(p: float) -> str:
    """A probability as a page prints it: at no finite precision is anything impossible or certain."""
    if p < 0.0005:
        return "< 0.1 %"
    if p > 0.9995:
        return "> 99.9 %"
    return f"{100 * p:.1f} %"


def _bar(p: float) -> str:
    return EDGE + FULL * round(BAR * min(1.0, max(0.0, p)))
