"""First-order changes and elasticities against equilibria solved again, on the same draws."""

from types import SimpleNamespace

import numpy as np
import pytest

from foedus.answer.elasticity import MOST, STEP, elasticities
from foedus.answer.screen import Linear, first_order_swings, screen
from foedus.answer.world import build, drawn, part, solve_world
from foedus.case import parse, resolve
from foedus.case.expression import Name
from foedus.equilibrium.first_order import FirstOrder
from foedus.request.solve import REQUEST_GAME
from oracles.small_cases import read
from small_worlds import MOVING, file_with_claims, quantities

FIGURES = [
    "requests.troops",
    "responses.covert",
    "audience.expected_after",
    "ambiguity",
    "book",
    "audience.change.words",
    "stock.jets.available",
]
PATHS = [*MOVING, "sharpness", "requests.troops.asking", "audience.member_0.spillover"]
# What a change of half of this leaves out is of the order of its square.
WIDTH = 0.004


@pytest.fixture(scope="module")
def base():
    """Every input on PATHS the same in all draws, so that the ends of a narrow interval are near all of them."""
    case = read(file_with_claims())
    values = drawn(case, 64, 5)
    values = {path: np.full_like(row, row.mean()) if path in PATHS else row for path, row in values.items()}
    return solve_world(build(case, values))


def figures(case, here):
    return np.array([float(here.evaluate(resolve(parse(text), case)).mean()) for text in FIGURES])


@pytest.fixture(scope="module")
def swings(base):
    case = base.world.case
    moving = {path: interval(base.world.values[path][0]) for path in PATHS}
    readers = [lambda here, text=text: here.evaluate(resolve(parse(text), case)).parts for text in FIGURES]
    return screen(Linear.of(base), moving, readers)


def interval(middle):
    return SimpleNamespace(quantity=SimpleNamespace(low=middle * (1 - WIDTH / 2), high=middle * (1 + WIDTH / 2)))


@pytest.mark.parametrize("path", PATHS)
def test_first_order_changes_are_those_of_solving_again(path, base, swings):
    case, values = base.world.case, base.world.values
    ends = [interval(values[path][0]).quantity.low, interval(values[path][0]).quantity.high]
    solved = [solve_world(build(case, {**values, path: np.full(64, end)})) for end in ends]
    assert all(len(each.draws) == 64 for each in solved)
    low, high = (figures(case, quantities(each)) for each in solved)
    scale = np.abs(high - low).max()
    assert scale > 1e-7
    np.testing.assert_allclose(swings[:, PATHS.index(path)], high - low, rtol=3e-3, atol=3e-3 * scale)


@pytest.mark.parametrize("n_copies", [1, 4])
def test_copies_side_by_side_say_what_each_says_alone(base, n_copies):
    """Whether or not the moves of an odd number of inputs fill them."""
    case = base.world.case
    few = part(base, np.arange(0, 64, 4))
    assert len(few.draws) == 16
    near = FirstOrder.at(REQUEST_GAME, few.world.game, few.iterate)
    copies = np.tile(np.arange(16), n_copies)
    side_by_side = FirstOrder(REQUEST_GAME, near.iterate[:, copies], near.inverse[copies])
    readers = [lambda here: here.evaluate(resolve(parse("book"), case)).parts]
    paths = ["leak", "precision", "types.type_0.share"]
    moving = {path: interval(base.world.values[path][0]) for path in paths}
    found = first_order_swings(few, side_by_side, moving, readers)
    for column, path in enumerate(paths):
        alone = first_order_swings(few, near, {path: moving[path]}, readers)
        assert abs(alone[0, 0]) > 1e-7
        np.testing.assert_allclose(found[:, [column]], alone, rtol=1e-8)


def test_no_figures_or_inputs_need_no_screen(base):
    assert screen(Linear.of(base), {}, []).shape == (0, 0)


HEADLINES = {text: Name(tuple(text.split("."))) for text in ("types.type_0.share", "book", "requests.troops.posterior")}


@pytest.fixture(scope="module")
def moves(base):
    return elasticities(base, Linear.of(base), HEADLINES, PATHS)


def differenced(base, path, label, step=STEP):
    """The elasticity by central differences of the whole computation on the same draws."""
    case, values = base.world.case, base.world.values
    ends = [solve_world(build(case, {**values, path: values[path] * (1 + way * step)})) for way in (-1, 1)]
    assert all(len(each.draws) == 64 for each in ends)
    low, high = (float(quantities(each).series(HEADLINES[label]).mean()) for each in ends)
    return (high - low) / (2 * step) / float(quantities(base).series(HEADLINES[label]).mean())


def test_elasticities_are_relative_changes_for_relative_changes(moves):
    """The share of a type moves itself one for one."""
    own = [row for row in moves if row.figure == "types.type_0.share"]
    assert own[0].input == "types.type_0.share"
    assert own[0].value == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("label", list(HEADLINES)[1:])
def test_every_input_has_an_elasticity_the_strongest_first_and_solved_again(moves, label):
    rows = [row for row in moves if row.figure == label]
    sizes = [abs(row.value) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(row.is_solved for row in rows) == MOST
    assert {row.input for row in rows} <= set(PATHS)
    assert len(rows) == len(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_elasticities_are_those_of_finite_differences_on_the_same_draws(base, moves, path):
    """Exact where solved again; else wrong by half a step times a curvature, here a few per cent of the value.

    That of the book to an input that hardly moves it is a small difference of large moves: hence the absolute part.
    """
    for label in list(HEADLINES)[1:]:
        row = next((row for row in moves if (row.figure, row.input) == (label, path)), None)
        expected = differenced(base, path, label)
        if row is None:
            assert abs(expected) < 1e-9
        elif row.is_solved:
            assert row.value == pytest.approx(expected, rel=1e-6, abs=1e-9)
        else:
            assert row.value == pytest.approx(expected, rel=0.05, abs=2e-3)


def test_an_input_that_moves_a_figure_by_nothing_has_no_elasticity(base):
    """The share of a type is the same in every draw here: whatever weighs the draws, only itself moves it."""
    headlines = {"types.type_0.share": Name(("types", "type_0", "share"))}
    found = elasticities(base, Linear.of(base), headlines, MOVING)
    assert [row.input for row in found] == ["types.type_0.share"]


def test_where_there_is_no_figure_or_no_input_there_are_no_elasticities(base):
    assert elasticities(base, Linear.of(base), HEADLINES, []) == ()
    assert elasticities(base, Linear.of(base), {}, PATHS) == ()
