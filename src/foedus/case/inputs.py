"""Every number that the model reads from a case, by its path, with what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from foedus.case.account import Evidence, Indicator
from foedus.case.case import Case
from foedus.case.defaults import DEFAULTS, Default, grade_reliability, type_default
from foedus.case.number import Mark, Stated
from foedus.quantity import Quantity, judged_odds

Basis = Literal["sourced", "judged", "default", "unmarked"]

SINGLE = (
    "precision", "sharpness", "leak", "harm", "entanglement", "disappointment", "memory", "patience", "urgency",
)  # fmt: skip
CHALLENGER = ("sharpness", "gain", "risk", "deterred")
TYPE = ("share", "fate", "norm", "honours")
REQUEST = ("level", "asking", "clarity", "weight", "urgency")
RESPONSE = ("level", "delay", "visibility", "veto", "money", "weight")
STOCK = ("in_service", "production", "lead_time")
MEMBER = ("spillover", "value", "reserve", "fear")
CLIENT = ("value", "reserve")


@dataclass(frozen=True, slots=True)
class Input:
    """A number that the model reads.

    Arguments:
        quantity: the number, as written or by default.
        basis: "sourced" (a source of the case vouches for it), "judged" (the analyst does), "default" or "unmarked".
        source: id of the source, None where none is named.
        why: the reason given, or "".
        is_default: whether the analyst left it out.
        scale_by_level: whether the model multiplies it by (level − lowest level) / (1 − lowest level) of the request.
        is_of_indicator: whether it says only what may be seen next: it moves no other figure of an answer.
    """

    quantity: Quantity
    basis: Basis
    source: str | None = None
    why: str = ""
    is_default: bool = False
    scale_by_level: bool = False
    is_of_indicator: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether it has an interval to be moved through: not what is exact, or a mixture that is hardly ever else."""
        return self.quantity.low < self.quantity.high


def inputs(case: Case) -> dict[str, Input]:
    """Every number that the model reads, defaults included, by its path, in a fixed order."""
    return dict(_Reader(case).everything())


def shared_streams(case: Case) -> dict[str, str]:
    """What keys the draws of inputs that have no stream of their own, by path: reports of one origin share theirs.

    A second copy of a report is then drawn as the first, and changes nothing. The streams are those of the origin's
    earliest report, of one day the first by id: to name an origin, to add a report of it later, to cut one at `as_of`
    or to reorder the file leaves what was drawn as it was.
    """
    earliest: dict[str, str] = {}
    for item in sorted(case.evidence, key=lambda item: (item.date, item.id)):
        earliest.setdefault(item.origin or item.id, item.id)
    first = {item.id: earliest[item.origin or item.id] for item in case.evidence}
    streams = {}
    for path in inputs(case):
        section, _, rest = path.partition(".")
        report, _, figure = rest.partition(".")
        if section == "evidence" and first[report] != report:
            streams[path] = f"evidence.{first[report]}.{figure}"
    return streams


