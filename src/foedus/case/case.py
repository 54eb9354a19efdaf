"""The case: everything an analyst wrote, checked."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import Field, PlainValidator, PrivateAttr, WithJsonSchema

from foedus.case.account import (
    SIZES,
    Claim,
    Episode,
    Evidence,
    Favour,
    Forecast,
    Group,
    Indicator,
    Member,
    Seen,
    Source,
)
from foedus.case.date import Day
from foedus.case.document import Document, quote
from foedus.case.entry import Marked, Name, PartyOrCode, Slug, Text
from foedus.case.number import (
    NUMBER_SCHEMA,
    PROBABILITY_FIELD,
    Clock,
    Mark,
    Positive,
    Probability,
    Stated,
    mistake,
    read_number,
)
from foedus.case.play import AssetClass, Challenger, GuarantorType, Need, Request, Response, ThirdParty
from foedus.case.reference import Resolved, references
from foedus.case.stated import StatedRange
from foedus.errors import nearest
from foedus.quantity import Quantity, point

FORMAT_VERSION = 1
DUTIES = {"written defence": 1.0, "consultation": 0.4, "neutrality": 0.2, "none": 0.0}


def read_duty(raw: Any) -> Stated:
    """A kind of duty by name, or a probability."""
    inner = raw["value"] if isinstance(raw, Mapping) and "value" in raw else raw
    if isinstance(inner, str) and inner in DUTIES:
        number = read_number({**raw, "value": DUTIES[inner]} if inner is not raw else DUTIES[inner], PROBABILITY_FIELD)
        return replace(number, quantity=point(DUTIES[inner], inner))
    if isinstance(inner, str) and not any(character.isdigit() for character in inner):
        known = list(DUTIES)
        expected = f"expected {', '.join(known[:-1])} or {known[-1]}, or a number between 0 and 1"
        raise mistake(f"is {quote(inner)}: {expected}", nearest(inner, known))
    return read_number(raw, PROBABILITY_FIELD)


def read_book(raw: Any) -> str:
    """How the rest of the book is valued."""
    if raw == "markov":
        raise mistake('is "markov": expected one-period', "The Markov book comes with a later version of foedus.")
    if raw != "one-period":
        raise mistake(f"is {quote(raw)}: expected one-period", nearest(str(raw), ["one-period"]))
    return str(raw)


def read_version(raw: Any) -> int:
    """The version of the format."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw == FORMAT_VERSION:
        return raw
    raise mistake(f"is {quote(raw)}: expected {FORMAT_VERSION}, the version of the case format")


Duty = Annotated[Stated, PlainValidator(read_duty), WithJsonSchema(NUMBER_SCHEMA)]
Book = Annotated[str, PlainValidator(read_book), WithJsonSchema({"enum": ["one-period"]})]
Version = Annotated[int, PlainValidator(read_version), WithJsonSchema({"const": FORMAT_VERSION})]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a case was read from, kept so that it can be read again under other settings or as of another day."""

    document: Document
    sha256: str
    settings: tuple[tuple[str, Any, str], ...] = ()
    as_of: datetime.date | None = None
    resolved: Mapping[str, Resolved] = field(default_factory=dict)
    """what references to the record, or to fits, came to, by path"""
    folder: FilePath = FilePath()
    """from which names of prior files count"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the loader worked out beside the entries themselves."""

    origin: Origin
    marks: Mapping[str, Mark]
    set_paths: frozenset[str]
    resolved: Mapping[str, Resolved] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    stated: Mapping[str, StatedRange] = field(default_factory=dict)


