"""The catalogue: games of the literature by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from foedus.case.document import shorten
from foedus.errors import InputError, nearest
from foedus.game.entry import Entry
from foedus.game.game import Game

_MODULES = {
    "beer-quiche": "beer_quiche",
    "centipede": "centipede",
    "chain-store": "chain_store",
    "crisis-signalling": "crisis_signalling",
    "deterrence": "deterrence",
    "matching-pennies": "matching_pennies",
    "request": "request",
    "selten-horse": "selten_horse",
    "ultimatum": "ultimatum",
}


def catalogue() -> tuple[Entry, ...]:
    """Every game of the catalogue, by alphabet of the names."""
    return tuple(map(_entry, _MODULES))


def catalogue_names() -> tuple[str, ...]:
    """The names of the games of the catalogue, by alphabet."""
    return tuple(_MODULES)


def catalogue_entry(name: str) -> Entry:
    """What the catalogue knows of a game.

    Raises:
        InputError: it has no game of that name.
    """
    if name in _MODULES:
        return _entry(name)
    known = list(_MODULES)
    hint = nearest(name, known) or f"Games of the catalogue: {', '.join(known)}."
    raise InputError.at(shorten(name, 400) or '""', "is neither a file nor a game of the catalogue", hint=hint)


def catalogue_game(address: str, /, **numbers: Any) -> Game:
    """A game of the catalogue by its address: a name, perhaps with numbers behind it ("chain-store:entrants=4,b=1/3").

    Raises:
        InputError: no such game, or numbers that it does not have.
    """
    entry, written = read_address(address)
    return entry.game(**{**written, **numbers})


def read_address(address: str) -> tuple[Entry, dict[str, str]]:
    """The game that an address means, and the numbers written behind its name.

    Raises:
        InputError: no such game, or something else than numbers behind the name.
    """
    name, _, rest = address.partition(":")
    entry = catalogue_entry(name)
    numbers = {}
    for part in filter(None, rest.split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            raise InputError.at(
                shorten(address, 400), f'{part} stands behind the name: expected numbers as "entrants=4"'
            )
        numbers[key.strip()] = value
    return entry, numbers


@cache
def _entry(name: str) -> Entry:
    entry: Entry = import_module(f"foedus.game.library.{_MODULES[name]}").ENTRY
    return entry
