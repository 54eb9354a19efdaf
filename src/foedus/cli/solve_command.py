"""`foedus solve`: the equilibrium of a game, with its certificate."""

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.compiled import use_compiled_code
from foedus.cli.console import complain, rendered, show, write
from foedus.cli.progress import ProgressBar

if TYPE_CHECKING:
    from foedus.equilibrium.tree_solution import Solution
    from foedus.game import Game

LINKS = ("logit", "probit-agent", "probit-private")
PICTURES = (".svg", ".png")


def solve(
    game: Annotated[
        str,
        typer.Argument(
            metavar="GAME", help="A game file (.efg, .nfg, .yaml), or a game of the catalogue.", show_default=False
        ),
    ],
    precision: Annotated[
        str,
        typer.Option(
            metavar="λ",
            help="How sharply players choose, in units of 1 / payoff: 0 is chance, inf the limit.",
            show_default=False,
        ),
    ],
    precision_of: Annotated[
        list[str] | None,
        typer.Option("--precision-of", metavar="PLAYER=λ", help="Another one for one player. May be repeated."),
    ] = None,
    link: Annotated[
        str, typer.Option(metavar="|".join(LINKS), help="How choice follows worth; probit for sets of two actions.")
    ] = "logit",
    branch: Annotated[bool, typer.Option("--branch", help="Follow the branch from λ = 0 and keep its points.")] = False,
    starts: Annotated[
        int, typer.Option(min=0, max=100_000, metavar="N", help="Look for other equilibria from N random profiles.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the random profiles.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the solution as JSON, for programs.")] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to FILE instead of printing; JSON where FILE ends in .json."),
    ] = None,
    plot: Annotated[
        str | None, typer.Option(metavar="FILE", help="Draw the branch to FILE, .svg or .png, as well.")
    ] = None,
) -> None:
    """Find the quantal response equilibrium of a game on its principal branch, with beliefs and a certificate.

    Where the branch passes a precision more than once, its first equilibrium there is the one.
    """
    from foedus.errors import InputError
    from foedus.files import check_writable

    sharpness = read_precision(precision, "--precision")
    others = _by_player(precision_of or [])
    for name in (out, plot):
        if name is not None:
            check_writable(name)
            _refuse_to_overwrite(name, game)
    if plot is not None and not plot.lower().endswith(PICTURES):
        raise InputError.at(plot, "is no name of a picture: expected one that ends in .svg or .png")
    from foedus.game import load_game

    read = load_game(game)
    by_player = _for_everyone(read, game, sharpness, others)
    if read.has_intervals:
        complain(f"note: {game} has uncertain payoffs, each of which is taken at its median")

    # Late: what computes takes seconds to load, and a mistake in the file should not cost them.
    from foedus.equilibrium.solve_game import solve as compute

    use_compiled_code()
    with ProgressBar() as progress:
        progress("solving", 0, 0)
        solution = compute(
            read, precision=by_player, link=link, branch=branch or plot is not None, starts=starts, seed=seed
        )
    _give(solution, read.title or game, as_json or (out is not None and out.endswith(".json")), out)
    if plot is not None:
        from foedus.report.solution import write_branch_chart

        write_branch_chart(solution, read.title or game, plot)
        complain(f"branch: {plot}")
    if not solution.is_solved[0]:
        complain(
            f"{game}  no equilibrium at the precision asked for: {solution.sentence()} "
            f"(residual {solution.residual[0]:.1g}, expected at most 1e-9)."
        )
        raise typer.Exit(1)


def _give(solution: "Solution", title: str, is_json: bool, out: str | None) -> None:
    """Print the solution, or write it to a file."""
    import json
    from importlib.metadata import version

    from foedus.files import write_atomically
    from foedus.report.solution import solution_record, solution_sheet

    if is_json:
        record = {"foedus": version("foedus"), **solution_record(solution, title)}
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, indent=1)
    elif out is None:
        show(solution_sheet(solution, title))
        return
    else:
        text = rendered(solution_sheet(solution, title))
    if out is None:
        write(text)
    else:
        write_atomically(out, text if text.endswith("\n") else f"{text}\n", may_replace=True)


def read_precision(text: str, place: str) -> float:
    """The λ written in an option.

    Raises:
        InputError: it is no number from 0 to 1e9, nor inf.
    """
    from foedus.errors import InputError

    expected = "expected a number from 0 to 1e9, or inf"
    try:
        value = float(text)
    except ValueError:
        raise InputError.at(place, f'is "{text[:60]}": {expected}') from None
    if not (0.0 <= value <= 1e9 or value == float("inf")):
        raise InputError.at(place, f"is {text.strip()[:60]}: {expected}")
    return value


def _by_player(settings: list[str]) -> dict[str, float]:
    from foedus.errors import InputError

    found: dict[str, float] = {}
    for setting in settings:
        name, sign, value = setting.rpartition("=")
        if not sign or not name:
            raise InputError.at("--precision-of", f'is "{setting[:60]}": expected PLAYER=λ')
        if name in found:
            raise InputError.at("--precision-of", f'names "{name[:60]}" twice')
        found[name] = read_precision(value, f"--precision-of {name[:60]}")
    return found


def _for_everyone(game: "Game", file: str, precision: float, others: dict[str, float]) -> float | dict[str, float]:
    from foedus.errors import InputError, listed, nearest

    for name in others:
        if name not in game.players:
            hint = nearest(name, game.players) or f"Players: {listed(game.players)}."
            raise InputError.at(file, f'has no player "{name[:60]}"', path="--precision-of", hint=hint)
    return {name: others.get(name, precision) for name in game.players} if others else precision


def _refuse_to_overwrite(out: str, game: str) -> None:
    import os

    from foedus.errors import InputError

    if os.path.exists(out) and os.path.exists(game) and os.path.samefile(out, game):
        raise InputError.at(out, "is the game itself: expected another file to write to")
