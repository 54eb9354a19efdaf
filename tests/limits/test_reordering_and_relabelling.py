"""The order of a file and the names in it carry no meaning (model.md section 11)."""

import json

import numpy as np
import pytest

from foedus.answer.member_rows import member_rows
from foedus.answer.rows import forecast_rows, request_rows, response_rows, type_rows
from foedus.answer.world import Solved, build, drawn, read_draws, solve_world
from foedus.equilibrium.chain import DEFAULT_CHAIN, solve
from foedus.request import REQUEST_GAME
from foedus.request.solve import Equilibria
from oracles.small_cases import read
from small_worlds import account, quantities, solved_small, values_of

SAME = 1e-12
RENAMED = {
    "nothing": "a_word", "guns": "rifles", "planes": "wings", "troops": "men", "mediate": "broker", "covert": "quietly",
    "fight": "war", "type_0": "loyal", "type_1": "fickle", "member_0": "ally", "member_1": "friend",
    "member_2": "stranger", "neighbour": "broker_state", "acute": "dire", "bearable": "mild", "envoy": "visit",
}  # fmt: skip


def figures(solved):
    """Every headline number of an answer by name."""
    here, found = quantities(solved), {}
    for row in request_rows(here):
        found[f"requests.{row.id}"] = [row.prior, row.evidence_only, row.posterior.value, row.posterior.low]
    for row in response_rows(here, solved):
        found[f"responses.{row.id}"] = [row.probability.value, row.loss.value, row.cost.value, row.feasible, row.chosen]
    for row in member_rows(here, solved):
        found[f"audience.{row.id}"] = [row.before.value, row.expected_after.value, row.stays.value]
        found |= {f"audience.{row.id}.after.{name}": price for name, price in row.after.items()}
        for asked, prices in row.after_if_leaked.items():
            found |= {f"audience.{row.id}.leaked.{asked}.{name}": price for name, price in prices.items()}
        found |= {f"audience.{row.id}.without.{name}": price for name, price in row.without.items()}
    found |= {f"types.{row.id}": [row.share, row.in_game_honours] for row in type_rows(here)}
    found |= {f"forecasts.{row.id}": row.probability.value for row in forecast_rows(here, solved)}
    return found


def renamed(text):
    """The text with every id replaced."""
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    return text


def assert_same(found, expected):
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=SAME, rtol=0, err_msg=name)


def backwards(mapping):
    """The file with every list and every table whose order is free turned round."""
    turned = dict(mapping)
    for key in ("requests", "responses", "need", "audience", "third_parties", "sources", "groups"):
        turned[key] = dict(reversed(list(mapping[key].items())))
    for key in ("evidence", "history", "ledger", "forecasts"):
        turned[key] = list(reversed(mapping[key]))
    return dict(reversed(list(turned.items())))


def test_other_ids_give_the_same_numbers_under_other_names():
    """At the same draws: streams are keyed by id, so the numbers are handed over by hand."""
    case = read(json.loads(renamed(json.dumps(account()))))
    again = solve_world(build(case, {renamed(path): row for path, row in values_of().items()}))
    expected = {renamed(name): value for name, value in figures(solved_small()).items()}
    assert_same(figures(again), expected)


def test_reordering_a_file_changes_no_draw():
    mapping = account(precision="3 to 9", leak="0.1 to 0.4")
    mapping["evidence"] = [dict(item, exact=False) for item in mapping["evidence"]]
    straight, turned = drawn(read(mapping), 50, 3), drawn(read(backwards(mapping)), 50, 3)
    assert straight.keys() == turned.keys()
    for path, row in straight.items():
        np.testing.assert_array_equal(row, turned[path], err_msg=path)


def test_reordering_a_file_changes_no_number():
    case = read(backwards(account()))
    assert list(case.requests) == list(reversed(solved_small().world.case.requests))
    calm = {**values_of(), "precision": values_of()["precision"] / 3}
    found = []
    for each in (read(account()), case):
        world = build(each, calm)
        solution = solve(REQUEST_GAME, world.game, DEFAULT_CHAIN[:1])
        assert solution.has_converged.all()
        everyone = np.arange(world.n_draws)
        reading = read_draws(world, solution.iterate, everyone)
        found.append(figures(Solved(world, Equilibria(solution, None), everyone, reading)))
    assert_same(found[1], found[0])


@pytest.mark.parametrize("name", ["requests.troops", "audience.member_1", "types.type_0"])
def test_the_figures_compared_are_no_constants(name):
    """Otherwise the tests above could not fail."""
    values = np.array(list(figures(solved_small())[name]))
    assert np.ptp(values) > 1e-3
