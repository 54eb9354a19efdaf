"""Every fenced block of the pages is marked with what it is, and what can run does.

    sh      commands of foedus, run one after the other in a folder of the page; others must be listed below
    yaml    a whole case, game or model file, free of mistakes; `# not a whole case` on top: YAML that is part of one.
            `# FILE` on top writes the case to that file, `# FILE, added` appends to it, `# FILE, in place of KEY`
            replaces a section; before the next block of another kind, the file has to be a case
    python  executed, all blocks of a page in one namespace (that of the front page by test_readme_page.py)
    text    output and diagrams: not run. Directly after a command that computes nothing it has to be what that prints

Draws are few: commands that compute get `--draws 64` in place of what they say; `FOEDUS_PAGES_IN_FULL=1` leaves them as
they are.
"""

import os
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commands import in_process

import foedus
from foedus.case import load_case, parse_case
from foedus.case.document import read_document
from foedus.estimate.named_model import read_named_model
from foedus.game import load_game, parse_yaml

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "ARCHITECTURE.md", *(f"docs/{path.name}" for path in sorted(ROOT.glob("docs/*.md")))]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ ]*$", flags=re.M | re.S)
FEW = 64
COMPUTING = ("ask", "diff")
NOT_RUN = ("pip install ", "make ", "git ")
"""what a reader types and no test should"""
GAME = "foedus-game:"
"""what a game file begins with; every other file is a case"""
PART = "# not a whole case"
FILE = re.compile(r"# ([\w.-]+\.yaml)(?:, (added)|, in place of (\w+))?")


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its text, and the block that directly follows it."""

    kind: str
    text: str
    line: int
    following: "Block | None" = None

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def blocks_of(page: str) -> list[Block]:
    """Every fenced block of a page's text, in order."""
    found = list(FENCE.finditer(page))
    blocks: list[Block] = []
    following = None
    for number in range(len(found) - 1, -1, -1):
        match = found[number]
        block = Block(match[1], match[2], page.count("\n", 0, match.start()) + 1, following)
        blocks.insert(0, block)
        is_next = number > 0 and page[found[number - 1].end() : match.start()].strip() == ""
        following = block if is_next else None
    return blocks


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_marked(page: str) -> None:
    text = text_of(page)
    assert [(block.line, block.kind) for block in blocks_of(text) if block.kind not in RUN] == []
    assert len(re.findall(r"^\s*```", text, flags=re.M)) == 2 * len(blocks_of(text))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(text_of(page))])
def test_what_can_run_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("foedus.cli.compiled.use_compiled_code", lambda: None)
    if not in_full():
        whole = foedus.ask
        monkeypatch.setattr(foedus, "ask", lambda case, **options: whole(case, **{**options, "draws": FEW}))
    run = in_process(capsys)
    namespace: dict[str, Any] = {"__name__": "page"}
    for block in blocks_of(text_of(page)):
        if page == "README.md" and block.kind == "python":
            continue
        try:
            RUN[block.kind](block, run, namespace)
        except Exception as error:
            error.add_note(f"in the block at {page}:{block.line}")
            raise


def in_full() -> bool:
    return os.environ.get("FOEDUS_PAGES_IN_FULL") == "1"


def run_commands(block: Block, run: Callable[..., Any], namespace: dict[str, Any]) -> None:
    printed = ""
    for line in block.lines:
        if not line.strip() or line.startswith(NOT_RUN):
            continue
        program, *arguments = shlex.split(line, comments=True)
        assert program == "foedus", f"{line} is no command of foedus"
        ended = run(*with_few_draws(arguments))
        assert (ended.status, ended.err) == (0, ""), f"{line}: {ended.err}"
        printed += ended.out
    follows = block.following
    if follows is not None and follows.kind == "text" and not any(line.split()[1] in COMPUTING for line in block.lines):
        assert follows.text.strip() == printed.strip()


