"""What was asked, what will be given and what it does to the promise, against plain enumeration over the same draws."""

import datetime
import math

import numpy as np
import pytest

from foedus.answer import openness
from foedus.answer.bits import surprise
from foedus.answer.member_rows import group_rows, member_rows
from foedus.answer.rows import (
    deniable_refusal,
    forecast_rows,
    request_rows,
    response_rows,
    type_rows,
)
from foedus.answer.weighing import effective_draws
from foedus.answer.world import Solved, build
from foedus.case.expression import Name
from foedus.equilibrium.chunk import take
from oracles.posterior import spread
from oracles.small_cases import read
from small_worlds import account, changed, quantities, slow_answer, solved_small, solved_with, values_of

SAME = 1e-9
EARLY = "2001-02-10"
SEEN = {
    "nothing": {},
    "words": {"seen": {"response": "words", "date": EARLY}},
    "help that another may look like": {"seen": {"response": "fight", "date": EARLY, "leaked": "none"}},
    "words, and a leak": {"seen": {"response": "words", "leaked": "troops"}},
    "words, on the day": {"seen": {"response": "words"}, "as_of": "2001-02-02"},
}


@pytest.fixture(scope="module", params=list(SEEN))
def both(request):
    """The answer's arrays and the enumeration, for one kind of observation."""
    case = read(account(**SEEN[request.param]))
    values = {
        path: row for path, row in values_of().items() if "denial" not in path or "as_of" not in SEEN[request.param]
    }
    solved = solved_with(case, values)
    return solved, slow_answer(solved)


def near(value):
    return pytest.approx(value, abs=SAME)


def assert_spread(figure, expected):
    assert (figure.value, figure.low, figure.high) == (near(expected.value), near(expected.low), near(expected.high))


def test_the_request_in_every_draw(both):
    solved, slow = both
    here, reading = quantities(solved), solved.reading
    by_draw = reading.prior * reading.likelihood * reading.seen / here.weight
    np.testing.assert_allclose(by_draw, slow.per_draw_posterior(), atol=SAME)
    np.testing.assert_allclose(here.weight / here.weight.sum(), slow.weights, atol=SAME)
    assert effective_draws(here.weight) == pytest.approx(slow.effective_draws, rel=SAME)


def test_the_request_over_draws(both):
    solved, slow = both
    prior, evidence_only, posterior = slow.prior(), slow.evidence_only(), slow.posterior()
    for row in request_rows(quantities(solved)):
        assert row.prior == near(prior[row.id])
        assert row.evidence_only == near(evidence_only[row.id])
        assert_spread(row.posterior, posterior[row.id])


def test_the_reply_that_is_carried_out_in_the_end(both):
    solved, slow = both
    here, expected = quantities(solved), slow.carried_out()
    for place, row in enumerate(response_rows(here, solved)):
        np.testing.assert_allclose(here.carried_out(place), slow.per_draw_carried_out()[place], atol=SAME)
        assert_spread(row.probability, expected[row.id])


def test_the_loss_of_the_book(both):
    solved, slow = both
    for row in response_rows(quantities(solved), solved):
        assert_spread(row.loss, slow.loss(row.id))


def test_the_price_list_of_those_who_watch(both):
    solved, slow = both
    for row in member_rows(quantities(solved), solved)[1:]:
        assert row.before.value == near(slow.before(row.id))
        assert row.expected_after.value == near(slow.expected_after(row.id))
        for response in slow.responses:
            assert_spread(row.change[response], slow.change(row.id, response))
            assert row.after[response] == near(slow.after(row.id, response))
            for request in slow.requests:
                expected = slow.after_if_leaked(row.id, request, response)
                assert row.after_if_leaked[request][response] == near(expected)


def test_the_price_list_of_the_client(both):
    solved, slow = both
    row = member_rows(quantities(solved), solved)[0]
    assert row.id == "client"
    assert row.before.value == near(slow.before("client"))
    assert row.expected_after.value == near(slow.client_after(None))
    for response in slow.responses:
        assert row.after[response] == near(slow.client_after(response))
        for request in slow.requests:
            assert row.after_if_leaked[request][response] == near(slow.client_after(response, request))


def test_ambiguity_and_innocence(both):
    solved, slow = both
    here = quantities(solved)
    assert_spread(openness.ambiguity(solved.reading, here.seen).figure(), slow.ambiguity())
    assert_spread(openness.innocence(solved.reading, here.seen).figure(), slow.innocence())


