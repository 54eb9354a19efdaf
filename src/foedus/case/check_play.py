"""Checks of the crisis itself: menus, fallback, stock, types and needs."""

from foedus.case.case import lowest
from foedus.case.check import Checker
from foedus.case.defaults import DEFAULT_NEED_VALUES, needs_own_numbers
from foedus.case.play import Response
from foedus.quantity import Quantity, QuantityError, make_table
from foedus.quantity import point as exactly

ANY_THEATRE = ("reserve", "production")
"""Names that `from` may use beside theatres: units that no theatre holds, which count in any case."""
_RESERVED_REQUESTS = ("others", "none")


def check_play(checker: Checker) -> None:
    """Note everything wrong with who plays, what may be asked and given, and what it costs."""
    _check_menus(checker)
    _check_fallback(checker)
    for name, response in checker.case.responses.items():
        _check_response(checker, name, response)
    for name, request in checker.case.requests.items():
        for asset in request.units:
            checker.refer(("requests", name, "units", asset), asset, "stock", checker.case.stock)
    _check_stock(checker)
    _check_types(checker)
    _check_needs(checker)


def _check_menus(checker: Checker) -> None:
    case = checker.case
    if len(case.requests) < 2:
        hint = "Begin with a statement, at a level near 0."
        found = "one entry" if case.requests else "no entries"
        checker.add(("requests",), f"has {found}: expected two or more", hint)
    if not case.responses:
        checker.add(("responses",), "has no entries: expected one or more")
    for name in _RESERVED_REQUESTS:
        if name in case.requests:
            checker.add(("requests", name), f'cannot be called "{name}", which has a meaning of its own elsewhere')
    rest = [name for name, request in case.requests.items() if request.rest]
    for name in rest[1:]:
        checker.add(
            ("requests", name, "rest"), f"is true a second time: expected one rest, and {rest[0]} is it already"
        )


def _check_fallback(checker: Checker) -> None:
    case = checker.case
    if not case.responses:
        return
    if case.fallback is not None:
        if not checker.refer(("fallback",), case.fallback, "responses", case.responses):
            return
    else:
        tied = lowest(case.responses)
        if len(tied) > 1:
            listed = " and ".join(tied)
            message = (
                f"is missing: {listed} tie for the lowest level, expected the id of the one left when another fails"
            )
            checker.add(("fallback",), message, f"Add `fallback: {tied[0]}`.", reads=("responses",))
            return
    name = case.fallback_id
    response = case.responses[name]
    why = "it is what remains when another response fails"
    for key, is_given in (
        ("units", bool(response.units)),
        ("needs_third_party", response.needs_third_party is not None),
    ):
        if is_given:
            message = f"is given for the fallback: expected none, as {why}"
            checker.add(("responses", name, key), message, reads=("responses",))
    if response.veto is not None and response.veto.quantity.high > 0:
        checker.warnings.append(f"responses.{name}.veto has no effect: {name} is the fallback, {why}")


def _check_response(checker: Checker, name: str, response: Response) -> None:
    case = checker.case
    for other in response.looks_like or ():
        checker.refer(("responses", name, "looks_like"), other, "responses", case.responses)
    path = ("responses", name, "needs_third_party")
    checker.refer(path, response.needs_third_party, "third_parties", case.third_parties)
    theatres: list[str] = []
    for asset in response.units:
        if checker.refer(("responses", name, "units", asset), asset, "stock", case.stock):
            theatres += [theatre for theatre in case.stock[asset].committed if theatre not in theatres]
    if response.theatres is not None:
        if not response.units:
            checker.add(("responses", name, "from"), "is given without units: expected units that it limits")
        elif all(asset in case.stock for asset in response.units):
            for theatre in response.theatres:
                if theatre not in ANY_THEATRE:
                    where = f"the theatres of {', '.join(response.units)}"
                    checker.refer(("responses", name, "from"), theatre, where, [*theatres, *ANY_THEATRE], ("stock",))


def _check_stock(checker: Checker) -> None:
    for name, asset in checker.case.stock.items():
        for theatre in asset.committed:
            if theatre in ANY_THEATRE:
                message = f'cannot be called "{theatre}": what no theatre holds is the {theatre} already'
                checker.add(("stock", name, "committed", theatre), message)
            elif theatre not in asset.worth:
                message = f"has no {theatre}: expected the worth of a unit in each theatre of committed"
                checker.add(("stock", name, "worth"), message)
        for theatre in asset.worth:
            checker.refer(("stock", name, "worth", theatre), theatre, f"stock.{name}.committed", asset.committed)


def _check_types(checker: Checker) -> None:
    types = checker.case.types
    if not types:
        checker.add(("types",), "has no entries: expected one or more")
        return
    for name, kind in types.items():
        if needs_own_numbers(name, types):
            for key in ("share", "fate", "norm", "honours"):
                if getattr(kind, key) is None:
                    hint = "Only the first and the last of several types have defaults."
                    checker.add(("types", name, key), "is missing: expected a number", hint)
    *others, last = types
    shares = {name: types[name].share for name in types}
    given = {name: share.quantity for name, share in shares.items() if share is not None}
    try:
        if last in given:
            missing = [name for name in others if name not in given]
            if missing == others[:1] and len(others) == 1:
                hint = f"Leave out the share of {last}, which then takes the rest."
                checker.add(("types", others[0], "share"), f"is missing although {last} has one: expected both", hint)
            elif not missing:
                make_table(given)
        elif given:
            make_table(given, rest=last)
    except QuantityError as error:
        checker.add(("types",), f"has shares that cannot be probabilities: {error.expected}")


def _check_needs(checker: Checker) -> None:
    needs = checker.case.need
    if not needs:
        checker.add(("need",), "has no entries: expected one or more")
        return
    chances: dict[str, Quantity] = {}
    for name, need in needs.items():
        chances[name] = exactly(1 / len(needs)) if need.chance is None else need.chance.quantity
        if need.value is None and name not in DEFAULT_NEED_VALUES:
            checker.add(("need", name, "value"), "is missing: expected what full support is worth to the client")
    try:
        make_table(chances)
    except QuantityError as error:
        checker.add(("need",), f"has chances that cannot be probabilities: {error.expected}")