def with_few_draws(arguments: list[str]) -> list[str]:
    if arguments[0] not in COMPUTING or in_full():
        return arguments
    return [*arguments, "--draws", str(FEW)]  # of an option given twice the later counts


def check_yaml(block: Block, run: Callable[..., Any], namespace: dict[str, Any]) -> None:
    first, _, rest = block.text.partition("\n")
    named = FILE.fullmatch(first)
    if first == PART:
        assert read_document(block.text, "block").data
    elif named is None:
        if block.text.startswith("model:"):
            Path("a-model.yaml").write_text(block.text, encoding="utf-8")
            read_named_model("a-model.yaml")
            return
        (parse_yaml if GAME in block.text else parse_case)(block.text)
    else:
        name, added, section = named.groups()
        path = Path(name)
        if added:
            rest = f"{path.read_text(encoding='utf-8')}\n{rest}"
        elif section:
            rest = with_section(path.read_text(encoding="utf-8"), section, rest)
        path.write_text(rest, encoding="utf-8")
        if block.following is None or block.following.kind != "yaml":
            (load_game if GAME in rest else load_case)(path)


def with_section(text: str, key: str, section: str) -> str:
    """A file with one of its sections replaced, which goes on to the next line that is not indented."""
    replaced, count = re.subn(rf"^{key}:.*\n(?:[ #].*\n|\n(?=[ ]))*", lambda _: section, text, flags=re.M)
    assert count == 1, key
    return replaced


def run_python(block: Block, run: Callable[..., Any], namespace: dict[str, Any]) -> None:
    exec(compile(block.text, "page", "exec"), namespace)


def leave_alone(block: Block, run: Callable[..., Any], namespace: dict[str, Any]) -> None:
    assert block.text.strip()


RUN: dict[str, Callable[[Block, Callable[..., Any], dict[str, Any]], None]] = {
    "sh": run_commands,
    "yaml": check_yaml,
    "python": run_python,
    "text": leave_alone,
}


def test_the_tutorial_ends_with_the_file_that_its_last_answer_is_to() -> None:
    """The hash at the foot of the answer is that of the blocks put together."""
    text = text_of("docs/first-case.md")
    file = ""
    for block in blocks_of(text):
        first, _, rest = block.text.partition("\n")
        named = FILE.fullmatch(first) if block.kind == "yaml" else None
        if named is not None:
            file = f"{file}\n{rest}" if named[2] else with_section(file, named[3], rest) if named[3] else rest
    shown = re.findall(r"case lowland ([0-9a-f]{12})", text)
    assert shown == [parse_case(file).sha256[:12]]


def test_blocks_are_found_and_told_apart() -> None:
    page = "a\n```sh\nfoedus words\n```\n\n```text\nb\n```\n```yaml\nc: 1\n```\ntext\n```text\nd\n```\n"
    blocks = blocks_of(page)
    assert [(block.kind, block.text, block.line) for block in blocks] == [
        ("sh", "foedus words\n", 2), ("text", "b\n", 6), ("yaml", "c: 1\n", 9), ("text", "d\n", 13),
    ]  # fmt: skip
    assert blocks[0].following == blocks[1]
    assert blocks[2].following is None


def test_a_block_that_fails_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = in_process(capsys)
    with pytest.raises(AssertionError, match="no command of foedus"):
        run_commands(Block("sh", "rm -r x\n", 1), run, {})
    with pytest.raises(AssertionError, match="neither a file nor a built-in case"):
        run_commands(Block("sh", "foedus case check nothing\n", 1), run, {})
    with pytest.raises(AssertionError):
        run_commands(Block("sh", "foedus case list\n", 1, Block("text", "other\n", 4)), run, {})
    with pytest.raises(foedus.InputError):
        check_yaml(Block("yaml", "foedus: 1\n", 1), run, {})
    assert with_section("a: 1\nb:\n  c: 2\n\n  d: 3\n\ne: 4\n", "b", "b: 5\n") == "a: 1\nb: 5\n\ne: 4\n"
