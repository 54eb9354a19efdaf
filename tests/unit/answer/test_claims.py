"""Verdicts: what is stated against what the model gives (model.md section 8)."""

import datetime

import numpy as np
import pytest

from foedus.answer import ask
from foedus.answer import audit as audit_room
from foedus.answer import claim as claim_room
from foedus.answer.claim import Found, find, verdict
from foedus.answer.result import Figure
from foedus.answer.weighing import effective_draws
from foedus.answer.world import build, drawn, solve_world
from foedus.case import Claim
from foedus.case.expression import Name
from foedus.errors import ComputationError
from oracles.small_cases import read
from small_worlds import asked, file_with_claims, quantities

N_DRAWS = 192


@pytest.fixture(scope="module")
def answer():
    return asked(N_DRAWS)


@pytest.fixture(scope="module")
def claims(answer):
    return {row.id: row for row in answer.claims}


@pytest.fixture(scope="module")
def here():
    case = read(file_with_claims())
    return quantities(solve_world(build(case, drawn(case, N_DRAWS, 1))))


def here_values():
    return dict(drawn(read(file_with_claims()), N_DRAWS, 1))


def claim_of(here, tests):
    """A claim that tests this formula."""
    claim = Claim.model_validate({"id": "one", "source": "column", "says": "x", "tests": tests})
    return claim_room.tested(here.case, claim)


@pytest.mark.parametrize(("figure", "stated", "expected"), [
    (Figure(0.6, 0.5, 0.7), (0.55, 1.0), "holds"),
    (Figure(0.55, 0.1, 0.9), (0.55, 1.0), "holds"),
    (Figure(0.5, 0.4, 0.56), (0.55, 1.0), "contested"),
    (Figure(0.5, 0.4, 0.55), (0.55, 1.0), "contested"),
    (Figure(0.5, 0.4, 0.54), (0.55, 1.0), "does not hold"),
    (Figure(0.7, 0.5, 0.8), (0.0, 0.55), "contested"),
    (Figure(0.7, 0.6, 0.8), (0.0, 0.55), "does not hold"),
])  # fmt: skip
def test_a_claim_holds_where_the_figure_lies_in_the_stated_range(figure, stated, expected):
    """And is contested where only its interval meets it."""
    assert verdict(Found(figure, None, 100), *stated) == (expected, "")


def test_nothing_is_tested_on_fewer_than_a_hundred_effective_draws():
    """A thousand draws of which one has nearly all the weight are one draw."""
    assert verdict(Found(Figure(0.6, 0.5, 0.7), None, 99), 0.55, 1.0)[0] == "not testable"
    lopsided = np.append(np.full(999, 1e-9), 1.0)
    found, reason = verdict(Found(Figure(0.6, 0.5, 0.7), None, effective_draws(lopsided)), 0.55, 1.0)
    assert found == "not testable"
    assert "1 effective" in reason


def test_what_no_draw_shows_is_not_testable():
    assert verdict(Found(None, None, 1000), 0.0, 1.0)[0] == "not testable"


@pytest.fixture(scope="module")
def rarely(here):
    """The same draws, in most of which `fight` cannot be seen as itself."""
    values = here_values()
    seldom = np.arange(N_DRAWS) % 4 == 0
    values["responses.fight.visibility"] = np.where(seldom, 0.9, 0.0)
    solved = solve_world(build(here.case, values))
    return quantities(solved), seldom[solved.draws]


def test_a_price_is_tested_on_the_draws_that_make_its_sight_likely(rarely):
    """However many agree with what is public; and a comparison on those in which both its sides can be."""
    here, seldom = rarely
    assert effective_draws(here.weight) > 100
    for tests in (
        "audience.change.fight",
        "audience.after.fight",
        "0.5 - audience.after.fight",
        "responses.fight.loss",
    ):
        found = find(here, claim_of(here, tests))
        assert found.effective_draws <= seldom.sum()
        assert verdict(found, -1.0, 1.0)[0] == "not testable"
    compared = find(here, claim_of(here, "audience.member_0.change.fight < audience.member_0.change.words"))
    assert compared.effective_draws == pytest.approx(effective_draws(here.weight * seldom))
    assert find(here, claim_of(here, "audience.change.words")).effective_draws > 100


