"""The answer: everything foedus says about a case, typed; terminal, page and JSON draw from it and nothing else.

Probabilities and prices are in [0, 1]; `low` and `high` are 5 % and 95 % points over draws; None means that the number
does not exist, and a note beside it says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import xarray

    from foedus.answer.joint import Family
    from foedus.answer.sensitivity import (
        ConflictRow,
        Doubling,
        FlipRow,
        IndicatorRow,
        MenuRow,
        SobolRow,
    )
    from foedus.case import Case


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 5 and 95 % points and, where it is a mean over draws, its Monte-Carlo error."""

    value: float
    low: float
    high: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One thing that may have been asked."""

    id: str
    label: str
    level: float
    prior: float
    """strategy alone"""
    evidence_only: float
    """menu weights and evidence, no strategy, no reply"""
    with_evidence: float
    """strategy and evidence, before the reply"""
    posterior: Figure
    """strategy, evidence and what is seen of the reply"""
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One thing that may be given, in the end: after vetoes and third parties."""

    id: str
    label: str
    level: float
    probability: Figure
    feasible: float
    """P(available ≥ needed)"""
    no_free_units: float | None
    """P(free < needed); None where it needs no units"""
    cost: Figure
    """stock and money, alliance values"""
    loss: Figure | None
    """expected loss of the book after it is seen; None where it cannot be seen as itself"""
    escalation: Figure | None
    """P(escalation) once it is seen as itself; None without a challenger or where it cannot be seen"""
    chosen: float
    """how often it is chosen, on the evidence"""
    weight_share: float
    """how often its weight alone would make it"""
    is_extrapolated: bool
    """chosen less than a quarter as often as its weight alone would make it: its price rests on the model of error"""
    units: Mapping[str, Figure] = field(default_factory=dict)
    """units needed, by class of stock"""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One watcher: what the promise is worth to it now, and after each reply. The client is the first."""

    id: str
    label: str
    groups: tuple[str, ...]
    role: str
    value: float
    before: Figure
    after: Mapping[str, float | None]
    """by response, seen as itself, nothing leaked"""
    change: Mapping[str, Figure | None]
    after_if_leaked: Mapping[str, Mapping[str, float | None]]
    """by request that leaked, then by response"""
    expected_after: Figure
    stays: Figure
    """P(stays, or joins), over what may be seen in the end"""
    without: Mapping[str, float] = field(default_factory=dict)
    """price now had an earlier call not happened, by episode"""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of the audience, members weighted by what they are worth."""

    id: str
    label: str
    members: tuple[str, ...]
    before: Figure
    after: Mapping[str, float | None]
    change: Mapping[str, Figure | None]
    expected_after: Figure


@dataclass(frozen=True, slots=True)
class StockRow:
    """One class of asset: where the units are, and what each response would take."""

    id: str
    label: str
    unit: str
    in_service: Figure
    free: Figure
    committed: Mapping[str, Figure]
    by_response: Mapping[str, StockUse]


