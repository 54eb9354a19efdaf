"""What an analyst may write, and what is said of what cannot be read."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.quantity import (
    COUNT,
    DURATION_DAYS,
    ODDS,
    POSITIVE,
    PROBABILITY,
    RATE_PER_YEAR,
    REAL,
    Field,
    QuantityError,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("raw", "field", "low", "high"),
    [
        (0.3, PROBABILITY, 0.3, 0.3),
        (1, PROBABILITY, 1, 1),
        ("0.3", PROBABILITY, 0.3, 0.3),
        (" .5 ", PROBABILITY, 0.5, 0.5),
        ("20 %", PROBABILITY, 0.2, 0.2),
        ("0.2 to 0.6", PROBABILITY, 0.2, 0.6),
        ("0.2–0.6", PROBABILITY, 0.2, 0.6),
        ("0.2 — 0.6", PROBABILITY, 0.2, 0.6),
        ("0.2 - 0.6", PROBABILITY, 0.2, 0.6),
        ("0.2-0.6", PROBABILITY, 0.2, 0.6),
        ("20% to 60%", PROBABILITY, 0.2, 0.6),
        ("20 to 60 %", PROBABILITY, 0.2, 0.6),
        ("1e-3 to 2e-3", PROBABILITY, 0.001, 0.002),
        ("1e-3-2e-3", PROBABILITY, 0.001, 0.002),
        ("14 to 60", DURATION_DAYS, 14, 60),
        ("3 to 10 weeks", DURATION_DAYS, 21, 70),
        ("1 to 7 days", DURATION_DAYS, 1, 7),
        ("10 days to 3 weeks", DURATION_DAYS, 10, 21),
        ("9 to 24 months", DURATION_DAYS, 9 * 365.25 / 12, 2 * 365.25),
        ("2 years", DURATION_DAYS, 730.5, 730.5),
        (30, DURATION_DAYS, 30, 30),
        ("5 to 12 a year", RATE_PER_YEAR, 5, 12),
        ("1 to 2 a month", RATE_PER_YEAR, 12, 24),
        ("1 a month to 2 a month", RATE_PER_YEAR, 12, 24),
        ("2 per week", RATE_PER_YEAR, 2 * 365.25 / 7, 2 * 365.25 / 7),
        ("1/month", RATE_PER_YEAR, 12, 12),
        ("3", RATE_PER_YEAR, 3, 3),
        ("90 to 130", COUNT, 90, 130),
        ("0.5 to 2", ODDS, 0.5, 2),
        ("-3 to -1", REAL, -3, -1),
        ("-3 - -1", REAL, -3, -1),
        ("−3 – −1", REAL, -3, -1),
        ("-3--1", REAL, -3, -1),
        ("likely", PROBABILITY, 0.55, 0.8),
    ],
)
def test_what_may_be_written(raw: object, field: Field, low: float, high: float) -> None:
    quantity = parse_quantity(raw, field)
    assert (quantity.low, quantity.high) == pytest.approx((low, high), rel=1e-12)
    assert quantity.is_point == (low == high)


@pytest.mark.parametrize(
    ("raw", "field", "said"),
    [
        (True, PROBABILITY, "a probability between 0 and 1, not true"),
        (False, COUNT, "a count of at least 0, not false"),
        (math.nan, REAL, "finite"),
        (math.inf, POSITIVE, "finite"),
        (10**400, REAL, "finite"),
        ("1e400", REAL, "finite"),
        ("0 to 1e400", POSITIVE, "finite"),
        ("nan", REAL, 'a number or an interval such as "-1 to 2"'),
        (".inf", REAL, "a number or an interval"),
        (1.4, PROBABILITY, "a probability between 0 and 1"),
        (-1, COUNT, "a count of at least 0"),
        (0, ODDS, "odds above 0"),
        ("0.2 to 1.4", PROBABILITY, "a probability between 0 and 1, at both ends"),
        ("-0.2 to 0.4", PROBABILITY, "a probability between 0 and 1, at both ends"),
        ("120 %", PROBABILITY, "a probability between 0 and 1"),
        ("0.6 to 0.2", PROBABILITY, 'the lower end first, such as "0.2 to 0.6"'),
        ("10 to 3 weeks", DURATION_DAYS, 'the lower end first, such as "3 to 10 weeks"'),
        ("3 weeks to 4", DURATION_DAYS, "the unit after the upper end"),
        ("20% to 0.6", PROBABILITY, "the unit after the upper end"),
        ("3 wekks", DURATION_DAYS, 'days, weeks, months or years, such as "3 to 10 weeks", found the unit "wekks"'),
        ("3 weeks", RATE_PER_YEAR, 'a year, such as "5 to 12 a year", found the unit "weeks"'),
        ("3 a year", DURATION_DAYS, 'found the unit "a year"'),
        ("3 %", POSITIVE, 'without a unit, such as "2 to 8", found the unit "%"'),
        ("0,5", PROBABILITY, 'with a decimal point: "0.5", not "0,5"'),
        ("1 to 2 to 3", REAL, "found the unit"),
        ("2025-06-23", POSITIVE, "found the unit"),
        ("1 to -", REAL, "a number or an interval"),
        ("1 to .", REAL, "a number or an interval"),
        ("", PROBABILITY, "a number, an interval"),
        ("likely", POSITIVE, "a number of at least 0"),
        ("likely to unlikely", PROBABILITY, "a phrase of the icd203 lexicon"),
        (None, PROBABILITY, "a number, an interval"),
        ([0.2, 0.6], PROBABILITY, "a number, an interval"),
        ({}, PROBABILITY, '"mixture"'),
        ({"mixture": []}, PROBABILITY, "pairs"),
        ({"mixture": "likely"}, PROBABILITY, "pairs"),
        ({"mixture": [[1, 0.2]], "why": "x"}, PROBABILITY, "the one key"),
        ({"mixture": [[1, 0.2], [0.5]]}, PROBABILITY, "a pair [weight, quantity] as part 2"),
        ({"mixture": [[0, 0.2]]}, PROBABILITY, "a weight above 0 in part 1"),
        ({"mixture": [[math.inf, 0.2]]}, PROBABILITY, "a weight above 0 in part 1"),
        ({"mixture": [[True, 0.2]]}, PROBABILITY, "a weight above 0 in part 1"),
        ({"mixture": [[1, 0.2], [1, 1.2]]}, PROBABILITY, "in part 2 of the mixture a probability between 0 and 1"),
    ],
)
def test_what_cannot_be_read_is_answered_by_what_was_expected(raw: object, field: Field, said: str) -> None:
    with pytest.raises(ValueError, match=r"^expected ") as caught:
        parse_quantity(raw, field)
    assert said in str(caught.value)


def test_a_misspelt_word_gets_the_nearest_one() -> None:
    with pytest.raises(QuantityError, match=r'Did you mean "likely"\?$') as caught:
        parse_quantity("liekly", PROBABILITY)
    assert caught.value.suggestion == "likely"
    assert "Did you mean" not in caught.value.expected


def test_text_and_kind_are_what_was_written() -> None:
    written: list[tuple[Any, Field, str, str]] = [
        (0.30, PROBABILITY, "0.3", "point"),
        (14, DURATION_DAYS, "14", "point"),
        ("3 to 10 weeks", DURATION_DAYS, "3 to 10 weeks", "interval"),
        ("0 to 1", PROBABILITY, "0 to 1", "uniform"),
        ("Likely", PROBABILITY, "Likely", "word"),
        ({"mixture": [[0.7, 0.1], [0.3, "likely"]]}, PROBABILITY, "0.7 × (0.1) + 0.3 × (likely)", "mixture"),
    ]
    for raw, field, text, kind in written:
        quantity = parse_quantity(raw, field)
        assert (quantity.text, quantity.kind) == (text, kind)


def test_a_word_is_printed_with_its_range() -> None:
    assert str(parse_quantity("likely", PROBABILITY)) == "likely (55–80 %)"
    assert str(parse_quantity("likely", PROBABILITY, "lay")) == "likely (60–90 %)"
    assert str(parse_quantity("0.2 to 0.6", PROBABILITY)) == "0.2 to 0.6"


def test_ends_as_written_stay_known_where_one_lies_on_the_bound() -> None:
    """A claim of 55–100 % holds at 99.9 %, which is past the 95 % point of the distribution that stands for it."""
    claim = parse_quantity("0.55 to 1", PROBABILITY)
    assert (claim.lower_end, claim.upper_end) == (0.55, 1.0)
    assert claim.low == 0.55
    assert claim.high < 0.999


def test_mixture_weights_are_relative() -> None:
    parts = [[7, "0.1 to 0.2"], [3, 0.5]]
    scaled = [[0.7, "0.1 to 0.2"], [0.3, 0.5]]
    first, second = (parse_quantity({"mixture": mixture}, PROBABILITY) for mixture in (parts, scaled))
    shares = [0.01, 0.3, 0.69, 0.71]
    assert first.quantile(shares) == pytest.approx(second.quantile(shares), rel=1e-12)


def test_mixtures_of_durations_keep_their_units() -> None:
    mixture = parse_quantity({"mixture": [[1, "1 week"], [1, "2 years"]]}, DURATION_DAYS)
    assert mixture.quantile([0.4, 0.6]).tolist() == [7.0, 730.5]


@settings(deadline=None)
@given(st.text(max_size=20), st.sampled_from([PROBABILITY, POSITIVE, REAL, DURATION_DAYS, RATE_PER_YEAR, ODDS]))
def test_any_text_is_read_or_refused_with_an_expectation(text: str, field: Field) -> None:
    said, quantity = "", None
    try:
        quantity = parse_quantity(text, field)
    except QuantityError as error:
        said = str(error)
    assert (quantity is None) == said.startswith("expected ")
    if quantity is not None:
        assert field.lower <= quantity.low <= quantity.high <= field.upper


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12), st.sampled_from([" to ", " - ", "–", "-"]))
def test_written_intervals_read_back(first: float, second: float, join: str) -> None:
    low, high = sorted((first, second))
    quantity = parse_quantity(f"{low!r}{join}{high!r}", REAL)
    assert (quantity.low, quantity.high) == (low, high)


@settings(deadline=None)
@given(st.floats(-1e300, 1e300))
def test_text_of_a_number_reads_back_as_the_same_number(value: float) -> None:
    assert parse_quantity(parse_quantity(value, REAL).text, REAL).low == value
