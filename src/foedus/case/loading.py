"""Reading cases: from a file, a built-in name or a text, with everything that is wrong said at once."""

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from foedus.case.builtin import find_case
from foedus.case.case import Case, Origin, Reading, keys_of
from foedus.case.check import check_case
from foedus.case.cut import cut
from foedus.case.document import LONGEST_TEXT, Document, Path, read_document, shorten
from foedus.case.draft import fill_entries, make_draft
from foedus.case.mistake import Mistake
from foedus.case.prior_file import MissingPriorFileError, cited
from foedus.case.reference import Resolved, with_resolved
from foedus.case.repair import read_all
from foedus.case.setting import apply_settings, read_settings
from foedus.case.structure import dotted
from foedus.case.tree_terms import AS_TREE, on_tree_terms, read_members
from foedus.errors import Finding, InputError
from foedus.files import read_limited

MOST_FINDINGS = 200  # a file with more is not a case; nobody reads on


def load_case(
    path_or_id: str | FilePath,
    *,
    settings: Mapping[str, Any] | Iterable[str] = (),
    as_of: datetime.date | None = None,
    resolved: Mapping[str, Resolved] | None = None,
) -> Case:
    """The case in a file, or the built-in case of that name.

    Arguments:
        path_or_id: path of a YAML file, or a name of `builtin_ids()`; a file of that name goes first.
        settings: values to replace, as {path: value} or "PATH=VALUE" texts, by the paths and texts of the file.
        as_of: day to read the case as of, in place of its own; whatever is dated later is left out.
        resolved: what references to the record or to fits came to, by path, where that is known: a prior file is not
            read for these.

    Raises:
        InputError: with every mistake of the file, and of the prior files that it cites.
    """
    path, name = find_case(path_or_id)
    content = read_limited(path, name, "case", LONGEST_TEXT)
    return _read(content, name, settings, as_of, path.parent, resolved)


def parse_case(
    text: str,
    name: str = "<text>",
    *,
    settings: Mapping[str, Any] | Iterable[str] = (),
    as_of: datetime.date | None = None,
) -> Case:
    """The case written in `text`, which messages call `name`; prior files count from the current folder.

    Raises:
        InputError: with every mistake of the text.
    """
    return _read(text.encode("utf-8", errors="surrogatepass"), name, settings, as_of)


def reread(
    origin: Origin,
    *,
    settings: Mapping[str, Any] | Iterable[str] = (),
    as_of: datetime.date | None = None,
    resolved: Mapping[str, Resolved] | None = None,
) -> Case:
    """The case read again under further settings or as of another day; of two days the one given later counts.

    `resolved` is what references to the record came to; None leaves what is known of them.
    """
    further = read_settings(settings)
    if as_of is None and not any(path == "as_of" for path, _, _ in further):
        as_of = origin.as_of
    known = origin.resolved if resolved is None else resolved
    return _build(dataclasses.replace(origin, settings=origin.settings + further, as_of=as_of, resolved=known))


