"""References to the public record, resolved from the owners' files."""

import json
from pathlib import Path

import pytest

import foedus
from citing_case import CASE, HONOURS, case_with, honours
from foedus.answer.resolve import ccode_of, resolve
from foedus.case import inputs
from foedus.case.reference import Resolved
from foedus.cli.answer_file import answered_case
from foedus.errors import InputError
from foedus.record import Record, frame_of
from foedus.record.country import cow_state_of


def test_without_a_record_a_number_without_a_value_is_refused_with_its_line():
    with pytest.raises(InputError) as caught:
        resolve(case_with(), None)
    assert f"<text>:1  {HONOURS} refers to the record (from: honour-rate, definition: llm" in str(caught.value)


def test_without_a_record_values_beside_are_kept_and_said():
    case = resolve(case_with(**honours(**{"from": "honour-rate", "definition": "llm", "value": "0.05 to 0.4"})), None)
    assert "3 numbers that refer to the record keep their own value" in case.warnings[-1]


def test_a_case_without_references_needs_no_record():
    case = foedus.load_case("two-by-two")
    assert resolve(case, "/nowhere") is case


def test_figures_of_the_record_take_their_places(shared_data):
    """12 of 54 treaties called after 1945 were honoured (Berkemeier & Fuhrmann 2018, doi:10.1177/2053168018779697)."""
    case = resolve(case_with(), shared_data)
    assert case.references == {}
    rate = case.resolved[HONOURS]
    assert (rate.hits, rate.cases) == (12, 54)
    found = inputs(case)
    # Clopper-Pearson, 90 %: the exact interval is the wider one here.
    assert (found[HONOURS].quantity.low, found[HONOURS].quantity.high) == pytest.approx((0.134, 0.335), abs=1e-3)
    assert found["duty"].quantity.low == 0.4
    assert "consultation" in case.resolved["duty"].rests_on
    assert 0.3 < found["evidence.visit.likelihood.arms"].quantity.low < 0.4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (honours(**{"from": "honour-rate", "definition": "lmm"}), 'Did you mean "llm"?'),
        (honours(**{"from": "honour-rate", "definition": "called"}), "Say level: war or dispute."),
        (honours(**{"from": "honour-rate", "definition": "called", "level": "war", "guarantor": "Rusia"}), "Russia"),
        ({"duty": {"from": "atop", "year": 2022}}, "knows nothing of 2022: expected a year from 1815 to 2018"),
    ],
)
def test_what_the_record_does_not_say_is_an_error(changes, message, shared_data):
    with pytest.raises(InputError) as caught:
        resolve(case_with(**changes), shared_data)
    assert message in str(caught.value)


def test_a_folder_without_the_files_is_an_error(tmp_path):
    with pytest.raises(InputError) as caught:
        resolve(case_with(), tmp_path)
    assert "berkemeier_fuhrmann_2018" in str(caught.value)


def test_an_answer_is_replayed_from_what_it_took(tmp_path):
    """So that whoever has no record can verify it."""
    file = tmp_path / "cited.json"
    file.write_text(json.dumps(CASE), encoding="utf-8")
    row = {"path": HONOURS, "text": "0.1 to 0.3", "rests_on": "a rate", "hits": 3, "cases": 15, "clusters": 5}
    record = {"case": "cited", "as_of": "2018-06-01", "record": [row]}
    case = answered_case(record, "answer.json", str(file))
    assert case.resolved == {HONOURS: Resolved("0.1 to 0.3", "a rate", 3, 15, 5)}
    assert inputs(case)[HONOURS].quantity.high == 0.3


@pytest.mark.parametrize(
    ("code", "year", "ccode"),
    [
        ("AUS", 1980, 900), ("AUT", 1980, 305), ("SWZ", 1980, 572), ("CHE", 1980, 225), ("DEU", 1970, 260),
        ("DDR", 1970, 265), ("RUS", 1980, 365), ("SUN", 1980, 365), ("COD", 1980, 490), ("SRB", 2010, 345),
        ("CIV", 1980, 437), ("KOR", 2016, 732),
    ],
)  # fmt: skip
def test_a_state_is_found_by_its_name_not_by_an_abbreviation_that_is_anothers(
    code: str, year: int, ccode: int, shared_data: Path
) -> None:
    """AUS is Austria to the Correlates of War project, SWZ Switzerland."""
    assert ccode_of(Record(shared_data), code, year) == ccode


@pytest.mark.parametrize(
    ("code", "year", "hint"),
    [
        (
            "DEU", 1950, "DEU is Germany 1816–1945 and from 1990, German Federal Republic 1955–1990 there: the nearest"
            " year is 1945.",
        ),
        ("CZE", 1950, 'the nearest year is 1993. In 1950 it has "CSK" (Czechoslovakia).'),
        ("CSK", 2000, '1939 and 1945–1992 there: the nearest year is 1992. In 2000 it has "CZE" (Czech Republic).'),
        ("DDR", 1995, 'Republic 1954–1990 there: the nearest year is 1990. In 1995 it has "DEU" (Germany).'),
        ("SSD", 2000, "that its list has then. SSD is South Sudan from 2011 there: the nearest year is 2011."),
        ("HKG", 1990, "expected one that its list has then. Its list never has HKG."),
    ],
)  # fmt: skip
def test_a_state_of_other_years_is_told_with_them(code: str, year: int, hint: str, shared_data: Path) -> None:
    with pytest.raises(InputError) as caught:
        ccode_of(Record(shared_data), code, year)
    assert f"has no state {code} in {year}: expected" in str(caught.value)
    assert hint in str(caught.value)
    assert code in ("CZE", "CSK", "DDR") or "it has" not in str(caught.value)


def test_every_state_of_the_list_today_has_a_code_and_no_two_share_one(shared_data: Path) -> None:
    states = frame_of(Record(shared_data).table("states"))
    today = states[states.end_year == states.end_year.max()]
    codes = today.state_name.map(cow_state_of)
    assert codes.notna().all()
    assert codes.is_unique
