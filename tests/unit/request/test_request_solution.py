"""What is solved, by whom, and that neither company nor order changes a digit."""

from dataclasses import replace

import numpy as np
import pytest
from enumerated import crisis, stacked

from foedus.equilibrium import DEFAULT_CHAIN, SOLVED, Status, at_equilibrium
from foedus.equilibrium.backend import jax, jnp
from foedus.request import REQUEST_GAME, RequestGame, certify_solution, solve_request_game
from foedus.request.iterate import play, start, step
from foedus.request.probe import probe_request_game, random_starts
from foedus.request.terms import terms_of


@pytest.fixture(scope="module")
def game() -> RequestGame:
    return stacked([crisis(seed)[0] for seed in range(40)])


def test_every_draw_has_a_certificate(game: RequestGame) -> None:
    found = solve_request_game(game)
    assert found.is_solved.all()
    assert np.max(found.certificate.residual) <= SOLVED
    assert np.all(np.asarray(found.certificate.regret) >= 0)
    assert np.all(np.asarray(found.certificate.raw_regret) >= -1e-12)


def test_of_no_draws_nothing_is_solved(game: RequestGame) -> None:
    assert solve_request_game(game.take(slice(0, 0))).is_solved.shape == (0,)


def test_neither_order_nor_company_of_draws_changes_a_digit(game: RequestGame) -> None:
    """A chunk is filled up with copies, and a draw that is over stands still: who else is there cannot matter."""
    whole = solve_request_game(game)
    order = np.random.default_rng(0).permutation(game.n_draws)
    shuffled = solve_request_game(game.take(order))
    np.testing.assert_array_equal(shuffled.iterate, whole.iterate[:, order])
    np.testing.assert_array_equal(shuffled.solution.status, whole.solution.status[order])
    alone = solve_request_game(game.take(slice(7, 8)))
    np.testing.assert_array_equal(alone.iterate[:, 0], whole.iterate[:, 7])


def test_the_same_call_gives_the_same_bytes(game: RequestGame) -> None:
    """Threads take chunks in any order; the chunks are put together in theirs."""
    first, second = solve_request_game(game), solve_request_game(game)
    assert first.iterate.tobytes() == second.iterate.tobytes()
    assert np.asarray(first.certificate.residual).tobytes() == np.asarray(second.certificate.residual).tobytes()


def test_a_wrong_profile_gets_no_certificate(game: RequestGame) -> None:
    found = solve_request_game(game)
    off = found.solution.iterate.copy()
    off[0, 3] += 1e-3
    again = certify_solution(game, replace(found.solution, iterate=off))
    assert int(again.solution.status[3]) == Status.CERTIFICATE
    assert again.is_solved.sum() == game.n_draws - 1


def test_a_draw_that_is_not_a_number_is_left_out_and_no_other(game: RequestGame) -> None:
    gain = np.array(game.gain)
    gain[5] = np.nan
    found, clean = solve_request_game(replace(game, gain=gain)), solve_request_game(game)
    assert int(found.solution.status[5]) == Status.NOT_FINITE
    others = np.arange(game.n_draws) != 5
    np.testing.assert_array_equal(found.iterate[:, others], clean.iterate[:, others])


def test_the_implicit_derivative_is_the_unrolled_and_the_differenced_one(game: RequestGame) -> None:
    """Of the chance that the first response is given to the second request, by costs, reserves and precision.

    Differences are Richardson's, (4 D(h) − D(2h)) / 3, whose error is of order h⁴; h = 1e-4 keeps the noise of a
    residual of 1e-12 at 1e-8.
    """
    found = solve_request_game(game, DEFAULT_CHAIN)
    plain = np.flatnonzero(found.solution.status == Status.DIRECT)[:4]  # unrolling wants what converges by itself
    part, y = game.take(plain), found.iterate[:, plain]
    one = np.ones(len(plain))
    names = ("cost", "reserve", "precision", "evidence", "spillover")

    def figure(part: RequestGame, iterate: jax.Array) -> jax.Array:
        profile = play(terms_of(part), iterate, one)
        return jnp.sum(jnp.exp(profile.log_guarantor[0, 0, 1, 1])) + jnp.sum(jax.nn.sigmoid(profile.stays[0, 1, 0]))

    def implicit(moved: dict[str, jax.Array]) -> jax.Array:
        now = replace(part, **moved)
        return figure(now, at_equilibrium(REQUEST_GAME, now, y))

    def unrolled(moved: dict[str, jax.Array]) -> jax.Array:
        now = replace(part, **moved)
        terms = terms_of(now)
        iterate = jax.lax.fori_loop(0, 80, lambda _, at: step(terms, at, one), start(terms))
        return figure(now, iterate)

    at = {name: jnp.asarray(getattr(part, name)) for name in names}
    gradient = jax.grad(implicit)(at)
    by_unrolling = jax.jit(jax.jvp, static_argnums=0)
    rng = np.random.default_rng(0)
    for name in names:
        way = {other: jnp.zeros_like(values) for other, values in at.items()}
        way[name] = jnp.asarray(rng.normal(size=at[name].shape)) * 0.1
        slope = float(jnp.sum(gradient[name] * way[name]))
        _, expected = by_unrolling(unrolled, (at,), (way,))
        assert slope == pytest.approx(float(expected), rel=1e-8, abs=1e-9), name

        def difference(step_length: float, way: dict[str, jax.Array] = way) -> float:
            ends = []
            for sign in (1.0, -1.0):
                moved = {other: at[other] + sign * step_length * way[other] for other in names}
                now = replace(part, **moved)
                ends.append(float(figure(now, solve_request_game(now).iterate)))
            return (ends[0] - ends[1]) / (2.0 * step_length)

        richardson = (4.0 * difference(1e-4) - difference(2e-4)) / 3.0
        assert slope == pytest.approx(richardson, rel=1e-5, abs=1e-6), name


def test_random_starts_keep_to_the_menu_and_more_of_them_leave_the_first_as_they_are(game: RequestGame) -> None:
    few, many = random_starts(game, 2, seed=3), random_starts(game, 3, seed=3)
    np.testing.assert_array_equal(few, many[:2])
    assert np.all(np.isfinite(many))
    assert not np.array_equal(many[0], many[1])


def test_the_probe_finds_nothing_where_nobody_reacts(game: RequestGame) -> None:
    """At a hundredth of the precision the map contracts: the equilibrium is the only one, from every start."""
    calm = replace(game, precision=game.precision / 100.0)
    found = solve_request_game(calm)
    probe = probe_request_game(calm, found, n_draws=8, n_starts=2, seed=0)
    assert probe.has_arrived.shape == (2, 8)
    assert probe.has_arrived.all()
    assert probe.share == 0.0
    assert probe.frequency == 0.0
