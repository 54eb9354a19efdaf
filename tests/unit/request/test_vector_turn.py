"""The compiled loop of the request game: the same map, and accelerations that end where those of the lanes end."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from enumerated import crisis, stacked

from foedus.equilibrium import Accelerated, Homotopy, Straight
from foedus.equilibrium.backend import jax
from foedus.equilibrium.chain import FINISH, SEARCH, begin, in_single
from foedus.equilibrium.chunk import take
from foedus.equilibrium.lanes import run_lanes
from foedus.equilibrium.loop import Points
from foedus.equilibrium.simd import vectors
from foedus.equilibrium.simd_loop import Loop
from foedus.request import REQUEST_GAME, RequestGame
from foedus.request.iterate import start, step
from foedus.request.terms import Terms, terms_of
from foedus.request.vector_facts import Facts, Scratch, Sizes, facts_at, rows_of, scratch_at, sizes_of
from foedus.request.vector_loop import VectorLoop
from foedus.request.vector_turn import turn

N = 24


class At(NamedTuple):
    """At which row the beliefs, their image and the share of the precision stand."""

    beliefs: int
    image: int
    scale: int


def _turn(facts: Facts, sizes: Sizes, work: Scratch, at: At) -> None:
    turn(facts, sizes, at.beliefs, at.scale, work, at.image)


TURN = Loop(_turn, Facts, Sizes, Scratch, At)


def image_of(terms: Terms, iterate: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """One turn of the compiled map, vector by vector."""
    given, found = rows_of(terms, np.arange(terms.n_draws)), np.zeros_like(iterate)
    sizes, unknowns = sizes_of(terms), len(iterate)
    facts, after_facts = facts_at(terms)
    work, after = scratch_at(sizes, after_facts)
    at = At(after, after + unknowns, after + 2 * unknowns)
    rows = vectors(at.scale + 1, given.dtype)
    width = rows.shape[1]
    for first in range(0, terms.n_draws, width):
        draws = np.arange(first, first + width) % terms.n_draws
        rows[:after_facts], rows[at.beliefs : at.image] = given[draws].T, iterate[:, draws]
        rows[at.scale] = scale[draws]
        TURN(rows, facts, sizes, work, at)
        found[:, draws] = rows[at.image : at.scale]
    return found


def random_terms(first: int = 0) -> Terms:
    terms = terms_of(stacked([crisis(seed)[0] for seed in range(first, first + N)]))
    return jax.tree_util.tree_map(np.asarray, terms)


@pytest.fixture(scope="module", params=["as drawn", "sharp", "silent", "calm"])
def terms(request: pytest.FixtureRequest) -> Terms:
    """Random crises; at 50 times the precision, where much is never chosen; without a challenger; with no audience."""
    found = random_terms()
    if request.param == "sharp":
        return replace(found, precision=50.0 * found.precision)
    if request.param == "silent":
        return replace(found, has_challenger=False)
    if request.param == "calm":
        audience = {name: getattr(found, name)[:0] for name in ("spillover", "value", "reserve", "fear")}
        return replace(found, prior=found.prior[:, :0], log_prior=found.log_prior[:, :0], **audience)
    return found


def test_a_turn_is_that_of_the_map(terms: Terms) -> None:
    iterate, rng = np.asarray(start(terms)), np.random.default_rng(0)
    for _ in range(5):
        scale = rng.uniform(0, 1, N)
        expected = np.asarray(step(terms, iterate, scale))
        far = np.abs(expected) > 1e200  # differences of stand-ins for the logarithm of 0
        np.testing.assert_allclose(image_of(terms, iterate, scale)[~far], expected[~far], rtol=1e-10, atol=1e-10)
        iterate = expected


def test_a_turn_of_many_points_is_that_of_the_map_also_where_they_are_solved(terms: Terms) -> None:
    """As the first order takes it: several points of a draw, one of them where F(y) = y to the last digit."""
    solved = VectorLoop().run(Straight(), terms, np.arange(N), Points.at(np.asarray(start(terms)), 1.0), 200)
    draws, rng = np.tile(np.arange(N), 3), np.random.default_rng(1)
    nearly = solved.iterate * (1.0 + 1e-13)  # where a method would stop, and give y itself
    points = np.tile(nearly, 3) + np.repeat([0.0, 0.1, 3.0], N) * rng.normal(size=(len(nearly), 3 * N))
    expected = np.asarray(step(take(terms, draws), points, np.ones(3 * N)))
    far = np.abs(expected) > 1e200
    found = VectorLoop().turned(terms, draws, points)
    np.testing.assert_allclose(found[~far], expected[~far], rtol=1e-10, atol=1e-10)
    assert np.all((found != points).any(axis=0))
    assert VectorLoop().turned(terms, draws[:0], points[:, :0]).shape == (len(points), 0)


@pytest.mark.parametrize("n_types", [2, 3])
def test_a_turn_in_numpy_is_that_of_jax(n_types: int) -> None:
    terms = terms_of(stacked([crisis(seed, n_types=n_types)[0] for seed in range(N)]))
    iterate, scale = start(terms), np.random.default_rng(0).uniform(0, 1, N)
    for _ in range(4):
        found, expected = step(terms, iterate, scale), np.asarray(jax.jit(step)(terms, iterate, scale))
        assert isinstance(found, np.ndarray)
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)
        iterate = expected


def test_with_three_types_there_is_no_loop_to_turn_it() -> None:
    terms = terms_of(stacked([crisis(seed, n_types=3)[0] for seed in range(2)]))
    assert VectorLoop().turned(terms, np.arange(2), start(terms)) is None


def test_what_is_worked_out_before_in_numpy_is_what_jax_works_out() -> None:
    game = stacked([crisis(seed)[0] for seed in range(N)])
    assert REQUEST_GAME.is_plain
    terms = terms_of(game)
    begun = start(terms)
    compiled = jax.jit(lambda game: (terms_of(game), start(terms_of(game))))(game)
    for found, expected in zip(
        jax.tree_util.tree_leaves((terms, begun)), jax.tree_util.tree_leaves(compiled), strict=True
    ):
        assert isinstance(found, np.ndarray)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-13, atol=1e-13)


def test_a_turn_is_that_of_the_map_where_chances_are_0_or_1_and_precision_is_high() -> None:
    """Where what does not count in one draw, and does in another, is likelier by e^600 than all that counts."""
    rng, found = np.random.default_rng(1), stacked([crisis(seed)[0] for seed in range(N)])

    def ends(leaf: np.ndarray) -> np.ndarray:
        return rng.integers(0, 2, np.shape(leaf)).astype(float)

    def one_of(leaf: np.ndarray) -> np.ndarray:
        places = np.arange(len(leaf)).reshape(-1, *[1] * (np.ndim(leaf) - 1))
        return (rng.integers(0, len(leaf), np.shape(leaf)[1:]) == places).astype(float)

    is_lowest = found.request_level == np.min(found.request_level, axis=0)
    edges = replace(
        found, carried=ends(found.carried), visibility=ends(found.visibility), leak=ends(found.leak),
        share=one_of(found.share), prior=one_of(found.prior), need_chance=one_of(found.need_chance),
        evidence=one_of(found.evidence), clarity=np.where(is_lowest, 1.0, ends(found.clarity)),
        is_open=np.maximum(one_of(found.is_open), ends(found.is_open)), precision=np.full(N, 1e5),
    )  # fmt: skip
    terms = jax.tree_util.tree_map(np.asarray, terms_of(edges))
    iterate = np.asarray(start(terms))
    for scale in (np.full(N, 0.3), np.ones(N), np.ones(N)):
        expected = np.asarray(step(terms, iterate, scale))
        # Utilities of order 1, to 1e-16, times a precision of 1e5 and the slopes of those who watch.
        np.testing.assert_allclose(image_of(terms, iterate, scale), expected, rtol=1e-7, atol=1e-7)
        iterate = expected


def test_a_turn_in_single_precision_is_the_double_one_to_a_thousandth() -> None:
    terms = random_terms()
    iterate, scale = np.asarray(start(terms)), np.ones(N)
    for _ in range(4):
        single = image_of(in_single(terms), in_single(iterate), in_single(scale))
        iterate = np.asarray(step(terms, iterate, scale))
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, iterate, rtol=1e-3, atol=1e-3)


@pytest.fixture(scope="module")
def game() -> RequestGame:
    return stacked([crisis(seed)[0] for seed in range(100, 160)])


def ended(method: Accelerated | Straight, game: RequestGame, is_own: bool, **how: int):  # type: ignore[no-untyped-def]
    """The method from reference play by the compiled loop, or by the lanes."""
    prepared, origin = begin(REQUEST_GAME, game)
    everyone, points = np.arange(game.n_draws), Points.at(origin, 0.0)
    most = how.get("most", method.max_steps)
    if is_own:
        return VectorLoop().run(method, prepared, everyone, points, most)
    return run_lanes(method, REQUEST_GAME, prepared, everyone, points, 8, 3 * method.memory, most)


def test_a_climb_ends_where_that_of_the_lanes_ends(game: RequestGame) -> None:
    """In double precision, where both may be followed to the digits; from there on they are finished alike."""
    method = replace(SEARCH.method, hand_over=1e-11)
    own, lanes = ended(method, game, True), ended(method, game, False)
    own_landed, landed = own.left_at.scale >= 1.0, lanes.left_at.scale >= 1.0
    assert landed.mean() > 0.9
    np.testing.assert_array_equal(own_landed, landed)
    np.testing.assert_allclose(own.left_at.iterate[:, landed], lanes.left_at.iterate[:, landed], rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(own.left_at.heading, lanes.left_at.heading)
    assert abs(np.median(own.steps) - np.median(lanes.steps)) <= 2
    assert not own.is_done.any()


@pytest.mark.parametrize(("climb_steps", "most"), [(700, 100), (30, 60)])
def test_a_hard_climb_goes_as_that_of_the_lanes_goes(game: RequestGame, climb_steps: int, most: int) -> None:
    """Along arcs, round turning points and on the second climb: for so long rounding has not parted the two."""
    method = replace(SEARCH.method, hand_over=1e-11, climb_steps=climb_steps)
    hard = replace(
        game, precision=8 * game.precision, value=3 * game.value, spillover=np.ones_like(np.asarray(game.spillover))
    )
    own, lanes = ended(method, hard, True, most=most), ended(method, hard, False, most=most)
    assert (lanes.left_at.scale < 1.0).sum() > 5  # there are some to whom this happens
    same = np.abs(own.left_at.scale - lanes.left_at.scale) < 1e-6
    same &= np.max(np.abs(own.left_at.iterate - lanes.left_at.iterate), axis=0) < 1e-4
    assert same.mean() >= 0.95


def test_what_is_straight_ends_where_that_of_the_lanes_ends(game: RequestGame) -> None:
    own, lanes = ended(Straight(), game, True), ended(Straight(), game, False)
    both = own.is_done & lanes.is_done
    assert both.mean() > 0.9
    same = np.max(np.abs(own.iterate - lanes.iterate)[:, both], axis=0) < 1e-9
    assert same.mean() > 0.95  # from afar it may end on another equilibrium, and rounding may decide on which


def test_damped_steps_are_those_of_the_lanes(game: RequestGame) -> None:
    """After twelve full steps, where a fifth of the draws is not done and begins again."""
    method = Straight(full_steps=12)
    own, lanes = ended(method, game, True, most=20), ended(method, game, False, most=20)
    assert 10 <= (~lanes.is_done).sum() <= 30
    np.testing.assert_array_equal(own.is_done, lanes.is_done)
    np.testing.assert_array_equal(own.steps, lanes.steps)
    np.testing.assert_allclose(own.iterate, lanes.iterate, rtol=0, atol=1e-9)


@pytest.mark.parametrize("method", [Straight(), SEARCH.method])
def test_a_draw_that_is_no_number_is_never_done_and_touches_nobody(
    game: RequestGame, method: Accelerated | Straight
) -> None:
    """Beside it in the vector, and after it on the lane."""
    broken = [0, 9, 30]
    cost = np.array(game.cost)
    cost[0, broken] = np.nan
    sound = np.setdiff1d(np.arange(game.n_draws), broken)
    with_it, without = ended(method, replace(game, cost=cost), True), ended(method, game, True)
    assert not with_it.is_done[broken].any()
    assert (with_it.left_at.scale[broken] == 0.0).all()
    np.testing.assert_array_equal(with_it.iterate[:, sound], without.iterate[:, sound])
    np.testing.assert_array_equal(with_it.steps[sound], without.steps[sound])


def test_steps_run_out_for_all_that_are_not_done(game: RequestGame) -> None:
    own = ended(Straight(), game, True, most=3)
    assert (own.steps == 3).all()
    assert not own.is_done.any()
    np.testing.assert_array_equal(own.left_at.scale, 0.0)  # where it began: it does not follow the branch


def test_a_draw_that_ends_leaves_its_lane_to_the_next(game: RequestGame) -> None:
    """Seven times as many draws as lanes, of which none may be lost, doubled or told of twice."""
    told: list[int] = []
    prepared, origin = begin(REQUEST_GAME, game)
    draws = np.resize(np.arange(game.n_draws), 130)
    points = take(Points.at(origin, 1.0), draws)
    many = VectorLoop().run(FINISH.method, prepared, draws, points, 400, told.append)
    assert sum(told) == many.is_done.sum() > 100
    np.testing.assert_array_equal(many.iterate[:, :60], many.iterate[:, 60:120])
    np.testing.assert_array_equal(many.steps[:60], many.steps[60:120])


def test_of_no_draws_nothing_comes(game: RequestGame) -> None:
    prepared, origin = begin(REQUEST_GAME, game)
    none = VectorLoop().run(Straight(), prepared, np.arange(0), Points.at(origin[:, :0], 1.0), 10)
    assert none.iterate.shape == (origin.shape[0], 0)


def test_it_is_for_accelerations_of_two_types_alone(game: RequestGame) -> None:
    three = stacked([crisis(seed, n_types=3)[0] for seed in range(2)])
    assert VectorLoop().covers(Straight(), game)
    assert VectorLoop().covers(Accelerated(), game)
    assert not VectorLoop().covers(Homotopy(), game)
    assert not VectorLoop().covers(Straight(), three)
    with pytest.raises(TypeError, match="expected an Accelerated or a Straight, found Homotopy"):
        VectorLoop().run(Homotopy(), game, np.arange(1), Points.at(np.zeros((1, 1)), 0.0), 1)
