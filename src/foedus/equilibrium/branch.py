"""The principal branch from λ = 0, through turning points, with a dense Jacobian: for few unknowns.

Pseudo-arclength continuation (Allgower & Georg 1990, doi:10.1007/978-3-642-61257-2): the unknown is (y, s), s the
scale of the precision weighed by how far y goes about, and a step is measured along the branch. One dense system per
turn gives a correction and a tangent at once, so that a step which was predicted well takes one turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.dense import solve_dense
from foedus.equilibrium.loop import Points
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class BranchState:
    iterate: Array
    """y at the last accepted point, (unknown, draw)"""
    scale: Array
    """t at the last accepted point, (draw,)"""
    is_done: Array
    is_over: Array
    origin: Array
    """y at t = 0, (unknown, draw)"""
    steps: Array
    """linear systems solved, (draw,)"""
    direction: Array
    """unit tangent in (y, s) at the last accepted point, (unknown + 1, draw)"""
    length: Array
    """of the step under way; 0 before the first, (draw,)"""
    trial: Array
    """where the corrector has got to, (y, t), (unknown + 1, draw)"""
    first_error: Array
    """size of the first correction of the step under way, (draw,)"""
    error: Array
    """size of the last correction, (draw,)"""
    tries: Array
    """corrections made in the step under way, (draw,)"""
    lands: Array
    """whether the step ends on t = 1, (draw,)"""
    turns: Array
    """turning points passed, (draw,)"""
    caution: Array
    """1, and a quarter of that after each fresh start, (draw,)"""


@dataclass(frozen=True)
class Branch:
    """Continuation from t = 0 to the first crossing of t = 1.

    A step is taken again at a third of its length where its corrections do not shrink, where the first was larger than
    `worst_error`, where the tangent turned by more than an angle of cosine `least_bend`, or where it passed t = 1
    unawares. The step that would pass t = 1 ends on it, and is corrected to `final`. A draw whose steps become too
    short, or that comes back to t = 0, starts afresh with steps a quarter as long, `fresh_starts` times.
    """

    max_steps: int = 400
    first_length: float = 0.25
    """of the first step, in log odds"""
    longest: float = 0.75
    """of a step in s, near λ = 0"""
    stretch: float = 0.5
    """share of s by which steps may be longer as s grows"""
    tolerance: float = 1e-2
    """largest correction (relative where y exceeds 1) after which a point is accepted; it is corrected once more as
    the next is predicted"""
    aim: float = 0.04
    """first correction that step control aims at"""
    worst_error: float = 0.4
    corrections: int = 5
    least_bend: float = 0.6
    final: float = 1e-13
    floor: float = 1e-10
    """correction with which the last point is accepted where it no longer shrinks"""
    shortest: float = 1e-9
    fresh_starts: int = 1

    is_hot: ClassVar[bool] = False

    def begin(self, points: Points) -> BranchState:
        """At a point of the branch, whose steps hold t and correct y until it is found."""
        zero = jnp.zeros_like(points.scale)
        along = jnp.zeros((len(points.iterate) + 1, zero.shape[-1])).at[-1].set(points.heading)
        return BranchState(
            iterate=points.iterate,
            scale=points.scale,
            is_done=zero > 1,
            is_over=zero > 1,
            origin=points.origin,
            steps=zero,
            direction=along,
            length=zero,
            trial=jnp.concatenate([points.iterate, points.scale[None]]),
            first_error=zero,
            error=zero,
            tries=zero,
            lands=points.scale >= 1.0,
            turns=zero,
            caution=zero + 1.0,
        )

    def left_at(self, state: BranchState) -> tuple[Array, Array, Array]:
        """The last point accepted, and which way the branch goes on."""
        return state.iterate, state.scale, 1.0 - 2.0 * (state.direction[-1] < 0)

    def advance(self, problem: FixedPoint, game: Game, state: BranchState, turn: Array) -> BranchState:
        """One dense system: a correction, and the tangent there."""
        span = jnp.maximum(problem.span(game), 1e-300)
        move, tangent = self._solve(problem, game, state, span)
        y = state.trial[:-1]
        error = jnp.max(jnp.abs(move[:-1]) / (1.0 + jnp.abs(y)), axis=0)
        error = jnp.where(jnp.all(jnp.isfinite(move), axis=0) & jnp.all(jnp.isfinite(tangent), axis=0), error, jnp.inf)
        state = replace(state, steps=state.steps + 1)
        here = jnp.concatenate([y + move[:-1], (state.trial[-1] + move[-1] / span)[None]])

        first = jnp.where(state.tries == 0, error, state.first_error)
        shrinks = (state.tries == 0) | (error <= 0.5 * state.error)
        is_start = state.length == 0.0
        ends = jnp.where(state.lands, error <= self.final, error <= self.tolerance)
        ends = ends | (state.lands & (error <= self.floor) & ~shrinks)
        has_failed = ~ends & (
            ~shrinks
            | (state.tries + 1 >= jnp.where(state.lands, 3 * self.corrections, self.corrections))
            | ((first > self.worst_error * state.caution) & ~is_start)
        )
        corrected = replace(state, trial=here, first_error=first, error=error, tries=state.tries + 1)
        arrived = self._arrive(replace(state, first_error=first), here, tangent, ends, span)
        goes_on = ~ends & ~has_failed
        return jax.tree_util.tree_map(  # type: ignore[no-any-return]
            lambda new, old: jnp.where(goes_on, new, old), corrected, arrived
        )

    def _solve(self, problem: FixedPoint, game: Game, state: BranchState, span: Array) -> tuple[Array, Array]:
        """Newton's correction across the branch (with t held if the step ends on t = 1), and the unit tangent."""
        n = len(state.iterate)
        units = jnp.broadcast_to(jnp.eye(n + 1)[:, :, None], (n + 1, n + 1, span.shape[-1]))
        image, push = jax.linearize(lambda at: problem.step(game, at[:-1], at[-1]), state.trial)
        columns = jax.vmap(push)(units)  # (of what, image, draw)
        derivative = jnp.eye(n)[:, :, None] - jnp.swapaxes(columns[:-1], 0, 1)
        matrix = jnp.concatenate([derivative, -(columns[-1] / span)[:, None]], axis=1)
        ahead = jnp.zeros_like(state.direction).at[-1].set(1.0)
        border = jnp.where(state.lands, ahead, state.direction)
        matrix = jnp.concatenate([matrix, border[None]])
        miss = jnp.concatenate([image - state.trial[:-1], jnp.zeros_like(span)[None]])
        solved = solve_dense(matrix, jnp.stack([miss, ahead], axis=1))
        tangent = solved[:, 1]
        return solved[:, 0], tangent / jnp.sqrt(jnp.sum(tangent * tangent, axis=0))

    def _arrive(self, state: BranchState, here: Array, tangent: Array, ends: Array, span: Array) -> BranchState:
        """The step is accepted or taken back, and the next one is pointed."""
        along, is_start = state.direction, state.length == 0.0
        bend = jnp.sum(tangent * along, axis=0)
        is_smooth = (bend >= self.least_bend) | is_start | state.lands
        passed = ends & ~state.lands & (here[-1] > 1.0)
        is_good = ends & is_smooth & ~passed & (here[-1] > -1e-9)
        is_done = is_good & state.lands

        grown = jnp.sqrt(self.aim * state.caution / jnp.maximum(state.first_error, 1e-12))
        grown = jnp.clip(jnp.where(bend > 0.9, grown, jnp.minimum(grown, 1.0)), 0.3, 2.0) * state.length
        grown = jnp.where(is_start, self.first_length * state.caution, grown)
        length = jnp.where(is_good, grown, jnp.where(passed, state.length, state.length / 3.0))
        # A start that cannot be corrected with t held has no shorter step to take.
        is_lost = ~is_good & ~passed & ((length < self.shortest) | ~(here[-1] > -1e-9) & ends)
        moved_on = replace(
            state,
            iterate=jnp.where(is_good, here[:-1], state.iterate),
            scale=jnp.where(is_good, jnp.where(state.lands, 1.0, here[-1]), state.scale),
            is_done=is_done,
            is_over=is_done,
            direction=jnp.where(is_good, tangent, along),
            length=length,
            turns=state.turns + (is_good & ~is_start & (tangent[-1] * along[-1] < 0)),
        )
        moved_on = self._point(moved_on, span, passed)
        afresh = self.begin(Points(state.origin, state.origin, jnp.zeros_like(span), jnp.ones_like(span)))
        starts = 1.0 - jnp.log(state.caution) / jnp.log(4.0)
        afresh = replace(
            afresh,
            caution=state.caution / 4.0,
            steps=state.steps,
            is_over=is_lost & (starts > self.fresh_starts + 0.5),
        )
        return jax.tree_util.tree_map(  # type: ignore[no-any-return]
            lambda new, old: jnp.where(is_lost, new, old), afresh, moved_on
        )

    def _point(self, state: BranchState, span: Array, must_land: Array) -> BranchState:
        """The state with the next step pointed along the tangent."""
        ahead = state.direction[-1]
        most = (
            (self.longest + self.stretch * jnp.abs(state.scale) * span)
            * state.caution
            / jnp.maximum(jnp.abs(ahead), 1e-12)
        )
        length = jnp.minimum(state.length, most)
        to_end = (1.0 - state.scale) * span / jnp.where(ahead > 1e-12, ahead, 1e-12)
        lands = (ahead > 1e-12) & ((length >= to_end) | must_land)
        length = jnp.where(lands, to_end, length)
        trial = jnp.concatenate(
            [
                state.iterate + length * state.direction[:-1],
                jnp.where(lands, 1.0, state.scale + length * ahead / span)[None],
            ]
        )
        nothing = jnp.zeros_like(length)
        return replace(
            state, length=length, trial=trial, lands=lands, tries=nothing, first_error=nothing, error=nothing
        )
