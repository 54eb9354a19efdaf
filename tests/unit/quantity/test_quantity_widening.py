"""The same number with less confidence: twice as wide on its family's own scale, about its centre, within its field."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from foedus.quantity import POSITIVE, PROBABILITY, REAL, Quantity, interval, judged_odds, parse_quantity, point

SHARES = np.concatenate([[1e-9], np.linspace(0.01, 0.99, 99), [1 - 1e-9]])
POINTS = [0.05, 0.95]


@settings(deadline=None)
@given(st.floats(0.01, 0.98), st.floats(0.005, 0.4), st.floats(1.0, 4.0))
def test_a_probability_is_widened_in_log_odds(low: float, width: float, factor: float) -> None:
    high = min(low + width, 0.99)
    wide = interval(low, high, PROBABILITY).widened(factor)
    centre, half = (logit(low) + logit(high)) / 2, (logit(high) - logit(low)) / 2
    expected = expit([centre - factor * half, centre + factor * half])
    assert wide.quantile(POINTS) == pytest.approx(expected, rel=1e-6)
    assert (wide.low, wide.high) == pytest.approx(tuple(expected), rel=1e-6)


def test_a_positive_number_is_widened_in_logarithms() -> None:
    wide = interval(6, 24, POSITIVE).widened(2)
    assert wide.quantile([0.05, 0.5, 0.95]) == pytest.approx([3, 12, 48], rel=1e-12)


def test_any_other_number_is_widened_as_it_stands() -> None:
    assert interval(-1, 3, REAL).widened(2).quantile([0.05, 0.5, 0.95]) == pytest.approx([-3, 1, 5], abs=1e-12)


@pytest.mark.parametrize(
    ("written", "wide"),
    [("0 to 0.3", (0.0, 0.6)), ("0.8 to 1", (0.6, 1.0)), ("0 to 0.7", (0.0, 0.95)), ("0.2 to 1", (0.05, 1.0))],
)
def test_a_one_sided_probability_is_widened_away_from_its_bound_as_far_as_uniform(
    written: str, wide: tuple[float, float]
) -> None:
    found = parse_quantity(written, PROBABILITY).widened(2)
    assert (found.lower_end, found.upper_end) == pytest.approx(wide, abs=1e-12)
    inner = 0.95 if wide[0] == 0.0 else 0.05
    assert float(found.quantile(inner)) == pytest.approx(wide[1] if wide[0] == 0.0 else wide[0], abs=1e-9)


def test_one_sided_at_its_widest_is_uniform() -> None:
    assert parse_quantity("0 to 0.7", PROBABILITY).widened(2).quantile(SHARES) == pytest.approx(SHARES, rel=1e-9)


def test_a_half_normal_is_widened_away_from_nothing() -> None:
    narrow, wide = interval(0, 0.2, POSITIVE), interval(0, 0.2, POSITIVE).widened(2)
    assert wide.quantile(SHARES) == pytest.approx(2 * narrow.quantile(SHARES), rel=1e-12)


def test_a_word_and_judged_odds_are_widened_as_the_ranges_that_they_stand_for() -> None:
    likely = parse_quantity("likely", PROBABILITY)
    assert likely.widened(2).quantile(POINTS) == pytest.approx(
        interval(likely.low, likely.high, PROBABILITY).widened(2).quantile(POINTS)
    )
    wide = judged_odds(0.2).widened(2).quantile([0.05, 0.5, 0.95])
    assert wide / (1 - wide) == pytest.approx([0.25 / 2.25, 0.25, 0.25 * 2.25], rel=1e-9)


@pytest.mark.parametrize(
    "quantity",
    [
        point(0.3),
        parse_quantity("0 to 1", PROBABILITY),
        parse_quantity({"mixture": [[3, 0.9], [1, 0.1]]}, PROBABILITY),
        parse_quantity("0 to 0.99", PROBABILITY),
    ],
)
def test_what_is_exact_or_as_wide_as_can_be_stays(quantity: Quantity) -> None:
    assert quantity.widened(2) is quantity


MIXTURES = [
    ([[0.7, "0.1 to 0.2"], [0.3, "likely"]], PROBABILITY, logit, expit),
    ([[0.5, "0 to 0.3"], [0.5, "0.6 to 0.8"]], PROBABILITY, logit, expit),
    ([[0.5, 0.4], [0.5, "0.6 to 0.8"]], PROBABILITY, logit, expit),
    ([[0.2, "1 to 3"], [0.8, "10 to 20"]], POSITIVE, np.log, np.exp),
    ([[0.2, "-1 to 3"], [0.8, "10 to 20"]], REAL, np.asarray, np.asarray),
]


@pytest.mark.parametrize(("parts", "field", "onto", "back"), MIXTURES)
def test_a_mixture_is_stretched_as_a_whole(parts, field, onto, back) -> None:  # type: ignore[no-untyped-def]
    narrow = parse_quantity({"mixture": parts}, field)
    wide = narrow.widened(2)
    low, high = onto(np.array([narrow.low, narrow.high]))
    centre, half = (low + high) / 2, (high - low) / 2
    assert wide.quantile(POINTS) == pytest.approx(back(np.array([centre - 2 * half, centre + 2 * half])), rel=1e-6)
    assert (wide.low, wide.high) == pytest.approx(tuple(wide.quantile(POINTS)), rel=1e-9)
    values = wide.quantile(SHARES)
    assert np.all(np.diff(values) >= 0)
    # 1e-6: stretched there and back, and a step of a part known exactly reaches further than its share.
    assert np.all(wide.cumulative(values * (1 + 1e-9 * np.sign(values))) >= SHARES - 1e-6)
    below = values - 1e-6 * np.abs(values)
    assert np.all(wide.cumulative(below) <= SHARES + 1e-6)


@settings(deadline=None)
@given(st.floats(1e-300, 1 - 1e-15), st.floats(1.0, 50.0))
def test_next_to_certainty_a_number_stays_a_number_within_its_field(probability: float, factor: float) -> None:
    values = judged_odds(probability).widened(factor).quantile(SHARES)
    assert np.all((values >= 0.0) & (values <= 1.0))
    assert np.all(np.diff(values) >= 0)


def test_what_would_not_fit_into_a_number_stays() -> None:
    huge = interval(1e-200, 1e200, POSITIVE)
    assert huge.widened(2) is huge


@pytest.mark.parametrize("factor", [0.5, 0.0, -1.0, math.inf, math.nan])
def test_nothing_is_narrowed(factor: float) -> None:
    with pytest.raises(ValueError, match="expected a factor of at least 1"):
        interval(0.1, 0.4, PROBABILITY).widened(factor)


@pytest.mark.parametrize(
    ("quantity", "bounds"),
    [
        (parse_quantity("0.2 to 0.6", PROBABILITY), (0.0, 1.0)),
        (parse_quantity("0 to 3", POSITIVE), (0.0, math.inf)),
        (parse_quantity("0 to 3", REAL), (-math.inf, math.inf)),
        (parse_quantity({"mixture": [[1, 0.3], [1, "0.5 to 0.6"]]}, PROBABILITY), (0.0, 1.0)),
        (parse_quantity({"mixture": [[1, 0.3], [1, 0.5]]}, PROBABILITY), (0.3, 0.5)),
    ],
)
def test_bounds_are_those_of_the_field_as_far_as_the_family_says(
    quantity: Quantity, bounds: tuple[float, float]
) -> None:
    assert quantity.bounds == bounds
