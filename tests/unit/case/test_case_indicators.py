"""Indicators in a case: their numbers, what is refused, and what the as-of day leaves of them."""

import datetime

import pytest
from case_texts import FULL, SMALL

from foedus.case import describe, inputs, parse_case
from foedus.errors import InputError

ASKED = "{id: visit, says: Officers visit, by: 2025-07-01, likelihood: {statement: 0.1, others: likely}}"
GIVEN = "{id: cargo, says: Flights land, by: 2025-08-01, given: {air_defence: 0.5 to 0.8, others: 0.05}}"


def with_indicators(*entries: str, text: str = FULL) -> str:
    return text + "indicators:\n" + "".join(f"  - {entry}\n" for entry in entries)


def refused(*entries: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_case(with_indicators(*entries), "case.yaml")
    return str(caught.value)


def test_an_indicator_has_a_number_for_every_request_or_every_response() -> None:
    every = inputs(parse_case(with_indicators(ASKED, GIVEN)))
    own = {path: number for path, number in every.items() if path.startswith("indicators.")}
    assert list(own) == [
        "indicators.visit.likelihood.statement",
        "indicators.visit.likelihood.air_defence",
        "indicators.cargo.given.words",
        "indicators.cargo.given.air_defence",
    ]
    assert all(number.is_of_indicator for number in own.values())
    assert not any(number.is_of_indicator for path, number in every.items() if path not in own)


def test_a_plain_probability_is_uncertain_unless_exact_as_in_evidence() -> None:
    path = "indicators.visit.likelihood.statement"
    quantity = inputs(parse_case(with_indicators(ASKED)))[path].quantity
    assert [p / (1 - p) for p in (quantity.low, quantity.high)] == pytest.approx([1 / 13.5, 1 / 6])
    exact = inputs(parse_case(with_indicators(ASKED.replace("by:", "exact: true, by:"))))
    assert exact[path].quantity.is_point


def test_words_are_read_by_the_lexicon_of_the_indicator() -> None:
    path = "indicators.visit.likelihood.air_defence"
    lay = inputs(parse_case(with_indicators(ASKED.replace("by:", "lexicon: lay, by:"))))[path].quantity
    usual = inputs(parse_case(with_indicators(ASKED)))[path].quantity
    assert (usual.lower_end, usual.upper_end) == (0.55, 0.8)
    assert (lay.lower_end, lay.upper_end) != (0.55, 0.8)


def test_its_numbers_rest_on_its_own_mark_or_on_none() -> None:
    """Unlike evidence nothing has been said yet that a source could vouch for."""
    assert {path for path in describe(parse_case(with_indicators(ASKED))).unmarked if "indicators" in path}
    for mark, basis in (("judgement: true", "judged"), ("source: agency", "sourced"), ("source: desk", "judged")):
        every = inputs(parse_case(with_indicators(ASKED.replace("by:", f"{mark}, why: so, by:"))))
        number = every["indicators.visit.likelihood.statement"]
        assert (number.basis, number.why) == (basis, "so")


def test_a_setting_replaces_a_likelihood() -> None:
    case = parse_case(with_indicators(ASKED), settings=["indicators.visit.likelihood.statement=0.3 to 0.4"])
    number = inputs(case)["indicators.visit.likelihood.statement"]
    assert (number.quantity.text, number.basis) == ("0.3 to 0.4", "judged")


def test_relative_odds_are_refused_with_the_reason() -> None:
    """They say how the requests compare, and not how likely it is that anything is seen."""
    message = refused(ASKED.replace("likelihood", "odds"))
    assert "indicators.visit.odds is not a key of the case format." in message
    assert "An indicator may never be seen, so that it needs probabilities: write likelihood or given." in message


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ASKED.replace("}}", "}, given: {others: 0.5}}"), "indicators.visit has both of likelihood and given"),
        ("{id: visit, says: x, by: 2025-07-01}", "indicators.visit has neither of likelihood and given"),
        (ASKED.replace(", others: likely", ""), "indicators.visit.likelihood says nothing of air_defence"),
        (GIVEN.replace("air_defence:", "air_defense:"), 'Did you mean "air_defence"?'),
        (ASKED.replace("0.1, others: likely", "0, others: 0"), "is 0 under every request"),
        (GIVEN.replace("0.5 to 0.8, others: 0.05", "0, others: 0"), "is 0 under every response"),
        (ASKED.replace("by: 2025-07-01", "by: 2025-07"), "indicators.visit.by is"),
        (ASKED.replace("by: 2025-07-01, ", ""), "indicators.visit.by is missing"),
        (ASKED.replace("by: 2025-07-01", "by: 2025-06-22"), "before asked_on 2025-06-23: expected a later day"),
        (ASKED.replace("by:", "source: agancy, by:"), 'Did you mean "agency"?'),
        (ASKED.replace("0.1", "1.1"), "expected a probability between 0 and 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(entry: str, said: str) -> None:
    message = refused(entry)
    assert said in message
    assert message.startswith(f"case.yaml:{len(FULL.splitlines()) + 2}  ")
    assert "\n" not in message


def test_each_indicator_has_an_id_of_its_own() -> None:
    assert 'is "visit" a second time' in refused(ASKED, ASKED)


def test_an_indicator_whose_day_has_come_is_left_out_and_it_is_said() -> None:
    """It was seen, and belongs under evidence, or it was not: it tells nothing of what is to come."""
    case = parse_case(with_indicators(ASKED, GIVEN))
    assert [item.id for item in case.indicators] == ["visit", "cargo"]
    later = case.at(datetime.date(2025, 7, 1))
    assert [item.id for item in later.indicators] == ["cargo"]
    assert later.warnings[-1] == "indicators.visit is for 2025-07-01, not after as_of 2025-07-01: ignored"
    assert not any(path.startswith("indicators.visit") for path in inputs(later))


def test_a_case_without_indicators_watches_what_responses_show_alone() -> None:
    assert parse_case(SMALL).indicators == ()