def test_what_each_type_does_in_this_crisis(both):
    """How far requests above words are met, words being what the fallback gives."""
    solved, slow = both
    expected = slow.in_game_honours()
    for row in type_rows(quantities(solved)):
        assert row.in_game_honours == near(expected[row.id].value)
        assert row.is_outside == (not row.honours.low <= row.in_game_honours <= row.honours.high)


def test_where_nothing_above_words_is_asked_nothing_can_be_honoured():
    """Such draws count for nothing; where all are such there is no figure."""
    words = values_of()["responses.words.level"]
    few = np.arange(len(words)) % 4 == 0
    lowered = {f"requests__{q}__level": np.where(few, words, 0.5) for q in ("guns", "planes", "troops")}
    changes = {**lowered, "requests__nothing__level": words}
    solved = solved_with(read(account()), changed(values_of(), **changes))
    expected = slow_answer(solved).in_game_honours()
    for row in type_rows(quantities(solved)):
        assert row.in_game_honours == near(expected[row.id].value)
    nowhere = solved_with(read(account()), changed(values_of(), **dict.fromkeys(changes, words)))
    for row in type_rows(quantities(nowhere)):
        assert (row.in_game_honours, row.is_outside) == (None, False)


def test_a_refusal_is_judged_where_words_are_seen(both):
    """Not at what is seen, or on average over what may be; and not where what was asked is known."""
    solved, slow = both
    leaked = solved.world.case.seen is not None and solved.world.case.seen.leaked == "troops"
    found = deniable_refusal(quantities(solved))
    if leaked:
        assert found is None
    else:
        assert_spread(found, slow.deniable_refusal())


def test_a_final_sight_that_a_draw_rules_out_is_not_counted_there():
    """What looks like mediation on its first day may be bound to show as covert help: then there is no such end."""
    case = read(account(seen={"response": "mediate"}, as_of="2001-02-02"))
    values = {path: row for path, row in values_of().items() if "denial" not in path}
    few = np.arange(len(values["leak"])) % 4 == 0
    bound = {
        "responses__mediate__visibility": np.where(few, 0.0, 0.8),
        "responses__covert__visibility": np.where(few, 1.0, 0.5),
        "responses__covert__delay": 5.0,
    }
    solved = solved_with(case, changed(values, **bound))
    slow, here = slow_answer(solved), quantities(solved)
    assert [slow.requests_given_sight(i, here.seen) is None for i in range(slow.n_draws)] == few.tolist()
    assert here.weight[few].min() > 0
    assert_spread(openness.innocence(solved.reading, here.seen).figure(), slow.innocence())
    assert_spread(openness.ambiguity(solved.reading, here.seen).figure(), slow.ambiguity())


def test_the_surprise(both):
    solved, slow = both
    found = surprise(solved)
    log_likelihood, factor = slow.surprise()
    assert found.log_likelihood == near(log_likelihood)
    assert found.bayes_factor == pytest.approx(factor, rel=SAME)


def test_forecasts_count_what_is_visible_and_in_effect_by_the_day(both):
    solved, slow = both
    soon, late = forecast_rows(quantities(solved), solved)
    assert_spread(soon.probability, slow.confirmed_by(["covert", "fight"], datetime.date(2001, 3, 1)))
    assert_spread(late.probability, slow.confirmed_by(["mediate"], datetime.date(2001, 6, 1)))


def test_groups_are_means_of_members_by_value(both):
    solved, slow = both
    here = quantities(solved)
    worth = np.array([draw.game.worth for draw in slow.draws]).T  # (member, draw)
    scopes = {"near": [0, 2], "clients": [0, 1], "prospects": [2], "*": [0, 1, 2]}
    rows = {row.id: row for row in group_rows(here)}
    assert rows.keys() == scopes.keys()
    now = np.array([[slow.price_now(i, member) for i in range(slow.n_draws)] for member in slow.members])
    for scope, places in scopes.items():
        share = worth[places] / worth[places].sum(axis=0)
        mean_now = (share * now[places]).sum(axis=0)
        assert rows[scope].before.value == near(slow.weights @ mean_now)
        assert rows[scope].before.low <= rows[scope].before.value <= rows[scope].before.high
        moved = np.array([slow.outsiders[i].price[0, 0, places] - now[places, i] for i in range(slow.n_draws)]).T
        seen = np.array([slow.chance_of_signal(i, None)[0] for i in range(slow.n_draws)]) * slow.weights
        change = spread((share * moved).sum(axis=0), seen / seen.sum())
        assert_spread(rows[scope].change["words"], change)
        assert rows[scope].after["words"] == near(rows[scope].before.value + change.value)


