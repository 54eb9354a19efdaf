"""Schema of the crisis itself: who plays, what may be asked, what may be given, and what giving costs."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from foedus.case.document import quote
from foedus.case.entry import Flag, Marked, Name, Names, StateCode, Text, read_name
from foedus.case.number import (
    LEVEL_NOTE,
    SHARE_FIELD,
    Clock,
    Count,
    Level,
    Positive,
    Probability,
    Rate,
    Share,
    Time,
    Weight,
    mistake,
    read_quantity,
)

SUM_TOLERANCE = 1e-9  # what a table of decimal fractions may lose to binary rounding


def read_looks(raw: Any) -> dict[str, float]:
    """What a response is taken for: one id, or a table of exact shares that add up to one."""
    if isinstance(raw, str):
        return {read_name(raw): 1.0}
    if not isinstance(raw, Mapping) or not raw:
        raise mistake(f"is {quote(raw)}: expected the id of a response, or a table as {{words: 0.7, mediate: 0.3}}")
    shares: dict[str, float] = {}
    for name, value in raw.items():
        quantity = read_quantity(value, SHARE_FIELD)
        if not quantity.is_point:
            raise mistake(f"gives {name} the share {quote(value)}: expected an exact share between 0 and 1")
        shares[read_name(name)] = quantity.low
    if abs(sum(shares.values()) - 1.0) > SUM_TOLERANCE:
        raise mistake(f"has shares that add up to {sum(shares.values()):.6g}: expected 1")
    return shares


Looks = Annotated[
    dict[str, float],
    PlainValidator(read_looks),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "number"}}]}),
]


class Challenger(Marked):
    """Who escalates or holds after seeing the reply."""

    label: Text = Field("the challenger", description="name readers know")
    state: StateCode | None = Field(None, description="ISO 3166 alpha-3 code")
    sharpness: Positive | None = Field(None, description="factor on precision for the challenger")
    gain: Positive | None = Field(None, description="what escalation brings the challenger")
    risk: Positive | None = Field(None, description="what escalation costs the challenger whatever the reply")
    deterred: Positive | None = Field(None, description="what full visible support takes from escalation")


class GuarantorType(Marked):
    """A kind of guarantor that this one may be."""

    label: Text = Field(description="name readers know")
    share: Share | None = Field(None, description="probability of this type before the crisis")
    fate: Positive | None = Field(None, description="what the client's fate is worth to this type")
    norm: Positive | None = Field(None, description="what breaking a duty costs this type")
    honours: Probability | None = Field(None, description="probability that this type honours a call")


class Need(Marked):
    """How badly the client needs help: a state of the world known to client and guarantor only."""

    label: Text = Field(description="name readers know")
    chance: Probability | None = Field(None, description="probability of this need; the chances add up to one")
    value: Positive | None = Field(None, description="what full support is worth to the client")


class Request(Marked):
    """Something that may have been asked in private."""

    label: Text = Field(description="name readers know")
    level: Level = Field(description=f"a level between 0 and 1{LEVEL_NOTE}")
    asking: Positive | None = Field(None, description="what asking costs the client")
    clarity: Probability | None = Field(None, description="probability that it is heard as meant")
    weight: Weight | None = Field(None, description="how often such clients ask this, before strategy")
    urgency: Clock | None = Field(None, description="time in which help loses two thirds of its worth")
    units: dict[Name, Count] = Field({}, description="units asked for, by class of stock; for the reader only")
    rest: Flag = Field(False, description="true for the entry that stands for whatever is not on the list")


class Response(Marked):
    """Something the guarantor may give."""

    label: Text = Field(description="name readers know")
    level: Level = Field(description=f"a level between 0 and 1{LEVEL_NOTE}")
    delay: Time | None = Field(None, description="time until it takes effect")
    visibility: Probability | None = Field(None, description="probability that it is seen for what it is")
    looks_like: Looks | None = Field(None, description="what it is taken for when not seen for what it is")
    veto: Probability | None = Field(None, description="probability that it is stopped at home")
    money: Positive | None = Field(None, description="cost in money, in alliance values")
    weight: Weight | None = Field(None, description="how often such guarantors give this, before strategy")
    units: dict[Name, Count] = Field({}, description="units it takes, by class of stock")
    theatres: Names | None = Field(None, alias="from", description="theatres that may give the units; default all")
    needs_third_party: Name | None = Field(None, description="id of the third party that must move first")


class ThirdParty(Marked):
    """Someone without whom a response cannot be carried out."""

    label: Text = Field(description="name readers know")
    state: StateCode | None = Field(None, description="ISO 3166 alpha-3 code")
    moves: Probability = Field(description="a probability that it moves")


class AssetClass(Marked):
    """A class of asset, where its units are committed, and what they are worth there."""

    label: Text = Field(description="name readers know")
    unit: Text = Field(description="what one unit is, as text")
    in_service: Count = Field(description="a count of the units in service")
    committed: dict[Name, Share] = Field({}, description="share of the units committed to each theatre")
    production: Rate | None = Field(None, description="units produced a year")
    lead_time: Time | None = Field(None, description="time before production delivers its first unit")
    worth: dict[Name, Positive] = Field({}, description="worth of the average unit in each theatre, in alliance values")
