"""The JSON Schema of a case file, for editors."""

from typing import Any

from foedus.case.case import FORMAT_VERSION, Case
from foedus.case.number import MARK_KEYS, NUMBER_SCHEMA
from foedus.case.reference import KEYS

_REFERENCE = "#/$defs/Number"

_NUMBER: dict[str, Any] = {
    "title": "Number",
    "description": "a number, an interval (0.2 to 0.6), a word (likely) or a mixture, with or without what it rests on",
    "anyOf": [
        {"type": ["number", "string"]},
        {
            "type": "object",
            "properties": {"mixture": {"type": "array", "items": {"type": "array"}}},
            "required": ["mixture"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"value": {}, **{key: {} for key in MARK_KEYS}},
            "required": ["value"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "from": {"enum": list(KEYS)},
                "value": {},
                **{key: {"type": ["string", "integer"]} for keys in KEYS.values() for key in keys},
                **{key: {} for key in MARK_KEYS},
            },
            "required": ["from"],
            "additionalProperties": False,
        },
    ],
}


def case_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a case file of format version 1.

    It knows keys, kinds and choices; what must fit together (references, tables that add up) only the loader checks.
    """
    schema: dict[str, Any] = _with_references(Case.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"foedus case, format version {FORMAT_VERSION}"
    definitions = schema.setdefault("$defs", {})
    definitions["Number"] = _NUMBER
    mark_types = {
        "source": {"type": ["string", "integer"]},
        "judgement": {"type": "boolean"},
        "why": {"type": "string"},
    }
    for name, owner in [("", schema), *definitions.items()]:
        if name != "Number":
            _open_to_marks(owner, mark_types)
    # What the loader fills in need not be written.
    filled = {"asked_on", "types", "need"}
    schema["required"] = [key for key in schema["required"] if key not in filled]
    for definition in definitions.values():
        if "label" in definition.get("required", []) and "title" in definition and definition["title"] != "Party":
            definition["required"] = [key for key in definition["required"] if key != "label"]
    episode = definitions["Episode"]
    episode["required"] = [key for key in episode["required"] if key != "id"]
    return schema


def _with_references(value: Any) -> Any:
    """The schema with every stand-in for a number replaced by a reference to its definition."""
    if isinstance(value, list):
        return [_with_references(item) for item in value]
    if not isinstance(value, dict):
        return value
    replaced = {key: _with_references(item) for key, item in value.items() if key not in NUMBER_SCHEMA}
    return {"$ref": _REFERENCE, **replaced} if value.keys() >= NUMBER_SCHEMA.keys() else replaced


def _open_to_marks(owner: dict[str, Any], mark_types: dict[str, Any]) -> None:
    """Let sections and tables of an entry carry source, judgement and why beside their ids; let them be empty."""
    for name, field in list(owner.get("properties", {}).items()):
        for variant in [field, *field.get("anyOf", [])]:
            is_map = variant.get("type") == "object" and isinstance(variant.get("additionalProperties"), dict)
            if is_map and name not in ("under", "looks_like", "sources"):
                variant["properties"] = dict(mark_types)
