"""What parting with units costs the guarantor, whether it can, and what would make it possible."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from foedus.stock.asset import FREE_SOURCES, AssetClass
from foedus.stock.withdrawal import cheapest_withdrawal

Draws = NDArray[np.float64]
Truths = NDArray[np.bool_]

# In units, relative to those in service: ten units of which 0.8 are committed leave 1.9999999999999996 free, and that
# is two. Rounding must not decide who has no free units.
ROUNDING = 1e-9


@dataclass(frozen=True)
class StockCost:
    """What it takes to yield the required units of one class; every array (draw,).

    Attributes:
        cost: least loss of value, in alliance values; where `is_available` is False, that of giving all there is,
            which stands for nothing.
        is_available: the units can be had from free ones and the allowed sources.
        is_free: free units suffice (the column's "no free units" is its complement).
        free: reserve and production due by the deadline.
        available: free units and what the allowed sources have committed.
        shadow_price: cost of one more unit (the right derivative of cost); infinite from `available` on.
        taken: units that must leave each allowed theatre.
        extra_production: further units a year, from today, with which nothing would have to leave a theatre; 0 where
            units are free, infinite where the deadline lies within the lead time.
        missing: units lacking even when every allowed source is emptied; 0 where available.
    """

    cost: Draws
    is_available: Truths
    is_free: Truths
    free: Draws
    available: Draws
    shadow_price: Draws
    taken: dict[str, Draws]
    extra_production: Draws
    missing: Draws


@dataclass(frozen=True)
class ResponseStock:
    """What a response that needs several classes costs: costs add, and it is possible where every class is.

    Attributes:
        cost, is_available, is_free: as in `StockCost`, over all classes, (draw,).
        classes: the `StockCost` of each class needed.
    """

    cost: Draws
    is_available: Truths
    is_free: Truths
    classes: dict[str, StockCost]


def parting(
    asset: AssetClass, required: ArrayLike, deadline_days: ArrayLike, sources: tuple[str, ...] | None = None
) -> StockCost:
    """Cost of parting with `required` units of one class by the deadline, in alliance values.

    Free units go first, then the least valued placements of the allowed theatres; optimal because values are concave
    in each theatre. Checked against a linear programme in tests/unit/stock.

    Arguments:
        asset: the class.
        required: units, (draw,), not negative; fractions are allowed.
        deadline_days: days from the request to delivery, (draw,).
        sources: names that may give: theatres, and `reserve` and `production`, which always may. None allows every
            theatre, an empty tuple none.

    Returns:
        `StockCost`, each array (draw,).

    Raises:
        ValueError: a source is neither a theatre of this class nor `reserve` nor `production`, or a number is negative
            or not finite.
    """
    if sources is not None:
        unknown = sorted(set(sources) - set(asset.theatres) - set(FREE_SOURCES))
        if unknown:
            known = ", ".join((*asset.theatres, *FREE_SOURCES))
            raise ValueError(f"no source is called {', '.join(unknown)}; this class has {known}")
    wanted = np.asarray(required, dtype=np.float64)
    deadline = np.asarray(deadline_days, dtype=np.float64)
    for name, array in (("required", wanted), ("deadline_days", deadline)):
        if not np.all(np.isfinite(array) & (array >= 0.0)):
            raise ValueError(f"{name} must be finite and not negative in every draw")

    allowed = [theatre for theatre in asset.theatres if sources is None or theatre in sources]
    in_service = np.asarray(asset.in_service, dtype=np.float64)
    everywhere = {theatre: np.asarray(units, dtype=np.float64) for theatre, units in asset.placed().items()}
    worths = {theatre: np.asarray(asset.worth[theatre], dtype=np.float64) for theatre in allowed}
    free = asset.free(deadline)
    shape = np.broadcast_shapes(
        wanted.shape, free.shape, *(everywhere[j].shape for j in allowed), *(worths[j].shape for j in allowed)
    )
    wanted, free = np.broadcast_to(wanted, shape), np.broadcast_to(free, shape)
    placed = {theatre: np.broadcast_to(everywhere[theatre], shape) for theatre in allowed}
    worth = {theatre: np.broadcast_to(worths[theatre], shape) for theatre in allowed}

    tolerance = ROUNDING * np.maximum(1.0, in_service)
    available = free + sum(placed.values(), start=np.zeros(shape))
    short_of_free = np.where(wanted - free <= tolerance, 0.0, wanted - free)
    missing = np.where(wanted - available <= tolerance, 0.0, wanted - available)
    withdrawal = cheapest_withdrawal(short_of_free, placed, worth)

    years = np.broadcast_to(asset.production_years(deadline), shape)
    has_time = years > 0.0
    with np.errstate(over="ignore"):  # in next to no time no rate would do: infinity is the answer
        needed_rate = np.where(has_time, short_of_free / np.where(has_time, years, 1.0), np.inf)
    return StockCost(
        cost=withdrawal.cost,
        is_available=missing == 0.0,
        is_free=short_of_free == 0.0,
        free=free,
        available=available,
        shadow_price=np.where(wanted < free, 0.0, withdrawal.marginal),
        taken=withdrawal.taken,
        extra_production=np.where(short_of_free == 0.0, 0.0, needed_rate),
        missing=missing,
    )


def parting_with_classes(
    assets: Mapping[str, AssetClass],
    required: Mapping[str, ArrayLike],
    deadline_days: ArrayLike,
    sources: tuple[str, ...] | None = None,
) -> ResponseStock:
    """Cost of one response that needs units of one or more classes by the same deadline.

    Arguments:
        assets: every class by name.
        required: units of each class needed, each (draw,); a response that needs none costs nothing anywhere.
        deadline_days: days from the request to delivery, (draw,).
        sources: as in `parting`; a theatre holds what each class has there, which may be nothing.

    Raises:
        ValueError: a class is unknown, or a source is a theatre of none of the classes needed.
    """
    unknown = sorted(set(required) - set(assets))
    if unknown:
        raise ValueError(f"no class of asset is called {', '.join(unknown)}; there are: {', '.join(assets) or 'none'}")
    theatres = {theatre for name in required for theatre in assets[name].theatres}
    if required and sources is not None:
        astray = sorted(set(sources) - theatres - set(FREE_SOURCES))
        if astray:
            raise ValueError(f"no needed class has a theatre called {', '.join(astray)}")

    shape = np.shape(deadline_days)
    cost, is_available, is_free = np.zeros(shape), np.ones(shape, dtype=np.bool_), np.ones(shape, dtype=np.bool_)
    classes: dict[str, StockCost] = {}
    for name, units in required.items():
        known = (*assets[name].theatres, *FREE_SOURCES)
        own_sources = None if sources is None else tuple(source for source in sources if source in known)
        classes[name] = parting(assets[name], units, deadline_days, own_sources)
        cost = cost + classes[name].cost
        is_available = is_available & classes[name].is_available
        is_free = is_free & classes[name].is_free
    return ResponseStock(cost, is_available, is_free, classes)
