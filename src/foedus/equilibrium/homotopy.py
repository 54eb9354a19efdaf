"""The principal branch from λ = 0, through turning points, by pseudo-arclength continuation.

The branch of logit equilibria as λ grows generically selects one equilibrium (McKelvey & Palfrey 1998,
doi:10.1023/A:1009905800005; Turocy 2005, doi:10.1016/j.geb.2004.04.003). It may turn back in λ on its way, so the
unknown is (y, t) with λ scaled by t, and the step is measured along the branch. Tangent predictor,
Newton corrector: a secant points up to a right angle away from the branch just after a sharp bend, and is then stuck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.krylov import solve_linear
from foedus.equilibrium.loop import Points, distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class HomotopyState:
    iterate: Array
    """y at the last accepted point, (unknown, draw)"""
    is_done: Array
    is_over: Array
    origin: Array
    """y at t = 0, (unknown, draw)"""
    steps: Array
    """linear systems solved, (draw,): a step along the branch takes about three"""
    scale: Array
    """t at the last accepted point, (draw,)"""
    direction: Array
    """unit tangent in (y, t) there, (unknown + 1, draw)"""
    length: Array
    """of the step under way, (draw,)"""
    predicted: Array
    """where the step pointed, (unknown + 1, draw)"""
    trial: Array
    """where the corrector has got to, (unknown + 1, draw)"""
    tries: Array
    """corrections made, (draw,)"""
    lands: Array
    """whether the step ends on t = 1, (draw,)"""
    turns: Array
    """turning points passed, (draw,)"""
    caution: Array
    """1, and a third of that after each fresh start, (draw,)"""


@dataclass(frozen=True)
class Homotopy:
    """Pseudo-arclength continuation from t = 0 to the first crossing of t = 1.

    A corrector that is not within `tolerance` after `corrections` Newton steps, or that ends far from where the
    predictor pointed, means a step too long: it is taken again at a third of the length. The end point at t = 1 is
    polished by Newton's method to `final`. A draw that comes back to t = 0, or whose steps become too short, has jumped
    to another branch: it starts afresh with steps a third as long and a stricter corrector, `fresh_starts` times.

    Each call of `advance` solves one linear system in every draw, a correction in some and a tangent in others, so
    that no draw waits for another's corrector and the map is linearised at one place of the compiled code.
    """

    max_steps: int = 600
    first_scale: float = 0.05
    longest_scale: float = 0.2
    corrections: int = 4
    tolerance: float = 1e-4
    final: float = 1e-12
    floor: float = 1e-10
    longest_miss: float = 0.5
    least_bend: float = 0.3
    straight: float = 0.1
    forcing: float = 1e-2
    directions: int = 24
    shortest: float = 1e-8
    fresh_starts: int = 1

    is_hot: ClassVar[bool] = False

    def begin(self, points: Points) -> HomotopyState:
        """At a point of the branch, or near one that another method got to.

        The first steps hold t and correct y; a draw that is lost from there starts afresh at t = 0.
        """
        state = self._at_origin(points.origin)
        trial = jnp.concatenate([points.iterate, points.scale[None]])
        along = state.direction.at[-1].set(points.heading)
        return replace(state, iterate=points.iterate, scale=points.scale, direction=along, predicted=trial, trial=trial)

    def left_at(self, state: HomotopyState) -> tuple[Array, Array, Array]:
        """The last point accepted, and which way the branch goes on; reference play, where the branch was lost."""
        return state.iterate, state.scale, 1.0 - 2.0 * (state.direction[-1] < 0)

    def _at_origin(self, iterate: Array) -> HomotopyState:
        zero = jnp.zeros_like(iterate[0])
        beginning = jnp.concatenate([iterate, zero[None]])
        return HomotopyState(
            iterate=iterate,
            origin=iterate,
            is_done=zero > 1,
            is_over=zero > 1,
            steps=zero,
            scale=zero,
            direction=jnp.zeros_like(beginning).at[-1].set(1.0),
            length=zero,
            predicted=beginning,
            trial=beginning,
            tries=zero,
            lands=zero > 1,
            turns=zero,
            caution=zero + 1,
        )

    def advance(self, problem: FixedPoint, game: Game, state: HomotopyState, turn: Array) -> HomotopyState:
        here, along, lands = state.trial, state.direction, state.lands
        value, derivative = jax.linearize(lambda at: at[:-1] - problem.step(game, at[:-1], at[-1]), here)
        gap = distance(here[:-1], here[:-1] - value)
        most = jnp.where(lands, 3 * self.corrections, self.corrections)
        is_accurate = gap <= jnp.where(lands, self.final, self.tolerance)
        has_arrived = is_accurate | (state.tries >= most)
        is_accurate = is_accurate | (lands & (gap <= self.floor))

        # Across the branch where a correction is due (with t held if the step ends on t = 1), else along it.
        ahead = jnp.zeros_like(here).at[-1].set(1.0)
        border = jnp.where(lands & ~has_arrived, ahead, along)
        right = jnp.where(has_arrived, ahead, jnp.concatenate([-value, jnp.zeros_like(here[:1])]))

        def bordered(move: Array) -> Array:
            return jnp.concatenate([derivative(move), jnp.sum(border * move, axis=0)[None]])

        move = solve_linear(bordered, right, tolerance=self.forcing, directions=self.directions, passes=1)
        corrected = replace(state, trial=here + move, tries=state.tries + 1)
        tangent = move / _length(move)
        arrived = self._arrive(state, tangent, is_accurate)
        after = jax.tree_util.tree_map(lambda new, old: jnp.where(has_arrived, new, old), arrived, corrected)
        return replace(after, steps=state.steps + 1)  # type: ignore[no-any-return]

    def _arrive(self, state: HomotopyState, tangent: Array, is_accurate: Array) -> HomotopyState:
        """The step is accepted or taken back, and the next one is pointed."""
        here, along, lands, length = state.trial, state.direction, state.lands, state.length
        is_first = length == 0.0
        missed = _length(here - state.predicted)
        bend = jnp.sum(tangent * along, axis=0)
        is_near = (missed <= self.longest_miss * state.caution * length) & (bend > self.least_bend)
        has_returned = is_accurate & (here[-1] <= -1e-9)
        is_good = is_accurate & (is_near | is_first) & ~has_returned
        is_done = is_good & lands

        is_straight = (missed <= self.straight * length) & (bend > 0.9)
        grown = jnp.where(is_straight, 2.0 * length, jnp.where(bend > 0.7, length, 0.6 * length))
        grown = jnp.where(is_first, self.first_scale * state.caution / jnp.maximum(jnp.abs(tangent[-1]), 1e-12), grown)
        length = jnp.where(is_good, grown, length / 3.0)
        turned = is_good & ~is_first & (tangent[-1] * along[-1] < 0)
        moved_on = self._point(
            replace(
                state,
                iterate=jnp.where(is_good, here[:-1], state.iterate),
                is_done=is_done,
                is_over=is_done,
                scale=jnp.where(is_good, jnp.where(lands, 1.0, here[-1]), state.scale),
                direction=jnp.where(is_good, tangent, along),
                length=length,
                turns=state.turns + turned,
            )
        )

        starts = 1.0 - jnp.log(state.caution) / jnp.log(3.0)  # how many, this one included
        is_lost = ~is_done & ((length < self.shortest) | ~jnp.isfinite(length) | has_returned)
        may_restart = starts < self.fresh_starts + 0.5
        afresh = replace(self._at_origin(state.origin), caution=state.caution / 3.0, is_over=is_lost & ~may_restart)
        return jax.tree_util.tree_map(  # type: ignore[no-any-return]
            lambda new, old: jnp.where(is_lost, new, old), afresh, moved_on
        )

    def _point(self, state: HomotopyState) -> HomotopyState:
        """The state with the next step pointed along the tangent."""
        here = jnp.concatenate([state.iterate, state.scale[None]])
        along = state.direction
        length = jnp.minimum(state.length, state.caution * self.longest_scale / jnp.maximum(jnp.abs(along[-1]), 1e-12))
        # The step that would pass t = 1 ends on it, with t held instead of the arclength.
        lands = here[-1] + length * along[-1] >= 1.0
        to_end = (1.0 - here[-1]) / jnp.where(along[-1] > 0, along[-1], 1.0)
        length = jnp.where(lands, to_end, length)
        predicted = here + length * along
        return replace(
            state, length=length, predicted=predicted, trial=predicted, tries=jnp.zeros_like(length), lands=lands
        )


def _length(vector: Array) -> Array:
    return jnp.sqrt(jnp.sum(vector * vector, axis=0))
