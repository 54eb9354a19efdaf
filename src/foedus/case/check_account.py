"""Checks of what is known: ledger, earlier calls, audience, sources, evidence and what shows of the reply."""

from collections.abc import Mapping

from foedus.case.account import Episode, Evidence
from foedus.case.case import Case
from foedus.case.check import Checker
from foedus.case.document import Path, quote
from foedus.case.number import Stated
from foedus.case.state import nearest_state, state_names
from foedus.errors import nearest
from foedus.quantity import QuantityError, make_table

SOURCE_KINDS = (
    "academic", "agency", "analysis", "book", "broadcast", "dataset", "interview", "judgement", "leak", "official",
    "opinion", "press", "report", "social", "statement", "treaty", "wide-reporting",
)  # fmt: skip
CLIENT_KEYS = ("value", "reserve")
# What stands after `audience.` in formulas, so that no member or group may have the name.
AUDIENCE_WORDS = (
    "after", "after_if_leaked", "before", "change", "clients", "expected_after", "prospects", "requests", "stays",
    "stays_after",
)  # fmt: skip


def check_account(checker: Checker) -> None:
    """Note everything wrong with the record of the case."""
    _check_ids(checker)
    client, guarantor = checker.case.client, checker.case.guarantor
    if client.state is not None and client.state == guarantor.state:
        message = f"is {guarantor.state}, as the client is: expected another state"
        checker.add(("guarantor",), message, reads=("client",))
    _check_seen(checker)
    _check_ledger(checker)
    for index, episode in enumerate(checker.case.history):
        _check_episode(checker, episode, ("history", index))
    _check_audience(checker)
    for name, source in checker.case.sources.items():
        if source.kind not in SOURCE_KINDS and (hint := nearest(source.kind, SOURCE_KINDS)):
            checker.warnings.append(f"sources.{name}.kind is {quote(source.kind)}. {hint}")
    for index, item in enumerate(checker.case.evidence):
        _check_evidence(checker, item, ("evidence", index))
    if checker.case.obligation is not None and checker.case.duty is not None:
        checker.warnings.append("duty is not read, as obligation is given")


def _check_ids(checker: Checker) -> None:
    for section in ("evidence", "history", "claims", "forecasts", "indicators"):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(checker.case, section)):
            if entry.id in seen:
                hint = "Give each an id of its own." if section == "history" else ""
                checker.add((section, index, "id"), f"is {quote(entry.id)} a second time: expected each id once", hint)
            seen.add(entry.id)


def _check_seen(checker: Checker) -> None:
    case = checker.case
    if case.seen is None:
        return
    checker.refer(("seen", "response"), case.seen.response, "responses", case.responses)
    if case.seen.leaked not in (None, "none"):
        checker.refer(("seen", "leaked"), case.seen.leaked, "requests", case.requests)
    if case.seen.date is not None and case.seen.date < case.asked_on:
        message = f"is {case.seen.date}, before asked_on {case.asked_on}: expected a reply after the request"
        checker.add(("seen", "date"), message, reads=("as_of", "asked_on"))


def parties(case: Case) -> dict[str, str]:
    """The words that name the client and the guarantor in the ledger: each to "client" or "guarantor"."""
    named = {"client": "client", "guarantor": "guarantor"}
    for role, party in (("client", case.client), ("guarantor", case.guarantor)):
        for word in (party.state, party.label):
            if word:
                named.setdefault(word, role)
    return named


def _check_ledger(checker: Checker) -> None:
    known = parties(checker.case)
    for index, favour in enumerate(checker.case.ledger):
        roles = []
        for key, word in (("from", favour.giver), ("to", favour.receiver)):
            if word in known:
                roles.append(known[word])
            else:
                sides = f"{checker.case.client.state or 'client'} or {checker.case.guarantor.state or 'guarantor'}"
                hint = nearest(word, list(known))
                message = f"is {quote(word)}: expected the client or guarantor, {sides}"
                checker.add(("ledger", index, key), message, hint, ("client", "guarantor"), is_reference=True)
        if len(roles) == 2 and roles[0] == roles[1]:
            checker.add(("ledger", index, "to"), f"is the {roles[0]}, who also gave: expected the other side")
        checker.refer(("ledger", index, "source"), favour.source, "sources", checker.case.sources)


