"""Tables that must sum to one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.quantity import QuantityError, draw, parse_table


def test_points_that_sum_to_one_are_accepted_to_1e_9() -> None:
    table = parse_table({"acute": 0.1, "bearable": 0.2, "none": 0.7})
    assert table.ids == ("acute", "bearable", "none")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"a": 0.5, "b": 0.4}, "probabilities that sum to 1, found a sum of 0.9"),
        ({"a": 0.5, "b": 0.5 + 2e-9}, "probabilities that sum to 1"),
        ({}, "probabilities that sum to 1, found none"),
        ({"a": "0.6 to 0.8", "b": "0.5 to 0.7"}, "found lower ends that sum to 1.1"),
        ({"a": "0.1 to 0.3", "b": "0.2 to 0.4"}, "found upper ends that sum to 0.7"),
        ({"a": 0.5, "b": "liekly"}, 'for "b" a probability between 0 and 1'),
    ],
)
def test_tables_that_cannot_sum_to_one_are_refused(mapping: dict[str, object], said: str) -> None:
    with pytest.raises(QuantityError, match=r"^expected ") as caught:
        parse_table(mapping)
    assert said in str(caught.value)


def test_a_rest_must_be_able_to_be_left() -> None:
    assert parse_table({"a": 0.4}, rest="b").ids == ("a", "b")
    with pytest.raises(QuantityError, match=r"at most 1, found a sum of at least 1\.1"):
        parse_table({"a": 0.6, "b": "0.5 to 0.9"}, rest="c")
    with pytest.raises(QuantityError, match="which has a number"):
        parse_table({"a": 0.6}, rest="a")


def test_an_end_on_the_bound_counts_as_written() -> None:
    """ "0.6 to 1" and "0.4 to 1" can sum to one, though the 95 % points of both lie below 1."""
    assert parse_table({"a": "0 to 0.5", "b": "0.5 to 1"}).ids == ("a", "b")


@settings(deadline=None)
@given(st.lists(st.sampled_from(["0 to 1", "0.1 to 0.6", "unlikely", 0.2, 0.5, 0.1]), min_size=2, max_size=5))
def test_every_draw_sums_to_one(raws: list[object]) -> None:
    mapping = {f"case-{number}": raw for number, raw in enumerate(raws)}
    for rest in (None, "rest"):
        try:
            table = parse_table(mapping, rest=rest)
        except QuantityError:
            continue
        shares = table.normalise(draw(table.entries, 50, seed=3))
        assert tuple(shares) == table.ids
        assert np.sum(list(shares.values()), axis=0) == pytest.approx(np.ones(50), abs=1e-12)
        assert min(value.min() for value in shares.values()) >= 0


def test_without_a_rest_proportions_are_kept() -> None:
    table = parse_table({"a": "0.1 to 0.6", "b": "0.2 to 0.7", "c": 0.3})
    draws = draw(table.entries, 64, seed=0)
    shares = table.normalise(draws)
    assert shares["a"] / shares["c"] == pytest.approx(draws["a"] / draws["c"], rel=1e-12)


def test_with_a_rest_the_others_are_as_drawn() -> None:
    table = parse_table({"committed": "0.15 to 0.5"}, rest="opportunist")
    draws = draw(table.entries, 64, seed=0)
    shares = table.normalise(draws)
    assert shares["committed"].tolist() == draws["committed"].tolist()
    assert shares["opportunist"] == pytest.approx(1 - draws["committed"], abs=1e-15)