def _read(
    content: bytes,
    name: str,
    settings: Mapping[str, Any] | Iterable[str],
    as_of: datetime.date | None,
    folder: FilePath = FilePath(),
    resolved: Mapping[str, Resolved] | None = None,
) -> Case:
    read = read_settings(settings)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {content[error.start]:#04x} is not UTF-8: expected a text file in UTF-8"
        raise InputError.at(f"{name}:{line}", message) from None
    document = read_document(text, name)
    return _build(Origin(document, hashlib.sha256(content).hexdigest(), read, as_of, resolved or {}, folder))


def _build(origin: Origin) -> Case:
    document = origin.document
    data = fill_entries(document)
    written = data.get("as_of")
    places: dict[Path, str] = {}
    as_tree = [(value, place) for path, value, place in origin.settings if path == AS_TREE]
    set_paths, findings = apply_settings(data, [each for each in origin.settings if each[0] != AS_TREE], places)
    if origin.as_of is not None:
        data["as_of"] = origin.as_of.isoformat()
    _pin_seen(data, written)
    draft = make_draft(data)
    attempt = read_all(draft.data)
    case, mistakes = attempt.case, draft.mistakes + attempt.mistakes
    standing: dict[str, Resolved] = {}
    notes: list[str] = []
    if case is not None and case.references:
        standing = {path: origin.resolved[path] for path in case.references if path in origin.resolved}
        from_fits, wrong, notes = _from_fits(case, origin, standing, draft.data)
        standing |= from_fits
        mistakes += wrong
        # Whoever reads the case again, under other settings, need not read the files again.
        origin = dataclasses.replace(origin, resolved={**origin.resolved, **from_fits})
        case = with_resolved(case, standing)
    if case is not None:
        checked = check_case(case, draft.data, draft.marks)
        mistakes += [mistake for mistake in checked.mistakes if not attempt.is_caused(mistake)]
    findings = document.findings + findings + _findings(document, draft.data, mistakes, places)
    if findings or case is None:
        raise InputError(_in_order(findings))
    case._reading = Reading(
        origin,
        marks={dotted(draft.data, path): mark for path, mark in draft.marks.items()},
        set_paths=frozenset(dotted(draft.data, path) for path in set_paths),
        resolved=standing,
        warnings=(*checked.warnings, *(f"{path} is {one}" for path, one in standing.items()), *notes),
        stated=checked.stated,
    )
    shorter = cut(case)
    return on_tree_terms(shorter, read_members(str(as_tree[-1][0]), shorter, as_tree[-1][1])) if as_tree else shorter


def _from_fits(
    case: Case, origin: Origin, known: Mapping[str, Resolved], data: dict[str, Any]
) -> tuple[dict[str, Resolved], list[Mistake], list[str]]:
    """What the references to fits come to that are not known yet, what is wrong with them, what kept its value."""
    found: dict[str, Resolved] = {}
    mistakes: list[Mistake] = []
    notes: list[str] = []
    for path, stated in case.references.items():
        # Not for a duty: what a treaty binds to is read from treaties (`check.py` says so).
        if stated.reference is None or stated.reference.kind != "fit" or path in known or path == "duty":
            continue
        try:
            found[path] = cited(stated.reference, origin.folder)
        except MissingPriorFileError as error:
            if stated.has_value:
                notes.append(f"{path} keeps its own value: there is no file {error.findings[0].place}")
                continue
            hint = "Names of prior files count from the folder of the case; a value beside is used where there is none."
            mistakes.append(
                Mistake(keys_of(data, path), f"is from {error.findings[0].place}, which does not exist", hint)
            )
        except InputError as error:
            mistakes += [
                Mistake(
                    keys_of(data, path),
                    " ".join(f"({stated.reference}): {each.place} {each.path} {each.message}".split()),
                    each.hint,
                )
                for each in error.findings
            ]
    return found, mistakes, notes


def _pin_seen(data: dict[str, Any], written: Any) -> None:
    """Where the as-of day was moved, by option or by setting, leave a reply without a date on the day of the file."""
    seen = data.get("seen")
    if written is not None and data.get("as_of") != written and isinstance(seen, dict) and "date" not in seen:
        seen["date"] = written


def _findings(document: Document, data: Any, mistakes: list[Mistake], places: dict[Path, str]) -> list[Finding]:
    findings: list[Finding] = []
    for mistake in mistakes:
        path = mistake.path
        place = next((places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in places), document.place(path))
        finding = Finding(place, shorten(dotted(data, path), 200), mistake.message, mistake.hint)
        if finding not in findings[-1:]:
            findings.append(finding)
    return findings


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Findings by line, at most `MOST_FINDINGS` of them."""

    def line(finding: Finding) -> int:
        number = finding.place.rpartition(":")[2]
        return int(number) if number.isdecimal() else 0

    ordered = sorted(findings, key=line)
    if len(ordered) > MOST_FINDINGS:
        left_out = len(ordered) - MOST_FINDINGS
        place = ordered[0].place.rpartition(":")[0] or ordered[0].place
        ordered = [*ordered[:MOST_FINDINGS], Finding(place, "", f"there are {left_out:,} more mistakes")]
    return ordered
