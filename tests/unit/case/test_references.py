"""Numbers that refer to the public record: what may be said, and that nothing is lost of it."""

import json

import pytest

from citing_case import CASE, HONOURS, case_with, honours
from foedus.case import case_schema, inputs, parse_case
from foedus.case.reference import Resolved
from foedus.errors import InputError

RATE = Resolved("0.13 to 0.34", "12 of 54 treaties", 12, 54, 22)


def refused(**changes):
    with pytest.raises(InputError) as caught:
        case_with(**changes)
    return str(caught.value)


def test_every_reference_is_found_by_the_path_of_its_number():
    assert list(case_with().references) == [HONOURS, "duty", "evidence.visit.likelihood.arms"]
    assert set(case_with().references) <= set(inputs(case_with()))


def test_the_value_beside_counts_until_the_record_is_read():
    case = case_with()
    assert inputs(case)["duty"].quantity.low == 0.4
    assert not case.references[HONOURS].has_value
    resolved = case.with_resolved({"duty": Resolved("1", "written defence in 2018")})
    assert inputs(resolved)["duty"].quantity.low == 1.0
    assert "duty" not in resolved.references
    assert HONOURS in resolved.references


def test_what_was_resolved_stays_under_settings_and_is_sourced():
    case = case_with().with_resolved({HONOURS: RATE}).with_settings(["leak=0.2"])
    number = inputs(case)[HONOURS]
    assert (number.quantity.low, number.quantity.high) == (0.13, 0.34)
    assert (number.basis, number.why) == ("sourced", "12 of 54 treaties")
    assert any("12 of 54 treaties" in warning for warning in case.warnings)


def test_a_setting_goes_before_the_record():
    case = case_with().with_resolved({HONOURS: RATE}).with_settings([f"{HONOURS}=0.7"])
    assert inputs(case)[HONOURS].quantity.low == 0.7
    assert dict(case.resolved) == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (honours(**{"from": "honour-rates", "definition": "llm"}), 'is from "honour-rates": expected one of'),
        (honours(**{"from": ["honour-rate"], "definition": "llm"}), "is from a list: expected one of"),
        (honours(**{"from": "honour-rate"}), "refers to honour-rate without definition"),
        (honours(**{"from": "honour-rate", "definition": "llm", "era": "1945"}), "expected pre-1945 or post-1945"),
        (honours(**{"from": "honour-rate", "definitoin": "llm"}), 'Did you mean "definition"?'),
        (honours(**{"from": "honour-rate", "definition": ["llm"]}), "has definition as"),
        (honours(**{"from": "atop", "year": 2018}), "is from atop: expected honour-rate, events or fit here"),
        ({"duty": {"from": "honour-rate", "definition": "llm"}}, "is from honour-rate: expected atop here"),
        ({"precision": {"from": "honour-rate", "definition": "llm"}}, "Only probabilities can be taken from it."),
        (honours(**{"from": "honour-rate", "definition": "llm", "value": 1.4}), "expected a probability"),
    ],
)
def test_a_wrong_reference_is_refused(changes, message):
    assert message in refused(**changes)


def test_the_schema_for_editors_knows_references():
    variants = case_schema()["$defs"]["Number"]["anyOf"]
    assert any(variant.get("required") == ["from"] for variant in variants)


def test_a_number_has_its_line():
    text = json.dumps(CASE, indent=1)
    line = 1 + text[: text.index('"from": "honour-rate"')].count("\n") - 1
    assert parse_case(text).place(HONOURS) == f"<text>:{line}"
