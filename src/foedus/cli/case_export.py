"""`foedus case export`: one draw of a case as a game file for other programs."""

from enum import StrEnum
from typing import Annotated

import typer

from foedus.cli.console import complain, write
from foedus.cli.option import (
    DRAWS,
    SEED,
    AsOf,
    CaseArgument,
    Members,
    Settings,
    read_case,
    refuse_to_overwrite_the_case,
    tree_setting,
)


class GameFormat(StrEnum):
    """How a game is written."""

    EFG = "efg"
    YAML = "yaml"


def export_case(
    case: CaseArgument,
    draw: Annotated[int, typer.Option(min=0, metavar="K", help="Which draw of the inputs, counted from 0.")] = 0,
    members: Members = None,
    game_format: Annotated[
        GameFormat, typer.Option("--format", help="Gambit's .efg, or a game file of foedus.", case_sensitive=False)
    ] = GameFormat.EFG,
    out: Annotated[str | None, typer.Option(metavar="FILE", help="Write to FILE instead of printing.")] = None,
    settings: Settings = None,
    as_of: AsOf = None,
    draws: Annotated[int, typer.Option(min=1, metavar="N", help="How many draws there are, as in `ask`.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the draws, as in `ask`.")] = SEED,
) -> None:
    """Write the request game of one draw as a tree that any program for games can solve, at a precision of 1."""
    from foedus.files import check_writable, write_atomically

    if draw >= draws:
        raise typer.BadParameter(
            f"is {draw}: expected 0 to {draws - 1}, as there are {draws} draws.", param_hint="--draw"
        )
    read = read_case(case, [*(settings or ()), *tree_setting(True, members)], as_of)
    if out is not None:
        check_writable(out)
        refuse_to_overwrite_the_case(out, case)
    for warning in read.warnings:
        complain(f"warning: {warning}")

    from foedus.answer.world import build, drawn
    from foedus.errors import InputError
    from foedus.game import efg_text, yaml_text
    from foedus.request import request_tree

    values = {path: row[draw : draw + 1] for path, row in drawn(read, draws, seed).items()}
    game = request_tree(read, build(read, values).game, 0, name=f"{read.id}, draw {draw} of {draws}, seed {seed}").game
    name = out or read.id
    try:
        text = efg_text(game, name) if game_format is GameFormat.EFG else yaml_text(game, name)
    except InputError as error:
        hint = f"The tree has {game.n_leaves:,} leaves: write it as --format efg, or with fewer --members."
        raise InputError.at(name, str(error.findings[0].message), hint=hint) from None
    if out is None:
        write(text.rstrip("\n"))
        return
    path = write_atomically(out, text, may_replace=True)
    write(f"Wrote {path}: {len(game.players)} players, {len(game.information_sets)} sets, {game.n_leaves} leaves.")
