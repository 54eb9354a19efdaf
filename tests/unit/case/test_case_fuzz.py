"""Whatever the bytes, loading ends in a case or in an InputError, within the time of the largest file."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from case_texts import FULL, SMALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.case import Case, ExpressionError, describe, inputs, load_case, new_case_text, parse, parse_case
from foedus.errors import Finding, InputError

BASES = (SMALL, FULL, new_case_text("starter"))
# Pieces that have a meaning somewhere in YAML, in numbers or in the format.
PIECES = (
    "&a ", "*a", "!x ", "!!python/name:os.system ", "- ", "? ", ": ", "[", "]", "{", "}", '"', "'", "|\n", ">-\n", "\t",
    "\0", "\x85", "%YAML 1.1\n", "%TAG ! x\n", "---\n", "...\n", "<<: ", "# ", ".nan", "-.inf", "1e400", "-1", "null",
    "~", "true", "9" * 400, "0x10", "٣", "é", "2025-13-40", "0001-01-01", "9999-12-31",
    "0 to 1", "1 to 0", "50 %", "likely",
    "{value: 1}", "{value: 1, source: x}", "{from: x}", "{mixture: [[1, 2]]}", "{mixture: [[-1, x]]}", "{mixture: 3}",
    "others", "client", "source: x", "judgement: true", "*", "[]", "{}", "[[]]", "1e308 a day", "-0", "1e-320",
)  # fmt: skip
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def loads_or_says_why(read: Callable[[], Case]) -> None:
    """Every public reading of what loads must work too; every finding fits on one line."""
    findings: list[Finding] = []
    try:
        case = read()
    except InputError as error:
        findings = error.findings
    if findings:
        assert all(str(finding).isprintable() for finding in findings)
    else:
        assert describe(case).total == len(inputs(case))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(BASES)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        line, piece = lines[at], draw(st.sampled_from(PIECES))
        match draw(st.sampled_from(["drop", "double", "indent", "insert", "replace value", "replace value"])):
            case "drop":
                lines[at] = ""
            case "double":
                lines.insert(at, line)
            case "indent":
                lines[at] = " " * draw(st.integers(1, 5)) + line
            case "insert":
                cut = draw(st.integers(0, len(line)))
                lines[at] = line[:cut] + piece + line[cut + draw(st.integers(0, 4)) :]
            case _:
                values = list(re.finditer(r"(?<=: )[^,{}\[\]]+", line))
                if values:
                    value = draw(st.sampled_from(values))
                    lines[at] = line[: value.start()] + piece + line[value.end() :]
    return "\n".join(lines)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_load_or_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "case.yaml"
    path.write_bytes(content)
    loads_or_says_why(lambda: load_case(path))


@QUICK
@given(st.text(max_size=300))
def test_any_text_loads_or_is_refused(text: str) -> None:
    loads_or_says_why(lambda: parse_case(text))


@QUICK
@given(mutated())
def test_a_case_with_slips_loads_or_is_refused(text: str) -> None:
    loads_or_says_why(lambda: parse_case(text))


@QUICK
@given(st.sampled_from(sorted(inputs(parse_case(FULL)))), st.one_of(st.text(max_size=40), st.sampled_from(PIECES)))
def test_any_value_of_a_setting_is_read_or_refused(path: str, value: str) -> None:
    loads_or_says_why(lambda: parse_case(FULL, settings=[f"{path}={value}"]))


@QUICK
@given(st.text(max_size=60))
def test_any_path_of_a_setting_is_read_or_refused(path: str) -> None:
    loads_or_says_why(lambda: parse_case(FULL, settings={path: 0.5}))


@QUICK
@given(st.one_of(st.text(max_size=80), st.text(alphabet="ab.-+*/()<>= {},1", max_size=80)))
def test_any_formula_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)


@QUICK
@given(st.text(max_size=80))
def test_any_name_of_a_case_is_found_or_refused(name: str) -> None:
    loads_or_says_why(lambda: load_case(name) if not Path(name or "x").exists() else parse_case(SMALL))