def _check_episode(checker: Checker, episode: Episode, path: Path) -> None:
    case = checker.case
    if episode.client not in case.audience and episode.client not in state_names():
        hint = nearest(episode.client, list(case.audience)) or nearest_state(episode.client)
        message = f"is {quote(episode.client)}: expected a member of the audience or the alpha-3 code of a state"
        checker.add((*path, "client"), message, hint, looks_up=("audience",), is_reference=True)
    if isinstance(episode.asked, str):
        if checker.refer((*path, "asked"), episode.asked, "requests", case.requests):
            level = case.requests[episode.asked].level.quantity
            if level.upper_end <= 0:
                checker.add(
                    (*path, "asked"),
                    "has level 0: expected a request above level 0, which can be honoured",
                    reads=("requests",),
                )
    elif episode.asked.quantity.upper_end <= 0:
        checker.add((*path, "asked"), "is 0: expected a level above 0, which can be honoured")
    if isinstance(episode.given, str):
        checker.refer((*path, "given"), episode.given, "responses", case.responses)
    checker.refer((*path, "source"), episode.source, "sources", case.sources)


def _check_audience(checker: Checker) -> None:
    case = checker.case
    ids = list(case.types)
    for name, member in case.audience.items():
        path: Path = ("audience", name)
        if name in AUDIENCE_WORDS:
            checker.add(path, f'cannot be called "{name}", which formulas use for something else')
        if name == "client":
            for key in sorted(member.model_fields_set - {*CLIENT_KEYS, "label", "source", "judgement", "why"}):
                fixed = {"spillover": "is 1 and fixed", "fear": "is 0 and fixed"}.get(key, "is the case's own")
                message = f"cannot be set: expected value or reserve, as the client's {key} {fixed}"
                checker.add((*path, key), message)
            continue
        for group in member.groups:
            if case.groups:
                checker.refer((*path, "groups"), group, "groups", case.groups)
            if group in case.audience or group in AUDIENCE_WORDS:
                checker.add((*path, "groups"), f'names a group "{group}", which is something else in formulas already')
        if member.prior is None:
            continue
        if len(ids) == 1:
            checker.add((*path, "prior"), f"is given, but {ids[0]} is the only type: expected no prior")
        elif isinstance(member.prior, dict):
            for kind in member.prior:
                checker.refer((*path, "prior", kind), kind, "types", ids)
            if len(ids) == 2:
                message = f"is a table: expected one number, the probability of {ids[0]}"
                checker.add((*path, "prior"), message)
            elif set(member.prior) == set(ids):
                try:
                    make_table({kind: stated.quantity for kind, stated in member.prior.items()})
                except QuantityError as error:
                    checker.add((*path, "prior"), f"cannot be probabilities: {error.expected}")
            elif missing := [kind for kind in ids if kind not in member.prior]:
                checker.add((*path, "prior"), f"lacks {', '.join(missing)}: expected a probability for each type")
        elif len(ids) > 2:
            message = f"is one number for {len(ids)} types: expected a table, as {{{ids[0]}: 0.5, …}}"
            checker.add((*path, "prior"), message)


def _check_evidence(checker: Checker, item: Evidence, path: Path) -> None:
    case = checker.case
    checker.refer((*path, "source"), item.source, "sources", case.sources)
    if (item.likelihood is None) == (item.odds is None):
        found = "neither" if item.likelihood is None else "both"
        checker.add(path, f"has {found} of likelihood and odds: expected one of them")
        return
    key = "odds" if item.likelihood is None else "likelihood"
    table = item.odds if item.likelihood is None else item.likelihood
    assert table is not None
    check_table(checker, (*path, key), table, "requests")


def check_table(checker: Checker, path: Path, table: Mapping[str, Stated], section: str) -> None:
    """Note what is wrong with a table of likelihoods by the ids of a section, requests or responses."""
    known, one = getattr(checker.case, section), section.removesuffix("s")
    for name in table:
        if name != "others":
            checker.refer((*path, name), name, section, [*known, "others"])
    missing = [name for name in known if name not in table]
    if missing and "others" not in table:
        message = f"says nothing of {', '.join(missing)}: expected every {one}, by name or by others"
        checker.add(path, message, looks_up=(section,))
    if table and all(stated.quantity.high <= 0 for stated in table.values()):
        checker.add(path, f"is 0 under every {one}: expected one under which this could have been seen")
