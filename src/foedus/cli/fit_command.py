"""`foedus fit`: a game's parameters on a table, beside the baselines it has to beat."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus.cli.compiled import use_compiled_code
from foedus.cli.console import complain, write
from foedus.cli.progress import ProgressBar

if TYPE_CHECKING:
    import xarray

    from foedus.estimate import Fit, NamedFit

METHODS = ("ml", "nuts", "npl", "pl")
LINKS = ("probit-agent", "probit-private", "logit", "logit-sqrt2")
ERRORS = ("hessian", "sandwich", "cluster", "bootstrap")
TABLES = (".csv", ".tsv", ".parquet")
PICTURES = (".svg", ".png")


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
    from foedus.files import check_writable, write_atomically

    _check_method(method, errors, bootstrap, out, predict or over)
    if prior_row and prior_file is None:
        raise InputError.at("--prior-row", "needs --prior-file FILE")
    if predict is not None and (out is None or not out.lower().endswith(TABLES)):
        raise InputError.at("--predict", f"needs --out FILE, a table that ends in {', '.join(TABLES)}")
    if (over is None) != (plot is None):
        raise InputError.at("--over", "and --plot go together: a column and a picture")
    if plot is not None and not plot.lower().endswith(PICTURES):
        raise InputError.at(plot, "is no name of a picture: expected one that ends in .svg or .png")
    for name in (out, plot, prior_file):
        if name is not None:
            check_writable(name)
            _refuse_to_overwrite(name, *filter(None, (game, data, predict)))
    labels, utilities, rows = _pairs(label, "--label"), _single(utility, "--utility"), _single(prior_row, "--prior-row")
    _check_there(data, predict)

    # Late: what computes takes seconds to load, and a mistake in a name should not cost them.
    from foedus.estimate import fit as compute
    from foedus.estimate import fit_named, is_named_model

    is_named = is_named_model(game)
    for option, is_given, has_it in (
        (f"--method {method}", method in ("npl", "pl"), is_named),
        ("--method nuts", method == "nuts", not is_named),
        ("--prior-file", prior_file, not is_named),
        *((f"--{name}", value, not is_named) for name, value in (
            ("outcome", outcome), ("link", link), ("test", test), ("folds", folds), ("penalised", penalised),
            ("predict", predict), ("over", over),
        )),
    ):  # fmt: skip
        if is_given and not has_it:
            whose = "games with a tree" if is_named else "crisis-signalling"
            raise InputError.at(option, f"goes with {whose} only")
    use_compiled_code()
    done = [0]
    with ProgressBar() as progress:
        progress("fitting", 0, 0)

        def count(more: int) -> None:
            done[0] += more
            progress("resampling", done[0], bootstrap or 100)

        shared: dict[str, Any] = {
            "labels": labels, "utilities": utilities, "where": where, "errors": errors, "cluster": cluster,
            "replications": bootstrap, "starts": starts, "seed": seed, "on_done": count,
        }  # fmt: skip
        found: Any = (  # a Fit or a NamedFit, which alone has no predictions: refused above
            fit_named(game, data, method=method, **shared)
            if is_named
            else compute(game, data, outcome=outcome, link=link, test=test, folds=folds, penalised=penalised, **shared)
        )
        draws_of = None if method != "nuts" else _posterior(found, chains, draws, seed, progress)
        prior = None if prior_file is None else found.to_prior(rows, draws=draws_of)
        table = None if predict is None else _predicted(found, predict, out or "")
        picture = None if plot is None else _picture(found, over or "", plot)
    if table is not None:
        write_atomically(out or "", table, may_replace=True)
        complain(f"predictions: {out}")
    if picture is not None:
        write_atomically(plot or "", picture, may_replace=True)
        complain(f"picture: {plot}")
    if prior is not None:
        write_atomically(prior_file or "", prior, may_replace=True)
        complain(f"priors: {prior_file}")
    if draws_of is not None:
        _say_posterior(draws_of, found, out if table is None else None, as_json)
        return
    if out is None or table is not None:
        write(found.to_json() if as_json else str(found))
    else:
        write_atomically(out, _text(found, out, as_json), may_replace=True)
    if not found.maximum.has_converged:
        complain(f"{game}  no maximum was found: the search stopped after {found.maximum.steps} steps.")
        raise typer.Exit(1)


def _check_method(method: str, errors: str | None, bootstrap: int, out: str | None, predicted: str | None) -> None:
    from foedus.errors import InputError, nearest

    if method not in METHODS:
        hint = nearest(method, METHODS)
        raise InputError.at("--method", f'is "{method[:60]}": expected {", ".join(METHODS)}', hint=hint)
    if method == "nuts" and (errors is not None or bootstrap):
        raise InputError.at("--errors", "and --bootstrap go with ml: a posterior has intervals of its own")
    if method == "nuts" and predicted is not None:
        raise InputError.at("--predict", "and --over go with ml: they rest on its estimates")
    suffix = "" if out is None else Path(out).suffix.lower()
    if method != "nuts" and suffix == ".nc":
        raise InputError.at("--out", f"{out} is for draws: expected --method nuts")
    if method == "nuts" and suffix in (".csv", ".tex"):
        raise InputError.at("--out", f"{out} is for ml: expected .nc, .json, or text")


def _posterior(found: "Fit", chains: int, draws: int, seed: int, progress: ProgressBar) -> "xarray.DataTree":
    from foedus.estimate import posterior

    progress("sampling", 0, 0)
    return posterior(found, chains=chains, draws=draws, seed=seed)


def _say_posterior(tree: "xarray.DataTree", found: "Fit", out: str | None, as_json: bool) -> None:
    """The posterior, printed beside the fit by maximum likelihood and its baselines, or written."""
    import json

    from foedus.estimate.posterior import netcdf_bytes, posterior_record, posterior_text
    from foedus.files import write_atomically

    suffix = "" if out is None else Path(out).suffix.lower()
    if as_json or suffix == ".json":
        text = json.dumps(posterior_record(tree), indent=2, ensure_ascii=False, allow_nan=False)
    else:
        text = f"{posterior_text(tree)}\nBy maximum likelihood:\n\n{found}"
    if out is None or suffix == ".nc":
        write(text)
    if out is not None:
        write_atomically(out, netcdf_bytes(tree) if suffix == ".nc" else f"{text.rstrip()}\n", may_replace=True)


def _text(found: "Fit | NamedFit", out: str, as_json: bool) -> str:
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


def _pairs(settings: list[str] | None, option: str) -> dict[str, tuple[str, ...]]:
    """What is given by name; a value of the table may stand for several outcomes, a utility has one formula."""
    from foedus.errors import InputError

    found: dict[str, tuple[str, ...]] = {}
    for setting in settings or []:
        # An outcome's name may hold "=" no less than a formula: a label is cut at the last, a utility at the first.
        name, sign, value = setting.rpartition("=") if option == "--label" else setting.partition("=")
        if not sign or not name.strip() or not value.strip():
            expected = "VALUE=OUTCOME" if option == "--label" else "NAME=FORMULA"
            raise InputError.at(option, f'is "{setting[:60]}": expected {expected}')
        if name.strip() in found and option != "--label":
            raise InputError.at(option, f'names "{name[:60]}" twice')
        found[name.strip()] = (*found.get(name.strip(), ()), value.strip())
    return found


def _single(settings: list[str] | None, option: str) -> dict[str, str]:
    return {name: each[0] for name, each in _pairs(settings, option).items()}


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