@dataclass(frozen=True, slots=True)
class StockUse:
    """What one response takes of one class, by its deadline."""

    needed: Figure
    free: Figure
    available: Figure
    probability_not_free: float
    probability_infeasible: float
    taken: Mapping[str, Figure]
    """units that must leave each theatre"""
    shadow_price: Figure | None
    """what the next unit would cost, alliance values, over the draws in which there is one"""
    extra_production: Figure | None
    """further units a year with which nothing would have to leave a theatre; None where no rate would do"""


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What a type of guarantor is assumed to do at the next call, and what it does in this crisis."""

    id: str
    label: str
    share: float
    honours: Figure
    in_game_honours: float | None
    """how much of what is asked above words it gives; None where nothing above words is asked"""
    is_outside: bool
    """whether in_game_honours lies outside the 90 % interval of `honours`"""


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An earlier call, and what it has done to the price of the promise: v-weighted mean over the audience.

    Where nobody else watches it is what the call has done in the client's own eyes.
    """

    id: str
    label: str
    date: str
    degree: float
    """to what degree it was honoured, g"""
    effect: Figure


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One item of evidence and how far it moves the leading request."""

    id: str
    date: str
    says: str
    source: str
    origin: str
    reliability: float
    """ρ of the item, as other figures a mean over all certified draws by ω"""
    bits: float
    """log2 odds of the leading request with the item less without it, the equilibrium solved again"""
    by_request: Mapping[str, float] = field(default_factory=dict)
    """the same for every request"""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of a source beside the model's figure."""

    id: str
    source: str
    says: str
    tests: str | None
    verdict: str
    """holds, contested, does not hold, not testable"""
    word: str
    stated_low: float
    stated_high: float
    model: Figure | None
    difference: float | None
    """mean difference, for a comparison or a mode"""
    hinges_on: str | None
    """path of the input whose move from its 5 to its 95 % point moves the figure most"""
    hinge_swing: float | None
    """by how much it moves it"""
    reason: str = ""
    under: Mapping[str, str] = field(default_factory=dict)
    """settings under which it is tested, by path"""
    hinge_rivals: tuple[str, ...] = ()
    """paths of other inputs that may move it as much: the draws cannot tell"""


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A dated question; its resolution is no part of an answer."""

    id: str
    ask: str
    resolves: str
    probability: Figure


@dataclass(frozen=True, slots=True)
class Elasticity:
    """Per cent by which a headline figure moves for one per cent of an uncertain input, at the drawn inputs."""

    figure: str
    input: str
    value: float
    is_solved: bool = True
    """whether the equilibria were solved again for it, as they are where it is strongest; else they follow to first
    order"""


@dataclass(frozen=True, slots=True)
class Split:
    """log2 odds of the leading request, step by step from the weights of the menu to the full posterior."""

    request: str
    weights: float
    strategy: float
    evidence: float
    reply: float


@dataclass(frozen=True, slots=True)
class Surprise:
    """How well the model foresaw what is public, and its Bayes factor against play without strategy."""

    log_likelihood: float
    bayes_factor: float
    relative_items: int
    """items given as relative odds, whose level is conventional"""


@dataclass(frozen=True, slots=True)
class EquilibriumReport:
    """What stands behind the answer numerically."""

    solved: int
    failed: int
    by_method: Mapping[str, int]
    failures: Mapping[str, int]
    max_residual: float
    max_regret: float
    max_raw_regret: float
    is_tempered: bool
    """whether some spillover differs from 1: residuals and regrets are then with respect to tempered beliefs"""
    probe_draws: int
    probe_other: int
    """draws of the probe on which another equilibrium was found"""


@dataclass(frozen=True, slots=True)
class Balance:
    """How many numbers of the case rest on a source, on a judgement, on a default."""

    sourced: int
    judged: int
    default: int
    unmarked: int


@dataclass(frozen=True)
class Answer:
    """Everything foedus says about one case; made by `foedus.ask`."""

    case: Case
    draws: int
    seed: int
    requests: tuple[RequestRow, ...]
    responses: tuple[ResponseRow, ...]
    audience: tuple[MemberRow, ...]
    groups: tuple[GroupRow, ...]
    stock: tuple[StockRow, ...]
    types: tuple[TypeRow, ...]
    history: tuple[EpisodeRow, ...]
    evidence: tuple[EvidenceRow, ...]
    claims: tuple[ClaimRow, ...]
    forecasts: tuple[ForecastRow, ...]
    elasticities: tuple[Elasticity, ...]
    ambiguity: Figure | None
    innocence: Figure | None
    """both None where what is seen so far cannot be what is seen in the end"""
    deniable_refusal: Figure | None
    """(1 − ℓ) · innocence where the fallback is seen: from 0.5 on, a refusal that nobody can prove; None where a
    request leaked"""
    obligation: Figure
    escalation: Figure | None
    book: Figure
    split: Split
    surprise: Surprise
    effective_draws: float
    equilibrium: EquilibriumReport
    balance: Balance
    subsample: int
    """draws on which bits, hinges, elasticities and other menus are solved again"""
    seconds: Mapping[str, float]
    indicators: tuple[IndicatorRow, ...] = ()
    """what to watch, the most telling about the request first"""
    conflict: tuple[ConflictRow, ...] = ()
    """evidence against the leading request, the strongest first"""
    conflict_measure: float = 0.0
    """log2 Π P(e) / P(all evidence): below zero where the items are likelier together than each by itself"""
    menu: tuple[MenuRow, ...] = ()
    """what other cuts of the menu of requests would make of the answer"""
    doubling: Doubling | None = None
    flips: tuple[FlipRow, ...] | None = None
    """the smallest moves that change the answer, the smallest first; None where they were not looked for"""
    flip_draws: int | None = None
    """certified draws that the best flips were put to; None where they were not looked for"""
    sobol: tuple[SobolRow, ...] | None = None
    """None where they were not asked for"""
    is_brief: bool = False
    """whether all was left out that solves again"""
    equilibria: Any = field(repr=False, default=None)
    """shape of the game, and where the solver ended in every draw, (unknown, draw): a later answer may begin there"""
    posterior_draws: Any = field(repr=False, default=None)
    """arrays behind the posterior, by name (`foedus.answer.frames`)"""

    def record(self) -> dict[str, Any]:
        """The machine-readable contract as plain data."""
        from foedus.answer.record import record

        return record(self)

    def to_json(self) -> str:
        """The same as JSON text, two spaces deep."""
        from foedus.answer.record import to_json

        return to_json(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: the answer in two sentences, the chart of requests, and the main tables, escaped."""
        # Showing rests on answers and not the other way round: only a name leads there, when somebody looks.
        shown: str = import_module("foedus.report.notebook").as_html(self)
        return shown

    def any_of(self, family: Family, ids: Sequence[str]) -> Figure | None:
        """Chance that one of these `requests` was made, or one of these `responses` will be given, with its interval.

        None where the answer came without its draws and there is more than one id.
        """
        from foedus.answer.joint import any_of

        return any_of(self, family, ids)

    def tables(self) -> dict[str, pandas.DataFrame]:
        """The rows as pandas frames: requests, responses, audience, claims, …"""
        from foedus.answer.frames import tables

        return tables(self)

    def to_datatree(self) -> xarray.DataTree:
        """The posterior with its draws and weights; `.to_netcdf(path)` writes it."""
        from foedus.answer.frames import to_datatree

        return to_datatree(self)
