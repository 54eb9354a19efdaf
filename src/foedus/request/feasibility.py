"""What each response takes out of the stock, draw by draw, and whether it can be given at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.case import Case
from foedus.stock import AssetClass, ResponseStock, parting_with_classes

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class Feasibility:
    """Cost in stock and feasibility of every response, in the order of the menu."""

    cost: Draws
    """stock_x, alliance values, (response, draw); finite even where infeasible"""
    is_available: NDArray[np.bool_]
    """available ≥ needed, (response, draw)"""
    is_free: NDArray[np.bool_]
    """free ≥ needed: nothing has to leave a theatre, (response, draw)"""
    by_response: Mapping[str, ResponseStock]
    assets: Mapping[str, AssetClass]


def assets_of(case: Case, values: Mapping[str, Draws]) -> dict[str, AssetClass]:
    """The case's classes of asset in the given draws."""
    assets = {}
    for name, asset in case.stock.items():
        path = f"stock.{name}"
        assets[name] = AssetClass(
            in_service=values[f"{path}.in_service"],
            committed={theatre: values[f"{path}.committed.{theatre}"] for theatre in asset.committed},
            production=values[f"{path}.production"],
            lead_time_days=values[f"{path}.lead_time"],
            worth={theatre: values[f"{path}.worth.{theatre}"] for theatre in asset.committed},
        )
    return assets


def feasibility(case: Case, values: Mapping[str, Draws]) -> Feasibility:
    """What parting with the units of each response costs by its deadline, `asked_on` + delay."""
    assets = assets_of(case, values)
    found = {}
    for name, response in case.responses.items():
        delay = values[f"responses.{name}.delay"]
        needed = {asset: values[f"responses.{name}.units.{asset}"] for asset in response.units}
        found[name] = parting_with_classes(assets, needed, delay, response.theatres)
    return Feasibility(
        np.stack([result.cost for result in found.values()]),
        np.stack([result.is_available for result in found.values()]),
        np.stack([result.is_free for result in found.values()]),
        found,
        assets,
    )
