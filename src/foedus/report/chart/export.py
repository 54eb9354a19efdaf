"""Charts as files: PNG for pages and slides, SVG for print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from foedus.files import check_writable, write_atomically
from foedus.report.chart.exhibit import WIDE
from foedus.report.chart.exhibits import exhibits

if TYPE_CHECKING:
    from altair import LayerChart

    from foedus.answer.result import Answer

SCALE = 2.0
"""Pixels of a PNG for one of the chart."""


def write_charts(answer: Answer, folder: str | Path, width: int = WIDE) -> tuple[Path, ...]:
    """Each chart of an answer as `ID.svg` and `ID.png` in a folder, which is made where it is missing.

    What is not there to be drawn has no file. Nothing is fetched. Older files of these names are replaced.

    Raises:
        InputError: the folder cannot be made, or a file cannot be written.
    """
    place = check_folder(folder)
    place.mkdir(exist_ok=True)
    written = []
    for exhibit in exhibits(answer):
        if exhibit.is_drawn:
            chart = exhibit.draw(width)
            written.append(write_atomically(place / f"{exhibit.id}.svg", as_svg(chart), may_replace=True))
            written.append(write_atomically(place / f"{exhibit.id}.png", as_png(chart), may_replace=True))
    return tuple(written)


def check_folder(folder: str | Path) -> Path:
    """The folder that charts would be written to: to be asked before long work.

    Raises:
        InputError: there is no folder for it, or something other than a folder has the name.
    """
    from foedus.errors import InputError

    place = Path(folder)
    if place.is_dir():
        return place
    if place.exists():
        raise InputError.at(str(folder), "is not a folder: expected one to write charts to")
    check_writable(place)
    return place


def as_svg(chart: LayerChart) -> str:
    """The chart as SVG, drawn without a browser."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_spec(chart), vl_version=vega_lite_version()))


def as_png(chart: LayerChart) -> bytes:
    """The chart as PNG, drawn without a browser."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(chart), vl_version=vega_lite_version(), scale=SCALE))


def vega_lite_version() -> str:
    """The version of Vega-Lite that Altair writes for, as "6.4"."""
    import altair

    return ".".join(str(altair.SCHEMA_VERSION).lstrip("v").split(".")[:2])


def _spec(chart: LayerChart) -> dict[str, Any]:
    return dict(chart.to_dict())
