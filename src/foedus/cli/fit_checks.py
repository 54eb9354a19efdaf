"""What is wrong with the options of `foedus fit`, said before anything is computed."""

import os
from pathlib import Path

METHODS = ("ml", "nuts", "npl", "pl")
TABLES = (".csv", ".tsv", ".parquet")
PICTURES = (".svg", ".png")


def check_method(method: str, errors: str | None, bootstrap: int, out: str | None, predicted: str | None) -> None:
    """Stop where a method is none, or does not go with errors, predictions or the file to write.

    Raises:
        InputError: as it says.
    """
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


def check_files(
    given: tuple[str | None, ...],
    out: str | None,
    predict: str | None,
    over: str | None,
    plot: str | None,
    prior_file: str | None,
) -> None:
    """Stop where a file cannot be written, is one of those `given` to read, or does not go with what is wanted of it.

    Raises:
        InputError: as it says.
    """
    from foedus.errors import InputError
    from foedus.files import check_writable

    if predict is not None and (out is None or not out.lower().endswith(TABLES)):
        raise InputError.at("--predict", f"needs --out FILE, a table that ends in {', '.join(TABLES)}")
    if (over is None) != (plot is None):
        raise InputError.at("--over", "and --plot go together: a column and a picture")
    if plot is not None and not plot.lower().endswith(PICTURES):
        raise InputError.at(plot, "is no name of a picture: expected one that ends in .svg or .png")
    written: dict[str, str] = {}
    for option, name in (("--out", out), ("--plot", plot), ("--prior-file", prior_file)):
        if name is not None:
            check_writable(name)
            _refuse_to_overwrite(name, *filter(None, (*given, predict)))
            first = written.setdefault(os.path.realpath(name), option)
            if first != option:
                raise InputError.at(name, f"is what {first} and {option} both write: expected a file for each")


def check_model(game: str, is_named: bool, method: str, outcome: str | None, link: str | None) -> None:
    """Stop where an option has no meaning for a model, and say what has.

    Raises:
        InputError: as it says.
    """
    from foedus.errors import InputError

    if not is_named:
        if method in ("npl", "pl"):
            message = "goes with crisis-signalling only, whose expectations can be held fixed: games have ml and nuts"
            raise InputError.at(f"--method {method}", message)
        return
    for option, is_given, message in (
        (
            "--method nuts", method == "nuts",
            "goes with games with a tree only: ml has standard errors, --bootstrap N resampled ones",
        ),
        (
            "--outcome", outcome is not None,
            f"goes with games with a tree only: {game[:60]} has columns of its own, which --label COLUMN=NAME names",
        ),
        (
            "--link", link is not None,
            f"goes with games with a tree only: the shocks are part of {game[:60]}",
        ),
    ):  # fmt: skip
        if is_given:
            raise InputError.at(option, message)


def pairs(settings: list[str] | None, option: str) -> dict[str, tuple[str, ...]]:
    """What is given by name; a value of the table may stand for several outcomes, a utility has one formula.

    Raises:
        InputError: no name, no value, or a name given twice.
    """
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


def single(settings: list[str] | None, option: str) -> dict[str, str]:
    """The same where each name has one value."""
    return {name: each[0] for name, each in pairs(settings, option).items()}


def check_there(*tables: str | None) -> None:
    """Stop where a table is no file.

    Raises:
        InputError: as it says.
    """
    from foedus.case.document import shorten
    from foedus.errors import InputError

    for name in tables:
        if name is not None and ("\0" in name or not Path(name).is_file()):
            raise InputError.at(shorten(name, 400), "is not a file: expected a table")


def _refuse_to_overwrite(out: str, *given: str) -> None:
    from foedus.errors import InputError

    for name in given:
        if os.path.exists(out) and os.path.exists(name) and os.path.samefile(out, name):
            raise InputError.at(out, "is what the fit is made from: expected another file to write to")


__all__ = ["METHODS", "check_files", "check_method", "check_model", "check_there", "pairs", "single"]
