"""F on a whole profile against the slow enumeration, at random play and at equilibria."""

from dataclasses import replace

import numpy as np
import pytest
from enumerated import crisis, fast_profile, slow_profile, stacked

from foedus.equilibrium.backend import jax, jnp
from foedus.request import respond, solve_request_game
from foedus.request.iterate import play, start, step
from foedus.request.signals import read_signals
from foedus.request.terms import terms_of
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


def test_a_type_that_cannot_be_has_no_say_however_likely_it_makes_a_sight() -> None:
    """Share 0, and strategies thousands of nats apart, as sharp play makes them: the other type's support counts alone.

    A share that grows from 0 does count, so that its derivative is that of differences.
    """
    game = stacked([crisis(seed)[0] for seed in range(4)])
    rng = np.random.default_rng(5)
    shape = (game.n_types, game.n_needs, game.n_requests, game.n_responses, game.n_draws)
    log_client = jax.nn.log_softmax(rng.normal(size=(game.n_needs, game.n_requests, game.n_draws)), axis=1)

    def support(share: jax.Array, spread: float) -> jax.Array:
        choice = jnp.asarray(spread * np.random.default_rng(6).normal(size=shape))
        of_share = replace(game, share=jnp.stack([share, 1.0 - share]))
        return read_signals(terms_of(of_share), log_client, jax.nn.log_softmax(choice, axis=3)).support

    nothing = jnp.zeros(game.n_draws)
    alone = replace(game, share=np.stack([np.zeros(game.n_draws), np.ones(game.n_draws)]))
    choice = jnp.asarray(2000.0 * np.random.default_rng(6).normal(size=shape))
    both = jnp.concatenate([choice[1:], choice[1:]])  # the first type plays as the second: it cannot be told apart
    expected = read_signals(terms_of(alone), log_client, jax.nn.log_softmax(both, axis=3)).support
    np.testing.assert_allclose(support(nothing, 2000.0), expected, atol=1e-12)

    _, slope = jax.jvp(lambda share: support(share, 1.0), (nothing,), (jnp.ones(game.n_draws),))
    step = 1e-6
    differenced = (support(nothing + step, 1.0) - support(nothing, 1.0)) / step
    assert np.abs(slope).max() > 0.01
    np.testing.assert_allclose(slope, differenced, atol=1e-4)


def test_the_enumeration_finds_the_solutions_to_be_fixed_points() -> None:
    """20 solutions: F computed by loops returns the profile itself, to the certificate's bound."""
    pairs = [crisis(seed) for seed in range(20)]
    game = stacked([fast for fast, _ in pairs])
    found = solve_request_game(game)
    assert found.is_solved.all()
    profile = play(terms_of(game), found.iterate, np.ones(game.n_draws))
    for draw, (_, slow) in enumerate(pairs):
        played = slow_profile(profile, draw)
        assert_same(played, slow.respond(played), 1e-9)


def test_the_iterate_is_a_fixed_point_exactly_where_the_profile_is() -> None:
    """The solver works on beliefs: a belief that returns to itself is play that answers itself."""
    game = stacked([crisis(seed)[0] for seed in range(20)])
    found = solve_request_game(game)
    one = np.ones(game.n_draws)
    profile = play(terms_of(game), found.iterate, one)
    answer = RESPOND(game, profile, one)
    for name in ("log_client", "escalates", "stays", "client_stays"):
        np.testing.assert_allclose(getattr(profile, name), getattr(answer, name), rtol=0, atol=1e-8, err_msg=name)
    np.testing.assert_allclose(found.iterate, step(terms_of(game), found.iterate, one), rtol=1e-10, atol=1e-10)


def test_at_precision_zero_play_follows_the_weights_on_each_menu() -> None:
    game = stacked([crisis(seed)[0] for seed in range(6)])
    terms = terms_of(game)
    profile = play(terms, start(terms), np.zeros(6))
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
    terms = terms_of(game)
    iterate = start(terms)
    for _ in range(30):
        iterate = step(terms, iterate, scale)
        assert np.all(np.isfinite(iterate))
    profile = RESPOND(game, play(terms, iterate, scale), scale)
    for name, values in profile.probabilities().items():
        assert np.all(np.isfinite(values)), name
    tangent = jax.jvp(lambda y: step(terms, y, scale), (iterate,), (np.ones_like(iterate),))[1]
    assert np.all(np.isfinite(tangent))
