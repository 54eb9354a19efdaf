"""Games written in Gambit's `.nfg` format: every plan of every player, and what the players expect to get."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from pathlib import Path

from foedus.errors import InputError
from foedus.files import write_atomically
from foedus.game.efg_out import refuse_uncertain
from foedus.game.game import NO_SET, Game
from foedus.game.order import distinct
from foedus.game.token import escaped

MOST_STEPS = 2_000_000


def write_nfg(game: Game, path: str | Path, *, may_replace: bool = False) -> Path:
    """The path written: the game's strategic form in Gambit's `.nfg` format, payoff version, exactly.

    Raises:
        InputError: payoffs are intervals or formulas, there are too many plans, or the file cannot be written.
    """
    return write_atomically(path, nfg_text(game, str(path)), may_replace=may_replace)


def nfg_text(game: Game, name: str = "game") -> str:
    """The game's strategic form as the text of an `.nfg` file; messages call it `name`.

    A plan names an action at every information set of its player, also at those that it rules out itself.

    Raises:
        InputError: payoffs are intervals or formulas, or there are too many plans.
    """
    refuse_uncertain(game, name, ".nfg")
    own = [
        [index for index, each in enumerate(game.information_sets) if each.player == player]
        for player in range(len(game.players))
    ]
    counts = [math.prod(game.n_actions[index] for index in sets) for sets in own]
    if math.prod(counts) * len(game.set_of_node) > MOST_STEPS:
        message = f"has {math.prod(counts):,} profiles of plans, too many to write one by one"
        raise InputError.at(name, message, hint="Write an .efg or .yaml file.")
    plans = [list(product(*(range(game.n_actions[index]) for index in sets))) for sets in own]
    lists = [
        " ".join(f'"{escaped(label)}"' for label in distinct(_label(game, sets, plan) for plan in each))
        for sets, each in zip(own, plans, strict=True)
    ]
    players = " ".join(f'"{escaped(player)}"' for player in game.players)
    lines = [f'NFG 1 R "{escaped(game.title)}" {{ {players} }}', ""]
    lines += ["{", *(f"{{ {each} }}" for each in lists), "}", f'"{escaped(game.comment)}"', ""]
    for profile in product(*reversed(plans)):  # the first player's plan changes fastest
        chosen = {
            index: action
            for sets, plan in zip(own, reversed(profile), strict=True)
            for index, action in zip(sets, plan, strict=True)
        }
        lines.append(" ".join(map(str, _expected(game, chosen))))
    return "\n".join(lines) + "\n"


def _label(game: Game, sets: list[int], plan: tuple[int, ...]) -> str:
    return " / ".join(game.sets[index].actions[action] for index, action in zip(sets, plan, strict=True)) or "none"


def _expected(game: Game, chosen: dict[int, int]) -> list[Fraction]:
    """What each player gets on average where the players follow their plans."""
    n_own = len(game.information_sets)
    reach: list[Fraction] = []
    total = [Fraction(0)] * len(game.players)
    leaf = 0
    for owner, parent, action in zip(game.set_of_node, game.parents, game.actions_taken, strict=True):
        if parent < 0:
            reach.append(Fraction(1))
        else:
            mover = game.set_of_node[parent]
            if mover < n_own:
                reach.append(reach[parent] if chosen[mover] == action else Fraction(0))
            else:
                reach.append(reach[parent] * game.chance_sets[mover - n_own].probabilities[action])
        if owner == NO_SET:
            if reach[-1]:
                total = [a + reach[-1] * b for a, b in zip(total, game.leaf_totals[leaf], strict=True)]
            leaf += 1
    return total
