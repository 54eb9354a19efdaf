"""`foedus fit`: a game's parameters on a table, beside the baselines it has to beat."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus.cli.compiled import use_compiled_code
from foedus.cli.console import complain, write
from foedus.cli.fit_checks import METHODS, check_files, check_method, check_model, check_there, pairs, single
from foedus.cli.progress import ProgressBar

if TYPE_CHECKING:
    from foedus.estimate.table_fit import TableFit

LINKS = ("probit-agent", "probit-private", "logit", "logit-sqrt2")
ERRORS = ("hessian", "sandwich", "cluster", "bootstrap")


def fit(
    game: Annotated[
        str,
        typer.Argument(
            metavar="GAME", help="A game file with utilities, or a template (egame12, ultimatum).", show_default=False
        ),
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
        typer.Option(
            "--label", metavar="VALUE=OUTCOME", help="What DATA calls an outcome, or several. May be repeated."
        ),
    ] = None,
    utility: Annotated[
        list[str] | None,
        typer.Option("--utility", metavar="NAME=FORMULA", help="A formula or number for a utility. May be repeated."),
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="|".join(METHODS), help="Maximum likelihood, the No-U-Turn sampler; npl, pl: docs.")
    ] = "ml",
    chains: Annotated[int, typer.Option(min=2, max=100, metavar="N", help="Chains of nuts.")] = 4,
    draws: Annotated[int, typer.Option(min=4, max=1_000_000, metavar="N", help="Draws of each chain.")] = 1000,
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
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of resampling, folds, starts and chains.")] = 1,
    predict: Annotated[
        str | None, typer.Option(metavar="NEWDATA", help="Write the rows of NEWDATA with probabilities to --out.")
    ] = None,
    over: Annotated[
        str | None, typer.Option(metavar="COL", help="Fitted probabilities over a column, with intervals, to --plot.")
    ] = None,
    plot: Annotated[str | None, typer.Option(metavar="FILE", help="A picture: .svg or .png.")] = None,
    prior_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write parameters to FILE, which a case can cite.")
    ] = None,
    prior_row: Annotated[
        list[str] | None,
        typer.Option("--prior-row", metavar="NAME=FORMULA", help="A function of parameters for it. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the fit as JSON, for programs.")] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to FILE: .json, .csv, .tex, .nc (draws of nuts), or text otherwise."),
    ] = None,
) -> None:
    """Fit a game to a table, and say whether it does better than a logit."""
    from foedus.errors import InputError
    from foedus.files import write_atomically

    check_method(method, errors, bootstrap, out, predict or over)
    if prior_row and prior_file is None:
        raise InputError.at("--prior-row", "needs --prior-file FILE")
    check_files((game, data), out, predict, over, plot, prior_file)
    labels, utilities, rows = pairs(label, "--label"), single(utility, "--utility"), single(prior_row, "--prior-row")
    check_there(data, predict)

    # Late: what computes takes seconds to load, and a mistake in a name should not cost them.
    from foedus.cli.fit_writing import picture, predicted, say_posterior, text_of
    from foedus.estimate import Fit, fit_named, is_named_model, posterior
    from foedus.estimate import fit as compute

    is_named = is_named_model(game)
    check_model(game, is_named, method, outcome, link)
    use_compiled_code()
    done = [0]
    with ProgressBar() as progress:
        progress("fitting", 0, 0)

        def count(more: int) -> None:
            done[0] += more
            progress("resampling", done[0], bootstrap or 100)

        shared: dict[str, Any] = {
            "labels": labels, "utilities": utilities, "where": where, "errors": errors, "cluster": cluster,
            "replications": bootstrap, "test": test, "folds": folds, "penalised": penalised, "starts": starts,
            "seed": seed, "on_done": count,
        }  # fmt: skip
        found: TableFit = (
            fit_named(game, data, method=method, **shared)
            if is_named
            else compute(game, data, outcome=outcome, link=link, **shared)
        )
        draws_of = None
        if method == "nuts" and isinstance(found, Fit):
            progress("sampling", 0, 0)
            draws_of = posterior(found, chains=chains, draws=draws, seed=seed)
        prior = None if prior_file is None else found.to_prior(rows, draws=draws_of)
        table = None if predict is None else predicted(found, predict, out or "")
        drawn = None if plot is None else picture(found, over or "", plot)
    if table is not None:
        write_atomically(out or "", table, may_replace=True)
        complain(f"predictions: {out}")
    if drawn is not None:
        write_atomically(plot or "", drawn, may_replace=True)
        complain(f"picture: {plot}")
    if prior is not None:
        write_atomically(prior_file or "", prior, may_replace=True)
        complain(f"priors: {prior_file}")
    if draws_of is not None and isinstance(found, Fit):
        say_posterior(draws_of, found, out if table is None else None, as_json)
        return
    if out is None or table is not None:
        write(found.to_json() if as_json else str(found))
    else:
        write_atomically(out, text_of(found, out, as_json), may_replace=True)
    if not found.maximum.has_converged:
        complain(f"{game}  no maximum was found: the search stopped after {found.maximum.steps} steps.")
        raise typer.Exit(1)
