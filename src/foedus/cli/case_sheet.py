"""A case as a reader would want it: one idea a block, in the order in which the case is thought through."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from foedus.case import Case, Input, Response, inputs
from foedus.cli.block import block
from foedus.cli.case_account_sheet import Rows, account_blocks
from foedus.cli.case_number_list import number_blocks
from foedus.cli.case_summary import balance_line, warnings
from foedus.report.phrase import one_line, written_day
from foedus.report.written_number import written

if TYPE_CHECKING:
    from rich.console import RenderableType


def case_sheet(case: Case, full: bool = False) -> Iterator["RenderableType"]:
    """What `foedus case show` prints, from the question to what the numbers rest on; `full` lists every number."""
    yield Text(one_line(case.question), style="bold")
    asked = "" if case.asked_on == case.as_of else f" · asked on {written_day(case.asked_on)}"
    yield Text(f"{case.id} · as of {written_day(case.as_of)}{asked}", style="dim")
    numbers = inputs(case)
    for title, rows in (
        ("Who", _parties(case, numbers)),
        ("What may have been asked", _requests(case, numbers)),
        ("What may be given", _responses(case, numbers)),
        ("What kind of guarantor", _types(case, numbers)),
        ("How badly help is needed", _needs(case, numbers)),
        ("What responses are taken from", _stock(case, numbers)),
        *account_blocks(case, numbers),
    ):
        if rows:
            yield block(title.upper(), rows)
    if full:
        for title, rows in number_blocks(case, numbers):
            yield block(title, rows)
    yield block("RESTS ON", [("", balance_line(case))])
    if found := warnings(case):
        yield block("TO NOTE", [("", warning) for warning in found])


def _parties(case: Case, numbers: dict[str, Input]) -> Rows:
    rows: Rows = [("client", _party(case.client.label, case.client.state))]
    rows.append(("guarantor", _party(case.guarantor.label, case.guarantor.state)))
    challenger = case.challenger
    rows.append(("challenger", "nobody" if challenger is None else _party(challenger.label, challenger.state)))
    owed = "obligation" if case.obligation is not None else "duty"
    rows.append((owed, written(owed, numbers[owed])))
    rows.append(("leak", written("leak", numbers["leak"])))
    if case.seen is None:
        rows.append(("seen so far", "nothing that can be told"))
    else:
        seen = case.responses[case.seen.response].label
        leaked = case.seen.leaked
        asked = "" if leaked is None else "; no request leaked" if leaked == "none" else f"; {leaked} leaked"
        rows.append(("seen so far", f"{seen}, {written_day(case.seen.date or case.as_of)}{asked}"))
    return rows


def _party(label: str, state: str | None) -> str:
    return label if state is None else f"{label} ({state})"


def _requests(case: Case, numbers: dict[str, Input]) -> Rows:
    rows: Rows = []
    for name, request in case.requests.items():
        facts = [f"{key} {written(f'requests.{name}.{key}', numbers[f'requests.{name}.{key}'])}"
                 for key in ("level", "weight")]  # fmt: skip
        facts += [f"{units.quantity} {asset}" for asset, units in request.units.items()]
        rows.append((name, f"{request.label}\n{' · '.join(facts)}"))
    return rows


def _responses(case: Case, numbers: dict[str, Input]) -> Rows:
    return [
        (name, f"{response.label}\n{' · '.join(_response_facts(case, name, response, numbers))}")
        for name, response in case.responses.items()
    ]


def _response_facts(case: Case, name: str, response: Response, numbers: dict[str, Input]) -> Iterator[str]:
    for key in ("level", "delay", "visibility", "veto", "money"):
        number = numbers[f"responses.{name}.{key}"]
        if key == "level" or not (number.is_default or number.quantity.high == 0.0):
            yield f"{key} {written(f'responses.{name}.{key}', number)}"
    for asset, units in response.units.items():
        places = f" from {', '.join(response.theatres)}" if response.theatres else ""
        yield f"takes {units.quantity} {asset}{places}"
    if response.looks_like:
        shares = response.looks_like
        yield "looks like " + ", ".join(
            f"{look} {share:g}" if len(shares) > 1 else look for look, share in shares.items()
        )
    if response.needs_third_party:
        yield f"only if: {case.third_parties[response.needs_third_party].label}"
    if name == case.fallback_id:
        yield "what is left when another fails"


def _types(case: Case, numbers: dict[str, Input]) -> Rows:
    return [(name, f"{kind.label}\n{_facts(f'types.{name}', ('share', 'fate', 'norm', 'honours'), numbers)}")
            for name, kind in case.types.items()]  # fmt: skip


def _needs(case: Case, numbers: dict[str, Input]) -> Rows:
    return [(name, f"{need.label}\n{_facts(f'need.{name}', ('chance', 'value'), numbers)}")
            for name, need in case.need.items()]  # fmt: skip


def _facts(path: str, keys: Sequence[str], numbers: dict[str, Input]) -> str:
    """The numbers at a path, one after the other; a last type's share is what the others leave."""
    return " · ".join(
        f"{key} {written(f'{path}.{key}', numbers[f'{path}.{key}'])}"
        if f"{path}.{key}" in numbers
        else f"{key} the rest"
        for key in keys
    )


def _stock(case: Case, numbers: dict[str, Input]) -> Rows:
    rows: Rows = []
    for name, asset in case.stock.items():
        path = f"stock.{name}"
        lines = [f"{asset.label}; one unit is: {asset.unit}"]
        lines.append(_facts(path, ("in_service", "production", "lead_time"), numbers).replace("_", " "))
        for theatre in asset.committed:
            share = written(f"{path}.committed.{theatre}", numbers[f"{path}.committed.{theatre}"])
            worth = written(f"{path}.worth.{theatre}", numbers[f"{path}.worth.{theatre}"])
            lines.append(f"{theatre}: share {share}, a unit there is worth {worth}")
        rows.append((name, "\n".join(lines)))
    return rows
