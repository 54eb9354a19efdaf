"""Figures over weighted draws: sums of quantities with weights of their own, their points and errors (model.md 7)."""

import numpy as np
import pytest

from foedus.answer.figure_of import Quantities
from foedus.answer.weighing import Part, Series, effective_draws, mean_error, weighted_points
from foedus.case import parse, resolve
from oracles.small_cases import read
from small_worlds import account, changed, quantities, solved_with, values_of

N_DRAWS = 64
RARE = np.arange(N_DRAWS) % 3 == 0
"""draws in which `fight` is never seen as itself"""


@pytest.fixture(scope="module")
def here() -> Quantities:
    case = read(account(seen={"response": "words", "date": "2001-02-10"}))
    values = changed(values_of(), responses__fight__visibility=np.where(RARE, 0.0, 0.8))
    return quantities(solved_with(case, values))


def series(here: Quantities, text: str) -> Series:
    return here.evaluate(resolve(parse(text), here.case))


CHANGE, OTHER = "audience.member_0.change.fight", "audience.member_1.change.words"


def test_a_price_after_has_the_spread_of_before_and_change_over_the_draws_of_the_sight(here: Quantities) -> None:
    """The points of their sum over ω P(z), moved to the mean that is printed."""
    reading = here.reading
    change = series(here, CHANGE)
    after = series(here, "audience.member_0.after.fight").figure()
    assert after is not None
    mean = float(here.weight @ reading.before[0] / here.weight.sum() + change.mean())
    assert after.value == pytest.approx(mean, abs=1e-12)
    price = reading.price[0, 3, 0]
    moved = mean - change.weight @ price / change.weight.sum()
    assert (after.low, after.high) == pytest.approx(np.add(weighted_points(price, change.weight), moved), abs=1e-12)
    alone = change.figure()
    assert alone is not None
    assert after.high - after.low > 1.05 * (alone.high - alone.low)  # what is not known before is not known after


@pytest.mark.parametrize(("text", "shift"), [(f"1 + {CHANGE}", 1.0), (f"{CHANGE} - 0.25", -0.25)])
def test_a_number_only_shifts_a_figure_with_weights_of_its_own(here: Quantities, text: str, shift: float) -> None:
    alone, moved = series(here, CHANGE).figure(), series(here, text).figure()
    assert alone is not None
    assert moved is not None
    for name in ("value", "low", "high"):
        assert getattr(moved, name) == pytest.approx(getattr(alone, name) + shift, abs=1e-12)
    assert moved.error == pytest.approx(alone.error, rel=1e-12)
    assert series(here, text).effective_draws() == effective_draws(series(here, CHANGE).weight)


def test_a_number_less_a_figure_turns_it_round(here: Quantities) -> None:
    alone, turned = series(here, CHANGE).figure(), series(here, f"1 - {CHANGE}").figure()
    assert alone is not None
    assert turned is not None
    # A 95 % point counted from above is the 5 % point from below, but for the draw that lies on it.
    values = np.sort(series(here, CHANGE).per_draw)
    gap = np.diff(values).max()
    assert turned.value == pytest.approx(1 - alone.value, abs=1e-12)
    assert (turned.low, turned.high) == pytest.approx((1 - alone.high, 1 - alone.low), abs=gap)


@pytest.mark.parametrize("text", [f"{CHANGE} - {OTHER}", f"{CHANGE} + audience.member_1.before"])
def test_a_sum_has_the_points_of_its_draws_about_the_sum_of_the_printed_means(here: Quantities, text: str) -> None:
    left, right = (series(here, part) for part in text.replace(" - ", " + ").split(" + "))
    sign = -1.0 if " - " in text else 1.0
    whole = series(here, text)
    found = whole.figure()
    assert found is not None
    assert found.value == pytest.approx(float(left.mean() + sign * right.mean()), abs=1e-12)
    weight = np.sqrt(left.weight * right.weight) if " - " in text else left.weight
    sums = left.per_draw + sign * right.per_draw
    moved = found.value - weight @ sums / weight.sum()
    assert (found.low, found.high) == pytest.approx(np.add(weighted_points(sums, weight), moved), abs=1e-12)
    assert np.all(whole.weight[RARE] == 0.0)
    assert whole.effective_draws() == min(left.effective_draws(), right.effective_draws())


def test_a_sum_over_one_sight_keeps_its_weights(here: Quantities) -> None:
    both = series(here, "audience.member_0.change.fight + audience.member_1.change.fight")
    assert both.weight is series(here, CHANGE).weight


def test_sights_that_no_draw_allows_together_have_no_sum() -> None:
    first, second = (Series.single(np.ones(4), np.array(weight)) for weight in ([1.0, 1, 0, 0], [0.0, 0, 1, 1]))
    assert first.figure() is not None
    assert first.plus(second).figure() is None


def test_what_rests_on_the_record_outweighs_what_does_not(here: Quantities) -> None:
    difference = series(here, "requests.troops.posterior - requests.troops.prior")
    assert difference.kind == "posterior"
    np.testing.assert_array_equal(difference.weight, here.weight)


def test_a_product_or_ratio_leaves_out_draws_that_rule_out_a_side(here: Quantities) -> None:
    ratio = series(here, f"audience.member_1.before / {CHANGE}")
    np.testing.assert_array_equal(ratio.weight, here.weight * ~RARE)
    assert np.all(np.isfinite(ratio.per_draw[~RARE]))


def test_a_ratio_by_nothing_is_no_number_and_no_warning(here: Quantities) -> None:
    assert np.all(np.isnan(series(here, "book / (obligation - obligation)").per_draw))


def test_the_error_of_a_sum_is_that_of_repetition() -> None:
    """Means over the same draws with other weights: errors that go together add, others cancel."""
    rng = np.random.default_rng(4)
    common = rng.normal(size=400)
    parts = [Part(common + rng.normal(size=400), rng.uniform(0.1, 1, 400)) for _ in range(2)]
    parts[1] = Part(-parts[1].value, parts[1].weight)
    picks = rng.integers(400, size=(3000, 400))
    again = sum((part.weight[picks] * part.value[picks]).sum(axis=1) / part.weight[picks].sum(axis=1) for part in parts)
    assert mean_error(*parts) == pytest.approx(again.std(), rel=0.08)  # a bootstrap of 3000 knows its spread to 1.3 %
    assert mean_error(*parts) < 0.8 * np.hypot(*(mean_error(part) for part in parts))


def test_draws_without_weight_are_worth_none_and_no_warning():
    with np.errstate(all="raise"):
        assert effective_draws(np.zeros(4)) == 0.0
