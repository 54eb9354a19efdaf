"""The pages of docs/ with the real output of the commands they show.

    python scripts/regenerate_pages.py [--check]

On the pages below a `text` block right after a block of commands holds what these print, 80 columns wide, or the parts
of it that the page speaks of: what stands before the first title in capitals, and each titled part, where the block had
them. Cases are written as the `yaml` blocks say. The table after `<!-- certified -->` in docs/how-to-choose.md has
the share of 200 draws of `moscow-2025` that are certified under each setting. `--check` writes nothing and exits with 1
where a page is stale.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
SHOWN = ("first-case.md", "cli.md")
TABLE = "how-to-choose.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```[ ]*$", flags=re.M | re.S)
FILE = re.compile(r"# ([\w.-]+\.yaml)(?:, (added)|, in place of (\w+))?")
TITLE = re.compile(r"\n\n(?=[A-Z][A-Z',\- ]+\n)")
ROW = re.compile(r"^\| (?P<set>[^|\n]+) \| (?P<share>[\d.]+) %(?P<more>[^|\n]*) \|$", flags=re.M)
MARK = "<!-- certified -->"
DRAWS, SEED = 200, 1
FEWEST = 0.9
"""share of the draws that must be certified for an answer to be given"""

Run = Callable[[str, Path], str]


def shown_of(old: str, output: str) -> str:
    """The parts of an output that a block shows: of each, whether the block had it is told by its title."""
    parts, had = TITLE.split(output.strip("\n")), TITLE.split(old.strip("\n"))
    titles = {_title(part) for part in had}
    kept = [part for part in parts if _title(part) in titles]
    return "\n\n".join(kept or parts) + "\n"


def _title(part: str) -> str:
    """The line in capitals that a part begins with; "" of what stands before the first."""
    first = part.partition("\n")[0]
    return first if re.fullmatch(r"[A-Z][A-Z',\- ]+", first) else ""


def filled(page: str, run: Run, folder: Path) -> str:
    """The page with every block that follows commands holding what `run` returns for them, in a folder of its own.

    Commands whose output is not shown are not run.
    """
    pieces, place, output = [], 0, ""
    blocks = list(BLOCK.finditer(page))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        pieces.append(page[place : block.start()])
        kind, text = block[1], block[2]
        if output:
            text, output = shown_of(text, output), ""
        elif kind == "sh" and following is not None and following[1] == "text":
            if not page[block.end() : following.start()].strip():
                output = "".join(run(line, folder) for line in text.splitlines() if line.strip())
        elif kind == "yaml":
            _write(text, folder)
        pieces.append(f"```{kind}\n{text}```")
        place = block.end()
    return "".join([*pieces, page[place:]])


def _write(text: str, folder: Path) -> None:
    """A block that says on its first line which file it is, or what it is added to, or which section it replaces."""
    first, _, rest = text.partition("\n")
    named = FILE.fullmatch(first)
    if named is None:
        return
    path = folder / named[1]
    if named[2]:
        rest = f"{path.read_text(encoding='utf-8')}\n{rest}"
    elif named[3]:
        section = re.compile(rf"^{named[3]}:.*\n(?:[ #].*\n|\n(?=[ ]))*", flags=re.M)
        rest = section.sub(lambda _: rest_of(text), path.read_text(encoding="utf-8"), count=1)
    path.write_text(rest, encoding="utf-8")


def rest_of(text: str) -> str:
    """All but the first line."""
    return text.partition("\n")[2]


def output_of(command: str, folder: Path) -> str:
    """What a foedus command prints in that folder; nothing of a command of another kind.

    Raises:
        ValueError: it failed.
    """
    program, *arguments = shlex.split(command, comments=True)
    if program != "foedus":
        return ""
    call = [sys.executable, "-c", "import sys; from foedus.cli import main; sys.exit(main())", *arguments]
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(call, capture_output=True, encoding="utf-8", env=environment, check=False, cwd=folder)
    if done.returncode:
        raise ValueError(f'"{command}" ended with status {done.returncode}: {done.stderr.strip()}')
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def measured(page: str, share: Callable[[dict[str, str]], float]) -> str:
    """The page with its table of certified shares as `share` has them for the settings of each row."""
    before, _, after = page.partition(MARK)

    def row(found: re.Match[str]) -> str:
        settings = dict(text.split("=", 1) for text in re.findall(r"`([^`=]+=[^`]+)`", found["set"]))
        certified = share(settings)
        return f"| {found['set']} | {100 * certified:g} %{'' if certified >= FEWEST else ': no answer'} |"

    return f"{before}{MARK}{ROW.sub(row, after)}" if MARK in page else page


def certified_share(settings: dict[str, str]) -> float:
    """Of the draws of `moscow-2025` under some settings, those that are certified."""
    from foedus.answer.world import build, drawn
    from foedus.case import load_case
    from foedus.request.solve import solve_request_game

    case = load_case("moscow-2025", settings=settings)
    return float(solve_request_game(build(case, drawn(case, DRAWS, SEED)).game).is_solved.mean())


def main() -> int:
    """Exit status: 0 done, 1 a page is stale (with `--check`) or a command failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    is_check = parser.parse_args().check
    after: dict[Path, str] = {}
    try:
        for name in SHOWN:
            with tempfile.TemporaryDirectory() as folder:
                path = DOCS / name
                after[path] = filled(path.read_text(encoding="utf-8"), output_of, Path(folder))
        path = DOCS / TABLE
        after[path] = measured(path.read_text(encoding="utf-8"), certified_share)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    stale = [path for path, text in after.items() if path.read_text(encoding="utf-8") != text]
    for path in stale:
        if is_check:
            print(f"{path.name} shows something else than the commands give. Run: make readme", file=sys.stderr)
        else:
            path.write_text(after[path], encoding="utf-8")
    return int(is_check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