class Case(Marked):
    """One crisis as an analyst describes it; made by `load_case` or `parse_case`, immutable."""

    foedus: Version = Field(description=f"{FORMAT_VERSION}, the version of the case format")
    id: Slug = Field(description="an id")
    question: Text = Field(description="the question the case answers, as text")
    as_of: Day = Field(description="a day as YYYY-MM-DD: nothing later is read")
    asked_on: Day = Field(description="a day as YYYY-MM-DD: when the request was made; default as_of")
    seen: Seen | None = Field(None, description="what can be seen of the reply so far")
    client: PartyOrCode = Field(description="the state that asks, by its alpha-3 code")
    guarantor: PartyOrCode = Field(description="the state that is asked, by its alpha-3 code")
    challenger: Challenger | None = Field(None, description="who may escalate; absent: nobody")
    requests: dict[Name, Request] = Field(description="what may have been asked, by id")
    responses: dict[Name, Response] = Field(description="what may be given, by id")
    fallback: Name | None = Field(None, description="id of the response left when another fails")
    precision: Positive | None = Field(None, description="how sharply players choose (λ)")
    sharpness: Positive | None = Field(None, description="factor on precision for the audience")
    leak: Probability | None = Field(None, description="probability that outsiders learn what was asked")
    harm: Positive | None = Field(None, description="what escalation costs the client, of the worth of support")
    entanglement: Positive | None = Field(None, description="what escalation costs a guarantor that gave support")
    disappointment: Positive | None = Field(None, description="what getting less than was asked costs the client")
    memory: Probability | None = Field(None, description="share of a favour or episode that still counts a year on")
    urgency: Clock | None = Field(None, description="time in which help loses two thirds of its worth in the crisis")
    patience: Clock | None = Field(None, description="time in which late help stops counting as a promise kept")
    types: dict[Name, GuarantorType] = Field(description="what kind of guarantor this may be; most committed first")
    need: dict[Name, Need] = Field(description="how badly the client may need help")
    third_parties: dict[Name, ThirdParty] = Field({}, description="who must move before some responses can")
    stock: dict[Name, AssetClass] = Field({}, description="what responses are taken from, by class")
    duty: Duty | None = Field(None, description="what the treaty binds the guarantor to")
    obligation: Probability | None = Field(None, description="a number in place of duty and ledger")
    ledger: tuple[Favour, ...] = Field((), description="favours between client and guarantor")
    history: tuple[Episode, ...] = Field((), description="earlier calls on this guarantor")
    groups: dict[Name, Group] = Field({}, description="groups of the audience; any name where absent")
    audience: dict[Name, Member] = Field({}, description="who watches; `client` stands for the client itself")
    sources: dict[Slug, Source] = Field({}, description="where facts come from")
    evidence: tuple[Evidence, ...] = Field((), description="dated observations that bear on what was asked")
    claims: tuple[Claim, ...] = Field((), description="what sources say, to be tested against the answer")
    forecasts: tuple[Forecast, ...] = Field((), description="dated questions that can be resolved")
    indicators: tuple[Indicator, ...] = Field((), description="what may be seen next, and what it would tell")
    book: Book = Field("one-period", description="how the rest of the book is valued")
    outcome: Any = Field(None, description="what archives showed later; never read by an answer")
    notes: Any = Field(None, description="anything; never read")

    _reading: Reading = PrivateAttr()

    @property
    def name(self) -> str:
        """What messages call the file."""
        return self._reading.origin.document.name

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        return self._reading.origin.sha256

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about the case but does not stop it, one sentence each."""
        return self._reading.warnings

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """The settings applied on top of the file, path and value as given."""
        return tuple((path, str(value)) for path, value, _ in self._reading.origin.settings)

    @property
    def marks(self) -> Mapping[str, Mark]:
        """What each marked mapping of the file rests on, by dotted path ("" for the whole file)."""
        return self._reading.marks

    @property
    def set_paths(self) -> frozenset[str]:
        """Paths of the numbers that settings replaced."""
        return self._reading.set_paths

    @property
    def stated(self) -> Mapping[str, StatedRange]:
        """How sure each claim's source says it is, by the claim's id."""
        return self._reading.stated

    @property
    def references(self) -> dict[str, Stated]:
        """Numbers that refer to the public record, or to a fit, and are not resolved, by path."""
        return references(self)

    @property
    def resolved(self) -> Mapping[str, Resolved]:
        """What references to the record, or to fits, came to, by path, where they still stand."""
        return self._reading.resolved

    @property
    def members(self) -> dict[str, Member]:
        """The audience without the client: members 1, 2, … in the order of the file."""
        return {name: member for name, member in self.audience.items() if name != "client"}

    @property
    def fallback_id(self) -> str:
        """Id of the response that is left when another fails: `fallback`, else the one of lowest level."""
        return self.fallback or lowest(self.responses)[0]

    def looks(self, response: str) -> dict[str, float]:
        """What a response is taken for when it is not seen for what it is: shares by response, adding up to one."""
        return self.responses[response].looks_like or {self.fallback_id: 1.0}

    def signed_size(self, favour: Favour) -> float:
        """Size of a favour, 1 to 3: above zero where the client gave and the guarantor received, else below."""
        giver_is_guarantor = favour.giver in ("guarantor", self.guarantor.state, self.guarantor.label)
        return -SIZES[favour.size] if giver_is_guarantor else SIZES[favour.size]

    def history_member(self, episode: Episode) -> str | None:
        """Id of the audience member that was the client of an episode, "client" for this case's own, else None."""
        if episode.client in self.audience:
            return episode.client
        if episode.client == self.client.state:
            return "client"
        return next((name for name, member in self.audience.items() if member.state == episode.client), None)

    def at(self, as_of: datetime.date) -> "Case":
        """The case as it could have been written on a day: everything later is left out.

        Raises:
            InputError: as `load_case` does.
        """
        from foedus.case.loading import reread

        return reread(self._reading.origin, as_of=as_of)

    def with_settings(self, settings: Mapping[str, Any] | Iterable[str]) -> "Case":
        """The case under further settings, given as {path: value} or "PATH=VALUE".

        Raises:
            InputError: an unknown path, or a value that does not fit there.
        """
        from foedus.case.loading import reread

        return reread(self._reading.origin, settings=settings)

    def with_warnings(self, warnings: Iterable[str]) -> "Case":
        """The case with more that a reader should know."""
        noted = self.model_copy()
        noted._reading = replace(self._reading, warnings=(*self.warnings, *warnings))
        return noted

    def place(self, path: str) -> str:
        """Where a number stands in the file, as "file:line", by its dotted path."""
        document = self._reading.origin.document
        return document.place(keys_of(document.data, path))

    def with_resolved(self, resolved: Mapping[str, Resolved]) -> "Case":
        """The case with what references to the record came to in their places, whatever else is set later."""
        from foedus.case.loading import reread

        return reread(self._reading.origin, resolved={**self.resolved, **resolved})

    def on_tree_terms(self, members: Iterable[str] = ()) -> "Case":
        """The case as a finite game for other programs: two members at most, of nature's prior, and no evidence.

        Raises:
            InputError: there is no such member, or there are more than two.
        """
        return self.with_settings({"as_tree": ", ".join(members) or "nobody"})


def keys_of(data: Any, path: str) -> tuple[str | int, ...]:
    """The keys that lead to a number in the plain data of a file, by its dotted path: entries of lists go by id."""
    keys: list[str | int] = []
    inner = data
    for name in path.split("."):
        key: str | int = name
        if isinstance(inner, list):
            key = next((at for at, entry in enumerate(inner) if entry.get("id") == name), len(inner))
        inner = inner[key] if (key < len(inner) if isinstance(key, int) else key in inner) else {}
        keys.append(key)
    return tuple(keys)


def lowest(responses: Mapping[str, Response]) -> list[str]:
    """Ids of the responses of lowest level, judged by the middle of their range; several when they tie."""
    middles = {name: middle(response.level.quantity) for name, response in responses.items()}
    least = min(middles.values())
    return [name for name, value in middles.items() if value == least]


def middle(quantity: Quantity) -> float:
    """Half way between the ends as written: enough to rank levels without drawing them."""
    return (quantity.lower_end + quantity.upper_end) / 2