def test_the_audiences_posterior_is_its_own(both):
    """P(q | E, seen) as a member has it: from its prior over types and the public evidence, not the analyst's."""
    solved, slow = both
    here, seen = quantities(solved), solved.world.case.seen
    for o, member in enumerate(slow.members):
        expected = np.zeros((len(slow.requests), slow.n_draws))
        for i, draw in enumerate(slow.draws):
            game = draw.game
            knows = np.zeros((len(slow.requests), len(slow.responses)))
            for t, _, q, _, _, x, chance in game.plays(draw.profile):
                knows[q, x] += game.prior[o, t] * chance
            if seen is not None:
                knows = knows * slow.sight_so_far(draw)[:, slow.responses.index(seen.response)]
            joint = knows.sum(axis=1) * game.evidence
            if seen is not None and seen.leaked not in (None, "none"):
                joint *= np.array(slow.requests) == seen.leaked
            expected[:, i] = joint / joint.sum()
        for q, request in enumerate(slow.requests):
            found = float(here.series(Name(("audience", member, "requests", request))).mean())
            assert found == near(slow.weights @ expected[q])


def test_escalation_is_an_average_over_what_may_be_seen(both):
    solved, slow = both
    here, expected = quantities(solved), 0.0
    for i, draw in enumerate(slow.draws):
        leak, escalates = draw.game.leak, draw.profile.escalates
        branches = [(0, None, 1 - leak), *((1 + q, name, leak) for q, name in enumerate(slow.requests))]
        expected += slow.weights[i] * sum(
            chance * float(slow.chance_of_signal(i, leaked) @ escalates[index]) for index, leaked, chance in branches
        )
    assert float(here.series(Name(("escalation", "before"))).mean()) == near(expected)


def test_a_response_that_is_never_seen_as_itself_has_no_price_though_another_looks_like_it():
    """η = 0 is null with a reason: what shows as `fight` here is only ever mediation mistaken for it."""
    case = read(account())
    solved = solved_with(case, changed(values_of(), responses__fight__visibility=0.0))
    slow = slow_answer(solved)
    assert slow.change("member_0", "fight") is None
    row = member_rows(quantities(solved), solved)[1]
    assert row.after["fight"] is None
    assert row.change["fight"] is None
    assert row.after["words"] == near(slow.after("member_0", "words"))


def test_draws_without_a_certificate_count_for_nothing():
    """The figures of some draws are those of a world that never had the others."""
    whole = solved_small()
    kept = np.arange(0, whole.world.n_draws, 2)
    part = Solved(whole.world, whole.equilibria, kept, take(whole.reading, kept))
    twice = np.tile(kept, 2)  # each draw of the smaller world listed twice: so many are compiled for
    alone = solved_with(whole.world.case, {path: row[twice] for path, row in whole.world.values.items()})
    for some, others in zip(member_rows(quantities(part), part), member_rows(quantities(alone), alone), strict=True):
        assert some.after == pytest.approx(others.after, abs=SAME)
        assert some.without == pytest.approx(others.without, abs=SAME)
    for some, others in zip(
        response_rows(quantities(part), part), response_rows(quantities(alone), alone), strict=True
    ):
        assert some.probability.value == near(others.probability.value)
        assert some.feasible == near(others.feasible)


def test_a_mean_over_draws_has_the_error_that_repetition_shows():
    """Printed Monte-Carlo errors against the spread of the figure over many halves of the draws."""
    case = read(account(**SEEN["words"]))
    n_draws = 256
    solved = solved_with(case, values_of(n_draws=n_draws))
    here = quantities(solved)
    figure = here.series(Name(("requests", "troops", "posterior"))).figure()
    reading, rng = solved.reading, np.random.default_rng(3)
    by_draw = (reading.prior * reading.likelihood * reading.seen)[3]
    picks = rng.integers(n_draws, size=(2000, n_draws))
    again = by_draw[picks].sum(axis=1) / here.weight[picks].sum(axis=1)
    assert figure.error == pytest.approx(again.std(), rel=0.1)  # a bootstrap of 2000 knows its spread to 2 %
    assert math.isfinite(figure.low)
    assert build(case, solved.world.values).n_draws == n_draws
