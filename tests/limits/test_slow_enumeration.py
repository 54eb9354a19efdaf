"""The response map against plain enumeration, at random play and at solutions (model.md section 11).

Random cases with vetoes, third parties, help that looks like something else, unclear requests, leaks, own priors,
partial spillovers, fear, weights, evidence and responses that are off the menu; each is one draw of a batch.
"""

import dataclasses

import numpy as np
import pytest

from foedus.equilibrium.backend import jax
from foedus.request import Profile, RequestGame, assemble, respond
from foedus.request.logs import NEVER
from oracles.request_enumeration import Profile as SlowProfile
from oracles.small_cases import point_values, random_game, random_mapping, read
from small_worlds import account, profile_at, slow_game, slow_profiles, solved_small, solved_with

EXACT = 1e-10  # a few thousand products in float64, once as logarithms and once as they are
NAMES = [field.name for field in dataclasses.fields(SlowProfile)]


def one_draw(slow) -> RequestGame:
    """The random game of the enumeration as arrays of one draw."""
    case = slow.case
    game, _, _ = assemble(case, {path: np.array([value]) for path, value in slow.values.items()})
    return dataclasses.replace(
        game,
        evidence=slow.evidence[:, None],
        cost=(slow.stock + slow.money)[:, None],
        is_open=slow.on_menu[:, None].astype(float),
    )


def side_by_side(trees):
    """Many draws as one batch."""
    return jax.tree_util.tree_map(lambda *leaves: np.concatenate([np.asarray(x) for x in leaves], axis=-1), *trees)


def as_logarithms(profile: SlowProfile) -> Profile:
    """The same strategies in the form of the fast map, one draw."""

    def logs(chances):
        return np.where(chances > 0, np.log(np.where(chances > 0, chances, 1.0)), NEVER)[..., None]

    def odds(chances):
        return np.log(chances / (1.0 - chances))[..., None]

    parts = (profile.escalates, profile.stays, profile.client_stays)
    return Profile(logs(profile.client), logs(profile.guarantor), *(odds(part) for part in parts))


def assert_same(fast: Profile, slow: list[SlowProfile]) -> None:
    """All sets of all draws agree, but for sights that cannot occur, which have no belief in the enumeration."""
    for name, chances in fast.probabilities().items():
        expected = np.stack([getattr(answer, name) for answer in slow], axis=-1)
        expected = np.where(np.isnan(expected) & (name == "guarantor"), 0.0, expected)  # off the menu
        possible = ~np.isnan(expected)
        assert possible.mean() > 0.5
        np.testing.assert_allclose(np.asarray(chances)[possible], expected[possible], atol=EXACT, rtol=0, err_msg=name)


@pytest.mark.parametrize(("n_types", "n_games"), [(2, 50), (3, 10)])
def test_the_map_agrees_at_random_play(n_types, n_games):
    rng = np.random.default_rng(n_types)
    slow = [random_game(rng, n_types=n_types) for _ in range(n_games)]
    assert {bool(game.on_menu.all()) for game in slow} == {True, False}
    profiles = [game.random_profile(rng) for game in slow]
    game = side_by_side([one_draw(each) for each in slow])
    fast = jax.jit(respond)(game, side_by_side([as_logarithms(each) for each in profiles]), np.ones(n_games))
    assert_same(fast, [each.respond(profile) for each, profile in zip(slow, profiles, strict=True)])


def test_the_map_agrees_without_a_challenger():
    mapping = random_mapping(np.random.default_rng(11))
    del mapping["challenger"]
    case, rng = read(mapping), np.random.default_rng(12)
    slow = random_game(rng)  # its evidence, costs and menu are as good as any
    parts = [dict(zip(slow.requests, slow.evidence, strict=True)), dict(zip(slow.responses, slow.stock, strict=True))]
    quiet = type(slow)(case, point_values(case), *parts, dict(zip(slow.responses, slow.on_menu, strict=True)))
    profile = quiet.random_profile(rng)
    safe = dataclasses.replace(profile, escalates=np.full_like(profile.escalates, 0.5))  # 0 has no log odds
    fast = jax.jit(respond)(one_draw(quiet), as_logarithms(safe), np.ones(1))
    answer = quiet.respond(profile)
    for name in ("client", "guarantor", "stays", "client_stays"):
        expected = np.nan_to_num(getattr(answer, name))[..., None]
        found = np.where(np.isnan(getattr(answer, name))[..., None], 0.0, np.asarray(fast.probabilities()[name]))
        np.testing.assert_allclose(found, expected, atol=EXACT, rtol=0, err_msg=name)


def test_solutions_are_fixed_points_of_the_enumeration():
    """The certificate rechecked from outside: on twenty draws what all play is what each would answer."""
    solved = solved_small()
    draws = range(20)
    profiles = slow_profiles(profile_at(solved))
    answers = [slow_game(solved.world, int(solved.draws[draw])).respond(profiles[draw]) for draw in draws]
    for name in NAMES:
        played = np.stack([getattr(profiles[draw], name) for draw in draws])
        answered = np.stack([getattr(answer, name) for answer in answers])
        possible = ~np.isnan(answered)
        np.testing.assert_allclose(played[possible], answered[possible], atol=EXACT, rtol=0, err_msg=name)


def test_earlier_calls_do_not_enter_the_game():
    """They explain the priors, which are beliefs now; counting them again would be counting twice."""
    mapping = account()
    solved = solved_small()
    without = {path: row for path, row in solved.world.values.items() if not path.startswith("history.")}
    again = solved_with(read({**mapping, "history": []}), without)
    np.testing.assert_array_equal(again.iterate, solved.iterate)
