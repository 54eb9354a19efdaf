"""The stock of an answer: where the units are, and what each response would take of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.answer.figure_of import Quantities
from foedus.answer.result import Figure, StockRow, StockUse
from foedus.answer.rows import mean
from foedus.answer.weighing import Series
from foedus.answer.world import Solved
from foedus.stock import StockCost

Array = Any


def stock_rows(quantities: Quantities, solved: Solved) -> tuple[StockRow, ...]:
    """One row a class of asset, in the order of the file."""
    case, world = quantities.case, solved.world

    def of_draws(value: Any) -> Array:
        return np.broadcast_to(np.asarray(value, dtype=float), (world.n_draws,))[solved.draws]

    def use(name: str, response: str) -> StockUse:
        found: StockCost = world.stock.by_response[response].classes[name]
        shadow = of_draws(found.shadow_price)
        finite = np.isfinite(shadow)
        weight = quantities.weight * finite
        price = Series.single(np.where(finite, shadow, 0.0), weight).figure() if finite.any() else None
        more = of_draws(found.extra_production)
        return StockUse(
            needed=mean(quantities, of_draws(world.values[f"responses.{response}.units.{name}"])),
            free=mean(quantities, of_draws(found.free)),
            available=mean(quantities, of_draws(found.available)),
            probability_not_free=mean(quantities, 1.0 - of_draws(found.is_free)).value,
            probability_infeasible=mean(quantities, 1.0 - of_draws(found.is_available)).value,
            taken={theatre: mean(quantities, of_draws(units)) for theatre, units in found.taken.items()},
            shadow_price=price,
            extra_production=_finite_mean(quantities, more),
        )

    rows = []
    for name, asset in case.stock.items():
        units = world.stock.assets[name]
        users = [response for response, given in case.responses.items() if name in given.units]
        rows.append(
            StockRow(
                id=name,
                label=asset.label,
                unit=asset.unit,
                in_service=mean(quantities, of_draws(units.in_service)),
                free=mean(quantities, of_draws(units.free(0.0))),
                committed={theatre: mean(quantities, of_draws(there)) for theatre, there in units.placed().items()},
                by_response={response: use(name, response) for response in users},
            )
        )
    return tuple(rows)


def _finite_mean(quantities: Quantities, value: Array) -> Figure | None:
    """Mean over the draws in which it is finite: no rate of production helps a deadline of no days."""
    finite = np.isfinite(value)
    weight = quantities.weight * finite
    return Series.single(np.where(finite, value, 0.0), weight).figure() if finite.any() else None
