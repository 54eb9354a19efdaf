"""What an event is in nine words, from CAMEO codes, CAMEO phrases and PLOVER types; the owner's code is always kept."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from foedus.errors import InputError, listed, nearest
from foedus.record.connection import library

__all__ = ["KINDS", "check_kind", "kind_of_cameo", "kind_of_phrase", "kind_of_plover"]

KINDS = MappingProxyType(
    {
        "ask": "appeals, requests and demands",
        "promise": "says that it will: intent to meet, help, cooperate, yield; signs an agreement",
        "aid": "gives: economic, humanitarian or other material help and cooperation",
        "arms": "gives military aid, protection or cooperation",
        "refuse": "rejects, refuses, vetoes",
        "visit": "visits; the visitor is the actor, whoever reports it",
        "state": "says or talks: statements, consultation, praise, accusation",
        "threaten": "threatens, mobilises, shows force",
        "fight": "uses force",
    }
)
"""Other events (yielding, investigating, protest, reduced relations, coercion at home) have no kind."""

# Longest first: 072 is arms, the rest of 07 aid.
CAMEO = (
    ("042", "visit"), ("043", "visit"), ("057", "promise"), ("062", "arms"), ("072", "arms"), ("074", "arms"),
    ("01", "state"), ("02", "ask"), ("03", "promise"), ("04", "state"), ("05", "state"), ("06", "aid"), ("07", "aid"),
    ("10", "ask"), ("11", "state"), ("12", "refuse"), ("13", "threaten"), ("15", "threaten"), ("18", "fight"),
    ("19", "fight"), ("20", "fight"),
)  # fmt: skip

PHRASES = MappingProxyType(
    {
        "visit": ("Make a visit", "Host a visit"),
        "ask": ("Appeal", "Make an appeal", "Demand"),
        "promise": ("Express intent", "Sign formal agreement"),
        "arms": ("Provide military", "Cooperate militarily"),
        "aid": (
            "Provide", "Cooperate economically", "Engage in material cooperation", "Engage in judicial cooperation",
            "Share intelligence", "Grant asylum",
        ),
        "refuse": ("Reject", "Refuse", "Veto", "Defy norms"),
        "state": (
            "Make statement", "Decline comment", "Make pessimistic", "Make optimistic", "Consider policy option",
            "Acknowledge or claim", "Deny responsibility", "Engage in symbolic act", "Make empathetic",
            "Express accord", "Consult", "Discuss by telephone", "Meet at a", "Mediate", "Engage in negotiation",
            "Engage in diplomatic cooperation", "Praise or endorse", "Defend verbally", "Rally support",
            "Grant diplomatic recognition", "Apologize", "Forgive", "Criticize", "Accuse", "Rally opposition",
            "Complain officially", "Bring lawsuit", "Find guilty", "Disapprove",
        ),
        "threaten": (
            "Threaten", "Give ultimatum", "Demonstrate military", "Increase military alert", "Increase police alert",
            "Mobilize or increase", "Exhibit",
        ),
        "fight": (
            "Use unconventional", "Abduct", "Physically assault", "Sexually assault", "Torture",
            "Kill by physical assault", "Conduct suicide", "Carry out", "Use as human shield", "Attempt to assassinate",
            "Assassinate", "Use conventional military force", "Impose blockade", "Occupy territory", "fight with",
            "Employ aerial weapons", "Violate ceasefire", "Engage in mass", "Use chemical", "Detonate nuclear",
        ),
    }
)  # fmt: skip
"""Beginnings of the phrases of the CAMEO tree, as ICEWS writes them"""

PLOVER = MappingProxyType(
    {
        "REQUEST": "ask", "AGREE": "promise", "AID": "aid", "COOPERATE": "aid", "REJECT": "refuse", "CONSULT": "state",
        "SUPPORT": "state", "ACCUSE": "state", "THREATEN": "threaten", "MOBILIZE": "threaten", "ASSAULT": "fight",
    }
)  # fmt: skip


def kind_of_cameo(code: Any) -> Any:
    """The kind of CAMEO codes (text, with their leading zero), null where they have none."""
    return library().cases(*((code.startswith(start), kind) for start, kind in CAMEO))


def kind_of_phrase(phrase: Any) -> Any:
    """The kind of CAMEO phrases, null where they have none."""
    return library().cases(*((phrase.startswith(start), kind) for kind, starts in PHRASES.items() for start in starts))


def kind_of_plover(event_type: Any, mode: Any, contexts: Any) -> Any:
    """The kind of PLOVER types; a consultation by way of a visit is one, aid in a military context is arms."""
    name = event_type.upper()
    return library().cases(
        ((name == "CONSULT") & mode.lower().contains("visit"), "visit"),
        ((name == "AID") & contexts.lower().contains("military"), "arms"),
        *((name == known, kind) for known, kind in PLOVER.items()),
    )


def check_kind(name: str, option: str) -> str:
    """The name, where it is a kind.

    Raises:
        InputError: it is none.
    """
    if name not in KINDS:
        known = list(KINDS)
        raise InputError.at(option, f'is "{name}"', hint=nearest(name, known) or f"Known are: {listed(known)}.")
    return name
