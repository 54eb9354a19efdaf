"""The JSON Schema for editors, and dates and states as the schema reads them."""

import datetime
import json
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from foedus.case import builtin_ids, builtin_path, case_schema
from foedus.case.case import Case
from foedus.case.date import read_day, read_partial_date
from foedus.case.document import read_document
from foedus.case.state import nearest_state, state_name, state_names
from foedus.case.structure import Place


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether a value fits a schema, for the few keywords that ours uses; any other keyword fails the test."""
    known = {"$ref", "$schema", "$defs", "title", "description", "default", "format", "pattern", "type", "anyOf"}
    known |= {"properties", "additionalProperties", "required", "items", "const", "enum"}
    assert schema.keys() <= known, schema.keys() - known
    if "$ref" in schema:
        return accepts(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, root)
    if "anyOf" in schema and not any(accepts(variant, value, root) for variant in schema["anyOf"]):
        return False
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return False
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    kinds |= {"number": int | float, "integer": int}  # type: ignore[dict-item]
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, kinds[name]) for name in names):
            return False
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, item in value.items():
            inner = properties.get(key, others)
            if inner is False or (isinstance(inner, dict) and not accepts(inner, item, root)):
                return False
        return set(schema.get("required", [])) <= value.keys()
    if isinstance(value, list) and "items" in schema:
        return all(accepts(schema["items"], item, root) for item in value)
    return True


@pytest.mark.parametrize("name", builtin_ids())
def test_the_schema_accepts_every_built_in_case(name: str) -> None:
    schema = case_schema()
    data = read_document(builtin_path(name).read_text(encoding="utf-8"), name).data
    assert accepts(schema, data, schema)


@pytest.mark.parametrize("change", [{"questoin": "?"}, {"requests": {"a": {"levle": 1}}}, {"foedus": 2}, {"claims": 3}])
def test_the_schema_refuses_slips(change: dict[str, Any]) -> None:
    schema = case_schema()
    data = read_document(builtin_path("two-by-two").read_text(encoding="utf-8"), "x").data
    assert accepts(schema, data, schema)
    assert not accepts(schema, {**data, **change}, schema)


def test_the_schema_is_json_and_describes_every_key() -> None:
    schema = json.loads(json.dumps(case_schema()))
    assert set(schema["properties"]) == set(Place("entry", Case).keys)
    for owner in [schema, *(entry for name, entry in schema["$defs"].items() if name != "Number")]:
        for name, field in owner["properties"].items():
            assert field.get("description"), (owner["title"], name)


@pytest.mark.parametrize(
    ("raw", "day"),
    [(2022, (2022, 1, 1)), ("2022", (2022, 1, 1)), ("2022-08", (2022, 8, 1)), ("2022-08-09", (2022, 8, 9))],
)
def test_a_partial_date_counts_from_its_first_day(raw: object, day: tuple[int, int, int]) -> None:
    assert read_partial_date(raw).day == datetime.date(*day)


@pytest.mark.parametrize("raw", ["2025-6-3", "0000-01-01", "2025-02-29", "23 June 2025", 20250623, True, None, 1e400])
def test_what_is_no_day_is_refused(raw: object) -> None:
    with pytest.raises(PydanticCustomError):
        read_day(raw)
    with pytest.raises(PydanticCustomError):
        read_partial_date(raw)


def test_states_have_the_names_that_readers_know() -> None:
    names = {code: state_name(code) for code in ("RUS", "IRN", "PRK", "SYR", "SUN", "CSK", "YUG", "XKX", "COD")}
    assert names == {
        "RUS": "Russia",
        "IRN": "Iran",
        "PRK": "North Korea",
        "SYR": "Syria",
        "SUN": "Soviet Union",
        "CSK": "Czechoslovakia",
        "YUG": "Yugoslavia",
        "XKX": "Kosovo",
        "COD": "DR Congo",
    }
    assert all("," not in name for name in state_names().values())


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Russia", 'Did you mean "RUS"?'),
        ("rus", 'Did you mean "RUS"?'),
        ("Belarrus", 'Did you mean "BLR" (Belarus)?'),
        ("UKX", 'Did you mean "UKR" (Ukraine)?'),
        ("12", ""),
    ],
)
def test_a_state_is_found_by_its_name_too(text: str, hint: str) -> None:
    assert nearest_state(text) == hint
