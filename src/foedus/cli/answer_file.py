"""Reading an answer that was written as JSON, and the case that it answers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from foedus.errors import Finding, InputError

if TYPE_CHECKING:
    from foedus.case import Case

LONGEST_ANSWER = 100_000_000  # bytes
_KEYS: dict[str, type] = {"foedus": str, "case": str, "as_of": str, "seed": int, "draws": int}
_ROWS = {
    "record": {"path", "text", "rests_on"},
    "requests": {"id"},
    "responses": {"id"},
    "audience": {"id"},
    "claims": {"id", "says", "tests", "verdict"},
}
"""what each row of a list has at least, where an answer has the list"""


def read_answer_file(name: str) -> dict[str, Any]:
    """The record in a file that `foedus ask CASE --json` wrote.

    Raises:
        InputError: there is no such file, or it holds no answer.
    """
    expected = "expected what `foedus ask CASE --json` gave"
    path = Path(name)
    try:
        if not path.is_file():
            raise InputError.at(name, f"is no file: {expected}")
        if path.stat().st_size > LONGEST_ANSWER:
            raise InputError.at(name, f"is longer than {LONGEST_ANSWER:,} bytes: {expected}")
        record = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError.at(f"{name}:{error.lineno}", f"is not JSON ({error.msg}): {expected}") from None
    except (ValueError, RecursionError) as error:  # not UTF-8, a name with a NUL, NaN, nested without end
        raise InputError.at(name, f"cannot be read ({error}): {expected}") from None
    except OSError as error:
        raise InputError.at(name, f"cannot be read: {error.strerror}") from None
    if not isinstance(record, dict):
        raise InputError.at(name, f"holds no answer: {expected}")
    findings = [
        Finding(name, key, f"is {'missing' if key not in record else 'of another kind'}: {expected}")
        for key, kind in _KEYS.items()
        if not isinstance(record.get(key), kind) or isinstance(record.get(key), bool)
    ]
    if not isinstance(record.get("settings", {}), dict):
        findings.append(Finding(name, "settings", f"is of another kind: {expected}"))
    for key, least in _ROWS.items():
        rows = record.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) and least <= row.keys() for row in rows):
            findings.append(Finding(name, key, f"is no list of rows with {', '.join(sorted(least))}: {expected}"))
    if findings:
        raise InputError(findings)
    return record


def answered_case(record: dict[str, Any], name: str, case: str | None) -> "Case":
    """The case that an answer answers, under the settings and as of the day that the answer names.

    Arguments:
        record: the answer.
        name: what messages call its file.
        case: path or name of the case; None for the built-in case that the answer names.

    Raises:
        InputError: no such case, or one that no longer reads.
    """
    from foedus.case import builtin_ids, load_case
    from foedus.case.reference import Resolved
    from foedus.cli.option import read_as_of

    if case is None and record["case"] not in builtin_ids():
        raise InputError.at(
            name, f'answers "{record["case"]}", which is no built-in case',
            hint=f"Name its file: foedus verify {name} --case FILE.",
        )  # fmt: skip
    as_of = read_as_of(record["as_of"])
    keys = ("text", "rests_on", "hits", "cases", "clusters", "taken_from")
    taken = {row["path"]: Resolved(**{key: row[key] for key in keys if key in row}) for row in record.get("record", [])}
    return load_case(case or record["case"], settings=record.get("settings", {}), as_of=as_of, resolved=taken)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
