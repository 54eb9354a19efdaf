"""The commands of foedus and their help."""

from typing import Annotated

import typer

from foedus.cli.ask_command import ask, verify
from foedus.cli.case_command import case_application
from foedus.cli.cite_command import cite
from foedus.cli.diff_command import diff
from foedus.cli.fit_command import fit
from foedus.cli.game_command import game_application
from foedus.cli.record_command import record_application
from foedus.cli.solve_command import solve
from foedus.cli.words_command import words

# Plain help and plain errors: boxes neither fold at 60 columns nor read well in a log.
application = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        from foedus import __version__

        typer.echo(f"foedus {__version__}")
        raise typer.Exit


@application.callback()
def foedus(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Promises between states: what was asked, what will be given, and what the promise is worth afterwards."""


application.command(short_help="Answer a case.")(ask)
application.command(short_help="Compute an answer again and compare.")(verify)
application.command(short_help="What moved between two answers, and which input moved it.")(diff)
application.command(short_help="The equilibrium of a game, with its certificate.")(solve)
application.command(short_help="A game's parameters on a table, beside a logit's.")(fit)
application.command(short_help="What a word of likelihood means, and to whom.")(words)
application.command(short_help="Sources and references behind an answer.")(cite)
application.add_typer(case_application, name="case")
application.add_typer(record_application, name="record")
application.add_typer(game_application, name="game")
