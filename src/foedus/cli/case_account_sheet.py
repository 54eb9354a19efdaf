"""The part of a case that tells what happened: favours, earlier calls, who watches, evidence, claims, forecasts."""

from collections.abc import Iterator

from foedus.case import Case, Claim, Episode, Evidence, Favour, Forecast, Indicator, Input, Member, Stated
from foedus.case.state import state_names
from foedus.cli.plain import counted, percent_range
from foedus.report.phrase import written_day

Rows = list[tuple[str, str]]


def account_blocks(case: Case, numbers: dict[str, Input]) -> Iterator[tuple[str, Rows]]:
    """Title and rows of each block, empty ones included."""
    yield "What each did for the other", [(str(entry.date), _favour(case, entry)) for entry in case.ledger]
    yield "Earlier calls", [(str(episode.date), _episode(case, episode)) for episode in case.history]
    yield "Who watches", _audience(case)
    yield "Evidence", [(str(item.date), _evidence(case, item)) for item in case.evidence]
    yield "Claims", [(claim.id, _claim(case, claim)) for claim in case.claims]
    yield "Forecasts", [(forecast.id, _forecast(forecast)) for forecast in case.forecasts]
    yield "What may be seen next", [(str(item.by), _indicator(case, item)) for item in case.indicators]


def _favour(case: Case, entry: Favour) -> str:
    is_from_guarantor = case.signed_size(entry) < 0
    giver, receiver = case.client.label, case.guarantor.label
    if is_from_guarantor:
        giver, receiver = receiver, giver
    return f"{giver} to {receiver}: {entry.what}\n{entry.size}{_cited(entry.source)}"


def _episode(case: Case, episode: Episode) -> str:
    member = case.history_member(episode)
    client = (
        case.client.label if member == "client" else case.audience[member].label if member else _state(episode.client)
    )
    asked = _level_or_label(episode.asked, {name: request.label for name, request in case.requests.items()})
    given = _level_or_label(episode.given, {name: response.label for name, response in case.responses.items()})
    facts = f"asked: {asked} · given: {given} · noticed: {episode.public.quantity}{_cited(episode.source)}"
    return f"{client}{'' if episode.what is None else f': {episode.what}'}\n{facts}"


def _state(code: str) -> str:
    return state_names().get(code, code)


def _level_or_label(given: Stated | str, labels: dict[str, str]) -> str:
    return labels.get(given, given) if isinstance(given, str) else f"level {given.quantity}"


def _audience(case: Case) -> Rows:
    """Members by group, in the order of the file; a member of several groups stands in each."""
    groups: dict[str, list[Member]] = {}
    alone: list[Member] = []
    for member in case.members.values():
        for group in member.groups:
            groups.setdefault(group, []).append(member)
        if not member.groups:
            alone.append(member)
    ordered = [name for name in case.groups if name in groups]
    ordered += [name for name in groups if name not in case.groups]
    rows: Rows = [
        (name, _group(case.groups[name].label if name in case.groups else name, groups[name])) for name in ordered
    ]
    if alone:
        rows.append(("", _group("in no group" if groups else "everybody", alone)))
    if any(member.role == "prospect" for member in case.members.values()):
        rows.append(("", "* a prospect: has no guarantee and may want one"))
    return rows


def _group(label: str, members: list[Member]) -> str:
    names = ", ".join(member.label + ("*" if member.role == "prospect" else "") for member in members)
    return f"{label} ({len(members)})\n{names}"


def _evidence(case: Case, item: Evidence) -> str:
    grade = item.grade or case.sources[item.source].grade
    facts = [item.id, item.source if grade is None else f"{item.source} ({grade})"]
    if item.origin is not None:
        twins = sum(other.origin == item.origin for other in case.evidence) - 1
        facts.append(
            f"one origin with {counted(twins, 'other', 'others')}: {item.origin}" if twins else f"origin {item.origin}"
        )
    return f"{item.says}\n{' · '.join(facts)}"


def _claim(case: Case, claim: Claim) -> str:
    stated = case.stated[claim.id]
    word = {"claim": "flat claim", "denial": "flat denial"}.get(stated.word, f'"{stated.word}"')
    tested = "not testable" if claim.tests is None else f"tests {claim.tests}"
    under = "".join(f", under {path}={value}" for path, value in claim.under.items())
    return f"{claim.says}\n{claim.source}: {word} ({percent_range(stated.low, stated.high)})\n{tested}{under}"


def _forecast(forecast: Forecast) -> str:
    facts = f"by {written_day(forecast.resolves)} · {forecast.expression}"
    if forecast.outcome is not None:
        outcome = {True: "yes", False: "no"}.get(forecast.outcome, str(forecast.outcome))
        day = "" if forecast.resolved is None else f" ({written_day(forecast.resolved)})"
        facts = f"{facts}\noutcome, never read by an answer: {outcome}{day}"
    return f"{forecast.ask}\n{facts}"


def _indicator(case: Case, item: Indicator) -> str:
    """What would be seen, and how likely that is, likelihoods that are alike taken together."""
    table = (item.likelihood if item.likelihood is not None else item.given) or {}
    alike: dict[str, list[str]] = {}
    for name, stated in table.items():
        alike.setdefault(str(stated.quantity), []).append(name)
    condition = "if asked for" if item.likelihood is not None else "if given"
    facts = "; ".join(f"{', '.join(names)} {likely}" for likely, names in alike.items())
    return f"{item.says}\n{item.id} · {condition}: {facts}{_cited(item.source)}"


def _cited(source: str | None) -> str:
    return "" if source is None else f" · {source}"
