"""What moves the figures: per cent for one per cent of an input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from foedus.case import inputs
from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.chart.flips import basis_of
from foedus.report.ground_block import strongest_elasticities
from foedus.report.input_name import figure_name, input_name, named
from foedus.report.phrase import capital, two_digits

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, Elasticity
    from foedus.case import Case, Input

NAME = "Elasticities: per cent by which a figure moves for one per cent of an input, at the drawn inputs"


def elasticities_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A bar an input and figure, the strongest first.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    ranked = strongest_elasticities(answer)
    if not ranked:
        return nothing(NAME, "No elasticity was worked out, or none is other than 0", "elasticities")
    first, case = max(ranked, key=lambda row: abs(row.value)), answer.case
    return Exhibit(
        "elasticities",
        f"{capital(figure_name(case, first.figure))} moves most with {named(case, first.input)}:"
        f" {two_digits(first.value)} % for each per cent",
        NAME,
        "Right: the figure rises with the input. Left: it falls.",
        ("input", "figure", "elasticity"),
        tuple((input_name(case, row.input), figure_name(case, row.figure), two_digits(row.value)) for row in ranked),
        tuple((f"input:{row.input}",) for row in ranked),
        lambda width: _draw(case, ranked, inputs(case), width),
    )


def _draw(case: Case, rows: list[Elasticity], numbers: Mapping[str, Input], width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, AGAINST, MUTED
    from foedus.report.chart.sheet import Row, Sheet, number_axis, reach

    end = reach((row.value for row in rows), least=0.05)

    def lines() -> Iterator[Row]:
        for figure in dict.fromkeys(row.figure for row in rows):
            yield Row(capital(figure_name(case, figure)), is_head=True)
            for row in rows:
                if row.figure == figure:
                    label = f"{input_name(case, row.input)}{basis_of(row.input, numbers)}"
                    yield Row(label, two_digits(row.value), {"at": row.value, "zero": 0.0})

    sheet = Sheet(
        list(lines()), width, (-end, end), number_axis(signed=True), "per cent", number_width=70, label_width=340,
        most_lines=4,
    )  # fmt: skip
    drawn = [row for row in sheet.data if row.get("at") is not None]
    sheet.span("zero", "at", 10, ACCENT, rows=[row for row in drawn if row["at"] >= 0])
    sheet.span("zero", "at", 10, AGAINST, rows=[row for row in drawn if row["at"] < 0])
    sheet.upright(0.0, MUTED)
    return sheet.finished()
