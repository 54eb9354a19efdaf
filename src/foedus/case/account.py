"""Schema of what is known and claimed about a crisis: favours, earlier calls, watchers, sources, evidence, claims."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from foedus.case.date import Day, When
from foedus.case.document import quote
from foedus.case.entry import Entry, Flag, Marked, Name, Names, Slug, StateCode, Text, read_name
from foedus.case.number import (
    LEVEL_FIELD,
    LEVEL_NOTE,
    NUMBER_SCHEMA,
    ODDS_FIELD,
    PROBABILITY_FIELD,
    Positive,
    Probability,
    Stated,
    mistake,
    read_number,
)
from foedus.errors import nearest
from foedus.quantity import lexicons

GRADES = tuple(letter + number for letter in "ABCDEF" for number in "123456")
SIZES = {"small": 1.0, "medium": 2.0, "large": 3.0}


def _choice(raw: Any, known: tuple[str, ...]) -> str:
    if isinstance(raw, str) and raw in known:
        return raw
    listed = " or ".join([", ".join(known[:-1]), known[-1]]) if len(known) > 1 else known[0]
    hint = nearest(raw, known) if isinstance(raw, str) else ""
    raise mistake(f"is {quote(raw)}: expected {listed}", hint)


def read_grade(raw: Any) -> str:
    """A grade of the Admiralty code, or a PydanticCustomError."""
    if isinstance(raw, str) and raw in GRADES:
        return raw
    raise mistake(f"is {quote(raw)}: expected a grade from A1 to F6 (source A to F, information 1 to 6)")


def read_lexicon(raw: Any) -> str:
    """The name of a lexicon, or a PydanticCustomError."""
    return _choice(raw, tuple(lexicons()))


def _read_likelihood(raw: Any, info: ValidationInfo) -> Stated:
    return read_number(raw, PROBABILITY_FIELD, str((info.data or {}).get("lexicon") or "icd203"))


def _read_odds(raw: Any) -> Stated:
    return read_number(raw, ODDS_FIELD)


def read_level_or_id(raw: Any) -> Stated | str:
    """A level where the text can be read as one, else an id to be looked up."""
    try:
        return read_number(raw, LEVEL_FIELD, note=LEVEL_NOTE)
    except PydanticCustomError:
        # What begins like a number was meant as one; its own message is the better one.
        if not isinstance(raw, str) or not raw[:1].isalpha():
            raise
    return read_name(raw)


def read_prior(raw: Any) -> Stated | dict[str, Stated]:
    """One probability, or a table of them by type."""
    if isinstance(raw, dict) and not {"value", "mixture", "from"} & set(raw):
        return {read_name(name): read_number(value, PROBABILITY_FIELD) for name, value in raw.items()}
    return read_number(raw, PROBABILITY_FIELD)


def read_stated(raw: Any) -> str | float | int:
    """A word, an interval or a number; read in full when the source's lexicon is known."""
    if isinstance(raw, str | float | int) and not isinstance(raw, bool) and raw != "":
        return raw
    raise mistake(f"is {quote(raw)}: expected a word as likely, a range as 0.2 to 0.4, claim or denial")


Grade = Annotated[str, PlainValidator(read_grade), WithJsonSchema({"enum": list(GRADES)})]
Lexicon = Annotated[str, PlainValidator(read_lexicon), WithJsonSchema({"enum": list(lexicons())})]
Size = Annotated[str, PlainValidator(lambda raw: _choice(raw, tuple(SIZES))), WithJsonSchema({"enum": list(SIZES)})]
Role = Annotated[
    str,
    PlainValidator(lambda raw: _choice(raw, ("client", "prospect"))),
    WithJsonSchema({"enum": ["client", "prospect"]}),
]
Likelihood = Annotated[Stated, PlainValidator(_read_likelihood), WithJsonSchema(NUMBER_SCHEMA)]
Odds = Annotated[Stated, PlainValidator(_read_odds), WithJsonSchema(NUMBER_SCHEMA)]
LevelOrId = Annotated[Stated | str, PlainValidator(read_level_or_id), WithJsonSchema(NUMBER_SCHEMA)]
Prior = Annotated[
    Stated | dict[str, Stated],
    PlainValidator(read_prior),
    WithJsonSchema({"anyOf": [NUMBER_SCHEMA, {"type": "object", "additionalProperties": NUMBER_SCHEMA}]}),
]
StatedRange = Annotated[str | float | int, PlainValidator(read_stated), WithJsonSchema({"type": ["string", "number"]})]


class Seen(Entry):
    """What can be seen of the reply so far."""

    response: Name = Field(description="id of the response that shows")
    date: Day | None = Field(None, description="the day it was seen; default as_of")
    leaked: Name | None = Field(None, description="none, or the id of the request that leaked")


class Favour(Entry):
    """An entry of the ledger: something one side did for the other."""

    date: When = Field(description="a date as YYYY, YYYY-MM or YYYY-MM-DD")
    giver: Text = Field(alias="from", description="who gave: the client or the guarantor")
    receiver: Text = Field(alias="to", description="who received: the client or the guarantor")
    what: Text = Field(description="what was given, as text")
    size: Size = Field(description="small, medium or large")
    source: Slug | None = Field(None, description="id of the source")
    why: Text | None = Field(None, description="why this size")
    judgement: Flag = Field(False, description="true where the entry is the analyst's judgement")


