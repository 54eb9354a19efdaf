"""Two entries for one request, each of half its weight, change nothing else (model.md section 11)."""

import numpy as np
import pytest

from foedus.answer import openness
from foedus.answer.member_rows import member_rows
from foedus.answer.rows import request_rows, response_rows, type_rows
from foedus.answer.world import Solved, build, read_draws
from foedus.equilibrium.chain import DEFAULT_CHAIN, solve
from foedus.request import REQUEST_GAME
from foedus.request.solve import Equilibria
from oracles.small_cases import read
from small_worlds import account, changed, quantities, values_of

SEEN = {"response": "words", "date": "2001-02-10"}
SAME = 1e-10  # two solutions, each to about 1e-12


def solved(mapping, values):
    """Plain iteration is enough at these precisions, and quicker to compile for a menu of another length."""
    world = build(read(mapping), values)
    solution = solve(REQUEST_GAME, world.game, DEFAULT_CHAIN[:1])
    draws = np.flatnonzero(solution.has_converged)
    return Solved(world, Equilibria(solution, None), draws, read_draws(world, solution.iterate, draws))


@pytest.fixture(scope="module")
def whole_and_split():
    values = values_of()
    values = changed(values, precision=values["precision"] / 3)
    mapping = account(seen=SEEN)
    twins, evidence = dict(mapping["requests"]), []
    twins["brigades"] = dict(twins["troops"])
    own = {path.replace("requests.troops", "requests.brigades"): row for path, row in values.items()
           if path.startswith("requests.troops.")}  # fmt: skip
    for item in mapping["evidence"]:
        kind = "odds" if "odds" in item else "likelihood"
        evidence.append({**item, kind: {**item[kind], "brigades": item[kind].get("troops", item[kind].get("others"))}})
        path = f"evidence.{item['id']}.{kind}"
        own[f"{path}.brigades"] = values[f"{path}.troops"]
    split_values = {**values, **own}
    for name in ("troops", "brigades"):
        split_values[f"requests.{name}.weight"] = values["requests.troops.weight"] / 2
    whole = solved(mapping, values)
    split = solved({**mapping, "requests": twins, "evidence": evidence}, split_values)
    np.testing.assert_array_equal(whole.draws, split.draws)
    assert len(whole.draws) == 64
    return whole, split


def test_posteriors_add_up_and_the_others_stay(whole_and_split):
    for figure in ("prior", "evidence_only", "with_evidence", "posterior"):
        found = []
        for solved in whole_and_split:
            rows = {row.id: getattr(row, figure) for row in request_rows(quantities(solved))}
            chances = {name: getattr(value, "value", value) for name, value in rows.items()}
            chances["troops"] += chances.pop("brigades", 0.0)
            found.append(chances)
        assert found[0] == pytest.approx(found[1], abs=SAME)


def test_replies_prices_and_types_stay(whole_and_split):
    found = []
    for solved in whole_and_split:
        here = quantities(solved)
        replies = [part for row in response_rows(here, solved) for part in (row.probability, row.loss, row.escalation)]
        figures = [x for part in replies for x in (part.value, part.low, part.high)]
        for row in member_rows(here, solved):
            figures += [*row.after.values(), row.expected_after.value, row.stays.value]
            figures += row.after_if_leaked["guns"].values()
        figures += [row.in_game_honours for row in type_rows(here)]
        innocence = openness.innocence(solved.reading, here.seen).figure()
        found.append([*figures, innocence.value, innocence.low, here.weight.mean()])
    np.testing.assert_allclose(found[0], found[1], atol=SAME)


def test_what_a_leak_of_either_half_says_is_what_a_leak_of_the_whole_said(whole_and_split):
    whole, split = (member_rows(quantities(solved), solved) for solved in whole_and_split)
    for before, after in zip(whole, split, strict=True):
        for half in ("troops", "brigades"):
            assert after.after_if_leaked[half] == pytest.approx(before.after_if_leaked["troops"], abs=SAME)


def test_ambiguity_does_change(whole_and_split):
    """It counts entries, and says so: the one figure that a finer menu moves."""
    both = [openness.ambiguity(solved.reading, 0).figure().value for solved in whole_and_split]
    assert abs(both[0] - both[1]) > 1e-3
