"""What the answer rests on: a square a number, solid where known, hatched where judged, open where assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.phrase import counted, percent

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer

NAME = "Grounds: what the numbers of the case rest on"
MOST_SQUARES = 2000


def grounds_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """The numbers of a case by what they rest on.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    balance = answer.balance
    parts = [
        ("sourced", balance.sourced, "a source of the case vouches for it"),
        ("judged", balance.judged, "the analyst's judgement"),
        ("default", balance.default, "left out by the analyst, taken from the table of defaults"),
        ("unmarked", balance.unmarked, "neither source nor judgement is named"),
    ]
    total = sum(count for _, count, _ in parts)
    if not total:
        return nothing(NAME, "The case has no numbers", "grounds")
    sourced = {0: "none has", 1: "1 has"}.get(balance.sourced, f"{counted(balance.sourced)} have")
    return Exhibit(
        "grounds",
        f"Of {counted(total)} numbers {sourced} a source,"
        f" {counted(balance.judged)} {'is' if balance.judged == 1 else 'are'} judged and {counted(balance.default)}"
        f" {'is a default' if balance.default == 1 else 'are defaults'}",
        NAME,
        "One square a number. Solid: known. Hatched: inferred. Open: assumed.",
        ("rests on", "numbers", "share", "which means"),
        tuple((name, counted(count), percent(count / total), why) for name, count, why in parts if count),
        make=lambda width: _draw(parts, width),
    )


def _draw(parts: list[tuple[str, int, str]], width: int) -> LayerChart:
    from foedus.report.chart.palette import AGAINST, INK
    from foedus.report.chart.squares import CROSSED, HATCHED, OPEN, SOLID, Squares

    looks = {"sourced": SOLID, "judged": HATCHED, "default": OPEN, "unmarked": CROSSED}
    sheet = Squares(width, step=10)
    for name, count, _ in parts:
        if count:
            sheet.write(f"{name}: {counted(count)}")
            sheet.strip((min(count, MOST_SQUARES), AGAINST if looks[name] == CROSSED else INK, looks[name]))
    return sheet.finished()
