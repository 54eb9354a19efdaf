"""What earlier calls did to the price of the promise, by hand (model.md section 2, History)."""

import datetime
import math

import numpy as np
import pytest

from foedus.answer.facts import client_price_without, episode_degree, facts, price_without
from foedus.answer.member_rows import member_rows
from foedus.answer.rows import episode_rows
from foedus.answer.world import build
from oracles.small_cases import point_values, read
from small_worlds import HISTORY, account, quantities, solved_small, solved_with, values_of


@pytest.fixture(scope="module")
def world():
    case = read(account())
    return build(case, {path: np.array([value]) for path, value in point_values(case).items()})


def shift(world, degree, weight):
    """weight · [g log(h₁/h₂) + (1 − g) log((1 − h₁)/(1 − h₂))], weight being w · public · memory^years."""
    first, second = (world.values[f"types.{name}.honours"][0] for name in world.case.types)
    kept, refused = math.log(first / second), math.log((1 - first) / (1 - second))
    return weight * (degree * kept + (1 - degree) * refused)


def years(day):
    return (datetime.date(2001, 2, 1) - day).days / 365.25


def moved_back(prior, by):
    odds = prior / (1 - prior) * math.exp(-by)
    return odds / (1 + odds)


def level(world, path):
    return world.values[f"{path}.level"][0]


@pytest.mark.parametrize("name", ["refused", "kept"])
def test_without_a_call_log_odds_are_what_it_had_added_less(world, name):
    episode = next(entry for entry in world.case.history if entry.id == name)
    v = {path: row[0] for path, row in world.values.items()}
    if name == "refused":
        degree = min(1, level(world, "responses.words") / level(world, "requests.troops"))
        age = years(datetime.date(1998, 3, 1))
    else:
        degree, age = 0.4 / 0.5, years(datetime.date(2000, 11, 5))
    assert episode_degree(world, episode)[0] == pytest.approx(degree)
    noticed = v[f"history.{name}.public"] * v["memory"] ** age
    honours = [v[f"types.{kind}.honours"] for kind in world.case.types]
    for place, member in enumerate(world.case.members):
        # The one that was itself the client then knows all of it: w = 1.
        w = 1.0 if (name, member) == ("refused", "member_1") else v[f"audience.{member}.spillover"]
        prior = v.get(f"audience.{member}.prior", v["types.type_0.share"])
        belief = moved_back(prior, shift(world, degree, w * noticed))
        expected = belief * honours[0] + (1 - belief) * honours[1]
        assert price_without(world, episode)[place, 0] == pytest.approx(expected, rel=1e-12)


def test_the_effect_of_a_call_is_the_mean_change_by_value(world):
    v = {path: row[0] for path, row in world.values.items()}
    honours = np.array([v[f"types.{kind}.honours"] for kind in world.case.types])
    worth = np.array([v[f"audience.{name}.value"] for name in world.case.members])
    prior = np.array([v.get(f"audience.{name}.prior", v["types.type_0.share"]) for name in world.case.members])
    now = prior * honours[0] + (1 - prior) * honours[1]
    for episode in world.case.history:
        moved = now - price_without(world, episode)[:, 0]
        effect = facts(world).episode_effect[episode.id][0]
        assert effect == pytest.approx((worth * moved).sum() / worth.sum(), rel=1e-9)


def test_a_call_nobody_noticed_did_nothing():
    case = read(account())
    values = {path: np.array([value]) for path, value in point_values(case).items()}
    unseen = build(case, {**values, "history.refused.public": np.zeros(1)})
    assert facts(unseen).episode_effect["refused"][0] == pytest.approx(0.0, abs=1e-15)
    assert facts(unseen).episode_effect["kept"][0] != 0.0


def test_a_call_half_honoured_between_types_that_mirror_one_another_did_nothing():
    """g = ½, h = 0.9 and 0.1: the two log ratios cancel."""
    case = read(
        account(
            history=[{"id": "half", "date": "2000-01", "client": "member_0", "asked": 0.8, "given": 0.4, "public": 1}]
        )
    )
    values = {path: np.array([value]) for path, value in point_values(case).items()}
    values |= {"types.type_0.honours": np.array([0.9]), "types.type_1.honours": np.array([0.1])}
    assert facts(build(case, values)).episode_effect["half"][0] == pytest.approx(0.0, abs=1e-15)


def test_more_than_was_asked_counts_as_all_of_it():
    case = read(
        account(
            history=[{"id": "more", "date": "2000-01", "client": "member_0", "asked": 0.3, "given": 0.9, "public": 1}]
        )
    )
    world = build(case, {path: np.array([value]) for path, value in point_values(case).items()})
    assert episode_degree(world, case.history[0])[0] == 1.0


def test_the_client_knows_every_call_in_full(world):
    """Its own as the client then, those of others because its spillover is 1; its belief is nature's share."""
    v = {path: row[0] for path, row in world.values.items()}
    honours = [v[f"types.{kind}.honours"] for kind in world.case.types]
    for episode in world.case.history:
        noticed = v[f"history.{episode.id}.public"] * v["memory"] ** years(episode.date.day)
        degree = episode_degree(world, episode)[0]
        belief = moved_back(v["types.type_0.share"], shift(world, degree, noticed))
        expected = belief * honours[0] + (1 - belief) * honours[1]
        assert client_price_without(world, episode)[0] == pytest.approx(expected, rel=1e-12)
        assert abs(expected - world_price(v)) > 1e-4


def world_price(v):
    """Price to the client before the reply."""
    return (
        v["types.type_0.share"] * v["types.type_0.honours"] + (1 - v["types.type_0.share"]) * v["types.type_1.honours"]
    )


def test_the_price_list_shows_what_the_price_would_be_without_each_call():
    solved = solved_small()
    here = quantities(solved)
    weight = here.weight / here.weight.sum()
    client, *others = member_rows(here, solved)
    for episode in solved.world.case.history:
        assert client.without[episode.id] == pytest.approx(weight @ client_price_without(solved.world, episode))
        for place, row in enumerate(others):
            assert row.without[episode.id] == pytest.approx(weight @ price_without(solved.world, episode)[place])


def test_where_nobody_else_watches_a_call_has_done_what_it_did_to_the_client():
    case = read(account(audience={"client": {"value": 1}}, groups={}, history=[HISTORY[1]]))
    gone = ("audience.member_", "history.refused.")
    values = {path: row for path, row in values_of().items() if not path.startswith(gone)}
    solved = solved_with(case, values)
    here = quantities(solved)
    (client,) = member_rows(here, solved)
    (row,) = episode_rows(here, solved)
    assert row.effect.value == pytest.approx(client.before.value - client.without["kept"], abs=1e-12)
    assert abs(row.effect.value) > 1e-3