class Episode(Marked):
    """An earlier call on this guarantor."""

    id: Slug = Field(description="id; default the client and the month, as SYR-2024-12")
    date: When = Field(description="a date as YYYY, YYYY-MM or YYYY-MM-DD")
    client: Name = Field(description="state code, or id of a member of the audience")
    asked: LevelOrId = Field(description="a level, or the id of a request")
    given: LevelOrId = Field(description="a level, or the id of a response")
    public: Probability = Field(description="a probability that the episode was noticed")
    what: Text | None = Field(None, description="what happened, as text")


class Group(Marked):
    """A group that members of the audience belong to."""

    label: Text = Field(description="name readers know")


class Member(Marked):
    """Someone who watches what the promise is worth."""

    label: Text = Field(description="name readers know")
    state: StateCode | None = Field(None, description="ISO 3166 alpha-3 code")
    groups: Names = Field((), description="groups it belongs to")
    role: Role = Field("client", description="client (has a guarantee) or prospect (may want one)")
    prior: Prior | None = Field(None, description="probability it gives the first type; default the share itself")
    spillover: Probability | None = Field(None, description="how far this case speaks to its own")
    value: Positive | None = Field(None, description="what keeping it is worth, in alliance values")
    reserve: Probability | None = Field(None, description="honour probability at which it is indifferent")
    fear: Positive | None = Field(None, description="what it loses from a guarantor loyal to others")


class Source(Entry):
    """Where facts come from, and how far they can be trusted."""

    title: Text = Field(description="a title, as text")
    author: Text | None = Field(None, description="who wrote it")
    publisher: Text | None = Field(None, description="who published it")
    date: When | None = Field(None, description="when it appeared")
    url: Text | None = Field(None, description="where it can be read; never fetched")
    kind: Name = Field(description="a kind, as treaty, official, agency, press, opinion, analysis, dataset, judgement")
    stance: Text | None = Field(None, description="interest of the author in the matter")
    grade: Grade | None = Field(None, description="Admiralty code, A1 to F6")
    lexicon: Lexicon | None = Field(None, description="how its words of probability are read")
    note: Text | None = Field(None, description="anything else")


class Evidence(Entry):
    """A dated observation and how likely it was under each request."""

    id: Slug = Field(description="an id")
    date: Day = Field(description="a day as YYYY-MM-DD")
    says: Text = Field(description="what was observed, as text")
    source: Slug = Field(description="the id of a source")
    origin: Slug | None = Field(None, description="items of one origin count once; default the item's own id")
    grade: Grade | None = Field(None, description="overrides the grade of the source")
    reliability: Probability | None = Field(None, description="overrides the grade")
    exact: Flag = Field(False, description="true where plain probabilities are exact")
    lexicon: Lexicon | None = Field(None, description="how words in the likelihood are read; default icd203")
    likelihood: dict[Name, Likelihood] | None = Field(None, description="probability of this under each request")
    odds: dict[Name, Odds] | None = Field(None, description="relative odds of this under each request")
    why: Text | None = Field(None, description="why these likelihoods")
    judgement: Flag = Field(False, description="true where the likelihoods are the analyst's judgement")


class Claim(Entry):
    """Something a source says, and what in the answer would bear it out."""

    id: Slug = Field(description="an id")
    source: Slug = Field(description="the id of a source")
    says: Text = Field(description="what is claimed, as text")
    tests: Text | None = Field(None, description="formula over the answer; without one the claim is not testable")
    stated: StatedRange = Field("claim", description="how sure the source is: word, range, claim or denial")
    under: dict[str, Any] = Field({}, description="settings under which the claim is tested, path: value")
    margin: Any = Field(0.01, description="by how much a comparison must hold in a draw to count")


class Forecast(Entry):
    """A dated question that can be resolved."""

    id: Slug = Field(description="an id")
    ask: Text = Field(description="a question, as text")
    resolves: Day = Field(description="a day as YYYY-MM-DD")
    expression: Text = Field(alias="from", description="a sum of responses, as responses.a + responses.b")
    outcome: Any = Field(None, description="what happened; shown, never read by an answer")
    resolved: Day | None = Field(None, description="a day as YYYY-MM-DD; shown, never read by an answer")
    source: Slug | None = Field(None, description="id of the source of the outcome")
    note: Text | None = Field(None, description="anything else")


class Indicator(Marked):
    """Something that may be seen by a day to come, and how likely that is under each request or each response."""

    id: Slug = Field(description="an id")
    says: Text = Field(description="what would be seen, as text")
    by: Day = Field(description="a day as YYYY-MM-DD, by which it is seen or not")
    exact: Flag = Field(False, description="true where plain probabilities are exact")
    lexicon: Lexicon | None = Field(None, description="how words in the tables are read; default icd203")
    likelihood: dict[Name, Likelihood] | None = Field(None, description="probability of this under each request")
    given: dict[Name, Likelihood] | None = Field(None, description="probability of this under each response")


Book = Literal["one-period", "markov"]
