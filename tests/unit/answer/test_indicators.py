"""What may be seen next: its chance, the bits it would tell, and what would be believed after it."""

import datetime
import math

import numpy as np
import pytest

from foedus.answer import ask
from foedus.answer.indicators import horizon, indicator_rows, information
from oracles.small_cases import read
from small_worlds import account, quantities, slow_answer, solved_with, values_of

REQUESTS = ("nothing", "guns", "planes", "troops")
RESPONSES = ("words", "mediate", "covert", "fight")
VISIT = {"id": "visit", "says": "Officers visit", "by": "2001-04-01", "likelihood": {"nothing": 0.1, "others": 0.6}}
CARGO = {"id": "cargo", "says": "Flights land", "by": "2001-03-20", "given": {"fight": 0.8, "others": 0.05}}
SIGHTS = {"nothing": None, "words": {"response": "words", "date": "2001-02-10"}}
SAME = 1e-9  # a certificate's bound


def world(seen):
    """The small case with two indicators, solved; their likelihoods differ from draw to draw."""
    changes = {} if seen is None else {"seen": seen}
    rng = np.random.default_rng(3)
    values = dict(values_of())
    values |= {f"indicators.visit.likelihood.{name}": rng.uniform(0.05, 0.9, 64) for name in REQUESTS}
    values |= {f"indicators.cargo.given.{name}": rng.uniform(0.05, 0.9, 64) for name in RESPONSES}
    return solved_with(read(account(indicators=[VISIT, CARGO], **changes)), values)


@pytest.fixture(scope="module", params=list(SIGHTS))
def both(request):
    """The rows by id, and the enumeration, where nothing is seen and where words are."""
    solved = world(SIGHTS[request.param])
    return {row.id: row for row in indicator_rows(quantities(solved), solved)}, slow_answer(solved)


def tables(slow, chance):
    """P(q, x, S) and P(q, x, not S) over all draws, by `chance(draw, q, x)` of S on what is known."""
    whole = sum(terms.sum() for terms in slow.request_and_reply)
    seen, hidden = np.zeros((2, len(REQUESTS), len(RESPONSES)))
    for number, terms in enumerate(slow.request_and_reply):
        for q in range(len(REQUESTS)):
            for x in range(len(RESPONSES)):
                p = chance(number, q, x)
                seen[q, x] += terms[q, x] * p / whole
                hidden[q, x] += terms[q, x] * (1.0 - p) / whole
    return seen, hidden


def entropy(chances):
    return -sum(p * math.log2(p) for p in np.ravel(chances) if p > 0.0)


def learned(seen, hidden, axis):
    """Entropy before less its mean after, of what is left along the other axis."""
    seen, hidden = seen.sum(axis=axis), hidden.sum(axis=axis)
    after = sum(side.sum() * entropy(side / side.sum()) for side in (seen, hidden) if side.sum() > 0.0)
    return entropy(seen + hidden) - after


def assert_row(row, seen, hidden):
    assert row.probability == pytest.approx(seen.sum(), abs=SAME)
    assert row.bits == pytest.approx(learned(seen, hidden, 1), abs=SAME)
    assert row.response_bits == pytest.approx(learned(seen, hidden, 0), abs=SAME)
    for believed, side in ((row.if_seen, seen), (row.if_not, hidden)):
        expected = side.sum(axis=1) / side.sum()
        assert list(believed.values()) == pytest.approx(expected.tolist(), abs=SAME)
        assert tuple(believed) == REQUESTS


def test_an_indicator_by_request_tells_what_enumeration_says(both):
    rows, slow = both
    values = [draw.game.values for draw in slow.draws]
    chance = tables(slow, lambda draw, q, x: values[draw][f"indicators.visit.likelihood.{REQUESTS[q]}"])
    assert rows["visit"].bits > 1e-3
    assert_row(rows["visit"], *chance)


def test_an_indicator_by_response_tells_of_the_request_through_the_reply(both):
    rows, slow = both
    values = [draw.game.values for draw in slow.draws]
    chance = tables(slow, lambda draw, q, x: values[draw][f"indicators.cargo.given.{RESPONSES[x]}"])
    assert rows["cargo"].response_bits > rows["cargo"].bits > 1e-6
    assert_row(rows["cargo"], *chance)


def coming_into_sight(slow, place, until):
    """P(q, x, S) and P(q, x, not S): every response is seen for what it is, or never; then the days go by."""
    seen_now = slow.case.seen and slow.responses.index(slow.case.seen.response)
    since = (slow.case.as_of - slow.case.asked_on).days
    shown, hidden = np.zeros((2, len(REQUESTS), len(RESPONSES)))
    for draw, joint in zip(slow.draws, slow.joints, strict=True):
        game, asked = draw.game, joint.sum(axis=(0, 1)) * slow.evidence(draw)[:, None]
        looks = game.sight_of(np.zeros(len(RESPONSES)))
        for x, delay in enumerate(game.delay):
            for is_open, of_this in ((True, game.visibility[x]), (False, 1.0 - game.visibility[x])):
                is_in_sight = is_open and delay <= since
                now = looks[x] if not is_in_sight else np.eye(len(RESPONSES))[x]
                met = asked[:, x] * of_this * (1.0 if seen_now is None else now[seen_now])
                is_shown = x == place and is_open and delay <= until
                (shown if is_shown else hidden)[:, x] += met
    whole = shown.sum() + hidden.sum()
    return shown / whole, hidden / whole


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_comes_into_sight_once_if_ever_and_what_is_seen_is_no_news(both, name):
    rows, slow = both
    assert horizon(slow.case) == datetime.date(2001, 6, 1)  # the next forecast resolves then
    until = (horizon(slow.case) - slow.case.asked_on).days
    shown, hidden = coming_into_sight(slow, RESPONSES.index(name), until)
    is_seen_already = slow.case.seen is not None and slow.case.seen.response == name
    if is_seen_already or shown.sum() == 0.0:  # mediation is never taken for words
        assert f"responses.{name}" not in rows
        return
    row = rows[f"responses.{name}"]
    assert (row.kind, row.by) == ("signal", "2001-06-01")
    assert_row(row, shown, hidden)


