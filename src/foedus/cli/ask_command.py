"""`foedus ask` and `foedus verify`: compute an answer, and compute it again."""

from typing import TYPE_CHECKING, Annotated

import typer

from foedus.cli.compiled import uncollected, use_compiled_code
from foedus.cli.console import complain, rendered, show, write
from foedus.cli.option import (
    DRAWS,
    SEED,
    AsOf,
    CaseArgument,
    Members,
    Settings,
    named_folder,
    read_case,
    refuse_to_overwrite_the_case,
    tree_setting,
)
from foedus.cli.picture import Pictures
from foedus.cli.progress import ProgressBar

if TYPE_CHECKING:
    from foedus.answer import Answer


def ask(
    case: CaseArgument,
    as_of: AsOf = None,
    draws: Annotated[int, typer.Option(min=1, metavar="N", help="How many times the inputs are drawn.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the draws: same seed, same answer.")] = SEED,
    settings: Settings = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for programs.")] = False,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to FILE instead of printing; JSON where FILE ends in .json."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Print every detail of the answer.")] = False,
    flips: Annotated[
        bool | None,
        typer.Option(
            "--flips/--no-flips",
            help="Print every move of an input found to change the answer, the best on all draws; or look for none.",
            show_default=False,
        ),
    ] = None,
    sobol: Annotated[
        bool, typer.Option("--sobol", help="Split the variance of the leading figures by inputs (takes SALib).")
    ] = False,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write the answer to FILE as a page for a browser as well."),
    ] = None,
    charts: Annotated[
        str | None,
        typer.Option("--charts", metavar="FOLDER", help="Write each chart to FOLDER as PNG and SVG as well."),
    ] = None,
    as_tree: Annotated[
        bool,
        typer.Option(
            "--as-tree", help="On the terms of a tree: common prior, spillover 1, no evidence (see `case export`)."
        ),
    ] = False,
    members: Members = None,
    record: Annotated[
        str | None,
        typer.Option(
            "--record",
            metavar="FOLDER",
            help="Take numbers that refer to the public record from its files here.",
            callback=named_folder,
        ),
    ] = None,
) -> None:
    """Answer a case: what was asked, what will be given, and what the promise is worth afterwards."""
    from foedus.cli.case_summary import warnings
    from foedus.files import check_writable

    read = read_case(case, [*(settings or ()), *tree_setting(as_tree, members)], as_of)
    if out is not None:
        check_writable(out)  # now, not after minutes of work
        refuse_to_overwrite_the_case(out, case)
    pictures = Pictures.checked(html, charts, case, out)
    is_json = as_json or (out is not None and out.endswith(".json"))
    for warning in warnings(read) if is_json else ():  # a page has them itself
        complain(f"warning: {warning}")

    with uncollected():
        # Late: what computes takes seconds to load, and a mistake in the file should not cost them.
        from foedus.answer import ask as compute

        use_compiled_code()
        with ProgressBar() as progress:
            answer = compute(
                read,
                draws=draws,
                seed=seed,
                flips="all" if flips else flips is None,
                sobol=sobol,
                full=full or is_json or html is not None or charts is not None,
                record=record,
                on_progress=progress,
            )
        _give(answer, is_json, out, full, flips is True)
        pictures.write(answer)


def _give(answer: "Answer", is_json: bool, out: str | None, full: bool, all_flips: bool) -> None:
    """Print the answer, or write it to a file."""
    from foedus.files import write_atomically

    if is_json:
        text = answer.to_json()
        if out is None:
            write(text)
            return
    else:
        from foedus.report.terminal import briefing

        page = briefing(answer, full=full, flips=all_flips)
        if out is None:
            show(page)
            return
        text = rendered(page)
    write_atomically(out, text if text.endswith("\n") else f"{text}\n", may_replace=True)


def verify(
    file: Annotated[str, typer.Argument(metavar="ANSWER.json", help="What `foedus ask CASE --json` gave.")],
    case: Annotated[
        str | None,
        typer.Option(
            "--case", metavar="CASE", help="The case file, where the answer is to none of the built-in cases."
        ),
    ] = None,
) -> None:
    """Compute an answer again and say whether every number of it comes out the same; if not, leave with status 1."""
    from foedus.cli.answer_file import answered_case, read_answer_file

    record = read_answer_file(file)
    read = answered_case(record, file, case)

    from foedus.answer import verify as compute_again

    use_compiled_code()
    with ProgressBar() as progress:
        verification = compute_again(record, read, on_progress=progress)
    write("\n".join(verification.lines))
    if not verification.holds:
        raise typer.Exit(1)
