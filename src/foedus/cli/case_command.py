"""`foedus case`: read, check, copy and begin case files."""

from pathlib import Path
from typing import Annotated

import typer

from foedus.cli.case_export import export_case
from foedus.cli.console import show, write
from foedus.cli.option import AsOf, CaseArgument, Settings, read_case

case_application = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read, check, copy and begin cases.")

NewFile = Annotated[str, typer.Argument(metavar="FILE", help="The file to write; never one that exists.")]
Full = Annotated[bool, typer.Option("--full", help="List every number with what it rests on.")]


@case_application.command("list")
def list_cases() -> None:
    """List the built-in cases."""
    from rich.table import Table

    from foedus.case import builtin_ids, load_case

    table = Table.grid(padding=(0, 2))
    for name in builtin_ids():
        case = load_case(name)
        table.add_row(name, f"{case.as_of}", case.question)
    show(table)


@case_application.command("show", short_help="Print a case and what its numbers rest on.")
def show_case(case: CaseArgument, settings: Settings = None, as_of: AsOf = None, full: Full = False) -> None:
    """Print a case as a reader would want it, and what its numbers rest on."""
    from foedus.cli.case_sheet import case_sheet

    show(*case_sheet(read_case(case, settings, as_of), full=full))


@case_application.command("check", short_help="Name every mistake of a case, or say ok.")
def check_case(case: CaseArgument) -> None:
    """Say whether a case can be run: all its mistakes at once, each with its line, or what it holds."""
    from foedus.cli.case_summary import summary_lines

    write("\n".join(summary_lines(read_case(case))))


@case_application.command("copy")
def copy_case(
    name: Annotated[str, typer.Argument(metavar="ID", help="The name of a built-in case: see `foedus case list`.")],
    file: NewFile,
) -> None:
    """Copy a built-in case to a new file, to be edited."""
    from foedus.case import builtin_path
    from foedus.files import write_atomically

    path = write_atomically(file, builtin_path(name).read_text(encoding="utf-8"))
    write(f"Wrote {path}.")


@case_application.command("new", short_help="Write a first case with notes.")
def new_case(file: NewFile) -> None:
    """Write a first case with notes, which runs as it is; its id is the name of the file."""
    from foedus.case import new_case_text, parse_case
    from foedus.errors import InputError
    from foedus.files import write_atomically

    name = "-".join(Path(file).stem.split())
    try:
        text = new_case_text(name)
        parse_case(text, file)
    except (ValueError, InputError):
        # The text itself is sound; what cannot be read back is the id that the name of the file gave it.
        raise InputError.at(
            file,
            "gives the case no id: expected a name of letters, digits, hyphens and underscores, as moscow-2025.yaml",
        ) from None
    path = write_atomically(file, text)
    write(f"Wrote {path}. `foedus case check {path}` says what is missing or wrong.")


case_application.command("export", short_help="Write one draw as a tree for other programs.")(export_case)


@case_application.command("schema", short_help="Print the JSON Schema, for editors.")
def print_schema() -> None:
    """Print the JSON Schema of case files, for editors that complete and check as you type."""
    import json

    from foedus.case import case_schema

    write(json.dumps(case_schema(), indent=2, ensure_ascii=False))
