"""Who moves when in one draw of the request game, and what they get: the rules from which its tree grows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.request.terms import Terms

if TYPE_CHECKING:
    from foedus.case import Case

Played = Mapping[str, Any]
"""What has been played so far, by the name of the turn: indices, `leak` 0 or 1 + the request, stays and escalates 1
or 0."""
AFTERWARDS = "client afterwards"
"""the client after the crisis decides for itself: a player of its own"""


@dataclass(frozen=True)
class Turn:
    """One information set, or one draw of nature."""

    name: str
    """under which what is played here is remembered"""
    player: str | None
    """None for nature"""
    label: str
    actions: tuple[str, ...]
    entries: tuple[int, ...]
    """what each action stands for"""
    probabilities: tuple[float, ...] = ()
    place: tuple[Any, ...] = ()
    """field of a `Profile` and indices there, but for the action"""


class Rules:
    """One draw of a request game on the terms of a tree: common prior, spillover 1, no evidence.

    Arguments:
        case: gives ids.
        terms: of the game, one draw.
    """

    def __init__(self, case: Case, terms: Terms) -> None:
        self.arrays = {name: np.asarray(getattr(terms, name))[..., 0] for name in _READ}
        self.terms = terms
        self.requests, self.responses = list(case.requests), list(case.responses)
        self.types, self.needs, self.members = list(case.types), list(case.need), list(case.members)
        self.has_afterwards = bool(self.arrays["client_value"] > 0)

    @property
    def players(self) -> tuple[str, ...]:
        """Who acts: those that this draw has."""
        challenger = ["challenger"] if self.terms.has_challenger else []
        afterwards = [AFTERWARDS] if self.has_afterwards else []
        return "client", "guarantor", *challenger, *afterwards, *self.members

    @property
    def turns(self) -> tuple[Callable[[Played], Turn], ...]:
        """In order, each from what has been played."""
        challenger = [self._escalating] if self.terms.has_challenger else []
        afterwards = [self._staying_afterwards] if self.has_afterwards else []
        members = [self._staying(member) for member in range(len(self.members))]
        nature = [self._carrying_out, self._leaking, self._showing]
        return (
            self._need, self._type, self._asking, self._hearing, self._choosing, *nature,
            *challenger, *afterwards, *members,
        )  # fmt: skip

    def _nature(self, name: str, ids: Sequence[str], chances: Any, label: str) -> Turn:
        possible = [place for place, chance in enumerate(chances) if chance > 0.0]
        actions = tuple(ids[place] for place in possible)
        return Turn(name, None, label, actions, tuple(possible), tuple(float(chances[place]) for place in possible))

    def _need(self, played: Played) -> Turn:
        return self._nature("need", self.needs, self.arrays["need_chance"], "need")

    def _type(self, played: Played) -> Turn:
        return self._nature("type", self.types, self.arrays["share"], "type")

    def _asking(self, played: Played) -> Turn:
        need = played["need"]
        open_ = tuple(int(place) for place in np.flatnonzero(self.arrays["request_weight"] > 0.0))
        actions = tuple(self.requests[place] for place in open_)
        return Turn("asked", "client", self.needs[need], actions, open_, place=("client", need))

    def _hearing(self, played: Played) -> Turn:
        asked = played["asked"]
        return self._nature("heard", self.requests, self.arrays["hearing"][asked], f"heard of {self.requests[asked]}")

    def _choosing(self, played: Played) -> Turn:
        kind, need, heard = played["type"], played["need"], played["heard"]
        is_open = (self.arrays["is_open"] > 0.0) & (self.arrays["response_weight"] > 0.0)
        open_ = tuple(int(place) for place in np.flatnonzero(is_open))
        label = f"{self.types[kind]}, {self.needs[need]}, hears {self.requests[heard]}"
        actions = tuple(self.responses[place] for place in open_)
        return Turn("chosen", "guarantor", label, actions, open_, place=("guarantor", kind, need, heard))

    def _carrying_out(self, played: Played) -> Turn:
        chosen, fallback = played["chosen"], self.terms.fallback
        chances = np.zeros(len(self.responses))
        chances[chosen] += self.arrays["carried"][chosen]
        chances[fallback] += 1.0 - self.arrays["carried"][chosen]
        return self._nature("carried", self.responses, chances, f"carried out of {self.responses[chosen]}")

    def _leaking(self, played: Played) -> Turn:
        leak = float(self.arrays["leak"])
        turn = self._nature("leak", ("nothing leaks", "the request leaks"), (1.0 - leak, leak), "leak")
        told = tuple(0 if entry == 0 else 1 + played["asked"] for entry in turn.entries)
        return Turn("leak", None, "leak", turn.actions, told, turn.probabilities)

    def _showing(self, played: Played) -> Turn:
        carried = played["carried"]
        visibility = float(self.arrays["visibility"][carried])
        chances = np.zeros(len(self.responses))
        chances[carried] += visibility
        chances[list(self.terms.looks)] += self.arrays["hidden"][:, carried]
        return self._nature("sight", self.responses, chances, f"seen of {self.responses[carried]}")

    def _sight(self, played: Played) -> str:
        leak = played["leak"]
        return self.responses[played["sight"]] + (f", asked {self.requests[leak - 1]}" if leak else "")

    def _escalating(self, played: Played) -> Turn:
        place = ("escalates", played["leak"], played["sight"])
        return Turn("escalates", "challenger", self._sight(played), ("escalate", "hold"), (1, 0), place=place)

    def _staying_afterwards(self, played: Played) -> Turn:
        need, asked, carried = played["need"], played["asked"], played["carried"]
        label = f"{self.needs[need]}, asked {self.requests[asked]}, got {self.responses[carried]}"
        place = ("client_stays", need, asked, carried)
        return Turn(AFTERWARDS, AFTERWARDS, label, ("stay", "leave"), (1, 0), place=place)

    def _staying(self, member: int) -> Callable[[Played], Turn]:
        name = self.members[member]

        def turn(played: Played) -> Turn:
            place = ("stays", played["leak"], played["sight"], member)
            return Turn(f"{name} stays", name, self._sight(played), ("stay", "leave"), (1, 0), place=place)

        return turn

    def payoffs(self, played: Played) -> tuple[float, ...]:
        """What everybody gets, in the order of `players`, times the precision they choose with."""
        of = self.arrays
        kind, need, asked = played["type"], played["need"], played["asked"]
        chosen, carried = played["chosen"], played["carried"]
        precision, escalates = of["precision"], played.get("escalates", 0)
        support = of["support_of"][asked, carried]
        fate = of["need"][need] * (support - of["harm"] * escalates)
        client = fate - of["disappointment"] * of["shortfall"][asked, carried] - of["asking"][asked]
        guarantor = of["fate"][kind] * fate - of["cost"][carried]
        guarantor -= of["entanglement"] * of["response_level"][carried] * escalates
        guarantor += of["client_value"] * played.get(AFTERWARDS, 0)
        guarantor -= of["norm"][kind] * of["obligation"] * of["shortfall"][asked, chosen]
        for member, name in enumerate(self.members):
            guarantor += of["value"][member] * played[f"{name} stays"]
        paid = [
            precision * client + math.log(of["request_weight"][asked]),
            precision * guarantor + math.log(of["response_weight"][chosen]),
        ]
        if self.terms.has_challenger:
            gain = of["gain"] - of["deterred"] * support - of["risk"]
            paid.append(precision * of["challenger_sharpness"] * gain * escalates)
        audience = precision * of["audience_sharpness"]
        if self.has_afterwards:
            paid.append(audience * (of["honours"][kind] - of["client_reserve"]) * played[AFTERWARDS])
        for member, name in enumerate(self.members):
            worth = of["honours"][kind] - of["fear"][member] * support - of["reserve"][member]
            paid.append(audience * worth * played[f"{name} stays"])
        return tuple(float(payoff) + 0.0 for payoff in paid)


_READ = (
    "precision", "challenger_sharpness", "audience_sharpness", "share", "fate", "norm", "honours", "need_chance",
    "need", "request_weight", "asking", "hearing", "response_level", "response_weight", "is_open", "carried",
    "visibility", "hidden", "support_of", "shortfall", "cost", "leak", "gain", "risk", "deterred", "harm",
    "entanglement", "disappointment", "obligation", "value", "reserve", "fear", "client_value", "client_reserve",
)  # fmt: skip
