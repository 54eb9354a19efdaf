"""Names in formulas: which quantities of an answer they stand for in a given case."""

from collections.abc import Callable
from functools import cached_property

from foedus.case.case import Case
from foedus.case.document import quote
from foedus.case.expression import Binary, Compare, Expression, ExpressionError, Mode, Name
from foedus.errors import listed, nearest

REQUEST_FIGURES = ("posterior", "prior", "evidence_only")
RESPONSE_FIGURES = ("probability", "feasible", "no_free_units", "cost", "loss")
STOCK_FIGURES = ("free", "available")
TYPE_FIGURES = ("share", "honours", "in_game_honours")
SINGLE_FIGURES = ("ambiguity", "innocence", "obligation", "book")
AUDIENCE_FIGURES = (
    "before", "after", "change", "expected_after", "after_if_leaked", "requests", "stays", "stays_after",
)  # fmt: skip
EVERYBODY = "*"


def resolve(expression: Expression, case: Case) -> Expression:
    """The formula with every name in full, all of them known to the case.

    In full means: `requests.Q.posterior` for a bare request or `requests.Q`, `responses.A.probability` likewise,
    `ambiguity` for its other name `deniability`, and `audience.*.…` for an audience without a member or group.

    Raises:
        ExpressionError: a name the case does not have, with the nearest one it has.
    """
    return _Names(case).tree(expression)


def summed_responses(expression: Expression) -> list[str] | None:
    """The responses that a forecast adds up, in order; None where the formula, its names in full, is no such sum."""
    match expression:
        case Name(("responses", name, "probability")):
            return [name]
        case Binary("+", left, right):
            parts = summed_responses(left), summed_responses(right)
            return None if parts[0] is None or parts[1] is None else parts[0] + parts[1]
    return None


def _unknown(name: str, where: str, known: list[str], before: str = "") -> ExpressionError:
    hint = nearest(name, known)
    if hint and before:
        hint = f'Did you mean "{before}{hint.split(chr(34))[1]}"?'
    shown = f"Known: {listed(known)}." if known else ""
    return ExpressionError(
        f"names {quote(before + name)}, which is not in {where}: expected a known name", hint or shown
    )