def test_rows_are_ranked_by_what_they_tell_of_the_request(both):
    rows, _ = both
    told = [row.bits for row in rows.values()]
    assert told == sorted(told, reverse=True)
    assert {row.kind for row in rows.values()} == {"declared", "signal"}


def test_what_is_believed_after_averages_to_what_is_believed_now(both):
    """Nobody can expect to change their mind in one direction."""
    rows, slow = both
    now = {name: figure.value for name, figure in slow.posterior().items()}
    for row in rows.values():
        for name in REQUESTS:
            then = row.probability * row.if_seen[name] + (1.0 - row.probability) * row.if_not[name]
            assert then == pytest.approx(now[name], abs=SAME)


DELAYS = {"words": 0, "mediate": 3, "covert": 200, "fight": 300}


def crisis(**changes):
    """A case in which nothing more comes into sight from one day to the next."""
    mapping = account(1, seen={"response": "words", "date": "2001-02-10"}, **changes)  # whose menus are its own
    for name, delay in DELAYS.items():
        mapping["responses"][name]["delay"] = delay
    mapping["precision"] = "3 to 6"
    return read(mapping)


@pytest.mark.parametrize("is_seen", [True, False])
def test_the_answer_after_the_day_is_the_one_that_the_indicator_foretold(is_seen):
    """Written as evidence after the reply it moves the analyst and nobody's play, and `ask` knows nothing of it."""
    table = {"nothing": 0.15, "guns": 0.7, "planes": 0.4, "troops": 0.55}
    foretold = {"id": "visit", "says": "Officers visit", "by": "2001-03-02", "exact": True, "likelihood": table}
    before = ask(crisis(indicators=[foretold]), draws=64)
    row = next(row for row in before.indicators if row.id == "visit")
    chance = table if is_seen else {name: 1.0 - p for name, p in table.items()}
    item = {"id": "visit", "date": "2001-03-02", "says": "As foretold", "source": "agency", "exact": True}
    known = [*account()["evidence"], {**item, "reliability": 1, "likelihood": chance}]
    after = ask(crisis(evidence=known, as_of="2001-03-02"), draws=64)
    believed = row.if_seen if is_seen else row.if_not
    assert {each.id: each.posterior.value for each in after.requests} == pytest.approx(believed, abs=1e-12)
    moved = [abs(each.posterior.value - believed[each.id]) for each in before.requests]
    assert max(moved) > 0.02


def test_what_is_as_likely_under_every_request_tells_nothing():
    flat = [
        {"id": "sunrise", "says": "The sun rises", "by": "2001-04-01", "exact": True, "likelihood": {"others": 0.7}},
        {"id": "certain", "says": "It is April", "by": "2001-04-01", "exact": True, "given": {"others": 1}},
    ]
    rows = {row.id: row for row in ask(crisis(indicators=flat), draws=64).indicators}
    for name, chance in (("sunrise", 0.7), ("certain", 1.0)):
        assert 0.0 <= rows[name].bits < 1e-20
        assert 0.0 <= rows[name].response_bits < 1e-20
        assert rows[name].probability == pytest.approx(chance)
    assert rows["certain"].if_not is None
    assert rows["sunrise"].if_not == pytest.approx(rows["sunrise"].if_seen)


def test_an_indicator_moves_no_other_figure():
    """Its numbers are drawn from streams of their own, and nothing but its own row reads them."""
    plain, watched = (ask(crisis(indicators=items), draws=64).record() for items in ([], [VISIT, CARGO]))
    others = plain.keys() - {"seconds", "sha256", "indicators", "balance"}
    assert {key: plain[key] for key in others} == {key: watched[key] for key in others}
    assert [row["id"] for row in watched["indicators"] if row["kind"] == "declared"] == ["visit", "cargo"]


def test_without_forecasts_signals_are_looked_for_a_month_ahead():
    case = crisis(forecasts=[])
    assert horizon(case) == datetime.date(2001, 3, 31)


def test_information_is_what_entropies_say_it_is():
    rng = np.random.default_rng(0)
    for shape in ((2, 5), (2, 2), (3, 4)):
        table = rng.dirichlet(np.ones(math.prod(shape))).reshape(shape)
        expected = entropy(table.sum(axis=0)) + entropy(table.sum(axis=1)) - entropy(table)
        assert information(table) == pytest.approx(expected, abs=1e-12)
    assert information(np.eye(4)) == pytest.approx(2.0)
    assert information(np.outer([0.2, 0.8], [0.5, 0.25, 0.25])) < 1e-30
    assert information(np.array([[0.0, 0.0], [0.3, 0.7]])) == 0.0