def test_draws_in_which_a_sight_cannot_be_decide_no_comparison_of_prices(rarely):
    here, seldom = rarely
    reading, weight = here.reading, here.weight * seldom
    more = reading.price[0, 3, 0] - reading.price[0, 0, 0]
    for tests, holds in (("change.words < change.fight", more > 0.01), ("change.words > change.fight", more < -0.01)):
        found = find(here, claim_of(here, tests.replace("change", "audience.member_0.change")))
        assert found.figure.value == pytest.approx(weight @ holds / weight.sum(), abs=1e-12)
        assert abs(found.difference) == pytest.approx(abs(weight @ more) / weight.sum(), abs=1e-12)


def test_a_comparison_that_no_draw_allows_is_not_testable(here):
    values = here_values()
    values["responses.fight.visibility"] = np.zeros(N_DRAWS)
    never = quantities(solve_world(build(here.case, values)))
    found = find(never, claim_of(never, "audience.change.fight < audience.change.words"))
    assert (found.figure, found.difference) == (None, None)
    assert "cannot be seen in any draw" in verdict(found, 0.0, 1.0)[1]


@pytest.mark.parametrize(
    "tests", ["book / {0}", "0.5 - book / {0}", "audience.change.words + book / {0}", "book / {0} < 1"]
)
def test_a_ratio_by_nothing_has_no_figure_and_says_so(here, tests):
    found = find(here, claim_of(here, tests.format("(obligation - obligation)")))
    assert (found.figure, found.difference) == (None, None)
    word, reason = verdict(found, 0.0, 1.0)
    assert word == "not testable"
    assert "divides by nothing" in reason


def test_a_flat_claim_states_likely_or_more_and_a_denial_the_rest(claims):
    assert (claims["arms"].stated_low, claims["arms"].stated_high) == (0.55, 1.0)
    assert (claims["statement"].stated_low, claims["statement"].stated_high) == (0.0, 0.55)


def test_a_claim_and_the_denial_of_its_opposite_agree(claims):
    assert claims["arms"].model.value == pytest.approx(1 - claims["statement"].model.value, abs=1e-12)
    assert claims["arms"].model.low == pytest.approx(1 - claims["statement"].model.high, abs=0.02)  # points of a sample


def test_the_verdict_follows_from_the_printed_figure(answer, claims):
    assert answer.effective_draws > 100
    for row in claims.values():
        if row.model is None:
            continue
        inside = row.stated_low <= row.model.value <= row.stated_high
        meets = row.model.low <= row.stated_high and row.model.high >= row.stated_low
        assert row.verdict == ("holds" if inside else "contested" if meets else "does not hold"), row.id
    assert len({row.verdict for row in claims.values()}) >= 3


def test_the_figure_of_a_sum_is_the_one_printed(answer, claims):
    printed = {row.id: row.posterior.value for row in answer.requests}
    together = printed["guns"] + printed["planes"] + printed["troops"]
    assert claims["arms"].model.value == pytest.approx(together, abs=1e-12)


def test_a_claim_about_nothing_is_not_testable(claims):
    assert (claims["talk"].verdict, claims["talk"].model) == ("not testable", None)


def test_a_comparison_is_the_share_of_draws_in_which_it_holds_by_the_margin(here, claims):
    """± 1.645 Monte-Carlo errors, and the mean difference beside it."""
    reading, weight = here.reading, here.weight / here.weight.sum()
    worth = reading.value / reading.value.sum(axis=0)
    falls = (worth * (reading.before - reading.price[0, 0])).sum(axis=0)
    holds = falls > 0.01
    share = weight @ holds
    error = 1.645 * np.sqrt(np.sum((weight * (holds - share)) ** 2))
    row = claims["words-cost"]
    assert row.model.value == pytest.approx(share)
    assert row.model.low == pytest.approx(max(0, share - error))
    assert row.model.high == pytest.approx(min(1, share + error))
    assert row.difference == pytest.approx(weight @ falls)


