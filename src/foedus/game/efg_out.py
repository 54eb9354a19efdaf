"""Games written in Gambit's `.efg` format, exactly."""

from __future__ import annotations

from pathlib import Path

from foedus.errors import InputError
from foedus.files import write_atomically
from foedus.game.game import NO_OUTCOME, NO_SET, ChanceSet, Game
from foedus.game.payoff import Formula, written_payoff
from foedus.game.token import escaped


def write_efg(game: Game, path: str | Path, *, may_replace: bool = False) -> Path:
    """The path written: the game in Gambit's `.efg` format, with exact rationals; read back, it is equal.

    Raises:
        InputError: payoffs are intervals or formulas, which the format does not have, or the file cannot be written.
    """
    return write_atomically(path, efg_text(game, str(path)), may_replace=may_replace)


def efg_text(game: Game, name: str = "game") -> str:
    """The game as the text of an `.efg` file; messages call it `name`.

    Raises:
        InputError: payoffs are intervals or formulas.
    """
    refuse_uncertain(game, name, ".efg")
    n_own = len(game.information_sets)
    number: list[int] = []  # within the player, as Gambit counts
    count: dict[int, int] = {}
    for each in game.sets:
        player = -1 if isinstance(each, ChanceSet) else each.player
        count[player] = count.get(player, 0) + 1
        number.append(count[player])
    lines = [f"EFG 2 R {_quoted(game.title)} {{ {' '.join(map(_quoted, game.players))} }}", _quoted(game.comment), ""]
    outcomes = [
        f"{place} {_quoted(each.label)} {{ {', '.join(map(written_payoff, each.payoffs))} }}"
        for place, each in enumerate(game.outcomes, start=1)
    ]
    heads: list[str] = []
    for index, each in enumerate(game.sets):
        if isinstance(each, ChanceSet):
            pairs = zip(each.actions, each.probabilities, strict=True)
            listed = " ".join(f"{_quoted(action)} {probability}" for action, probability in pairs)
            heads.append(f"{number[index]} {_quoted(each.label)} {{ {listed} }}")
        else:
            listed = " ".join(map(_quoted, each.actions))
            heads.append(f"{each.player + 1} {number[index]} {_quoted(each.label)} {{ {listed} }}")
    for label, owner, outcome in zip(game.node_labels, game.set_of_node, game.outcome_of_node, strict=True):
        paid = "0" if outcome == NO_OUTCOME else outcomes[outcome]
        kind = "t" if owner == NO_SET else "c" if owner >= n_own else "p"
        lines.append(" ".join([kind, _quoted(label), *([] if owner == NO_SET else [heads[owner]]), paid]))
    return "\n".join(lines) + "\n"


def refuse_uncertain(game: Game, name: str, format_name: str) -> None:
    """Stop where payoffs are no numbers.

    Raises:
        InputError: they are intervals or formulas.
    """
    for each in game.outcomes:
        for player, payoff in zip(game.players, each.payoffs, strict=True):
            if isinstance(payoff, Formula):
                message = f"pays {player} at {each.label} the formula {payoff.text}: a {format_name} file holds numbers"
                raise InputError.at(name, message, hint="Write a .yaml file.")
    if game.has_intervals:
        hint = "Write a .yaml file, or take medians: `Game.at_centre()`, `foedus game convert --centre`."
        raise InputError.at(name, f"has payoffs that are intervals: a {format_name} file holds numbers", hint=hint)


def _quoted(label: str) -> str:
    return f'"{escaped(label)}"'
