"""Settings: single values of a case replaced from outside, by the paths and in the texts of the file."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from foedus.case.case import Case
from foedus.case.document import Path, quote, read_document, shorten
from foedus.case.number import MARK_KEYS
from foedus.case.schema_error import value_mistakes
from foedus.case.structure import Place
from foedus.errors import Finding, InputError, listed, nearest

Setting = tuple[str, Any, str]
"""Path, value, and the place that messages name."""

LONGEST_SETTING = 2_000
_FIXED = ("foedus", *MARK_KEYS)


def read_settings(settings: Mapping[str, Any] | Iterable[str], place: str | None = None) -> tuple[Setting, ...]:
    """The settings given as {path: value} or as "PATH=VALUE" texts; a text value is read as the file's texts are.

    Raises:
        InputError: a text without "=", or a value that is not YAML.
    """
    if isinstance(settings, str):
        settings = [settings]
    pairs: list[tuple[str, Any]] = []
    findings: list[Finding] = []
    if isinstance(settings, Mapping):
        pairs = [(str(path), value) for path, value in settings.items()]
    else:
        for text in settings:
            path, equals, value = str(text).partition("=")
            if equals:
                pairs.append((path, value))
            else:
                findings.append(
                    Finding(place or f"--set {shorten(str(text))}", "", "has no =: expected PATH=VALUE, as leak=0.2")
                )
    read: list[Setting] = []
    for path, value in pairs:
        where = place or f"--set {shorten(f'{path}={value}')}"
        try:
            read.append((path.strip(), _value(value, where), where))
        except InputError as error:
            findings.extend(error.findings)
    if findings:
        raise InputError(findings)
    return tuple(read)


def _value(value: Any, where: str) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST_SETTING:
        raise InputError.at(where, f"has a value of {len(value):,} characters: expected at most {LONGEST_SETTING:,}")
    if not value.strip():
        raise InputError.at(where, "has no value: expected PATH=VALUE, as leak=0.2")
    try:
        return read_document(value, where).data
    except InputError as error:
        raise InputError([Finding(where, "", finding.message, finding.hint) for finding in error.findings]) from None


def apply_settings(
    data: dict[str, Any], settings: Iterable[Setting], places: dict[Path, str]
) -> tuple[frozenset[Path], list[Finding]]:
    """Apply settings to the data of a case, in place.

    Arguments:
        data: plain data of the file, its sections filled in.
        settings: in order; a later one wins.
        places: receives the place of every path set, so that mistakes in a value name the setting, not a line.

    Returns:
        The paths that were set, and a finding for every setting whose path the case does not have.
    """
    paths: set[Path] = set()
    findings: list[Finding] = []
    for text, value, where in settings:
        keys = text.split(".")
        finding = _unknown(data, Place("entry", Case), keys, where)
        if finding is not None:
            findings.append(finding)
            continue
        for path in _matching(data, Place("entry", Case), keys, ()):
            _put(data, path, copy.deepcopy(value))
            paths.add(path)
            places[path] = where
    return frozenset(paths), findings


def _options(value: Any, place: Place, path: Path = ()) -> dict[str, str | int]:
    """What may follow at this place of the data: the name written in a path, and the key it stands for."""
    if place.kind == "entry":
        fixed = _FIXED if path == () else ()
        return {key: key for key in place.keys if key not in fixed}
    if path == ("audience",):
        value = {**(value if isinstance(value, dict) else {}), "client": None}  # it is there in any case
    if isinstance(value, dict):
        return {str(key): key for key in value if key not in MARK_KEYS}
    if isinstance(value, list) and place.kind == "list":
        return {str(item["id"]): i for i, item in enumerate(value) if isinstance(item, dict) and "id" in item}
    return {}


def _unknown(data: Any, place: Place, keys: list[str], where: str) -> Finding | None:
    """A finding when the path leads nowhere."""
    value: Any = data
    path: Path = ()
    for depth, key in enumerate(keys):
        options = {} if value is None and path == ("challenger",) else _options(value, place, path)
        is_open = place.kind == "table" or (place.kind == "leaf" and isinstance(value, dict))
        if key == "*" and place.kind in ("section", "list", "table") and options:
            key = next(iter(options))
        elif key not in options and not (is_open and key and depth == len(keys) - 1):
            return _finding(keys, depth, value, place, list(options), where)
        inner = options.get(key, key)
        value = _inside(value, inner)
        place = place.child(inner) or Place("leaf")
        path = (*path, inner)
    if place.kind not in ("leaf", "free", "table") and path not in (("client",), ("guarantor",)):
        known = ", ".join(list(_options(value, place, path))[:6])
        return Finding(
            where, "", f"{'.'.join(keys)} is not a single value: expected a path inside it", f"Inside: {known}."
        )
    return None


def _finding(keys: list[str], depth: int, value: Any, place: Place, known: list[str], where: str) -> Finding:
    before, key = ".".join(keys[:depth]), keys[depth]
    if value is None and before == "challenger":
        return Finding(where, "", f"this case has no {before}: expected a path that the case has")
    match = nearest(key, known)
    hint = ""
    if match:
        hint = f'Did you mean "{".".join([*keys[:depth], match.split(chr(34))[1], *keys[depth + 1 :]])}"?'
    elif known:
        hint = f"Known here: {listed(known)}."
    what = f"there is no {quote(key)}" + (f" in {before}" if before else "")
    return Finding(where, "", f"{what}: expected a path that the case has", hint)


def _matching(value: Any, place: Place, keys: list[str], path: Path) -> list[Path]:
    """Every path of the data that the keys stand for; `*` is every id, but not the client of the audience."""
    if not keys:
        return [path]
    options = _options(value, place, path)
    if keys[0] == "*":
        chosen = [key for name, key in options.items() if not (path == ("audience",) and name == "client")]
    else:
        chosen = [options.get(keys[0], keys[0])]
    return [
        found
        for key in chosen
        for found in _matching(_inside(value, key), place.child(key) or Place("leaf"), keys[1:], (*path, key))
    ]


def _inside(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _put(data: Any, path: Path, value: Any) -> None:
    for key in path[:-1]:
        if isinstance(data, dict):
            inner = data.get(str(key))
            if not isinstance(inner, dict | list):
                inner = data[str(key)] = {}
            data = inner
        else:
            data = data[key]
    data[path[-1]] = value


def check_setting(data: dict[str, Any], path: str, value: Any) -> list[tuple[str, str]]:
    """What is wrong with a setting, as (message, hint), without reading the whole case again.

    References and tables that a value would break show when the setting is applied.
    """
    keys = path.split(".")
    unknown = _unknown(data, Place("entry", Case), keys, "")
    if unknown is not None:
        return [(f"leads nowhere: {unknown.message}", unknown.hint)]
    for found in _matching(data, Place("entry", Case), keys, ())[:1]:
        return value_mistakes(found, copy.deepcopy(value))
    return []
