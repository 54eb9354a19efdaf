"""Arguments and options that several commands share."""

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from foedus.case import Case

DRAWS, SEED = 4000, 1
"""of an answer, unless others are asked for"""

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, or the name of a built-in case.", show_default=False)
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Read the case as of this day (YYYY-MM-DD): nothing later counts."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Replace a value, by the paths and texts of the file: leak=0.2, 'audience.*.fear=0'. May be repeated.",
    ),
]
Members = Annotated[
    str | None,
    typer.Option(
        "--members", metavar="A,B", help="With a tree: the members of the audience that watch, two at most.",
        show_default=False,
    ),
]  # fmt: skip


def named_folder(value: str | None, parameter: typer.CallbackParam) -> str | None:
    """A folder given with an option, as it stands.

    Raises:
        InputError: its name is empty, which would stand for the folder where somebody happens to be.
    """
    if value is not None and not value.strip():
        from foedus.errors import InputError

        hint = "A full stop is the folder where you are; an empty variable of the shell looks like this."
        raise InputError.at(parameter.opts[0], "is empty: expected the name of a folder", hint=hint)
    return value


def tree_setting(is_tree: bool, members: str | None) -> list[str]:
    """The setting that puts a case on the terms of a tree, where that is wanted.

    Raises:
        BadParameter: members without a tree.
    """
    if members is not None and not is_tree:
        raise typer.BadParameter("goes with --as-tree alone: every member watches otherwise.", param_hint="--members")
    return [f"as_tree={members or 'nobody'}"] if is_tree else []


def read_case(name: str, settings: list[str] | None = None, as_of: str | None = None) -> "Case":
    """The case that the shared arguments name.

    Raises:
        InputError: with every mistake of the file.
        BadParameter: the day is none.
    """
    from foedus.case import load_case

    return load_case(name, settings=settings or (), as_of=None if as_of is None else read_as_of(as_of))


def read_as_of(text: str) -> datetime.date:
    """The day written in an option.

    Raises:
        BadParameter: it is none.
    """
    from pydantic_core import PydanticCustomError

    from foedus.case.date import read_day

    try:
        return read_day(text)
    except PydanticCustomError as error:
        message = str((error.context or {}).get("message", error))
        raise typer.BadParameter(f"{message}.", param_hint="--as-of") from None


def refuse_to_overwrite_the_case(out: str, case: str) -> None:
    """Stop before an answer takes the place of its case.

    Raises:
        InputError: the file to write is the file of the case.
    """
    import os

    from foedus.errors import InputError

    if os.path.exists(out) and os.path.exists(case) and os.path.samefile(out, case):
        raise InputError.at(out, "is the case itself: expected another file to write the answer to")
