"""States as news data name them, as ISO 3166 codes: names in words, and the codes of GDELT where they differ."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from foedus.errors import InputError, nearest

__all__ = ["GDELT_CODES", "cow_state_of", "iso3", "iso3_of"]

OTHER_NAMES = MappingProxyType(
    {
        "bosnia and herzegovina": "BIH", "brunei darussalam": "BRN", "burma": "MMR", "cape verde": "CPV",
        "cote d'ivoire": "CIV", "czech republic": "CZE", "democratic republic of congo": "COD", "east timor": "TLS",
        "guinea bissau": "GNB", "macedonia": "MKD", "macao": "MAC", "palestinian territory, occupied": "PSE",
        "republic of congo": "COG", "congo": "COG", "swaziland": "SWZ", "the bahamas": "BHS", "the gambia": "GMB",
        "united states of america": "USA", "vatican city": "VAT",
    }
)  # fmt: skip
GDELT_CODES = MappingProxyType({"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "KSV": "XKX"})
"""CAMEO codes of countries that are not those of ISO 3166"""

COW_NAMES = MappingProxyType(
    {
        "antigua & barbuda": "ATG", "democratic republic of the congo": "COD",
        "federated states of micronesia": "FSM", "german democratic republic": "DDR", "german federal republic": "DEU",
        "ivory coast": "CIV", "korea": "KOR", "st. kitts and nevis": "KNA", "st. lucia": "LCA",
        "st. vincent and the grenadines": "VCT", "yemen arab republic": "YEM", "yemen people's republic": "YMD",
    }
)  # fmt: skip
"""States as the list of the Correlates of War project spells them, where others do not"""
CONTINUED = MappingProxyType(
    {
        "BUR": "MMR", "DHY": "BEN", "HVO": "BFA", "ROM": "ROU", "SCG": "YUG", "SRB": "YUG", "SUN": "RUS", "TMP": "TLS",
        "VDR": "VNM", "ZAR": "COD",
    }
)  # fmt: skip
"""Codes of states that are one state, under another name, in the list of the Correlates of War project"""


@cache
def _codes() -> dict[str, str]:
    from foedus.case.state import state_names

    return {**{name.casefold(): code for code, name in state_names().items()}, **OTHER_NAMES}


@cache
def iso3_of(name: str) -> str | None:
    """The code of a state by its name in English; None where it is no state."""
    return _codes().get(" ".join(name.split()).casefold())


def cow_state_of(name: str) -> str | None:
    """The ISO code of a state as the Correlates of War project names it; None where it has none.

    By its name alone: the abbreviations of that project are not ISO codes (AUS is Austria there, SWZ Switzerland).
    """
    return COW_NAMES.get(name.casefold()) or iso3_of(name)


def iso3(text: str, option: str) -> str:
    """The code that somebody wrote, as code or as name.

    Raises:
        InputError: it is neither.
    """
    from foedus.case.state import nearest_state, state_names

    if text.upper() in state_names():
        return text.upper()
    code = iso3_of(text)
    if code is None:
        hint = nearest_state(text) or nearest(text, list(_codes()))
        raise InputError.at(option, f'is "{text}": expected a state, as RUS or Russia', hint=hint)
    return code
