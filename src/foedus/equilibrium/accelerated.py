"""The branch from reference play by Anderson acceleration: up a ladder of precisions, and round its turning points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from foedus.equilibrium.anderson import Memory
from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.loop import Points, distance
from foedus.equilibrium.problem import Array, FixedPoint, Game
from foedus.equilibrium.rows import total


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class AcceleratedState:
    iterate: Array
    is_done: Array
    is_over: Array
    steps: Array
    scale: Array
    """t of the iterate, (draw,)"""
    origin: Array
    """y of reference play, (unknown, draw)"""
    caution: Array
    """1, and `second` on the second climb, (draw,)"""
    below: Array
    """where the rung below ended, (unknown, draw)"""
    below_scale: Array
    """t there, (draw,)"""
    along: Array
    """where the branch goes from there, in (y, t), (unknown + 1, draw): on the ladder per unit of t, on an arc of
    length 1"""
    length: Array
    """how far along the rung under way is, (draw,)"""
    lands: Array
    """whether it is the last, on t = 1, (draw,)"""
    arcs: Array
    """whether t is unknown too, and the rung is measured along the branch, (draw,)"""
    secant: Array
    """unit vector between the last two rungs, (unknown + 1, draw)"""
    secant_length: Array
    """0 where there is none, (draw,)"""
    rung_steps: Array
    """steps since the rung was begun, (draw,)"""
    previous: Array
    previous_scale: Array
    residual: Array
    memory: Memory
    best: Array
    """smallest distance so far, (draw,)"""


@dataclass(frozen=True)
class Accelerated:
    """Anderson acceleration with a short memory, along the branch that begins at reference play.

    Straight at the full precision it takes a third fewer steps, and in one draw of twenty ends on another equilibrium
    than the principal branch. So it climbs a ladder of precisions. On each rung but the last a rough solution will do;
    the next begins where the last two point, and is as much higher as the last one was easy. A rung that is missed is
    taken again from below at a third of its height.

    Where rungs would have to be lower than `lowest` the branch may turn back. From there on t is an unknown as well
    and rungs are measured along the branch: what is held is the distance along the curve through the last three of
    them (pseudo-arclength), until one lands on the full precision. A draw whose rungs become shorter than `shortest`,
    that comes back to t = 0, or that takes `climb_steps`, climbs once more from reference play: with rungs a third as
    high, each left a third as close. If that fails as well it is given up.

    On the last rung a draw that has come near enough is left to be finished (`Straight`): nothing is solved here.
    """

    max_steps: int = 900
    climb_steps: int = 300
    """steps after which the first climb is given up; the second takes what is left"""
    second: float = 1 / 3
    first: float = 0.2
    """height of the first rung"""
    highest: float = 0.4
    lowest: float = 0.05
    """height of a rung below which t becomes an unknown"""
    rough: float = 1e-2
    """distance at which a rung but the last is left"""
    rung_limit: int = 12
    """steps after which a rung counts as missed"""
    easy: int = 3
    """steps for which the next rung is twice as high, and above twice as many of which it is lower"""
    first_arc: float = 0.02
    """length of the first rung along the branch, as a move of t"""
    shortest: float = 1e-3
    """length below which a draw is given up, in (y, t)"""
    rough_arc: float = 3e-3
    arc_limit: int = 20
    bend: float = 0.2
    """cosine of the angle between where a rung pointed and where it ended, below which it was too long"""
    least_gain: float = 1e-3
    """of t on the border, which it follows by its share of the direction: hardly, at a turning point"""
    memory: int = 6
    regularisation: float = 1e-10
    hand_over: float = 1e-4
    """distance at which a draw on the last rung is left to be finished"""

    is_hot: ClassVar[bool] = True

    def begin(self, points: Points) -> AcceleratedState:
        """On the first rung above the points, which lie below the full precision."""
        iterate, zero = points.iterate, jnp.zeros_like(points.scale)
        height = jnp.minimum(self.first, 1.0 - points.scale)
        along = jnp.concatenate([jnp.zeros_like(iterate), jnp.ones_like(zero)[None]])
        return AcceleratedState(
            iterate=iterate,
            is_done=zero > 1,
            is_over=zero > 1,
            steps=zero,
            scale=points.scale + height,
            origin=points.origin,
            caution=zero + 1,
            below=iterate,
            below_scale=points.scale,
            along=along,
            length=height,
            lands=points.scale + height >= 1.0,
            arcs=zero > 1,
            secant=along,
            secant_length=zero,
            rung_steps=zero,
            previous=iterate,
            previous_scale=zero,
            residual=jnp.zeros_like(iterate),
            memory=Memory.empty(self.memory, iterate),
            best=jnp.full_like(zero, jnp.inf),
        )

    def left_at(self, state: AcceleratedState) -> tuple[Array, Array, Array]:
        """The end of the last rung that a draw has climbed, and which way the branch goes on."""
        return state.below, state.below_scale, 1.0 - 2.0 * (state.along[-1] < 0)

    def advance(self, problem: FixedPoint, game: Game, state: AcceleratedState, turn: Array) -> AcceleratedState:
        y, t, along = state.iterate, state.scale, state.along
        residual = problem.step(game, y, t) - y
        gap = distance(y, y + residual)
        is_broken = ~jnp.isfinite(gap)
        here = jnp.concatenate([state.below, state.below_scale[None]])
        secant = jnp.concatenate([y, t[None]]) - here
        is_free = state.arcs & ~state.lands
        ahead = jnp.sum(along * secant, axis=0)
        off = jnp.where(is_free, ahead - state.length, 0.0)
        proposal, proposed_scale, memory = self._mixed(state, residual, off, is_free, ~is_broken, turn)

        # Is the rung climbed, or missed?
        steps = state.rung_steps + 1
        is_handed = state.lands & (gap <= self.hand_over)
        rough = state.caution * jnp.where(state.arcs, self.rough_arc, self.rough)
        is_near = ~state.lands & (gap <= rough) & (jnp.abs(off) <= 0.1 * state.length)
        size = jnp.sqrt(jnp.sum(secant * secant, axis=0))
        has_turned_off = state.arcs & (ahead <= self.bend * size)
        climbs = (is_near & ~has_turned_off) | is_handed
        is_late = (steps >= jnp.where(state.arcs, self.arc_limit, self.rung_limit)) & (state.best > rough)
        is_missed = ~climbs & (is_broken | is_late | (is_near & has_turned_off))
        moves_on = climbs | is_missed

        after = self._next_rung(state, climbs, is_missed, secant, size)
        target = jnp.concatenate([after.below, after.below_scale[None]]) + after.length * after.along
        is_lost = (is_missed & after.arcs & (after.length < state.caution**2 * self.shortest)) | (
            after.below_scale < 0.0
        )
        is_first = state.caution == 1.0
        is_lost = is_lost | (is_first & ~state.lands & (state.steps >= self.climb_steps))
        begun = replace(
            after,
            iterate=jnp.where(moves_on, target[:-1], proposal),
            is_over=is_handed | (is_lost & ~is_first),
            steps=state.steps + 1,
            scale=jnp.where(after.lands, 1.0, jnp.where(moves_on, target[-1], proposed_scale)),
            rung_steps=jnp.where(moves_on, 0.0, steps),
            previous=y,
            previous_scale=t,
            residual=residual,
            memory=memory,
            best=jnp.where(moves_on, jnp.inf, jnp.minimum(gap, state.best)),
        )
        return self._climbing_again(begun, is_lost & is_first & ~is_handed)

    def _climbing_again(self, state: AcceleratedState, is_again: Array) -> AcceleratedState:
        """The state with some draws back at reference play, to climb with more caution."""
        height = jnp.full_like(state.length, self.second * self.first)
        upward = jnp.zeros_like(state.along).at[-1].set(1.0)
        afresh = replace(
            state,
            iterate=state.origin,
            scale=height,
            caution=jnp.full_like(height, self.second),
            below=state.origin,
            below_scale=jnp.zeros_like(height),
            along=upward,
            length=height,
            lands=height > 1.0,
            arcs=height > 1.0,
            secant_length=jnp.zeros_like(height),
            rung_steps=jnp.zeros_like(height),
            best=jnp.full_like(height, jnp.inf),
        )
        return jax.tree_util.tree_map(  # type: ignore[no-any-return]
            lambda new, old: old if new is old else jnp.where(is_again, new, old), afresh, state
        )

    def _mixed(
        self, state: AcceleratedState, residual: Array, off: Array, is_free: Array, is_finite: Array, turn: Array
    ) -> tuple[Array, Array, Memory]:
        """Where the last few iterates point, in y and t, and what is remembered of them."""
        y, t, along = state.iterate, state.scale, state.along
        # On the ladder each rung has a memory of its own; along an arc what moves t tells of the slope.
        is_first = (state.rung_steps == 0.0) & ~state.arcs
        is_new = ~is_first & (state.steps > 0) & is_finite
        memory = state.memory.with_pair(
            turn % self.memory,
            y - state.previous,
            residual - state.residual,
            t - state.previous_scale,
            is_new,
            ~is_first,
        )
        gain = jnp.maximum(jnp.abs(along[-1]), self.least_gain)
        across = total(memory.moves * along[:-1]) + along[-1] * memory.shifts
        # Least squares weigh the border as if t had the size of what it moves.
        border = jnp.where(is_free, -jnp.sqrt(gain) * across, 0.0)
        mixing = memory.mixing(residual, self.regularisation, border, -jnp.sqrt(gain) * off)
        learnt = sum(mixing[place] * (memory.shifts[place] - gain * across[place]) for place in range(self.memory))
        scale = t - gain * off - jnp.where(jnp.isfinite(learnt), learnt, 0.0)
        return y + memory.step(mixing, residual), jnp.where(is_free, scale, t), memory

    def _next_rung(
        self, state: AcceleratedState, climbs: Array, is_missed: Array, secant: Array, size: Array
    ) -> AcceleratedState:
        """The state with the rung that comes next: above, or this one again from lower down."""
        arcs, along, length = state.arcs, state.along, state.length
        highest = state.caution * self.highest
        easy = jnp.where(arcs, self.easy + 1, self.easy)
        steps = state.rung_steps + 1
        grown = jnp.where(steps <= easy, 2.0, jnp.where(steps <= 2 * easy, 1.0, 0.6)) * length
        # The tangent at the end of the curve through the last three points; on the ladder the slope of the last two.
        unit = secant / jnp.where(size > 0, size, 1.0)
        curved = unit + (unit - state.secant) * size / jnp.where(size > 0, size + state.secant_length, 1.0)
        tangent = jnp.where(state.secant_length > 0, curved, unit)
        tangent = tangent / jnp.sqrt(jnp.sum(tangent * tangent, axis=0))
        slope = secant / jnp.where(length > 0, length, 1.0)
        along = jnp.where(climbs, jnp.where(arcs, tangent, slope), along)
        length = jnp.where(climbs, jnp.where(arcs, grown, jnp.minimum(grown, highest)), length / 3.0)
        below = jnp.where(climbs, state.iterate, state.below)
        below_scale = jnp.where(climbs, state.scale, state.below_scale)

        turns = is_missed & ~arcs & (length < self.lowest)
        steepness = jnp.sqrt(jnp.sum(along * along, axis=0))
        along = jnp.where(turns, along / steepness, along)
        length = jnp.where(turns, state.caution * self.first_arc * steepness, length)
        arcs = arcs | turns

        rise = along[-1]
        length = jnp.where(arcs, jnp.minimum(length, highest / jnp.maximum(jnp.abs(rise), 1e-12)), length)
        to_end = (1.0 - below_scale) / jnp.where(rise > 0, rise, 1.0)
        lands = (rise > 0) & (length >= to_end)
        length = jnp.where(lands, to_end, length)
        moves_on = climbs | is_missed
        return replace(
            state,
            below=below,
            below_scale=below_scale,
            along=along,
            length=jnp.where(moves_on, length, state.length),
            lands=jnp.where(moves_on, lands, state.lands),
            arcs=arcs,
            secant=jnp.where(climbs, unit, state.secant),
            secant_length=jnp.where(climbs, size, state.secant_length),
        )
