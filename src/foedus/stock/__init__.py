"""What parting with units costs: reserve and production first, then the least valued placements."""

from foedus.stock.asset import FREE_SOURCES, AssetClass
from foedus.stock.parting import ResponseStock, StockCost, parting, parting_with_classes

__all__ = ["FREE_SOURCES", "AssetClass", "ResponseStock", "StockCost", "parting", "parting_with_classes"]
