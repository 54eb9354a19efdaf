"""Rows on how an answer moves, invented for the tests of what draws them."""

import dataclasses

from foedus.answer.result import Answer, Figure
from foedus.answer.sensitivity import ConflictRow, Doubling, FlipRow, IndicatorRow, MenuRow, SobolRow


def with_sensitivity(answer: Answer) -> Answer:
    """The answer with every kind of row that a run may leave out."""
    asked, given = [row.id for row in answer.requests], [row.id for row in answer.responses]
    flips = [
        FlipRow("request", "leak", 0.1, 0.2, 0.4, 0.62, 1.4, asked[0], asked[-1], True, 320),
        FlipRow("response", "precision", 6.0, 12.0, 24.0, 8.1, -0.22, given[0], given[-1], False, 64),
    ]
    if answer.claims:
        flips.append(FlipRow(answer.claims[0].id, "leak", 0.1, 0.2, 0.4, 9.0, 29.3, "holds", "contested", True, 320))
    share = Figure(0.3, 0.2, 0.4)
    return dataclasses.replace(
        answer,
        flips=tuple(flips),
        doubling=Doubling(
            7, 39, asked[0], True, share, given[-1], False, share, {row.id: "contested" for row in answer.claims[:1]},
            len(answer.claims),
        ),
        sobol=(
            SobolRow(f"requests.{asked[0]}", "leak", share, Figure(0.5, 0.4, 0.6)),
            SobolRow(f"requests.{asked[0]}", "others", Figure(0.1, 0.0, 0.2), share),
        ),
        indicators=(
            IndicatorRow(
                "d", "A delegation", "declared", "2000-02-01", 0.3, 0.21, 0.4, {asked[0]: 0.6}, {asked[-1]: 0.5}
            ),
            IndicatorRow("s", "Help, seen as itself", "signal", None, 0.1, 0.05, 0.9, {}, {}),
        ),
        conflict=tuple(ConflictRow(row.id, -0.4, asked[-1]) for row in answer.evidence[:2]),
        menu=(
            MenuRow("split", (asked[0],), asked[0], 0.3, given[0], 0.5, False),
            MenuRow("merge", (asked[0], asked[1]), "+".join(asked[:2]), 0.6, given[-1], None, True),
        ),
    )  # fmt: skip
