"""Games written in Python: decisions, chance, and what everybody gets.

entry = decision("Entrant", {
    "stay out": [0, 2],
    "enter": decision("Incumbent", {"fight": [-1, 0], "share": [1, 1]}),
})
game = make_game("Entry", ["Entrant", "Incumbent"], entry)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foedus.errors import Finding, InputError
from foedus.game.assembly import Draft, assemble
from foedus.game.game import Game
from foedus.game.node import Node, Payoffs, leaf


def make_game(
    title: str,
    players: Sequence[str],
    root: Node | Payoffs,
    *,
    comment: str = "",
    columns: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    utilities: Mapping[str, str] | None = None,
) -> Game:
    """The game that begins at a point.

    Arguments:
        title, comment: what it is, in words.
        players: their names.
        root: where it begins; one node may stand in several places, as a template does.
        columns: of a table of data, which formulas may name.
        parameters: by name a number, an interval such as "0.2 to 0.6", or None for one to be estimated.
        utilities: by name a linear formula over columns such as "~ 1 + balance".

    Raises:
        InputError: with every mistake found: unknown players, counts of payoffs, sets that do not agree, chances,
            perfect recall, …
    """
    draft = Draft(
        title,
        tuple(players),
        root if isinstance(root, Node) else leaf(root),
        comment,
        tuple(columns),
        parameters or {},
        utilities or {},
    )
    assembled = assemble(draft)
    name = title or "game"
    findings = [
        Finding(name, ".".join(map(str, each.path)) if each.is_field else "", each.message, each.hint)
        for each in assembled.mistakes
    ]
    if assembled.game is None or findings:
        raise InputError(findings)
    return assembled.game
