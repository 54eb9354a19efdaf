"""Verdicts: what is stated against what the model gives (model.md section 8)."""

import numpy as np
import pytest

from foedus.answer.claim import verdict
from foedus.answer.result import Figure
from foedus.answer.world import build, drawn, solve_world
from foedus.case.expression import Name
from oracles.small_cases import read
from small_worlds import asked, file_with_claims, quantities

N_DRAWS = 192
ENOUGH = np.ones(100)


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
    assert verdict(figure, *stated, ENOUGH) == (expected, "")


def test_nothing_is_tested_on_fewer_than_a_hundred_effective_draws():
    """A thousand draws of which one has nearly all the weight are one draw."""
    figure = Figure(0.6, 0.5, 0.7)
    assert verdict(figure, 0.55, 1.0, np.ones(99))[0] == "not testable"
    lopsided = np.append(np.full(999, 1e-9), 1.0)
    found, reason = verdict(figure, 0.55, 1.0, lopsided)
    assert found == "not testable"
    assert "1 effective" in reason


def test_what_no_draw_shows_is_not_testable():
    assert verdict(None, 0.0, 1.0, ENOUGH)[0] == "not testable"


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
    figure = here.series(Name(("types", "type_0", "honours"))).figure(here.weight)
    assert figure.value == pytest.approx(np.average(here.reading.honours[0], weights=here.weight))
