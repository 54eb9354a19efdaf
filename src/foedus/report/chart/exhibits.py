"""All charts of an answer, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foedus.report.chart import (
    calls,
    claims,
    elasticities,
    evidence,
    flips,
    forecasts,
    grounds,
    indicators,
    ladder,
    prices,
    replies,
    sobol,
    stock,
    timeline,
)

if TYPE_CHECKING:
    from foedus.answer.result import Answer
    from foedus.report.chart.exhibit import Exhibit

_ORDER = (
    ladder,
    replies,
    stock,
    prices,
    claims,
    evidence,
    timeline,
    calls,
    flips,
    sobol,
    elasticities,
    indicators,
    forecasts,
    grounds,
)


def exhibits(answer: Answer) -> tuple[Exhibit, ...]:
    """Every chart with its finding and its numbers; of those with nothing to draw the reason."""
    return tuple(chart.exhibit(answer) for chart in _ORDER)
