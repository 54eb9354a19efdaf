"""The stock as a unit chart: a square a unit, by the place where it is, hatched where a response would take it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import MISSING, counted, number_range, percent, shortened, spoken_id, two_digits
from foedus.report.sentence import parties, within

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, Figure, StockRow, StockUse

NAME = "Stock: where the units are, and which would have to leave"
FREE = "free"
MOST_SQUARES = 240
MOST_RESPONSES = 4
HALF = 0.5


def stock_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A strip of squares for each class of asset and each response that takes of it.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    used = [row for row in answer.stock if row.by_response]
    if not used:
        reason = "No response takes units" if answer.stock else "The case counts no stock"
        return nothing(NAME, reason, "stock")
    uses = [(row, name, use) for row in used for name, use in row.by_response.items()]
    labels = {row.id: row.label for row in answer.responses}
    scarce = max(uses, key=lambda item: item[2].probability_not_free)
    chance = scarce[2].probability_not_free
    label = within(labels.get(scarce[1], scarce[1]), parties(answer))
    size = max(_scale(row) for row in used)
    each = "One square a unit" if size == 1 else f"One square {counted(size)} units"
    return Exhibit(
        "stock",
        f"In {percent(chance)} of draws there are too few free units for {label}"
        if chance >= 0.005
        else "Whatever is given, free units are enough",
        NAME,
        f"{each}, at mean values. Hatched: would have to leave its place. Numbers: 90 % intervals.",
        ("class", "response", "needs", "free", "too few free", "available", "too few available", "would leave",
         "next unit costs", "enough at, units a year more"),
        tuple(_cells(row, labels.get(name, name), use) for row, name, use in uses),
        make=lambda width: _draw(used, labels, width),
    )  # fmt: skip


def _cells(row: StockRow, label: str, use: StockUse) -> tuple[str, ...]:
    def small(figure: Figure | None) -> str:
        if figure is None:
            return MISSING
        return f"{two_digits(figure.value)} ({number_range(figure.low, figure.high)})"

    leaves = "; ".join(f"{spoken_id(name)} {_units(figure)}" for name, figure in use.taken.items())
    return (
        f"{shortened(row.label)}, {shortened(row.unit)}", shortened(label), _units(use.needed), _units(use.free),
        percent(use.probability_not_free), _units(use.available), percent(use.probability_infeasible),
        leaves or MISSING, small(use.shadow_price), small(use.extra_production),
    )  # fmt: skip


def _units(figure: Figure) -> str:
    return f"{counted(figure.low)}–{counted(figure.high)}"


def _scale(row: StockRow) -> int:
    """How many units a square stands for: 1, 10, 100, …"""
    size = 1
    while row.in_service.value / size > MOST_SQUARES:
        size *= 10
    return size


def _places(row: StockRow, use: StockUse) -> Iterator[tuple[str, Figure, float, float]]:
    """Place, units there, how many on average, how many of them would leave."""
    for name, figure in row.committed.items():
        taken = use.taken.get(name)
        yield name, figure, figure.value, 0.0 if taken is None else taken.value
    yield FREE, use.free, use.free.value, min(use.free.value, use.needed.value)


def _draw(rows: list[StockRow], labels: Mapping[str, str], width: int) -> LayerChart:
    from foedus.report.chart.palette import MUTED, PLACES
    from foedus.report.chart.squares import HATCHED, SOLID, Squares

    sheet = Squares(width, step=11)
    for row in rows:
        size = _scale(row)
        most = sorted(row.by_response.items(), key=lambda item: -sum(f.value for f in item[1].taken.values()))
        for name, use in most[:MOST_RESPONSES]:
            sheet.write(
                f"{labels.get(name, name)}: needs {_units(use.needed)} of {_units(row.in_service)}", is_bold=True
            )
            for place, (where, figure, units, leaving) in enumerate(_places(row, use)):
                colour = MUTED if where == FREE else PLACES[place % len(PLACES)]
                verb = "would go" if where == FREE else "would leave"
                going = f", {verb}: about {counted(leaving)}" if leaving >= HALF else ""
                sheet.write(f"{spoken_id(where)}: {_units(figure)}{going}")
                count, taken = round(units / size), round(leaving / size)
                sheet.strip((max(0, count - taken), colour, SOLID), (min(count, taken), colour, HATCHED))
            sheet.space()
    return sheet.finished()
