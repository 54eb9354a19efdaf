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
    """The outcomes with unique labels: a label that stood before gets a number behind it, as Gambit allows repeats."""
    taken: set[str] = set()
    found = []
    for each in outcomes:
        label, number = each.label, 1
        while label in taken:
            number += 1
            label = f"{each.label} ({number})"
        taken.add(label)
        found.append(each if label == each.label else replace(each, label=label))
    return tuple(found)
