"""Checks of what may be seen next: one table each, that covers a menu, and a day on which the request has been made."""

from foedus.case.account import Indicator
from foedus.case.check import Checker
from foedus.case.check_account import check_table
from foedus.case.document import Path


def check_indicators(checker: Checker) -> None:
    """Note everything wrong with the indicators."""
    for index, item in enumerate(checker.case.indicators):
        _check_indicator(checker, item, ("indicators", index))


def _check_indicator(checker: Checker, item: Indicator, path: Path) -> None:
    case = checker.case
    if item.by < case.asked_on:
        message = f"is {item.by}, before asked_on {case.asked_on}: expected a later day"
        checker.add((*path, "by"), message, reads=("as_of", "asked_on"))
    if (item.likelihood is None) == (item.given is None):
        found = "neither" if item.likelihood is None else "both"
        hint = "" if found == "neither" else "Write two indicators: each is a question of its own."
        checker.add(path, f"has {found} of likelihood and given: expected one of them", hint)
    elif item.likelihood is not None:
        check_table(checker, (*path, "likelihood"), item.likelihood, "requests")
    elif item.given is not None:
        check_table(checker, (*path, "given"), item.given, "responses")