class _Names:
    """Walks a formula and the parts of its names."""

    def __init__(self, case: Case) -> None:
        self.case, self.whole = case, ""

    def tree(self, expression: Expression) -> Expression:
        """The tree with its names in full."""
        match expression:
            case Name(parts):
                self.whole = str(expression)
                return Name(self.resolve(parts))
            case Binary(operator, left, right):
                return Binary(operator, self.tree(left), self.tree(right))
            case Compare(operator, left, right):
                return Compare(operator, self.tree(left), self.tree(right))
            case Mode(family, members):
                known = list(self.case.requests if family == "requests" else self.case.responses)
                for member in members:
                    if member not in known:
                        raise _unknown(member, family, known)
        return expression

    @cached_property
    def scopes(self) -> list[str]:
        """What may follow `audience.` beside a figure: members, the client, groups and roles that occur."""
        members = self.case.members
        groups = dict.fromkeys(group for member in members.values() for group in member.groups)
        roles = dict.fromkeys(f"{member.role}s" for member in members.values())
        return list(dict.fromkeys([*members, "client", *groups, *roles]))

    def resolve(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        first, rest = parts[0], parts[1:]
        families: dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
            "requests": self._request,
            "responses": self._response,
            "escalation": self._escalation,
            "audience": self._audience,
            "history": self._history,
            "stock": self._stock,
            "types": self._type,
        }
        if first in families:
            return (first, *families[first](rest))
        if first == "deniability" and not rest:
            return ("ambiguity",)
        if first in SINGLE_FIGURES:
            return (first, *self._end(rest))
        return self._bare(first, rest, list(families))

    def _bare(self, first: str, rest: tuple[str, ...], families: list[str]) -> tuple[str, ...]:
        is_request, is_response = first in self.case.requests, first in self.case.responses
        if is_request and is_response:
            both = f"requests.{first} or responses.{first}"
            raise ExpressionError(f"names {quote(first)}, which is both a request and a response: expected {both}")
        if is_request:
            return ("requests", *self._request((first, *rest)))
        if is_response:
            return ("responses", *self._response((first, *rest)))
        known = [*families, *SINGLE_FIGURES, "deniability", *self.case.requests, *self.case.responses]
        raise _unknown(first, "the answer", known)

    def _pick(self, parts: tuple[str, ...], known: list[str], where: str) -> tuple[str, tuple[str, ...]]:
        """The first part, which must be one of the known, and the others."""
        before = self.whole[: len(self.whole) - len(".".join(parts))] if parts else f"{self.whole}."
        if not parts:
            shown = ", ".join(known[:12]) or "nothing here"
            raise ExpressionError(
                f"names {quote(self.whole)}, which is not a single figure: expected more", f"Next: {shown}."
            )
        if parts[0] not in known:
            raise _unknown(parts[0], where, known, before)
        return parts[0], parts[1:]

    def _end(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        if parts:
            short = ".".join(self.whole.split(".")[: -len(parts)])
            raise ExpressionError(f"names {quote(self.whole)}: expected nothing after {short}")
        return ()

    def _figure(self, parts: tuple[str, ...], known: tuple[str, ...], default: str | None) -> tuple[str, ...]:
        if not parts and default is not None:
            return (default,)
        figure, rest = self._pick(parts, list(known), "the figures there")
        return (figure, *self._end(rest))

    def _request(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        name, rest = self._pick(parts, list(self.case.requests), "requests")
        return (name, *self._figure(rest, REQUEST_FIGURES, "posterior"))

    def _response(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        name, rest = self._pick(parts, list(self.case.responses), "responses")
        return (name, *self._figure(rest, RESPONSE_FIGURES, "probability"))

    def _escalation(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        if self.case.challenger is None:
            raise ExpressionError(f"names {quote(self.whole)}, but the case has no challenger: expected one")
        figure, rest = self._pick(parts, ["before", "after"], "the figures of escalation")
        if figure == "before":
            return (figure, *self._end(rest))
        name, rest = self._pick(rest, list(self.case.responses), "responses")
        return (figure, name, *self._end(rest))

    def _audience(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        figure, rest = self._pick(parts, [*AUDIENCE_FIGURES, *self.scopes], "the audience")
        scope = EVERYBODY
        if figure not in AUDIENCE_FIGURES:
            scope = figure
            figure, rest = self._pick(rest, list(AUDIENCE_FIGURES), "the figures of the audience")
        elif len(self.scopes) == 1:
            raise ExpressionError(f"names {quote(self.whole)}, but the case has no audience: expected members")
        if figure in ("after_if_leaked", "requests"):
            request, rest = self._pick(rest, list(self.case.requests), "requests")
            if figure == "requests":
                return (scope, figure, request, *self._end(rest))
            response, rest = self._pick(rest, list(self.case.responses), "responses")
            return (scope, figure, request, response, *self._end(rest))
        if figure in ("after", "change", "stays_after"):
            response, rest = self._pick(rest, list(self.case.responses), "responses")
            return (scope, figure, response, *self._end(rest))
        return (scope, figure, *self._end(rest))

    def _history(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        name, rest = self._pick(parts, [episode.id for episode in self.case.history], "history")
        return (name, *self._end(rest))

    def _stock(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        name, rest = self._pick(parts, list(self.case.stock), "stock")
        return (name, *self._figure(rest, STOCK_FIGURES, None))

    def _type(self, parts: tuple[str, ...]) -> tuple[str, ...]:
        name, rest = self._pick(parts, list(self.case.types), "types")
        return (name, *self._figure(rest, TYPE_FIGURES, None))
