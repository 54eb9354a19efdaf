"""YAML as the loader reads it: the 1.2 core schema, dates as text, a line for every path."""

import math

import pytest

from foedus.case.document import read_document, resolve_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("12", 12),
        ("012", 12),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        (".5", 0.5),
        ("1e-3", 1e-3),
        ("2025-06-23", "2025-06-23"),
        ("12:30", "12:30"),
        ("-.inf", -math.inf),
        ("9" * 400, "9" * 400),
    ],
)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    """In YAML 1.1 `no` is false, 1_000 a number and 12:30 the number 750."""
    assert resolve_scalar(text) == value


def test_what_is_not_a_number_is_not_equal_to_itself() -> None:
    value = resolve_scalar(".nan")
    assert isinstance(value, float)
    assert math.isnan(value)


def test_quoted_scalars_stay_text() -> None:
    assert read_document("a: '12'\nb: \"true\"\n", "x").data == {"a": "12", "b": "true"}


def test_every_path_has_the_line_of_its_key() -> None:
    document = read_document("a:\n  b: 1\n\n  c:\n    - 2\n    - {d: 3}\n", "x.yaml")
    lines = {("a",): 1, ("a", "b"): 2, ("a", "c"): 4, ("a", "c", 0): 5, ("a", "c", 1, "d"): 6}
    assert {path: document.line(path) for path in lines} == lines
    assert document.place(("a", "c", 1, "missing")) == "x.yaml:6"
    assert document.data == {"a": {"b": 1, "c": [2, {"d": 3}]}}


def test_the_first_of_two_values_is_kept_and_the_second_reported() -> None:
    document = read_document("a: {b: 1}\na: {c: 2, c: 3}\n", "x.yaml")
    assert document.data == {"a": {"b": 1}}
    assert [str(finding) for finding in document.findings] == [
        "x.yaml:2  a is given twice: expected once, and line 1 has it already.",
        "x.yaml:2  a.c is given twice: expected once, and line 2 has it already.",
    ]


def test_lines_count_as_editors_count_them() -> None:
    assert read_document("a: 1\r\nb: 2\r\n", "x").line(("b",)) == 2
