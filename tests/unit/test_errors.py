"""Errors: their tree, their exit status, and how a finding reads."""

import pytest

from foedus.errors import ComputationError, Finding, FoedusError, InputError, listed, nearest


def test_the_exit_status_says_whose_fault_it_is() -> None:
    assert (FoedusError.exit_status, InputError.exit_status, ComputationError.exit_status) == (1, 2, 1)
    assert issubclass(InputError, FoedusError)
    assert issubclass(ComputationError, FoedusError)


def test_a_finding_reads_place_path_message_hint() -> None:
    finding = Finding("case.yaml:41", "leak", "is 2: expected less", 'Did you mean "0.2"?')
    assert str(finding) == 'case.yaml:41  leak is 2: expected less. Did you mean "0.2"?'
    assert str(Finding("case.yaml", "", "is empty")) == "case.yaml  is empty."


def test_an_input_error_is_one_finding_a_line() -> None:
    error = InputError([Finding("a:1", "x", "is wrong"), Finding("a:2", "y", "is too")])
    assert str(error) == "a:1  x is wrong.\na:2  y is too."


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("respones", 'Did you mean "responses"?'),
        ("LEAK", 'Did you mean "leak"?'),
        ("zzz", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_the_nearest_known_name_is_offered_only_when_it_is_near(name: str, hint: str) -> None:
    assert nearest(name, ["leak", "responses", "requests"]) == hint


def test_long_lists_of_names_are_cut() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(number) for number in range(20)], most=3) == "0, 1, 2, …"
