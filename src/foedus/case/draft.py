"""From the plain data of a file to what the schema reads: marks taken out, labels, ids and empty sections filled in."""

import copy
import datetime
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from foedus.case.case import FORMAT_VERSION, Case
from foedus.case.date import read_day, read_partial_date
from foedus.case.document import Document, Path, quote
from foedus.case.mistake import Mistake
from foedus.case.number import MARK_KEYS, Mark, make_mark
from foedus.case.state import state_names
from foedus.case.structure import Place, description
from foedus.errors import Finding, InputError

LABELLED = ("types", "need", "requests", "responses", "third_parties", "stock", "groups", "audience")
DEFAULT_TYPES = ("committed", "opportunist")
DEFAULT_NEEDS = ("acute", "bearable")


@dataclass(slots=True)
class Draft:
    """Data ready for the schema, the marks taken from it by path, and the mistakes met on the way."""

    data: dict[str, Any]
    marks: dict[Path, Mark] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def fill_entries(document: Document) -> dict[str, Any]:
    """The file's data with sections that settings may address made explicit, before settings are applied.

    Raises:
        InputError: the file is no mapping, or of a newer version of the format.
    """
    if not isinstance(document.data, dict):
        raise InputError.at(
            document.place(()),
            f"the file is {quote(document.data)}: expected a mapping that begins with `foedus: {FORMAT_VERSION}`",
        )
    data: dict[str, Any] = copy.deepcopy(document.data)
    _check_version(document, data)
    for key, place in ((key, Place("entry", Case).child(key)) for key in list(data)):
        if place is not None and place.kind in ("section", "list", "table") and data[key] is None:
            del data[key]  # an empty section is a section left out
        elif place is not None and place.kind == "section" and isinstance(data[key], dict):
            data[key] = {
                name: {} if value is None and name not in MARK_KEYS else value for name, value in data[key].items()
            }
    for key, names in (("types", DEFAULT_TYPES), ("need", DEFAULT_NEEDS)):
        if key not in data:
            data[key] = {name: {} for name in names}
    if "asked_on" not in data:
        # A stand-in where as_of is wrong: one mistake should not be reported as two.
        data["asked_on"] = data["as_of"] if _is_day(data.get("as_of")) else "2000-01-01"
    _name_episodes(data)
    return data


def make_draft(data: dict[str, Any]) -> Draft:
    """A draft from data with settings applied; `data` is used up."""
    draft = Draft(data)
    _take_marks(draft, data, Place("entry", Case), ())
    for section in LABELLED:
        entries = data.get(section)
        if isinstance(entries, dict):
            for name, entry in entries.items():
                if isinstance(entry, dict) and "label" not in entry:
                    entry["label"] = _label(name, entry)
    return draft


def _check_version(document: Document, data: dict[str, Any]) -> None:
    version = data.get("foedus")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        finding = Finding(
            document.place(("foedus",)),
            "foedus",
            f"is {quote(version)}: expected {FORMAT_VERSION}, the newest version of the case format known here",
            "Install a newer foedus to read this file.",
        )
        raise InputError([finding])


def _name_episodes(data: dict[str, Any]) -> None:
    history = data.get("history")
    for episode in history if isinstance(history, list) else []:
        if isinstance(episode, dict) and "id" not in episode:
            try:
                day = read_partial_date(episode.get("date"))
            except PydanticCustomError:
                continue
            client = episode.get("client")
            if isinstance(client, str) and client:
                # Inserted first, as an author would write it.
                named = {"id": f"{client}-{day.text[:7]}", **episode}
                episode.clear()
                episode.update(named)


def _take_marks(draft: Draft, value: Any, place: Place, path: Path) -> None:
    """Collect the marks of `value` and everything in it; where ids stand beside them, take their keys out."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            inner = place.child(index)
            if inner is not None:
                _take_marks(draft, item, inner, (*path, index))
        return
    if not isinstance(value, dict):
        return
    is_number = "value" in value and place.kind == "leaf"
    found = {key: value[key] for key in MARK_KEYS if key in value}
    if found and is_number:
        # The number reads its own mark; here only its source is noted, to be looked up with the others.
        if isinstance(value.get("source"), str):
            draft.marks[path] = Mark(value["source"])
    elif found and place.kind != "free":
        try:
            mark = make_mark(found)
        except PydanticCustomError as error:
            context = error.context or {}
            if place.kind != "entry":  # the schema reports those of entries
                draft.mistakes.append(Mistake(path, str(context["message"]), str(context["hint"])))
        else:
            if mark.source is not None or mark.judgement:
                draft.marks[path] = mark
        if place.kind in ("section", "table"):
            for key in found:
                del value[key]
    for key, item in list(value.items()):
        inner = place.child(key)
        if item is None and inner is not None and place.kind == "entry":
            _drop_empty(draft, value, key, inner, place, path)
        elif inner is not None:
            _take_marks(draft, item, inner, (*path, key))


def _drop_empty(draft: Draft, value: dict[str, Any], key: str, inner: Place, place: Place, path: Path) -> None:
    """An empty list or section counts as left out; an empty value may be a slip, and is said."""
    if inner.kind == "free" or key in place.required:
        return  # nothing to say, or the schema says it
    if inner.kind not in ("section", "list", "table"):
        expected = description(Case, (*path, key)) or "a value"
        hint = "Leave the key out to take its default."
        draft.mistakes.append(Mistake((*path, key), f"is empty: expected {expected}", hint))
    del value[key]


def _label(name: str, entry: dict[str, Any]) -> str:
    state = entry.get("state")
    if isinstance(state, str) and state in state_names():
        return state_names()[state]
    return name.replace("_", " ").replace("-", " ").strip() or name


def _is_day(raw: Any) -> bool:
    try:
        return isinstance(read_day(raw), datetime.date)
    except PydanticCustomError:
        return False
