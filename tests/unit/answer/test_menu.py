"""Another cut of the menu: what the rows say is what a file with that menu answers."""

import copy

import pytest

from foedus.answer import ask, openness
from foedus.answer.bits import posterior
from foedus.answer.menu import menu_rows
from foedus.answer.rows import request_rows, response_rows
from foedus.answer.world import build, drawn, solve_world, subset
from oracles.small_cases import read
from small_worlds import account, quantities

SEEN = {"response": "words", "date": "2001-02-10"}
DRAWS = 24
SAME = 1e-8  # two solutions, each certified to 1e-9


def plain():
    """A small case whose precision alone is drawn; what is seen shows early."""
    mapping = copy.deepcopy(account(1, seen=SEEN))
    mapping["precision"] = "2 to 4"
    return mapping


def with_twin(mapping):
    """The same with `troops` listed twice, each entry with the whole weight and every likelihood."""
    mapping["requests"]["brigades"] = dict(mapping["requests"]["troops"])
    for item in mapping["evidence"]:
        table = item["odds" if "odds" in item else "likelihood"]
        table["brigades"] = table.get("troops", table.get("others"))
        item["exact"] = True
    return mapping


def exactly(mapping):
    for item in mapping["evidence"]:
        item["exact"] = True
    return mapping


class Asked:
    """A file with its rows, the equilibria of all draws solved again: nothing rests on a subsample."""

    def __init__(self, mapping):
        case = read(mapping)
        solved = solve_world(build(case, drawn(case, DRAWS, 1)))
        assert len(solved.draws) == DRAWS
        here = quantities(solved)
        self.menu = menu_rows(here, solved)
        self.requests = {row.id: row.posterior.value for row in request_rows(here)}
        self.responses = {row.id: row.probability.value for row in response_rows(here, solved)}
        self.ambiguity = openness.ambiguity(here.reading, here.seen).figure().value

    @property
    def first(self):
        return max(self.requests, key=lambda name: self.requests[name])

    @property
    def reply(self):
        return max(self.responses, key=lambda name: self.responses[name])


@pytest.fixture(scope="module")
def whole():
    return Asked(exactly(plain()))


@pytest.fixture(scope="module")
def twins():
    return Asked(with_twin(plain()))


def row_of(answer, kind, *requests):
    return next(row for row in answer.menu if row.kind == kind and set(row.requests) == set(requests))


def test_a_split_is_the_file_with_two_entries_of_the_whole_weight(whole, twins):
    row = row_of(whole, "split", "troops")
    asked = dict(twins.requests)
    asked["troops"] += asked.pop("brigades")
    assert row.posterior == pytest.approx(asked[whole.first], abs=SAME)
    assert row.leads == max(asked, key=lambda name: asked[name])
    assert row.response == twins.reply
    assert row.ambiguity == pytest.approx(twins.ambiguity, abs=SAME)
    assert abs(row.posterior - whole.requests[whole.first]) > 0.005


def test_a_merger_takes_back_what_the_split_did(whole, twins):
    row = row_of(twins, "merge", "troops", "brigades")
    asked = whole.requests
    assert row.posterior == pytest.approx(asked["troops" if twins.first in row.requests else twins.first], abs=SAME)
    assert row.ambiguity == pytest.approx(whole.ambiguity, abs=SAME)
    assert row.response == whole.reply


def test_every_request_is_split_and_neighbours_by_level_are_merged(whole):
    split = [row.requests for row in whole.menu if row.kind == "split"]
    assert split == [(name,) for name in whole.requests]
    levels = {name: request.level.quantity.low for name, request in read(plain()).requests.items()}
    merged = [row.requests for row in whole.menu if row.kind == "merge"]
    assert len(merged) == len(levels) - 1
    for lower, upper in merged:
        assert levels[lower] <= levels[upper]
        assert not any(levels[lower] < level < levels[upper] for level in levels.values())


def test_a_row_is_changed_where_another_request_or_reply_leads(whole, twins):
    for answer in (whole, twins):
        for row in answer.menu:
            same = answer.first in row.leads.split("+") and row.response == answer.reply
            assert row.is_changed is not same
    assert any(row.is_changed for row in (*whole.menu, *twins.menu))


def test_the_rest_is_one_request_with_nothing_and_two_requests_are_not_merged():
    mapping = exactly(plain())
    mapping["requests"]["planes"]["rest"] = True
    merged = [row.requests for row in ask(read(mapping), draws=DRAWS).menu if row.kind == "merge"]
    assert merged == [("nothing", "guns"), ("guns", "troops")]
    assert [row.kind for row in ask("two-by-two", draws=DRAWS).menu] == ["split", "split"]


def test_a_subsample_says_the_change_and_the_whole_answer_the_level():
    """Where nothing is changed by much, the figure is that of all draws and not of the few."""
    case = read(plain())
    solved = solve_world(build(case, drawn(case, 192, 1)))
    here = quantities(solved)
    few, all_of_them = (
        {row.requests: row.posterior for row in menu_rows(here, subset(solved, size)) if row.kind == "split"}
        for size in (16, 192)
    )
    asked = posterior(solved.reading)
    assert len(few) == len(all_of_them) == 4
    for requests, figure in all_of_them.items():
        assert few[requests] == pytest.approx(figure, abs=0.01)
        assert abs(figure - asked.max()) > 0.01


def test_what_is_hardly_open_on_a_subsample_does_not_make_the_answer_more_open_than_it_can_be():
    mapping = copy.deepcopy(account(0, precision="30 to 3000"))
    chances = dict.fromkeys(mapping["requests"], "0.001 to 0.9")
    mapping["evidence"] = [{**mapping["evidence"][0], "reliability": 1, "exact": False, "likelihood": chances}]
    case = read(mapping)
    solved = solve_world(build(case, drawn(case, 192, 1)))
    for size in (4, 16):
        rows = menu_rows(quantities(solved), subset(solved, size))
        assert all(0.0 <= row.ambiguity <= 1.0 for row in rows)