class _Reader:
    def __init__(self, case: Case) -> None:
        self.case = case

    def everything(self) -> Iterator[tuple[str, Input]]:
        case = self.case
        for key in SINGLE:
            yield from self._number(key, getattr(case, key), DEFAULTS[key])
        if case.challenger is not None:
            for key in CHALLENGER:
                path = f"challenger.{key}"
                yield from self._number(path, getattr(case.challenger, key), DEFAULTS[path])
        yield from self._types()
        yield from self._needs()
        yield from self._menus()
        for name, party in case.third_parties.items():
            yield from self._number(f"third_parties.{name}.moves", party.moves)
        yield from self._stock()
        if case.obligation is not None:
            yield from self._number("obligation", case.obligation)
        else:
            yield from self._number("duty", case.duty, DEFAULTS["duty"])
        yield from self._history()
        yield from self._audience()
        for item in case.evidence:
            yield from self._evidence(item)
        for sign in case.indicators:
            yield from self._indicator(sign)

    def _types(self) -> Iterator[tuple[str, Input]]:
        types = self.case.types
        last = list(types)[-1]
        for name, kind in types.items():
            for key in TYPE:
                given: Stated | None = getattr(kind, key)
                if key == "share" and name == last and given is None:
                    continue  # takes what the others leave
                yield from self._number(f"types.{name}.{key}", given, type_default(name, key, types))

    def _needs(self) -> Iterator[tuple[str, Input]]:
        even = Default(1 / len(self.case.need), DEFAULTS["leak"].field)
        for name, need in self.case.need.items():
            yield from self._number(f"need.{name}.chance", need.chance, even)
            yield from self._number(f"need.{name}.value", need.value, DEFAULTS.get(f"need.{name}.value"))

    def _menus(self) -> Iterator[tuple[str, Input]]:
        for name, request in self.case.requests.items():
            for key in REQUEST:
                given = getattr(request, key)
                yield from self._number(f"requests.{name}.{key}", given, DEFAULTS.get(f"requests.*.{key}"))
        for name, response in self.case.responses.items():
            for key in RESPONSE:
                given = getattr(response, key)
                yield from self._number(f"responses.{name}.{key}", given, DEFAULTS.get(f"responses.*.{key}"))
            for asset, units in response.units.items():
                yield from self._number(f"responses.{name}.units.{asset}", units)

    def _stock(self) -> Iterator[tuple[str, Input]]:
        for name, asset in self.case.stock.items():
            for key in STOCK:
                yield from self._number(f"stock.{name}.{key}", getattr(asset, key), DEFAULTS.get(f"stock.*.{key}"))
            for theatre, share in asset.committed.items():
                yield from self._number(f"stock.{name}.committed.{theatre}", share)
            for theatre, worth in asset.worth.items():
                yield from self._number(f"stock.{name}.worth.{theatre}", worth)

    def _history(self) -> Iterator[tuple[str, Input]]:
        for episode in self.case.history:
            path = f"history.{episode.id}"
            for key in ("asked", "given"):
                level = getattr(episode, key)
                if isinstance(level, Stated):  # an id has its level in its own place
                    yield from self._number(f"{path}.{key}", level)
            yield from self._number(f"{path}.public", episode.public)

    def _audience(self) -> Iterator[tuple[str, Input]]:
        client = self.case.audience.get("client")
        for key in CLIENT:
            path = f"audience.client.{key}"
            yield from self._number(path, getattr(client, key, None), DEFAULTS[path])
        for name, member in self.case.members.items():
            if isinstance(member.prior, dict):
                for kind, probability in member.prior.items():
                    yield from self._number(f"audience.{name}.prior.{kind}", probability)
            elif member.prior is not None:
                yield from self._number(f"audience.{name}.prior", member.prior)
            for key in MEMBER:
                yield from self._number(f"audience.{name}.{key}", getattr(member, key), DEFAULTS[f"audience.*.{key}"])

    def _evidence(self, item: Evidence) -> Iterator[tuple[str, Input]]:
        path = f"evidence.{item.id}"
        key = "odds" if item.likelihood is None else "likelihood"
        table: Mapping[str, Stated] = (item.odds if item.likelihood is None else item.likelihood) or {}
        for request in self.case.requests:
            stated = table[request] if request in table else table["others"]
            quantity = stated.quantity if key == "odds" else _judged(stated, item.exact)
            basis, source, why = self._likelihood_basis(item, key, request, stated)
            yield f"{path}.{key}.{request}", Input(quantity, basis, source, why)
        if item.reliability is not None:
            yield from self._number(f"{path}.reliability", item.reliability)
        elif (grade := item.grade or self.case.sources[item.source].grade) is not None:
            reliability = Input(grade_reliability(grade), "judged", item.source, f"grade {grade}")
            yield f"{path}.reliability", reliability
        else:
            yield from self._number(f"{path}.reliability", None, DEFAULTS["evidence.*.reliability"])

    def _indicator(self, item: Indicator) -> Iterator[tuple[str, Input]]:
        by_request = item.likelihood is not None
        table: Mapping[str, Stated] = (item.likelihood if by_request else item.given) or {}
        key = "likelihood" if by_request else "given"
        for name in self.case.requests if by_request else self.case.responses:
            stated = table[name] if name in table else table["others"]
            path = f"indicators.{item.id}.{key}.{name}"
            basis, source, why = self._basis(path, stated.mark)
            yield path, Input(_judged(stated, item.exact), basis, source, why, is_of_indicator=True)

    def _number(self, path: str, given: Stated | None, default: Default | None = None) -> Iterator[tuple[str, Input]]:
        """The input at a path, if the analyst or the table of defaults has one."""
        if given is not None:
            basis, source, why = self._basis(path, given.mark)
            yield path, Input(given.quantity, basis, source, why)
        elif default is not None:
            yield path, Input(default.quantity, "default", is_default=True, scale_by_level=default.scale_by_level)

    def _basis(self, path: str, own: Mark | None) -> tuple[Basis, str | None, str]:
        """What a number rests on: its own mark, else that of the nearest mapping around it that has one."""
        if path in self.case.set_paths:
            return "judged", None, "set for this run"
        if path in self.case.resolved:
            return "sourced", None, self.case.resolved[path].rests_on
        if own is not None and (own.source is not None or own.judgement):
            return self._judge(own, own.why)
        why = own.why if own is not None else ""
        around = path
        while around:
            around = around.rpartition(".")[0]
            mark = self.case.marks.get(around)
            if mark is not None:
                return self._judge(mark, why or mark.why)
        return "unmarked", None, why

    def _judge(self, mark: Mark, why: str) -> tuple[Basis, str | None, str]:
        if mark.source is None:
            return "judged", None, why
        is_judgement = self.case.sources[mark.source].kind == "judgement"
        return ("judged" if is_judgement else "sourced"), mark.source, why

    def _likelihood_basis(
        self, item: Evidence, key: str, request: str, stated: Stated
    ) -> tuple[Basis, str | None, str]:
        """A likelihood is the analyst's judgement unless it, or its table, names a source of its own.

        The item's source vouches for what was said, not for how likely that was under each request.
        """
        path = f"evidence.{item.id}.{key}"
        mark = stated.mark if stated.mark is not None and stated.mark.source else self.case.marks.get(path)
        why = (stated.mark.why if stated.mark else "") or (mark.why if mark else "") or item.why or ""
        if f"{path}.{request}" in self.case.set_paths:
            return "judged", None, "set for this run"
        if f"{path}.{request}" in self.case.resolved:
            return "sourced", None, self.case.resolved[f"{path}.{request}"].rests_on
        if mark is None or mark.source is None:
            return "judged", None, why
        return self._judge(mark, why)


def _judged(stated: Stated, is_exact: bool) -> Quantity:
    """A likelihood as it is drawn: a plain probability has uncertain odds unless it is exact."""
    quantity = stated.quantity
    return judged_odds(quantity.low, text=quantity.text) if quantity.is_point and not is_exact else quantity
