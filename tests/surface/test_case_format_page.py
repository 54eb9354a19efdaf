"""The reference page of the case format agrees with the format."""

import re
from pathlib import Path

import pytest

from foedus.case import DEFAULTS, parse, parse_case
from foedus.case.case import Case
from foedus.case.structure import Place

PAGE = Path(__file__).parents[2] / "docs" / "case-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
FIRST = BLOCKS[0]


def section(title: str) -> str:
    """The text under a heading of the third level."""
    return re.split(r"^#{2,3} ", TEXT.split(f"### {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def test_the_first_case_has_fifteen_lines_or_so_and_loads_without_a_warning() -> None:
    case = parse_case(FIRST)
    assert case.warnings == ()
    assert len(FIRST.strip().split("\n")) <= 16


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.startswith("# not a whole case")])
def test_every_fragment_fits_into_the_first_case(block: str) -> None:
    sources = "sources:\n" + "".join(
        f"  {name}: {{title: {name}, kind: press}}\n" for name in ("agency", "balance-2025", "registry")
    )
    first = FIRST.replace("leak: 0.1 to 0.4\n", "") if "leak:" in block else FIRST
    assert parse_case(first + sources + block).warnings == ()


SECTIONS = {
    "requests": "requests",
    "responses": "responses",
    "types": "types and need",
    "need": "types and need",
    "challenger": "challenger",
    "stock": "stock",
    "third_parties": "third_parties",
    "ledger": "duty, ledger and obligation",
    "history": "history",
    "audience": "audience and groups",
    "sources": "sources",
    "evidence": "evidence",
    "claims": "claims",
    "forecasts": "forecasts",
    "indicators": "indicators",
    "seen": "The case",
}


def keys_of(name: str) -> list[str]:
    place = Place("entry", Case).child(name)
    assert place is not None
    entry = place if place.kind == "entry" else place.child("any")
    assert entry is not None
    return [key for key in entry.keys if key not in ("source", "judgement", "why", "label")]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_of_a_section_is_on_the_page(name: str) -> None:
    text = section(SECTIONS[name])
    assert [key for key in keys_of(name) if f"`{key}`" not in text] == []


def test_every_key_of_the_case_is_on_the_page() -> None:
    shown = [key for key in Place("entry", Case).keys if f"`{key}`" in TEXT or f"### {key}" in TEXT]
    assert shown == list(Place("entry", Case).keys)


@pytest.mark.parametrize("path", [path for path in DEFAULTS if not path.startswith(("types.", "need."))])
def test_every_default_is_on_the_page_as_it_is(path: str) -> None:
    parts = path.split(".")
    text = section("The case") if len(parts) == 1 and path != "duty" else section(SECTIONS.get(parts[0], "history"))
    if path == "duty":
        text = section("duty, ledger and obligation")
    default = "none" if path == "duty" else str(DEFAULTS[path].text)
    rows = [line for line in text.split("\n") if f"`{parts[-1]}`" in line and default in line]
    assert rows, (path, default)


@pytest.mark.parametrize("path", [path for path in DEFAULTS if path.startswith(("types.", "need."))])
def test_defaults_of_types_and_needs_stand_in_their_columns(path: str) -> None:
    _, name, key = path.split(".")
    row = next(line for line in section("types and need").split("\n") if line.startswith(f"| `{key}` "))
    column = 3 if name in ("committed", "acute") else 4
    assert row.split("|")[column].strip() == str(DEFAULTS[path].text)


def test_the_example_formulas_follow_the_grammar() -> None:
    block = re.search(r"written in full\.\n\n((?:    .*\n)+)", TEXT)
    assert block is not None
    for line in block[1].strip().split("\n"):
        parse(line.strip())


def test_the_example_settings_are_read() -> None:
    text = FIRST + "sources: {agency: {title: Agency, kind: agency}}\n" + BLOCKS[2] + "audience: {belarus: {}}\n"
    settings = re.findall(r"^    --set '?([^'\n]+)'?$", TEXT, re.M)
    assert len(settings) == 5
    parse_case(text, settings=settings)
