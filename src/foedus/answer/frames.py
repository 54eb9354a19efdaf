"""The answer as pandas tables and as an xarray tree, for those who go on computing with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from foedus import __version__
from foedus.answer.result import Answer, Figure, MemberRow
from foedus.errors import ComputationError

if TYPE_CHECKING:
    import pandas
    import xarray

    from foedus.answer.sensitivity import IndicatorRow

Rows = list[dict[str, Any]]


def tables(answer: Answer) -> dict[str, pandas.DataFrame]:
    """Frames by name: requests, responses, audience, prices, claims, evidence, bits, history, stock, forecasts,
    elasticities, flips, doubling, sobol, indicators, if_seen, conflict, menu.

    One row an entry, in the order of the answer; a figure takes three columns (`posterior`, `posterior_low`,
    `posterior_high`). Three are long: `prices` has a row for each member, response and request that leaked (None:
    nothing did), `bits` one for each item of evidence and request, `if_seen` one for each indicator and request. What
    does not exist is NaN. An empty frame, as `sobol` where it was not asked for, has its columns all the same.

    Raises:
        ComputationError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        _say_what_to_install("pandas")
    return {name: pd.DataFrame(rows, columns=columns) for name, (columns, rows) in _contents(answer).items()}


def to_datatree(answer: Answer) -> xarray.DataTree:
    """The posterior draw by draw: groups `posterior`, `prior` and `inputs`, dimensions request, response, member, draw.

    `posterior` holds the draws' weights; means over draws are means with these. Only certified draws are here.

    Raises:
        ComputationError: xarray is not installed, or the answer came without its draws.
    """
    try:
        import xarray as xr
    except ImportError:
        _say_what_to_install("xarray")
    draws = answer.posterior_draws
    if draws is None:
        raise ComputationError("this answer came without its draws: ask again to have them")
    coordinates = {
        "request": [row.id for row in answer.requests],
        "response": [row.id for row in answer.responses],
        "member": [row.id for row in answer.audience],
        "draw": list(range(len(draws["weight"]))),
    }

    def group(arrays: Mapping[str, tuple[tuple[str, ...], Any]]) -> xr.Dataset:
        named = {dimension for dimensions, _ in arrays.values() for dimension in dimensions}
        # An axis without entries has no names to keep, and netCDF no type for them.
        kept = {name: values for name, values in coordinates.items() if name in named and values}
        return xr.Dataset(dict(arrays), coords=kept)

    posterior = {
        "weight": (("draw",), draws["weight"]),
        "request_probability": (("request", "draw"), draws["posterior"]),
        "response_probability": (("response", "draw"), draws["response"]),
        "likelihood": (("request", "draw"), draws["likelihood"]),
        "price_before": (("member", "draw"), draws["member_before"]),
    }
    return xr.DataTree.from_dict(
        {
            "/": xr.Dataset(attrs=_attributes(answer)),
            "posterior": group(posterior),
            "prior": group({"request_probability": (("request", "draw"), draws["prior"])}),
            "inputs": group({path: (("draw",), values) for path, values in draws["inputs"].items()}),
        },
        name=answer.case.id,
    )


def _attributes(answer: Answer) -> dict[str, Any]:
    case = answer.case
    return {
        "foedus": __version__,
        "case": case.id,
        "as_of": case.as_of.isoformat(),
        "sha256": case.sha256,
        "settings": json.dumps(dict(case.settings), ensure_ascii=False),
        "seed": answer.seed,
        "draws": answer.draws,
    }


def _say_what_to_install(library: str) -> NoReturn:
    raise ComputationError(f"{library} is not installed, and this needs it: pip install 'foedus[frames]'") from None