def test_a_mode_counts_the_draws_in_which_one_of_its_members_leads_by_the_margin(here, claims):
    reading, weight = here.reading, here.weight / here.weight.sum()
    chance = reading.prior * reading.likelihood * reading.seen / here.weight
    nothing, guns, planes, troops = chance
    lead = np.maximum(guns, planes) - np.maximum(nothing, troops)
    assert claims["mode"].model.value == pytest.approx(weight @ (lead > 0.01))
    assert claims["mode"].difference == pytest.approx(weight @ lead)


def test_a_groups_figure_is_the_mean_of_its_members_by_value(here, claims):
    reading = here.reading
    near = reading.value[[0, 2]] / reading.value[[0, 2]].sum(axis=0)
    moved = (near * (reading.price[0, 0] - reading.before)[[0, 2]]).sum(axis=0)
    on_evidence = reading.prior * reading.public
    seen = (on_evidence / on_evidence.sum(axis=0) * reading.sight[:, 0]).sum(axis=0) * here.weight
    assert claims["neighbours"].model.value == pytest.approx((seen * moved).sum() / seen.sum())


def test_under_other_settings_the_case_is_solved_again(answer, claims):
    """With a certain leak nothing is ambiguous; as the case stands it is."""
    assert claims["open"].model == Figure(0.0, 0.0, 0.0, 0.0)
    assert claims["open"].verdict == "holds"
    assert answer.ambiguity.value > 0.1


def test_a_figure_and_a_constant_can_be_compared(here):
    """The draws' own numbers come through a formula unchanged."""
    figure = here.series(Name(("types", "type_0", "honours"))).figure()
    assert figure.value == pytest.approx(np.average(here.reading.honours[0], weights=here.weight))


UNDER = {
    "no-such-reply": ({"fallback": "surrender"}, "fallback"),
    "never-seen": (
        {"seen.response": "covert", "responses.covert.visibility": 0},
        "what is seen of the reply is impossible in every draw: no response shows as covert 28 days after asked_on",
    ),
    "cut": ({"as_of": "1999-01-01"}, 'its formula names "history.kept", which is not in history'),
    "unsolved": ({"leak": 0.123}, "7 of 64 draws failed their certificate"),
}


@pytest.fixture(scope="module")
def impossible():
    """An answer with claims under settings that cannot be, beside one that can."""
    claims = [
        {"id": name, "source": "column", "says": "x", "tests": "history.kept", "under": settings}
        for name, (settings, _) in UNDER.items()
    ]
    claims.append({"id": "plain", "source": "column", "says": "x", "tests": "requests.guns"})
    solve = audit_room.solve_world

    def solve_some(world):
        if dict(world.case.settings).get("leak") == "0.123":
            raise ComputationError("7 of 64 draws failed their certificate")
        return solve(world)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit_room, "solve_world", solve_some)
        return ask(read(file_with_claims(claims=claims)), draws=64)


@pytest.mark.parametrize("name", UNDER)
def test_settings_that_cannot_be_make_the_claim_not_testable_and_not_the_answer(impossible, name):
    row = next(row for row in impossible.claims if row.id == name)
    assert (row.verdict, row.model, row.difference, row.hinges_on) == ("not testable", None, None, None)
    assert row.reason.startswith("under its settings ")
    assert UNDER[name][1] in row.reason
    assert dict(row.under) == {path: str(value) for path, value in UNDER[name][0].items()}
    assert next(row for row in impossible.claims if row.id == "plain").model is not None


def test_a_claim_about_what_was_cut_is_not_testable():
    """The call was not yet made on the day that the answer is given for."""
    claims = [{"id": "early", "source": "column", "says": "x", "tests": "history.kept"}]
    case = read(file_with_claims(claims=claims, asked_on="2000-02-01")).at(datetime.date(2000, 3, 1))
    assert [episode.id for episode in case.history] == ["refused"]
    (row,) = ask(case, draws=64).claims
    assert row.verdict == "not testable"
    assert row.reason == 'its formula names "history.kept", which is not in history: expected a known name'
