"""The terms on which a crisis is a finite game that any program can solve: common prior, spillover 1, no evidence."""

import dataclasses
from collections.abc import Iterable

from foedus.case.account import Member
from foedus.case.case import Case
from foedus.case.number import Stated
from foedus.errors import Finding, InputError, listed, nearest
from foedus.quantity import point

MOST_MEMBERS = 2
"""each doubles the leaves of the tree"""
AS_TREE = "as_tree"
"""the setting that asks for these terms: members separated by commas, or nobody"""
NOBODY = "nobody"


def read_members(text: str, case: Case, place: str) -> tuple[str, ...]:
    """The members named in a text, in the order of the case.

    Raises:
        InputError: a name is none of the audience's, or there are more than two.
    """
    named = [name for name in (part.strip() for part in text.split(",")) if name and name != NOBODY]
    known = [*case.members]
    findings = []
    for name in named:
        if name not in known:
            expected = "the client is there anyway" if name == "client" else "expected a member of the audience"
            hint = nearest(name, known) or f"Members: {listed(known)}."
            findings.append(Finding(place, AS_TREE, f'names "{name}": {expected}', hint))
    if len(set(named)) > MOST_MEMBERS:
        message = f"names {len(set(named))} members: expected {MOST_MEMBERS} at most, as each doubles the tree"
        findings.append(Finding(place, AS_TREE, message))
    if findings:
        raise InputError(findings)
    return tuple(name for name in known if name in named)


def on_tree_terms(case: Case, members: Iterable[str]) -> Case:
    """The case with nobody watching but these members, who share nature's prior and take the crisis for their own.

    Evidence is set aside as well: outsiders read it before they see the reply, and no tree has a place for that. What
    was set aside is said in the warnings of the case.
    """
    kept = {name: _plain(member) for name, member in case.members.items() if name in set(members)}
    client = {"client": case.audience["client"]} if "client" in case.audience else {}
    changed = case.model_copy(update={"audience": client | kept, "evidence": ()})
    spillovers = {f"audience.{name}.spillover" for name in kept}
    changed._reading = dataclasses.replace(
        case._reading,
        warnings=(*case.warnings, *_set_aside(case, kept)),
        set_paths=case.set_paths | spillovers,
    )
    return changed


def _plain(member: Member) -> Member:
    return member.model_copy(update={"prior": None, "spillover": Stated(point(1.0))})


def _set_aside(case: Case, kept: dict[str, Member]) -> list[str]:
    said = []
    gone = [name for name in case.members if name not in kept]
    if gone:
        verb = "does" if len(gone) == 1 else "do"
        said.append(f"as a tree: {len(gone)} of {len(case.members)} members {verb} not watch: {listed(gone)}")
    if case.evidence:
        said.append(f"as a tree: {len(case.evidence)} items of evidence are set aside")
    if kept:
        own = [name for name in kept if case.audience[name].prior is not None]
        prior = f"; {' and '.join(own)}: the prior of types.*.share in place of their own" if own else ""
        said.append(f"as a tree: spillover is 1 for {' and '.join(kept)}{prior}")
    return said
