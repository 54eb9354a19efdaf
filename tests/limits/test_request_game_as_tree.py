"""The request game written as a tree is the same game (model.md section 11).

The tree is answered by a walk that knows nothing of requests; where members share nature's prior, take the crisis for
their own and read no evidence, its answer is the map's.
"""

import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import foedus
from foedus import load_case
from foedus.answer.world import build, drawn, solve_world
from foedus.equilibrium.backend import jax
from foedus.errors import InputError
from foedus.game.check import mistakes
from foedus.request import assemble, solve_request_game
from foedus.request.iterate import play, step
from foedus.request.terms import terms_of
from foedus.request.tree import request_tree
from oracles.request_enumeration import Profile as SlowProfile
from oracles.small_cases import point_values, random_game, random_mapping, read
from oracles.tree_response import tree_response
from small_worlds import account, profile_at, values_of

EXACT = 1e-10  # thousands of products in float64, in another order
CERTIFIED = 1e-9
NEAR_A_FOLD = 1e-3
"""smallest singular value of I − ∂F"""
SAME = 1e-8  # residuals of 1e-11, divided by the singular value
PLAY = jax.jit(play)
NAMES = [each.name for each in dataclasses.fields(SlowProfile)]


class AsProbabilities:
    """A profile of the enumeration, read as the fast map's is."""

    def __init__(self, profile: SlowProfile) -> None:
        self.profile = profile

    def probabilities(self):
        return {name: getattr(self.profile, name)[..., None] for name in NAMES}


def without_evidence(slow):
    """The random game with nothing read beforehand, as the arrays of one draw."""
    slow.evidence = np.ones_like(slow.evidence)
    game, _, _ = assemble(slow.case, {path: np.array([value]) for path, value in slow.values.items()})
    return dataclasses.replace(
        game,
        evidence=slow.evidence[:, None],
        cost=(slow.stock + slow.money)[:, None],
        is_open=slow.on_menu[:, None].astype(float),
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_the_tree_answers_any_play_as_the_enumeration_does(seed):
    rng = np.random.default_rng(seed)
    slow = random_game(rng, is_common=True)
    keep = int(rng.integers(0, 3))
    slow = type(slow)(
        slow.case.on_tree_terms(slow.members[:keep]),
        slow.values,
        dict.fromkeys(slow.requests, 1.0),
        dict(zip(slow.responses, slow.stock, strict=True)),
        dict(zip(slow.responses, slow.on_menu, strict=True)),
    )
    tree = request_tree(slow.case, without_evidence(slow), 0)
    assert not mistakes(tree.game)
    profile = slow.random_profile(rng)
    answer = tree.strategy(AsProbabilities(slow.respond(profile)))
    found = tree_response(tree.game.tree, tree.strategy(AsProbabilities(profile)))
    np.testing.assert_allclose(found, answer, atol=EXACT, rtol=0)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(), ("member_1",)]))
def test_equilibria_of_random_small_cases_are_fixed_points_of_their_trees(seed, members):
    case = read(account(seed, is_common=True)).on_tree_terms(members)
    world = build(case, {path: np.array([value]) for path, value in point_values(case).items()})
    equilibria = solve_request_game(world.game)
    assume(equilibria.is_solved.all())  # hypothesis gives up where many are not
    profile = PLAY(terms_of(world.game), equilibria.iterate, np.ones(1))
    tree = request_tree(case, world.game, 0)
    strategy = tree.strategy(profile)
    np.testing.assert_allclose(tree_response(tree.game.tree, strategy), strategy, atol=CERTIFIED, rtol=0)


def test_equilibria_of_the_flagship_case_are_fixed_points_of_their_trees():
    case = load_case("moscow-2025").on_tree_terms(["belarus"])
    solved = solve_world(build(case, drawn(case, 5, 1)))
    profile = profile_at(solved)
    assert len(solved.draws) == 5
    for place, draw in enumerate(solved.draws):
        tree = request_tree(case, solved.world.game, int(draw))
        assert not mistakes(tree.game)
        strategy = tree.strategy(profile, place)
        np.testing.assert_allclose(tree_response(tree.game.tree, strategy), strategy, atol=CERTIFIED, rtol=0)


def test_the_general_engine_finds_the_same_equilibria():
    """Where menus weigh alike, so that both branches begin at uniform play, and neither stands near a fold."""
    case = read(account(is_common=True)).on_tree_terms(["member_1"])
    values = values_of(is_common=True)
    values |= {path: np.ones_like(row) for path, row in values.items() if path.endswith(".weight")}
    values["responses.fight.units.jets"] = np.zeros(len(values["precision"]))  # one menu, so one engine for all
    solved = solve_world(build(case, values))
    profile, compared = profile_at(solved), 0
    slopes = jax.jit(jax.jacfwd(lambda terms, y: step(terms, y[:, None], np.ones(1))[:, 0], argnums=1))
    for place, draw in enumerate(solved.draws[:12]):
        terms = terms_of(solved.world.game.take(np.array([draw])))
        jacobian = np.asarray(slopes(terms, solved.iterate[:, place]))
        if np.linalg.svd(np.eye(len(jacobian)) - jacobian, compute_uv=False).min() <= NEAR_A_FOLD:
            continue
        tree = request_tree(case, solved.world.game, int(draw))
        solution = foedus.solve(tree.game, precision=1.0)
        assert bool(solution.is_solved.all())
        strategy = tree.strategy(profile, place)
        np.testing.assert_allclose(np.asarray(solution.probability)[:, 0], strategy, atol=SAME, rtol=0)
        compared += 1
    assert compared >= 10


def test_what_cannot_happen_is_no_node():
    """Certain leaks, sure visibility and responses off the menu leave no branch of chance zero behind."""
    mapping = random_mapping(np.random.default_rng(3), is_common=True)
    mapping["leak"] = 1
    for response in mapping["responses"].values():
        response["visibility"] = 1
    case = read(mapping).on_tree_terms(())
    game = build(case, {path: np.array([value]) for path, value in point_values(case).items()}).game
    game = dataclasses.replace(game, is_open=np.array([1.0, 1.0, 1.0, 0.0])[:, None])
    tree = request_tree(case, game, 0).game
    assert all(0 < chance < 1 for each in tree.chance_sets for chance in each.probabilities)
    assert all(sum(each.probabilities) == 1 for each in tree.chance_sets)
    assert not any("fight" in each.actions for each in tree.information_sets)
    assert not any(each.label in ("leak", "seen of words") for each in tree.chance_sets)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (["member_9"], 'names "member_9": expected a member of the audience. Did you mean "member_2"?'),
        (["client"], 'names "client": the client is there anyway'),
        (["member_0", "member_1", "member_2"], "names 3 members: expected 2 at most"),
    ],
)
def test_members_that_no_tree_can_have_are_refused(members, message):
    with pytest.raises(InputError) as caught:
        read(account()).on_tree_terms(members)
    assert message in str(caught.value)


def test_what_was_set_aside_is_said():
    case = read(account()).on_tree_terms(["member_1"])
    said = "\n".join(case.warnings)
    assert "2 of 3 members do not watch: member_0, member_2" in said
    assert "3 items of evidence are set aside" in said
    assert "spillover is 1 for member_1; member_1: the prior of types.*.share in place of their own" in said
