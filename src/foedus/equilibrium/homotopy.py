"""The principal branch from λ = 0, through turning points, by pseudo-arclength continuation.

The branch of logit equilibria as λ grows generically selects one equilibrium (McKelvey & Palfrey 1998,
doi:10.1023/A:1009905800005; Turocy 2005, doi:10.1016/j.geb.2004.04.003). It may turn back in λ on its way, so the
unknown is (y, t) with λ scaled by t, and the step is measured along the branch. Tangent predictor,
Newton corrector: a secant points up to a right angle away from the branch just after a sharp bend, and is then stuck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from foedus.equilibrium.backend import jax, jnp
from foedus.equilibrium.krylov import solve_linear
from foedus.equilibrium.loop import distance
from foedus.equilibrium.problem import Array, FixedPoint, Game


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class HomotopyState:
    iterate: Array
    is_done: Array
    steps: Array
    scale: Array
    """t at the last accepted point, (draw,)"""
    direction: Array
    """unit tangent in (y, t), (unknown + 1, draw)"""
    length: Array
    """of the next step, (draw,)"""
    turns: Array
    """turning points passed, (draw,)"""
    caution: Array
    """1, and a third of that after each fresh start, (draw,)"""


@dataclass(frozen=True)
class Homotopy:
    """Pseudo-arclength continuation from t = 0 to the first crossing of t = 1.

    A corrector that has not halved its way to `tolerance` within `corrections` Newton steps, or that ends far from
    where the predictor pointed, means a step too long: it is taken again at a third of the length. The end point at
    t = 1 is polished by Newton's method to `final`. A draw that comes back to t = 0, or whose steps become too short,
    has jumped to another branch: it starts afresh with steps a third as long and a stricter corrector.
    """

    max_steps: int = 450
    first_scale: float = 0.05
    longest_scale: float = 0.2
    corrections: int = 4
    tolerance: float = 1e-4
    final: float = 1e-12
    longest_miss: float = 0.5
    least_bend: float = 0.3
    straight: float = 0.1
    forcing: float = 1e-2
    shortest: float = 1e-8
    fresh_starts: int = 2

    def begin(self, problem: FixedPoint, game: Game) -> HomotopyState:
        iterate = problem.start(game)
        zero = jnp.zeros(iterate.shape[-1])
        along_scale = jnp.zeros((iterate.shape[0] + 1, iterate.shape[1])).at[-1].set(1.0)
        return HomotopyState(
            iterate, zero > 1, zero, zero, along_scale, jnp.full_like(zero, self.first_scale), zero, zero + 1
        )

    def advance(self, problem: FixedPoint, game: Game, state: HomotopyState) -> HomotopyState:
        here = jnp.concatenate([state.iterate, state.scale[None]])
        along = state.direction
        length = jnp.minimum(state.length, state.caution * self.longest_scale / jnp.maximum(jnp.abs(along[-1]), 1e-12))
        # The step that would pass t = 1 ends on it, with t held instead of the arclength.
        lands = here[-1] + length * along[-1] >= 1.0
        to_end = (1.0 - here[-1]) / jnp.where(along[-1] > 0, along[-1], 1.0)
        length = jnp.where(lands, to_end, length)
        hold_scale = jnp.zeros_like(along).at[-1].set(1.0)
        border = jnp.where(lands, hold_scale, along)
        predicted = here + length * along
        tolerance = jnp.where(lands, self.final, self.tolerance)
        most = jnp.where(lands, 3 * self.corrections, self.corrections)
        there, gap = self._correct(problem, game, predicted, border, tolerance, most)

        missed = jnp.sqrt(jnp.sum((there - predicted) ** 2, axis=0))
        tangent = self._tangent(problem, game, there, along)
        is_first = state.scale == 0.0
        bend = jnp.sum(tangent * along, axis=0)
        accurate = gap <= jnp.where(lands, 1e-10, self.tolerance)
        is_good = (
            accurate
            & ((missed <= self.longest_miss * state.caution * length) & (bend > self.least_bend) | is_first)
            & (there[-1] > -1e-9)
        )
        is_straight = (missed <= self.straight * length) & (bend > 0.9)

        grown = jnp.where(is_straight, 2.0 * length, jnp.where(bend > 0.7, length, 0.6 * length))
        # After a landing that failed the step before it is the one to shorten, hence from `length`, cut to the end.
        new_length = jnp.where(is_good, jnp.where(is_first, length, grown), length / 3.0)
        turned = is_good & (tangent[-1] * along[-1] < 0)
        lost = (new_length < self.shortest) | (accurate & (there[-1] <= -1e-9))
        moved_on = HomotopyState(
            jnp.where(is_good, there[:-1], state.iterate),
            is_good & lands,
            state.steps + 1,
            jnp.where(is_good, jnp.where(lands, 1.0, there[-1]), state.scale),
            jnp.where(is_good, tangent, along),
            new_length,
            state.turns + turned,
            state.caution,
        )
        may_restart = lost & (state.caution > 3.0 ** -(self.fresh_starts - 0.5))
        afresh = self.begin(problem, game)
        restarted = replace(
            afresh, steps=state.steps + 1, caution=state.caution / 3.0, length=afresh.length * state.caution / 3.0
        )
        return jax.tree_util.tree_map(  # type: ignore[no-any-return]
            lambda new, old: jnp.where(may_restart, new, old), restarted, moved_on
        )

    def _tangent(self, problem: FixedPoint, game: Game, point: Array, along: Array) -> Array:
        """Unit tangent of the branch at a point, on the side of `along`."""
        _, derivative = jax.linearize(lambda at: at[:-1] - problem.step(game, at[:-1], at[-1]), point)

        def bordered(move: Array) -> Array:
            return jnp.concatenate([derivative(move), jnp.sum(along * move, axis=0)[None]])

        tangent = solve_linear(bordered, jnp.zeros_like(point).at[-1].set(1.0), tolerance=self.forcing)
        return tangent / jnp.sqrt(jnp.sum(tangent * tangent, axis=0))

    def _correct(
        self, problem: FixedPoint, game: Game, point: Array, border: Array, tolerance: Array, most: Array
    ) -> tuple[Array, Array]:
        """Newton steps across the branch: (y, t) on it, the component along `border` unchanged, and the distance."""

        def residual(point: Array) -> Array:
            return point[:-1] - problem.step(game, point[:-1], point[-1])

        def unfinished(carry: tuple[Array, Array, Array]) -> Array:
            count, _, gap = carry
            return jnp.any((count < most) & (gap > tolerance))

        def newton(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
            count, point, gap = carry
            value, tangent = jax.linearize(residual, point)

            def bordered(move: Array) -> Array:
                return jnp.concatenate([tangent(move), jnp.sum(border * move, axis=0)[None]])

            right = jnp.concatenate([-value, jnp.zeros_like(point[:1])])
            move = solve_linear(bordered, right, tolerance=self.forcing)
            moved = jnp.where((count < most) & (gap > tolerance), point + move, point)
            now = distance(moved[:-1], moved[:-1] - residual(moved))
            return count + 1, moved, now

        first = distance(point[:-1], point[:-1] - residual(point))
        _, point, gap = jax.lax.while_loop(unfinished, newton, (jnp.zeros((), int), point, first))
        return point, gap
