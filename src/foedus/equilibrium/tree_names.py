"""Names for the rows of a solution's arrays: from the game where it has them, numbers where it has not."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.game import Game, Tree


@dataclass(frozen=True)
class Names:
    """What the rows of the arrays are called."""

    players: tuple[str, ...]
    sets: tuple[tuple[str, str], ...]
    """(player, set) of every information set"""
    actions: tuple[tuple[str, ...], ...]
    """of every information set"""
    chance: tuple[tuple[str, ...], ...]
    """of every set of chance"""

    @property
    def moves(self) -> tuple[tuple[str, str, str], ...]:
        """(player, set, action) of every move of a player."""
        return tuple(
            (*names, action) for names, actions in zip(self.sets, self.actions, strict=True) for action in actions
        )

    def history(self, tree: Tree, node: int) -> str:
        """The actions that lead to a node, joined by slashes; "" for the root."""
        words = [word for actions in (*self.actions, *self.chance) for word in actions]
        way = []
        while tree.parent[node] >= 0:
            way.append(words[int(tree.move[node])])
            node = int(tree.parent[node])
        return "/".join(reversed(way))


def names_of(game: Game | Tree) -> Names:
    """The names of a game; of a bare tree, numbers from 1 (sets player by player).

    A set without a label is called by its number among its player's sets; where two of a player's sets or two actions
    of a set would share a name, every one after the first gets its number behind it.
    """
    if isinstance(game, Game):
        players = list(game.players)
        sets = [(each.player, each.label, each.actions) for each in game.information_sets]
        chance = [each.actions for each in game.chance_sets]
    else:
        players = [str(number + 1) for number in range(game.n_players)]
        sizes = (game.first_move[1:] - game.first_move[:-1]).tolist()
        words = [tuple(str(number + 1) for number in range(size)) for size in sizes]
        sets = [(int(game.player_of_set[number]), "", words[number]) for number in range(game.n_sets)]
        chance = words[game.n_sets :]
    players = _distinct(players)
    found: list[tuple[str, str]] = [("", "")] * len(sets)
    for player, name in enumerate(players):
        mine = [number for number, each in enumerate(sets) if each[0] == player]
        labels = _distinct([sets[number][1] or str(place + 1) for place, number in enumerate(mine)])
        for number, label in zip(mine, labels, strict=True):
            found[number] = (name, label)
    return Names(
        tuple(players),
        tuple(found),
        tuple(tuple(_distinct(list(each[2]))) for each in sets),
        tuple(tuple(_distinct(list(each))) for each in chance),
    )


def _distinct(names: list[str]) -> list[str]:
    found: list[str] = []
    taken = set(names)
    for place, name in enumerate(names):
        if name in names[:place] or not name:
            number = place + 1
            while f"{name}#{number}" in taken:
                number += 1
            name = f"{name}#{number}"
            taken.add(name)
        found.append(name)
    return found
