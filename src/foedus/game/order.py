"""The order in which a game has its sets (player by player, chance last, by first appearance), and names told apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from foedus.game.game import ChanceSet, InformationSet, Outcome

Key = TypeVar("Key", bound=Hashable)


def in_order(
    sets: Mapping[Key, InformationSet | ChanceSet],
) -> tuple[tuple[InformationSet, ...], tuple[ChanceSet, ...], list[Key]]:
    """The players' sets, the chance sets, and the keys of both in that order; `sets` is by first appearance."""
    own = {key: each for key, each in sets.items() if isinstance(each, InformationSet)}
    chance = {key: each for key, each in sets.items() if isinstance(each, ChanceSet)}
    keys = sorted(own, key=lambda key: own[key].player)
    return tuple(own[key] for key in keys), tuple(chance.values()), [*keys, *chance]


def told_apart(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes with unique labels: Gambit allows repeats."""
    listed = list(outcomes)
    labels = distinct(each.label for each in listed)
    return tuple(
        each if label == each.label else replace(each, label=label) for each, label in zip(listed, labels, strict=True)
    )


def distinct(labels: Iterable[str]) -> list[str]:
    """The labels, with a number behind each that stood before: "x", "x (2)", …"""
    listed = list(labels)
    given, taken = set(listed), set[str]()
    found = []
    for label in listed:
        name, number = label, 1
        while name in taken or (number > 1 and name in given):
            number += 1
            name = f"{label} ({number})"
        taken.add(name)
        found.append(name)
    return found
