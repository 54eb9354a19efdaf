"""A game on the terminal: who moves where, what is paid, and what the catalogue knows of it."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from foedus.cli.console import folded
from foedus.cli.plain import counted
from foedus.errors import printable
from foedus.game import Entry, Formula, Game, KnownSolution
from foedus.game.arithmetic import names_in
from foedus.game.payoff import written_payoff
from foedus.quantity import Quantity

MOST_LISTED = 60
MOST_WARNINGS = 5


def summary_lines(name: str, game: Game) -> list[str]:
    """The lines that `foedus game check` prints: ok, what there is, what the payoffs are, and what is odd."""
    lines = [printable(f"{name}  ok"), *(folded(line, "  ") for line in (holdings(game), _payoff_line(game)) if line)]
    return [*lines, *(printable(f"  warning: {warning}") for warning in warnings(game))]


def warnings(game: Game) -> list[str]:
    """What is odd about a game but does not stop it, one sentence each."""
    found = []
    named = {
        name
        for each in game.outcomes
        for payoff in each.payoffs
        if isinstance(payoff, Formula)
        for name in names_in(payoff.expression)
    }
    read = {name for each in game.utilities if each.name in named for name in each.formula.columns}
    for kind, names in (
        ("utility", [each.name for each in game.utilities]),
        ("parameter", [each.name for each in game.parameters]),
        ("column", game.columns),
    ):
        unused = [name for name in names if name not in named | read]
        found += [f"the {kind} {name} is used by no payoff" for name in unused[:MOST_WARNINGS]]
    movers = {each.player for each in game.information_sets}
    idle = [name for player, name in enumerate(game.players) if player not in movers]
    found += [f"{name} never moves" for name in idle[:MOST_WARNINGS]]
    single = [each.label for each in game.information_sets if len(each.actions) == 1]
    if single:
        more = f" and {len(single) - 1:,} more" if len(single) > 1 else ""
        found.append(f"there is nothing to choose at {single[0]}{more}")
    return found


def holdings(game: Game) -> str:
    """How much there is of everything."""
    depth: list[int] = []
    for parent in game.parents:
        depth.append(depth[parent] + 1 if parent >= 0 else 0)
    parts = [
        counted(len(game.players), "player", "players"),
        counted(len(game.information_sets), "information set", "information sets"),
        *([counted(len(game.chance_sets), "chance set", "chance sets")] if game.chance_sets else []),
        counted(game.n_leaves, "leaf", "leaves"),
        f"{counted(max(depth), 'move', 'moves')} at most",
    ]
    return f"{', '.join(parts)}; perfect recall"


def _payoff_line(game: Game) -> str:
    payoffs = [payoff for each in game.outcomes for payoff in each.payoffs]
    numbers = [payoff for payoff in payoffs if isinstance(payoff, Fraction)]
    kinds = Counter(type(payoff) for payoff in payoffs)
    parts = []
    if numbers:
        low, high = min(numbers), max(numbers)
        span = f" from {float(low):g} to {float(high):g}" if low < high else f" of {float(low):g}"
        parts.append(f"{counted(len(numbers), 'number', 'numbers')}{span}")
    if kinds[Quantity]:
        parts.append(counted(kinds[Quantity], "interval", "intervals"))
    if kinds[Formula]:
        parts.append(counted(kinds[Formula], "formula", "formulas"))
    line = f"payoffs: {', '.join(parts)}" if parts else ""
    if game.columns:
        line += f"; columns {', '.join(printable(name) for name in game.columns)}"
    free = [parameter.name for parameter in game.parameters if parameter.value is None]
    return line + (f"; to be estimated {', '.join(map(printable, free))}" if free else "")


def game_lines(game: Game) -> list[str]:
    """The game in lines: title, players and their sets, chance, outcomes."""
    lines = [printable(game.title or "Game"), folded(holdings(game), "  ")]
    if game.comment:
        lines.append(folded(printable(game.comment), "  "))
    nodes = Counter(game.set_of_node)
    for player, name in enumerate(game.players):
        sets = [(i, each) for i, each in enumerate(game.information_sets) if each.player == player]
        lines += ["", printable(f"{name}: {counted(len(sets), 'information set', 'information sets')}")]
        for index, each in sets[:MOST_LISTED]:
            where = f" ({nodes[index]} nodes)" if nodes[index] > 1 else ""
            lines.append(folded(printable(f"{each.label}{where}: {', '.join(each.actions)}"), "  "))
        lines += _left_out(len(sets))
    if game.chance_sets:
        lines += ["", "Chance"]
        for draw in game.chance_sets[:MOST_LISTED]:
            pairs = zip(draw.actions, draw.probabilities, strict=True)
            lines.append(folded(printable(f"{draw.label}: {', '.join(f'{a} {p}' for a, p in pairs)}"), "  "))
        lines += _left_out(len(game.chance_sets))
    for heading, named in (
        ("Parameters", [(p.name, "free" if p.value is None else written_payoff(p.value)) for p in game.parameters]),
        ("Utilities", [(each.name, each.formula.text) for each in game.utilities]),
        (
            f"Outcomes (payoffs of {', '.join(game.players)})",
            [(each.label, ", ".join(map(written_payoff, each.payoffs))) for each in game.outcomes],
        ),
    ):
        if named:
            lines += ["", printable(heading)]
            lines += [folded(printable(f"{name}: {value}"), "  ") for name, value in named[:MOST_LISTED]]
            lines += _left_out(len(named))
    return lines


def _left_out(count: int) -> list[str]:
    return [f"  … and {count - MOST_LISTED:,} more"] if count > MOST_LISTED else []


def entry_lines(entry: Entry, numbers: Mapping[str, Any]) -> list[str]:
    """What the catalogue knows of a game: source, reason, numbers, known solutions."""
    lines = ["", "Source", folded(entry.citation, "  ")]
    if entry.doi:
        lines.append(f"  https://doi.org/{entry.doi}")
    lines += ["", "Why", folded(entry.why, "  ")]
    if entry.settings:
        lines += ["", "Numbers (--set NAME=NUMBER)"]
        lines += [
            folded(f"{setting.name}={setting.default}: {setting.says}; {setting.expected}", "  ")
            for setting in entry.settings
        ]
    for solution in entry.solutions(**numbers):
        lines += ["", f"Known: {solution.concept}{_precision(solution)}", folded(solution.statement, "  ")]
        shown = [
            folded(f"{player}, {label}: {', '.join(f'{a} {_number(p)}' for a, p in strategy.items())}", "    ")
            for player, sets in solution.profile.items()
            for label, strategy in sets.items()
        ]
        lines += shown[:MOST_LISTED] + _left_out(len(shown))
    return lines


def _precision(solution: KnownSolution) -> str:
    return "" if solution.precision is None else f" at λ = {solution.precision:g}"


def _number(p: float | Fraction) -> str:
    return str(p) if isinstance(p, Fraction | int) else f"{p:.4f}"
