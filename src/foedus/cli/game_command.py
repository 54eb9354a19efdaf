"""`foedus game`: the catalogue of games, and game files read, checked, drawn and converted."""

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.console import show, write

if TYPE_CHECKING:
    from foedus.game import Game

game_application = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Find, read, check, draw and convert games."
)

GameArgument = Annotated[
    str,
    typer.Argument(
        metavar="GAME",
        help="A game file (.efg, .nfg, .yaml), or the name of a game of the catalogue.",
        show_default=False,
    ),
]
NewFile = Annotated[str, typer.Argument(metavar="FILE", help="The file to write; never one that exists.")]
Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=NUMBER", help="A number of a game of the catalogue: entrants=4. May be repeated."
    ),
]


@game_application.command("list")
def list_games() -> None:
    """List the games of the catalogue."""
    from rich.table import Table

    from foedus.game import catalogue

    table = Table.grid(padding=(0, 2))
    for entry in catalogue():
        numbers = ", ".join(f"{setting.name}={setting.default}" for setting in entry.settings)
        table.add_row(entry.name, entry.title, numbers)
    show(table)


@game_application.command("show", short_help="Print a game: who moves where, and what is paid.")
def show_game(game: GameArgument, numbers: Numbers = None) -> None:
    """Print a game, and of one of the catalogue where it comes from, why it matters and how it is solved."""
    from foedus.cli.game_sheet import entry_lines, game_lines
    from foedus.game.catalogue import read_address
    from foedus.game.load import is_file_name

    found = read_game_argument(game, numbers)
    lines = game_lines(found)
    if not is_file_name(game):
        entry, written = read_address(game)
        lines += entry_lines(entry, {**written, **read_numbers(numbers)})
    write("\n".join(lines))


@game_application.command("check", short_help="Name every mistake of a game file, or say ok.")
def check_game(game: GameArgument, numbers: Numbers = None) -> None:
    """Say whether a game can be solved: all its mistakes, each with its line, or what it holds."""
    from foedus.cli.game_sheet import summary_lines

    write("\n".join(summary_lines(game, read_game_argument(game, numbers))))


@game_application.command("draw", short_help="Draw the tree as an SVG file.")
def draw_tree(
    game: GameArgument,
    file: NewFile,
    numbers: Numbers = None,
    strategies: Annotated[
        str | None,
        typer.Option(
            "--strategies",
            metavar="JSON",
            help="A file with strategies by player, information set and action, to be written on the moves.",
        ),
    ] = None,
) -> None:
    """Draw the tree of a game, with strategies on it where they are given."""
    from foedus.cli.strategy_file import read_strategies
    from foedus.errors import InputError
    from foedus.files import write_atomically
    from foedus.game import draw_game

    if not file.lower().endswith(".svg"):
        raise InputError.at(file, "is not the name of a drawing: expected one that ends in .svg")
    found = read_game_argument(game, numbers)
    chosen, believed = read_strategies(strategies) if strategies is not None else (None, None)
    path = write_atomically(file, draw_game(found, chosen, believed))
    write(f"Wrote {path}.")


@game_application.command("convert", short_help="Write a game in another format.")
def convert_game(
    game: GameArgument,
    file: NewFile,
    numbers: Numbers = None,
    centre: Annotated[
        bool, typer.Option("--centre", help="Write the median in place of each interval: .efg and .nfg hold numbers.")
    ] = False,
) -> None:
    """Write a game in the format of the file's name: .efg, .yaml, or .nfg (its strategic form)."""
    from foedus.game import write_game

    found = read_game_argument(game, numbers)
    path = write_game(found.at_centre() if centre else found, file)
    write(f"Wrote {path}.")


def read_game_argument(name: str, numbers: list[str] | None = None) -> "Game":
    """The game that the shared arguments name.

    Raises:
        InputError: with every mistake of the file.
        BadParameter: a number is not written NAME=NUMBER.
    """
    from foedus.game import load_game

    return load_game(name, **read_numbers(numbers))


def read_numbers(numbers: list[str] | None) -> dict[str, str]:
    """Numbers as options give them, by name.

    Raises:
        BadParameter: one is not written NAME=NUMBER.
    """
    read = {}
    for written in numbers or ():
        name, equals, number = written.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{written} is not written NAME=NUMBER, as entrants=4.", param_hint="--set")
        read[name.strip()] = number
    return read
