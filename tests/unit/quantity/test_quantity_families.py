"""The families of model.md section 9: what is written is the 5 % and 95 % point, within bounds, in order."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from foedus.quantity import (
    ODDS,
    POSITIVE,
    PROBABILITY,
    REAL,
    Field,
    Quantity,
    QuantityError,
    interval,
    judged_odds,
    parse_quantity,
    point,
)
from foedus.quantity.distribution import NORMAL_95, NORMAL_525, NORMAL_975

SHARES = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 401), [1 - 1e-6, 1 - 1e-12]])
UNIT = st.floats(0.0, 1.0).map(lambda value: round(value, 6))
POSITIVE_NUMBERS = st.one_of(st.just(0.0), st.floats(1e-9, 1e9))
REALS = st.floats(-1e9, 1e9)


def ends(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(numbers, numbers).map(lambda pair: (min(pair), max(pair)))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Quantity, Field]:
    field, numbers = draw(st.sampled_from([(PROBABILITY, UNIT), (POSITIVE, POSITIVE_NUMBERS), (REAL, REALS)]))
    low, high = draw(ends(numbers))
    return interval(low, high, field), field


@st.composite
def mixtures(draw: st.DrawFn) -> Quantity:
    parts = draw(
        st.lists(
            st.tuples(st.floats(0.01, 10.0), st.one_of(UNIT, ends(UNIT).map(lambda pair: f"{pair[0]} to {pair[1]}"))),
            min_size=2,
            max_size=4,
        )
    )
    return parse_quantity({"mixture": [list(part) for part in parts]}, PROBABILITY)


def test_written_out_normal_points_are_those_of_the_normal() -> None:
    assert special.ndtri([0.95, 0.975, 0.525]) == pytest.approx([NORMAL_95, NORMAL_975, NORMAL_525], abs=1e-15)


@settings(deadline=None)
@given(intervals())
def test_5_and_95_percent_points_are_reproduced(drawn: tuple[Quantity, Field]) -> None:
    quantity, _ = drawn
    scale = max(1.0, abs(quantity.low), abs(quantity.high))  # 1e-9 is the promise; relative for numbers above 1
    assert quantity.quantile([0.05, 0.95]) == pytest.approx([quantity.low, quantity.high], abs=1e-9 * scale)


@settings(deadline=None)
@given(intervals())
def test_ends_off_the_bound_are_the_5_and_95_percent_points(drawn: tuple[Quantity, Field]) -> None:
    quantity, field = drawn
    if quantity.is_point:
        return
    if quantity.lower_end != field.lower:
        assert quantity.low == quantity.lower_end
    if quantity.upper_end != field.upper:
        assert quantity.high == quantity.upper_end


@settings(deadline=None)
@given(intervals())
def test_quantiles_never_fall_and_stay_within_the_field(drawn: tuple[Quantity, Field]) -> None:
    quantity, field = drawn
    values = quantity.quantile(SHARES)
    assert np.all(np.isfinite(values))
    assert np.all(np.diff(values) >= 0)
    assert values.min() >= field.lower
    assert values.max() <= field.upper


@settings(deadline=None)
@given(mixtures())
@example(parse_quantity({"mixture": [[1, 0.1], [1, 0.9]]}, PROBABILITY))
@example(parse_quantity({"mixture": [[1, 0.0], [3, "0 to 1"], [1, 1.0]]}, PROBABILITY))
def test_mixture_quantile_is_the_inverse_of_the_weighted_distribution_function(mixture: Quantity) -> None:
    values = mixture.quantile(SHARES)
    assert np.all(np.diff(values) >= 0)
    assert np.all((values >= 0) & (values <= 1))
    # The smallest value whose cumulative probability reaches the share: a step above reaches it, a step below does
    # not. 1e-9: the steps of the distribution functions are rounded.
    assert np.all(mixture.cumulative(np.nextafter(values, 2.0)) >= SHARES - 1e-9)
    is_inside = values > 0
    step_below = np.nextafter(values[is_inside], -1.0)
    assert np.all(mixture.cumulative(step_below) <= SHARES[is_inside] + 1e-9)


def test_mixture_of_points_is_a_step_at_the_weight() -> None:
    mixture = parse_quantity({"mixture": [[3, 0.9], [1, 0.1]]}, PROBABILITY)
    assert mixture.quantile([0.2, 0.25, 0.2500001, 0.8]).tolist() == [0.1, 0.1, 0.9, 0.9]


def test_mixture_of_one_interval_twice_is_that_interval() -> None:
    once = interval(0.1, 0.4, PROBABILITY)
    twice = parse_quantity({"mixture": [[1, "0.1 to 0.4"], [2, "0.1 to 0.4"]]}, PROBABILITY)
    assert twice.quantile(SHARES) == pytest.approx(once.quantile(SHARES), rel=1e-9)
    assert (twice.low, twice.high) == pytest.approx((0.1, 0.4), abs=1e-12)


def test_mixture_sampled_by_strata_has_the_moments_of_the_mixture() -> None:
    mixture = parse_quantity({"mixture": [[0.7, "0.1 to 0.2"], [0.3, "0 to 1"]]}, PROBABILITY)
    strata = (np.arange(20_000) + 0.5) / 20_000
    parts = 0.7 * interval(0.1, 0.2, PROBABILITY).quantile(strata).mean() + 0.3 * 0.5
    assert mixture.quantile(strata).mean() == pytest.approx(parts, abs=1e-4)  # strata of 5e-5


@pytest.mark.parametrize(
    ("quantity", "reference"),
    [
        (interval(0.0, 0.3, PROBABILITY), stats.beta(1, math.log(0.05) / math.log(0.7))),
        (interval(0.3, 1.0, PROBABILITY), stats.beta(math.log(0.05) / math.log(0.3), 1)),
        (interval(0.0, 1.0, PROBABILITY), stats.uniform()),
        (interval(0.0, 3.0, POSITIVE), stats.halfnorm(scale=3.0 / special.ndtri(0.975))),
        (interval(2.0, 8.0, POSITIVE), stats.lognorm(math.log(2) / special.ndtri(0.95), scale=4.0)),
        (interval(-1.0, 3.0, REAL), stats.norm(1.0, 2.0 / special.ndtri(0.95))),
        (interval(0.0, 3.0, REAL), stats.norm(1.5, 1.5 / special.ndtri(0.95))),
    ],
    ids=lambda value: value.family if isinstance(value, Quantity) else "scipy",
)
def test_family_follows_the_field_and_agrees_with_scipy(quantity: Quantity, reference: stats.rv_continuous) -> None:
    values = quantity.quantile(SHARES[2:-2])
    assert values == pytest.approx(reference.ppf(SHARES[2:-2]), rel=1e-9, abs=1e-12)
    assert quantity.cumulative(values) == pytest.approx(SHARES[2:-2], abs=1e-9)


def test_interval_inside_the_unit_field_is_normal_in_log_odds() -> None:
    quantity = interval(0.2, 0.6, PROBABILITY)
    centre = (special.logit(0.2) + special.logit(0.6)) / 2
    assert quantity.median == pytest.approx(special.expit(centre), abs=1e-12)
    spread = special.logit(quantity.quantile([0.25, 0.75])) - centre
    assert spread[1] == pytest.approx(-spread[0], abs=1e-12)


@pytest.mark.parametrize(
    ("field", "outside", "inside"), [(PROBABILITY, (-0.5, 1.5), (0, 1)), (POSITIVE, (-1.0, 0.0), (0, 0))]
)
@pytest.mark.parametrize("written", [(0.0, 0.5), (0.2, 0.5), (0.5, 0.5)])
def test_nothing_lies_outside_the_bounds(
    field: Field, outside: tuple[float, float], inside: tuple[float, float], written: tuple[float, float]
) -> None:
    assert interval(*written, field).cumulative(outside).tolist() == list(inside)


def test_equal_ends_are_a_point() -> None:
    quantity = interval(0.4, 0.4, PROBABILITY)
    assert quantity.is_point
    assert quantity.quantile(SHARES).tolist() == [0.4] * SHARES.size
    assert quantity.low == quantity.high == quantity.median == 0.4


@pytest.mark.parametrize("written", [(0.6, 0.2), (-0.1, 0.2), (0.5, 1.1), (math.nan, 0.5), (0.1, math.inf)])
def test_interval_refuses_what_cannot_stand_in_the_field(written: tuple[float, float]) -> None:
    with pytest.raises(QuantityError, match=r"^expected "):
        interval(*written, PROBABILITY)


def test_odds_of_zero_are_refused_but_may_bound_an_interval() -> None:
    with pytest.raises(QuantityError, match="expected odds above 0"):
        interval(0.0, 0.0, ODDS)
    assert np.all(interval(0.0, 2.0, ODDS).quantile(SHARES) > 0)


@settings(deadline=None)
@given(st.floats(1e-6, 1 - 1e-6), st.floats(1.01, 10.0))
def test_judged_odds_spread_by_the_factor_either_way(probability: float, factor: float) -> None:
    quantity = judged_odds(probability, factor)
    odds = probability / (1 - probability)
    points = quantity.quantile([0.05, 0.5, 0.95])
    # 1e-8: 1 − p loses digits of p near 1.
    assert points / (1 - points) == pytest.approx([odds / factor, odds, odds * factor], rel=1e-8)


@pytest.mark.parametrize("probability", [5e-324, 1e-310, 1e-300, 1 - 1e-12, 1 - 1e-16])
def test_judged_odds_next_to_certainty_are_numbers(probability: float) -> None:
    drawn = judged_odds(probability).quantile(SHARES)
    assert np.all((drawn >= 0.0) & (drawn <= 1.0))


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_judged_certainty_stays_a_point(certain: float) -> None:
    assert judged_odds(certain).is_point


@pytest.mark.parametrize(("probability", "factor"), [(-0.1, 1.5), (math.nan, 1.5), (0.5, 0.9), (0.5, math.inf)])
def test_judged_odds_refuse_other_numbers(probability: float, factor: float) -> None:
    with pytest.raises(QuantityError, match=r"^expected "):
        judged_odds(probability, factor)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, math.nan])
def test_quantiles_are_asked_inside_zero_and_one(share: float) -> None:
    with pytest.raises(ValueError, match="inside"):
        interval(0.2, 0.6, PROBABILITY).quantile([0.5, share])


def test_quantile_keeps_the_shape_of_its_argument() -> None:
    mixture = parse_quantity({"mixture": [[1, "0.1 to 0.2"], [1, 0.5]]}, PROBABILITY)
    shares = np.linspace(0.1, 0.9, 6).reshape(2, 3)
    for quantity in (mixture, interval(0.2, 0.6, PROBABILITY), point(0.2)):
        values = quantity.quantile(shares)
        assert values.shape == (2, 3)
        assert values[1, 2] == quantity.quantile(shares[1, 2])


def test_quantities_are_values() -> None:
    mapping = {"mixture": [[1, "likely"], [2, "0.1 to 0.2"]]}
    first, second = (parse_quantity(mapping, PROBABILITY) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(AttributeError):
        first.text = "other"  # type: ignore[misc]


@pytest.mark.parametrize("written", [(1e-300, 1e300), (0.0, 1e300)])
def test_the_widest_intervals_still_give_finite_numbers(written: tuple[float, float]) -> None:
    assert np.all(np.isfinite(interval(*written, POSITIVE).quantile(SHARES)))
