"""Checks of what is tested and forecast: formulas, stated ranges and the settings a claim is tested under."""

import math

from pydantic_core import PydanticCustomError

from foedus.case.account import Claim, Forecast
from foedus.case.check import Checker
from foedus.case.document import Path, quote
from foedus.case.expression import Expression, ExpressionError, parse
from foedus.case.expression_name import resolve, summed_responses
from foedus.case.schema_error import MOST_HINTS
from foedus.case.setting import check_setting
from foedus.case.stated import lexicon_of, read_stated_range

NAMED = ("requests", "responses", "audience", "history", "stock", "types", "need", "challenger", "third_parties")
"""Sections whose ids formulas and settings name."""


def check_claims(checker: Checker) -> None:
    """Note everything wrong with claims and forecasts, and work out what the claims state."""
    case = checker.case
    for index, claim in enumerate(case.claims):
        if len(checker.mistakes) > MOST_HINTS:
            return  # nobody reads so many, and looking for the nearest name takes time
        path: Path = ("claims", index)
        known = checker.refer((*path, "source"), claim.source, "sources", case.sources)
        if known:
            source = case.sources[claim.source]
            try:
                checker.stated[claim.id] = read_stated_range(claim.stated, lexicon_of(source.kind, source.lexicon))
            except PydanticCustomError as error:
                context = error.context or {}
                checker.add((*path, "stated"), str(context["message"]), str(context["hint"]), reads=("sources",))
        _check_margin(checker, claim, path)
        for setting, value in claim.under.items():
            for message, hint in check_setting(checker.data, str(setting), value):
                checker.add((*path, "under", str(setting)), message, hint, looks_up=NAMED)
        if claim.tests is None:
            checker.warnings.append(f"claims.{claim.id} tests nothing: its verdict will be not testable")
        else:
            _formula(checker, claim.tests, (*path, "tests"))
    for index, forecast in enumerate(case.forecasts):
        path = ("forecasts", index)
        checker.refer((*path, "source"), forecast.source, "sources", case.sources)
        if forecast.resolves < case.asked_on:
            message = f"is {forecast.resolves}, before asked_on {case.asked_on}: expected a later day"
            checker.add((*path, "resolves"), message, reads=("as_of", "asked_on"))
        _check_sum(checker, forecast, (*path, "from"))


def _check_sum(checker: Checker, forecast: Forecast, path: Path) -> None:
    formula = _formula(checker, forecast.expression, path)
    if formula is None:
        return
    responses = summed_responses(formula)
    if responses is None:
        message = f"is {quote(forecast.expression)}: expected a sum of responses, as responses.a + responses.b"
        checker.add(path, message)
        return
    for name in dict.fromkeys(name for name in responses if responses.count(name) > 1):
        # The parts of the sum exclude each other: one of them twice would be more than its chance.
        message = f"names responses.{name} {_times(responses.count(name))}: expected each response once"
        checker.add(path, message, looks_up=("responses",))


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _check_margin(checker: Checker, claim: Claim, path: Path) -> None:
    margin = claim.margin
    is_number = isinstance(margin, int | float) and not isinstance(margin, bool)
    if not is_number or not 0 <= margin < math.inf:
        checker.add((*path, "margin"), f"is {quote(margin)}: expected a number of at least 0")


def _formula(checker: Checker, text: str, path: Path) -> Expression | None:
    """The formula with its names in full; None, and a mistake noted, when it cannot be read."""
    try:
        return resolve(parse(text), checker.case)
    except ExpressionError as error:
        checker.add(path, error.message, error.hint, looks_up=NAMED)
        return None
