"""`foedus fit`: a game's parameters on a table, beside the baselines it has to beat."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.compiled import use_compiled_code
from foedus.cli.console import complain, write
from foedus.cli.progress import ProgressBar

if TYPE_CHECKING:
    from foedus.estimate import Fit

LINKS = ("probit-agent", "probit-private", "logit", "logit-sqrt2")
ERRORS = ("hessian", "sandwich", "cluster", "bootstrap")
TABLES = (".csv", ".tsv", ".parquet")
PICTURES = (".svg", ".png")


def fit(
    game: Annotated[
        str,
        typer.Argument(metavar="GAME", help="A game file with utilities, or a template (egame12).", show_default=False),
    ],
    data: Annotated[
        str, typer.Argument(metavar="DATA", help="A table: .csv, .tsv, .parquet or .dta.", show_default=False)
    ],
    outcome: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column that says what happened; else columns named as the outcomes count."),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", metavar="VALUE=OUTCOME", help="What DATA calls an outcome. May be repeated."),
    ] = None,
    utility: Annotated[
        list[str] | None,
        typer.Option("--utility", metavar="NAME=FORMULA", help="A formula or number for a utility. May be repeated."),
    ] = None,
    method: Annotated[str, typer.Option(metavar="ml", help="Maximum likelihood.")] = "ml",
    link: Annotated[
        str | None, typer.Option(metavar="|".join(LINKS), help="What payoffs are measured against.", show_default=False)
    ] = None,
    where: Annotated[str | None, typer.Option(metavar="CONDITION", help="Rows to use: 'year >= 1946'.")] = None,
    errors: Annotated[
        str | None, typer.Option(metavar="|".join(ERRORS), help="Kind of standard errors.", show_default=False)
    ] = None,
    cluster: Annotated[str | None, typer.Option(metavar="COL", help="Column of clusters of rows.")] = None,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=100_000, metavar="N", help="Standard errors from N resampled fits.")
    ] = 0,
    test: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Hold these rows back and predict them: decade=1950.")
    ] = None,
    folds: Annotated[int, typer.Option(min=0, metavar="K", help="Hold back each of K parts in turn.")] = 0,
    penalised: Annotated[bool, typer.Option("--penalised", help="A penalised logit beside the others.")] = False,
    starts: Annotated[int, typer.Option(min=0, max=100_000, metavar="N", help="Search from N other starts.")] = 0,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of resampling, folds and starts.")] = 1,
    predict: Annotated[
        str | None, typer.Option(metavar="NEWDATA", help="Write the rows of NEWDATA with probabilities to --out.")
    ] = None,
    over: Annotated[
        str | None, typer.Option(metavar="COL", help="Fitted probabilities over a column, with intervals, to --plot.")
    ] = None,
    plot: Annotated[str | None, typer.Option(metavar="FILE", help="A picture: .svg or .png.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the fit as JSON, for programs.")] = False,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write to FILE: .json, .csv, .tex, or text otherwise.")
    ] = None,
) -> None:
    """Fit a game to a table by maximum likelihood, and say whether it does better than a logit."""
    from foedus.errors import InputError
    from foedus.files import check_writable, write_atomically

    if method != "ml":
        raise InputError.at("--method", f'is "{method[:60]}": expected ml')
    if predict is not None and (out is None or not out.lower().endswith(TABLES)):
        raise InputError.at("--predict", f"needs --out FILE, a table that ends in {', '.join(TABLES)}")
    if (over is None) != (plot is None):
        raise InputError.at("--over", "and --plot go together: a column and a picture")
    if plot is not None and not plot.lower().endswith(PICTURES):
        raise InputError.at(plot, "is no name of a picture: expected one that ends in .svg or .png")
    for name in (out, plot):
        if name is not None:
            check_writable(name)
            _refuse_to_overwrite(name, *filter(None, (game, data, predict)))
    labels, utilities = _pairs(label, "--label"), _pairs(utility, "--utility")
    _check_there(data, predict)

    # Late: what computes takes seconds to load, and a mistake in a name should not cost them.
    from foedus.estimate import fit as compute

    use_compiled_code()
    done = [0]
    with ProgressBar() as progress:
        progress("fitting", 0, 0)

        def count(more: int) -> None:
            done[0] += more
            progress("resampling", done[0], bootstrap or 100)

        found = compute(
            game, data, outcome=outcome, labels=labels, utilities=utilities, link=link, where=where, errors=errors,
            cluster=cluster, replications=bootstrap, test=test, folds=folds, penalised=penalised,
            starts=starts, seed=seed, on_done=count,
        )  # fmt: skip
        table = None if predict is None else _predicted(found, predict, out or "")
        picture = None if plot is None else _picture(found, over or "", plot)
    if table is not None:
        write_atomically(out or "", table, may_replace=True)
        complain(f"predictions: {out}")
    if picture is not None:
        write_atomically(plot or "", picture, may_replace=True)
        complain(f"picture: {plot}")
    if out is None or table is not None:
        write(found.to_json() if as_json else str(found))
    else:
        write_atomically(out, _text(found, out, as_json), may_replace=True)
    if not found.maximum.has_converged:
        complain(f"{game}  no maximum was found: the search stopped after {found.maximum.steps} steps.")
        raise typer.Exit(1)


def _text(found: "Fit", out: str, as_json: bool) -> str:
    suffix = Path(out).suffix.lower()
    if as_json or suffix == ".json":
        return f"{found.to_json()}\n"
    return found.to_csv() if suffix == ".csv" else found.to_latex() if suffix == ".tex" else str(found)


def _predicted(found: "Fit", new: str, out: str) -> str | bytes:
    """The rows of a table with probabilities, in the format of the file to write."""
    import io

    table = found.predict(new)
    suffix = Path(out).suffix.lower()
    if suffix == ".parquet":
        stream = io.BytesIO()
        table.to_parquet(stream, index=False)
        return stream.getvalue()
    return str(table.to_csv(index=False, sep="," if suffix == ".csv" else "\t"))


def _picture(found: "Fit", column: str, plot: str) -> str | bytes:
    from foedus.estimate import over
    from foedus.report.fitted import fitted_picture

    return fitted_picture(over(found, column), column, plot)


def _pairs(settings: list[str] | None, option: str) -> dict[str, str]:
    from foedus.errors import InputError

    found: dict[str, str] = {}
    for setting in settings or []:
        # An outcome's name may hold "=" no less than a formula: a label is cut at the last, a utility at the first.
        name, sign, value = setting.rpartition("=") if option == "--label" else setting.partition("=")
        if not sign or not name.strip() or not value.strip():
            expected = "VALUE=OUTCOME" if option == "--label" else "NAME=FORMULA"
            raise InputError.at(option, f'is "{setting[:60]}": expected {expected}')
        if name in found:
            raise InputError.at(option, f'names "{name[:60]}" twice')
        found[name.strip()] = value.strip()
    return found


def _check_there(*tables: str | None) -> None:
    from foedus.case.document import shorten
    from foedus.errors import InputError

    for name in tables:
        if name is not None and ("\0" in name or not Path(name).is_file()):
            raise InputError.at(shorten(name, 400), "is not a file: expected a table")


def _refuse_to_overwrite(out: str, *given: str) -> None:
    import os

    from foedus.errors import InputError

    for name in given:
        if os.path.exists(out) and os.path.exists(name) and os.path.samefile(out, name):
            raise InputError.at(out, "is what the fit is made from: expected another file to write to")