def _contents(answer: Answer) -> dict[str, tuple[list[str], Rows]]:
    three = ("", "_low", "_high")
    request = ["id", "label", "level", "is_rest", "prior", "evidence_only", "with_evidence"]
    response = ["id", "label", "level", "feasible", "no_free_units", "chosen", "weight_share", "is_extrapolated"]
    columns = {
        "requests": [*request, *(f"posterior{end}" for end in three)],
        "responses": [
            *response, *(f"{name}{end}" for name in ("probability", "cost", "loss", "escalation") for end in three),
        ],
        "audience": [
            "id", "label", "groups", "role", "value",
            *(f"{name}{end}" for name in ("before", "expected_after", "stays") for end in three),
        ],
        "prices": ["member", "response", "leaked_request", "after", "change", "low", "high"],
        "claims": [
            "id", "source", "says", "tests", "under", "verdict", "word", "stated_low", "stated_high",
            "difference", "hinges_on", "hinge_swing", "hinge_rivals", "reason", *(f"model{end}" for end in three),
        ],
        "evidence": ["id", "date", "says", "source", "origin", "reliability", "bits"],
        "history": ["id", "label", "date", "degree", *(f"effect{end}" for end in three)],
        "stock": [
            "id", "response", "unit", "probability_not_free", "probability_infeasible",
            *(f"{name}{end}" for name in ("needed", "free", "available", "shadow_price", "extra_production")
              for end in three),
        ],
        "forecasts": ["id", "ask", "resolves", *(f"probability{end}" for end in three)],
        "bits": ["item", "request", "bits"],
        "flips": [
            "figure", "input", "low", "now", "high", "at", "move", "before", "after", "is_inside",
            "is_confirmed", "draws",
        ],
        "doubling": [
            "judged", "draws", "request", "keeps_request", "response", "keeps_response", "verdicts", "tested",
            *(f"{name}{end}" for name in ("posterior", "probability") for end in three),
        ],
        "sobol": ["figure", "input", *(f"{name}{end}" for name in ("first", "total") for end in three)],
        "if_seen": ["indicator", "request", "if_seen", "if_not"],
        "elasticities": ["figure", "input", "value", "is_solved"],
        "indicators": ["id", "label", "kind", "by", "probability", "bits", "response_bits"],
        "conflict": ["id", "bits", "towards"],
        "menu": ["kind", "requests", "leads", "posterior", "response", "ambiguity", "is_changed"],
    }  # fmt: skip
    rows: dict[str, Rows] = {
        "prices": [price for row in answer.audience for price in _prices(row)],
        "bits": [
            {"item": row.id, "request": request, "bits": bits}
            for row in answer.evidence
            for request, bits in row.by_request.items()
        ],
        "doubling": [] if answer.doubling is None else [_flat(answer.doubling, columns["doubling"])],
        "if_seen": [line for row in answer.indicators for line in _if_seen(row)],
        "stock": [
            {"id": row.id, "unit": row.unit, "response": name, **_flat(use, columns["stock"])}
            for row in answer.stock
            for name, use in row.by_response.items()
        ],
    }
    for name in columns.keys() - rows.keys():
        rows[name] = [_flat(row, columns[name]) for row in getattr(answer, name) or ()]
    return {name: (columns[name], rows[name]) for name in columns}


def _flat(row: Any, columns: list[str]) -> dict[str, Any]:
    """The fields of a row that have a column, figures in three of them."""
    flat: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column, None)
        if isinstance(value, Figure):
            flat |= {column: value.value, f"{column}_low": value.low, f"{column}_high": value.high}
        elif isinstance(value, Mapping):
            flat[column] = ", ".join(f"{path} = {setting}" for path, setting in value.items())
        elif hasattr(row, column):
            flat[column] = list(value) if isinstance(value, tuple) else value
    return flat


def _if_seen(row: IndicatorRow) -> Iterator[dict[str, Any]]:
    seen, unseen = row.if_seen or {}, row.if_not or {}
    for request in seen or unseen:
        yield {"indicator": row.id, "request": request, "if_seen": seen.get(request), "if_not": unseen.get(request)}


def _prices(row: MemberRow) -> Iterator[dict[str, Any]]:
    for response, after in row.after.items():
        change = row.change.get(response)
        interval = {} if change is None else {"change": change.value, "low": change.low, "high": change.high}
        yield {"member": row.id, "response": response, "leaked_request": None, "after": after, **interval}
    for request, prices in row.after_if_leaked.items():
        for response, after in prices.items():
            change_of = None if after is None else after - row.before.value
            yield {
                "member": row.id, "response": response, "leaked_request": request, "after": after, "change": change_of,
            }  # fmt: skip
