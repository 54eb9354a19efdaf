"""`foedus diff`: what moved between two answers, and which input moved it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from foedus.cli.console import rendered, show, write

if TYPE_CHECKING:
    from foedus.case import Case

Side = tuple[str, "Case | None", dict[str, Any] | None]
"""Name, case where it can be read, record where it is an answer"""

DRAWS = 500
SEED = 1


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An answer as JSON, a case file, or a built-in case.")],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The same; OLD itself where only settings differ.")
    ] = None,
    old_settings: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="PATH=VALUE", help="A value of OLD, as --set has it: as_of=2025-06-17."),
    ] = None,
    new_settings: Annotated[
        list[str] | None, typer.Option("--to", metavar="PATH=VALUE", help="A value of NEW. Both may be repeated.")
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="The case file of answers to no built-in case.")
    ] = None,
    draws: Annotated[int, typer.Option(min=1, metavar="N", help="How many times inputs are drawn, each step.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the draws.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print the difference as JSON, for programs.")] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to FILE instead of printing; JSON where FILE ends in .json."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="List what hardly moved as well.")] = False,
) -> None:
    """Say what moved between two answers, two cases or two settings of one case, and which input moved it."""
    from foedus.files import check_writable, write_atomically

    if new is None and not old_settings and not new_settings:
        raise typer.BadParameter("Expected NEW, or settings of OLD to compare, as --to leak=0.2.")
    if out is not None:
        check_writable(out)
        _refuse_to_overwrite(out, old, new or old)
    sides = (_side(old, "--from", old_settings or [], case), _side(new or old, "--to", new_settings or [], case))

    # Late: what computes takes seconds to load, and a mistake in a file should not cost them.
    from foedus.answer import diff as compare
    from foedus.answer.difference_given import Given
    from foedus.cli.compiled import use_compiled_code
    from foedus.cli.progress import ProgressBar

    use_compiled_code()
    with ProgressBar() as progress:
        before, after = (Given(*side) for side in sides)
        difference = compare(before, after, draws=draws, seed=seed, on_progress=progress)
    if as_json or (out is not None and out.endswith(".json")):
        text = difference.to_json()
        if out is None:
            write(text)
            return
    else:
        from foedus.report.difference_page import difference_page

        page = difference_page(difference, full=full)
        if out is None:
            show(page)
            return
        text = rendered(page)
    write_atomically(out, text if text.endswith("\n") else f"{text}\n", may_replace=True)


def _side(name: str, option: str, settings: list[str], case: str | None) -> Side:
    """What one of the arguments names."""
    from foedus.cli.answer_file import read_answer_file
    from foedus.errors import InputError

    if not _is_answer(name):
        return name, _read_case(name, option, settings), None
    if settings:
        raise InputError.at(
            name, f"is an answer, computed under settings of its own: expected a case where there is {option}",
            hint=f"foedus ask CASE --set {settings[0]} --json gives that answer.",
        )  # fmt: skip
    record = read_answer_file(name)
    return name, _answered(record, name, case), record


def _is_answer(name: str) -> bool:
    """Whether a file holds JSON rather than a case."""
    if name.endswith(".json"):
        return True
    try:
        with Path(name).open("rb") as stream:
            return stream.read(64).lstrip()[:1] == b"{"
    except (OSError, ValueError):
        return False  # reading it as a case says what is wrong


def _read_case(name: str, option: str, settings: list[str]) -> "Case":
    from foedus.case import load_case
    from foedus.errors import Finding, InputError

    try:
        return load_case(name, settings=settings)
    except InputError as error:
        # Messages call a setting by the option of `ask`; here there are two, and which one it was matters.
        findings = [
            Finding(one.place.replace("--set ", f"{option} ", 1), one.path, one.message, one.hint)
            for one in error.findings
        ]
        raise InputError(findings) from None


def _answered(record: dict[str, Any], name: str, case: str | None) -> "Case | None":
    """The case of an answer, None where it is not to be found as it was: the file that is named, or a built-in case."""
    from foedus.case import builtin_ids
    from foedus.cli.answer_file import answered_case
    from foedus.errors import InputError

    known = [None] if record["case"] in builtin_ids() else []
    for candidate in [case, *known] if case is not None else known:
        try:
            read = answered_case(record, name, candidate)
        except InputError:
            if candidate is not None:
                raise
            continue  # a built-in case that has changed, and no longer takes the settings of the answer
        if record.get("sha256") == read.sha256:
            return read
    return None


def _refuse_to_overwrite(out: str, *given: str) -> None:
    import os

    from foedus.errors import InputError

    for name in given:
        if os.path.exists(out) and os.path.exists(name) and os.path.samefile(out, name):
            raise InputError.at(out, "is one of the two that are compared: expected another file to write to")
