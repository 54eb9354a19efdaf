"""The claims of sources: the author's word as a band, the model's figure as a dot with its interval."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from foedus.report.chart.exhibit import WIDE, Exhibit, nothing
from foedus.report.claim_block import hinges_of, is_share, ours, stated, under, who
from foedus.report.input_name import input_name
from foedus.report.phrase import MISSING, number_range, one_line, percent, percent_range, two_digits

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer, ClaimRow

NAME = "Claims: what the source says, beside what the model says"
VERDICTS = ("holds", "contested", "does not hold", "not testable")


def claims_chart(answer: Answer, width: int = WIDE) -> LayerChart:
    """A row a claim, in the order of the case.

    Raises:
        InputError: there is nothing to draw, or the width is below 240 pixels.
    """
    return exhibit(answer).draw(width)


def exhibit(answer: Answer) -> Exhibit:
    """The same with its finding and its numbers."""
    rows = answer.claims
    if not rows:
        return nothing(NAME, "The case tests no claim of a source", "claims")
    count = Counter(row.verdict for row in rows)
    verbs = {"holds": ("holds", "hold"), "contested": ("is contested", "are contested"),
             "does not hold": ("does not hold", "do not hold"), "not testable": ("cannot be tested",) * 2}  # fmt: skip
    parts = [f"{count[name]} {verbs[name][count[name] > 1]}" for name in VERDICTS if count[name]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return Exhibit(
        "claims",
        f"Of {len(rows)} claim{'s' if len(rows) > 1 else ''} {listed}",
        _whose(answer),
        "Band: what the author's word means. Dot and line: the model's figure with its 90 % interval; filled where the"
        " claim holds, hollow where it is contested, a cross where it does not hold.",
        ("claim", "what it says", "the author's word", "the model", "verdict", "hinges on", "note"),
        tuple(
            (row.id, one_line(row.says), stated(answer, row, is_share(row.tests)), 
             ours(row, True).removeprefix("the model ") or MISSING,
             row.verdict, " or ".join(input_name(answer.case, path) for path in hinges_of(row)),
             " ".join(part for part in (under(row, True), one_line(row.reason), _tested(row)) if part))
            for row in rows
        ),
        tuple(
            (f"source:{row.source}", *(f"input:{path}" for path in hinges_of(row))) for row in rows
        ),
        lambda width: _draw(answer, width),
    )  # fmt: skip


def _whose(answer: Answer) -> str:
    """Whose claims they are, and with what interest: a claim belongs to who made it."""
    sources = list(dict.fromkeys(row.source for row in answer.claims))
    if len(sources) > 1:
        return NAME
    return f"Claims of {who(sources[0], answer.case.sources.get(sources[0]))}"


def _tested(row: ClaimRow) -> str:
    return "" if row.tests is None else f"Tested as {one_line(row.tests)}."


def _number(row: ClaimRow) -> str:
    if row.model is None:
        return MISSING
    if is_share(row.tests):
        return f"{percent(row.model.value)}  {percent_range(row.model.low, row.model.high)}"
    return f"{two_digits(row.model.value)}  {number_range(row.model.low, row.model.high)}"


def _draw(answer: Answer, width: int) -> LayerChart:
    from foedus.report.chart.palette import ACCENT, FAINT, INK, MUTED
    from foedus.report.chart.sheet import Row, Sheet, percent_axis

    rows = []
    for row in answer.claims:
        values: dict[str, object] = {"verdict": row.verdict}
        if is_share(row.tests) and row.tests is not None:
            values |= {"from": row.stated_low, "to": row.stated_high}
            if row.model is not None:
                values |= {"at": row.model.value, "low": row.model.low, "high": row.model.high}
        else:
            values |= {"text": "not on this scale: see the table" if row.tests else "not testable"}
        rows.append(Row(f"{row.id}: {row.says}", f"{_number(row)}\n{row.verdict}", values))
    sheet = Sheet(rows, width, (0.0, 1.0), percent_axis(), "the model", number_width=124, label_width=300)
    banded = [row for row in sheet.data if row.get("from") is not None]
    sheet.span("from", "to", 13, FAINT, rows=banded)
    drawn = [row for row in banded if row.get("at") is not None]
    for verdict, color, filled in (("holds", ACCENT, True), ("contested", ACCENT, False), ("", INK, True)):
        of = [row for row in drawn if row["verdict"] == verdict or not (verdict or row["verdict"] in VERDICTS[:2])]
        sheet.span("low", "high", 2, color, rows=of)
        sheet.dots("at", "circle" if verdict else "cross", color, filled, 80, of)
    told = [{**row, "zero": 0.0} for row in sheet.data if row.get("text")]
    if told:
        sheet.text(told, "zero", align="left", color=MUTED)
    return sheet.finished()
