"""The as-of cut: nothing later is read, everything left out is said."""

import datetime

import pytest
from case_texts import FULL, SMALL

from foedus.case import inputs, parse_case

LATE = FULL + "seen: {response: words, date: 2025-06-23}\n"
LATE = LATE.replace("id: talk, date: 2025-06-22", "id: talk, date: 2025-06-24")
LATE += "ledger:\n  - {date: 2022-08, from: IRN, to: RUS, what: drones, size: large}\n"
LATE += "  - {date: 2025-07, from: IRN, to: RUS, what: more drones, size: small}\n"


def test_what_is_dated_later_is_left_out_and_said() -> None:
    case = parse_case(LATE)
    assert [item.id for item in case.evidence] == ["letter"]
    assert [favour.what for favour in case.ledger] == ["drones"]
    assert "evidence.talk.reliability" not in inputs(case)
    assert case.warnings == (
        "evidence.talk is dated 2025-06-24, after as_of 2025-06-23: ignored",
        "ledger[2] is dated 2025-07-01, after as_of 2025-06-23: ignored",
    )


def test_a_later_day_brings_back_what_an_earlier_one_left_out() -> None:
    case = parse_case(LATE).at(datetime.date(2025, 7, 10))
    assert [item.id for item in case.evidence] == ["letter", "talk"]
    assert case.as_of == datetime.date(2025, 7, 10)
    assert case.asked_on == datetime.date(2025, 6, 23)


def test_a_favour_after_the_request_is_no_reason_to_answer_it() -> None:
    case = parse_case(LATE).at(datetime.date(2025, 7, 10))
    assert [favour.what for favour in case.ledger] == ["drones"]
    assert case.warnings == ("ledger[2] is dated 2025-07-01, after asked_on 2025-06-23: ignored",)


def test_the_reply_disappears_before_it_was_seen() -> None:
    case = parse_case(LATE).at(datetime.date(2025, 6, 22))
    assert case.seen is None
    assert case.evidence[0].id == "letter"
    assert "as_of 2025-06-22 is before asked_on 2025-06-23: nothing of the reply can be seen yet" in case.warnings


def test_a_reply_without_a_date_was_seen_on_the_day_of_the_file() -> None:
    case = parse_case(SMALL + "seen: {response: words}\n")
    assert case.seen is not None
    assert case.seen.date is None
    later = case.at(datetime.date(2025, 7, 1))
    assert later.seen is not None
    assert later.seen.date == datetime.date(2025, 6, 23)
    assert case.at(datetime.date(2025, 6, 1)).seen is None


@pytest.mark.parametrize(("day", "is_seen"), [("2025-06-21", False), ("2025-06-23", True), ("2025-07-01", True)])
def test_a_setting_moves_the_day_as_the_option_does(day: str, is_seen: bool) -> None:
    """What the file saw on its own day cannot have been seen between the request and then."""
    text = SMALL + "asked_on: 2025-06-20\nseen: {response: words}\n"
    by_option = parse_case(text, as_of=datetime.date.fromisoformat(day))
    for moved in (
        by_option,
        parse_case(text, settings=[f"as_of={day}"]),
        parse_case(text, settings={"as_of": datetime.date.fromisoformat(day)}),
        parse_case(text).with_settings({"as_of": day}),
    ):
        assert (moved.seen is not None) is is_seen
        assert moved.warnings == by_option.warnings
        if moved.seen is not None:
            assert (moved.seen.date or moved.as_of) == datetime.date(2025, 6, 23)


def test_of_two_days_the_one_given_later_counts() -> None:
    """A claim's `under` holds for the claim also where the whole case was read as of another day."""
    early, late = datetime.date(2025, 6, 1), datetime.date(2025, 7, 10)
    assert parse_case(LATE, as_of=early).with_settings({"as_of": "2025-07-10"}).as_of == late
    assert parse_case(LATE, settings=["as_of=2025-07-10"]).at(early).as_of == early
    assert parse_case(LATE, as_of=early).with_settings({"leak": "1"}).as_of == early


def test_earlier_calls_are_cut_by_their_first_possible_day() -> None:
    assert [e.id for e in parse_case(FULL).at(datetime.date(2024, 12, 1)).history] == ["SYR-2024-12", "ARM-2022-09"]
    assert [e.id for e in parse_case(FULL).at(datetime.date(2024, 11, 30)).history] == ["ARM-2022-09"]


def test_cutting_twice_is_cutting_at_the_second_day() -> None:
    day, other = datetime.date(2025, 6, 1), datetime.date(2025, 7, 10)
    twice, once = parse_case(LATE).at(day).at(other), parse_case(LATE).at(other)
    assert inputs(twice) == inputs(once)
    assert twice.warnings == once.warnings


def test_settings_stay_when_the_day_moves() -> None:
    case = parse_case(LATE, settings=["leak=1"]).at(datetime.date(2025, 6, 1))
    assert inputs(case)["leak"].quantity.low == 1
