"""F on a whole profile against the slow enumeration, at random play and at equilibria."""

import numpy as np
import pytest
from enumerated import crisis, fast_profile, slow_profile, stacked

from foedus.equilibrium.backend import jax
from foedus.request import respond, solve_request_game
from foedus.request.iterate import play, start, step
from oracles.request_enumeration import Profile as SlowProfile

RESPOND = jax.jit(respond)
SEEDS = range(10)
PROFILES_PER_CRISIS = 5  # 50 random profiles in all
FIELDS = ("client", "guarantor", "escalates", "stays", "client_stays")


def assert_same(fast: SlowProfile, slow: SlowProfile, tolerance: float) -> None:
    """Every probability, but where the enumeration has no belief because the sight cannot occur."""
    for name in FIELDS:
        ours, theirs = getattr(fast, name), getattr(slow, name)
        defined = ~np.isnan(theirs)
        assert defined.mean() > 0.5
        np.testing.assert_allclose(ours[defined], theirs[defined], rtol=0, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_map_agrees_with_enumeration_at_random_play(seed: int) -> None:
    game, slow = crisis(seed)
    rng = np.random.default_rng(1000 + seed)
    for _ in range(PROFILES_PER_CRISIS):
        profile = slow.random_profile(rng)
        answer = RESPOND(game, fast_profile(profile), np.ones(1))
        assert_same(slow_profile(answer, 0), slow.respond(profile), 1e-10)


def test_the_map_agrees_with_enumeration_for_three_types() -> None:
    for seed in range(3):
        game, slow = crisis(seed, n_types=3)
        profile = slow.random_profile(np.random.default_rng(seed))
        answer = RESPOND(game, fast_profile(profile), np.ones(1))
        assert_same(slow_profile(answer, 0), slow.respond(profile), 1e-10)


def test_the_enumeration_finds_the_solutions_to_be_fixed_points() -> None:
    """20 solutions: F computed by loops returns the profile itself, to the certificate's bound."""
    pairs = [crisis(seed) for seed in range(20)]
    game = stacked([fast for fast, _ in pairs])
    found = solve_request_game(game)
    assert found.is_solved.all()
    profile = play(game, found.iterate, np.ones(game.n_draws))
    for draw, (_, slow) in enumerate(pairs):
        played = slow_profile(profile, draw)
        assert_same(played, slow.respond(played), 1e-9)


def test_the_iterate_is_a_fixed_point_exactly_where_the_profile_is() -> None:
    """The solver works on beliefs: a belief that returns to itself is play that answers itself."""
    game = stacked([crisis(seed)[0] for seed in range(20)])
    found = solve_request_game(game)
    one = np.ones(game.n_draws)
    profile = play(game, found.iterate, one)
    answer = RESPOND(game, profile, one)
    for name in ("log_client", "escalates", "stays", "client_stays"):
        np.testing.assert_allclose(getattr(profile, name), getattr(answer, name), rtol=0, atol=1e-8, err_msg=name)
    np.testing.assert_allclose(found.iterate, step(game, found.iterate, one), rtol=1e-10, atol=1e-10)


def test_at_precision_zero_play_follows_the_weights_on_each_menu() -> None:
    game = stacked([crisis(seed)[0] for seed in range(6)])
    profile = play(game, start(game), np.zeros(6))
    weight = game.request_weight / game.request_weight.sum(axis=0)
    menu = game.response_weight * game.is_open
    np.testing.assert_allclose(
        np.exp(profile.log_client), np.broadcast_to(weight, profile.log_client.shape), rtol=1e-12
    )
    chosen = np.exp(profile.log_guarantor)
    np.testing.assert_allclose(chosen, np.broadcast_to(menu / menu.sum(axis=0), chosen.shape), rtol=1e-12)


@pytest.mark.parametrize("precision", [1e2, 1e4])
def test_at_high_precision_every_belief_is_a_number(precision: float) -> None:
    """What is printed as 0 still has a belief: reach and beliefs are carried as logarithms."""
    game = stacked([crisis(seed)[0] for seed in range(6)])
    scale = precision / game.precision
    iterate = start(game)
    for _ in range(30):
        iterate = step(game, iterate, scale)
        assert np.all(np.isfinite(iterate))
    profile = RESPOND(game, play(game, iterate, scale), scale)
    for name, values in profile.probabilities().items():
        assert np.all(np.isfinite(values)), name
    tangent = jax.jvp(lambda y: step(game, y, scale), (iterate,), (np.ones_like(iterate),))[1]
    assert np.all(np.isfinite(tangent))
