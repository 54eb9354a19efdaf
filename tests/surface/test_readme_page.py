"""The front page shows what really happens: its example runs, its links lead somewhere, its output is output."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from foedus.case import load_case

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, flags=re.S)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("regenerate", ROOT / "scripts" / "regenerate_readme.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def printed(text: str) -> Callable[[str], str]:
    return lambda command: f"{text} {command}\n"


def test_the_page_shows_the_flagship_case_and_its_output_is_in(script: ModuleType) -> None:
    """`make readme` fills the block; the first line of an answer is the question of its case."""
    assert script.commands_in(PAGE) == ["foedus ask moscow-2025", "foedus solve beer-quiche --precision 2"]
    shown = PAGE.split("```text\n", 1)[1].split("```", 1)[0]
    assert shown.startswith("$ foedus ask moscow-2025\n")
    assert load_case("moscow-2025").question in shown


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})
    lines = capsys.readouterr().out.splitlines()
    case = load_case("moscow-2025")
    assert len(lines) == len(case.requests) + len(case.responses)


def test_the_example_has_ten_lines_or_so() -> None:
    assert len(EXAMPLES) == 1
    assert len(EXAMPLES[0].strip().splitlines()) <= 10


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", *(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))])
def test_every_link_to_a_file_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if link and not ((ROOT / page).parent / link).is_file()] == []


def test_a_block_is_filled_and_filling_it_again_changes_nothing(script: ModuleType) -> None:
    page = "before\n<!-- output: foedus words -->\nold\n<!-- end of output -->\nafter\n"
    once = script.filled(page, printed("new"))
    assert once == (
        "before\n<!-- output: foedus words -->\n```text\n$ foedus words\nnew foedus words\n```\n"
        "<!-- end of output -->\nafter\n"
    )
    assert script.filled(once, printed("new")) == once


def test_every_block_gets_the_output_of_its_own_command(script: ModuleType) -> None:
    block = "<!-- output: foedus {} -->\n<!-- end of output -->\n"
    page = script.filled(block.format("a") + block.format("b"), printed("of"))
    assert re.findall(r"^of .*", page, flags=re.M) == ["of foedus a", "of foedus b"]


def test_a_block_without_an_end_is_refused(script: ModuleType) -> None:
    page = "<!-- output: foedus a -->\n<!-- output: foedus b -->\n<!-- end of output -->\n"
    with pytest.raises(ValueError, match='"foedus a" has no end'):
        script.filled(page, printed(""))


def test_only_commands_of_foedus_are_run_and_a_failure_is_said(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="not a command of foedus"):
        script.output_of("rm README.md")
    with pytest.raises(ValueError, match="status 2"):
        script.output_of("foedus no-such-command")


def test_the_picture_is_a_chart_of_the_answer_and_speaks_for_itself(script: ModuleType) -> None:
    pictures = [picture["chart"] for picture in script.PICTURE.finditer(PAGE)]
    assert pictures == ["requests"]
    drawn = (ROOT / "docs" / "pictures" / "requests.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "Mediation" in drawn
