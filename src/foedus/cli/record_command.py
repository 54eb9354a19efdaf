"""`foedus record`: the public record, read from a folder of its owners' files."""

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.console import show, write
from foedus.cli.option import named_folder

if TYPE_CHECKING:
    from foedus.record import Record

record_application = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The public record: what was promised, called and honoured."
)

Data = Annotated[
    str | None,
    typer.Option(
        "--data", metavar="FOLDER", help="Folder of the owners' files. Without it: where `download` puts them.",
        show_default=False, callback=named_folder,
    ),
]  # fmt: skip
Name = Annotated[str, typer.Argument(metavar="NAME", help="A data set: see `foedus record list`.")]
Out = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write to FILE instead of printing; never one that exists.")
]


@record_application.command("list")
def list_sets(data: Data = None) -> None:
    """List the data sets that can be read, whose they are, what they cover, and which are in the folder."""
    from foedus.cli.record_sheet import listing

    write(listing(data))


@record_application.command("describe", short_help="Owner, terms, citation, columns and traps of a data set.")
def describe_set(name: Name) -> None:
    """Print what is known of a data set: owner, terms, citation, coverage, columns, and what goes wrong with it."""
    from foedus.cli.record_sheet import description

    show(*description(name))


@record_application.command("download", short_help="Fetch a data set from its owner.")
def fetch(
    name: Name,
    data: Data = None,
    accept: Annotated[bool, typer.Option("--accept", help="You have read the owner's terms and accept them.")] = False,
) -> None:
    """Fetch a data set from its owner, after its terms were shown and accepted; goes on where it broke off."""
    from foedus.cli.console import complain
    from foedus.record import data_set, default_folder, download
    from foedus.record.download import terms

    complain(terms(data_set(name)))
    write(f"{download(name, data or default_folder(), accept)}")


@record_application.command("calls", short_help="Every call on a commitment to defend, and what came of it.")
def list_calls(
    data: Data = None,
    level: Annotated[str, typer.Option(metavar="war|dispute", help="Inter-state wars, or disputes.")] = "war",
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the rows to FILE: .csv or .parquet; never one that exists."),
    ] = None,
) -> None:
    """Derive every call on a commitment to defend from treaties and conflicts: a summary, or with --out the rows."""
    from foedus.cli.record_sheet import call_summary
    from foedus.cli.record_table import check_table_file, write_table
    from foedus.record import call_table

    if out is not None:
        check_table_file(out)
    rows = call_table(open_record(data), level)
    if out is None:
        show(*call_summary(rows, level))
    else:
        write(f"Wrote {write_table(out, rows.to_pyarrow())}.")


@record_application.command("honour", short_help="Honour rates, with definition, intervals and conflicts behind each.")
def print_honour(
    data: Data = None,
    by: Annotated[
        str, typer.Option(metavar="A,B,…", help="Some of definition, level, era, decade, obligation, guarantor.")
    ] = "definition,era",
    definitions: Annotated[
        str | None, typer.Option("--definition", metavar="A,B,…", help="Only these definitions; by default all.")
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="war|dispute", help="Only this level.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
    out: Out = None,
) -> None:
    """Print how often promises were honoured: never without saying what was counted, and what else would give."""
    from foedus.cli.record_sheet import honour_json, honour_sheet
    from foedus.files import check_writable, write_atomically
    from foedus.record import honour_rates, left_out

    if out is not None:
        check_writable(out)
    record, asked = open_record(data), (
        _names(by, "--by"), _names(definitions, "--definition") or None, _names(level, "--level") or None,
    )  # fmt: skip
    rates, left = honour_rates(record, *asked), left_out(record, *asked)
    text = honour_json(rates, left) if as_json or (out or "").endswith(".json") else honour_sheet(rates, left)
    if out is None:
        write(text)
    else:
        write(f"Wrote {write_atomically(out, text)}.")


@record_application.command(
    "events", short_help="What follows a visit, or another event, beside what would have anyway."
)
def print_events(
    data: Data = None,
    actor: Annotated[str | None, typer.Option(metavar="STATE", help="Only first events by this state: RUS.")] = None,
    other: Annotated[str | None, typer.Option(metavar="STATE", help="Only first events towards this state.")] = None,
    after: Annotated[str, typer.Option(metavar="KIND", help="The first event.")] = "visit",
    then: Annotated[str | None, typer.Option(metavar="A,B,…", help="What follows; by default every kind.")] = None,
    within: Annotated[str, typer.Option(metavar="DAYS", help="How long after it: 30d.")] = "30d",
    source: Annotated[
        str | None, typer.Option("--set", metavar="NAME", help="The data set, where several are.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
    out: Out = None,
) -> None:
    """Print how often what followed, beside the weeks before, the same states' other weeks, and all pairs of states.

    Kinds: ask, promise, aid, arms, refuse, visit, state, threaten, fight. Of a visit the visitor is the actor.
    """
    from foedus.cli.record_following import following_json, following_sheet
    from foedus.files import check_writable, write_atomically
    from foedus.record import KINDS, data_set, event_set, events, following
    from foedus.record.country import iso3
    from foedus.record.following import read_days
    from foedus.record.ontology import check_kind

    if out is not None:
        check_writable(out)
    days = read_days(within)
    kinds = [check_kind(name, "--then") for name in _names(then, "--then")] or list(KINDS)
    check_kind(after, "--after")
    ends = [None if end is None else iso3(end, option) for end, option in ((actor, "--actor"), (other, "--other"))]
    record = open_record(data)
    name = event_set(record) if source is None else data_set(source).name
    found = following(events(record, name), after, kinds, days, *ends)
    shown = following_json if as_json or (out or "").endswith(".json") else following_sheet
    text = shown(found, name, *ends)
    if out is None:
        write(text)
    else:
        write(f"Wrote {write_atomically(out, text)}.")


def open_record(data: str | None) -> "Record":
    """The record in the folder named, or where `download` puts files.

    Raises:
        InputError: there is no folder.
    """
    from foedus.errors import InputError
    from foedus.record import Record, default_folder

    folder = default_folder() if data is None else data
    from pathlib import Path

    if not Path(folder).is_dir():
        hint = "Name the folder of the owners' files with --data, or fetch them: `foedus record download NAME`."
        raise InputError.at(str(folder), "is no folder", hint=hint)
    return Record(folder)


def _names(text: str | None, option: str) -> list[str]:
    """The names in an option, none where it was not given.

    Raises:
        InputError: it was given and has none.
    """
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    if text is not None and not names:
        from foedus.errors import InputError

        raise InputError.at(
            option, "is empty: expected one name at least", hint="Leave the option out for its default."
        )
    return names
