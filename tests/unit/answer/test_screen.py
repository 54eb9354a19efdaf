"""First-order changes and elasticities against equilibria solved again, on the same draws."""

from types import SimpleNamespace

import numpy as np
import pytest

from foedus.answer import screen as screening
from foedus.answer.elasticity import MOST, STEP, elasticities, levels_by_width
from foedus.answer.screen import first_order_swings, screen
from foedus.answer.world import build, drawn, part, solve_world
from foedus.case import inputs, parse, resolve
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
    return screen(base, moving, readers)


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
    assert screen(base, {}, []).shape == (0, 0)


def test_elasticities_are_relative_changes_for_relative_changes(base):
    """Of the figures with a value: the share of a type moves itself one for one."""
    case, values = base.world.case, base.world.values
    headlines = {text: Name(tuple(text.split("."))) for text in ("types.type_0.share", "book")}
    moving = {path: interval(values[path][0]) for path in MOVING}
    swings = screen(base, moving, [lambda here, name=name: here.series(name).parts for name in headlines.values()])
    found = elasticities(base, headlines, swings, moving)
    by_figure = {label: [row for row in found if row.figure == label] for label in headlines}
    assert by_figure["types.type_0.share"][0].input == "types.type_0.share"
    assert by_figure["types.type_0.share"][0].value == pytest.approx(1.0, abs=1e-9)
    assert len(by_figure["book"]) == MOST
    sizes = [abs(row.value) for row in by_figure["book"]]
    assert sizes == sorted(sizes, reverse=True)
    for row in by_figure["book"][:2]:
        ends = [
            solve_world(build(case, {**values, row.input: values[row.input] * (1 + way * STEP)})) for way in (-1, 1)
        ]
        low, high = (float(quantities(each).series(headlines["book"]).mean()) for each in ends)
        level = float(quantities(base).series(headlines["book"]).mean())
        assert row.value == pytest.approx((high - low) / (2 * STEP) / level, rel=1e-6)


def test_an_input_that_moves_a_figure_by_nothing_has_no_elasticity(base):
    """The share of a type is the same in every draw here: whatever weighs the draws, only itself moves it."""
    moving = {path: interval(base.world.values[path][0]) for path in MOVING}
    headlines = {"types.type_0.share": Name(("types", "type_0", "share"))}
    swings = screen(base, moving, [lambda here: here.series(headlines["types.type_0.share"]).parts])
    found = elasticities(base, headlines, swings, moving)
    assert [row.input for row in found] == ["types.type_0.share"]


def test_an_input_known_to_a_hair_is_kept_for_its_elasticity(base, monkeypatch):
    """Others move the figure more from end to end, it moves the figure most per cent for per cent."""
    monkeypatch.setattr(screening, "KEPT", 4)
    moving = {f"audience.{name}.{key}": None for name in base.world.case.members for key in ("value", "reserve")}
    moving = {path: interval(base.world.values[path].mean()) for path in moving}
    path = "types.type_0.honours"
    level = base.world.values[path][0]
    moving[path] = SimpleNamespace(quantity=SimpleNamespace(low=level * (1 - 1e-6), high=level * (1 + 1e-6)))
    headlines = {"book": Name(("book",))}
    figures = [lambda here: here.series(headlines["book"]).parts]
    assert screen(base, moving, figures)[0, -1] == 0.0
    swings = screen(base, moving, figures, levels_by_width(base, moving)[None])
    assert elasticities(base, headlines, swings, moving)[0].input == path


def test_what_is_kept_apart_does_not_hang_on_the_company(base, monkeypatch):
    """The first figure alone, and beside others whose inputs are kept as well: the same changes."""
    monkeypatch.setattr(screening, "KEPT", 3)
    case = base.world.case
    moving = {path: given for path, given in inputs(case).items() if not given.quantity.is_point}
    names = ["innocence", *[f"requests.{request}.posterior" for request in case.requests]]
    figures = [lambda here, name=name: here.series(Name(tuple(name.split(".")))).parts for name in names]
    alone = screen(base, moving, figures[:1], apart=1)
    together = screen(base, moving, figures, apart=1)
    np.testing.assert_allclose(together[0], alone[0], rtol=1e-9, atol=1e-15)
    assert np.count_nonzero(together[1:].any(axis=0)) > np.count_nonzero(together[0]) > 0
