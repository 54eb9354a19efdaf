"""`foedus cite`: what an answer to a case would rest on, as a list of sources and of methods."""

from typing import TYPE_CHECKING

from foedus.cli.option import AsOf, CaseArgument, Settings, read_case

if TYPE_CHECKING:
    from foedus.case import Case


def cite(case: CaseArgument, settings: Settings = None, as_of: AsOf = None) -> None:
    """Print the sources of a case that an answer uses, and the references of the methods that give it."""
    from foedus.cli.console import write
    from foedus.report.phrase import one_line
    from foedus.report.references import REFERENCES

    read = read_case(case, settings, as_of)
    entries = [_entry(name, _source_lines(read, name)) for name in used_sources(read)]
    if entries:
        entries.insert(0, f"SOURCES OF {one_line(read.id)}")
    entries.append("METHODS")
    entries += [
        _entry(reference.key, [f"{reference.citation} {reference.link}", f"For {reference.used_for}."])
        for reference in REFERENCES
    ]
    write("\n\n".join(entries))


def used_sources(case: "Case") -> list[str]:
    """Ids of the sources that numbers, evidence, favours, earlier calls and claims rest on, in the order of the file.

    Sources that only resolve forecasts are left out, as an answer never reads them.
    """
    from foedus.case import inputs

    used = {number.source for number in inputs(case).values()}
    for entries in (case.ledger, case.history, case.evidence, case.claims):
        used.update(entry.source for entry in entries)
    return [name for name in case.sources if name in used]


def _source_lines(case: "Case", name: str) -> list[str]:
    source = case.sources[name]
    by = ", ".join(part for part in (source.author, source.publisher) if part)
    title = f"{by}: {source.title}" if by else source.title
    kind = source.kind if source.grade is None else f"{source.kind}, grade {source.grade}"
    dated = title if source.date is None else f"{title} ({source.date})"
    return [line for line in (f"{dated}. {kind[:1].upper()}{kind[1:]}.", source.stance, source.url) if line]


def _entry(name: str, lines: list[str]) -> str:
    from foedus.cli.console import folded
    from foedus.report.phrase import one_line

    return "\n".join([name, *(folded(one_line(line), "  ") for line in lines)])
