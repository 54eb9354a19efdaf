"""The colours of charts and pages: two greys, one accent, and Okabe and Ito's where categories need colour.

Each is written as its value on white paper, and exchanged on a page for the name that the style sheet gives it, light
or dark. Masataka Okabe and Kei Ito (2008), Color Universal Design.
"""

from __future__ import annotations

from typing import Any

INK = "#1b1e22"
MUTED = "#575d65"
RULE = "#dcdfe3"
FAINT = "#e6e9ed"
PAPER = "#fefefe"
ACCENT = "#0072b2"
AGAINST = "#c24e00"
GREEN = "#00795a"
PURPLE = "#a14a7f"
AMBER = "#946200"

DARK = {
    INK: "#e9e7e3",
    MUTED: "#b0b6bd",
    RULE: "#3a4048",
    FAINT: "#30363d",
    PAPER: "#16191d",
    ACCENT: "#56b4e9",
    AGAINST: "#ff9a57",
    GREEN: "#35c79d",
    PURPLE: "#e5a3c6",
    AMBER: "#f0c350",
}
"""What stands for each in the dark: the same hue, as far from the paper."""
NAMES = {
    INK: "ink", MUTED: "muted", RULE: "rule", FAINT: "faint", PAPER: "paper", ACCENT: "accent", AGAINST: "against",
    GREEN: "green", PURPLE: "purple", AMBER: "amber",
}  # fmt: skip
PLACES = (ACCENT, AMBER, GREEN, PURPLE, INK)
"""Colours of categories, in this order."""


def themed(spec: Any) -> Any:
    """A chart's specification with every colour of the palette as `var(--name)`; data are left as they are."""
    if isinstance(spec, dict):
        return {key: value if key in ("datasets", "data") else themed(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [themed(item) for item in spec]
    return f"var(--{NAMES[spec]})" if isinstance(spec, str) and spec in NAMES else spec


def style_sheet_colours() -> str:
    """The names for a style sheet: on white, in the dark, and on white again in print."""
    light = "".join(f"--{name}:{value};" for value, name in NAMES.items())
    dark = "".join(f"--{name}:{DARK[value]};" for value, name in NAMES.items())
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n"
    )
