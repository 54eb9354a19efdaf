"""A solved game as what JSON holds: the numbers in full, so that whoever reads them can check them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.equilibrium.tree_branch import BranchPath
    from foedus.equilibrium.tree_probe import Others
    from foedus.equilibrium.tree_solution import Solution

Nested = dict[str, dict[str, dict[str, Any]]]


def solution_record(solution: Solution, title: str, draw: int = 0) -> dict[str, Any]:
    """One draw of a solution: strategies by player, set and action, beliefs by the history of each node.

    `converged` is whether it is an equilibrium: a method arrived, and `residual`, recomputed from the payoffs over all
    sets, is at most 1e-9. Probabilities too small for a number are 0; `log_beliefs` says how small.
    """
    record: dict[str, Any] = {
        "game": title,
        "players": list(solution.names.players),
        "precision": _numbers(zip(solution.names.players, solution.precision[:, draw].tolist(), strict=True)),
        "link": str(solution.link),
        "limit": solution.is_limit,
        "strategies": _finite(solution.strategies(draw)),
        "payoffs": _numbers(solution.value(draw).items()),
        "beliefs": _finite(solution.beliefs(draw)),
        "log_beliefs": _finite(solution.log_beliefs(draw)),
        "residual": _number(float(solution.residual[draw])),
        "regret": _number(float(solution.regret[draw])),
        "raw_regret": _number(float(solution.raw_regret[draw])),
        "converged": bool(solution.is_solved[draw]),
        "status": solution.sentence(draw),
    }
    if solution.branch is not None:
        record["branch"] = _branch(solution, solution.branch[draw])
    if solution.others is not None:
        record["others"] = _others(solution, solution.others[draw])
    return record


def _branch(solution: Solution, path: BranchPath) -> dict[str, Any]:
    return {
        "arrived": path.has_arrived,
        "precision": dict(zip(solution.names.players, path.precision.tolist(), strict=True)),
        "strategies": _rows(solution, path.probability.tolist()),
        "residual": path.residual.tolist(),
        "raw_regret": path.raw_regret.tolist(),
        "turning_precision": path.turning_precision.tolist(),
    }


def _others(solution: Solution, others: Others) -> dict[str, Any]:
    return {
        "starts": others.starts,
        "arrived": others.arrived,
        "on_branch": others.on_branch,
        "equilibria": [
            {
                "times": int(others.times[number]),
                "strategies": _rows(solution, others.probability[:, number].tolist()),
                "payoffs": dict(zip(solution.names.players, others.payoffs[:, number].tolist(), strict=True)),
                "residual": float(others.residual[number]),
            }
            for number in range(len(others.times))
        ],
    }


def _rows(solution: Solution, rows: list[Any]) -> Nested:
    nested: Nested = {player: {} for player in solution.names.players}
    for (player, label, action), row in zip(solution.names.moves, rows, strict=True):
        nested[player].setdefault(label, {})[action] = row
    return nested


def _finite(nested: Nested) -> Nested:
    return {player: {label: _numbers(row.items()) for label, row in sets.items()} for player, sets in nested.items()}


def _numbers(pairs: Iterable[tuple[str, float]]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in pairs}


def _number(value: float) -> float | None:
    """What JSON can hold: null where a computation that failed left no number."""
    return value if math.isfinite(value) else None
