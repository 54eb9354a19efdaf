"""The shape of the case format, read off the schema: which keys may stand where.

Messages about unknown keys, marks on sections and `--set` paths all walk this one shape.
"""

import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from foedus.case.document import Path
from foedus.case.number import MARK_KEYS

Kind = Literal["entry", "section", "list", "table", "leaf", "free"]


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand in a place.

    "entry": a mapping with known keys (`model`); "section": entries by id; "list": entries in a list;
    "table": values by id; "free": whatever the author likes; "leaf": anything else.
    """

    kind: Kind
    model: type[BaseModel] | None = None

    def child(self, key: str | int) -> "Place | None":
        """The place under a key; None for a key that an entry does not know, or inside a leaf."""
        if self.model is None:
            return Place("leaf") if self.kind == "table" else None
        if self.kind == "entry":
            return _fields(self.model).get(str(key))
        return Place("entry", self.model)

    @property
    def keys(self) -> tuple[str, ...]:
        """Known keys of an entry."""
        return tuple(_fields(self.model)) if self.model is not None and self.kind == "entry" else ()

    @property
    def required(self) -> tuple[str, ...]:
        """Keys that an entry must have."""
        if self.model is None or self.kind != "entry":
            return ()
        return tuple(info.alias or name for name, info in self.model.model_fields.items() if info.is_required())


def place_at(root: type[BaseModel], path: Path) -> Place | None:
    """The place of a path in a file of the schema `root`; None where the schema knows no such path."""
    place: Place | None = Place("entry", root)
    for key in path:
        if place is None:
            return None
        place = place.child(key)
    return place


def description(root: type[BaseModel], path: Path) -> str:
    """What the schema says stands at a path, or ""."""
    parent = place_at(root, path[:-1])
    if parent is None or parent.kind != "entry" or parent.model is None:
        return ""
    for name, info in parent.model.model_fields.items():
        if (info.alias or name) == path[-1]:
            return info.description or ""
    return ""


def dotted(data: Any, path: Path) -> str:
    """The path as a reader writes it: entries of a list by their id where they have one, else by position."""
    parts: list[str] = []
    for key in path:
        if isinstance(key, str):
            parts.append(key)
        else:
            item = data[key] if isinstance(data, list) and 0 <= key < len(data) else None
            name = item.get("id") if isinstance(item, dict) else None
            if isinstance(name, str | int) and not isinstance(name, bool):
                parts.append(str(name))
            elif parts:
                parts[-1] += f"[{key + 1}]"
        data = _inside(data, key)
    return ".".join(parts)


def _inside(data: Any, key: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(str(key))
    if isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data):
        return data[key]
    return None


@cache
def _fields(model: type[BaseModel]) -> dict[str, Place]:
    fields = {info.alias or name: _place(info.annotation) for name, info in model.model_fields.items()}
    # Marks stand first in the schema, as they are inherited; a reader cares for what is the entry's own.
    marks = {key: fields.pop(key) for key in MARK_KEYS if key in fields}
    return {**fields, **marks}


def _place(annotation: Any) -> Place:
    origin = get_origin(annotation)
    if annotation is Any:
        return Place("free")
    if origin is Annotated:
        return _place(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        places = [_place(part) for part in get_args(annotation) if part is not type(None)]
        return next((place for place in places if place.kind not in ("leaf", "free")), Place("leaf"))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Place("entry", annotation)
    if origin in (dict, tuple):
        inner = _place(get_args(annotation)[1 if origin is dict else 0])
        if inner.kind == "entry":
            return Place("section" if origin is dict else "list", inner.model)
        return Place("table") if origin is dict else Place("leaf")
    return Place("leaf")
