"""Play of a game followed path by path: slow, obvious, and independent of whatever solves games."""

from collections.abc import Mapping
from typing import Any

from foedus.game import Game

Strategies = Mapping[tuple[int, str], Mapping[str, Any]]


def strategies_of(game: Game, profile: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[tuple[int, str], Any]:
    """A profile by player and set as probabilities of every action."""
    found = {}
    for each in game.information_sets:
        stated = profile[game.players[each.player]][each.label]
        assert set(stated) <= set(each.actions)
        found[each.player, each.label] = {action: stated.get(action, 0) for action in each.actions}
    return found


def worth_of_actions(game: Game, strategies: Strategies) -> dict[tuple[int, str], dict[str, Any] | None]:
    """What each action is worth to its player, given that the set is reached; None where it never is."""
    children: list[list[int]] = [[] for _ in game.set_of_node]
    for node, parent in enumerate(game.parents):
        if parent >= 0:
            children[parent].append(node)
    n_own = len(game.information_sets)
    probabilities: list[list[Any]] = []
    for owner in game.set_of_node:
        if owner < 0:
            probabilities.append([])
        elif owner < n_own:
            each = game.information_sets[owner]
            probabilities.append([strategies[each.player, each.label][action] for action in each.actions])
        else:
            probabilities.append(list(game.chance_sets[owner - n_own].probabilities))
    reach: list[Any] = [1] * len(game.set_of_node)
    for node, parent in enumerate(game.parents):
        if parent >= 0:
            reach[node] = reach[parent] * probabilities[parent][game.actions_taken[node]]
    leaf_of = {node: place for place, node in enumerate(n for n, owner in enumerate(game.set_of_node) if owner < 0)}
    value: list[Any] = [None] * len(game.set_of_node)
    for node in reversed(range(len(game.set_of_node))):
        if node in leaf_of:
            value[node] = game.leaf_totals[leaf_of[node]]
        else:
            pairs = list(zip(probabilities[node], children[node], strict=True))
            value[node] = [sum(p * value[child][i] for p, child in pairs) for i in range(len(game.players))]
    found: dict[tuple[int, str], dict[str, Any] | None] = {}
    for index, each in enumerate(game.information_sets):
        nodes = [node for node, owner in enumerate(game.set_of_node) if owner == index]
        total = sum(reach[node] for node in nodes)
        found[each.player, each.label] = (
            {
                action: sum(reach[node] * value[children[node][place]][each.player] for node in nodes) / total
                for place, action in enumerate(each.actions)
            }
            if total
            else None
        )
    return found
