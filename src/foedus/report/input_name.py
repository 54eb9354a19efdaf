"""An input in words: what the number at a path of a case stands for, from the case's own labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from foedus.case.state import state_name
from foedus.report.phrase import number_range, one_line, shortened, two_digits, written_date
from foedus.report.sentence import names_in, within
from foedus.report.written_number import unit_of

if TYPE_CHECKING:
    from foedus.case import Case

OTHERS = "others"
"""what Sobol indices call all inputs that have none of their own"""
LONGEST_REPORT = 48

_SINGLE: dict[str, Callable[[Case], str]] = {
    "precision": lambda case: "how sharply everybody chooses",
    "sharpness": lambda case: "how sharply those who watch choose",
    "leak": lambda case: "chance that the request becomes known",
    "harm": lambda case: f"what escalation costs {_client(case)}",
    "entanglement": lambda case: f"what escalation costs {_guarantor(case)} if it helps",
    "disappointment": lambda case: f"what a promise not kept costs {_client(case)}",
    "memory": lambda case: "how much of a favour or call still counts a year on",
    "patience": lambda case: "time in which late help still counts as a promise kept",
    "urgency": lambda case: "time before help comes too late",
    "obligation": lambda case: f"what {_guarantor(case)} owes {_client(case)}",
    "duty": lambda case: f"what the treaty binds {_guarantor(case)} to",
}
_CHALLENGER = {
    "sharpness": "how sharply the choices of {whom} follow what they gain",
    "gain": "what escalation gains {whom}",
    "risk": "what escalation costs {whom}",
    "deterred": "how far full support deters {whom}",
}
_TYPE = {
    "share": "chance that {guarantor} is of the kind “{kind}”",
    "fate": "what the fate of {client} is worth to the kind “{kind}”",
    "norm": "what breaking its word costs the kind “{kind}”",
    "honours": "chance that the kind “{kind}” honours a call to come",
}
_NEED = {
    "chance": "chance that the need is “{need}”",
    "value": "what full support is worth where the need is “{need}”",
}
_REQUEST = {
    "level": "how much it is to ask for {request}",
    "asking": "what it costs to ask for {request}",
    "clarity": "chance that asking for {request} is understood",
    "weight": "how often {request} is asked for as a rule",
    "urgency": "time before help comes too late after asking for {request}",
}
_RESPONSE = {
    "level": "how much {response} gives",
    "delay": "delay of {response}",
    "visibility": "chance that {response} is seen for what it is",
    "veto": "chance that {response} is stopped at home",
    "money": "money that {response} takes",
    "weight": "how often {response} is given as a rule",
}
_STOCK = {
    "in_service": "units of {asset} in service",
    "production": "units of {asset} made a year",
    "lead_time": "time until new units of {asset} arrive",
}
_CALL = {
    "asked": "how much {whom} asked for",
    "given": "how much {whom} was given",
    "public": "how public the call of {whom} was",
}
_MEMBER = {
    "prior": "how far {whom} trusted the promise before",
    "spillover": "how far the case of {client} speaks to {whom}",
    "value": "what keeping {whom} is worth",
    "reserve": "how good the alternative of {whom} is",
    "fear": "what {whom} fears from a guarantor too loyal to others",
}


def input_name(case: Case, path: str) -> str:
    """What the number at a path is, as it reads within a sentence: "delay of forces, or aircraft with their crews".

    A path that the case does not have, or that no words are known for, is given as it stands.
    """
    if path == OTHERS:
        return "all other inputs together"
    section, _, rest = path.partition(".")
    try:
        words = _SINGLE[path](case) if path in _SINGLE else _SECTIONS[section](case, rest.split("."))
    except (KeyError, IndexError, StopIteration, ValueError):
        return one_line(path)
    return one_line(words)


def named(case: Case, path: str) -> str:
    """The same with its article where it takes one: "the delay of forces", "what escalation costs Iran"."""
    name = input_name(case, path)
    return name if name.startswith(("what ", "how ", "all ")) or name == one_line(path) else f"the {name}"


def figure_name(case: Case, figure: str) -> str:
    """What a figure is: "the chance that mediation was asked for", from `requests.mediation`."""
    section, _, name = figure.partition(".")
    if section == "requests" and name in case.requests:
        return f"the chance that {_label(case, case.requests[name].label)} was asked for"
    if section == "responses" and name in case.responses:
        return f"the chance of {_label(case, case.responses[name].label)}"
    known = {
        "audience.client.expected_after": "what the promise is worth to the client in the end",
        "audience.expected_after": "what the promise is worth to those who watch, in the end",
        "innocence": "the chance that no more was asked than was given",
    }
    return known.get(figure, one_line(figure))


def input_value(path: str, value: float) -> str:
    """A value of the input with its unit: "23 days", "0.11"."""
    return f"{two_digits(value)}{_unit(path)}"


def input_range(path: str, low: float, high: float) -> str:
    """Two values of the input: "7.0–56 days"."""
    return f"{number_range(low, high)}{_unit(path)}"


def _unit(path: str) -> str:
    unit = unit_of(path)
    return f" {unit}" if unit else ""


def _client(case: Case) -> str:
    return _label(case, case.client.label)


def _guarantor(case: Case) -> str:
    return _label(case, case.guarantor.label)


def _label(case: Case, label: str) -> str:
    return within(label, names_in(case))


def _of_challenger(case: Case, parts: list[str]) -> str:
    whom = "the challenger" if case.challenger is None else _label(case, case.challenger.label)
    return _CHALLENGER[parts[0]].format(whom=whom)


def _of_type(case: Case, parts: list[str]) -> str:
    name, key = parts
    return _TYPE[key].format(kind=_quoted(case.types[name].label), client=_client(case), guarantor=_guarantor(case))


def _of_need(case: Case, parts: list[str]) -> str:
    name, key = parts
    return _NEED[key].format(need=_quoted(case.need[name].label))


def _of_request(case: Case, parts: list[str]) -> str:
    name, key = parts
    return _REQUEST[key].format(request=_label(case, case.requests[name].label))


def _of_response(case: Case, parts: list[str]) -> str:
    name, key = parts[:2]
    response = _label(case, case.responses[name].label)
    if key == "units":
        return f"units of {_label(case, case.stock[parts[2]].label)} taken for {response}"
    return _RESPONSE[key].format(response=response)


def _of_third_party(case: Case, parts: list[str]) -> str:
    return f"chance of this: “{_quoted(case.third_parties[parts[0]].label)}”"


def _of_stock(case: Case, parts: list[str]) -> str:
    asset = _label(case, case.stock[parts[0]].label)
    if parts[1] == "committed":
        return f"share of {asset} committed to “{_spoken(parts[2])}”"
    if parts[1] == "worth":
        return f"what a unit of {asset} is worth at “{_spoken(parts[2])}”"
    return _STOCK[parts[1]].format(asset=asset)


def _of_call(case: Case, parts: list[str]) -> str:
    key = parts[-1]
    call = next(call for call in case.history if call.id == ".".join(parts[:-1]))
    member = case.history_member(call)
    if member is not None and member != "client":
        whom = shortened(case.audience[member].label)
    else:
        whom = _client(case) if member else state_name(call.client)
    return f"{_CALL[key].format(whom=whom)} ({written_date(call.date.text)})"


def _of_member(case: Case, parts: list[str]) -> str:
    name, key = parts[:2]
    whom = _client(case) if name == "client" else _label(case, case.members[name].label)
    words = _MEMBER[key].format(whom=whom, client=_client(case))
    return f"{words} (the kind “{_quoted(case.types[parts[2]].label)}”)" if len(parts) > 2 else words


def _of_evidence(case: Case, parts: list[str]) -> str:
    item = next(item for item in case.evidence if item.id == parts[0])
    report = shortened(item.says, LONGEST_REPORT)
    if parts[1] == "reliability":
        return f"how reliable the report “{report}” is"
    asked = _label(case, case.requests[parts[2]].label)
    how = "chance" if parts[1] == "likelihood" else "relative odds"
    return f"{how} of the report “{report}” had {asked} been asked for"


def _of_indicator(case: Case, parts: list[str]) -> str:
    item = next(item for item in case.indicators if item.id == parts[0])
    if parts[1] == "likelihood":
        then = f"had {_label(case, case.requests[parts[2]].label)} been asked for"
    else:
        then = f"given {_label(case, case.responses[parts[2]].label)}"
    return f"chance of seeing “{shortened(item.says, LONGEST_REPORT)}” {then}"


def _quoted(label: str) -> str:
    return shortened(label, LONGEST_REPORT)


def _spoken(name: str) -> str:
    return shortened(name.replace("_", " ").replace("-", " "))


_SECTIONS: dict[str, Callable[[Case, list[str]], str]] = {
    "challenger": _of_challenger,
    "types": _of_type,
    "need": _of_need,
    "requests": _of_request,
    "responses": _of_response,
    "third_parties": _of_third_party,
    "stock": _of_stock,
    "history": _of_call,
    "audience": _of_member,
    "evidence": _of_evidence,
    "indicators": _of_indicator,
}
