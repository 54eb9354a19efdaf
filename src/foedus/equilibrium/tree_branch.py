"""The principal branch of one draw, point by point: as λ grows from 0, through turning points, to the λ asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.equilibrium.branch import Branch
from foedus.equilibrium.chain import begin
from foedus.equilibrium.chunk import take
from foedus.equilibrium.lanes import begun
from foedus.equilibrium.loop import Points, advance
from foedus.equilibrium.tree_engine import TreeEngine
from foedus.equilibrium.tree_map import TreeNumbers
from foedus.equilibrium.tree_solve import MOST_DENSE, from_cut, profile_of

Numbers = np.ndarray[Any, Any]

DRAWN = Branch(max_steps=6000, longest=0.2, stretch=0.08, tolerance=1e-9, aim=0.02)
"""points close enough to be drawn, each corrected to the last digits before the next"""


@dataclass(frozen=True, eq=False)
class BranchPath:
    """Points of the branch in the order in which it passes them."""

    scale: Numbers
    """share of the precision asked for, (point,); it falls between two turning points"""
    precision: Numbers
    """λ of every player there, (player, point)"""
    probability: Numbers
    """of every move, (move, point)"""
    residual: Numbers
    """‖σ − F(σ)‖∞ at each point, recomputed from the payoffs, (point,)"""
    raw_regret: Numbers
    """(point,)"""
    turning: Numbers
    """numbers of the points after which λ goes the other way, (turn,)"""
    turning_scale: Numbers
    """share of the precision at which it turns, between that point and the next, (turn,)"""
    has_arrived: bool
    """whether it was followed to the precision asked for"""
    coarseness: float
    """largest change of a probability from one point to the next: how fine a picture of it is"""

    @property
    def turning_precision(self) -> Numbers:
        """The largest λ of a player at which the branch turns, (turn,)."""
        return np.asarray(self.turning_scale * self.precision.max(axis=0)[-1] / self.scale[-1])


def trace(engine: TreeEngine, numbers: TreeNumbers, draw: int) -> BranchPath:
    """The branch of one draw, from λ = 0 to its first crossing of the precision."""
    one = take(numbers, slice(draw, draw + 1))
    mapped = engine.whole if engine.whole.schedule.n_unknown <= MOST_DENSE else engine.reduced
    prepared, origin = begin(mapped.problem, one)
    found, scales, headings = [np.asarray(origin)], [0.0], [1.0]
    has_arrived = not mapped.schedule.n_unknown
    if not has_arrived:
        state = begun(DRAWN, Points.at(origin, 0.0))
        for _ in range(DRAWN.max_steps):
            state = advance(DRAWN, mapped.problem, prepared, state, 1, DRAWN.max_steps)
            at = float(np.asarray(state.scale)[0])
            if at != scales[-1]:
                found.append(np.asarray(state.iterate))
                scales.append(at)
                headings.append(float(np.asarray(state.direction)[-1, 0]))
            if bool(np.asarray(state.is_over)[0]):
                has_arrived = bool(np.asarray(state.is_done)[0])
                break
    odds = np.concatenate(found, axis=-1)
    scale = np.array(scales)
    along = type(one)(
        np.repeat(one.payoffs, len(scale), axis=-1),
        np.repeat(one.log_chance, len(scale), axis=-1),
        one.precision * scale,
    )
    profile = profile_of(engine, along, odds) if mapped is engine.whole else from_cut(engine, along, odds)[1]
    probability = np.exp(profile.log_probability)
    rise = np.array(headings)
    turning = np.flatnonzero((rise[1:] > 0) != (rise[:-1] > 0))
    span = float(np.asarray(mapped.problem.span(prepared))[0])
    return BranchPath(
        scale=scale,
        precision=player_precision(engine, along),
        probability=probability,
        residual=np.asarray(profile.certificate.residual),
        raw_regret=np.asarray(profile.certificate.raw_regret),
        turning=turning,
        turning_scale=np.array([_turns_at(odds, scale, rise, span, int(point)) for point in turning]),
        has_arrived=has_arrived,
        coarseness=float(np.max(np.abs(np.diff(probability, axis=-1)), initial=0.0)),
    )


def _turns_at(odds: Numbers, scale: Numbers, rise: Numbers, span: float, point: int) -> float:
    """Where the scale turns between a point and the next: of the cubic with their values and slopes."""
    here, there = scale[point], scale[point + 1]
    length = float(np.sqrt(np.sum((odds[:, point + 1] - odds[:, point]) ** 2) + (span * (there - here)) ** 2))
    first, last = rise[point] * length / span, rise[point + 1] * length / span
    # t(u) = a u³ + b u² + first u + here on 0 ≤ u ≤ 1
    a, b = first + last - 2.0 * (there - here), 3.0 * (there - here) - 2.0 * first - last
    roots = np.roots([3.0 * a, 2.0 * b, first])
    inside = [float(root.real) for root in roots if abs(root.imag) < 1e-9 and -1e-9 <= root.real <= 1.0 + 1e-9]
    if not inside:
        return float(here if abs(rise[point]) < abs(rise[point + 1]) else there)
    u = inside[0]
    return float(((a * u + b) * u + first) * u + here)


def player_precision(engine: TreeEngine, numbers: TreeNumbers) -> Numbers:
    """λ of every player, (player, draw); 0 for one who never moves."""
    tree = engine.structure.tree
    found = np.zeros((tree.n_players, numbers.precision.shape[-1]))
    found[tree.player_of_set[: tree.n_sets]] = numbers.precision
    return found
