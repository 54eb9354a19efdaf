"""What would change the answer, and what to watch: the rows of an answer on how it moves when what went in moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.answer.result import Figure


@dataclass(frozen=True, slots=True)
class FlipRow:
    """The smallest move of one input that changes the leading request, the leading response or a verdict.

    The input is set to one value in every draw, as `--set PATH=VALUE` does, the others as drawn.
    """

    figure: str
    """`request`, `response`, or the id of a claim"""
    input: str
    """path"""
    low: float
    """5 % point of the input as drawn"""
    now: float
    """its median"""
    high: float
    """95 % point"""
    at: float
    """the value from which on the figure is another"""
    move: float
    """(at − now) / (high − low), in units of the input's own 90 % interval; 0 where to know the input is enough"""
    before: str
    """id of the request or response, or the verdict, of the answer"""
    after: str
    """what it becomes beyond `at`"""
    is_confirmed: bool
    """whether a larger sample, solved again on either side of `at`, agrees by more than its error

    Else it rests on few draws, or is too close to call. How it is tested: docs/what-would-change.md.
    """
    draws: int
    """how many draws were solved again for it"""

    @property
    def is_inside(self) -> bool:
        """Whether it takes no more than the input's own 90 % interval."""
        return self.low <= self.at <= self.high


@dataclass(frozen=True, slots=True)
class Doubling:
    """What survives when every judged interval is twice as wide, on its family's own scale and about its centre."""

    judged: int
    """intervals that were doubled"""
    draws: int
    """certified draws behind it"""
    request: str
    """the request that then leads"""
    keeps_request: bool
    posterior: Figure
    """of the request that leads the answer"""
    response: str
    keeps_response: bool
    probability: Figure
    """of the response that leads the answer"""
    verdicts: Mapping[str, str]
    """verdicts that become others, by claim"""
    tested: int
    """claims that have a verdict to lose"""


@dataclass(frozen=True, slots=True)
class SobolRow:
    """Shares of a figure's variance over draws that an input, or a group of them, accounts for."""

    figure: str
    input: str
    """path; `others` for all that the screen left out, as one group"""
    first: Figure
    """alone; with its 90 % interval"""
    total: Figure
    """with all its interactions"""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """Something that may be seen next, and how much it would tell on average."""

    id: str
    label: str
    kind: str
    """`declared` in the case, or `signal`: what a response itself would show"""
    by: str | None
    """ISO day until which it would be seen; None where no day is given"""
    probability: float
    """P(seen by then), on everything that is known now"""
    bits: float
    """expected information about the request"""
    response_bits: float
    """expected information about what is carried out"""
    if_seen: Mapping[str, float] | None
    """posterior of each request should it be seen; None where it cannot be"""
    if_not: Mapping[str, float] | None
    """and should it not; None where it must be"""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """An item of evidence that pulls against the request that leads."""

    id: str
    bits: float
    """log2 odds of the leading request with the item less without it, below zero"""
    towards: str
    """the request that the item raises most"""


@dataclass(frozen=True, slots=True)
class MenuRow:
    """What the answer would be had the analyst cut the menu of requests otherwise."""

    kind: str
    """`split` in two that each keep the whole weight, or `merge`"""
    requests: tuple[str, ...]
    leads: str
    """the request that then leads; of a merger the ids joined by +"""
    posterior: float
    """of the request that leads the answer, or of what it has become part of"""
    response: str
    """the response that then leads"""
    ambiguity: float | None
    is_changed: bool
    """whether another request or response leads"""
