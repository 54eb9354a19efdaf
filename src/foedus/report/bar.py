"""A probability as a bar of blocks: solid up to the figure, shaded up to the end of its range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.answer.result import Figure

FULL, SHADE, EDGE = "█", "░", "▏"
_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(figure: Figure, longest: float, width: int) -> str:
    """The bar of a figure, `longest` being the value that fills the width; its edge shows where zero is."""
    if width < 2 or not longest > 0.0 or math.isnan(figure.value):
        return EDGE
    cells = width - 1
    eighths = round(8 * cells * min(1.0, max(0.0, figure.value / longest)))
    solid = FULL * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    reach = 0 if math.isnan(figure.high) else round(cells * min(1.0, max(0.0, figure.high / longest)))
    return EDGE + solid + SHADE * max(0, reach - len(solid))
