"""The pages show what the commands print: blocks are refilled part by part, files written as the page says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
OUTPUT = "The answer\n\nWHAT WAS ASKED\n  Arms  30 %\n\nTHE SOURCE'S CLAIMS\n  C1\n\nRESTS ON\n  seed 1\n"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("pages", ROOT / "scripts" / "regenerate_pages.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_block_keeps_the_parts_that_it_had_and_their_order(script: ModuleType) -> None:
    assert script.shown_of("Old answer\n\nRESTS ON\n  seed 2\n", OUTPUT) == "The answer\n\nRESTS ON\n  seed 1\n"
    assert script.shown_of("THE SOURCE'S CLAIMS\n  C9\n", OUTPUT) == "THE SOURCE'S CLAIMS\n  C1\n"
    assert script.shown_of(OUTPUT, OUTPUT) == OUTPUT


def test_what_follows_commands_is_their_output_and_the_rest_stays(script: ModuleType, tmp_path: Path) -> None:
    page = (
        "a\n```yaml\n# c.yaml\nx: 1\nw: 2\n```\n```yaml\n# c.yaml, added\ny: 2\n```\n```yaml\n"
        "# c.yaml, in place of x\nx: 3\n```\n```sh\nfoedus ask c.yaml\n```\n\n```text\nold\n```\nb\n"
        "```text\nkept\n```\n"
        "```sh\nfoedus never\n```\nmore\n```text\nalso kept\n```\n"
    )
    asked = []

    def run(command: str, folder: Path) -> str:
        asked.append((command, (folder / "c.yaml").read_text()))
        return "new\n"

    once = script.filled(page, run, tmp_path)
    assert asked == [("foedus ask c.yaml", "x: 3\nw: 2\n\ny: 2\n")]
    assert once == page.replace("```text\nold\n", "```text\nnew\n")


def test_shares_of_the_table_are_measured_row_by_row(script: ModuleType) -> None:
    head = f"| a | 10 % |\n{script.MARK}\n| set | certified |\n|---|---|\n"
    page = f"{head}| `x=1`, `y=2 to 3` | 5 % |\n| nothing | 9 %: no answer |\n"
    asked = []

    def share(settings: dict[str, str]) -> float:
        asked.append(settings)
        return 0.515 if settings else 1.0

    assert script.measured(page, share) == f"{head}| `x=1`, `y=2 to 3` | 51.5 %: no answer |\n| nothing | 100 % |\n"
    assert asked == [{"x": "1", "y": "2 to 3"}, {}]


def test_the_pages_have_something_to_fill(script: ModuleType, tmp_path: Path) -> None:
    for name in script.SHOWN:
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        asked: list[str] = []
        script.filled(page, lambda command, folder, asked=asked: asked.append(command) or "", tmp_path)
        assert any(command.startswith(("foedus ask", "foedus diff")) for command in asked), name
    table = (ROOT / "docs" / script.TABLE).read_text(encoding="utf-8")
    assert script.measured(table, lambda settings: 0.123).count("| 12.3 %: no answer |") == 9
