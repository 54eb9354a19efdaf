"""States by their ISO 3166 alpha-3 codes, those that no longer exist included."""

from functools import cache

from foedus.errors import nearest

# ISO names that a reader would not expect in a sentence.
_READERS_NAMES = {
    "BIH": "Bosnia",
    "BRN": "Brunei",
    "COD": "DR Congo",
    "CSK": "Czechoslovakia",
    "DDR": "East Germany",
    "FSM": "Micronesia",
    "PRK": "North Korea",
    "PSE": "Palestine",
    "RUS": "Russia",
    "SUN": "Soviet Union",
    "TUR": "Turkey",
    "VAT": "Holy See",
    "VDR": "North Vietnam",
    "XKX": "Kosovo",
    "YMD": "South Yemen",
    "YUG": "Yugoslavia",
    "ZAR": "Zaire",
}


@cache
def state_names() -> dict[str, str]:
    """Name of each state by its code: ISO 3166-1, the withdrawn codes of ISO 3166-3, and XKX for Kosovo."""
    import pycountry  # late: only a case that names a state needs the table

    names = {"XKX": "Kosovo"}
    for country in [*pycountry.historic_countries, *pycountry.countries]:
        name = str(getattr(country, "common_name", None) or country.name)
        names[country.alpha_3] = name.split(",")[0]
    return {**names, **_READERS_NAMES}


def state_name(code: str) -> str:
    """Name of the state as readers know it; KeyError for a code that no list has."""
    return state_names()[code]


def nearest_state(text: str) -> str:
    """A hint for a code that no list has: by name where the text is one, else by the nearest code."""
    names = state_names()
    by_name = {name.casefold(): code for code, name in names.items()}
    if text.casefold() in by_name:
        return f'Did you mean "{by_name[text.casefold()]}"?'
    if text.upper() in names:
        return f'Did you mean "{text.upper()}"?'
    matched = nearest(text, list(names.values())) if len(text) > 3 else ""
    if matched:
        name = matched.split('"')[1]
        return f'Did you mean "{by_name[name.casefold()]}" ({name})?'
    alike = [code for code in sorted(names) if len(text) == 3 and code[:2] == text[:2].upper()][:3]
    if alike:
        listed = [f'"{code}" ({names[code]})' for code in alike]
        return f"Did you mean {' or '.join(listed)}?"
    return nearest(text, sorted(names))
